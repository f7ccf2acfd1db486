"""The ways a holiday can be fixed: by date, by weekday of a month, by Easter, or announced year by year."""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same date every year; 29 February only in leap years."""

    month: int
    day: int

    def __post_init__(self) -> None:
        date(2000, self.month, self.day)

    def in_year(self, year: int) -> tuple[date, ...]:
        """The day in this year, if the year has it."""
        if self.day > months.monthrange(year, self.month)[1]:
            return ()
        return (date(year, self.month, self.day),)


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The n-th of a weekday in a month; -1 is the last, 5 only where there is one. Monday is 0."""

    nth: int
    weekday: int
    month: int

    def __post_init__(self) -> None:
        if not (-5 <= self.nth <= 5 and self.nth and MONDAY <= self.weekday <= SUNDAY and 1 <= self.month <= 12):
            raise ValueError(f"no such weekday of a month: {self.nth}, {self.weekday}, {self.month}")

    def in_year(self, year: int) -> tuple[date, ...]:
        """The day in this year, if the month has it."""
        length = months.monthrange(year, self.month)[1]
        days = [
            date(year, self.month, day)
            for day in range(1, length + 1)
            if date(year, self.month, day).weekday() == self.weekday
        ]
        place = self.nth - 1 if self.nth > 0 else len(days) + self.nth
        return (days[place],) if 0 <= place < len(days) else ()


@dataclass(frozen=True, slots=True)
class Easter:
    """So many days after Easter Sunday (before it, if negative), by the Gregorian or the Julian reckoning."""

    days: int
    julian: bool = False

    def in_year(self, year: int) -> tuple[date, ...]:
        """The day in this year."""
        sunday = _julian_easter(year) if self.julian else _easter(year)
        return (sunday + timedelta(days=self.days),)


@dataclass(frozen=True, slots=True)
class Announced:
    """Days named one by one, as holidays by the moon are."""

    days: frozenset[date]

    def in_year(self, year: int) -> tuple[date, ...]:
        """The days announced for this year."""
        return tuple(sorted(day for day in self.days if day.year == year))


Rule = Fixed | NthWeekday | Easter | Announced


def _easter(year: int) -> date:
    """Easter Sunday; the method of Meeus, Jones and Butcher (Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _julian_easter(year: int) -> date:
    """Easter Sunday of the Julian calendar, as a day of the Gregorian one (Meeus, Astronomical Algorithms, ch. 8)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    # The two calendars drift apart by a day in each century that is no leap year for one of them.
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)
