"""The worklist: cases a person may see, by deadline or otherwise, a page at a time; how many of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case as Either
from django.db.models import Count, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from trustlane.access.actors import Actor
from trustlane.access.evaluator import Someone, as_actor, in_force
from trustlane.access.roles import Role
from trustlane.clock.zones import begins
from trustlane.parties.names import name_key
from trustlane.programme.clocks.house import OF_OFFICERS, REVIEW
from trustlane.programme.models import Assignment, Case, Consultation, Event
from trustlane.programme.moves import DECISIONS
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.presets import preset_named
from trustlane.programme.queries.dues import dues
from trustlane.programme.rows import CaseRow
from trustlane.programme.stages import APPEALED, APPLICATION, BESIDE, ENDED, HOLDING, REVALIDATION, VISIT, Stage

Key = tuple[Any, ...]
LATEST = "9999-01-01T00:00:00+00:00"
EARLIEST = "0001-01-01T00:00:00+00:00"

ORDERS: Mapping[str, Any] = {
    "due": Coalesce(F("due"), Value(LATEST, output_field=DateTimeField()), output_field=DateTimeField()),
    "since": F("since"),
    "name": F("name_key"),
    "reference": F("reference"),
    "stage": F("stage"),
}
# What a list is sorted by where the person does not read it: the same for every such case.
_UNREAD: Mapping[str, Any] = {
    "due": Value(LATEST, output_field=DateTimeField()),
    "stage": Value("", output_field=TextField()),
    "since": Value(EARLIEST, output_field=DateTimeField()),
}
SOON = timedelta(days=7)
# What a desk asks for at once; the first is what it opens with: whatever is going on, and no status that just holds.
OPEN = "open"
KINDS: Mapping[str, frozenset[Stage]] = {
    OPEN: APPLICATION | APPEALED | (HOLDING - {Stage.GRANTED, Stage.MONITORED}),
    "deciding": frozenset(
        {
            Stage.DECISION_PENDING,
            Stage.REFUSAL_HEARING,
            Stage.AMENDING,
            Stage.REVALIDATION_PENDING,
            Stage.REVALIDATION_AT_DESK,
            Stage.FROZEN,
            Stage.REINSTATING,
            Stage.REVOCATION_HEARING,
            Stage.ANNULMENT_HEARING,
        }
    )
    | APPEALED,
    "applications": APPLICATION,
    "holders": HOLDING,
    "revalidation": REVALIDATION,
    "ended": ENDED,
    "alive": frozenset(Stage) - ENDED - {Stage.DRAFT},
}
# What a decision maker decides at each stage, by the move that asks for the same eyes as the others there do.
_DECIDED_BY: Mapping[str, frozenset[Stage]] = {
    "grant": frozenset({Stage.DECISION_PENDING, Stage.REFUSAL_HEARING}),
    "revalidate": frozenset({Stage.REVALIDATION_PENDING, Stage.REVALIDATION_AT_DESK}),
    "ratify": BESIDE | {Stage.FROZEN},
    "reinstate": frozenset({Stage.AMENDING, Stage.REINSTATING, Stage.REVOCATION_HEARING, Stage.ANNULMENT_HEARING}),
    "dismiss_non_acceptance_appeal": frozenset({Stage.NON_ACCEPTANCE_APPEALED, Stage.DOWNGRADE_APPEALED}),
    "dismiss_refusal_appeal": APPEALED - {Stage.NON_ACCEPTANCE_APPEALED, Stage.DOWNGRADE_APPEALED},
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are asked for; what is left empty is not asked."""

    kind: str = "open"
    stage: str = ""
    turn: str = ""
    mine: bool = False
    late: bool = False
    soon: bool = False  # its clock ends within seven days
    decide: bool = False  # the person may decide it now
    small: bool | None = None
    short: bool = False  # granted with fewer than three of the seven measures, in some role
    wants_time: bool = False  # the operator asked for more time, and nobody answered yet
    term: str = ""  # a clock that waits for somebody, whichever else does
    visited_by: int | None = None  # somebody whose visit there began on or after ``since``
    decided_by: int | None = None  # somebody who took a decision in it on or after ``since``
    decision: str = ""  # of that kind
    since: date | None = None
    search: str = ""


