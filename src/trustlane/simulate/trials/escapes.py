"""How much escapes: what the lot found where nothing else would have looked, weighted by the inverse of its chance.

The lot looks at everybody with the same known chance, so what it finds among those whom nothing else would have looked
at tells how much there is of it, without knowing the mechanics of the country (Horvitz and Thompson, 1952). It tells
only what that look can find: what a physical inspection misses too, no sample of physical inspections can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log

from trustlane.simulate.trials.tally import Tally

_TAIL = 0.025


@dataclass(frozen=True)
class Escapes:
    """An estimate from what the lot found, its interval at 95 %, and the truth, which no administration knows."""

    estimate: float
    low: float
    high: float
    truth: int

    @property
    def covers(self) -> bool:
        """Whether the truth lies within the interval."""
        return self.low <= self.truth <= self.high


def escapes(tally: Tally, per_million: int) -> Escapes:
    """Cases that nothing but the lot would have looked at and that its look reports. `per_million` is its rate."""
    found, truth = int(tally.counts["told_by_lot"].sum()), int(tally.counts["untold"].sum())
    chance = per_million / 1_000_000
    low, high = poisson_interval(found)
    return Escapes(found / chance, low / chance, high / chance, truth)


def poisson_interval(count: int) -> tuple[float, float]:
    """Bounds of a mean of which `count` was seen, exact at 95 % (F. Garwood, 1936)."""
    return (0.0 if count == 0 else _mean_at(count - 1, 1.0 - _TAIL)), _mean_at(count, _TAIL)


def _at_most(count: int, mean: float) -> float:
    """The chance of no more than this, of Poisson's distribution."""
    return sum(exp(one * log(mean) - mean - lgamma(one + 1)) for one in range(count + 1)) if mean > 0 else 1.0


def _mean_at(count: int, chance: float) -> float:
    """The mean at which no more than this is seen with this chance."""
    low, high = 0.0, 2.0 * count + 20.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(count, middle) > chance else (low, middle)
    return (low + high) / 2
