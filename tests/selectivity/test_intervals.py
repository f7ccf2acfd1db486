"""Rates and their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
