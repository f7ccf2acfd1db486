"""What a model is made of: its window, a card and a pair of halves a kind, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import msgspec
import numpy as np
import polars as pl
import xgboost as xgb

from trustlane.selectivity.model import booster, features
from trustlane.selectivity.model.calibration import Bucket, Line
from trustlane.selectivity.model.coding import Codes
from trustlane.selectivity.model.features import Surroundings
from trustlane.selectivity.model.ladder import Ladder
from trustlane.selectivity.model.measures import measured
from trustlane.selectivity.model.record import Record
from trustlane.selectivity.model.settings import Settings


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
    record: Record = field(default_factory=Record)

    def halves(self, codes: Codes, matrix: np.ndarray, yardsticks: int) -> tuple[np.ndarray, np.ndarray]:
        """(n,) log-odds of lines as the profiles say it, and as the trees do.

        `matrix` holds the yardsticks already; this kind's points are written behind them.
        """
        points = features.family_points(self.ladder, self.families, codes)
        width = yardsticks + len(self.families)
        matrix[:, yardsticks:width] = points
        seen = matrix if matrix.shape[1] == width else np.ascontiguousarray(matrix[:, :width])
        return features.ladder_score(self.ladder, points), booster.score(self.booster, seen)

    def alone(
        self, surroundings: Surroundings, lines: pl.DataFrame, codes: Codes | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The two halves of a model that is not put together yet; `codes` are the lines', where they are at hand."""
        yardsticks = len(surroundings.names)
        codes, numbers = codes or surroundings.coder.codes(lines), measured(lines)
        matrix = np.empty((lines.height, yardsticks + len(self.families)), np.float32)
        surroundings.fill(matrix, codes, numbers)
        return self.halves(codes, matrix, yardsticks)


def mixed(halves: tuple[np.ndarray, np.ndarray], settings: Settings) -> np.ndarray:
    """(n,) log-odds: profiles and trees, by the share the settings give the profiles."""
    profiles, trees = halves
    return settings.ladder_share * profiles + (1.0 - settings.ladder_share) * trees


@dataclass(frozen=True)
class Content:
    """Everything a model is made of; model.py gives it a voice, file.py a place on disk."""

    surroundings: Surroundings
    parts: tuple[KindModel, ...]
    settings: Settings
    seed: int
    window: Window
    left_out: dict[str, str] = field(default_factory=dict)  # kind: why it could not be learnt

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds it knows."""
        return tuple(part.kind for part in self.parts)
