"""How far ratings agree: Krippendorff's alpha for ordered levels with gaps, and how often two validators say the same.

K. Krippendorff, *Content Analysis* (2004), chapter 11, and "Computing Krippendorff's alpha-reliability" (2011). Alpha
is 1 where all agree and 0 where they agree no more than by chance. Two levels lie as far apart as there are ratings
between them: disagreement across the whole scale weighs more than between neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from trustlane.programme.consistency.ratings import Table
from trustlane.programme.consistency.resampling import weights

if TYPE_CHECKING:
    Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"

LEAST_ITEMS = 10  # fewer cannot be drawn again to any effect
RELIABLE, TENTATIVE = 0.8, 0.667  # the customary bounds, as Krippendorff gives them


@dataclass(frozen=True)
class OfItem:
    """One item: how many rated it, which share of their pairs said the same, mildest and most severe level."""

    item: str
    raters: int
    same: float
    mildest: int
    severest: int


def alpha(table: Table) -> float | None:
    """Krippendorff's alpha. None where no item was rated twice or all ratings are the same: nothing can be said."""
    together = coincidences(table)
    found = float(alphas(together.sum(0, keepdims=True))[0]) if len(together) else float("nan")
    return None if np.isnan(found) else found


def coincidences(table: Table) -> Numbers:
    """For each item rated twice or more how often each level met each other, pairs weighted by 1 / (raters - 1).

    float64 (items, levels, levels); the sum over all is Krippendorff's matrix of observed coincidences.
    """
    compared = [list(rated.values()) for rated in table.levels.values() if len(rated) > 1]
    levels = 1 + max((level for rated in compared for level in rated), default=0)
    found = np.zeros((len(compared), levels, levels))
    for place, rated in enumerate(compared):
        counts = np.bincount(rated, minlength=levels).astype(float)
        found[place] = (np.outer(counts, counts) - np.diag(counts)) / (len(rated) - 1)
    return found


def alphas(together: Numbers) -> Numbers:
    """Alpha for each matrix of coincidences (n, levels, levels); not a number where all ratings are the same."""
    of_level = together.sum(2)
    total = of_level.sum(1)
    up_to = np.cumsum(of_level, 1)
    # The ratings from one level to the other, half of the two at the ends.
    middle = up_to - of_level / 2
    apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    observed = (together * apart).sum((1, 2))
    expected = (of_level[:, :, None] * of_level[:, None, :] * apart).sum((1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Numbers = 1 - (total - 1) * observed / expected
    return np.where(expected > 0, found, np.nan)


def alpha_between(table: Table, seed: bytes) -> tuple[float, float] | None:
    """The 95 % interval of alpha, items drawn again; None with too few items, or where drawings mostly hold one level.

    With fewer than about thirty items it is narrower than the truth (J. Hughes, arXiv 2210.13265, on such intervals).
    """
    together = coincidences(table)
    if len(together) < LEAST_ITEMS:
        return None
    drawn = alphas(np.tensordot(weights(seed, "items", len(together)), together, axes=1))
    told = drawn[~np.isnan(drawn)]
    if len(told) < len(drawn) / 2:
        return None
    low, high = np.quantile(told, [0.025, 0.975])
    return float(low), float(high)


def by_item(table: Table) -> tuple[OfItem, ...]:
    """Items that two or more rated, those with the least agreement and then the widest span first."""
    found = []
    for item, rated in table.levels.items():
        levels = sorted(rated.values())
        if len(levels) > 1:
            pairs = [one == other for one, other in combinations(levels, 2)]
            found.append(OfItem(item, len(levels), sum(pairs) / len(pairs), levels[0], levels[-1]))
    return tuple(sorted(found, key=lambda one: (one.same, one.mildest - one.severest, one.item)))


def share_of_pairs(table: Table) -> float | None:
    """Of all pairs of ratings of one item the share that says the same; None where there is no pair."""
    pairs = [one == other for rated in table.levels.values() for one, other in combinations(rated.values(), 2)]
    return sum(pairs) / len(pairs) if pairs else None
