"""How well chances put finds before the clean: precision and recall at an inspection rate, area under the curve."""

from __future__ import annotations

import numpy as np


def inspected(count: int, rate: float) -> int:
    """How many declarations an inspection rate buys: at least one."""
    return max(1, round(count * rate))


def order_of(score: np.ndarray, seed: int) -> np.ndarray:
    """(n,) rows from the highest score down; equal scores are ordered by lot."""
    lot = np.random.default_rng(seed).permutation(len(score))
    return np.lexsort((lot, -score))


def precision_recall(score: np.ndarray, found: np.ndarray, rate: float, seed: int) -> tuple[float, float]:
    """Share of the inspected that are finds, and share of the finds that are inspected."""
    chosen = order_of(score, seed)[: inspected(len(score), rate)]
    hits, every = float(found[chosen].sum()), float(found.sum())
    return hits / len(chosen), hits / every if every else 0.0


def area(score: np.ndarray, found: np.ndarray) -> float:
    """Area under the receiver operating curve: the chance that a find stands before a clean one; ties count half."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    rank = below[inverse] + (counts[inverse] + 1) / 2.0
    finds = found > 0
    positive, negative = int(finds.sum()), int((~finds).sum())
    if not positive or not negative:
        return 0.5
    return float((rank[finds].sum() - positive * (positive + 1) / 2.0) / (positive * negative))
