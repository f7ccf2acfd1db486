"""What a table read from a file is made of, and how large it may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Cell = str | float | bool | date | datetime | None

MOST_BYTES = 32 * 2**20
MOST_UNPACKED = 128 * 2**20
MOST_ELEMENTS = 4_000_000  # of XML in one workbook; each costs about two microseconds
MOST_ENTRIES = 2_000
MOST_ROWS = 100_000
MOST_COLUMNS = 100
MOST_TEXT = 2_000  # characters of one cell
MOST_SHEETS = 50


class ListRefused(Exception):
    """The file as a whole cannot be read: where, why, and how to mend it."""

    def __init__(self, reason: str, mend: str, row: int = 0, column: str = "") -> None:
        super().__init__(reason)
        self.reason, self.mend, self.row, self.column = reason, mend, row, column


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the number a person sees beside it, or why it alone cannot be used."""

    number: int
    cells: tuple[Cell, ...]
    refused: ListRefused | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file."""

    name: str
    rows: tuple[Row, ...]


def too_many_rows() -> ListRefused:
    """More rows than any list of trusted operators has."""
    return ListRefused(f"has more than {MOST_ROWS:,} rows", "Split the list.", row=MOST_ROWS)


def bounded(number: int, cells: list[Any]) -> Row:
    """A row without empty cells at its end; refused by itself where it is too wide or a text too long."""
    while cells and cells[-1] in (None, ""):
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        return Row(number, tuple(cells[:MOST_COLUMNS]), too_wide(number, len(cells) - 1))
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > MOST_TEXT:
            cells[index] = cell[:MOST_TEXT]
            return Row(number, tuple(cells), too_long(number, index))
    return Row(number, tuple(cells))


def too_wide(number: int, index: int) -> ListRefused:
    """A row that reaches beyond the last column a list can have."""
    letters = column_letters(index)
    return ListRefused(
        f"has a value in column {letters}; {MOST_COLUMNS} columns are the most",
        "Delete what is beside the table.",
        row=number,
        column=letters,
    )


def too_long(number: int, index: int) -> ListRefused:
    """A cell that holds more than any field of a list."""
    return ListRefused(
        f"has a cell of more than {MOST_TEXT:,} characters",
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
