"""How a deadline is read: a day ends at midnight, a period of hours at its minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone


def by_the_hour(due: datetime | date) -> bool:
    """It ends at a minute, not with a day."""
    if not isinstance(due, datetime):
        return False
    local = timezone.localtime(due)
    return (local.hour, local.minute, local.second, local.microsecond) != (0, 0, 0, 0)


def last_day(due: datetime | date) -> date:
    """The last day on which one is in time: the day before a midnight, else the day itself."""
    if not isinstance(due, datetime):
        return due
    return timezone.localtime(due - timedelta(microseconds=1)).date()
