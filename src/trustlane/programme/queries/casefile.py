"""One case whole, as one person may see it, as of an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Prefetch, Q

from trustlane.access.actors import Actor, id_of_person, person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.access.queries import actors_of
from trustlane.access.roles import Role
from trustlane.programme.agency_benefits import OWN_DEEDS, Given, given_of, in_effect
from trustlane.programme.clocks.lengths import Length
from trustlane.programme.clocks.running import NotYetBegun, Running
from trustlane.programme.conditions import Held, conditions_of
from trustlane.programme.models import (
    Assignment,
    Case,
    Consultation,
    Correction,
    CorrectionStep,
    EditionChange,
    Event,
    Finding,
    Message,
    Terms,
)
from trustlane.programme.more_time import ASKS, DECLINES
from trustlane.programme.moves import MOVES, moves_from
from trustlane.programme.permits import Moving, Permission, is_its_guest
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.editions import changes
from trustlane.programme.queries.findings import latest, round_of
from trustlane.programme.queries.more_time import askable, asked_rows
from trustlane.programme.queries.worklist import as_outsider, row_of, under_way, without_officers_clocks
from trustlane.programme.refusals import NotYetThere
from trustlane.programme.rows import (
    GUESTS_READ,
    CaseFile,
    CaseRow,
    ClockRow,
    ConsultationRow,
    CorrectionRow,
    EventRow,
    FindingRow,
    MessageRow,
    MoveRow,
    Person,
    Step,
    TermsRow,
)
from trustlane.programme.stages import ENDED, RATED_AT, Stage
from trustlane.programme.withheld import beside, beside_after, was_suspended

_OF_AN_AGENCY = frozenset({"agency", "joint"})
BEGAN = {
    "open": "A draft was opened.",
    "receive": "An application was received that did not come through the portal.",
    "migrate": "The case was brought from elsewhere, at the stage it had there.",
}
CHANGED_EDITION = "change_edition"
TO_ANOTHER_EDITION = "The case was taken over to another edition of the criteria."
# Findings are the operator's to read once they were reported, or once it is asked to mend them.
_REPORTED = frozenset(Stage) - frozenset(RATED_AT)


def find(reference: str) -> Case | None:
    """The case of that reference, for a deed; what of it may be seen is asked elsewhere."""
    known = Case.objects.select_related("operator", "officer")
    return None if "\x00" in reference else known.filter(reference=reference).first()


def newest_of(operator: str) -> Case | None:
    """The newest case of an operator, for a deed."""
    known = Case.objects.select_related("operator", "officer")
    return known.filter(operator__reference=operator).order_by("-pk").first()


def case_file(case: Case, who: Someone, *, at: datetime, as_of: datetime | None = None) -> CaseFile:
    """The case as the person may see it, as it stood at ``as_of`` (now without one).

    A partner's guest sees the visit and nothing else; another agency what it was asked and what it said, and where its
    people joined the visit, that and the report on it. Raises access' Refused, or NotYetThere where there was no case
    then, or only a draft that is the applicant's own.
    """
    person = in_force().require(who, Permission.SEE_CASE, case, at=at)
    seen_by = _seen_by(case, person, at)
    inside = seen_by == "customs"
    then = as_of or at
    events = [event for event in Event.objects.filter(case=case).order_by("number") if event.at <= then]
    if not events or (as_of is not None and events[-1].target == Stage.DRAFT and seen_by != "operator"):
        raise NotYetThere(f"{case.reference} was not submitted by {then.isoformat()}.")
    asked = _asked_of(case, person) if seen_by in _OF_AN_AGENCY else frozenset()
    told = last_report(events)
    shown = [event for event in events if _is_shown(event, seen_by, asked, told)]
    row = row_of(case)
    if as_of is not None:
        row = _as_it_stood(row, events)
    conduct = inside and in_force().may(person, Permission.SEE_CONDUCT, case, at=at).allowed
    if not inside:
        row = as_outsider(row, own=seen_by == "operator", under_way=_is_under_way(case, person))
    elif not conduct:
        row = without_officers_clocks(row)
    given = given_of(events, at=then)
    both_sides = seen_by in ("customs", "operator")
    reported = inside or seen_by in GUESTS_READ or (seen_by == "operator" and row.stage in _REPORTED)
    number = round_of(case)
    findings = [one for one in latest(case, number) if one.at <= then] if reported else []
    corrections = _corrections(case, number, then) if both_sides or seen_by == "joint" else []
    messages = _messages(case, then, inside) if both_sides else []
    editions = changes(case) if both_sides else ()
    taken_over = [one for one in editions if one.at <= then]
    moves = () if as_of is not None else moves_open_to(case, who, at=at)
    asks = any(move.name == ASKS for move in moves)
    names = _names([*shown, *taken_over], findings, corrections, messages)
    sight = Sight(seen_by, names, asked, case.operator.reference)
    return CaseFile(
        row=row,
        # Of the changes after that instant the first tells which edition it was.
        catalogue=next((one.old for one in reversed(editions) if one.at > then), case.catalogue),
        preset=case.preset,
        security=case.security,
        compliance=case.compliance,
        migrated=case.migrated,
        opened_at=case.opened_at,
        last_event=case.last_event,
        seen_by=seen_by,
        timeline=_timeline(shown, taken_over, sight),
        clocks=_clocks(case, then, inside=inside, conduct=conduct) if both_sides else (),
        terms=_terms(case, then, given) if both_sides else None,
        team=_team(case, then, names=inside or seen_by in GUESTS_READ) if seen_by != "agency" else (),
        plan=_plan(shown, inside),
        findings=tuple(_finding(one, sight) for one in findings),
        corrections=tuple(_correction(one, sight) for one in corrections),
        consultations=_consultations(case, person, seen_by, then),
        messages=tuple(_message(one, sight) for one in messages),
        conditions=_conditions(events, sight) if both_sides else (),
        beside=(beside_after(events) or "") if both_sides else "",
        given=_given(given, person, seen_by),
        time_asked=asked_rows(case, events) if both_sides else (),
        askable=askable(case, events, at=at, entered=seen_by != "operator") if asks else (),
        moves=moves,
    )


@dataclass(frozen=True, slots=True)
class Who:
    """A person that something in a case is from."""

    name: str
    operator: str


_NOBODY = Who("", "")


@dataclass(frozen=True, slots=True)
class Sight:
    """How somebody looks at a case: as whom, with everybody's names by actor, and what was asked of it."""

    seen_by: str
    names: Mapping[str, Who]
    asked: frozenset[int]
    operator: str

    @property
    def inside(self) -> bool:
        return self.seen_by == "customs"

    def is_ours(self, actor: str) -> bool:
        """It is of the operator's own people, and the operator looks."""
        return self.seen_by == "operator" and self.names.get(actor, _NOBODY).operator == self.operator

    def name(self, actor: str) -> str:
        """The name of an actor: to officers of everybody, to an operator of its own people; else ""."""
        return self.names.get(actor, _NOBODY).name if self.inside or self.is_ours(actor) else ""

    def reads_why(self, event: Event) -> bool:
        """The reason of an event is for this reader too."""
        if self.seen_by in _OF_AN_AGENCY:
            return event.pk in self.asked
        told = self.seen_by == "operator" and (event.move in _TOLD or (event.move in _OWN and self.is_ours(event.by)))
        return self.inside or told

    def data(self, event: Event) -> Mapping[str, object]:
        """What an event holds beside its reason: all of it for officers, for an operator what is named for it."""
        if self.inside:
            return dict(event.data)
        named = (*_TOLD_DATA.get(event.move, ()), *CAME) if self.seen_by == "operator" else ()
        return {key: event.data[key] for key in named if key in event.data}


