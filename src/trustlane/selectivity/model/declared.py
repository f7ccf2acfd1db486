"""From lines to declarations: the chance that anything on any line is wrong, in the order of the lines."""

from __future__ import annotations

import numpy as np
import polars as pl

KEY = ("declaration", "version")


def owners(lines: pl.DataFrame, declarations: pl.DataFrame) -> np.ndarray | None:
    """(lines,) the row of its declaration for each line; None where line i is declaration i."""
    mine, theirs = (
        frame.select("declaration", pl.col("version").fill_null(1).cast(pl.Int32)) for frame in (lines, declarations)
    )
    if mine.equals(theirs):
        return None
    placed = theirs.with_row_index("place")
    joined = mine.join(placed, on=list(KEY), how="left", nulls_equal=True, maintain_order="left")
    return joined["place"].cast(pl.Int64).fill_null(-1).to_numpy()


def declarations_of(lines: pl.DataFrame) -> pl.DataFrame:
    """Declaration and version, one row each, in order of first appearance."""
    return lines.select("declaration", pl.col("version").fill_null(1)).unique(maintain_order=True)


def any_wrong(chances: np.ndarray, owner: np.ndarray | None, declarations: int) -> np.ndarray:
    """(declarations,) one minus the product of the chances that each line is right.

    Lines are multiplied in their order, one rank at a time, so that a declaration alone gets to the last bit what it
    gets among others.
    """
    right = 1.0 - chances
    if owner is None:
        return np.asarray(1.0 - right)
    product = np.ones(declarations)
    rows = np.flatnonzero(owner >= 0)
    order = rows[np.argsort(owner[rows], kind="stable")]
    sorted_owner = owner[order]
    starts = np.flatnonzero(np.r_[True, sorted_owner[1:] != sorted_owner[:-1]]) if len(order) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(order)])
    rank = 0
    while len(starts):
        at = order[starts + rank]
        product[owner[at]] *= right[at]
        rank += 1
        longer = lengths > rank
        starts, lengths = starts[longer], lengths[longer]
    return np.asarray(1.0 - product)
