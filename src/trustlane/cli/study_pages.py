"""Studies as pages: what came of each in sentences, its plots, and the whole table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from trustlane.cli import trial_charts as charts
from trustlane.selectivity.report import layout
from trustlane.simulate.trials.figures import Interval, interval
from trustlane.simulate.trials.saying import SIMULATED

if TYPE_CHECKING:
    from trustlane.cli.studies import Size

    Series = dict[str, list[tuple[float, Interval]]]


@dataclass(frozen=True)
class Asked:
    """What a study was asked: of which scenarios, in countries of what size."""

    scenarios: tuple[str, ...]
    size: Size

    @property
    def countries(self) -> int:
        """In how many countries."""
        return len(self.size.seeds)


FIFTH = 0.2  # of the average: how often trusted operators are looked at where a credit is worth its name
LITTLE = 0.02  # of the illicit value found: what such a credit may cost


def credit(of: pl.DataFrame, asked: Asked) -> str:
    """What a credit costs and spares, from `studies.credit`."""
    lost, times = {}, {}
    for (ratio,), rows in of.group_by("ratio", maintain_order=True):
        name = f"{_ratio(float(str(ratio)))} as often"
        lost[name] = [
            (row["cap"], Interval(row["lost"], row["low"], row["high"], asked.countries)) for row in rows.to_dicts()
        ]
        times[name] = [(row["cap"], _alone(row["times"], asked)) for row in rows.to_dicts()]
    across = "cap: the most that a credit takes off a risk"
    charted = [
        layout.section(
            "Value lost",
            "Of the illicit value that is found without any credit, the share that is lost at each cap, by how often "
            "members offend beside comparable others. Below zero more is found. Bands are 95 % intervals.",
            _lines(lost, across, "Value lost by cap of the credit", beside={LITTLE: "two in a hundred"}),
        ),
        layout.section(
            "Looks spared",
            "How often trusted operators are looked at, as a share of the average of all.",
            _lines(times, across, "Looks at trusted operators by cap of the credit", beside={FIFTH: "a fifth"}),
        ),
    ]
    return _page("What a credit costs", asked, _says(credit_says(of, asked.countries)), *charted, _table(of))


def credit_says(of: pl.DataFrame, countries: int) -> list[str]:
    """What came of it for each ratio: what the credit costs, and from which cap on it spares four looks of five."""
    told = []
    for (ratio,), rows in of.group_by("ratio", maintain_order=True):
        where = f"Where members offend {_ratio(float(str(ratio)))} as often as comparable others"
        highest = rows.sort("cap").row(-1, named=True)
        told.append(f"{where}, {_cost(highest, countries)} {_sparing(rows, countries)}")
    return told


def _sparing(rows: pl.DataFrame, countries: int) -> str:
    sparing = rows.filter((pl.col("times") <= FIFTH) & (pl.col("cap") > 0)).sort("cap")
    if not sparing.height:
        return "No cap brings looks at them to a fifth of the average."
    first = sparing.row(0, named=True)
    little = "no more than two in a hundred" if first["lost"] <= LITTLE else "more than two in a hundred"
    return (
        f"A cap of {first['cap']:g} brings looks at them to {first['times']:.2f} of the average; the value lost is "
        f"then {_signed(first['lost'])}{_within(first, countries)}, {little}."
    )


def _cost(row: dict[str, float], countries: int) -> str:
    what, within = f"a cap of {row['cap']:g}", _within(row, countries)
    if countries > 1 and row["low"] > 0:
        return f"the credit costs value: {what} loses {row['lost']:.1%} of what is found without it{within}."
    if countries > 1 and row["high"] < 0:
        return f"the credit brings value: with {what} {-row['lost']:.1%} more is found{within}."
    return f"{what} changes the value found by {_signed(-row['lost'])}, no more than these countries can tell{within}."


def rates(of: pl.DataFrame, asked: Asked) -> str:
    """Who finds more at each inspection rate, from `studies.rates`."""
    charted = []
    for (scenario,), rows in of.group_by("scenario", maintain_order=True):
        series = {
            str(policy): [(row["rate"] * 100, _alone(row["found"], asked)) for row in each.sort("rate").to_dicts()]
            for (policy,), each in rows.group_by("policy", maintain_order=True)
        }
        chart = _lines(series, "share of declarations looked at, per cent", f"Illicit value found in {scenario}")
        lead = "Of all illicit value, the share that each policy finds at each inspection rate."
        charted.append(layout.section(f"Found in {scenario}", lead, chart))
    return _page("More found with the same looks?", asked, _says(rates_says(of, asked.countries)), *charted, _table(of))


def rates_says(of: pl.DataFrame, countries: int) -> list[str]:
    """For each scenario and other policy: at which rates ours finds more, at which that is not told, where it loses."""
    told = []
    others = of.filter(pl.col("policy") != "trustlane")
    for (scenario, policy), rows in others.group_by("scenario", "policy", maintain_order=True):
        more: list[str] = []
        less: list[str] = []
        either: list[str] = []
        for row in rows.sort("rate").to_dicts():
            told_apart = countries > 1 and not row["low"] <= 0 <= row["high"]
            where = f"{100 * row['rate']:g}% ({100 * row['more']:+.1f} points)"
            (either if not told_apart else more if row["more"] > 0 else less).append(where)
        parts = [
            f"finds more at {_and(more)}" if more else "",
            f"loses at {_and(less)}" if less else "",
            f"is not told apart by these countries at {_and(either)}" if either else "",
        ]
        told.append(f"{scenario}, against {policy}: trustlane {'; '.join(part for part in parts if part)}.")
    return told


def random_share(of: pl.DataFrame, asked: Asked) -> str:
    """Whether hit rates hold with the random share and without, from `studies.random_share`."""
    charted = [
        layout.section(
            "Hit rate of chosen looks",
            "Of the looks that were chosen, not drawn, in each stretch of days, the share that rightly found "
            "something. Before the first stretch both policies drew lots; then one gave them up. Where some looks "
            "go by lot fewer are chosen. Bands are 95 % intervals.",
            _lines(_over_time(of, "chosen"), "stretches of days", "Hit rate of chosen looks over time"),
        ),
        layout.section(
            "Hit rate of all looks",
            "The same of all looks, those by lot with them: both policies have as many.",
            _lines(_over_time(of, "hit_rate"), "stretches of days", "Hit rate over time"),
        ),
        layout.section(
            "Hit rates beside what there is",
            "That of all looks as a multiple of the share of declarations in which something is wrong: whoever is "
            "looked at less offends more, so that hit rates rise by themselves.",
            _lines(
                _over_time(of, "times"),
                "stretches of days",
                "Hit rate as a multiple of what there is",
                unit="×",
                scale=1,
            ),
        ),
    ]
    return _page("Does it hold while risk moves?", asked, _says(random_share_says(of)), *charted, _table(of))


def _over_time(of: pl.DataFrame, column: str) -> dict[str, list[tuple[float, Interval]]]:
    """A mean over countries by policy and stretch."""
    series: dict[str, list[tuple[float, Interval]]] = {}
    for (policy, stretch), rows in of.drop_nulls(column).group_by("policy", "stretch", maintain_order=True):
        series.setdefault(str(policy), []).append((float(str(stretch)), interval(rows[column].to_list())))
    return series


RATES_TOLD = {
    "chosen": "the hit rate of chosen looks",
    "hit_rate": "the hit rate of all looks",
    "times": "the hit rate of all looks beside what there is",
}


def random_share_says(of: pl.DataFrame) -> list[str]:
    """How the last third of the stretches compares with the first for each policy, and with it of both policies."""
    told = []
    for (policy,), rows in of.group_by("policy", maintain_order=True):
        for column, what in RATES_TOLD.items():
            changes = [
                change
                for (_,), own in rows.group_by("seed", maintain_order=True)
                if (change := _change(own.sort("stretch")[column].drop_nulls().to_list())) is not None
            ]
            told.append(f"{policy}: {what} {_way(interval(changes))}.")
    return told + [_beside(what, last_third(of, column)) for column, what in RATES_TOLD.items() if column != "times"]


def last_third(of: pl.DataFrame, column: str) -> Interval:
    """By how much the mean of the last third of the stretches is larger with the random share, country by country."""
    stretches = int(of["stretch"].n_unique())
    last = of.filter(pl.col("stretch") > stretches - max(1, stretches // 3))
    means = last.group_by("seed", "policy").agg(pl.col(column).mean()).sort("seed")
    both = [means.filter(pl.col("policy") == policy) for policy in ("trustlane", "no-random-share")]
    paired = both[0].join(both[1], on="seed", maintain_order="left")
    return interval((paired[column] - paired[f"{column}_right"]).to_list())


def _beside(what: str, more: Interval) -> str:
    """What the random share changes in the last third of the time."""
    if not more.countries:
        return f"In the last third of the time {what} cannot be compared: one of the two policies is not there."
    points = f"{100 * more.mean:+.1f} points"
    where = f"In the last third of the time {what}"
    if more.countries == 1:
        return f"{where} differs by {points} with the random share from without (one country only)."
    within = f"(95 %: {100 * more.low:+.1f} to {100 * more.high:+.1f})"
    if more.low > 0:
        return f"{where} is higher with the random share than without: {points} {within}."
    if more.high < 0:
        return f"{where} is lower with the random share than without: {points} {within}."
    return f"{where} differs by {points} with the random share, no more than these countries can tell {within}."


def _change(values: Sequence[float]) -> float | None:
    """By which share the last third lies above the first; None where there is no telling."""
    third = len(values) // 3 or 1
    first, last = (sum(part) / third for part in (values[:third], values[-third:]))
    return last / first - 1.0 if len(values) > 1 and first else None


def _way(by: Interval) -> str:
    if not by.countries:
        return "cannot be told in so short a time"
    change = f"{by.mean:+.0%} from the first third of the time to the last"
    if by.countries == 1:
        return f"changes by {change} (one country only)"
    within = f"(95 %: {by.low:+.0%} to {by.high:+.0%})"
    if by.high < 0:
        return f"decays: {change} {within}"
    if by.low > 0:
        return f"grows: {change} {within}"
    return f"changes by {change}, no more than these countries can tell {within}"


def coverage(of: pl.DataFrame, asked: Asked) -> str:
    """Whether the lot tells what escapes, from `studies.coverage`."""
    covered = int(of["covers"].sum())
    says = [
        f"In {covered} of {of.height} countries the interval made from the lot holds the truth.",
        f"Estimates average {_mean(of['estimate']):,.0f} cases where {_mean(of['truth']):,.0f} escaped.",
    ]
    label = "Escapes estimated by lot, and the truth"
    chart = layout.wide(charts.held(of.sort("truth", "seed").to_dicts(), label), label)
    lead = (
        "A line a country, in the order of what escaped: the 95 % interval made from what the lot found, and the truth "
        "as a dot. Where the dot lies outside, the line stands out."
    )
    return _page("What escapes", asked, _says(says), layout.section("Estimates and truth", lead, chart), _table(of))


def _lines(series: Series, across: str, label: str, **how: Any) -> str:
    return layout.wide(charts.lines(series, across, label, **how), label)


def _alone(value: float, asked: Asked) -> Interval:
    """A figure of which no interval is known."""
    return Interval(value, -math.inf, math.inf, asked.countries)


def _signed(share: float) -> str:
    return f"{share + 0.0:+.1%}" if round(share, 3) else "0.0%"


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


def _page(title: str, asked: Asked, *sections: str) -> str:
    size, seeds = asked.size, sorted(asked.size.seeds)
    stats = [
        (f"{len(seeds)}", "countries" if len(seeds) > 1 else "country: nothing here is more than an example"),
        (f"{size.days:,}", f"days each, after {size.before:,} under the plain policy"),
        (f"{size.declarations_a_day:,}", "declarations a day in each"),
    ]
    tiles = "".join(f"<div><b>{value}</b><span>{escape(name)}</span></div>" for value, name in stats)
    changed = "".join(f", with {place} at {value}" for place, value in size.changed)
    where = f"Scenario {_and(asked.scenarios)}{changed}; seeds {seeds[0]} to {seeds[-1]}."
    head = f"<p class=mark>Trustlane · simulated</p><h1>{escape(title)}</h1><p>{escape(where)}</p>"
    return layout.document(title, [f"<header>{head}<div class=stats>{tiles}</div></header>", *sections])