def _is_under_way(case: Case, person: Actor) -> bool:
    return Case.objects.filter(under_way(person), pk=case.pk).exists()


def _asked_of(case: Case, person: Actor) -> frozenset[int]:
    """The events by which the person's agency was asked, and by which it answered."""
    rows = Consultation.objects.filter(case=case, agency__in=person.offices(Role.AGENCY_OFFICER))
    asked = {number for pair in rows.values_list("asked_in", "answered_in") for number in pair if number}
    agencies = list(person.offices(Role.AGENCY_OFFICER))
    own = Event.objects.filter(case=case, move__in=OWN_DEEDS, data__agency__in=agencies).values_list("pk", flat=True)
    return frozenset(asked | set(own))


def last_report(events: Iterable[Event | EventRow]) -> int | None:
    """The number of the report on the last visit, as long as nobody sent it back and no other visit was planned."""
    number = None
    for event in sorted(events, key=lambda each: each.number):
        if event.move == "report":
            number = event.number
        elif event.move in ("send_back", "plan_validation"):
            number = None
    return number


def _is_shown(event: Event, seen_by: str, asked: frozenset[int], told: int | None) -> bool:
    if seen_by in ("customs", "operator"):
        return True
    of_the_visit = seen_by in GUESTS_READ and event.move in _OF_A_VISIT
    of_the_agency = seen_by in _OF_AN_AGENCY and (event.move in ("submit", "receive") or event.pk in asked)
    return of_the_visit or of_the_agency or (seen_by == "joint" and event.number == told)


