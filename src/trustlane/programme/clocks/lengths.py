"""How long a period is: months and years by the day number, days, exact hours.

Counted in months or years, a period ends on the day with the same number as the day it began on; in a month that has
no such day, on the last day of that month. One month from 31 January is 28 or 29 February; one year from 29 February
is 28 February. Months are added together before they are counted from the first day, so that a short month on the way
takes nothing: 31 August and six months and three more is 31 May.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Unit(StrEnum):
    """What a period is counted in."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Length:
    """Months, days and hours. Whether the days are working days is told by the period they belong to."""

    months: int = 0
    days: int = 0
    hours: int = 0

    def __add__(self, other: Length) -> Length:
        return Length(self.months + other.months, self.days + other.days, self.hours + other.hours)


def length_of(many: int, unit: Unit) -> Length:
    """So many of a unit."""
    match unit:
        case Unit.YEARS:
            return Length(months=12 * many)
        case Unit.MONTHS:
            return Length(months=many)
        case Unit.HOURS:
            return Length(hours=many)
        case _:
            return Length(days=many)


def fits(unit: Unit, amount: Length) -> bool:
    """Can a period of this unit be so long, or be lengthened by so much?"""
    if unit is Unit.HOURS:
        return not amount.months
    return not amount.hours and not (unit is Unit.WORKING_DAYS and amount.months)


def add_months(day: date, months: int) -> date:
    """The day so many months later: the same day number, else the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, months_of.monthrange(year, month)[1]))


def calendar_days(begun: date, length: Length) -> int:
    """How many calendar days a length has from that day on, which itself does not count; hours are left out."""
    return (add_months(begun, length.months) - begun).days + length.days


def reach(begun: date, length: Length) -> datetime:
    """How far a length reaches from that day on, to tell the longer of two; working days are taken for days."""
    day = datetime.combine(add_months(begun, length.months), time.min, UTC)
    return day + timedelta(days=length.days, hours=length.hours)


def instant_due(begun: datetime, hours: int, stood: Iterable[tuple[datetime, datetime | None]]) -> datetime | None:
    """The instant at which so many hours have run, less the times the clock stood; None where it still stands then."""
    due = begun + timedelta(hours=hours)
    counted = begun
    for stopped, started in sorted(stood, key=lambda pair: pair[0]):
        since = max(stopped, counted)
        if since >= due:
            break
        if started is None:
            return None
        if started > since:
            due += started - since
            counted = started
    return due
