"""From lines to the matrix the trees see: yardsticks, and the points of each family of profiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from trustlane.selectivity.model import coding
from trustlane.selectivity.model.cases import Cases
from trustlane.selectivity.model.coding import Coder, Codes
from trustlane.selectivity.model.ladder import Ladder
from trustlane.selectivity.model.measures import measured
from trustlane.selectivity.model.profiles import FAMILIES, PROFILES, YARDSTICKS, crosses_used
from trustlane.selectivity.model.yardsticks import History, Numbers, Tables

FAMILY_OF = {profile.columns: profile.family for profile in PROFILES}
BY_NAME = {yardstick.name: yardstick for yardstick in YARDSTICKS}


@dataclass(frozen=True)
class Surroundings:
    """What history says without any result: codes, and the tables of the yardsticks that tell cases apart."""

    coder: Coder
    tables: dict[str, Tables]  # by yardstick, in the order of the matrix

    @property
    def names(self) -> tuple[str, ...]:
        """The yardsticks used."""
        return tuple(self.tables)

    def only_used(self, ladders: Iterable[Ladder]) -> Surroundings:
        """The same without the crosses that neither a yardstick nor a ladder needs."""
        wanted = [cross for name in self.tables for cross in BY_NAME[name].crosses()]
        wanted += [profile for ladder in ladders for profile in ladder.profiles]
        return Surroundings(self.coder.only(wanted), self.tables)

    def fill(self, matrix: np.ndarray, codes: Codes, numbers: Numbers) -> None:
        """Write the yardsticks into the first columns of an (n, features) float32 matrix."""
        for place, (name, tables) in enumerate(self.tables.items()):
            matrix[:, place] = BY_NAME[name].read(tables, codes, numbers)


def learn(lines: pl.DataFrame, cases: Cases) -> tuple[Surroundings, History, np.ndarray]:
    """Surroundings learnt from lines, and the (n, yardsticks) matrix of those lines, each read against the others."""
    coder = coding.fit(lines, crosses_used())
    history = History(coder, coder.codes(lines), measured(lines), cases)
    tables: dict[str, Tables] = {}
    columns: list[np.ndarray] = []
    for yardstick in YARDSTICKS:
        if not history.has(*yardstick.crosses()):
            continue
        values = yardstick.read_history(history)
        said = values[~np.isnan(values)]
        if len(said) and said.min() != said.max():
            tables[yardstick.name] = yardstick.learn(history)
            columns.append(values)
    matrix = np.column_stack(columns) if columns else np.empty((lines.height, 0), np.float32)
    return Surroundings(coder, tables), history, matrix


def families_of(ladder: Ladder) -> tuple[str, ...]:
    """The families that have a profile in a ladder, in their fixed order."""
    there = {FAMILY_OF[profile] for profile in ladder.profiles}
    return tuple(family for family in FAMILIES if family in there)


def family_points(ladder: Ladder, families: Sequence[str], codes: Codes) -> np.ndarray:
    """(n, families) float64: the points of each family's profiles, added one after the other."""
    points = np.zeros((codes.rows, len(families)), order="F")
    for profile, table in zip(ladder.profiles, ladder.points, strict=True):
        points[:, families.index(FAMILY_OF[profile])] += np.take(table, codes[profile])
    return points


def ladder_score(ladder: Ladder, points: np.ndarray) -> np.ndarray:
    """(n,) log-odds: the intercept and the families' points, in their order."""
    score = np.full(len(points), ladder.intercept)
    for family in range(points.shape[1]):
        score += points[:, family]
    return score
