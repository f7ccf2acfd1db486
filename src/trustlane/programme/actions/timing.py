"""Clocks by hand and by themselves: extend, stop and start one; extend many by an act; do what a clock's end means."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from trustlane.access.actors import Actor, system
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.refusals import Refused
from trustlane.clock.zones import day_of
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.programme.actions.handling import accept, answer_consultation
from trustlane.programme.actions.holding import expire, take_effect
from trustlane.programme.actions.moving import Begun, begin, complete, reckon_all, subjects
from trustlane.programme.actions.telling import tell_operators
from trustlane.programme.actions.withholding import lapse_freeze
from trustlane.programme.came import spoken
from trustlane.programme.clocks import checks
from trustlane.programme.clocks.events import ClockRefused
from trustlane.programme.clocks.events import Event as Tick
from trustlane.programme.clocks.house import FREEZE
from trustlane.programme.clocks.running import Running, clocks, holds_from, silent
from trustlane.programme.clocks.terms import Silence
from trustlane.programme.models import Case, Consultation, Event, Terms
from trustlane.programme.more_time import OPERATORS
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.presets import calendar, preset_named
from trustlane.programme.queries.clocks import running, ticks, told
from trustlane.programme.queries.cutovers import is_cut_over
from trustlane.programme.queries.dues import means_something, refresh
from trustlane.programme.queries.freezes import freeze_over
from trustlane.programme.queries.more_time import waiting_in
from trustlane.programme.refusals import CaseChanged, ClockSaysNo, ProgrammeRefused, ReasonMissing
from trustlane.programme.stages import HOLDING, Stage
from trustlane.programme.texts import plain_text
from trustlane.standing.refusals import StandingRefused

CLOCKS = system("clocks")
LOG = logging.getLogger(__name__)
WAIT = timedelta(hours=1)
RECKONED = 500  # cases a minute, so that deeds do not wait
BATCH = 5_000  # cases a row of the record, which is about at most 32,767 things


def extend(
    *,
    case: Case,
    term: str,
    by: Someone,
    at: datetime,
    reason: str,
    legal_basis: str = "",
    days: int | None = None,
    months: int | None = None,
    asked_by: str = "",
) -> Event:
    """Lengthen a clock of the case, as far as its term allows; by law (``asked_by`` law) as far as the act says.

    Where its operator asks, that answers the request for this clock that waits; one that came in time is granted after
    the clock's end too.
    """
    data: dict[str, object] = {"term": term, "days": days, "months": months, "asked_by": asked_by}
    with transaction.atomic():
        if asked_by == checks.BY_LAW:
            # No bound of the term holds an act of law: that takes the permit for such acts.
            in_force().require(by, Permission.EXTEND_ALL, at=at)
        begun = begin("extend", case, by=by, at=at)
        return _timed(begun, reason, legal_basis, data | _answering(begun.case, term, asked_by))


def extend_all(
    *,
    cases: QuerySet[Case],
    term: str,
    by: Someone,
    at: datetime,
    reason: str,
    legal_basis: str,
    days: int | None = None,
    months: int | None = None,
    seen: int | None = None,
) -> int:
    """Lengthen a clock of many cases by one act, all or none: each that has it running; how many that were.

    At whatever stage they are: of a case that is over, the time to appeal may run. Cases that another system still
    decides on are left to it. ``seen`` is how many the person was shown: CaseChanged where it would be another number.
    """
    reason, legal_basis = plain_text(reason, "The reason"), plain_text(legal_basis, "The legal basis")
    if not reason:
        raise ReasonMissing("'extend' needs a reason.")
    length = {name: amount for name, amount in (("days", days), ("months", months)) if amount is not None}
    act = _Act({"term": term, **length, "asked_by": checks.BY_LAW}, reason, legal_basis, at)
    with transaction.atomic():
        who = in_force().require(by, Permission.EXTEND_ALL, at=at)
        if not is_cut_over(at=at):
            cases = cases.filter(migrated=False)
        numbers = list(cases.exclude(stage=Stage.DRAFT).order_by("pk").values_list("pk", flat=True))
        done = sum(_extend_some(numbers[start : start + BATCH], act, who) for start in range(0, len(numbers), BATCH))
        if seen is not None and done != seen:
            raise CaseChanged(f"{seen} clocks were shown, and {done} would be extended.")
        return done


def _answering(case: Case, term: str, asked_by: str) -> dict[str, object]:
    """Which request of the operator an extension answers; nothing where it asked for none."""
    asked = [one for one in waiting_in(case) if one.term == term] if asked_by in OPERATORS else []
    return {"answers": asked[0].number, "asked_at": spoken(asked[0].at, asked[0].came).isoformat()} if asked else {}


@dataclass(frozen=True, slots=True)
class _Act:
    """An act that lengthens a clock of many cases: what each of their events tells."""

    data: Mapping[str, object]
    reason: str
    legal_basis: str
    at: datetime


def _extend_some(numbers: Sequence[int], act: _Act, who: Actor) -> int:
    """Those of the cases that have the clock running, locked, each with its event, under one row of the record."""
    held = Case.objects.select_for_update(of=("self",)).select_related("operator").filter(pk__in=numbers)
    before: dict[int, list[Event]] = {number: [] for number in numbers}
    cases = list(held.order_by("pk"))
    for event in Event.objects.filter(case__in=numbers).order_by("case", "number"):
        before[event.case_id].append(event)
    due = [case for case in cases if _would_extend(case, before[case.pk], act)]
    if not due:
        return 0
    _require_each(due, who, act.at)
    row = record(
        verb="programme.extend",
        actor=who.id,
        subjects=[one for case in due for one in subjects(case)],
        at=act.at,
        after={"legal_basis": act.legal_basis, "cases": len(due), **act.data},
        reason=act.reason,
    )
    added = [_extended(case, act, who, row) for case in due]
    Event.objects.bulk_create(added, batch_size=1_000)
    for case, event in zip(due, added, strict=True):
        before[case.pk].append(event)
        case.last_event = event.number
    reckon_all(due, before)
    tell_operators(added, before)
    return len(due)


def _would_extend(case: Case, events: Sequence[Event], act: _Act) -> bool:
    """The case has the clock running, and the act may lengthen it."""
    known = ticks(events)
    runs = clocks(preset_named(case.preset), known, calendar(), settings.TIME_ZONE)
    running_ones = [run for run in runs if run.term.id == act.data["term"] and run.begun.at <= act.at]
    if all(run.read(act.at).ended for run in running_ones):
        return False
    if events[-1].at > act.at:
        raise CaseChanged(f"{case.reference} was moved on {events[-1].at.isoformat()}, after {act.at.isoformat()}.")
    check_clock(case, known, "extend", act.at, act.data, act.reason, act.legal_basis)
    return True


def _require_each(cases: Sequence[Case], who: Actor, at: datetime) -> None:
    """Raise Refused where the person may not extend the clocks of one of them."""
    numbers = [case.pk for case in cases]
    may = in_force().visible(who, Moving("extend"), Case.objects.filter(pk__in=numbers), at)
    allowed = set(may.values_list("pk", flat=True))
    for case in cases:
        if case.pk not in allowed:
            in_force().require(who, Moving("extend"), case, at=at)


def _extended(case: Case, act: _Act, who: Actor, row: Row) -> Event:
    return Event(
        case=case,
        number=case.last_event + 1,
        move="extend",
        source=case.stage,
        target=case.stage,
        path=f"extend:{case.stage}>{case.stage}",
        by=who.id,
        person_id=who.person,
        at=act.at,
        reason=act.reason,
        legal_basis=act.legal_basis,
        data=dict(act.data),
        recorded_in=row,
    )


def stop_clock(*, case: Case, term: str, reason: str, by: Someone, at: datetime, legal_basis: str = "") -> Event:
    """Stop a clock, with its reason; not one whose end speaks for the applicant, for that would silence the law."""
    known = preset_named(case.preset).by_id.get(term)
    if known is not None and known.silence is Silence.ACCEPTED:
        raise ClockSaysNo(f"{known.title} is no clock that Customs stops by itself: ask the applicant for information.")
    with transaction.atomic():
        return _timed(begin("stop_clock", case, by=by, at=at), reason, legal_basis, {"term": term})


def start_clock(*, case: Case, term: str, reason: str, by: Someone, at: datetime, legal_basis: str = "") -> Event:
    """Start a clock again that was stopped by hand."""
    with transaction.atomic():
        return _timed(begin("start_clock", case, by=by, at=at), reason, legal_basis, {"term": term})


def run_out(*, at: datetime, by: Actor = CLOCKS) -> dict[str, int]:
    """Do what the clocks that ran out mean, each case by itself; how many of each.

    Who runs it twice does nothing twice. A case that cannot be moved, or in which nothing was to be done, is said in
    the log and looked at again an hour later, so that it does not keep the others waiting every minute.
    """
    done: dict[str, int] = {}
    if many := _reckon_some():
        done["reckoned"] = many
    due = Case.objects.filter(wakes__lte=at).order_by("wakes", "pk")
    if not is_cut_over(at=at):
        due = due.filter(migrated=False)
    for key in list(due.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                # Locked and read anew: somebody may have moved it since, or be moving it now.
                held = due.select_for_update(of=("self",), skip_locked=True).select_related("operator")
                case = held.filter(pk=key).first()
                made = [] if case is None else _by_itself(case, at=at, by=by)
                if case is not None and not made:
                    refresh(case)
                    _look_again(case, at, "nothing was to be done")
        except (ProgrammeRefused, Refused, StandingRefused, IntegrityError) as refusal:
            made = ["refused"]
            with transaction.atomic():
                for refused in due.select_for_update(of=("self",), skip_locked=True).filter(pk=key):
                    _look_again(refused, at, f"{type(refusal).__name__}: {refusal}")
        for name in made:
            done[name] = done.get(name, 0) + 1
    return done


def _reckon_some() -> int:
    """Reckon the ends of some cases whose clocks nobody reckoned since a rule of the house was added; how many."""
    if not Case.objects.filter(ends__isnull=True).exists():
        return 0
    with transaction.atomic():
        some = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(ends__isnull=True)
        cases = list(some.order_by("pk")[:RECKONED])
        if cases:
            reckon_all(cases)
    return len(cases)


def _look_again(case: Case, at: datetime, why: str) -> None:
    """Wake the case later, where it would be awake still; its dates stay as they are."""
    if case.wakes is not None and case.wakes <= at:
        case.wakes = at + WAIT
        LOG.warning("%s stays %s until %s: %s", case.reference, case.stage, case.wakes.isoformat(), why)
    case.save(update_fields=["wakes"])


def _by_itself(case: Case, *, at: datetime, by: Actor) -> list[str]:
    done: list[str] = []
    if freeze_over(case, at=at):
        lapse_freeze(case=case, by=by, at=at, reason="72 hours passed and nobody ratified the freeze.")
        done.append("lapse_freeze")
    if case.stage == Stage.GRANTED and _in_force(case, at):
        take_effect(case=case, by=by, at=at)
        done.append("take_effect")
    if case.stage in HOLDING and _ran_out(case, at):
        expire(case=case, by=by, at=at, reason="The last day of the certificate passed, and it was not renewed.")
        return [*done, "expire"]
    for run in running(case, at=at):
        meaning = silent(run, at) if means_something(case.stage, run) else None
        if meaning is Silence.ACCEPTED:
            # Noticed today; in law it was so on the day the preset says.
            accept(case=case, by=by, at=at, reason=_passed(run), on=_day(holds_from(run)))
            done.append("accept")
        elif meaning is not None:
            done += _presumed(case, run, at=at, by=by)
    return done


def _presumed(case: Case, run: Running, *, at: datetime, by: Actor) -> list[str]:
    about = run.begun.told.get("about", "")
    asked = Consultation.objects.filter(case=case, answered_in__isnull=True, agency=about).first()
    if asked is None:
        return []
    answer_consultation(consultation=asked, opinion="silent", text=_passed(run), by=by, at=at)
    return ["answer_consultation"]


def _passed(run: Running) -> str:
    return f"The time for '{run.term.title}' ended on {run.due} without an answer ({run.term.reference})."


def _in_force(case: Case, at: datetime) -> bool:
    effective = Terms.objects.filter(case=case).order_by("-decided_in__number").values_list("effective", flat=True)[0]
    return day_of(at, settings.TIME_ZONE) >= effective


def _ran_out(case: Case, at: datetime) -> bool:
    expires = Terms.objects.filter(case=case).order_by("-decided_in__number").values_list("expires", flat=True).first()
    return expires is not None and day_of(at, settings.TIME_ZONE) > expires


def _day(moment: date | datetime | None) -> date | None:
    return day_of(moment, settings.TIME_ZONE) if isinstance(moment, datetime) else moment


def _timed(begun: Begun, reason: str, legal_basis: str, data: Mapping[str, object]) -> Event:
    says = {key: value for key, value in data.items() if value not in (None, "")}
    before = ticks(Event.objects.filter(case=begun.case).order_by("number"))
    check_clock(begun.case, before, begun.move.name, begun.at, says, reason, legal_basis)
    return complete(begun, reason=reason, legal_basis=legal_basis, data=says)


def check_clock(
    case: Case,
    before: Sequence[Tick],
    move: str,
    at: datetime,
    says: Mapping[str, object],
    reason: str,
    legal_basis: str,
) -> None:
    """Raise ClockSaysNo where the clock cannot be lengthened, stopped or started so."""
    if says["term"] == FREEZE:
        raise ClockSaysNo("A freeze ends after 72 hours, whatever else stands: ratify it before, or let it lapse.")
    try:
        (event,) = told(move, at, says, reason, legal_basis)
        checks.check(preset_named(case.preset), before, event, calendar(), settings.TIME_ZONE)
    except ClockRefused as refusal:
        raise ClockSaysNo(str(refusal)) from refusal
