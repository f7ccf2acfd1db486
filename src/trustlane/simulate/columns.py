"""Columns picked by place, lists gathered from flat rows, and instants."""

from __future__ import annotations

import numpy as np
import polars as pl


def picked(values: pl.Series, places: np.ndarray) -> pl.Series:
    """The values at these places."""
    # By index, as `gather` would plan a query for each column: eight times as long for a day.
    return values[pl.Series(places, dtype=pl.UInt32)]


def gathered(frame: pl.DataFrame, places: np.ndarray) -> pl.DataFrame:
    """The rows at these places."""
    where = pl.Series(places, dtype=pl.UInt32)
    return frame.select(pl.all().gather(where))


def lists(n: int, row: np.ndarray, values: pl.Series, nothing: list[str] | None) -> pl.Series:
    """One list for each of `n` rows, of the values whose row it is (`row` ascends); `nothing` where there are none."""
    flat = pl.DataFrame({"row": pl.Series(row, dtype=pl.UInt32).set_sorted(), "values": values})
    each = flat.group_by("row", maintain_order=True).agg("values")
    place = np.full(n, len(each), np.uint32)
    place[each["row"].to_numpy()] = np.arange(len(each), dtype=np.uint32)
    last = pl.Series("values", [nothing], dtype=pl.List(values.dtype))
    # In one piece, as gathering lists out of several pieces takes far longer.
    return picked(pl.concat([each["values"], last], rechunk=True), place)


def instants(seconds: np.ndarray) -> pl.Series:
    """Seconds since 1970 as instants in UTC."""
    return pl.Series("at", seconds * 1_000_000).cast(pl.Datetime("us", "UTC"))
