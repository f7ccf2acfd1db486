"""Working days of an administration, from an edition of its calendar."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from trustlane.clock.holidays import Rule

ONE_DAY = timedelta(days=1)
# Longer than any run of holidays on Earth; a calendar that finds no working day in it is wrong.
LONGEST_BREAK = 366


class NoWorkingDay(ValueError):
    """The calendar has no working day within a year."""


class Observed(StrEnum):
    """What happens when a holiday falls on a day that is free anyway."""

    SAME_DAY = "same_day"
    """Nothing: it is lost."""
    NEXT_WORKING_DAY = "next_working_day"
    """The next working day is free instead."""
    NEAREST_WEEKDAY = "nearest_weekday"
    """Friday for a Saturday, Monday for a Sunday."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday by name and rule, from one day to another (both included; None: always)."""

    name: str
    rule: Rule
    observed: Observed = Observed.SAME_DAY
    valid_from: date | None = None
    valid_to: date | None = None

    def in_year(self, year: int) -> list[date]:
        """The days it falls on in this year, before any of them is moved."""
        return [
            day
            for day in self.rule.in_year(year)
            if (self.valid_from is None or day >= self.valid_from) and (self.valid_to is None or day <= self.valid_to)
        ]


@dataclass(frozen=True, slots=True)
class Weekend:
    """The free days of the week (Monday is 0), from one day to another (both included; None: always)."""

    days: frozenset[int]
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if not self.days <= set(range(7)) or len(self.days) == 7:
            raise ValueError(f"a weekend is at most six days of 0 (Monday) to 6 (Sunday), not {sorted(self.days)}")

    def holds_on(self, day: date) -> bool:
        """Is this the weekend in use on that day?"""
        return (self.valid_from is None or day >= self.valid_from) and (self.valid_to is None or day <= self.valid_to)


SATURDAY_SUNDAY = Weekend(frozenset({5, 6}))


@dataclass(frozen=True)
class Calendar:
    """One edition of the working days of an administration; a deadline names the edition it was computed by."""

    administration: str
    edition: str
    weekends: tuple[Weekend, ...] = (SATURDAY_SUNDAY,)
    holidays: tuple[Holiday, ...] = ()
    # Days worked although they would be free, as where a long holiday is bought with Saturdays.
    worked: frozenset[date] = frozenset()
    # Holidays of the years asked for so far; they follow from the rest, so they are no part of what a calendar is.
    _years: dict[int, dict[date, str]] = field(default_factory=dict, init=False, repr=False, compare=False)


def is_weekend(calendar: Calendar, day: date) -> bool:
    """Is the day one of the weekly free days?"""
    return any(day.weekday() in weekend.days for weekend in calendar.weekends if weekend.holds_on(day))


def holiday_on(calendar: Calendar, day: date) -> str | None:
    """The name of the holiday kept on that day, if it is one."""
    if day.year not in calendar._years:
        calendar._years[day.year] = _holidays(calendar, day.year)
    return calendar._years[day.year].get(day)


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Is work done on that day?"""
    return day in calendar.worked or not (is_weekend(calendar, day) or holiday_on(calendar, day) is not None)


def next_working_day(calendar: Calendar, day: date) -> date:
    """The day itself if it is worked, else the first after it that is."""
    return _seek(calendar, day, ONE_DAY)


def add_working_days(calendar: Calendar, day: date, days: int) -> date:
    """So many working days after the day (before it, if negative), which itself does not count.

    Zero is the day itself, or where that is free, the next working day.
    """
    if days == 0:
        return next_working_day(calendar, day)
    step = ONE_DAY if days > 0 else -ONE_DAY
    for _ in range(abs(days)):
        day = _seek(calendar, day + step, step)
    return day


def add_calendar_days(calendar: Calendar, day: date, days: int, *, ends_on_working_day: bool = True) -> date:
    """So many days after the day, which itself does not count; a period that ends on a free day ends on the next
    working day, unless told otherwise."""
    end = day + timedelta(days=days)
    return next_working_day(calendar, end) if ends_on_working_day else end


def working_days_between(calendar: Calendar, first: date, last: date) -> int:
    """How many working days come after ``first`` up to and with ``last``; negative if ``last`` is earlier."""
    if last < first:
        return -working_days_between(calendar, last, first)
    return sum(is_working_day(calendar, first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def _seek(calendar: Calendar, day: date, step: timedelta) -> date:
    for _ in range(LONGEST_BREAK):
        if is_working_day(calendar, day):
            return day
        day += step
    raise NoWorkingDay(f"{calendar.administration} {calendar.edition} has no working day within a year of {day}.")


def _holidays(calendar: Calendar, year: int) -> dict[date, str]:
    """Every holiday kept in the year, moved where it has to be; also what moves in from the year before or after."""
    kept: dict[date, str] = {}
    moved: list[tuple[date, Holiday]] = []
    for near in (year - 1, year, year + 1):
        for holiday in calendar.holidays:
            for day in holiday.in_year(near):
                kept.setdefault(day, holiday.name)
                moved.append((day, holiday))
    for day, holiday in sorted(moved, key=lambda pair: pair[0]):
        instead = _instead(calendar, day, holiday, kept)
        if instead is not None:
            kept.setdefault(instead, holiday.name)
    return {day: name for day, name in kept.items() if day.year == year}


def _instead(calendar: Calendar, day: date, holiday: Holiday, kept: dict[date, str]) -> date | None:
    """The day that is free instead, where the holiday falls on a weekly free day or on another holiday."""
    free_anyway = is_weekend(calendar, day) or kept[day] != holiday.name
    if not free_anyway or holiday.observed is Observed.SAME_DAY:
        return None
    if holiday.observed is Observed.NEAREST_WEEKDAY:
        return day + ONE_DAY * {5: -1, 6: 1}.get(day.weekday(), 0)
    while is_weekend(calendar, day) or day in kept:
        day += ONE_DAY
    return day
