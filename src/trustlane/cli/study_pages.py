"""Studies as pages: what came of each in sentences, its plots, and the whole table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from trustlane.cli import trial_charts as charts
from trustlane.selectivity.report import layout
from trustlane.simulate.trials.figures import Interval
from trustlane.simulate.trials.saying import SIMULATED

if TYPE_CHECKING:
    from trustlane.cli.studies import Size

FIFTH = 0.2  # of the average: how often trusted operators are looked at where a credit is worth its name
LITTLE = 0.02  # of the illicit value found: what such a credit may cost


def credit(of: pl.DataFrame, size: Size) -> str:
    """What a credit costs and spares, from `studies.credit`."""
    lost, times = {}, {}
    for (ratio,), rows in of.group_by("ratio", maintain_order=True):
        name = f"{_ratio(float(str(ratio)))} as often"
        lost[name] = [(row["cap"], _interval(row, "lost", size)) for row in rows.to_dicts()]
        times[name] = [(row["cap"], _alone(row["times"], size)) for row in rows.to_dicts()]
    across = "cap: the most that a credit takes off a risk"
    charted = [
        layout.section(
            "Value lost",
            "Of the illicit value that is found without any credit, the share that is lost at each cap, by how often "
            "members offend beside comparable others. Below zero more is found. Bands are 95 % intervals.",
            charts.lines(lost, across, "Value lost by cap of the credit", beside={LITTLE: "two in a hundred"}),
        ),
        layout.section(
            "Looks spared",
            "How often trusted operators are looked at, as a share of the average of all.",
            charts.lines(times, across, "Looks at trusted operators by cap of the credit", beside={FIFTH: "a fifth"}),
        ),
    ]
    return _page("What a credit costs", size, _says(credit_says(of, len(size.seeds))), *charted, _table(of))


def credit_says(of: pl.DataFrame, countries: int) -> list[str]:
    """What came of it for each ratio: what the credit costs, and from which cap on it spares four looks of five."""
    told = []
    for (ratio,), rows in of.group_by("ratio", maintain_order=True):
        where = f"Where members offend {_ratio(float(str(ratio)))} as often as comparable others"
        dearest = rows.sort("cap").row(-1, named=True)
        told.append(f"{where}, {_cost(dearest, countries)} {_sparing(rows, countries)}")
    return told


def _sparing(rows: pl.DataFrame, countries: int) -> str:
    sparing = rows.filter(pl.col("times") <= FIFTH).sort("cap")
    if not sparing.height:
        return "No cap brings looks at them to a fifth of the average."
    first = sparing.row(0, named=True)
    little = "no more than two in a hundred" if first["lost"] <= LITTLE else "more than two in a hundred"
    return (
        f"A cap of {first['cap']:g} brings looks at them to {first['times']:.2f} of the average; the value lost is "
        f"then {first['lost']:+.1%}{_within(first, countries)}, {little}."
    )


def _cost(row: dict[str, float], countries: int) -> str:
    what, within = f"a cap of {row['cap']:g}", _within(row, countries)
    if countries > 1 and row["low"] > 0:
        return f"the credit costs value: {what} loses {row['lost']:.1%} of what is found without it{within}."
    if countries > 1 and row["high"] < 0:
        return f"the credit brings value: with {what} {-row['lost']:.1%} more is found{within}."
    return f"{what} changes the value found by {-row['lost']:+.1%}, no more than these countries can tell{within}."


def rates(of: pl.DataFrame, size: Size) -> str:
    """Who finds more at each inspection rate, from `studies.rates`."""
    charted = []
    for (scenario,), rows in of.group_by("scenario", maintain_order=True):
        series = {
            str(policy): [(row["rate"] * 100, _alone(row["found"], size)) for row in each.sort("rate").to_dicts()]
            for (policy,), each in rows.group_by("policy", maintain_order=True)
        }
        chart = charts.lines(series, "share of declarations looked at, per cent", f"Illicit value found in {scenario}")
        lead = "Of all illicit value, the share that each policy finds at each inspection rate."
        charted.append(layout.section(f"Found in {scenario}", lead, chart))
    return _page("More found with the same looks?", size, _says(rates_says(of, len(size.seeds))), *charted, _table(of))


def rates_says(of: pl.DataFrame, countries: int) -> list[str]:
    """For each scenario and other policy: at which rates ours finds more, at which that is not told, where it loses."""
    told = []
    others = of.filter(pl.col("policy") != "trustlane")
    for (scenario, policy), rows in others.group_by("scenario", "policy", maintain_order=True):
        surely: list[str] = []
        more: list[str] = []
        loses: list[str] = []
        for row in rows.sort("rate").to_dicts():
            told_apart = countries > 1 and row["low"] > 0
            (surely if told_apart else more if row["more"] > 0 else loses).append(f"{row['rate']:.0%}")
        parts = [
            f"finds more at {_and(surely)}" if surely else "",
            f"finds more at {_and(more)}, which these countries do not tell from nothing" if more else "",
            f"loses at {_and(loses)}" if loses else "",
        ]
        told.append(f"{scenario}, against {policy}: trustlane {'; '.join(part for part in parts if part)}.")
    return told


def drift(of: pl.DataFrame, size: Size) -> str:
    """Whether hit rates hold, from `studies.random_share`."""
    hits, times = {}, {}
    for (policy,), rows in of.group_by("policy", maintain_order=True):
        hits[str(policy)] = [(float(row["stretch"]), _interval(row, "hit_rate", size)) for row in rows.to_dicts()]
        times[str(policy)] = [(float(row["stretch"]), _alone(row["times"] / 100, size)) for row in rows.to_dicts()]
    charted = [
        layout.section(
            "Hit rates",
            "Of the looks in each stretch of days, the share that rightly found something.",
            charts.lines(hits, "stretches of days", "Hit rate over time"),
        ),
        layout.section(
            "Hit rates beside what there is",
            "The same as a multiple of the share of declarations in which something is wrong: whoever is looked at "
            "less offends more, so that hit rates rise by themselves.",
            charts.lines(times, "stretches of days", "Hit rate as a multiple of what there is", unit="×"),
        ),
    ]
    return _page("Does it hold while risk moves?", size, _says(drift_says(of)), *charted, _table(of))


def drift_says(of: pl.DataFrame) -> list[str]:
    """For each policy how the last third of the stretches compares with the first."""
    told = []
    for (policy,), rows in of.group_by("policy", maintain_order=True):
        third = max(1, rows.height // 3)
        for column, what in (("hit_rate", "hit rate"), ("times", "multiple of what there is")):
            first, last = (_mean(part[column]) for part in (rows.head(third), rows.tail(third)))
            change = last / first - 1.0 if first else math.nan
            way = "holds" if change >= -0.1 else "decays"
            told.append(f"{policy}: the {what} {way}: {change:+.0%} from the first third of the time to the last.")
    return told


def escapes(of: pl.DataFrame, size: Size) -> str:
    """Whether the lot tells what escapes, from `studies.coverage`."""
    covered = int(of["covers"].sum())
    says = [
        f"In {covered} of {of.height} countries the interval made from the lot holds the truth.",
        f"Estimates average {_mean(of['estimate']):,.0f} cases where {_mean(of['truth']):,.0f} escaped.",
    ]
    chart = charts.held(of.sort("truth", "seed").to_dicts(), "Escapes estimated by lot, and the truth")
    lead = (
        "A line a country, in the order of what escaped: the 95 % interval made from what the lot found, and the truth "
        "as a dot. Where the dot lies outside, the line stands out."
    )
    return _page("What escapes", size, _says(says), layout.section("Estimates and truth", lead, chart), _table(of))


def _interval(row: dict[str, float], of: str, size: Size) -> Interval:
    return Interval(row[of], row["low"], row["high"], len(size.seeds))


def _alone(value: float, size: Size) -> Interval:
    """A figure of which no interval is known."""
    return Interval(value, -math.inf, math.inf, len(size.seeds))


def _mean(of: pl.Series) -> float:
    return float(np.mean(of.to_numpy()))


def _within(row: dict[str, float], countries: int) -> str:
    return f" (95 %: {row['low']:+.1%} to {row['high']:+.1%})" if countries > 1 else " (one country only)"


def _ratio(ratio: float) -> str:
    known = {1.0: "just", 0.5: "half", 0.25: "a quarter", 0.1: "a tenth"}
    return known.get(ratio, f"{ratio:g} times")


def _and(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _says(sentences: Iterable[str]) -> str:
    listed = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return layout.section("What came of it", escape(SIMULATED), f"<ul>{listed}</ul>")


def _table(of: pl.DataFrame) -> str:
    rows = [[escape(_cell(value)) for value in row] for row in of.iter_rows()]
    heads = [column.replace("_", " ").capitalize() for column in of.columns]
    return layout.section(
        "All figures", "Shares of one; cases where they are whole.", layout.table(heads, rows, "All figures")
    )


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "–" if not math.isfinite(value) else f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3f}"
    return str(value)


def _page(title: str, size: Size, *sections: str) -> str:
    stats = [
        (f"{len(size.seeds)}", "countries" if len(size.seeds) > 1 else "country: nothing here is more than an example"),
        (f"{size.days:,}", f"days each, after {size.before:,} under the plain policy"),
        (f"{size.declarations_a_day:,}", "declarations a day in each"),
    ]
    tiles = "".join(f"<div><b>{value}</b><span>{escape(name)}</span></div>" for value, name in stats)
    mark = "<p class=mark>Trustlane · simulated</p>"
    head = f"<header>{mark}<h1>{escape(title)}</h1><div class=stats>{tiles}</div></header>"
    return layout.document(title, [head, *sections])
