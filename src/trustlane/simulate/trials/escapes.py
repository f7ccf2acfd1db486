"""How much escapes: what the lot found where nothing else would have looked, weighted by the inverse of its chance.

The lot looks at everybody with the same known chance, so what it finds among those whom nothing else would have looked
at tells how much there is of it, without knowing the mechanics of the country (Horvitz and Thompson, 1952). It tells
only what that look can find: what a physical inspection misses too, no sample of physical inspections can tell.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    from scipy.stats import chi2  # type: ignore[import-untyped]  # slow to import

    low = float(chi2.ppf(_TAIL, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(1.0 - _TAIL, 2 * count + 2)) / 2
