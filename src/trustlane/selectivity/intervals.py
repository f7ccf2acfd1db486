"""Rates with the interval in which the truth lies nineteen times out of twenty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, fsum, lgamma, log, log1p, sqrt

Z = 1.959963984540054  # the normal quantile of 97.5 %
BEYOND = 0.025  # what lies beyond each bound
HALVINGS = 60  # after which a bound is as exact as a number can say


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
        if not self.cases:
            return 0.0, 1.0
        low = _where(lambda share: at_least(self.hits, self.cases, share) > BEYOND) if self.hits else 0.0
        misses = self.cases - self.hits
        high = 1.0 - _where(lambda share: at_least(misses, self.cases, share) > BEYOND) if misses else 1.0
        return low, high


def at_least(hits: int, cases: int, share: float) -> float:
    """The chance of this many hits or more where each case is one with the chance `share`, above 0 and below 1."""
    few, many = log1p(-share), log(share)
    ways = (
        lgamma(cases + 1) - lgamma(one + 1) - lgamma(cases - one + 1) + one * many + (cases - one) * few
        for one in range(hits, cases + 1)
    )
    return fsum(exp(one) for one in ways)


def _where(above: Callable[[float], bool]) -> float:
    """The share from which on something holds, found by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if above(middle) else (middle, high)
    return low
