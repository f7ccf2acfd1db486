"""Quarters, sizes and the least cell."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.quarters import DELAY, SIZES, Quarter, enough, size_of

days = st.dates(date(1990, 1, 1), date(2199, 12, 31))


@given(days)
def test_every_day_stands_in_one_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert Quarter.of(quarter.last + timedelta(days=1)).first == quarter.last + timedelta(days=1)
    assert Quarter.of(quarter.first) == Quarter.of(quarter.last) == quarter
    assert quarter.number in (1, 2, 3, 4)
    assert 89 < (quarter.last - quarter.first).days + 1 < 93


@given(days)
def test_an_average_is_shown_ninety_days_after_the_last_day(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.shown_from - quarter.last == DELAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("consignments", "size"), [(1, "small"), (12, "small"), (13, "medium"), (120, "medium"), (121, "large")]
)
def test_a_firm_has_the_size_of_its_consignments(consignments: int, size: str) -> None:
    assert size_of(consignments) == size
    assert size in SIZES


@pytest.mark.parametrize(("firms", "declarations", "told"), [(11, 200, True), (10, 900, False), (40, 199, False)])
def test_an_average_is_told_of_many_only(firms: int, declarations: int, told: bool) -> None:
    assert enough(firms, declarations) is told
