"""A period as people say it, first and last day included, and as the database keeps it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange


def span(first: date | None, last: date | None) -> DateRange:
    """The database's range of a period; None is without end on that side."""
    return DateRange(first, last + timedelta(days=1) if last else None, "[)")


def first_and_last(kept: DateRange | None) -> tuple[date | None, date | None]:
    """The first and the last day of a range as the database gives it back."""
    if kept is None:
        return None, None
    return kept.lower, kept.upper - timedelta(days=1) if kept.upper else None
