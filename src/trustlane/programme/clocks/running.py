"""Events of a case in, its clocks out: what runs since when, until when, and how it reads at an instant.

A pure function of the events. What is recorded later never changes how a clock read at an earlier instant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from trustlane.clock.calendars import ONE_DAY, Calendar, add_calendar_days
from trustlane.clock.deadlines import Deadline, Stop
from trustlane.clock.deadlines import Reading as InDays
from trustlane.clock.deadlines import Unit as Counted
from trustlane.clock.zones import day_of
from trustlane.programme.clocks.events import ClockRefused, Event
from trustlane.programme.clocks.lengths import Length, Unit, calendar_days, fits, instant_due, length_of, reach
from trustlane.programme.clocks.terms import Preset, Silence, Term

ONE_HOUR = timedelta(hours=1)
CARRY = "carry"  # the event of a clock that ran in another system: its `term`, and `on`, the day to count from


class NotYetBegun(ClockRefused):
    """A clock was read at an instant before it began."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from one event to another, or for as many calendar days as it may, whichever is less."""

    stopped_by: Event
    started_by: Event | None
    until: tuple[str, ...]  # the events that start it again
    longest_days: int | None

    @property
    def reason(self) -> str:
        """Why it stands: what the event tells, else the event."""
        return self.stopped_by.told.get("reason") or self.stopped_by.name

    def days(self, zone: str) -> Stop:
        """The stop in days of that zone."""
        stopped = self.stopped_by.day(zone)
        ends = [] if self.started_by is None else [self.started_by.day(zone)]
        if self.longest_days is not None:
            ends.append(stopped + ONE_DAY * self.longest_days)
        return Stop(stopped, max(stopped, min(ends)) if ends else None)

    @property
    def instants(self) -> tuple[datetime, datetime | None]:
        """The stop in instants, for a clock that counts hours."""
        ends = [] if self.started_by is None else [self.started_by.at]
        if self.longest_days is not None:
            ends.append(self.stopped_by.at + ONE_DAY * self.longest_days)
        return self.stopped_by.at, min(ends, default=None)


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as a person reads it at an instant.

    `due` is None while the clock stands without an end in sight, and where nobody has told how long it is. `left` is in
    `unit`: working days, calendar days (also for months and years) or whole hours; late is written with a minus.
    `warning` is the nearest of the term's warnings that is reached. A clock that has ended reads as it did at its end.
    """

    due: date | datetime | None
    left: int | None
    unit: Unit
    stopped: bool
    late: bool
    warning: int | None
    ended: bool


@dataclass(frozen=True)
class Running:
    """One run of a term: the event that began it, how long it is, where it stood, what lengthened it, what ended it."""

    term: Term
    begun: Event
    length: Length | None
    last_day_is_worked: bool
    calendar: Calendar
    zone: str
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Event, ...] = ()
    ended: Event | None = None

    @property
    def first_day(self) -> date:
        """The day of the event that began it, which itself does not count."""
        return self.begun.day(self.zone)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The days on which it stood."""
        return tuple(pause.days(self.zone) for pause in self.pauses)

    @cached_property
    def due(self) -> date | datetime | None:
        """The last day of the period (the last instant, where hours count), by all that is known.

        While the clock stands for at most so many days, it is the latest day on which the period can end.
        """
        if self.term.unit is Unit.HOURS:
            return self._instant
        return None if self._deadline is None else _due(self._deadline)

    def as_of(self, at: datetime) -> Running:
        """The same clock as it was known at an instant. Raises NotYetBegun."""
        if self.begun.at > at:
            since = self.begun.at.isoformat()
            raise NotYetBegun(f"{self.term.id}: expected an instant from {since} on, found {at.isoformat()}.")
        return replace(
            self,
            pauses=tuple(_known(pause, at) for pause in self.pauses if pause.stopped_by.at <= at),
            extensions=tuple(event for event in self.extensions if event.at <= at),
            ended=None if self.ended is None or self.ended.at > at else self.ended,
        )

    def read(self, at: datetime) -> Reading:
        """Date, time left and state at an instant, by what was known then. Raises NotYetBegun."""
        known = self.as_of(at)
        return known._in_hours(at) if self.term.unit is Unit.HOURS else known._in_days(at)

    @property
    def whole_length(self) -> Length | None:
        """Its length with all that lengthened it."""
        if self.length is None:
            return None
        return sum((event.amount for event in self.extensions if event.amount), self.length)

    @cached_property
    def _deadline(self) -> Deadline | None:
        whole = self.whole_length
        if whole is None:
            return None
        working = self.term.unit is Unit.WORKING_DAYS
        return Deadline(
            self.first_day,
            whole.days if working else calendar_days(self.first_day, whole),
            Counted.WORKING_DAYS if working else Counted.CALENDAR_DAYS,
            self.calendar,
            self.stops,
            self.last_day_is_worked,
        )

    @property
    def _instant(self) -> datetime | None:
        whole = self.whole_length
        if whole is None:
            return None
        return instant_due(self.begun.at, _hours(whole), (pause.instants for pause in self.pauses))

    def _in_days(self, at: datetime) -> Reading:
        unit = Unit.WORKING_DAYS if self.term.unit is Unit.WORKING_DAYS else Unit.CALENDAR_DAYS
        on = max(self.first_day, day_of(at, self.zone))
        if self.ended is not None:
            on = max(self.first_day, min(on, self.ended.day(self.zone)))
        if self._deadline is None:
            return Reading(None, None, unit, False, False, None, self.ended is not None)
        read = _read(self._deadline, on)
        return self._reading(read.due, read.days_left, unit, read.stopped, read.late)

    def _in_hours(self, at: datetime) -> Reading:
        at = max(self.begun.at, at if self.ended is None else self.ended.at)
        whole = self.whole_length
        if whole is None:
            return Reading(None, None, Unit.HOURS, False, False, None, self.ended is not None)
        due = self._instant
        stood = [pause.instants for pause in self.pauses]
        stands = any(stopped <= at and (started is None or at < started) for stopped, started in stood)
        # Were the clock started again now, it would be due then; so the time that is left is known while it stands.
        closed = ((stopped, min(at, started or at)) for stopped, started in stood)
        until = instant_due(self.begun.at, _hours(whole), closed) or at
        return self._reading(due, (until - at) // ONE_HOUR, Unit.HOURS, stands, due is not None and at > due)

    def _reading(self, due: date | datetime | None, left: int, unit: Unit, stands: bool, past: bool) -> Reading:
        # An appeal is late where it comes after the last day; a ban that is only waited for never is.
        over = self.term.runs_out and past and (self.ended is None or self.term.turn == "nobody")
        ended = over or self.ended is not None
        stopped, late = stands and not ended, past and not over
        reached = [] if ended or stopped or late else [days for days in self.term.warnings if left <= days]
        return Reading(due, 0 if over else left, unit, stopped, late, min(reached, default=None), ended)


def clocks(preset: Preset, events: Iterable[Event], calendar: Calendar, zone: str) -> tuple[Running, ...]:
    """Every clock that the events began, in the order in which they began; `zone` is the office's IANA zone.

    Events are taken by their instants; of one instant, in the order given. An event first ends, stops, starts or
    lengthens the clocks that run, then begins others.
    """
    runs: list[Running] = []
    for event in sorted(events, key=lambda event: event.at):
        begun = [_begun(term, preset, event, calendar, zone) for term in preset.terms if _begins(term, event)]
        anew = {run.term.id for run in begun if run.term.restarts}
        runs = [_after(run, event, anew) if run.ended is None else run for run in runs]
        runs += begun
    return tuple(runs)


def silent(running: Running, at: datetime) -> Silence | None:
    """What it means that nobody did, up to that instant, what ends the clock; None while there is time or if they did.

    Raises NotYetBegun.
    """
    known, read = running.as_of(at), running.read(at)
    if known.ended is not None or read.due is None:
        return None
    if running.term.holds == "on_last_day" and read.left == 0:
        return running.term.silence
    return running.term.silence if read.late or read.ended else None


def holds_from(running: Running) -> date | datetime | None:
    """The day from which on silence means what it does (the instant, where hours count); None where no end is known."""
    due, how = running.due, running.term.holds
    if due is None:
        return None
    if how == "from_first_day":
        return running.first_day
    return due if how == "on_last_day" or isinstance(due, datetime) else due + ONE_DAY


def concerns(run: Running, event: Event) -> bool:
    """Is the event, which extends, stops or starts a clock, about this run?"""
    return event.told.get("term") == run.term.id and event.meant_by(run.begun)


def _begins(term: Term, event: Event) -> bool:
    return _carries(term, event) or term.begun_by(event.name, event.told)


def _carries(term: Term, event: Event) -> bool:
    """The event says of this term that it ran elsewhere before, and from which day it is counted on here."""
    return event.name == CARRY and event.told.get("term") == term.id


def _begun(term: Term, preset: Preset, event: Event, calendar: Calendar, zone: str) -> Running:
    worked = preset.ends_on_working_day if term.ends_on_working_day is None else term.ends_on_working_day
    return Running(term, event, length_at(term, preset, event, event.day(zone)), worked, calendar, zone)


def length_at(term: Term, preset: Preset, event: Event, day: date) -> Length | None:
    """How long a period is that the event begins on that day; None where nobody tells."""
    if term.as_validity:
        years = None if preset.validity is None else preset.validity.of_tier(event.told.get("tier"))
        return None if years is None else length_of(years, Unit.YEARS)
    longest = None if term.length is None else length_of(term.length, term.unit)
    told = event.amount if term.stated else None
    if told is None or not fits(term.unit, told):
        return longest
    return told if longest is None or reach(day, told) <= reach(day, longest) else longest


def _after(run: Running, event: Event, anew: set[str]) -> Running:
    """The clock after an event that found it running."""
    if run.term.id in anew or (event.name in run.term.ends and event.meant_by(run.begun)):
        return replace(run, ended=event)
    run = replace(run, pauses=tuple(_started(pause, event, run.term.id) for pause in run.pauses))
    if event.name == "extend" and concerns(run, event) and event.amount and fits(run.term.unit, event.amount):
        return replace(run, extensions=(*run.extensions, event))
    begun = [
        Pause(event, None, rule.started_by, rule.longest_days)
        for rule in run.term.stops
        if rule.stopped_by == event.name
    ]
    if event.name == "stop_clock" and concerns(run, event):
        begun.append(Pause(event, None, ("start_clock",), None))
    return replace(run, pauses=(*run.pauses, *begun)) if begun else run


def _started(pause: Pause, event: Event, term: str) -> Pause:
    if pause.started_by is not None or event.name not in pause.until or not event.meant_by(pause.stopped_by):
        return pause
    if event.name == "start_clock" and event.told.get("term") != term:
        return pause
    return replace(pause, started_by=event)


def _due(deadline: Deadline) -> date | None:
    """As `deadline.due`; but where every day counts, the years of a certificate are not walked through day by day."""
    if deadline.stops or deadline.unit is Counted.WORKING_DAYS:
        return deadline.due
    worked = deadline.last_day_is_worked
    return add_calendar_days(deadline.calendar, deadline.begun, deadline.days, ends_on_working_day=worked)


def _read(deadline: Deadline, on: date) -> InDays:
    """As `deadline.read`, and as quick as `_due`."""
    due = _due(deadline)
    if due is None or deadline.stops or deadline.unit is Counted.WORKING_DAYS:
        return deadline.read(on)
    return InDays(due, (due - on).days, deadline.unit, stopped=False, late=on > due)


def _known(pause: Pause, at: datetime) -> Pause:
    unknown = pause.started_by is not None and pause.started_by.at > at
    return replace(pause, started_by=None) if unknown else pause


def _hours(length: Length) -> int:
    return length.hours + 24 * length.days
