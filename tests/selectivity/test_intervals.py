"""Rates and their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from trustlane.selectivity.intervals import Rate


@given(st.integers(0, 5_000), st.integers(1, 5_000))
def test_the_rate_lies_in_its_interval(hits: int, more: int) -> None:
    rate = Rate(hits, hits + more)
    low, high = rate.interval
    assert 0 <= low <= (rate.rate or 0) <= high <= 1


def test_a_known_value() -> None:
    # Newcombe (1998), table I: 15 of 148.
    assert Rate(15, 148).interval == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_without_a_case_nothing_is_known() -> None:
    assert Rate(0, 0).rate is None
    assert Rate(0, 0).interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(0, 10, 0.0, 0.3085), (1, 17, 0.0015, 0.2869), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0)],
)
def test_the_exact_interval_is_that_of_published_tables(hits: int, cases: int, low: float, high: float) -> None:
    assert Rate(hits, cases).exact == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 400), st.data())
def test_the_exact_interval_holds_the_share_and_leaves_a_fortieth_beyond_each_bound(cases: int, data) -> None:
    hits = data.draw(st.integers(0, cases))
    low, high = Rate(hits, cases).exact
    assert 0.0 <= low <= hits / cases <= high <= 1.0
    if hits:
        assert binom.sf(hits - 1, cases, low) == pytest.approx(0.025, rel=1e-6)
    if hits < cases:
        assert binom.cdf(hits, cases, high) == pytest.approx(0.025, rel=1e-6)


def test_the_exact_interval_knows_nothing_without_cases() -> None:
    assert Rate(0, 0).exact == (0.0, 1.0)
