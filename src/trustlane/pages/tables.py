"""Tables that sort, filter, page and export: what is asked in the address, and what a template needs to draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from trustlane.pages.keyset import Place, Slice, read_place

PAGE_SIZE = 50


@dataclass(frozen=True)
class Column:
    """One column. `sorts` says that its head is a link; `end` sets numbers flush; `hidden` keeps it for exports."""

    name: str
    label: str | Promise
    sorts: bool = False
    end: bool = False
    hint: str | Promise = ""


@dataclass(frozen=True)
class Asked:
    """What an address asks of a table: the column it sorts by, which way, and where the page begins."""

    sort: str
    descending: bool
    place: Place


@dataclass(frozen=True)
class Table:
    """A page of rows with its columns, ready to be drawn by `<c-table>`."""

    name: str
    caption: str | Promise
    columns: Sequence[Column]
    asked: Asked
    slice: Slice[Any]
    total: int | None = None
    exports: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> Sequence[Any]:
        return self.slice.rows

    @property
    def label(self) -> dict[str, str | Promise]:
        """Column names by column, for the cells of a narrow screen."""
        return {column.name: column.label for column in self.columns}

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The head cells: how each is sorted now, and what a click asks for."""
        drawn = []
        for column in self.columns:
            here = column.name == self.asked.sort
            drawn.append(
                {
                    "column": column,
                    "state": ("descending" if self.asked.descending else "ascending") if here else "none",
                    "asks": f"-{column.name}" if here and not self.asked.descending else column.name,
                }
            )
        return drawn


def read_asked(query: Mapping[str, str], columns: Sequence[Column], *, default: str, keys: int = 2) -> Asked:
    """Reads `?sort=-name&after=…`. A column that does not sort gives way to the default; `keys` is a cursor length."""
    sortable = {column.name for column in columns if column.sorts}
    wanted = query.get("sort", "")
    if wanted.removeprefix("-") not in sortable:
        wanted = default
    sort = wanted.removeprefix("-")
    place = read_place(query.get("after", ""), query.get("before", ""), length=keys, order=sort)
    return Asked(sort, wanted.startswith("-"), place)
