"""The day on which tests open pages: always the same one, so that none passes or fails by a weekend or a holiday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic

TODAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday, far from feasts and from changes of the clock
_began = monotonic()


def begin() -> None:
    """A test begins: it is TODAY again."""
    global _began
    _began = monotonic()


def now() -> datetime:
    """TODAY, going on as long as the test runs."""
    return TODAY + timedelta(seconds=monotonic() - _began)
