"""An invented administration whose days can be counted by hand: Apia, Friday and Saturday free, three holidays."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from trustlane.clock.calendars import Calendar, Holiday, Weekend
from trustlane.clock.holidays import FRIDAY, SATURDAY, Fixed
from trustlane.programme.clocks.events import Event
from trustlane.programme.clocks.library import shipped
from trustlane.programme.clocks.running import Running, clocks

# Thirteen hours ahead of UTC: in the morning it is still yesterday in UTC.
ZONE = "Pacific/Apia"
XA = Calendar(
    "XA",
    "2026-1",
    weekends=(Weekend(frozenset({FRIDAY, SATURDAY})),),
    holidays=(
        Holiday("Founders' Day", Fixed(3, 10)),
        Holiday("Harbour Day", Fixed(4, 1)),
        Holiday("Long Night", Fixed(6, 28)),
    ),
)


def at(words: str) -> datetime:
    """An instant of the office, such as 2026-03-02 or 2026-03-05 22:30; nine in the morning where no hour is told."""
    return datetime.fromisoformat(words if " " in words else f"{words} 09:00").replace(tzinfo=ZoneInfo(ZONE))


def event(name: str, words: str, **data: str) -> Event:
    return Event(name, at(words), data or None)


def ran(preset: str, term: str, *events: Event) -> list[Running]:
    """The runs of one term."""
    return [run for run in clocks(shipped()[preset], events, XA, ZONE) if run.term.id == term]


def one(preset: str, term: str, *events: Event) -> Running:
    """The only run of a term."""
    (run,) = ran(preset, term, *events)
    return run
