"""What an act that extends a clock of many cases would do: which cases have it running, and until when then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet

from trustlane.access.actors import person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.clock.zones import day_of
from trustlane.ledger import queries as ledger
from trustlane.programme.clocks import checks
from trustlane.programme.clocks.events import ClockRefused
from trustlane.programme.clocks.events import Event as Tick
from trustlane.programme.clocks.house import FREEZE
from trustlane.programme.clocks.running import Running, clocks
from trustlane.programme.models import Case, Event
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.presets import calendar, preset_named, presets
from trustlane.programme.queries.clocks import ticks, told
from trustlane.programme.queries.cutovers import is_cut_over
from trustlane.programme.refusals import ClockSaysNo
from trustlane.programme.stages import Stage

BATCH = 2_000
ACTS_SHOWN = 20
VERB = "programme.extend"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clock that is meant, and of which cases: those of an office ("" for all), whose clock ends in these days."""

    term: str
    office: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Concerned:
    """A case that has the clock running: when that ends, and when it will by the act. Both may be open."""

    number: int
    reference: str
    name: str
    office: str
    due: date | datetime | None
    then: date | datetime | None


@dataclass(frozen=True, slots=True)
class Act:
    """An act that was done: how many clocks it extended, by how much, and on which basis."""

    at: datetime
    by: str
    term: str
    amount: int
    unit: str
    cases: int
    legal_basis: str
    reason: str


def terms_to_extend(who: Someone, *, at: datetime) -> dict[str, str]:
    """The clocks that an act can be about, by term with its title: those of the presets by which cases run."""
    begun = _open_to(who, at).order_by().values_list("preset", flat=True).distinct()
    found: dict[str, str] = {}
    for name in sorted(set(begun)):
        for term in preset_named(name).terms:
            if term.id != FREEZE and (term.ends or term.turn != "nobody"):
                found.setdefault(term.id, term.title)
    return found


def concerned(
    who: Someone, chosen: Chosen, *, at: datetime, days: int | None = None, months: int | None = None
) -> tuple[Concerned, ...]:
    """The cases whose clock an act of that length would extend, those whose clock ends first before the others.

    Raises ClockSaysNo where the clock cannot be extended so, such as by months where working days count.
    """
    in_force().require(who, Permission.EXTEND_ALL, at=at)
    having = [name for name, preset in presets().items() if chosen.term in preset.by_id]
    cases = _open_to(who, at).filter(preset__in=having)
    if chosen.office:
        cases = cases.filter(office=chosen.office)
    data = {"term": chosen.term, "days": days, "months": months, "asked_by": checks.BY_LAW}
    (act,) = told("extend", at, data, reason="asked", legal_basis="asked")
    numbers = list(cases.order_by("pk").values_list("pk", flat=True))
    found = [
        one
        for start in range(0, len(numbers), BATCH)
        for one in _of_some(numbers[start : start + BATCH], chosen, act, at)
    ]
    return tuple(sorted(found, key=lambda one: (one.due is None, str(one.due), one.number)))


def cases_of(found: Iterable[Concerned]) -> QuerySet[Case]:
    """The cases themselves, for the deed."""
    return Case.objects.filter(pk__in=[one.number for one in found])


def acts(who: Someone, *, at: datetime) -> tuple[Act, ...]:
    """The last acts that extended clocks of many cases, the newest first."""
    in_force().require(who, Permission.EXTEND_ALL, at=at)
    rows = ledger.rows().filter(verb=VERB, body__after__has_key="cases")[:ACTS_SHOWN]
    entries = [ledger.entry(row) for row in rows]
    people = {person_of(entry.actor) for entry in entries}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
    return tuple(_act(entry, names.get(person_of(entry.actor), "")) for entry in entries)


def _open_to(who: Someone, at: datetime) -> QuerySet[Case]:
    cases = in_force().visible(who, Moving("extend"), Case.objects.all(), at).exclude(stage=Stage.DRAFT)
    return cases if is_cut_over(at=at) else cases.filter(migrated=False)


def _of_some(numbers: Sequence[int], chosen: Chosen, act: Tick, at: datetime) -> Iterator[Concerned]:
    events: dict[int, list[Event]] = {number: [] for number in numbers}
    for event in Event.objects.filter(case__in=numbers, at__lte=at).order_by("case", "number"):
        events[event.case_id].append(event)
    for case in Case.objects.filter(pk__in=numbers).order_by("pk"):
        known = ticks(events[case.pk])
        for run in _running(case, known, chosen.term, at):
            due = run.read(at).due
            if not _within(due, chosen):
                continue
            try:
                checks.check(preset_named(case.preset), known, act, calendar(), settings.TIME_ZONE)
            except ClockRefused as refusal:
                raise ClockSaysNo(str(refusal)) from refusal
            then = next((one for one in _running(case, [*known, act], chosen.term, at) if one.begun == run.begun), run)
            yield Concerned(case.pk, case.reference, case.name, case.office, due, then.due)
            break


def _running(case: Case, known: Sequence[Tick], term: str, at: datetime) -> list[Running]:
    runs = clocks(preset_named(case.preset), known, calendar(), settings.TIME_ZONE)
    return [run for run in runs if run.term.id == term and run.begun.at <= at and not run.read(at).ended]


def _within(due: date | datetime | None, chosen: Chosen) -> bool:
    if chosen.since is None and chosen.until is None:
        return True
    if due is None:
        return False
    day = day_of(due, settings.TIME_ZONE) if isinstance(due, datetime) else due
    return (chosen.since or day) <= day <= (chosen.until or day)


def _act(entry: ledger.Entry, by: str) -> Act:
    after: Mapping[str, object] = entry.after or {}
    unit = "months" if after.get("months") else "days"
    return Act(
        at=entry.at,
        by=by,
        term=str(after.get("term", "")),
        amount=int(str(after.get(unit, 0))),
        unit=unit,
        cases=int(str(after.get("cases", 0))),
        legal_basis=str(after.get("legal_basis", "")),
        reason=entry.reason,
    )
