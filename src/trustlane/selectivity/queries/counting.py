"""What figures are counted from: summaries of days, or the decisions themselves where a past moment is asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Case, Count, Q, QuerySet, Sum, Value, When

from trustlane.access.evaluator import Someone, in_force
from trustlane.selectivity.labels import Group
from trustlane.selectivity.models import DaySummary
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries.decisions import Wanted, decided, narrowed, of_group

TRUSTED_GROUPS = (Group.OWN.value, Group.PARTNER.value)


@dataclass(frozen=True, slots=True)
class Countable:
    """Rows with day, office, regime, `group`, the lanes, `drawn`; and how declarations are counted in them."""

    query: QuerySet[Any]
    count: Callable[..., Aggregate]


def countable(wanted: Wanted, *, by: Someone, at: datetime, known: datetime | None = None) -> Countable:
    """The rows of the offices somebody works for; of a past moment, counted one by one as known then.

    `wanted` may ask for office, days, track and lanes: what a summary keeps.
    """
    permits = in_force()
    if known is None:
        sums = narrowed(DaySummary.objects.all(), wanted)
        return Countable(permits.visible(by, Permission.SEE_LANE, sums, at), _summed)
    rows = narrowed(decided(known=known), wanted, known=known)
    grouped = Case(*(When(of_group(group), then=Value(group.value)) for group in Group))
    return Countable(permits.visible(by, Permission.SEE_LANE, rows.annotate(group=grouped), at), _counted)


def _summed(condition: Q | None = None) -> Aggregate:
    return Sum("declarations", filter=condition, default=0)


def _counted(condition: Q | None = None) -> Aggregate:
    return Count("id", filter=condition)
