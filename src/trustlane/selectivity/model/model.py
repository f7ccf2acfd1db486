"""A model: frozen, named by its digest; chances and reasons for lines, bit by bit the same alone and in a batch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import xgboost as xgb

from trustlane.selectivity.model import booster, features
from trustlane.selectivity.model.calibration import Bucket, Line
from trustlane.selectivity.model.coding import Codes
from trustlane.selectivity.model.declared import any_wrong, declarations_of, owners
from trustlane.selectivity.model.features import Surroundings
from trustlane.selectivity.model.ladder import Ladder
from trustlane.selectivity.model.measures import measured
from trustlane.selectivity.model.settings import Settings

CHUNK = 1 << 15  # lines worked on at a time


class ModelRefused(Exception):
    """The file holds no model that can be used."""


class Window(msgspec.Struct, frozen=True):
    """What a model was learnt from."""

    first: date | None
    last: date | None
    declarations: int
    lines: int
    combinations: int


class KindCard(msgspec.Struct, frozen=True):
    """How well one kind was told apart, judged on combinations the judging model never saw."""

    found: int  # declarations with a find
    judged: int  # distinct combinations judged on
    base: float  # share of finds among them
    auc: float | None = None
    rates: tuple[float, ...] = ()
    precision: tuple[float, ...] = ()  # at each inspection rate
    recall: tuple[float, ...] = ()
    calibration: tuple[Bucket, ...] = ()


@dataclass(frozen=True)
class KindModel:
    """Profiles, trees and calibration of one kind of offence."""

    kind: str
    ladder: Ladder
    families: tuple[str, ...]
    booster: xgb.Booster
    line: Line
    card: KindCard | None

    def halves(self, codes: Codes, matrix: np.ndarray, yardsticks: int) -> tuple[np.ndarray, np.ndarray]:
        """(n,) log-odds of lines as the profiles say it, and as the trees do.

        `matrix` holds the yardsticks already; this kind's points are written behind them.
        """
        points = features.family_points(self.ladder, self.families, codes)
        width = yardsticks + len(self.families)
        matrix[:, yardsticks:width] = points
        seen = matrix if matrix.shape[1] == width else np.ascontiguousarray(matrix[:, :width])
        return features.ladder_score(self.ladder, points), booster.score(self.booster, seen)

    def alone(self, surroundings: Surroundings, lines: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """The two halves of a model that is not put together yet."""
        yardsticks = len(surroundings.names)
        codes, numbers = surroundings.coder.codes(lines), measured(lines)
        matrix = np.empty((lines.height, yardsticks + len(self.families)), np.float32)
        surroundings.fill(matrix, codes, numbers)
        return self.halves(codes, matrix, yardsticks)


def mixed(halves: tuple[np.ndarray, np.ndarray], settings: Settings) -> np.ndarray:
    """(n,) log-odds: profiles and trees, by the share the settings give the profiles."""
    profiles, trees = halves
    return settings.ladder_share * profiles + (1.0 - settings.ladder_share) * trees


@dataclass(frozen=True)
class Model:
    """Chances of each kind of offence for declarations, and why."""

    surroundings: Surroundings
    parts: tuple[KindModel, ...]
    settings: Settings
    seed: int
    window: Window
    left_out: dict[str, str] = field(default_factory=dict)  # kind: why it could not be learnt

    @classmethod
    def of(
        cls,
        surroundings: Surroundings,
        parts: Sequence[KindModel],
        settings: Settings,
        seed: int,
        window: Window,
        left_out: dict[str, str],
    ) -> Model:
        """A model of its parts."""
        surroundings = surroundings.only_used(part.ladder for part in parts)
        return cls(surroundings, tuple(parts), settings, seed, window, dict(left_out))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds it knows."""
        return tuple(part.kind for part in self.parts)

    @cached_property
    def version(self) -> str:
        """A short name of exactly this model."""
        return hashlib.sha256(self.to_bytes()).hexdigest()[:16]

    def line_scores(self, lines: pl.DataFrame, *, threads: int | None = None) -> dict[str, np.ndarray]:
        """(lines,) log-odds by kind, before calibration; chunks are worked on by as many threads as asked for."""
        scores = {part.kind: np.empty(lines.height) for part in self.parts}
        yardsticks = len(self.surroundings.names)
        codes = self.surroundings.coder.codes(lines)
        numbers = measured(lines)
        widest = yardsticks + max(len(part.families) for part in self.parts)

        def work(start: int) -> None:
            stop = min(start + CHUNK, lines.height)
            here = codes.part(start, stop)
            matrix = np.empty((stop - start, widest), np.float32)
            self.surroundings.fill(matrix, here, {name: values[start:stop] for name, values in numbers.items()})
            for part in self.parts:
                scores[part.kind][start:stop] = mixed(part.halves(here, matrix, yardsticks), self.settings)

        starts = range(0, lines.height, CHUNK)
        workers = min(threads or os.cpu_count() or 1, len(starts))
        if workers > 1:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(work, starts))
        else:
            for start in starts:
                work(start)
        return scores

    def chances(
        self, lines: pl.DataFrame, declarations: pl.DataFrame | None = None, *, threads: int | None = None
    ) -> dict[str, np.ndarray]:
        """(declarations,) float64 chances by kind.

        `declarations` has the columns declaration and version and says the order; without it, that of first appearance.
        """
        heads = declarations if declarations is not None else declarations_of(lines)
        owner = owners(lines, heads)
        scores = self.line_scores(lines, threads=threads)
        return {part.kind: any_wrong(part.line.chances(scores[part.kind]), owner, heads.height) for part in self.parts}

    def contributions(
        self, lines: pl.DataFrame, declarations: pl.DataFrame, wanted: np.ndarray, top: int = 5
    ) -> pl.DataFrame:
        """Why the wanted rows of `declarations` score as they do: row, kind, name, weight (log-odds), text."""
        from trustlane.selectivity.model.reasons import contributions

        return contributions(self, lines, declarations, wanted, top)

    def card(self) -> dict[str, Any]:
        """The model card: window, kinds with base rate, quality and calibration, what was left out, settings."""
        return {
            "version": self.version,
            "window": msgspec.to_builtins(self.window),
            "kinds": {part.kind: msgspec.to_builtins(part.card) for part in self.parts},
            "left_out": self.left_out,
            "profiles": {
                part.kind: {
                    "×".join(profile): round(spread, 6)
                    for profile, spread in zip(part.ladder.profiles, part.ladder.spreads, strict=True)
                }
                for part in self.parts
            },
            "yardsticks": list(self.surroundings.names),
            "settings": msgspec.to_builtins(self.settings),
            "seed": self.seed,
        }

    def to_bytes(self) -> bytes:
        """The whole model as one file's bytes; the same model gives the same bytes."""
        from trustlane.selectivity.model.file import to_bytes

        return to_bytes(self)

    def save(self, path: Path) -> None:
        """Write the model as one file."""
        path.write_bytes(self.to_bytes())


def load(path: Path) -> Model:
    """Read a model back; a file that is not one is refused with what was expected."""
    from trustlane.selectivity.model.file import read

    return read(path)