def worklist(
    who: Someone,
    wanted: Wanted,
    *,
    at: datetime,
    order: str = "due",
    descending: bool = False,
    after: Key | None = None,
    before: Key | None = None,
    size: int = 50,
) -> list[CaseRow]:
    """Up to ``size`` + 1 cases from a key on; backwards, in reverse, where ``before`` is given."""
    rows = chosen(who, wanted, at=at).annotate(place=_place(order, who, at))
    edge = before if before is not None else after
    downwards = descending != (before is not None)
    if edge is not None:
        value, number = edge
        beyond = "lt" if downwards else "gt"
        rows = rows.filter(Q(**{f"place__{beyond}": value}) | Q(place=value, **{f"pk__{beyond}": number}))
    sign = "-" if downwards else ""
    # Asked of the cases of this page alone: what is read of a case costs more than finding it.
    picked = dict(rows.order_by(f"{sign}place", f"{sign}pk").values_list("pk", "place")[: size + 1])
    shown = _with_sight(Case.objects.filter(pk__in=list(picked)), who, at).select_related("operator", "officer")
    found = {case.pk: case for case in shown}
    return [_seen_row(found[number], (place, number)) for number, place in picked.items()]


def count(who: Someone, wanted: Wanted, *, at: datetime) -> int:
    """How many cases the worklist has in all."""
    return chosen(who, wanted, at=at).count()


def counted(who: Someone, *, at: datetime) -> dict[str, int]:
    """How many cases the person sees at each stage, of those whose stage it reads."""
    rows = _of_read_stage(_visible(who, at), who, at)
    return dict(rows.order_by().values_list("stage").annotate(Count("pk")))


def chosen(who: Someone, wanted: Wanted, *, at: datetime) -> QuerySet[Case]:
    """The cases the person may see and asks for; by what it does not read of a case, that case is not found."""
    rows = _visible(who, at)
    if wanted.kind in KINDS or wanted.stage:
        rows = _of_read_stage(rows, who, at)
    if wanted.turn or wanted.late or wanted.soon or wanted.term or wanted.wants_time:
        rows = _of_read_clocks(rows, who, at)
    if wanted.visited_by is not None or wanted.decided_by is not None or wanted.short:
        rows = in_force().visible(who, Permission.SEE_INSIDE, rows, at)
    if wanted.kind in KINDS:
        rows = rows.filter(Q(stage__in=KINDS[wanted.kind]) | (_asks(who, at) if wanted.kind == OPEN else Q()))
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.turn:
        rows = rows.filter(turn=wanted.turn)
    if wanted.late:
        rows = rows.filter(ends_by(wanted.term, at) if wanted.term else late_at(at))
    if wanted.soon:
        rows = rows.filter(ends_by(wanted.term, at + SOON, after=at) if wanted.term else soon_at(at))
    if wanted.decide:
        rows = rows.filter(pk__in=to_decide(who, at=at))
    if wanted.wants_time:
        rows = rows.filter(wants_time=True)
    if wanted.small is not None:
        rows = rows.filter(small=wanted.small)
    if wanted.short:
        rows = rows.filter(granted_short())
    if wanted.term:
        rows = rows.filter(~Q(stage__in=ENDED), ends__has_key=wanted.term)
        if wanted.term in OF_OFFICERS.by_id:
            rows = rows.filter(_conduct(as_actor(who, at), at))
    if wanted.visited_by is not None:
        visits = planned_since(wanted.since).filter(person=wanted.visited_by)
        rows = rows.filter(Exists(visits.filter(case=OuterRef("pk"))))
    if wanted.decided_by is not None:
        taken = decisions_since(wanted.since, wanted.decision).filter(person=wanted.decided_by)
        rows = rows.filter(Exists(taken.filter(case=OuterRef("pk"))))
    if wanted.mine:
        me = as_actor(who, at).person
        on_team = Assignment.objects.filter(person=me, ended_in__isnull=True).values("case")
        rows = rows.filter(Q(officer=me) | Q(pk__in=on_team))
    if wanted.search.strip():
        rows = rows.filter(_like(wanted.search))
    return rows


def everything(who: Someone, wanted: Wanted, *, at: datetime) -> Iterator[CaseRow]:
    """All cases asked for, by deadline, one after the other, however many there are."""
    rows = _with_sight(chosen(who, wanted, at=at), who, at).annotate(place=_place("due", who, at))
    rows = rows.order_by("place", "pk")
    for case in rows.select_related("operator", "officer").iterator(chunk_size=2_000):
        yield _seen_row(case)


def _asks(who: Someone, at: datetime) -> Q:
    """Statuses that hold, and in which, as this person reads the clocks, somebody is late, waits for more time or has
    to look at the holder anew."""
    actor = as_actor(who, at)
    waits = late_at(at) | Q(due_term=REVIEW) | Q(wants_time=True)
    asks = Q(stage__in=(Stage.GRANTED, Stage.MONITORED)) & waits
    return asks & _reads_clocks(actor, at) if _is_outsider(actor) else asks


