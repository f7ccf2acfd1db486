"""The ways to look that all policies of a comparison share: what a look uses, and how much of it there is in a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import polars as pl


class Capacity(Protocol):
    """How much of a look an office has."""

    def units(self, office: str, day: date, asked: float, /) -> float:
        """Units on a day on which looking at everything would use `asked`."""


@dataclass(frozen=True)
class Look:
    """One way to look, by the name of its lane."""

    lane: str
    strictness: int
    declaration: float  # units used by a declaration
    line: float  # by each line after the first
    container: float  # by each container, or by each after the first where a declaration uses some too
    capacity: Capacity | None  # None: as much as is wanted

    def uses(self, lines: np.ndarray, containers: np.ndarray) -> np.ndarray:
        """What looking at each declaration uses."""
        beyond = np.maximum(containers - (1 if self.declaration else 0), 0)
        return np.asarray(self.declaration + self.line * np.maximum(lines - 1, 0) + self.container * beyond, float)


@dataclass(frozen=True)
class Track:
    """The looks open to some regimes, and the name of the lane in which nobody looks."""

    regimes: tuple[str, ...]
    nothing: str
    by_lot: str  # how those drawn by lot are looked at
    looks: tuple[Look, ...]

    @property
    def strictest_first(self) -> tuple[Look, ...]:
        """The looks in the order in which a list of suspects is served."""
        return tuple(sorted(self.looks, key=lambda look: -look.strictness))


def heads(lines: pl.DataFrame) -> pl.DataFrame:
    """One row a live declaration: regime, office, day, importer, exporter, value, lines, containers."""
    return lines.group_by("declaration", maintain_order=True).agg(
        pl.col("regime").first().cast(pl.String),
        pl.col("office").first().fill_null(""),
        pl.col("day").first(),
        pl.col("importer").first(),
        pl.col("exporter").first(),
        pl.col("value_minor").sum().alias("value_minor"),
        pl.len().cast(pl.Int64).alias("lines"),
        pl.col("containers").explode().drop_nulls().n_unique().cast(pl.Int64).alias("containers"),
    )


def rooms(track: Track, of: pl.DataFrame, on: date) -> dict[str, float]:
    """By lane, the units that all offices together have on a day; `of` are the `heads` of that track."""
    lines, containers = of["lines"].to_numpy(), of["containers"].to_numpy()
    found = {}
    for look in track.looks:
        if look.capacity is None:
            found[look.lane] = float("inf")
            continue
        asked = (
            of.select("office", asked=pl.Series(look.uses(lines, containers)))
            .group_by("office", maintain_order=True)
            .sum()
        )
        found[look.lane] = sum(look.capacity.units(office, on, units) for office, units in asked.iter_rows())
    return found


def serve(track: Track, of: pl.DataFrame, score: np.ndarray, on: date, left: dict[str, float]) -> np.ndarray:
    """The lane of each declaration when a list of suspects is served from its top, the strictest look first.

    Each look takes the next of the list until there is no room for one more; the rest of a unit is `left` for the next
    day, in place, so that over the days everything there is gets used.
    """
    lanes = np.full(of.height, track.nothing, object)
    order = np.argsort(-score, kind="stable")
    lines, containers = of["lines"].to_numpy(), of["containers"].to_numpy()
    room = rooms(track, of, on)
    begin = 0
    for look in track.strictest_first:
        there_is = room[look.lane] + left.get(look.lane, 0.0)
        used = np.cumsum(look.uses(lines, containers)[order[begin:]])
        taken = int(np.searchsorted(used, there_is + 1e-9, side="right"))
        lanes[order[begin : begin + taken]] = look.lane
        begin += taken
        left[look.lane] = there_is - (float(used[taken - 1]) if taken else 0.0)
    return lanes