def _seen_by(case: Case, person: Actor, at: datetime) -> str:
    if in_force().may(person, Permission.SEE_INSIDE, case, at=at):
        return "customs"
    if person.operator:
        return "operator"
    joins = is_its_guest(person, case, at)
    if person.holds(Role.AGENCY_OFFICER):
        return "joint" if joins else "agency"
    return "guest"


def moves_open_to(case: Case, who: Someone, *, at: datetime) -> tuple[MoveRow, ...]:
    """The moves this person can make now, in the order of the table."""
    permits = in_force()
    # Of the two ways to allow an appeal, the one that gives back what there was.
    back = "allow_status_appeal" if was_suspended(case) else "allow_appeal_of_suspended"
    waits = _AFTER_A_FREEZE if beside(case) is Stage.FROZEN else frozenset()
    return tuple(
        MoveRow(move.name, move.says, move.reasoned)
        for move in moves_from(Stage(case.stage))
        if move.name not in (back, _BY_ITS_OWN_DEED, *waits)
        and not (move.name == "extend" and case.stage in ENDED and case.due is None)
        and not (move.name == DECLINES and not case.wants_time)
        and permits.may(who, Moving(move.name), case, at=at)
    )


def _clocks(case: Case, then: datetime, *, inside: bool, conduct: bool) -> tuple[ClockRow, ...]:
    """The clocks of a case as they read then; why they stood is for officers."""
    rows = clock_rows(running(case, at=then, inside=conduct), at=then)
    return rows if inside else tuple(_without_reasons(row) for row in rows)


def clock_rows(runs: Iterable[Running], *, at: datetime) -> tuple[ClockRow, ...]:
    """Clocks as they read at an instant: those that run first, by their end; those that ended after them."""
    rows = [row for run in runs if (row := _clock(run, at)) is not None]
    return tuple(sorted(rows, key=_by_end))


def _without_reasons(row: ClockRow) -> ClockRow:
    return replace(
        row,
        stops=tuple((stopped, started, "") for stopped, started, _ in row.stops),
        extensions=tuple((amount, "", basis) for amount, _, basis in row.extensions),
    )


def _by_end(row: ClockRow) -> tuple[bool, date]:
    return row.ended, _day(row.due) or date.max


