"""The tabs of a list: what it adds, changes and removes, what was refused; each a table that pages by key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.pages.keyset import page_of, read_place
from trustlane.pages.tables import PAGE_SIZE, Asked, Column, Table
from trustlane.standing import queries

CHANGED = (
    Column("row", _("Row"), end=True),
    Column("operator", _("Operator")),
    Column("scope", _("Scope")),
    Column("role", _("Role")),
    Column("state", _("Status")),
    Column("valid", _("Valid")),
    Column("differences", _("What changes")),
)
REFUSED = (
    Column("row", _("Row"), end=True),
    Column("column", _("Column")),
    Column("reason", _("What is wrong")),
    Column("mend", _("How to mend it")),
)
WITHOUT_ROW = CHANGED[1:-1]


@dataclass(frozen=True)
class Tab:
    """One tab: its name in the address, what people read on it, its rows and the columns they take."""

    name: str
    label: str | Promise
    rows: Sequence[Any]
    columns: Sequence[Column]
    tone: str = "quiet"
    read: Callable[[Sequence[Any]], Sequence[Any]] | None = None  # what stands in `rows`, once it is shown


def of_preview(preview: Any) -> list[Tab]:
    """The tabs of a list that waits."""
    return [
        Tab("added", _("Added"), preview.added, CHANGED[:-1], "good"),
        Tab("changed", _("Changed"), preview.changed, CHANGED, "busy"),
        Tab("removed", _("Removed"), preview.removed, (*CHANGED[1:],), "warn"),
        Tab("refused", _("Refused"), preview.refused, REFUSED, "bad"),
    ]


def of_settled(upload: int, refused: Sequence[Any]) -> list[Tab]:
    """The tabs of a list that was applied, or put aside."""
    brought = queries.brought_by(upload)
    return [
        Tab("brought", _("Periods now in the register"), brought, WITHOUT_ROW, "good", queries.rows),
        Tab("refused", _("Refused"), refused, REFUSED, "bad"),
    ]


def chosen(tabs: Sequence[Tab], name: str) -> Tab:
    """The tab asked for; else the first that has rows, else the first."""
    for tab in tabs:
        if tab.name == name:
            return tab
    return next((tab for tab in tabs if tab.rows), tabs[0])


def table_of(tab: Tab, query: Mapping[str, str]) -> Table:
    """The page of the tab's rows that an address asks for; the key is the place in the list."""
    place = read_place(query.get("after", ""), query.get("before", ""), length=1, order=tab.name)
    numbered = list(enumerate(tab.rows))
    part = page_of(numbered, lambda pair: (pair[0],), place, size=PAGE_SIZE)
    if tab.read is not None:
        shown = tab.read([row for _, row in part.rows])
        part = replace(part, rows=[(number, row) for (number, _), row in zip(part.rows, shown, strict=True)])
    return Table(
        "list-rows", tab.label, tab.columns, Asked("", descending=False, place=place), part, total=len(numbered)
    )
