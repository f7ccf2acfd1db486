"""From lines to declarations: one row a version that can still be decided, in the order in which it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl

# When a declaration without any date is decided: so early that nobody is known to be trusted yet.
UNDATED = datetime(1900, 1, 1, tzinfo=UTC)

HEADER = (
    "declaration",
    "version",
    "previous",
    "regime",
    "office",
    "day",
    "importer",
    "exporter",
    "declarant",
    "carrier",
    "representative",
    "claims",
    "containers",
)


@dataclass(frozen=True)
class Heads:
    """Declarations and their lines: `of_line` says to which row of `frame` each line belongs."""

    frame: pl.DataFrame  # HEADER, row, at, lines, container_count
    lines: pl.DataFrame  # LINES, cancellations left out
    of_line: np.ndarray | None  # None where every declaration has one line: then line i is declaration i

    def largest(self, of_lines: np.ndarray) -> np.ndarray:
        """The largest of its lines, for each declaration; values are not negative."""
        if self.of_line is None:
            return of_lines
        out = np.zeros(self.frame.height, of_lines.dtype)
        np.maximum.at(out, self.of_line, of_lines)
        return out

    def total(self, of_lines: np.ndarray) -> np.ndarray:
        """The sum over its lines, for each declaration."""
        if self.of_line is None:
            return of_lines
        return np.bincount(self.of_line, of_lines, self.frame.height).astype(of_lines.dtype)

    def spread(self, of_heads: np.ndarray) -> np.ndarray:
        """A value of the declaration, for each of its lines."""
        return of_heads if self.of_line is None else of_heads[self.of_line]


def heads_of(lines: pl.DataFrame, at: datetime | None) -> Heads:
    """The declarations behind lines. `at` is the moment of decision; None means each at its own lodging.

    A declaration whose lodging is unknown is decided at the end of its day.
    """
    live = lines.filter(pl.col("message") != "cancellation") if lines["message"].eq("cancellation").any() else lines
    key = ["declaration", "version"]
    single = live["declaration"].n_unique() == live.height
    if single:
        frame = live.select(HEADER).with_columns(lines=pl.lit(1, pl.Int32))
        of_line = None
    else:
        numbered = live.select(HEADER).with_columns(version=pl.col("version").fill_null(1))
        frame = numbered.group_by(key, maintain_order=True).agg(
            *[pl.col(column).first() for column in HEADER if column not in key], lines=pl.len().cast(pl.Int32)
        )
        rows = numbered.select(key).join(
            frame.select(key).with_row_index("row"), on=key, how="left", maintain_order="left"
        )
        of_line = rows["row"].to_numpy().astype(np.int64)
    end_of_day = pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC").dt.offset_by("1d")
    moment = pl.coalesce(lodging(live, frame, single), end_of_day, pl.lit(UNDATED)) if at is None else pl.lit(at)
    frame = frame.with_columns(at=moment.cast(pl.Datetime("us", "UTC")))
    frame = frame.with_row_index("row").with_columns(
        version=pl.col("version").fill_null(1),
        office=pl.col("office").fill_null(""),
        day=pl.coalesce("day", pl.col("at").dt.date()),
        container_count=pl.col("containers").list.len().fill_null(0).cast(pl.Int32),
    )
    return Heads(frame, live, of_line)


def lodging(live: pl.DataFrame, frame: pl.DataFrame, single: bool) -> pl.Series:
    """The instant of lodging of each declaration."""
    if single:
        return live["lodged"]
    key = ["declaration", "version"]
    first = (
        live.select(pl.col("declaration"), pl.col("version").fill_null(1), "lodged")
        .group_by(key, maintain_order=True)
        .agg(pl.col("lodged").first())
    )
    return frame.select(key).join(first, on=key, how="left", maintain_order="left")["lodged"]
