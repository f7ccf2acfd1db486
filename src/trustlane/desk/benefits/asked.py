"""What an address asks of benefits: from which month to which, of which office, goods or entry summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.selectivity.queries.decisions import Wanted

MONTHS = 3  # the last ones, shown where the address asks for none
LONGEST = 24  # more would be no page
TRACKS: dict[str, str | Promise] = {"goods": _("Goods"), "entry": _("Entry summaries")}


@dataclass(frozen=True)
class Asked:
    """A period of whole months, an office (all, if none), and what is looked at."""

    first: date  # the first day of the first month
    last: date  # the last day of the last month
    office: str = ""
    track: str = "goods"

    @property
    def wanted(self) -> Wanted:
        """As the questions take it."""
        return Wanted(office=self.office, track=self.track, day_from=self.first, day_to=self.last)


def read(query: Mapping[str, str], months: Sequence[date], offices: Sequence[str]) -> Asked:
    """Reads the period; a month for which nothing was decided gives way to the nearest one that shows something."""
    last = _month(query.get("to", ""), months) or months[-1]
    first = _month(query.get("from", ""), months) or _back(last, MONTHS - 1)
    first = max(min(first, last), _back(last, LONGEST - 1), months[0])
    office, track = query.get("office", ""), query.get("track", "goods")
    return Asked(
        first,
        last_day(last),
        office if office in offices else offices[0] if len(offices) == 1 else "",
        track if track in TRACKS else "goods",
    )


def last_day(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _month(written: str, months: Sequence[date]) -> date | None:
    """The month written as 2026-03, where something was decided in it."""
    return next((month for month in months if f"{month:%Y-%m}" == written), None)


def _back(month: date, steps: int) -> date:
    number = max(month.year * 12 + month.month - 1 - steps, 12)
    return date(number // 12, number % 12 + 1, 1)
