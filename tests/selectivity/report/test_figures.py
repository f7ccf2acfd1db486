"""The figures of the report: what a lane finds is told in declarations and in money."""

import polars as pl
import pytest

from trustlane.declarations.frame import OUTCOME_ROWS
from trustlane.selectivity.report import figures

DECISIONS = pl.DataFrame(
    {"declaration": ["A", "B", "C", "D"], "lane": ["red", "red", "green", "green"], "value_minor": [900, 50, 100, 70]}
)


def outcomes(*found: str) -> pl.DataFrame:
    rows = [(name, kind, name in found) for name in "ABCD" for kind in ("irregularity", "critical")]
    return pl.DataFrame(rows, schema=OUTCOME_ROWS, orient="row")


def test_a_lane_that_finds_less_often_may_find_more_of_the_money() -> None:
    known = outcomes("A", "C", "D")
    rates = dict(figures.known_results(DECISIONS, known, ["green", "red"]))
    assert (rates["red"].hits, rates["green"].hits) == (1, 2)
    shares = figures.value_found(DECISIONS, known)
    assert shares["red"] == pytest.approx(900 / 1070)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_where_nothing_was_found_there_is_no_share_of_it() -> None:
    assert figures.value_found(DECISIONS, outcomes()) == {}
