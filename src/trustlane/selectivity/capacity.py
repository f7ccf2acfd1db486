"""What an office can do in a day: so many units or a share of the day's work, more or less by weekday and date."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import msgspec

MOST = 1e15  # of any amount, capacity or rate
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class OfficeCapacity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one office has; what is not said here is as at every other office."""

    share: float | None = None
    per_day: float | None = None
    weekdays: dict[Weekday, float] = {}
    dates: dict[date, float] = {}


class Capacity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What there is in a day: units at every office, or a share of that day's declarations.

    `weekdays` and `dates` say how many times that there is on some days: 0.5 is half of it, 0 is none at all. A date
    counts before a weekday, and what an office says of itself before what is said of all. Where there is none, the look
    is taken only where a mandatory check or the lot asks for it.
    """

    share: float | None = None
    per_day: float | None = None
    weekdays: dict[Weekday, float] = {}
    dates: dict[date, float] = {}
    offices: dict[str, float | OfficeCapacity] = {}

    def units(self, office: str, day: date, asked: float) -> float:
        """Units an office has on a day, where `asked` is what looking at every declaration of that day would use."""
        said = self.offices.get(office)
        own = said if isinstance(said, OfficeCapacity) else OfficeCapacity(per_day=said)
        given = own if own.per_day is not None or own.share is not None else self
        usual = given.per_day if given.per_day is not None else (given.share or 0.0) * asked
        weekday = WEEKDAYS[day.weekday()]
        for times in (own.dates.get(day), self.dates.get(day), own.weekdays.get(weekday), self.weekdays.get(weekday)):
            if times is not None:
                return usual * times
        return usual


def faults(capacity: Capacity, place: str) -> list[str]:
    """Everything wrong with a capacity, each with its place."""
    if capacity.share is None and capacity.per_day is None and not capacity.offices:
        return [f"{place}: give a share, a number per day, or a number per office."]
    found = _faults(capacity, place)
    for office, said in capacity.offices.items():
        if isinstance(said, OfficeCapacity):
            found += _faults(said, f"{place}.offices.{office}")
            if capacity.share is capacity.per_day is said.share is said.per_day is None:
                found.append(f"{place}.offices.{office}: give a share or a number per day, here or for every office.")
        elif not 0 <= said <= MOST:
            found.append(f"{place}.offices.{office}: {said} is no capacity; give a number of 0 or more.")
    return found


def _faults(said: Capacity | OfficeCapacity, place: str) -> list[str]:
    found = [
        f"{place}.{name}: {units} is no capacity; give a number of 0 or more."
        for name, units in (("share", said.share), ("per_day", said.per_day))
        if units is not None and not 0 <= units <= MOST
    ]
    if said.share is not None and said.per_day is not None:
        found.append(f"{place}: a share and a number per day exclude one another; take one out.")
    days = [(f"weekdays.{day}", times) for day, times in said.weekdays.items()]
    days += [(f"dates.{day}", times) for day, times in said.dates.items()]
    found += [
        f"{place}.{name}: {times} is no number of times the usual; give 1 for the usual, 0.5 for half, 0 for none."
        for name, times in days
        if not 0 <= times <= MOST
    ]
    return found