def _clock(run: Running, at: datetime) -> ClockRow | None:
    try:
        read = run.read(at)
    except NotYetBegun:
        return None
    known = run.as_of(at)
    return ClockRow(
        term=run.term.id,
        title=run.term.title,
        turn="" if run.term.turn == "nobody" else run.term.turn,
        begun=run.first_day,
        due=read.due,
        left=read.left,
        unit=read.unit.value,
        stopped=read.stopped,
        late=read.late,
        ended=read.ended,
        warning=read.warning is not None,
        silence=run.term.silence.value,
        reference=run.term.reference,
        confirmed=run.term.confirmed,
        stops=tuple(
            (stop.stopped, stop.started, pause.reason) for stop, pause in zip(known.stops, known.pauses, strict=True)
        ),
        extensions=tuple(
            (_length(event.amount), event.told.get("reason", ""), event.told.get("legal_basis", ""))
            for event in known.extensions
        ),
    )


def _length(amount: Length | None) -> str:
    if amount is None:
        return ""
    parts = ((amount.months, "months"), (amount.days, "days"), (amount.hours, "hours"))
    return ", ".join(f"{number} {unit}" for number, unit in parts if number)


def _day(due: date | datetime | None) -> date | None:
    return due.date() if isinstance(due, datetime) else due


def _as_it_stood(row: CaseRow, events: list[Event]) -> CaseRow:
    last = events[-1]
    came = [event for event in events if event.target != event.source]
    return replace(row, stage=last.target, since=came[-1].at, due=None, due_term="", turn="")


def _names(
    events: Iterable[Event | EditionChange],
    findings: Iterable[Finding],
    corrections: Iterable[Correction],
    messages: Iterable[Message],
) -> Mapping[str, Who]:
    """Everybody whom the rows of a case come from, by actor; asked for at once, however many rows there are."""
    actors = {row.by for rows in (events, findings, messages) for row in rows}
    for correction in corrections:
        actors |= {correction.finding.by, *(step.by for step in correction.steps.all())}
    rows = User.objects.filter(pk__in=map(person_of, actors)).values_list("pk", "full_name", "operator")
    return {id_of_person(number): Who(name, operator) for number, name, operator in rows}


def _timeline(events: Sequence[Event], changes: Iterable[EditionChange], sight: Sight) -> tuple[EventRow, ...]:
    """What happened, the last first; an edition the case went over to stands after the event before it."""
    rows = [_event(event, sight) for event in events]
    for one in changes:
        before = [event for event in events if event.at <= one.at]
        rows.append(_taken_over(one, before[-1], sight))
    return tuple(sorted(rows, key=lambda row: (row.at, row.number, row.ledger_row), reverse=True))


def _taken_over(change: EditionChange, last: Event, sight: Sight) -> EventRow:
    """Another edition as a line of the timeline, under the number of the last event: it is no move of the case."""
    return EventRow(
        number=last.number,
        move=CHANGED_EDITION,
        says=TO_ANOTHER_EDITION,
        source=last.target,
        target=last.target,
        by=change.by if sight.inside else "",
        by_name=sight.name(change.by),
        at=change.at,
        reason=f"{change.old} → {change.new}",
        legal_basis="",
        data={"old": change.old, "new": change.new} if sight.inside else {},
        ledger_row=change.recorded_in_id,
    )


def _event(event: Event, sight: Sight) -> EventRow:
    """An operator reads what was done, why where that is for it, and of its own people who; officers stay unnamed."""
    said = MOVES[event.move].says if event.move in MOVES else BEGAN[event.move]
    return EventRow(
        number=event.number,
        move=event.move,
        says=said,
        source=event.source,
        target=event.target,
        by=event.by if sight.inside else "",
        by_name=sight.name(event.by),
        at=event.at,
        reason=event.reason if sight.reads_why(event) else "",
        legal_basis=event.legal_basis,
        data=sight.data(event),
        ledger_row=event.recorded_in_id,
    )


