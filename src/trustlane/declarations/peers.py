"""How a quarter went for firms alike, told to each of them when it is long past, and only where they are many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from trustlane.access.evaluator import Someone, as_actor, in_force
from trustlane.declarations.models import PeerAverage
from trustlane.declarations.permits import Permission, own_identifiers
from trustlane.declarations.quarters import PARTS, Quarter, size_of
from trustlane.declarations.queries import declared


@dataclass(frozen=True, slots=True)
class Average:
    """Of firms alike: how many at least, the mean of their shares examined, the mean of their median hours."""

    firms: int  # in tens, so that nobody is counted in or out
    examined_percent: int
    hours: float | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What an operator may see of its peers in one quarter; no part where it declared nothing itself."""

    quarter: Quarter
    open: bool  # not shown before `quarter.shown_from`
    part: str = ""
    size: str = ""
    average: Average | None = None  # None: too few of them


def beside(quarters: Iterable[Quarter], *, by: Someone, at: datetime) -> tuple[Beside, ...]:
    """For each quarter what may be shown to this person by now."""
    in_force().require(by, Permission.LIST_DECLARATIONS, at=at)
    return tuple(_one(quarter, by, at) for quarter in quarters)


def _one(quarter: Quarter, by: Someone, at: datetime) -> Beside:
    if at < quarter.closes:
        return Beside(quarter, open=True)
    part, consignments = _own(quarter, by, at)
    if not consignments:
        return Beside(quarter, open=False)
    size = size_of(consignments)
    kept = PeerAverage.objects.filter(quarter=quarter.first, part=part, size=size).first()
    average = None
    if kept is not None:
        hours = None if kept.half_hours is None else kept.half_hours / 2
        average = Average(kept.firms // 10 * 10, kept.examined_percent, hours)
    return Beside(quarter, open=False, part=part, size=size, average=average)


def _own(quarter: Quarter, by: Someone, at: datetime) -> tuple[str, int]:
    """The part in which the operator stood most often in that quarter, as known when it closed, and how often."""
    own = sorted(own_identifiers(as_actor(by, at), at))
    rows = declared(known=quarter.closes).filter(day__gte=quarter.first, day__lte=quarter.last)
    mine = in_force().visible(by, Permission.SEE_DECLARATION, rows, at)
    counted = mine.aggregate(**{part: Count("id", filter=Q(**{f"{part}__in": own})) for part in PARTS})
    part = max(PARTS, key=lambda each: counted[each])
    return part, counted[part]
