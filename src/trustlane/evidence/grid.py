"""What a table read from a file is made of, and how large it may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

Cell = str | float | bool | date | datetime | time | None

LAST_ROW = 1_048_576  # of any spreadsheet


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a table may hold; what is beyond is refused, before it costs anything."""

    rows: int
    columns: int
    text: int  # characters of one cell
    elements: int  # of XML in one workbook; each costs about two microseconds
    unpacked: int  # bytes of all parts of a workbook
    shared: int  # bytes of memory for the texts that cells share
    parts: int = 2_000
    sheets: int = 50


class GridRefused(Exception):
    """The file as a whole cannot be read: where, why, and how to mend it."""

    def __init__(self, reason: str, mend: str, row: int = 0, column: str = "") -> None:
        super().__init__(reason)
        self.reason, self.mend, self.row, self.column = reason, mend, row, column


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the number a person sees beside it, or why it alone cannot be used."""

    number: int
    cells: tuple[Cell, ...]
    refused: GridRefused | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file."""

    name: str
    rows: tuple[Row, ...]


def too_many_rows(bounds: Bounds) -> GridRefused:
    """More rows than any table of its kind has."""
    return GridRefused(f"has more than {bounds.rows:,} rows", "Split the table.", row=bounds.rows)


def bounded(number: int, cells: list[Any], bounds: Bounds) -> Row:
    """A row without empty cells at its end; refused by itself where it is too wide or a text too long."""
    while cells and cells[-1] in (None, ""):
        cells.pop()
    if len(cells) > bounds.columns:
        return Row(number, tuple(cells[: bounds.columns]), too_wide(number, len(cells) - 1, bounds))
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > bounds.text:
            cells[index] = cell[: bounds.text]
            return Row(number, tuple(cells), too_long(number, index, bounds))
    return Row(number, tuple(cells))


def too_wide(number: int, index: int, bounds: Bounds) -> GridRefused:
    """A row that reaches beyond the last column a table can have."""
    letters = column_letters(index)
    return GridRefused(
        f"has a value in column {letters}; {bounds.columns:,} columns are the most",
        "Delete what is beside the table.",
        row=number,
        column=letters,
    )


def too_long(number: int, index: int, bounds: Bounds) -> GridRefused:
    """A cell that holds more than any field of a table."""
    return GridRefused(
        f"has a cell of more than {bounds.text:,} characters",
        "Shorten it, or look for a quotation mark that is never closed.",
        row=number,
        column=column_letters(index),
    )


def column_letters(index: int) -> str:
    """The letters a spreadsheet shows above a column, from its place counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
