"""Figures of a comparison: totals of each trial, and differences between policies in the same countries.

A country is drawn by its seed, and every policy meets the same countries; so what is compared is the difference within
each country, and its interval is that of the mean of those differences (Student, 1908).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import polars as pl

from trustlane.simulate.trials.tally import Tally

# Quantiles of Student's t at 97.5 %, by degrees of freedom from 1 on; beyond, the normal one is close.
_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131),
    *(2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045),
)
_Z = 1.96
GOODS = 0  # the first track


@dataclass(frozen=True)
class Interval:
    """A mean over countries, and the interval in which it lies nineteen times out of twenty."""

    mean: float
    low: float
    high: float
    countries: int


def interval(values: Sequence[float]) -> Interval:
    """The mean of some countries; of a single one nothing is known beyond itself, so its interval is infinite."""
    n = len(values)
    mean = sum(values) / n if n else float("nan")
    if n < 2:
        return Interval(mean, float("-inf"), float("inf"), n)
    spread = sqrt(sum((one - mean) ** 2 for one in values) / (n - 1))
    quantile = _T[n - 2] if n - 2 < len(_T) else _Z
    half = quantile * spread / sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


Measure = Callable[[Tally], float]


def _sum(tally: Tally, column: str, condition: pl.Expr | None = None) -> float:
    counts = tally.counts if condition is None else tally.counts.filter(condition)
    return float(counts[column].sum())


def share(part: str, whole: str, condition: pl.Expr | None = None) -> Measure:
    """A measure: one sum as a share of another, over what meets a condition."""

    def measure(tally: Tally) -> float:
        total = _sum(tally, whole, condition)
        return _sum(tally, part, condition) / total if total else 0.0

    return measure


def total(column: str, condition: pl.Expr | None = None) -> Measure:
    """A measure: a sum, over what meets a condition."""
    return lambda tally: _sum(tally, column, condition)


def examination(group: str | None = None) -> Measure:
    """The share of declarations of goods that is looked at, of a group or of all."""
    of = pl.col("track") == GOODS
    return share("looked", "declarations", of if group is None else of & (pl.col("group") == group))


def use(tally: Tally) -> dict[str, float]:
    """By lane, the share of what there is that is used; lanes without any are left out."""
    summed = tally.queue.group_by("lane", maintain_order=True).agg(pl.col("used", "room").sum())
    return {lane: used / room for lane, used, room in summed.iter_rows() if room and room != float("inf")}


def waiting(tally: Tally) -> dict[str, float]:
    """By lane, for how many days' work things wait at the end: what asks for more than there is."""
    last = tally.queue.group_by("lane", maintain_order=True).agg(pl.col("waiting").last(), pl.col("room").mean())
    return {lane: wait / room if room else 0.0 for lane, wait, room in last.iter_rows()}


def hit_rates(tally: Tally) -> dict[str, float]:
    """By lane, the share of looks that rightly found something."""
    summed = tally.counts.group_by("lane", maintain_order=True).agg(pl.col("found", "looked").sum()).sort("lane")
    return {lane: found / looked for lane, found, looked in summed.iter_rows() if looked}


MEASURES: Mapping[str, Measure] = {
    "illicit value found": share("found_value_minor", "value_minor"),
    "harm found": share("found_harm_minor", "harm_minor"),
    "cases found": total("found"),
    "illicit value escaped": lambda tally: _sum(tally, "value_minor") - _sum(tally, "found_value_minor"),
    "hit rate": share("found", "looked"),
    "examined": examination(),
    "examined, trusted": examination("trusted"),
    "examined, partner": examination("partner"),
    "examined, small": examination("small"),
    "examined, other": examination("other"),
    "hours": total("hours"),
}


def by_policy(tallies: Sequence[Tally], measure: Measure) -> dict[str, dict[int, float]]:
    """A measure by policy and seed."""
    found: dict[str, dict[int, float]] = {}
    for tally in tallies:
        found.setdefault(tally.policy, {})[tally.seed] = measure(tally)
    return found


def paired(tallies: Sequence[Tally], measure: Measure, policy: str, against: str) -> Interval:
    """How much more a policy has of a measure than another, in the same countries."""
    found = by_policy(tallies, measure)
    both = sorted(found[policy].keys() & found[against].keys())
    return interval([found[policy][seed] - found[against][seed] for seed in both])


def loss(tallies: Sequence[Tally], policy: str, against: str, column: str = "found_value_minor") -> Interval:
    """The share by which a policy finds less than another, over all countries together."""
    found = by_policy(tallies, total(column))
    seeds = sorted(found[policy].keys() & found[against].keys())
    return ratio([found[policy][seed] for seed in seeds], [found[against][seed] for seed in seeds])


def ratio(found: Sequence[float], usual: Sequence[float]) -> Interval:
    """The share by which the sum of the one falls short of the sum of the other, country by country paired.

    Countries count by what there is to find in them, so that a small one with little to find does not say most; the
    interval is that of a ratio of means (the delta method).
    """
    average = sum(usual) / max(len(usual), 1)
    if not average:
        return Interval(0.0, float("-inf"), float("inf"), len(usual))
    mean = 1.0 - sum(found) / sum(usual)
    residual = interval([((1.0 - mean) * b - a) / average for a, b in zip(found, usual, strict=True)])
    return Interval(mean, mean + residual.low - residual.mean, mean + residual.high - residual.mean, len(usual))


def counts(tallies: Sequence[Tally]) -> pl.DataFrame:
    """Every count of every trial: scenario, seed, policy, and what a tally counts by."""
    return pl.concat([tally.labelled() for tally in tallies])


def over_time(tallies: Sequence[Tally], policy: str, part: str, whole: str, days: int = 28) -> list[Interval]:
    """A share in each stretch of days, over all countries."""
    stretches: dict[int, list[float]] = {}
    for tally in tallies:
        if tally.policy != policy or tally.counts.is_empty():
            continue
        begun = tally.counts["day"].min()
        summed = (
            tally.counts.group_by(stretch=(pl.col("day") - begun).dt.total_days() // days)
            .agg(pl.col(part, whole).sum(), pl.col("day").n_unique().alias("days"))
            .filter(pl.col("days") > days // 2)
            .sort("stretch")
        )
        for number, hits, cases, _ in summed.select("stretch", part, whole, "days").iter_rows():
            stretches.setdefault(int(number), []).append(hits / cases if cases else 0.0)
    return [interval(values) for _, values in sorted(stretches.items())]
