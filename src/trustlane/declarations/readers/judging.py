"""Applies converters to blocks of cells, finds the rows that cannot be used, and explains each."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from trustlane.declarations.readers.conversion import Converter, explain
from trustlane.declarations.readers.delimited import LINE, ROW, place_of
from trustlane.declarations.readers.mapping import Mapping
from trustlane.declarations.readers.refusing import Refusals


def typed_from(cells: pl.DataFrame, converters: Sequence[Converter], schema: pl.Schema) -> pl.DataFrame:
    """The converted columns with the rows' places; what did not convert is null."""
    firsts = (made.attempts[0].alias(made.column.target) for made in converters)
    typed = cells.lazy().select(*firsts, ROW, LINE).collect()
    retried: list[pl.Series] = []
    for made in converters:
        value = typed[made.column.target]
        missing = cells[made.cell].null_count()
        for attempt in made.attempts[1:]:
            if value.null_count() == missing:
                break
            again = cells.select(attempt.alias(value.name)).to_series()
            value = pl.select(pl.coalesce(value, again).alias(value.name)).to_series()
            retried.append(value)
    typed = typed.with_columns({value.name: value for value in retried}.values())
    return typed.with_columns(pl.col(made.column.target).cast(schema[made.column.target]) for made in converters)


def faulty_rows(cells: pl.DataFrame, typed: pl.DataFrame, converters: Sequence[Converter]) -> pl.Series | None:
    """Rows with a cell that did not convert or must not be empty; None where there are none, the usual case."""
    faulty: pl.Series | None = None
    for made in converters:
        value, cell = typed[made.column.target], cells[made.cell]
        if value.null_count() != cell.null_count() or (made.column.required and value.null_count()):
            wrong = value.is_null() if made.column.required else value.is_null() & cell.is_not_null()
            faulty = wrong if faulty is None else faulty | wrong
    return faulty if faulty is not None and faulty.any() else None


def refuse(
    cells: pl.DataFrame,
    typed: pl.DataFrame,
    converters: Sequence[Converter],
    mapping: Mapping,
    reference: str,
    refusals: Refusals,
    first: str = "row",
) -> None:
    """Explain the first of these faulty rows in full, and count the rest by their first fault."""
    listed = min(refusals.room, cells.height)
    told = zip(cells.head(listed).iter_rows(named=True), typed.head(listed).iter_rows(named=True), strict=True)
    for row, values in told:
        for made in converters:
            cell = row[made.cell]
            if values[made.column.target] is None and (cell is not None or made.column.required):
                reason, mend, kind = explain(made, cell, mapping)
                place = f"{place_in(row[ROW], row[LINE], first)}, column {made.cell!r}"
                refusals.add(place, reason, mend, row[reference], kind=f"{made.cell}: {kind}")
                break
    if cells.height > listed:
        _count(cells.slice(listed), typed.slice(listed), converters, refusals)


def _count(cells: pl.DataFrame, typed: pl.DataFrame, converters: Sequence[Converter], refusals: Refusals) -> None:
    left = pl.select(pl.repeat(True, cells.height, dtype=pl.Boolean)).to_series()
    for made in converters:
        wrong = typed[made.column.target].is_null() & left
        if not made.column.required:
            wrong &= cells[made.cell].is_not_null()
        refusals.count(f"{made.cell}: cannot be read", int(wrong.sum()))
        left &= ~wrong


def place_in(row: int, line: int, first: str) -> str:
    """Where a row stands, in a table with a header or (`first` is "record") in a file that has none."""
    return place_of(row, line) if first == "row" else f"{first} {row}"
