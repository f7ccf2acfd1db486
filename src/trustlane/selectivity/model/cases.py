"""Sums over a row's own case: what must be taken away before a row is compared with the others of its kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trustlane.selectivity.model.coding import Cross

# Readings of the combination itself: all rows of one combination agree on them.
OF_COMBINATION = frozenset(
    {
        "hs2",
        "hs4",
        "hs6",
        "origin",
        "departure",
        "tax_type",
        "tax_rate",
        "mass",
        "mass_wide",
        "mass_band",
        "mass_third",
        "mass_tenth",
    }
)


@dataclass(frozen=True)
class Cases:
    """Which rows are one case (see combination.py), and how much each row weighs."""

    groups: np.ndarray  # (n,) int64
    weights: np.ndarray  # (n,) float64

    def own(self, cross: Cross, codes: np.ndarray, values: np.ndarray) -> np.ndarray:
        """(n,) the sum of `values` over the rows with the same code and of the same case as each row."""
        if OF_COMBINATION.issuperset(cross):
            return np.asarray(np.bincount(self.groups, values)[self.groups])
        width = int(self.groups.max()) + 1
        keys = (codes.astype(np.int64) + 2) * width + self.groups
        _, inverse = np.unique(keys, return_inverse=True)
        return np.asarray(np.bincount(inverse, values)[inverse])

    def subset(self, rows: np.ndarray) -> Cases:
        """The same for some rows."""
        return Cases(self.groups[rows], self.weights[rows])

    def times(self, weights: np.ndarray) -> Cases:
        """The same, each row weighing so many times as much."""
        return Cases(self.groups, self.weights * weights)
