"""Policies that any other is held against: by lot, by the importer's own past, and an image of every box."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from datetime import date

import numpy as np
import polars as pl

from trustlane.simulate.trials.looks import Track, heads, serve
from trustlane.simulate.trials.trial import DECIDED
from trustlane.standing.facts import StandingFact

HELD = 10.0  # inspections for which the overall hit rate counts in an importer's own


class Ranked(ABC):
    """A policy that orders each day's declarations and serves the list from its top."""

    name = ""

    def __init__(self, tracks: tuple[Track, ...], seed: int) -> None:
        self.tracks, self.rng = tracks, np.random.default_rng([seed, 4711])
        self.left: dict[str, float] = {}  # by lane, what is left of a unit

    def decide(self, lines: pl.DataFrame, standing: tuple[StandingFact, ...], on: date) -> pl.DataFrame:
        """Serve each track's list."""
        of = heads(lines)
        score, lane = self.score(of, lines, standing), np.full(of.height, None, object)
        for track in self.tracks:
            rows = np.flatnonzero(of["regime"].is_in(list(track.regimes)).to_numpy())
            lane[rows] = serve(track, of[rows], score[rows], on, self.left)
        return said(of["declaration"], lane)

    @abstractmethod
    def score(self, of: pl.DataFrame, lines: pl.DataFrame, standing: tuple[StandingFact, ...]) -> np.ndarray:
        """(n,) of `of`, the heads of these lines: the higher, the sooner it is looked at."""


def said(declaration: pl.Series, lane: np.ndarray) -> pl.DataFrame:
    """DECIDED of a policy that draws no lots."""
    word = pl.Series("lane", lane.tolist(), dtype=pl.String)
    return pl.DataFrame({"declaration": declaration, "lane": word, "otherwise": word, "drawn": False}, schema=DECIDED)


class ByLot(Ranked):
    """Everybody has the same chance."""

    name = "random"

    def begin(self, lines: pl.DataFrame, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """It needs no past."""

    def learn(self, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """It learns nothing."""

    def score(self, of: pl.DataFrame, lines: pl.DataFrame, standing: tuple[StandingFact, ...]) -> np.ndarray:
        """A lot."""
        return self.rng.random(of.height)


class ImporterHistory(Ranked):
    """Those first at whom most was found before, held towards the overall hit rate; equals by lot."""

    name = "importer-history"

    def __init__(self, tracks: tuple[Track, ...], seed: int) -> None:
        super().__init__(tracks, seed)
        self.importer_of: dict[str, str] = {}
        self.looked: dict[str, int] = defaultdict(int)
        self.found: dict[str, int] = defaultdict(int)

    def begin(self, lines: pl.DataFrame, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """Count the past."""
        self._remember(heads(lines))
        self.learn(results, outcomes, on)

    def decide(self, lines: pl.DataFrame, standing: tuple[StandingFact, ...], on: date) -> pl.DataFrame:
        """Order the day; remember whose declarations were looked at, to count their results when they come."""
        self._remember(heads(lines))
        return super().decide(lines, standing, on)

    def learn(self, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """Count what was found at whom."""
        for declaration, found in results.select("declaration", "found").iter_rows():
            importer = self.importer_of.get(declaration)
            if importer is not None:
                self.looked[importer] += 1
                self.found[importer] += bool(found)

    def score(self, of: pl.DataFrame, lines: pl.DataFrame, standing: tuple[StandingFact, ...]) -> np.ndarray:
        """The importer's hit rate."""
        overall = (sum(self.found.values()) + 1) / (sum(self.looked.values()) + 2)
        rate = [(self.found.get(one, 0) + HELD * overall) / (self.looked.get(one, 0) + HELD) for one in of["importer"]]
        return np.array(rate) + 1e-9 * self.rng.random(of.height)

    def _remember(self, of: pl.DataFrame) -> None:
        named = of.filter(pl.col("importer").is_not_null())
        self.importer_of.update(zip(named["declaration"], named["importer"], strict=True))


class ScanEverything:
    """An image of everything, whatever the machines can do; how long boxes wait for it is part of what is told."""

    name = "scan-everything"

    def __init__(self, tracks: tuple[Track, ...], images: dict[str, str]) -> None:
        """`images`: by the name of the lane in which nobody looks, that in which an image is made."""
        self.lane_of = {regime: images[track.nothing] for track in tracks for regime in track.regimes}

    def begin(self, lines: pl.DataFrame, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """It needs no past."""

    def learn(self, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """It learns nothing."""

    def decide(self, lines: pl.DataFrame, standing: tuple[StandingFact, ...], on: date) -> pl.DataFrame:
        """Everything is scanned."""
        of = heads(lines)
        return said(of["declaration"], of["regime"].replace_strict(self.lane_of, return_dtype=pl.String).to_numpy())