# Made by `assign`, which says to whom.
_BY_ITS_OWN_DEED = "give_to_officer"
# What a guest sees of the timeline.
_OF_A_VISIT = frozenset({"plan_validation", "begin_validation", "end_validation"})
# Moves whose reason is told to the operator: what it said itself, what it is asked, and what is decided about it. A
# move that is not here keeps its reason among officers, so that a new one is told only once somebody decided that.
_TOLD = frozenset(
    {
        "submit",
        "ask_information",
        "answer_information",
        "not_accept",
        "ask_correction",
        "answer_correction",
        "comment_report",
        "intend_refusal",
        "hear",
        "grant",
        "refuse",
        "report_yearly",
        "begin_revalidation",
        "call_off_revalidation",
        "revalidate",
        "tell_incident",
        "grant_benefits",
        "withhold_benefits",
        "end_benefits",
        "amend",
        "decline_amendment",
        "downgrade",
        "freeze",
        "ratify",
        "lapse_freeze",
        "request_suspension",
        "meet_condition",
        "reinstate",
        "decline_reinstatement",
        "intend_revocation",
        "revoke",
        "intend_annulment",
        "annul",
        "drop_hearing",
        "appeal_non_acceptance",
        "appeal_refusal",
        "appeal_downgrade",
        "appeal_suspension",
        "appeal_revocation",
        "appeal_annulment",
        "dismiss_non_acceptance_appeal",
        "dismiss_refusal_appeal",
        "dismiss_downgrade_appeal",
        "dismiss_suspension_appeal",
        "dismiss_revocation_appeal",
        "dismiss_annulment_appeal",
        "allow_non_acceptance_appeal",
        "allow_refusal_appeal",
        "allow_downgrade_appeal",
        "allow_status_appeal",
        "allow_appeal_of_suspended",
        "expire",
        "withdraw",
        "give_back",
        "lapse",
        "lapse_status",
        "succeed",
        "extend",
        "ask_extension",
        "decline_extension",
    }
)
# Where a suspension goes on, or may go on again.
_SUSPENDED = frozenset(
    {
        Stage.SUSPENDED,
        Stage.REINSTATING,
        Stage.SUSPENSION_APPEALED,
        Stage.REVOCATION_HEARING,
        Stage.ANNULMENT_HEARING,
    }
)
# What gives a status back waits until a freeze beside it was ratified or ended.
_AFTER_A_FREEZE = frozenset({"drop_hearing", "allow_status_appeal", "allow_appeal_of_suspended"})
# What of an event's data is told to the operator beside the reason; whatever is not named here stays among officers.
_TOLD_DATA: Mapping[str, tuple[str, ...]] = {
    "submit": ("channel",),
    "report_incident": ("kind", "answers"),
    "tell_incident": ("kind",),
    **dict.fromkeys(("grant_benefits", "withhold_benefits", "end_benefits"), ("granting", "benefits")),
    "ratify": ("conditions",),
    "meet_condition": ("condition", "evidence"),
    "ask_extension": ("term", "days", "months"),
    "decline_extension": ("term",),
}
# How and on which day it came what Customs entered for it.
CAME = ("channel", "on")
# Told to it where its own people said it.
_OWN = frozenset({"notify_change", "report_incident"})


def _given(given: Mapping[str, Given], person: Actor, seen_by: str) -> tuple[Given, ...]:
    """Benefits of other agencies: to both sides all of them, to an agency its own, to a partner none."""
    if seen_by in ("customs", "operator"):
        return tuple(given.values())
    own = person.offices(Role.AGENCY_OFFICER) if seen_by in _OF_AN_AGENCY else frozenset()
    return tuple(one for one in given.values() if one.agency in own)


def _conditions(events: Sequence[Event], sight: Sight) -> tuple[Held, ...]:
    """The conditions of a suspension that goes on; how officers settled them is theirs until it is lifted."""
    held = conditions_of(events) if events[-1].target in _SUSPENDED else ()
    return held if sight.inside else tuple(replace(one, settled=None) for one in held)


