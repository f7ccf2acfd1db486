"""From lines to declarations: one row a version that can still be decided, in the order in which it came."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import polars as pl

from trustlane.declarations.frame import once_each
from trustlane.selectivity.coded import Coded

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


DECIDED = ("row", "declaration", "version", "regime", "office", "day", "at", "lines", "container_count")


@dataclass(frozen=True)
class Heads:
    """Declarations and their lines: `of_line` says to which row of `frame` each line belongs."""

    frame: pl.DataFrame  # HEADER, row, at, lodged, lines, container_count
    lines: pl.DataFrame  # LINES, cancellations left out
    of_line: np.ndarray | None  # None where every declaration has one line: then line i is declaration i
    cancellations: pl.DataFrame  # LINES, of the messages that cancel a declaration

    coded: Coded  # the texts of the lines, coded once for all who ask
    asked: datetime | None = None  # the one moment at which all is decided; None: each at its own lodging

    def kept(self, columns: Sequence[str]) -> Heads:
        """What is still asked once all is assessed: who and when, and these columns of lines, of texts only the codes.

        The lines as they were read may be forgotten then: they take most of the room.
        """
        texts = [column for column in columns if self.lines[column].dtype == pl.String]
        self.coded.ready(texts)
        lines = self.lines.select(column for column in columns if column not in texts)
        return replace(self, frame=self.frame.select(DECIDED), lines=lines, coded=self.coded.frozen())

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

    def in_force(self, cancelled: Collection[str] = ()) -> np.ndarray:
        """Which rows are the last version of a declaration that is not cancelled, here or among those `cancelled`."""
        stands = np.ones(self.frame.height, bool)
        if self.of_line is not None and self.frame["declaration"].n_unique() < self.frame.height:
            last = pl.col("version") == pl.col("version").max().over("declaration")
            stands &= self.frame.select(last).to_series().to_numpy()
        ended = [*self.cancellations["declaration"].unique(), *cancelled]
        if ended:
            stands &= ~self.frame["declaration"].is_in(ended).to_numpy()
        return stands


def heads_of(lines: pl.DataFrame, at: datetime | None, coded: Coded | None = None) -> Heads:
    """The declarations behind lines. `at` is the moment of decision; None means each at its own lodging.

    A declaration whose lodging is unknown is decided at the end of its day. `coded` are the lines' texts, where they
    are at hand.
    """
    cancels = pl.col("message").eq_missing("cancellation")
    live, cancellations = (lines.filter(~cancels), lines.filter(cancels)) if _cancels(lines) else (lines, lines.clear())
    single = once_each(live["declaration"])
    if single:
        frame = live.select(*HEADER, "lodged").with_columns(lines=pl.lit(1, pl.Int32))
        of_line = None
    else:
        frame, of_line = _gathered(live)
    end_of_day = pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC").dt.offset_by("1d")
    moment = pl.coalesce("lodged", end_of_day, pl.lit(UNDATED)) if at is None else pl.lit(at)
    frame = frame.with_columns(at=moment.cast(pl.Datetime("us", "UTC")))
    frame = frame.with_row_index("row").with_columns(
        version=pl.col("version").fill_null(1),
        office=pl.col("office").fill_null(""),
        day=pl.coalesce("day", pl.col("at").dt.date()),
        container_count=pl.col("containers").list.len().fill_null(0).cast(pl.Int32),
    )
    texts = coded if coded is not None and cancellations.is_empty() else Coded(live)
    return Heads(frame, live, of_line, cancellations, texts, at)


def _cancels(lines: pl.DataFrame) -> bool:
    return bool(lines["message"].eq("cancellation").any())


def _gathered(live: pl.DataFrame) -> tuple[pl.DataFrame, np.ndarray]:
    """One row a declaration and version, in the order in which they first stand, and the row of each line.

    What is said of the whole declaration is read from its first line, by number, wherever that stands in the table;
    containers are those of all its lines.
    """
    key = ["declaration", "version"]
    numbered = live.select(*HEADER, "lodged", "line").with_columns(version=pl.col("version").fill_null(1))
    of_all = pl.col("containers").explode().drop_nulls().unique(maintain_order=True)
    some = numbered["containers"].null_count() < numbered.height
    first = [column for column in (*HEADER, "lodged") if column not in (*key, "containers")]
    frame = (
        numbered.with_row_index("place")
        .sort("line", maintain_order=True)
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("place").min(),
            *[pl.col(column).first() for column in first],
            (of_all if some else pl.col("containers").first()).alias("containers"),
            lines=pl.len().cast(pl.Int32),
        )
        .sort("place")
        .select(*HEADER, "lodged", "lines")
    )
    rows = numbered.select(key).join(frame.select(key).with_row_index("row"), on=key, how="left", maintain_order="left")
    return frame, rows["row"].to_numpy().astype(np.int64)
