"""Validate: plan and draw the team, visit, rate each criterion, ask for corrections and settle them, report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from trustlane.access.actors import Actor, id_of_person
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.access.queries import holders
from trustlane.access.roles import Role
from trustlane.parties import queries as parties
from trustlane.programme.actions.moving import Begun, begin, complete, require_cut_over
from trustlane.programme.actions.owned import LARGEST_ID, require_own
from trustlane.programme.actions.telling import tell
from trustlane.programme.assigning.drawing import TakenOut
from trustlane.programme.assigning.people import DrawRefused
from trustlane.programme.came import Came
from trustlane.programme.checklists import checklist
from trustlane.programme.clocks.events import LONGEST_TOLD
from trustlane.programme.labels import MODES, RATINGS, SETTLEMENTS
from trustlane.programme.models import Assignment, Case, Correction, CorrectionStep, Event, Finding
from trustlane.programme.moves import HANDLING
from trustlane.programme.permits import Permission
from trustlane.programme.queries.candidates import guests as invited
from trustlane.programme.queries.candidates import guests_in_conflict
from trustlane.programme.queries.drawing import draw_team, repeated, to_reveal
from trustlane.programme.queries.findings import latest, open_corrections, round_of, unrated
from trustlane.programme.queries.redraws import agreed_for, takes_two
from trustlane.programme.queries.revalidating import next_due
from trustlane.programme.queries.suiting import Told, proposal
from trustlane.programme.queries.tracing import untraced
from trustlane.programme.refusals import (
    AgreementMissing,
    CorrectionAsked,
    FindingsOpen,
    KeyTaken,
    LotRefused,
    ModeUnfit,
    MomentUnfit,
    NotAsked,
    NotRated,
    NotTraced,
    PersonUnknown,
    RatedByTheTeam,
    RatedMeanwhile,
    ReasonMissing,
    SiteUnknown,
    TeamTooSmall,
    TeamUnfit,
    TermsMissing,
    TextUnfit,
    WrongStage,
)
from trustlane.programme.stages import MENDED, PLANNED, RATED_AT, REVALIDATION
from trustlane.programme.texts import one_of, plain_table, plain_text

ON_SITE = "on_site"
LEAST = 2  # of the administration's own, or lent to it
LONGEST_KEY = 200  # characters


@dataclass(frozen=True, slots=True)
class Plan:
    """What a validation will look at: the mode, the sites by number, from when to when, and what is asked for."""

    mode: str
    sites: tuple[int, ...]
    begins: date
    ends: date
    agenda: str = ""
    consignments: tuple[str, ...] = ()  # references to trace from order to release
    proposal: Mapping[str, object] = field(default_factory=dict)  # what was proposed, and why it was not followed
    told: Told = field(default_factory=Told)  # what only an officer knows of a visit from afar
    overrule: str = ""  # why a way is taken that the rules do not leave

    def data(self) -> dict[str, object]:
        """As the event keeps it."""
        return {
            "mode": self.mode,
            "sites": list(self.sites),
            "begins": self.begins.isoformat(),
            "ends": self.ends.isoformat(),
            "agenda": plain_text(self.agenda, "The agenda"),
            "consignments": [plain_text(one, "A consignment") for one in self.consignments],
            "proposal": plain_table(self.proposal, "The proposal"),
        }


def plan_validation(
    *,
    case: Case,
    plan: Plan,
    team: Sequence[int],
    by: Someone,
    at: datetime,
    guests: Sequence[int] = (),
    draw: Mapping[str, object] | None = None,
    reason: str = "",
) -> Event:
    """Plan a validation with the team that was drawn, its lead first; a new plan takes the place of the last.

    Raises ModeUnfit where it is not on site, the rules do not leave that, and the plan does not say why.
    ``draw`` is how the team was drawn, kept so that an auditor can draw it again.
    """
    named = [*team, *guests]
    if len(set(team)) < LEAST or len(set(named)) != len(named):
        raise TeamTooSmall(f"A team of {LEAST} or more is needed, nobody twice; {len(set(team))} were named.")
    if plan.ends < plan.begins:
        raise TermsMissing(f"The visit ends on {plan.ends}, before it begins on {plan.begins}.")
    one_of(plan.mode, "way to validate", MODES)
    reason, drawn = plain_text(reason, "The reason"), plain_table(draw or {}, "The draw")
    with transaction.atomic():
        begun = begin("plan_validation", case, by=by, at=at)
        require_sites(begun.case, plan.sites)
        _require_fit(begun, team, guests, (plan.begins, plan.ends))
        again = begun.case.stage in PLANNED
        if again and not reason:
            raise ReasonMissing("A plan that takes the place of another says why.")
        number = round_of(begun.case) + 1
        data = (
            plan.data()
            | _suited(begun, plan)
            | {"round": number, "team": list(team), "guests": list(guests), "draw": drawn}
        )
        _require_as_drawn(data)
        event = complete(begun, reason=reason, data=data)
        Assignment.objects.filter(case=begun.case, ended_in__isnull=True).update(ended_in=event)
        duties = [(person, "lead" if place == 0 else "validator") for place, person in enumerate(team)]
        duties += [(person, "guest") for person in guests]
        Assignment.objects.bulk_create(
            Assignment(case=begun.case, person_id=person, duty=duty, round=number, begun_in=event)
            for person, duty in duties
        )
        tell(event)
    return event


def _suited(begun: Begun, plan: Plan) -> dict[str, object]:
    """What the rules leave of the ways to validate, beside the proposal; on site it always may be.

    Raises ModeUnfit where the way that is planned is not among them and nobody says why it is taken all the same.
    """
    if plan.mode == ON_SITE:
        return {}
    modes, rules = proposal(begun.case, at=begun.at, on=begun.on).suited(plan.sites, plan.told)
    overrule = plain_text(plan.overrule, "The reason")
    aside = plan.mode not in modes
    if aside and not overrule:
        raise ModeUnfit(plan.mode, modes, [rule.sentence for rule in rules])
    found = {"modes": list(modes), "rules": [rule.name for rule in rules], "told": asdict(plan.told)}
    kept = plain_table(plan.proposal, "The proposal")
    return {"proposal": {**kept, **found, **({"overruled": overrule} if aside else {})}}


def plan_by_lot(
    *,
    case: Case,
    plan: Plan,
    by: Someone,
    at: datetime,
    size: int = LEAST,
    language: str = "",
    skills: Collection[str] = (),
    out: tuple[int, str] | None = None,
    guests: Sequence[int] = (),
    reason: str = "",
) -> Event:
    """Draw the team and plan the validation with it; the candidates come from the register, the seed from the node.

    A plan that takes the place of another keeps its team; ``out`` is who leaves it, on which of the ``GROUNDS``, and
    then that seat is drawn anew. Raises LotRefused, TeamTooSmall or TeamUnfit where that cannot be.
    """
    with transaction.atomic():
        begun = begin("plan_validation", case, by=by, at=at)
        try:
            leaves = _taken_out(begun, out, reason) if out else None
            drawn = draw_team(
                begun.case,
                at=at,
                size=size,
                visit=(plan.begins, plan.ends),
                language=language,
                skills=skills,
                planner=begun.who.id,
                out=leaves,
            )
        except DrawRefused as refused:
            raise LotRefused(str(refused)) from refused
        return plan_validation(
            case=begun.case,
            plan=plan,
            team=drawn.team,
            by=by,
            at=at,
            guests=guests,
            draw=drawn.data(),
            reason=reason,
        )


def _taken_out(begun: Begun, out: tuple[int, str], reason: str) -> TakenOut:
    """Who leaves, and who agreed to it. Raises AgreementMissing where that takes two and nobody else agreed."""
    if not takes_two(begun.case):
        return TakenOut(str(out[0]), out[1], reason, begun.who.id)
    agreed_by, words = agreed_for(begun.case, *out)
    if agreed_by in ("", begun.who.id):
        raise AgreementMissing(f"Nobody else than {begun.who.id} agreed that person {out[0]} leaves on this ground.")
    return TakenOut(str(out[0]), out[1], words, begun.who.id, agreed_by)


def begin_validation(*, case: Case, by: Someone, at: datetime) -> Event:
    """Begin the visit; from here on the seed of the draw is known, as no seat is drawn anew any more."""
    with transaction.atomic():
        begun = begin("begin_validation", case, by=by, at=at)
        return complete(begun, data=to_reveal(begun.case))


@dataclass(frozen=True, slots=True)
class Rating:
    """How one criterion was rated at one site, when that was seen; the key is made where it was written.

    ``newest`` is the number of the last finding that was known there; None where nobody says.
    """

    item: str
    rating: str
    key: str
    seen_at: datetime
    text: str = ""
    site: int | None = None
    place: str = ""
    evidence: Sequence[int] = ()
    newest: int | None = None

    def checked(self) -> Rating:
        """The same, fit to be kept. Raises ChoiceUnknown or TextUnfit."""
        one_of(self.rating, "rating", RATINGS)
        text, place = plain_text(self.text, "The text"), plain_text(self.place, "The place")
        return replace(self, text=text, place=place, key=require_key(self.key))

    @property
    def told(self) -> tuple[str, int | None, str, str]:
        """What a rating that is sent twice says both times."""
        return self.item, self.site, self.rating, self.text


def rate(
    *,
    case: Case,
    item: str,
    rating: str,
    key: str,
    by: Someone,
    at: datetime,
    seen_at: datetime,
    text: str = "",
    site: int | None = None,
    place: str = "",
    evidence: Sequence[int] = (),
    newest: int | None = None,
) -> Finding:
    """Rate one criterion at one site; sent twice under the same key, after a lost line, it is kept once.

    Raises KeyTaken where another rating came under the key, RatedMeanwhile where somebody else rated it after
    ``newest``.
    """
    one = Rating(item, rating, key, seen_at, text, site, place, evidence, newest)
    return rate_all(case=case, ratings=[one], by=by, at=at)[0]


def rate_all(*, case: Case, ratings: Sequence[Rating], by: Someone, at: datetime) -> list[Finding]:
    """Rate many criteria, such as all that were seen in an hour: each as `rate` would, all of them or none."""
    given = [one.checked() for one in ratings]
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
        who = in_force().require(by, Permission.RATE, locked, at=at)
        require_cut_over(locked, at=at)
        known = {row.key: row for row in Finding.objects.filter(case=locked, key__in=[one.key for one in given])}
        fresh: dict[str, Rating] = {}
        for one in given:
            _require_same(one, known.get(one.key) or fresh.get(one.key))
            if one.key not in known:
                fresh.setdefault(one.key, one)
        number = round_of(locked) if fresh else 0
        if fresh:
            _require_ratable(who, locked, number, list(fresh.values()))
        kept = Finding.objects.bulk_create(
            Finding(
                case=locked,
                round=number,
                item=one.item,
                site=one.site,
                rating=one.rating,
                text=one.text,
                place=one.place,
                seen_at=min(one.seen_at, at),
                evidence=list(one.evidence),
                key=one.key,
                by=who.id,
                at=at,
            )
            for one in fresh.values()
        )
        known |= {row.key: row for row in kept}
    return [known[one.key] for one in given]


def end_validation(*, case: Case, by: Someone, at: datetime) -> Event:
    """End the visits; refused while a criterion of the checklist is not rated."""
    with transaction.atomic():
        begun = begin("end_validation", case, by=by, at=at)
        left = unrated(begun.case)
        if left:
            raise NotRated(f"Not rated: {', '.join(left[:12])}{' …' if len(left) > 12 else ''}.")
        # Where the law counts from the end of the visit, this says how long.
        return complete(begun, data=next_due(begun.case, at=at).data())


def ask_correction(
    *, case: Case, asked: Mapping[int, tuple[str, date]], by: Someone, at: datetime, reason: str
) -> Event:
    """Ask the applicant to mend gaps: by finding, what is to be done and until when."""
    with transaction.atomic():
        begun = begin("ask_correction", case, by=by, at=at)
        found = {finding.pk: finding for finding in latest(begun.case) if finding.rating in ("minor", "major")}
        if not asked or not set(asked) <= set(found):
            raise NotAsked("A correction is asked for a minor or major gap of this validation, and at least for one.")
        before = Correction.objects.filter(finding__in=asked).values_list("finding__item", flat=True)
        if before:
            raise CorrectionAsked(f"A correction was asked for before: {', '.join(sorted(before))}.")
        wanted = {finding: (plain_text(what, "What is to be done"), due) for finding, (what, due) in asked.items()}
        if any(not what or due <= begun.on for what, due in wanted.values()):
            raise TermsMissing(f"A correction says what is to be done, and until a day after {begun.on}.")
        # The clock of the applicant is as long as the last of its days, where the law lets the deed say so.
        longest = max((due - begun.on).days for _, due in wanted.values())
        data = {"findings": sorted(wanted)} | ({"days": longest} if longest <= LONGEST_TOLD["days"] else {})
        event = complete(begun, reason=reason, data=data)
        for finding, (what, due) in wanted.items():
            Correction.objects.create(finding=found[finding], asked=what, due=due, asked_in=event)
        tell(event)
    return event


def answer_correction(
    *,
    correction: Correction,
    text: str,
    by: Someone,
    at: datetime,
    evidence: Sequence[int] = (),
    came: Came | None = None,
) -> CorrectionStep:
    """Say what was mended, with evidence."""
    text = plain_text(text, "The answer")
    with transaction.atomic():
        begun = begin("answer_correction", Case.objects.get(pk=correction.finding.case_id), by=by, at=at, came=came)
        _open(begun, correction)
        if not text:
            raise ReasonMissing("An answer says what was mended.")
        require_own(begun.case, evidence)
        # The applicant's time goes on while another gap has no answer.
        waiting = Correction.objects.filter(
            finding__case=begun.case, finding__round=round_of(begun.case), steps__isnull=True
        ).exclude(pk=correction.pk)
        complete(begun, data={"correction": correction.pk, "waiting": waiting.count()})
        return CorrectionStep.objects.create(
            correction=correction, text=text, evidence=list(evidence), by=begun.who.id, at=at
        )


def settle(*, correction: Correction, settled: str, text: str, by: Someone, at: datetime) -> CorrectionStep:
    """Say whether a correction is enough."""
    one_of(settled, "settlement", SETTLEMENTS)
    text = plain_text(text, "The settlement")
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("operator")
        locked = case.get(pk=correction.finding.case_id)
        who = in_force().require(by, Permission.SETTLE, locked, at=at)
        require_cut_over(locked, at=at)
        if locked.stage not in MENDED:
            raise WrongStage("settle", locked.stage, MENDED)
        if correction.steps.exclude(settled="").exists():
            raise NotAsked("The correction was settled before.")
        if not text:
            raise ReasonMissing("A settlement says what was seen.")
        return CorrectionStep.objects.create(correction=correction, settled=settled, text=text, by=who.id, at=at)


def settle_corrections(*, case: Case, by: Someone, at: datetime) -> Event:
    """Go on to the report; refused while a correction is not settled."""
    with transaction.atomic():
        begun = begin("settle_corrections", case, by=by, at=at)
        left = open_corrections(begun.case)
        if left:
            raise FindingsOpen(f"{len(left)} corrections are not settled.")
        return complete(begun)


def report(*, case: Case, recommends: str, reason: str, by: Someone, at: datetime) -> Event:
    """Report and recommend: to grant or to refuse; of a holder, that its status goes on, or that something be done.

    A gap that nobody asked to mend cannot be recommended to pass. Raises NotTraced where a consignment of the plan was
    not traced.
    """
    with transaction.atomic():
        begun = begin("report", case, by=by, at=at)
        if left := untraced(begun.case):
            raise NotTraced(f"Not traced yet: {', '.join(left)}.")
        passes, fails = ("keep", "measures") if begun.case.stage in REVALIDATION else ("grant", "refuse")
        if recommends not in (passes, fails):
            raise TermsMissing(f"A report recommends '{passes}' or '{fails}' here.")
        gaps = [finding.item for finding in latest(begun.case) if finding.rating == "major" and not _mended(finding)]
        if recommends == passes and gaps:
            raise FindingsOpen(f"Major gaps are open: {', '.join(gaps)}.")
        data = {"recommends": recommends, "round": round_of(begun.case)}
        return complete(begun, reason=reason, data=data)


def _require_same(one: Rating, before: Finding | Rating | None) -> None:
    """Raise KeyTaken where another rating came under the key."""
    if before is None:
        return
    if one.told != (before.item, before.site, before.rating, before.text):
        when = f" on {before.at.isoformat()}" if isinstance(before, Finding) else " just now"
        raise KeyTaken(f"Under {one.key} came a rating of {before.item}{when}.")


def _require_ratable(who: Actor, case: Case, number: int, ratings: Sequence[Rating]) -> None:
    """Refuse what cannot be kept of these ratings of a round, by the first that cannot."""
    if case.stage not in RATED_AT:
        raise WrongStage("rate", case.stage, RATED_AT)
    asked, guests = checklist(case), _guests(case)
    for one in ratings:
        one_of(one.item, "criterion of this checklist", asked)
        if who.id in guests:
            _require_free_for(guests, case, number, one)
        _require_known(who, case, number, one)
        if one.rating not in ("met", "not_applicable") and not one.text:
            raise ReasonMissing(f"A rating of {one.item} other than 'met' says what was seen.")
        if one.seen_at.utcoffset() is None or one.seen_at < case.opened_at:
            raise MomentUnfit(f"Nothing of {case.reference} was seen on {one.seen_at.isoformat()}.")
    require_sites(case, [one.site for one in ratings if one.site is not None])
    require_own(case, [document for one in ratings for document in one.evidence])


def _guests(case: Case) -> set[str]:
    people = Assignment.objects.filter(case=case, ended_in__isnull=True, duty="guest").values_list("person", flat=True)
    return {id_of_person(person) for person in people}


def _require_known(who: Actor, case: Case, number: int, one: Rating) -> None:
    """Raise RatedMeanwhile where the last rating is another person's, and newer than what was known to this one."""
    if one.newest is None:
        return
    rated = Finding.objects.filter(case=case, round=number, item=one.item, site=one.site)
    last = rated.order_by("-pk").first()
    if last is not None and last.pk > one.newest and last.by != who.id:
        raise RatedMeanwhile(f"{one.item} was rated {last.rating} on {last.at.isoformat()}.", last.pk)


