"""Rates with the interval in which the truth lies nineteen times out of twenty."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # the normal quantile of 97.5 %
BEYOND = 0.025  # what lies beyond each bound


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` out of `cases`, and the Wilson interval (E. B. Wilson, 1927) at 95 %; no cases, no rate."""

    hits: int
    cases: int

    def __add__(self, other: Rate) -> Rate:
        """The rate of both together."""
        return Rate(self.hits + other.hits, self.cases + other.cases)

    @property
    def rate(self) -> float | None:
        """The share, or None where there is no case."""
        return self.hits / self.cases if self.cases else None

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) where nothing is known."""
        if not self.cases:
            return 0.0, 1.0
        share, n = self.hits / self.cases, self.cases
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def exact(self) -> tuple[float, float]:
        """Lower and upper bound by Clopper and Pearson (1934): never too narrow, however few the hits are."""
        from scipy.stats import beta  # type: ignore[import-untyped]  # slow to import, and few ask

        misses = self.cases - self.hits
        low = float(beta.ppf(BEYOND, self.hits, misses + 1)) if self.hits else 0.0
        high = float(beta.ppf(1.0 - BEYOND, self.hits + 1, misses)) if misses else 1.0
        return low, high