def granted_short() -> Exists:
    """Cases whose status was granted with fewer than three of the seven measures, in a role at least."""
    return Exists(Event.objects.filter(case=OuterRef("pk"), move="grant", data__has_key="short"))


def granted_short_in(case: Case) -> bool:
    """The same of one case."""
    return Case.objects.filter(granted_short(), pk=case.pk).exists()


def late_at(at: datetime) -> Q:
    """Cases in which somebody had to do something before now, and did not."""
    return Q(due__lte=at) & somebodys_turn()


def soon_at(at: datetime) -> Q:
    """Cases in which somebody has to do something within seven days."""
    return Q(due__gt=at, due__lte=at + SOON) & somebodys_turn()


def ends_by(term: str, at: datetime, *, after: datetime | None = None) -> Q:
    """Cases in which the clock of that term ends by an instant, and after another where one is given."""
    kept = _End(F("ends"), Value(term))
    until = LessThanOrEqual(kept, Value(at, output_field=DateTimeField()))
    within = Q(until) if after is None else Q(until) & Q(GreaterThan(kept, Value(after, output_field=DateTimeField())))
    return within & ~Q(stage__in=ENDED)


class _End(Func):
    """The instant that a row keeps of one clock."""

    template = "(%(expressions)s)::timestamptz"
    arg_joiner = " ->> "
    output_field = DateTimeField()


def somebodys_turn() -> Q:
    """Cases in which somebody has to do something."""
    return ~Q(turn="") & ~Q(stage__in=ENDED)


def to_decide(who: Someone, *, at: datetime) -> list[int]:
    """The cases this person may decide now, by their numbers."""
    found: list[int] = []
    for move, stages in _DECIDED_BY.items():
        waiting = Case.objects.filter(stage__in=stages)
        found += in_force().visible(who, Moving(move), waiting, at).values_list("pk", flat=True)
    return found


def planned_since(since: date | None) -> QuerySet[Assignment]:
    """Duties of validators in plans that no other plan took the place of, for visits that begin then or later."""
    duties = Assignment.objects.filter(ended_in__isnull=True).exclude(duty="guest")
    return duties if since is None else duties.filter(begun_in__data__begins__gte=since.isoformat())


def decisions_since(since: date | None, kind: str = "") -> QuerySet[Event]:
    """Decisions that people took on or after a day: of a kind, or of any."""
    moves = DECISIONS[kind] if kind else frozenset().union(*DECISIONS.values())
    taken = Event.objects.filter(move__in=moves, person__isnull=False)
    return taken if since is None else taken.filter(at__gte=begins(since, settings.TIME_ZONE))


def of_operator(reference: str, *, who: Someone, at: datetime) -> list[CaseRow]:
    """The cases of one operator, the newest first."""
    rows = _with_sight(_visible(who, at).filter(operator__reference=reference), who, at)
    return [_seen_row(case) for case in rows.order_by("-pk").select_related("operator", "officer")]


def row_of(case: Case, key: Key = ()) -> CaseRow:
    """A case as a list shows it to who sees all of it."""
    return CaseRow(
        id=case.pk,
        reference=case.reference,
        operator=case.operator.reference,
        name=case.name,
        office=case.office,
        roles=tuple(case.roles),
        stage=case.stage,
        since=case.since,
        due=case.due,
        due_term=case.due_term,
        due_title=title_of(case.preset, case.due_term),
        turn=case.turn,
        officer=case.officer_id,
        officer_name=case.officer.get_full_name() if case.officer else "",
        small=case.small,
        wants_time=case.wants_time,
        key=key,
    )


def as_outsider(row: CaseRow, *, own: bool, under_way: bool) -> CaseRow:
    """A row for who does not see inside: without the officer; and where the case is not the person's own, without
    clocks, and without the stage once what it was asked for is over."""
    row = replace(row, officer=None, officer_name="")
    if own:
        return without_officers_clocks(row)
    if not under_way:
        row = replace(row, stage="", since=None)
    return replace(row, due=None, due_term="", due_title="", turn="", wants_time=False)


def without_officers_clocks(row: CaseRow) -> CaseRow:
    """The row by the clocks that both sides read, where the one kept with the case is for officers alone."""
    if row.due_term not in OF_OFFICERS.by_id:
        return row
    case = Case.objects.get(pk=row.id)
    due = dues([case], inside=False)[case.pk]
    return replace(row, due=due.at, due_term=due.term, due_title=title_of(case.preset, due.term), turn=due.turn)


