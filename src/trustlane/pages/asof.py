"""As of when a page speaks: the day something is in force, and the instant until which we knew; pure.

Both travel in the address (`?valid=2026-10-01&known=2026-10-15`), so a link shows tomorrow what it showed today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


class NotADay(ValueError):
    """A day in the address is not written as YYYY-MM-DD."""

    def __init__(self, field: str, came: str) -> None:
        super().__init__(f"{field}: expected a day such as 2026-10-31, got {came!r}")
        self.field = field
        self.came = came


@dataclass(frozen=True)
class AsOf:
    valid: date
    known: datetime
    today: date
    past: bool
    zone: tzinfo

    @property
    def known_day(self) -> date:
        return self.known.astimezone(self.zone).date()

    @property
    def query(self) -> dict[str, str]:
        """What has to stand in an address for the next page to speak of the same time; nothing on an ordinary day."""
        if not self.past:
            return {}
        return {"valid": self.valid.isoformat(), "known": self.known_day.isoformat()}


def read_as_of(query: Mapping[str, str], *, at: datetime, zone: tzinfo) -> AsOf:
    """The time asked for in an address; now where nothing is asked. A day that is known means up to its last instant,
    and never later than now: nobody knows tomorrow."""
    today = at.astimezone(zone).date()
    valid = _day(query, "valid") or today
    known_day = _day(query, "known")
    known = at
    if known_day is not None:
        known = min(at, datetime.combine(known_day + timedelta(days=1), time(), zone) - timedelta(microseconds=1))
    return AsOf(valid=valid, known=known, today=today, past=valid != today or known < at, zone=zone)


def _day(query: Mapping[str, str], field: str) -> date | None:
    written = query.get(field, "").strip()
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise NotADay(field, written) from None
    if not 1900 <= day.year <= 9998:
        raise NotADay(field, written)
    return day