def _require_free_for(guests: Collection[str], case: Case, number: int, one: Rating) -> None:
    """Raise RatedByTheTeam where a guest rates what the team rated: the last word is the administration's."""
    rated = Finding.objects.filter(case=case, round=number, item=one.item, site=one.site)
    last = rated.order_by("-pk").first()
    if last is not None and last.by not in guests:
        raise RatedByTheTeam(f"{one.item} was rated by the team on {last.at.date()}.")


def comment_report(*, case: Case, text: str, by: Someone, at: datetime, came: Came | None = None) -> Event:
    """Comment, as the operator, on the report about the visit; whoever decides reads it first."""
    with transaction.atomic():
        begun = begin("comment_report", case, by=by, at=at, came=came)
        reported = Event.objects.filter(case=begun.case, move="report").order_by("-number").first()
        about = {"report": reported.number} if reported is not None else {}
        return complete(begun, reason=plain_text(text, "The comment"), data=about)


def _mended(finding: Finding) -> bool:
    return CorrectionStep.objects.filter(correction__finding=finding, settled="mended").exists()


def _open(begun: Begun, correction: Correction) -> None:
    if correction.steps.exclude(settled="").exists():
        raise NotAsked(f"In {begun.case.reference} this correction was settled before.")


def require_key(key: str) -> str:
    """The key of what is sent through a lost line, fit to be kept. Raises TextUnfit."""
    kept = plain_text(key, "The key", LONGEST_KEY)
    if not kept:
        raise TextUnfit("A rating has a key, made where it was written; it is empty.")
    return kept


