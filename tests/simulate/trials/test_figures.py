"""Figures of a comparison are differences within each country, with their interval."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.simulate.trials import figures, saying
from trustlane.simulate.trials.escapes import Escapes, escapes, poisson_interval
from trustlane.simulate.trials.tally import QUEUE, SUMS, Tally


def tally(policy: str, seed: int, **sums: float) -> Tally:
    from datetime import date

    keys = {"day": date(2026, 1, 1), "track": 0, "group": "trusted", "lane": "red", "drawn": False, "abuse": "none"}
    row = {**keys, **{name: sums.get(name, 0) for name in SUMS}}
    return Tally(policy, seed, "small", pl.DataFrame([row]).cast(SUMS), pl.DataFrame(schema=QUEUE))


def test_a_single_country_leaves_everything_open() -> None:
    assert math.isinf(figures.interval([0.3]).high)


def test_an_interval_is_students() -> None:
    of = figures.interval([1.0, 2.0, 3.0])
    assert of.mean == 2.0
    assert of.high - of.mean == pytest.approx(4.303 / math.sqrt(3))


def test_differences_are_taken_within_each_country() -> None:
    """Countries differ widely, policies by one point: paired, that point is sure."""
    tallies = []
    for seed, found in ((1, 100), (2, 500), (3, 900)):
        tallies += [
            tally("a", seed, found_value_minor=found + 10, value_minor=1000),
            tally("b", seed, found_value_minor=found, value_minor=1000),
        ]
    by = figures.paired(tallies, figures.MEASURES["illicit value found"], "a", "b")
    assert by.low == pytest.approx(0.01)
    assert by.high == pytest.approx(0.01)


def test_a_loss_counts_countries_by_what_there_is_to_find() -> None:
    by = figures.ratio([90.0, 9_000.0], [100.0, 10_000.0])
    assert by.mean == pytest.approx(0.1)
    assert by.low == pytest.approx(by.high)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(1, 1e6)), min_size=2, max_size=10))
def test_the_interval_of_a_loss_holds_its_mean(pairs: list[tuple[float, float]]) -> None:
    by = figures.ratio([one for one, _ in pairs], [other for _, other in pairs])
    assert by.low <= by.mean + 1e-9
    assert by.mean <= by.high + 1e-9


def test_poisson_bounds_are_garwoods() -> None:
    assert poisson_interval(0) == (0.0, pytest.approx(3.6889, abs=1e-3))
    assert poisson_interval(10) == (pytest.approx(4.7954, abs=1e-3), pytest.approx(18.3904, abs=1e-3))


def test_what_the_lot_finds_is_weighted_by_its_chance() -> None:
    told = escapes(tally("a", 1, told_by_lot=10, untold=900), 10_000)
    assert told.estimate == pytest.approx(1000)
    assert told.covers
    assert not Escapes(1000, 480, 1839, 2000).covers


def test_a_defeat_is_called_one() -> None:
    tallies = []
    for seed in (1, 2, 3):
        tallies += [
            tally("trustlane", seed, found_value_minor=100, value_minor=1000, declarations=10, looked=1),
            tally("random", seed, found_value_minor=300, value_minor=1000, declarations=10, looked=1),
        ]
    assert "loses" in saying.findings(tallies, "trustlane", ["random"])[0]
    assert "finds 20.0 points of all illicit value more" in saying.findings(tallies, "random", ["trustlane"])[0]


def test_what_credit_costs_is_said() -> None:
    tallies = []
    for seed in (1, 2, 3):
        tallies += [
            tally("trustlane", seed, found_value_minor=90, value_minor=1000, declarations=10, looked=1),
            tally("no-credit", seed, found_value_minor=100, value_minor=1000, declarations=10, looked=2),
        ]
    told = saying.findings(tallies, "trustlane", ["no-credit"])
    assert any(sentence.startswith("The credit costs 10.0%") for sentence in told)
    assert any("trusted importers are looked at" in sentence for sentence in told)
