"""Until when something has to be done, counted in working or calendar days, with the clock stopped in between."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from trustlane.clock.calendars import ONE_DAY, Calendar, is_working_day


class Unit(StrEnum):
    """What is counted."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class StopEndsEarly(ValueError):
    """A stop of the clock ends before it begins."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stands still after the day it is stopped, up to and with the day it is started again (None: not yet).

    So a stop moves a deadline by as many days as lie between the two, and one within a day moves nothing.
    """

    stopped: date
    started: date | None = None

    def __post_init__(self) -> None:
        if self.started is not None and self.started < self.stopped:
            raise StopEndsEarly(f"The clock was stopped on {self.stopped} and started before that, on {self.started}.")

    def covers(self, day: date) -> bool:
        """Does the clock stand still on that day?"""
        return self.stopped < day and (self.started is None or day <= self.started)


@dataclass(frozen=True, slots=True)
class Reading:
    """A deadline as a person reads it on one day: the date, the days left, whether the clock stands or time is up."""

    due: date | None
    days_left: int
    unit: Unit
    stopped: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days after the day of an event, which itself does not count, less the days on which the clock stood.

    ``last_day_is_worked`` lets a period of calendar days that ends on a free day end on the next working day.
    """

    begun: date
    days: int
    unit: Unit
    calendar: Calendar
    stops: tuple[Stop, ...] = ()
    last_day_is_worked: bool = True

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"a deadline is at least one day long, not {self.days}")

    def counts(self, day: date) -> bool:
        """Is this a day of the period?"""
        if any(stop.covers(day) for stop in self.stops):
            return False
        return self.unit is Unit.CALENDAR_DAYS or is_working_day(self.calendar, day)

    @property
    def open_since(self) -> date | None:
        """The day since which the clock stands, if nobody has started it again."""
        return min((stop.stopped for stop in self.stops if stop.started is None), default=None)

    @property
    def due(self) -> date | None:
        """The last day of the period; None while the clock stands before it was reached."""
        day, left, standing_since = self.begun, self.days, self.open_since
        while left > 0 or not self._may_end_on(day):
            if standing_since is not None and day >= standing_since:
                return None
            day += ONE_DAY
            left -= self.counts(day)
        return day

    def read(self, on: date) -> Reading:
        """Date and days left, as they stand on that day by the stops known; late is written with a minus."""
        due = self.due
        if due is None:
            left = self.days - _many(self, self.begun, min(on, self.open_since or on))
            return Reading(None, left, self.unit, stopped=True, late=False)
        left = _many(self, on, due) if on <= due else -_many(self, due, on)
        return Reading(due, left, self.unit, stopped=self._stands_at_the_end_of(on), late=on > due)

    def _may_end_on(self, day: date) -> bool:
        if any(stop.covers(day) for stop in self.stops):
            return False
        return not self.last_day_is_worked or is_working_day(self.calendar, day)

    def _stands_at_the_end_of(self, day: date) -> bool:
        return any(stop.stopped <= day and (stop.started is None or day < stop.started) for stop in self.stops)


def extended(deadline: Deadline, stops: Iterable[Stop]) -> Deadline:
    """The same deadline with more stops of its clock."""
    return replace(deadline, stops=(*deadline.stops, *stops))


def _many(deadline: Deadline, first: date, last: date) -> int:
    return sum(deadline.counts(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