def require_sites(case: Case, sites: Sequence[int]) -> None:
    """Raise SiteUnknown where a site is named that the operator of the case never had."""
    if not sites:
        return
    known = {site.number for site in parties.sites_of(case.operator_id)}
    foreign = [one for one in sites if one not in known]
    if foreign:
        raise SiteUnknown(case.operator.reference, foreign)


def _require_as_drawn(data: Mapping[str, object]) -> None:
    """Raise LotRefused where a draw is given that comes out otherwise when it is repeated."""
    if not data["draw"]:
        return
    again = repeated(data)
    if again is None:
        raise LotRefused("The draw that was given cannot be read.")
    if not again.same:
        raise LotRefused(" ".join(again.differences))


def _require_fit(begun: Begun, team: Sequence[int], guests: Sequence[int], visit: tuple[date, date]) -> None:
    """Raise PersonUnknown or TeamUnfit, with every reason, where somebody named may not take part."""
    case, named = begun.case, [*team, *guests]
    people = User.objects.in_bulk([one for one in named if 0 < one < LARGEST_ID])
    unknown = [one for one in named if one not in people]
    if unknown:
        raise PersonUnknown(unknown)
    validators = set(holders(Role.VALIDATOR, at=begun.at, office=case.office).values_list("pk", flat=True))
    visitors = set(invited(at=begun.at).values_list("pk", flat=True))
    handled = set(Event.objects.filter(case=case, move__in=HANDLING).values_list("person", flat=True))
    why = []
    for number in team:
        name = people[number].full_name
        why += [f"{name} is no validator of {case.office} now"] * (number not in validators)
    for number in guests:
        name = people[number].full_name
        why += [f"{name} is neither a guest validator nor of another agency now"] * (number not in visitors)
    for person in (people[one] for one in named):
        why += [f"{person.full_name} acts for an operator"] * bool(person.operator)
        why += [f"{person.full_name} plans this validation"] * (person.actor == begun.who.id)
        why += [f"{person.full_name} handled the case"] * (person.pk in handled or person.pk == case.officer_id)
    tied = guests_in_conflict(case, guests, at=begun.at, visit=visit)
    why += [f"{people[one].full_name} declared a conflict of interest with the operator" for one in tied]
    if why:
        raise TeamUnfit(f"{'; '.join(why)}.")
