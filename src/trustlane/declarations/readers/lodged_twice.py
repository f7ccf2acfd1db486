"""Messages of several files that bear one reference: the same one counts once, each other one is a version of its own.

A table refuses a repeated line by itself; what stands in two files, or in two messages, can only be seen together.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from trustlane.declarations.frame import Read, once_each

KEY = ["declaration", "version", "line"]


def told_apart(read: Read) -> tuple[Read, int]:
    """The reading with every lodgement under a version of its own, and how many bore a version already used."""
    lines = read.lines
    if once_each(lines["declaration"]):
        return read, 0
    whole = lines.with_columns(version=pl.col("version").fill_null(1))
    twice = whole.filter(pl.struct(KEY).is_duplicated())["declaration"].unique()
    if twice.is_empty():
        return read, 0
    met = pl.col("declaration").is_in(twice.implode())
    placed = whole.with_row_index("place")
    apart = _numbered(placed.filter(met).unique(lines.columns, keep="first", maintain_order=True))
    more = apart.filter(pl.col("message_number") > 1).select("declaration", "message_number").unique().height
    kept = pl.concat([placed.filter(~met), apart.select(placed.columns)]).sort("place")
    return replace(read, lines=kept.select(lines.columns)), more


def _numbered(lines: pl.DataFrame) -> pl.DataFrame:
    """A message begins where another version begins, or where the line numbers begin again."""
    begins = (pl.col("version") != pl.col("version").shift()) | (pl.col("line") <= pl.col("line").shift())
    counted = lines.with_columns(message_number=begins.fill_null(True).cast(pl.UInt32).cum_sum().over("declaration"))
    first = ["declaration", "version"]
    messages = counted.select(*first, "message_number").unique(maintain_order=True)
    # The first message of a version keeps its number; every other one comes after all versions there are.
    again = pl.col("message_number") != pl.col("message_number").min().over(first)
    after = pl.col("version").max().over("declaration") + again.cast(pl.Int32).cum_sum().over("declaration")
    given = messages.with_columns(again=again, given=pl.when(again).then(after).otherwise("version").cast(pl.Int32))
    return (
        counted.join(given, on=[*first, "message_number"], how="left", maintain_order="left")
        .with_columns(version="given", message_number=pl.when("again").then("message_number").otherwise(1))
        .drop("given", "again")
    )
