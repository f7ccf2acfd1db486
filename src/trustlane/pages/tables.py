"""Tables that sort, filter, page and export: what is asked in the address, and what a template needs to draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from trustlane.pages.keyset import Place, Slice, read_place

PAGE_SIZE = 50


@dataclass(frozen=True)
class Column:
    """One column. `sorts` says that its head is a link; `end` sets numbers flush; `of` is the kind of its values."""

    name: str
    label: str | Promise
    sorts: bool = False
    end: bool = False
    hint: str | Promise = ""
    of: type = str


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


def read_asked(query: Mapping[str, str], columns: Sequence[Column], *, default: str, last: type = int) -> Asked:
    """Reads `?sort=-name&after=…`. A column that does not sort gives way to the default. A row's key is the value it is
    sorted by and a unique one of the kind `last`; a place with other kinds was made up, and starts the list anew."""
    sortable = {column.name for column in columns if column.sorts}
    wanted = query.get("sort", "")
    if wanted.removeprefix("-") not in sortable:
        wanted = default
    sort = wanted.removeprefix("-")
    place = read_place(query.get("after", ""), query.get("before", ""), length=2, order=sort)
    key = place.after or place.before
    kinds = {column.name: column.of for column in columns}
    if key is not None and (type(key[0]) not in (kinds.get(sort, str), type(None)) or type(key[1]) is not last):
        place = Place(order=sort)
    return Asked(sort, wanted.startswith("-"), place)
