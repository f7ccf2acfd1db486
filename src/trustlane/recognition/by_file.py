"""A partner that sends its list by file: the mark of its lists, how old one is, and what of it looks wrong; pure.

Age counts from the beginning of the day a list speaks of, never from the day on which it came or was applied, so that
an old list that is sent again is an old list.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trustlane.clock import zones

HELD_FOR = timedelta(hours=72)  # as long as one person alone may withhold
BETWEEN_CALLS = timedelta(days=30)  # before the same person may enter another call about the same operator alone
WAYS = ("email", "portal", "post", "hand")
# What is usual from one list to the next: a tenth goes, a quarter comes; below five nothing is unusual.
MOST_GONE, MOST_NEW, MOST_UNREAD = (1, 10), (1, 4), (1, 20)
NEVER_UNUSUAL = 5
JUMPS = ("missing", "gone", "new", "cap", "unread", "gap")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many operators or rows of a list: valid before it, what it changes, and what the agreement lets in a day."""

    valid: int  # operators the partner's word makes valid before
    new: int  # operators that would become valid
    gone: int  # operators that would be valid no longer
    rows: int  # of the list, those refused among them
    refused: int
    cap: int  # additions of one day that were agreed
    missing: int = 0  # of those that would be valid no longer, whom the list does not name at all
    first: bool = False  # no list came before it


@dataclass(frozen=True, slots=True)
class Jump:
    """Something to ask the partner about, which whoever applies the list confirms by its name: how many, of how many.

    Somebody missing always is: a row that was lost looks like a status that ended.
    """

    name: str
    many: int
    of: int


def origin_of(partner: str) -> str:
    """The mark that the facts of a partner's lists carry, such as ``lists/xd``."""
    return f"lists/{partner.lower()}"


def jumps(counts: Counts, *, days: int = 0, period: int = 0) -> tuple[Jump, ...]:
    """What of a list is implausible, in the order of `JUMPS`; ``days`` lie between it and the list before."""
    found = []
    if counts.missing:
        found.append(Jump("missing", counts.missing, counts.valid))
    if _above(counts.gone, counts.valid, MOST_GONE) or (counts.valid and counts.gone >= counts.valid):
        found.append(Jump("gone", counts.gone, counts.valid))
    if not counts.first and _above(counts.new, counts.valid, MOST_NEW):
        found.append(Jump("new", counts.new, counts.valid))
    if counts.new > counts.cap:
        found.append(Jump("cap", counts.new, counts.cap))
    if counts.refused and _above(counts.refused, counts.rows, MOST_UNREAD, least=1):
        found.append(Jump("unread", counts.refused, counts.rows))
    if not counts.first and period and days > 2 * period:
        found.append(Jump("gap", days, period))
    return tuple(found)


def unconfirmed(found: Collection[Jump], confirmed: Collection[str]) -> tuple[str, ...]:
    """The names of what is implausible and was not confirmed."""
    return tuple(each.name for each in found if each.name not in confirmed)


def signed(on: date, zone: str) -> datetime:
    """The instant from which the age of a list counts: the beginning of its day."""
    return zones.begins(on, zone)


def last_day(until: datetime, zone: str) -> date:
    """The last day on which something withheld until an instant is withheld, whether or not anything runs."""
    return zones.day_of(until, zone)


def _above(many: int, of: int, share: tuple[int, int], least: int = NEVER_UNUSUAL) -> bool:
    """More than the share, and more than what is never unusual."""
    return many > least and many * share[1] > of * share[0]
