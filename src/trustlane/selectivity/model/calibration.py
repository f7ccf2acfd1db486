"""Calibration: turns scores into chances that come true, on scores given out of fold only."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from trustlane.selectivity.model.declared import any_wrong

STEPS = 50
LEAST = 1e-7  # chances stay between this and one minus this


@dataclass(frozen=True, slots=True)
class Line:
    """chance = logistic(slope × score + offset), for a line of a declaration."""

    slope: float = 1.0
    offset: float = 0.0

    def chances(self, score: np.ndarray) -> np.ndarray:
        """(n,) chances of lines."""
        return np.asarray(np.clip(1.0 / (1.0 + np.exp(-(self.slope * score + self.offset))), LEAST, 1.0 - LEAST))


class Bucket(msgspec.Struct, frozen=True):
    """One tenth of the declarations, by chance: what was said and what came true."""

    declarations: int
    said: float
    found: float


def fit(score: np.ndarray, owner: np.ndarray | None, found: np.ndarray) -> Line:
    """The line under which the declarations' results are likeliest; `score` by line, `found` by declaration.

    Newton steps with a numerical curvature on two numbers, kept near (1, 0) by a weak prior worth two declarations.
    """
    at = np.array([1.0, 0.0])
    n = len(found)

    def loss(point: np.ndarray) -> float:
        chance = any_wrong(Line(float(point[0]), float(point[1])).chances(score), owner, n)
        likely = found * np.log(chance) + (1.0 - found) * np.log1p(-np.minimum(chance, 1.0 - LEAST))
        return float(-likely.sum() + ((point - [1.0, 0.0]) ** 2).sum())

    step = 1e-3
    best = loss(at)
    for _ in range(STEPS):
        around = {(i, j): loss(at + step * np.array([i, j])) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        slope = np.array([around[1, 0] - around[-1, 0], around[0, 1] - around[0, -1]]) / (2 * step)
        mixed = (around[1, 1] - around[1, -1] - around[-1, 1] + around[-1, -1]) / (4 * step**2)
        curve = np.array(
            [
                [(around[1, 0] - 2 * around[0, 0] + around[-1, 0]) / step**2, mixed],
                [mixed, (around[0, 1] - 2 * around[0, 0] + around[0, -1]) / step**2],
            ]
        )
        values, vectors = np.linalg.eigh(curve)
        move = -vectors @ ((vectors.T @ slope) / np.maximum(np.abs(values), 1e-6))
        while np.abs(move).max() > 1e-6 and loss(at + move) > best:
            move = move / 2.0
        if np.abs(move).max() <= 1e-6:
            break
        at = at + move
        best = loss(at)
    return Line(max(float(at[0]), 1e-3), float(at[1]))


def table(chance: np.ndarray, found: np.ndarray, parts: int = 10) -> tuple[Bucket, ...]:
    """What was said and what came true, in equally large parts by rising chance."""
    order = np.argsort(chance, kind="stable")
    return tuple(
        Bucket(len(rows), float(chance[rows].mean()), float(found[rows].mean()))
        for rows in np.array_split(order, parts)
        if len(rows)
    )
