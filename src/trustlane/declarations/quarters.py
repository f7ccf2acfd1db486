"""Quarters, when their averages may be shown, and which firms are alike; what keeps a peer from being told; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DELAY = timedelta(days=90)  # after a quarter's end, its averages are shown: what is looked for today shows in none
# Everybody of a group sees the same average, so one's own share can be taken out of it: ten others still remain.
LEAST_FIRMS = 11
LEAST_DECLARATIONS = 200
SMALL, MEDIUM = 12, 120  # consignments in a quarter, at most
SIZES = ("small", "medium", "large")
PARTS = ("importer", "exporter", "declarant")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of a year, by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day falls in."""
        return cls(date(day.year, 3 * ((day.month - 1) // 3) + 1, 1))

    @property
    def last(self) -> date:
        """Its last day."""
        return (self.first + timedelta(days=95)).replace(day=1) - timedelta(days=1)

    @property
    def number(self) -> int:
        """From 1 to 4."""
        return (self.first.month + 2) // 3

    @property
    def shown_from(self) -> date:
        """The day from which its averages may be shown; what becomes known later changes them no more."""
        return self.last + timedelta(days=1) + DELAY

    @property
    def closes(self) -> datetime:
        """The instant at which its averages are struck."""
        return datetime.combine(self.shown_from, time(), UTC)


def size_of(consignments: int) -> str:
    """The size of a firm by its consignments in a quarter."""
    return "small" if consignments <= SMALL else "medium" if consignments <= MEDIUM else "large"


def enough(firms: int, declarations: int) -> bool:
    """An average is told of at least eleven firms with two hundred declarations between them."""
    return firms >= LEAST_FIRMS and declarations >= LEAST_DECLARATIONS