def _terms(case: Case, then: datetime, given: Mapping[str, Given]) -> TermsRow | None:
    held = Terms.objects.filter(case=case, decided_in__at__lte=then).order_by("-decided_in__number").first()
    return (
        None
        if held is None
        else TermsRow(
            held.number,
            held.security,
            held.compliance,
            tuple(held.roles),
            held.tier,
            held.effective,
            held.expires,
            held.conditions,
            held.mode,
            in_effect(held.benefits, given),
        )
    )


def _team(case: Case, then: datetime, *, names: bool) -> tuple[Person, ...]:
    """Who validates; an operator reads how many come, and their names on the letter that announces them."""
    of_then = Q(begun_in__at__lte=then) & (Q(ended_in__isnull=True) | Q(ended_in__at__gt=then))
    rows = list(Assignment.objects.filter(of_then, case=case).select_related("person").order_by("pk"))
    acting = actors_of([row.person for row in rows], at=then)
    return tuple(
        Person(
            row.person_id if names else 0,
            row.person.get_full_name() if names else "",
            row.duty,
            _is_of(acting[row.person_id]),
        )
        for row in rows
    )


def _is_of(person: Actor) -> str:
    """The agency a person answers for, else its office."""
    return next(iter(sorted(filter(None, person.offices(Role.AGENCY_OFFICER)))), person.office)


def _plan(events: list[Event], inside: bool) -> Mapping[str, object]:
    planned = [event for event in events if event.move == "plan_validation"]
    if not planned:
        return {}
    kept = dict(planned[-1].data)
    return kept if inside else {key: kept[key] for key in ("mode", "sites", "begins", "ends", "agenda") if key in kept}


def _finding(row: Finding, sight: Sight) -> FindingRow:
    return FindingRow(
        row.pk,
        row.item,
        row.site,
        row.rating,
        row.text,
        row.place,
        row.seen_at,
        tuple(row.evidence),
        sight.name(row.by),
    )


def _corrections(case: Case, number: int, then: datetime) -> list[Correction]:
    rows = Correction.objects.filter(finding__case=case, finding__round=number, asked_in__at__lte=then)
    steps = Prefetch("steps", CorrectionStep.objects.filter(at__lte=then).order_by("pk"))
    return list(rows.select_related("finding").prefetch_related(steps).order_by("due", "pk"))


def _correction(row: Correction, sight: Sight) -> CorrectionRow:
    return CorrectionRow(
        row.pk,
        _finding(row.finding, sight),
        row.asked,
        row.due,
        tuple(
            Step(step.settled, step.text, tuple(step.evidence), sight.name(step.by), step.at)
            for step in row.steps.all()
        ),
    )


def _consultations(case: Case, person: Actor, seen_by: str, then: datetime) -> tuple[ConsultationRow, ...]:
    if seen_by != "customs" and seen_by not in _OF_AN_AGENCY:
        return ()
    rows = Consultation.objects.filter(case=case, asked_in__at__lte=then).select_related("answered_in").order_by("pk")
    if seen_by != "customs":
        rows = rows.filter(agency__in=person.offices(Role.AGENCY_OFFICER))
    said = {row.pk: row for row in rows if row.answered_in is not None and row.answered_in.at <= then}
    return tuple(
        ConsultationRow(row.pk, row.agency, row.question, row.due, row.opinion, row.text)
        if row.pk in said
        else ConsultationRow(row.pk, row.agency, row.question, row.due, "", "")
        for row in rows
    )


def _messages(case: Case, then: datetime, inside: bool) -> list[Message]:
    rows = Message.objects.filter(case=case, at__lte=then).order_by("pk")
    return list(rows if inside else rows.filter(internal=False))


def _message(row: Message, sight: Sight) -> MessageRow:
    return MessageRow(row.pk, row.internal, row.from_customs, row.question, row.text, sight.name(row.by), row.at)
