"""Of which clocks an operator may ask for more time now, and what it asked for that nobody answered yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings

from trustlane.programme.clocks import checks
from trustlane.programme.clocks.events import ClockRefused
from trustlane.programme.clocks.lengths import Unit
from trustlane.programme.clocks.running import Running
from trustlane.programme.models import Case, Event
from trustlane.programme.more_time import Asked, rule_of, waiting
from trustlane.programme.presets import calendar, preset_named
from trustlane.programme.queries.clocks import by_events, ticks, told
from trustlane.programme.rows import Askable, TimeAsked

# The least that can be asked for, in the units in which people ask.
_LEAST = ({"days": 1}, {"months": 1})


def waiting_in(case: Case) -> tuple[Asked, ...]:
    """The requests for more time that wait for an answer, the oldest first."""
    events = list(Event.objects.filter(case=case).order_by("number"))
    return waiting(by_events(case, events), events)


def asked_rows(case: Case, events: Sequence[Event]) -> tuple[TimeAsked, ...]:
    """The same of events up to some instant, as pages read them."""
    known = preset_named(case.preset).by_id
    return tuple(
        TimeAsked(one.number, one.term, known[one.term].title, one.amount, one.unit, one.asked_by, one.reason, one.at)
        for one in waiting(by_events(case, events), events)
    )


def askable(case: Case, events: Sequence[Event], *, at: datetime, entered: bool = False) -> tuple[Askable, ...]:
    """The clocks for which the operator may ask for more time: those that run, whose term lets it, not asked yet.

    For who enters what came earlier, ``entered``, also those of which the time to ask is over by now.
    """
    runs = by_events(case, events)
    asked = {one.term for one in waiting(runs, events)}
    found: dict[str, Askable] = {}
    for run in runs:
        if run.term.id in asked or run.term.id in found or not _could(case, run, events, at, entered):
            continue
        rule = rule_of(run.term)
        assert rule is not None
        unit = rule.unit or run.term.unit
        found[run.term.id] = Askable(run.term.id, run.term.title, run.read(at).due, rule.longest, unit.value)
    return tuple(found.values())


def _could(case: Case, run: Running, events: Iterable[Event], at: datetime, entered: bool) -> bool:
    """The least that can be asked for would be granted by the law of the clock."""
    rule = rule_of(run.term)
    if rule is None or run.term.unit is Unit.HOURS or run.read(at).ended:
        return False
    known = ticks(events)
    for amount in _LEAST:
        data = {"term": run.term.id, "asked_by": rule.asked_by, **amount}
        if entered:
            data["asked_at"] = run.begun.at.isoformat()
        (event,) = told("extend", at, data, "asked", "asked")
        try:
            checks.check(preset_named(case.preset), known, event, calendar(), settings.TIME_ZONE)
        except ClockRefused:
            continue
        return True
    return False
