"""The figures of a report, computed from decisions and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from trustlane.selectivity.heads import UNDATED
from trustlane.selectivity.intervals import Rate
from trustlane.selectivity.policy import Policy

# Goods are held and looked at.
HELD = ("orange", "red", "control_at_entry", "request_for_screening", "do_not_load")


def order_of(policy: Policy) -> list[str]:
    """Every lane and outcome, the mildest first, track by track."""
    names: list[str] = []
    for track in policy.tracks.values():
        names += [track.nothing, *sorted(track.looks, key=lambda look: track.looks[look].strictness)]
    return names


def nothing_of(policy: Policy) -> list[str]:
    """The names of what happens where no look is taken."""
    return [track.nothing for track in policy.tracks.values()]


def dated(decisions: pl.DataFrame) -> pl.DataFrame:
    """Decisions on declarations that say when they were lodged, or on which day."""
    return decisions.filter(pl.col("at") > UNDATED)


def lanes_in_both(decisions: pl.DataFrame, order: Sequence[str]) -> list[tuple[str, int, int]]:
    """(lane, with credit, without) for every lane that occurs."""
    with_credit = dict(decisions.group_by("lane").len().iter_rows())
    without = dict(decisions.group_by("lane_without_credit").len().iter_rows())
    return [
        (lane, with_credit.get(lane, 0), without.get(lane, 0))
        for lane in order
        if lane in with_credit or lane in without
    ]


def examination(decisions: pl.DataFrame) -> list[tuple[str, int, float, float]]:
    """(group, declarations, rate with credit, rate without) of trusted importers and exporters, and of all others."""
    grouped = (
        decisions.group_by("credited")
        .agg(
            pl.len(),
            with_credit=pl.col("lane").is_in(HELD).mean(),
            without=pl.col("lane_without_credit").is_in(HELD).mean(),
        )
        .sort("credited", descending=True)
    )
    return [("Trusted" if trusted else "All others", count, a, b) for trusted, count, a, b in grouped.iter_rows()]


def by_day(
    decisions: pl.DataFrame, order: Sequence[str], nothing: Sequence[str]
) -> tuple[list[str], list[tuple[str, list[float]]]]:
    """Days, and the share of each lane that is not the mildest on each, in per cent."""
    counts = dated(decisions).drop_nulls("day").group_by("day", "lane").len()
    total = counts.group_by("day").agg(pl.col("len").sum().alias("all")).sort("day")
    days = [day.isoformat() for day in total["day"]]
    lanes = []
    for lane in reversed([name for name in order if name not in nothing]):
        here = counts.filter(pl.col("lane") == lane)
        if here.is_empty():
            continue
        shares = (
            total.join(here, on="day", how="left").sort("day").select(100 * pl.col("len").fill_null(0) / pl.col("all"))
        )
        lanes.append((lane, shares.to_series().to_list()))
    return days, lanes


def why(decisions: pl.DataFrame, nothing: Sequence[str], most: int = 12) -> list[tuple[str, int]]:
    """The reasons met most often among declarations that are looked at: (text, declarations)."""
    looked_at = decisions.filter(~pl.col("lane").is_in(nothing))
    if looked_at.is_empty():
        return []
    reasons = looked_at.select("reasons").explode("reasons").drop_nulls().unnest("reasons")
    shown = pl.when(pl.col("source") == "model").then(pl.lit("The model, from past results")).otherwise(pl.col("text"))
    counted = reasons.group_by(shown.alias("text")).len().sort(["len", "text"], descending=[True, False]).head(most)
    return [(text, count) for text, count in counted.iter_rows()]


def capacity(prices: pl.DataFrame) -> list[tuple[str, str, float, float]]:
    """(track, look, expected use, capacity) over all offices and days, in the look's units; bounded looks only."""
    bounded = prices.filter(pl.col("capacity_milli") >= 0)
    summed = bounded.group_by("track", "look", maintain_order=True).agg(
        pl.col("expected_milli").sum(), pl.col("capacity_milli").sum()
    )
    return [(track, look, expected / 1000, room / 1000) for track, look, expected, room in summed.iter_rows()]


def known_results(decisions: pl.DataFrame, outcomes: pl.DataFrame, order: Sequence[str]) -> list[tuple[str, Rate]]:
    """How often something was found, by lane, among declarations whose result is known."""
    if outcomes.is_empty():
        return []
    found = outcomes.group_by("declaration").agg(found=pl.col("found").any())
    rates = decisions.join(found, on="declaration").group_by("lane").agg(pl.col("found").sum(), pl.len())
    by_lane = {lane: Rate(int(hits), int(cases)) for lane, hits, cases in rates.iter_rows()}
    return [(lane, by_lane[lane]) for lane in order if lane in by_lane]


def value_found(decisions: pl.DataFrame, outcomes: pl.DataFrame) -> dict[str, float]:
    """By lane, its share of the declared value of everything in which something was found; empty where nothing was."""
    found = outcomes.group_by("declaration").agg(pl.col("found").any()).filter("found")
    worth = (
        decisions.join(found, on="declaration", how="semi")
        .group_by("lane")
        .agg(pl.col("value_minor").cast(pl.Float64).sum())
    )
    whole = float(worth["value_minor"].sum())
    return {lane: value / whole for lane, value in worth.iter_rows()} if whole else {}


def advised_and_applied(decisions: pl.DataFrame) -> list[tuple[str, str, int]]:
    """(advised lane, lane the present system applied, declarations), where that is known."""
    if "observed_lane" not in decisions.columns:
        return []
    applied = pl.coalesce("observed_rerouted_to", "observed_lane")
    pairs = (
        decisions.filter(applied.is_not_null()).group_by("lane", applied.alias("applied")).len().sort("lane", "applied")
    )
    return [(lane, other, count) for lane, other, count in pairs.iter_rows()]
