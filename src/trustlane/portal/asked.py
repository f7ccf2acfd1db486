"""What an address asks of one's own consignments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.pages.asof import NotADay
from trustlane.pages.tables import Column

COLUMNS = (
    Column("reference", _("Number"), sorts=True),
    Column("day", _("Day"), sorts=True, of=date),
    Column("office", _("Office"), sorts=True),
    Column("regime", _("Regime")),
    Column("state", _("Where it stands")),
    Column("examination", _("Examined")),
    Column("hours", _("Hours to release"), end=True, hint=_("From lodging to release")),
)
STATES: dict[str, str | Promise] = {
    "released": _("Released"),
    "waiting": _("Not released yet"),
    "cancelled": _("Cancelled"),
}
YES_NO: dict[str, bool] = {"yes": True, "no": False}


@dataclass(frozen=True)
class Filters:
    """The filters as they stand in the address, what is not offered left out."""

    reference: str = ""
    state: str = ""
    examined: str = ""
    day_from: date | None = None
    day_to: date | None = None

    @property
    def narrowed(self) -> bool:
        return self != Filters()


def read_filters(query: Mapping[str, str]) -> Filters:
    """Reads the filters; a value that is not offered counts as none."""

    def one_of(name: str, offered: Mapping[str, object]) -> str:
        value = query.get(name, "")
        return value if value in offered else ""

    return Filters(
        reference=" ".join(query.get("reference", "").replace("\x00", " ").split())[:60],
        state=one_of("state", STATES),
        examined=one_of("examined", YES_NO),
        day_from=_day(query, "day_from"),
        day_to=_day(query, "day_to"),
    )


def _day(query: Mapping[str, str], name: str) -> date | None:
    written = query.get(name, "").strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotADay(name, written) from None
