"""What a comparison says in sentences: who finds more, by how much, how surely; and where the first policy loses."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from trustlane.simulate.trials.figures import Interval, examination, loss, paired, share
from trustlane.simulate.trials.tally import Tally

SIMULATED = (
    "Simulated. The country, its operators and their offences are invented and follow from the scenario's stated "
    "mechanics. What stands here is a lesson about those mechanics, not evidence about the world."
)


def findings(tallies: Sequence[Tally], first: str, others: Sequence[str]) -> list[str]:
    """For each other policy a sentence about illicit value found; the first policy's defeats are told as plainly."""
    value = share("found_value_minor", "value_minor")
    told = []
    for other in others:
        by = paired(tallies, value, first, other)
        told.append(f"{first} against {other}: {_difference(by)}")
    if "no-credit" in others:
        told.append(_cost(loss(tallies, first, "no-credit"), "The credit"))
        told.append(_spared(tallies, first))
    if "no-random-share" in others:
        told.append(_cost(loss(tallies, first, "no-random-share"), "The random share"))
    return told


def _difference(by: Interval) -> str:
    points = f"{abs(by.mean) * 100:.1f} points of all illicit value"
    within = f" (95 %: {by.low * 100:+.1f} to {by.high * 100:+.1f})" if by.countries > 1 else " (one country only)"
    if by.countries > 1 and by.low > 0:
        return f"finds {points} more{within}."
    if by.countries > 1 and by.high < 0:
        return f"loses: it finds {points} less{within}."
    more = "more" if by.mean >= 0 else "less"
    return f"finds {points} {more}, which these countries do not tell from nothing{within}."


def _cost(by: Interval, what: str) -> str:
    within = f" (95 %: {by.low:+.1%} to {by.high:+.1%})" if by.countries > 1 else " (one country only)"
    if by.countries > 1 and by.low > 0:
        return f"{what} costs {by.mean:.1%} of the illicit value found without it{within}."
    if by.countries > 1 and by.high < 0:
        return f"{what} brings {-by.mean:.1%} more illicit value than is found without it{within}."
    return f"{what} changes the illicit value found by {-by.mean:+.1%}, no more than these countries can tell{within}."


def _spared(tallies: Sequence[Tally], policy: str) -> str:
    own = [tally for tally in tallies if tally.policy == policy]
    trusted, everyone = (
        sum(measure(tally) for tally in own) / len(own) for measure in (examination("trusted"), examination())
    )
    ratio = f", {trusted / everyone:.2f} of the average" if everyone else ""
    return f"Under {policy}, {trusted:.1%} of the declarations of trusted importers are looked at{ratio}."


def abuse(tallies: Sequence[Tally], policy: str) -> pl.DataFrame:
    """How often impostors and captured members are looked at, beside trusted operators of whom that is not so.

    Columns: abuse, declarations, looked, rate, times (the others' rate), found.
    """
    goods = pl.concat([tally.counts for tally in tallies if tally.policy == policy]).filter(pl.col("track") == 0)
    usual = goods.filter((pl.col("abuse") == "none") & (pl.col("group") == "trusted"))
    rate = float(usual["looked"].sum()) / max(float(usual["declarations"].sum()), 1.0)
    return (
        goods.filter(pl.col("abuse") != "none")
        .group_by("abuse")
        .agg(pl.col("declarations", "looked", "found", "illicit").sum())
        .sort("abuse")
        .with_columns(rate=pl.col("looked") / pl.col("declarations"))
        .with_columns(times=pl.col("rate") / rate if rate else pl.lit(None, pl.Float64), others=pl.lit(rate))
    )
