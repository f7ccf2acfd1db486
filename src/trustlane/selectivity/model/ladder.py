"""The ladder: all profiles fitted at once, each value a few points of log-odds, shrunk as far as the data ask for.

It is a logistic regression on the values of every profile with one prior spread a profile. The spreads are learnt from
the same data (empirical Bayes, mean-field), so a profile that tells nothing, such as importers where importers do not
matter, shrinks to nothing without anybody choosing a constant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trustlane.selectivity.model.cases import Cases
from trustlane.selectivity.model.coding import Cross

TELLING = 0.002  # least variance, in squared log-odds, at which a profile takes part
BEYOND_CHANCE = 2.0  # standard deviations of chance that its likeness has to exceed
LEAST, MOST = 1e-4, 1.0  # bounds of a learnt variance: with few values it is hardly known


@dataclass(frozen=True)
class Ladder:
    """Points by profile and code; entries for NULL and UNSEEN, which stand last, are zero."""

    intercept: float
    profiles: tuple[Cross, ...]
    points: tuple[np.ndarray, ...]  # one (size + 2,) float64 a profile
    spreads: tuple[float, ...]  # learnt variance of each profile


def log_odds(chance: float) -> float:
    """Logarithm of the odds of a chance."""
    return float(np.log(chance) - np.log1p(-chance))


def likeness(cross: Cross, codes: np.ndarray, size: int, found: np.ndarray, cases: Cases) -> tuple[float, float]:
    """How much more alike results are within one value of a profile than across, and how far chance alone would go.

    The first is the intraclass correlation between different cases, the second its standard deviation were there none.
    """
    seen = codes >= 0
    base = float(np.average(found, weights=cases.weights))
    rest = (found - base) * cases.weights
    sums = np.bincount(codes[seen], rest[seen], size)
    weight = np.bincount(codes[seen], cases.weights[seen], size)
    within_case = np.bincount(codes[seen], (rest * cases.own(cross, codes, rest))[seen], size)
    shared = weight > 1.5
    total = float(weight[shared].sum())
    if total <= 0.0:
        return 0.0, 0.0
    many = weight[shared]
    alike = float(((sums**2 - within_case)[shared] / (many - 1.0)).sum()) / (total * base * (1.0 - base))
    return alike, float(np.sqrt((2.0 * many / (many - 1.0)).sum())) / total


def telling(
    profiles: Sequence[Cross],
    codes: Sequence[np.ndarray],
    sizes: Sequence[int],
    found: np.ndarray,
    cases: Cases,
    spread: float,
) -> dict[Cross, float]:
    """The profiles worth fitting, each with the variance it starts at: what its likeness bears out, up to `spread`."""
    base = float(np.average(found, weights=cases.weights))
    starts: dict[Cross, float] = {}
    for profile, code, size in zip(profiles, codes, sizes, strict=True):
        alike, by_chance = likeness(profile, code, size, found, cases)
        start = alike / (base * (1.0 - base))
        if start >= TELLING and alike > BEYOND_CHANCE * by_chance:
            starts[profile] = min(start, spread)
    return starts


def fit(
    starts: dict[Cross, float],
    codes: Sequence[np.ndarray],
    sizes: Sequence[int],
    found: np.ndarray,
    weights: np.ndarray,
    sweeps: int,
) -> Ladder:
    """Fit points for labelled rows: `codes` and `sizes` in the order of `starts`, `found` (n,) 0 or 1.

    One sweep takes one Newton step a profile, exact because each row has one value of each; then the spread follows.
    """
    base = float(np.clip(np.average(found, weights=weights), 1e-6, 1 - 1e-6))
    intercept = log_odds(base)
    score = np.full(len(found), intercept)
    levels = [size + 2 for size in sizes]
    shifted = [code + 2 for code in codes]  # NULL and UNSEEN become 0 and 1
    known = [np.bincount(place, minlength=level)[2:] > 0 for place, level in zip(shifted, levels, strict=True)]
    points = [np.zeros(level) for level in levels]
    spreads = list(starts.values())
    for sweep in range(sweeps):
        for j, place in enumerate(shifted):
            chance = 1.0 / (1.0 + np.exp(-score))
            curve = np.bincount(place, weights * chance * (1.0 - chance), levels[j])
            slope = np.bincount(place, weights * (found - chance), levels[j])
            new = (curve * points[j] + slope) / (curve + 1.0 / spreads[j])
            new[:2] = 0.0
            score += (new - points[j])[place]
            points[j] = new
            if sweep >= 2 and known[j].any():
                variance = new[2:] ** 2 + 1.0 / (curve[2:] + 1.0 / spreads[j])
                spreads[j] = min(max(LEAST, float(variance[known[j]].mean())), MOST)
        chance = 1.0 / (1.0 + np.exp(-score))
        step = float((weights * (found - chance)).sum() / max((weights * chance * (1.0 - chance)).sum(), 1e-9))
        intercept += step
        score += step
    tables = tuple(np.concatenate([one[2:], [0.0, 0.0]]) for one in points)
    return Ladder(intercept, tuple(starts), tables, tuple(spreads))