def under_way(actor: Actor) -> Q:
    """Cases that the person is the guest of a visit in, or was asked about, as long as that goes on."""
    guests = Assignment.objects.filter(case=OuterRef("pk"), person=actor.person, ended_in__isnull=True, duty="guest")
    asked = Consultation.objects.filter(
        case=OuterRef("pk"), agency__in=actor.offices(Role.AGENCY_OFFICER), answered_in__isnull=True
    )
    return Q(Exists(guests), stage__in=VISIT) | Q(Exists(asked), stage__in=APPLICATION)


def _seen_row(case: Any, key: Key = ()) -> CaseRow:
    row = row_of(case, key)
    if case.inside:
        return row if case.conduct else without_officers_clocks(row)
    return as_outsider(row, own=case.own, under_way=case.under_way)


def _with_sight(rows: QuerySet[Case], who: Someone, at: datetime) -> QuerySet[Case]:
    """Each case with what the person may read of it."""
    actor = as_actor(who, at)
    return rows.annotate(
        inside=_inside(actor, at), conduct=_conduct(actor, at), own=_own(actor), under_way=under_way(actor)
    )


def _inside(actor: Actor, at: datetime) -> Exists:
    seen = in_force().visible(actor, Permission.SEE_INSIDE, Case.objects.all(), at)
    return Exists(seen.filter(pk=OuterRef("pk")))


def _conduct(actor: Actor, at: datetime) -> Exists:
    """The person reads who was called to look at the holder anew."""
    seen = in_force().visible(actor, Permission.SEE_CONDUCT, Case.objects.all(), at)
    return Exists(seen.filter(pk=OuterRef("pk")))


def _own(actor: Actor) -> Exists:
    rows = Case.objects.filter(operator__reference=actor.operator) if actor.operator else Case.objects.none()
    return Exists(rows.filter(pk=OuterRef("pk")))


def _is_outsider(actor: Actor) -> bool:
    """The person may see cases that are neither its own nor its office's, or not all clocks of those; for all others
    nothing need be left out."""
    return actor.holds(Role.GUEST_VALIDATOR, Role.AGENCY_OFFICER, Role.VALIDATOR)


def _visible(who: Someone, at: datetime) -> QuerySet[Case]:
    """The cases the person may see."""
    return in_force().visible(who, Permission.SEE_CASE, Case.objects.all(), at)


def _of_read_stage(rows: QuerySet[Case], who: Someone, at: datetime) -> QuerySet[Case]:
    actor = as_actor(who, at)
    return rows.filter(_reads_stage(actor, at)) if _is_outsider(actor) else rows


def _of_read_clocks(rows: QuerySet[Case], who: Someone, at: datetime) -> QuerySet[Case]:
    actor = as_actor(who, at)
    return rows.filter(_reads_clocks(actor, at)) if _is_outsider(actor) else rows


def _reads_clocks(actor: Actor, at: datetime) -> Q:
    """The person reads the clock that is kept with the case; of officers' clocks, whoever reads a holder's conduct."""
    both = ~Q(due_term__in=list(OF_OFFICERS.by_id)) & (Q(_inside(actor, at)) | Q(_own(actor)))
    return both | Q(_conduct(actor, at))


def _reads_stage(actor: Actor, at: datetime) -> Q:
    return Q(_inside(actor, at)) | Q(_own(actor)) | under_way(actor)


def _place(order: str, who: Someone, at: datetime) -> Any:
    """What a list is sorted by; the order tells nothing that the rows do not."""
    actor, place = as_actor(who, at), ORDERS[order]
    if order not in _UNREAD or not _is_outsider(actor):
        return place
    read = _reads_clocks(actor, at) if order == "due" else _reads_stage(actor, at)
    return Either(When(read, then=place), default=_UNREAD[order])


def title_of(preset: str, term: str) -> str:
    """What a clock is called; "" where there is none."""
    found = preset_named(preset).by_id.get(term) or OF_OFFICERS.by_id.get(term)
    return "" if found is None else found.title


def _like(text: str) -> Q:
    """Cases whose reference or operator's number begins so, or whose name has a word that does."""
    words = Q()
    for word in name_key(text).split():
        words &= Q(name_key__startswith=word) | Q(name_key__contains=f" {word}")
    number = text.strip().upper()
    return (
        (words if words else Q(pk__in=[])) | Q(reference__startswith=number) | Q(operator__reference__startswith=number)
    )
