"""What a keyset may not say, by itself and after the versions before it; each rule has one refusal.

1. Three different roots (RootsUnfit).
2. No public key in two roles, in this version or over all of them (KeyInTwoRoles).
3. No key longer than its role allows, and none made longer later (PeriodUnfit).
4. A role has no gap (RoleUncovered), and two of its keys overlap by seven days at most (OverlapTooLong).
5. It is issued no earlier than the version before (IssuedBack) and expires within thirteen months (ExpiryTooFar).

A key may be ended earlier at any time: that is how a stolen one is withdrawn.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from trustlane.recognition.keys.keysets import ROOTS, Keyset, WorkingKey
from trustlane.recognition.keys.refusals import (
    ExpiryTooFar,
    IssuedBack,
    KeyInTwoRoles,
    OverlapTooLong,
    PeriodUnfit,
    RoleUncovered,
    RootsUnfit,
)
from trustlane.recognition.keys.roles import LONGEST, NEEDED, OVERLAP, ROOT, Role

MONTHS = 13  # of a keyset


def check(keyset: Keyset, before: Sequence[Keyset] = ()) -> None:
    """Refuse a keyset that breaks a rule; `before` are the versions it follows, the oldest first."""
    place = f"keyset {keyset.version}"
    if len(set(keyset.roots)) != ROOTS:
        raise RootsUnfit(place, "they are not three different keys")
    _one_role_each([*before, keyset], place)
    for role in Role:
        _periods([key for key in keyset.keys if key.role == role], role, place)
    _not_longer(keyset, before, place)
    _dates(keyset, before, place)


def _one_role_each(versions: Sequence[Keyset], place: str) -> None:
    """Rule 2."""
    roles: dict[bytes, str] = {}
    for version in versions:
        publics = [key.public for key in version.keys]
        if len(set(publics)) != len(publics):
            raise KeyInTwoRoles(place, "one public key stands there twice")
        for public, role in [
            *((key.public, str(key.role)) for key in version.keys),
            *((r, ROOT) for r in version.roots),
        ]:
            if roles.setdefault(public, role) != role:
                raise KeyInTwoRoles(place, f"one public key is {roles[public]} and {role}")


def _periods(keys: Sequence[WorkingKey], role: Role, place: str) -> None:
    """Rules 3 and 4, of the keys of one role."""
    place = f"{place}, {role}"
    if not keys and role in NEEDED:
        raise RoleUncovered(place, "it has no key")
    for key in keys:
        if not key.starts < key.ends <= key.starts + LONGEST[role]:
            raise PeriodUnfit(place, f"{_told(key)} is not a period of at most {LONGEST[role].days} days")
    for one, following in pairwise(sorted(keys, key=lambda key: (key.starts, key.ends))):
        if following.starts > one.ends:
            raise RoleUncovered(place, f"nobody has it between {_told(one)} and {_told(following)}")
        if min(one.ends, following.ends) - following.starts > OVERLAP:
            raise OverlapTooLong(place, f"{_told(one)} and {_told(following)} overlap by more than {OVERLAP.days} days")


def _not_longer(keyset: Keyset, before: Sequence[Keyset], place: str) -> None:
    """Rule 3, over the versions: the period of a key is what it first was, or ends earlier."""
    first = {key.public: key for version in reversed(before) for key in version.keys}
    last = {key.public: key for version in before for key in version.keys}
    for key in keyset.keys:
        if key.public not in first:
            continue
        if key.starts != first[key.public].starts or key.ends > last[key.public].ends:
            raise PeriodUnfit(f"{place}, {key.role}", f"{_told(key)} was {_told(last[key.public])} before")


def _dates(keyset: Keyset, before: Sequence[Keyset], place: str) -> None:
    """Rule 5."""
    if before and keyset.issued < before[-1].issued:
        raise IssuedBack(place, f"issued at {keyset.issued.isoformat()}, before the version it follows")
    if not keyset.issued < keyset.expires <= months_after(keyset.issued, MONTHS):
        raise ExpiryTooFar(
            place, f"issued at {keyset.issued.isoformat()}, it would expire at {keyset.expires.isoformat()}"
        )


def months_after(start: datetime, months: int) -> datetime:
    """The same day and time so many months later, or the last day of that month."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))


def _told(key: WorkingKey) -> str:
    return f"{key.starts:%Y-%m-%d} to {key.ends:%Y-%m-%d}"
