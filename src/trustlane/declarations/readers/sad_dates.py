"""Reads the dates of an ASYCUDA export, whose order of day and month depends on the site's language.

An export writes all its dates alike. Where one of them can only be read one way (26/9 or 9/26), that decides for all;
where none does, a date that could be read both ways is left out, unless the caller knows the site's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Final, Literal
from zoneinfo import ZoneInfo

Order = Literal["", "dmy", "mdy"]

_SLASHED: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?:[ T].*)?")
_ISO: Final = re.compile(r"([0-9]{4})[/.-]?([0-9]{2})[/.-]?([0-9]{2})(?:[ T].*)?")
CENTURY_TURN: Final = 70  # two-digit years below it are of this century


def order_of(texts: Iterable[str]) -> Order:
    """Which of day and month stands first, if some date of the export can be read one way only."""
    votes: set[Order] = set()
    for text in texts:
        found = _SLASHED.fullmatch(text.strip())
        if found is None:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            votes.add("dmy")
        elif second > 12 >= first:
            votes.add("mdy")
    return votes.pop() if len(votes) == 1 else ""


def day_of(text: str | None, order: Order) -> date | None:
    """The day written; nothing where it is no date or its order is not known."""
    if not text:
        return None
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    found = _SLASHED.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if len(found[3]) == 2:
        year += 2000 if year < CENTURY_TURN else 1900
    if first == second:
        return _date(year, first, second)
    if order == "dmy":
        return _date(year, second, first)
    if order == "mdy":
        return _date(year, first, second)
    return None


def moment_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The beginning of a day in the office's zone, in UTC: the export gives no hours."""
    if day is None:
        return None
    try:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except OverflowError:
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
