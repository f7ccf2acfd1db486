"""Opens a spreadsheet's first sheet with anything in it as a table of text cells."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from trustlane.declarations.readers.delimited import LINE, ROW, TableRefused, distinct

LARGEST = 256 * 1024 * 1024


def read_sheet(path: Path) -> tuple[tuple[str, ...], pl.DataFrame]:
    """The header's names and the rows below it, with the number each row has in the spreadsheet."""
    if path.stat().st_size > LARGEST:
        raise TableRefused("the file", "This spreadsheet is too large.", "Save it as CSV.")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            filled = next((n for n, row in enumerate(rows) if any(_written(cell) for cell in row)), None)
            if filled is not None:
                return _table(rows, filled)
    except (CalamineError, OSError, ValueError) as error:
        raise TableRefused(
            "the file", f"This spreadsheet cannot be opened: {error}.", "Save it anew, or as CSV."
        ) from None
    raise TableRefused("the file", "Every sheet is empty.", "Give a sheet with a header row and rows below it.")


def _table(rows: Sequence[Sequence[object]], first: int) -> tuple[tuple[str, ...], pl.DataFrame]:
    names = distinct(tuple((_written(cell) or "").strip() for cell in rows[first]))
    below = rows[first + 1 :]
    numbers = pl.Series(ROW, range(first + 2, first + 2 + len(below)), dtype=pl.UInt32)
    cells = {
        name: pl.Series(name, [_written(row[at]) if at < len(row) else None for row in below], dtype=pl.String)
        for at, name in enumerate(names)
    }
    return names, pl.DataFrame(cells).with_columns(numbers, numbers.alias(LINE))


def _written(cell: object) -> str | None:
    """A cell as text: whole numbers without a point, dates as ISO writes them."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat()
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell)
