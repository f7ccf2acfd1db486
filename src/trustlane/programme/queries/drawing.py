"""Who validates a case is drawn by lot: under a seed committed to beforehand, and so that anybody can draw it again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from trustlane.access.actors import person_of
from trustlane.access.models import User
from trustlane.clock.zones import day_of
from trustlane.programme.assigning import kept
from trustlane.programme.assigning.drawing import Drawn, Round, TakenOut, differences, draw, redraw
from trustlane.programme.assigning.people import Candidate, Days, DrawRefused, Seat, Wanted
from trustlane.programme.assigning.rules import Vacancy, broken
from trustlane.programme.lots import commitment, is_committed
from trustlane.programme.models import Case, Event, RedrawAsked
from trustlane.programme.moves import HANDLING
from trustlane.programme.queries.candidates import candidates, wanting
from trustlane.programme.queries.findings import round_of
from trustlane.programme.refusals import TeamTooSmall, TeamUnfit
from trustlane.programme.stages import PLANNED

LEAST = 2
SEATS = ("lead", "second", "third", "fourth")
_SEED_OF = b"trustlane programme draw "


@dataclass(frozen=True, slots=True)
class DrawnTeam:
    """A draw with its seed, which stays within the node until the visit begins."""

    drawn: Drawn
    seed: bytes

    @property
    def team(self) -> tuple[int, ...]:
        """Its people by number, the lead first."""
        return tuple(int(person) for person in self.drawn.team.values())

    def data(self) -> dict[str, object]:
        """As the plan keeps it: without the seed, by which somebody could reckon ahead who is drawn anew."""
        return {"method": kept.METHOD, "drawn": kept.written(self.drawn)}


@dataclass(frozen=True, slots=True)
class Stand:
    """How somebody stood in one round: how many lots, which place in the order, which seat; or the rules against."""

    person: int
    name: str
    lots: int = 0
    place: int = 0
    seat: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """A draw that was kept, drawn again: what differs (nothing, where it is as it was), and how everybody stood."""

    seed: str  # "" until the visit begins
    committed: str
    about: str
    shown_before: datetime | None  # since when the commitment stood in the case; None where it did not
    differences: tuple[str, ...]
    rounds: tuple[tuple[Round, tuple[Stand, ...]], ...]

    @property
    def same(self) -> bool:
        """It comes out as it was kept."""
        return not self.differences


def seed_of(about: str) -> bytes:
    """The seed of one draw: it is revealed when the visit begins, and tells nothing of those of others."""
    secret: Callable[[], bytes] = import_string(settings.TRUSTLANE_DRAWS)
    return hmac.digest(secret(), _SEED_OF + about.encode(), hashlib.sha256)


def next_about(case: Case) -> str:
    """What the next draw of a case is called: the case and the number of its validation."""
    return f"{case.reference} {round_of(case) + 1}"


def next_commitment(case: Case) -> str:
    """The commitment to the seed of the next draw: shown before anybody can know who would be drawn."""
    return commitment(seed_of(next_about(case)))


def eligible(case: Case, *, at: datetime, visit: Days | None = None, language: str = "") -> tuple[int, ...]:
    """Validators of the office that has the case who may be sent there; the rules are those of ``assigning``.

    ``visit`` are the first and the last day, where known; ``language`` the one spoken on site, where it matters.
    """
    free, _ = sorted_out(case, at=at, visit=visit, language=language)
    return free


def sorted_out(
    case: Case, *, at: datetime, visit: Days | None = None, language: str = ""
) -> tuple[tuple[int, ...], dict[int, tuple[str, ...]]]:
    """Who may be sent, and by person the names of the rules that keep the others away."""
    wanted = wanting(case, visit=visit or _today(at), number=round_of(case) + 1, language=language)
    seat = Vacancy(wanted, Seat(SEATS[0]), wanted.visit)
    rules = {int(one.id): broken(one, seat) for one in candidates(case, at=at, visit=wanted.visit)}
    free = tuple(sorted(person for person, against in rules.items() if not against))
    return free, {person: against for person, against in rules.items() if against}


def standing_before(case: Case, *, at: datetime) -> tuple[Stand, ...]:
    """Everybody who validates for the office as they stand today: who may be drawn first, then who may not and why."""
    free, refused = sorted_out(case, at=at)
    names = _names([*free, *refused])
    may = [Stand(person, names[person]) for person in free]
    return (*may, *(Stand(person, names[person], rules=rules) for person, rules in refused.items()))


def kept_draw(case: Case) -> Drawn | None:
    """The draw of the plan that stands, where a plan stands that was drawn and whose visit has not begun."""
    plans = Event.objects.filter(case=case, move="plan_validation").order_by("-number")
    plan = plans.first() if case.stage in PLANNED else None
    found = plan.data.get("draw", {}).get("drawn") if plan else None
    return kept.read(found) if isinstance(found, Mapping) else None


def draw_team(
    case: Case,
    *,
    at: datetime,
    size: int = LEAST,
    visit: Days | None = None,
    language: str = "",
    skills: Collection[str] = (),
    planner: str = "",
    out: TakenOut | None = None,
) -> DrawnTeam:
    """Draw a team for the next validation of a case; for one that is planned, only who is taken out is replaced.

    ``skills`` are asked of the lead. ``planner`` is the person who plans, who is not drawn. Raises TeamTooSmall where
    not every seat can be filled, TeamUnfit where a team that stays cannot come, DrawRefused where nobody may be drawn
    anew.
    """
    days = visit or _today(at)
    before = kept_draw(case)
    everybody = candidates(case, at=at, visit=days)
    if before is None:
        about = next_about(case)
        wanted = wanting(case, visit=days, number=round_of(case) + 1, language=language, planner=planner)
        seats = Wanted((Seat(SEATS[0], frozenset(skills)), *(Seat(name) for name in SEATS[1 : max(size, LEAST)])))
        found = draw(seed_of(about), wanted, everybody, seats)
    else:
        about = before.case.id
        found = _again(before, seed_of(about), _still_free(case, before, everybody, planner), out, days)
    if found.vacant:
        able = len(found.rounds[-1].urn)
        raise TeamTooSmall(f"{len(found.wanted.seats)} are to be drawn, and {able} may validate this case.")
    return DrawnTeam(found, seed_of(about))


def repeated(data: Mapping[str, object], began: Event | None = None, revealed: str = "") -> Repeated | None:
    """The draw that a plan keeps, drawn again; None where the plan keeps none, or one that cannot be read.

    ``began`` is the event with which the desk review began; it holds the commitment that was shown beforehand.
    ``revealed`` is the seed that the beginning of the visit keeps; before, the node draws under the one it holds.
    """
    told = data.get("draw")
    if not isinstance(told, Mapping) or not isinstance(told.get("drawn"), Mapping):
        return None
    try:
        drawn = kept.read(told["drawn"])
        seed = bytes.fromhex(revealed) if revealed else seed_of(drawn.case.id)
        people = {int(person) for each in drawn.rounds for person in _everybody(each)}
    except (DrawRefused, ValueError):
        return None
    found = list(differences(seed, drawn))
    team = data.get("team")
    if team != [int(person) for person in drawn.team.values()]:
        found.append("The team that was named is not the one that was drawn.")
    before = began.data.get("committed") if began else None
    if before and not is_committed(seed, str(before)):
        found.append("The seed is not the one to which the case was committed when its review began.")
    names = _names(people)
    return Repeated(
        seed=revealed,
        committed=drawn.committed,
        about=drawn.case.id,
        shown_before=began.at if began and before else None,
        differences=tuple(found),
        rounds=tuple((each, _stands(each, names)) for each in drawn.rounds),
    )


def to_reveal(case: Case) -> dict[str, object]:
    """The seed of the draw of the plan that stands, for the event that begins the visit; nothing without one."""
    drawn = kept_draw(case)
    return {} if drawn is None else {"seed": seed_of(drawn.case.id).hex()}


def revealed_seed(case: Case) -> str:
    """The seed that the beginning of the last visit keeps; "" where none began since the last plan."""
    moves = Event.objects.filter(case=case, move__in=("plan_validation", "begin_validation")).order_by("-number")
    last = moves.first()
    return str(last.data.get("seed", "")) if last is not None and last.move == "begin_validation" else ""


def review_began(case: Case, plan: int | None = None) -> Event | None:
    """The event with which the review began, of the application or of the holder, that committed to the draw of a plan.

    ``plan`` is the number of the event that planned, of the last one without it; where nothing was planned since, a
    review that began after it commits to a draw that is still to come.
    """
    began = Event.objects.filter(case=case, move__in=("begin_review", "begin_revalidation"))
    if plan is None:
        plans = Event.objects.filter(case=case, move="plan_validation").order_by("-number")
        plan = plans.values_list("number", flat=True).first()
    return (began if plan is None else began.filter(number__lt=plan)).order_by("-number").first()


def _again(before: Drawn, seed: bytes, people: Collection[Candidate], out: TakenOut | None, days: Days) -> Drawn:
    if out is not None:
        return redraw(seed, before, people, out, visit=days)
    by_id = {one.id: one for one in people}
    for person in before.team.values():
        one = by_id.get(person)
        if one is None or any(first <= days[1] and days[0] <= last for first, last in one.absences):
            raise TeamUnfit(f"Person {person} of the team that was drawn cannot come on these days.")
    return before


def _still_free(case: Case, before: Drawn, people: Collection[Candidate], planner: str) -> list[Candidate]:
    """Without who came to handle the case after the first draw, or agreed to draw anew; rounds before stay as kept."""
    moved = Event.objects.filter(case=case, move__in=HANDLING, person__isnull=False).values_list("person", flat=True)
    agreed = RedrawAsked.objects.filter(plan__case=case, agreed_by__isnull=False).values_list("agreed_by", flat=True)
    handled = {str(person) for person in (*moved, *agreed, case.officer_id)} | {str(person_of(planner))}
    return [one for one in people if one.id not in handled or one.id in before.case.handled_by]


def _everybody(each: Round) -> set[str]:
    told = {one.candidate for one in each.urn} | {one.candidate for one in each.refused}
    return {one.id for one in each.candidates} | told | {person for _, person in each.seated}


def _stands(each: Round, names: Mapping[int, str]) -> tuple[Stand, ...]:
    """Everybody in the order of the lots, then who was not in the urn; a person refused for one seat alone is in it."""
    seats = {person: seat for seat, person in each.seated}
    urn = [
        Stand(int(one.candidate), names[int(one.candidate)], one.lots, place, seats.get(one.candidate, ""))
        for place, one in enumerate(each.urn, 1)
    ]
    inside = {one.person for one in urn}
    refused: dict[int, tuple[str, ...]] = {}
    for one in each.refused:
        if int(one.candidate) not in inside:
            rules = refused.get(int(one.candidate), ())
            refused[int(one.candidate)] = (*rules, *(rule for rule in one.rules if rule not in rules))
    return (*urn, *(Stand(person, names[person], rules=rules) for person, rules in refused.items()))


def _names(people: Collection[int]) -> dict[int, str]:
    known = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
    return {person: known.get(person, str(person)) for person in people}


def _today(at: datetime) -> Days:
    today = day_of(at, settings.TIME_ZONE)
    return today, today
