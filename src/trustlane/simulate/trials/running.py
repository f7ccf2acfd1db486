"""One policy tried in one country: days are stepped, its lanes inspected, its results told, its deeds tallied."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from trustlane.simulate.baseline import BaselinePolicy
from trustlane.simulate.country import Country, none_yet
from trustlane.simulate.scenario import Scenario
from trustlane.simulate.trials.looks import Track
from trustlane.simulate.trials.tally import Tally, Tallying
from trustlane.simulate.trials.trial import Trial

Progress = Callable[[date], None]


@dataclass(frozen=True)
class Past:
    """A country after some time under its plain policy: what it has on record, and results still to come."""

    country: Country
    on: date  # the first day after it
    lines: pl.DataFrame  # live LINES
    results: pl.DataFrame  # RESULTS known by then
    outcomes: pl.DataFrame
    last: pl.DataFrame  # what the last day's inspections gave, which the country is not told yet
    coming: pl.DataFrame  # RESULTS that become known later


def past(scenario: Scenario, seed: int, days: int) -> Past:
    """Step a country through its first days under the plain policy; the same for every policy tried after it."""
    country, policy = Country(scenario, seed), BaselinePolicy(scenario, seed)
    results, known = [], none_yet()
    lines = []
    on = scenario.begins
    for _ in range(days):
        live = country.day(on, known).live
        lanes = policy.lanes(live, on)
        known = country.inspect(lanes.select("declaration", "lane"), on)
        lines.append(live)
        results.append(known)
        on += timedelta(days=1)
    every = pl.concat(results) if results else none_yet()
    by_now = pl.col("known") < on
    told = every.filter(by_now)
    nothing = country.day(on, known).live.clear() if not lines else lines[0].clear()
    return Past(
        country,
        on,
        pl.concat(lines) if lines else nothing,
        told,
        country.outcomes(told),
        known,
        every.filter(~by_now),
    )


def run(
    before: Past,
    trial: Trial,
    tracks: tuple[Track, ...],
    days: int,
    progress: Progress = lambda on: None,
    beside: Callable[[Country, pl.DataFrame, pl.DataFrame, date], None] = lambda country, lines, decided, on: None,
) -> Tally:
    """Try a policy for some days. `before` is left as it was, so that the next policy begins from the same.

    `beside` is called with each day's country, lines and decisions, for whoever keeps more than the tally.
    """
    country = copy.deepcopy(before.country)
    tallying = Tallying(tracks)
    trial.begin(before.lines, before.results, before.outcomes, before.on)
    known, coming = before.last, before.coming
    on = before.on
    for _ in range(days):
        lines = country.day(on, known).live
        decided = trial.decide(lines, country.standing(on), on)
        known = country.inspect(decided.select("declaration", "lane"), on)
        tallying.count(country, lines, decided, known, on)
        beside(country, lines, decided, on)
        coming = pl.concat([coming, known])
        by_now = pl.col("known") <= on
        told, coming = coming.filter(by_now), coming.filter(~by_now)
        trial.learn(told, country.outcomes(told), on)
        progress(on)
        on += timedelta(days=1)
    return tallying.tally(trial.name, country.seed, country.scenario.name)
