"""Opens a spreadsheet's first sheet with anything in it as a table of text cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from trustlane.declarations.readers.delimited import LINE, ROW, TableRefused, distinct
from trustlane.declarations.readers.refusing import Refusals
from trustlane.evidence.grid import LAST_ROW, Bounds, Cell, GridRefused, Row
from trustlane.evidence.workbook import read_workbook

LARGEST = 256 * 2**20
BOUNDS = Bounds(rows=LAST_ROW, columns=1_000, text=32_767, elements=12_000_000, unpacked=2**30, shared=256 * 2**20)
# What the table takes once it is laid out, where an empty cell costs as much as a short text and a shared text is
# written out for every cell that shares it.
MOST_CELLS = 12_000_000
MOST_TEXT = 256 * 2**20
SLAB = 500_000  # cells held before they are laid out
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAULTS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_AS_CSV = "Save it as CSV, which may be of any size."


def read_sheet(path: Path, refusals: Refusals | None = None) -> tuple[tuple[str, ...], pl.DataFrame]:
    """The header's names and the rows below it, with the number each row has in the spreadsheet.

    A row that no table has room for is refused by itself and left out.
    """
    if path.stat().st_size > LARGEST:
        raise TableRefused("the file", "This spreadsheet is too large.", "Save it as CSV.")
    refusals = refusals or Refusals(str(path))
    try:
        with path.open("rb") as file:
            if file.read(len(_OLD)) == _OLD:
                raise TableRefused(
                    "the file",
                    "This is an old or a password-protected Excel file.",
                    "Save it as Excel workbook (.xlsx) without password, or as CSV.",
                )
            file.seek(0)
            for _, rows in read_workbook(file, BOUNDS):
                usable = _usable(rows, refusals)
                for head in usable:
                    return _table(head, usable)
    except GridRefused as refused:
        place = f"row {refused.row}" if refused.row else "the file"
        raise TableRefused(place, f"This spreadsheet {refused.reason}.", f"{refused.mend} Or save it as CSV.") from None
    except OSError as error:
        raise TableRefused(
            "the file", f"This spreadsheet cannot be opened: {error}.", "Save it anew, or as CSV."
        ) from None
    raise TableRefused("the file", "Every sheet is empty.", "Give a sheet with a header row and rows below it.")


def _usable(rows: Iterable[Row], refusals: Refusals) -> Iterator[Row]:
    for row in rows:
        if row.refused:
            place = f"row {row.number}, column {row.refused.column}"
            refusals.add(place, f"It {row.refused.reason}.", row.refused.mend, kind="beyond the bounds of a table")
        else:
            yield row


def _table(head: Row, rows: Iterator[Row]) -> tuple[tuple[str, ...], pl.DataFrame]:
    names = distinct(tuple((_written(cell) or "").strip() for cell in head.cells))
    slabs = _Slabs(names)
    for row in rows:
        slabs.add(row)
    return names, slabs.whole()


@dataclass(slots=True)
class _Slabs:
    """A table laid out slab by slab, so that only one slab is held as cells; bounded in the whole."""

    names: tuple[str, ...]
    numbers: list[int] = field(default_factory=list)
    rows: list[tuple[str | None, ...]] = field(default_factory=list)
    cells: int = 0
    text: int = 0
    laid: int = 0  # of the text, in frames already
    done: list[pl.DataFrame] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """One row more: as many cells as there are names."""
        width = len(self.names)
        written = tuple(_written(cell) for cell in row.cells[:width])
        self.cells += width
        self.text += sum(len(each) for each in written if each is not None)
        if self.cells > MOST_CELLS or self.text > MOST_TEXT:
            raise TableRefused(f"row {row.number}", "This spreadsheet holds too much for one table.", _AS_CSV)
        self.numbers.append(row.number)
        self.rows.append(written)
        if len(self.rows) * width >= SLAB or self.text - self.laid > SLAB * 100:
            self.lay()

    def lay(self) -> None:
        """The rows held become a frame."""
        numbers = pl.Series(ROW, self.numbers, dtype=pl.UInt32)
        columns = {
            name: pl.Series(name, [row[at] if at < len(row) else None for row in self.rows], dtype=pl.String)
            for at, name in enumerate(self.names)
        }
        self.done.append(pl.DataFrame(columns).with_columns(numbers, numbers.alias(LINE)))
        self.numbers, self.rows, self.laid = [], [], self.text

    def whole(self) -> pl.DataFrame:
        """All slabs as one table."""
        if self.rows or not self.done:
            self.lay()
        return pl.concat(self.done)


def _written(cell: Cell) -> str | None:
    """A cell as text: whole numbers without a point, dates as ISO writes them; the fault of a formula is no value."""
    if cell is None or cell == "" or cell in _FAULTS:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return cell
