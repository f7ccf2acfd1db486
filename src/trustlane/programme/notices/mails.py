"""When an e-mail about notices is due, and when one that failed is tried again; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

AT_ONCE, DAILY, NEVER = "at_once", "daily", "never"
CHOICES = (AT_ONCE, DAILY, NEVER)
DIGEST_HOUR = 7  # of the office's day, from which on the mail of the day goes out
TRIES = 8
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def chosen(choice: str, *, legal: bool, address: str) -> str:
    """How a notice is mailed: as the person chose, at once where the law has it known; never without an address."""
    if not address:
        return NEVER
    return AT_ONCE if legal else choice


def digest_due(at: datetime, last: datetime | None, zone: str) -> bool:
    """The mail of the day may go out: it is late enough in the office's day, and none went out on it."""
    here = at.astimezone(ZoneInfo(zone))
    if here.hour < DIGEST_HOUR:
        return False
    return last is None or last.astimezone(ZoneInfo(zone)).date() < here.date()


def next_try(tries: int, failed: datetime) -> datetime | None:
    """When a mail that failed so many times (at least once) is tried again; None once it is given up."""
    if tries >= TRIES:
        return None
    wait: timedelta = _FIRST_WAIT * (1 << 2 * (tries - 1))
    return failed + min(_LONGEST_WAIT, wait)
