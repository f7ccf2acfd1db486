"""Holidays fall where the rule says, in every year."""

from datetime import date

import pytest
from dateutil.easter import EASTER_ORTHODOX, easter
from hypothesis import given
from hypothesis import strategies as st

from trustlane.clock.holidays import FRIDAY, MONDAY, Announced, Easter, Fixed, NthWeekday

YEARS = st.integers(1901, 2199)


@given(YEARS)
def test_easter_agrees_with_another_implementation(year):
    assert Easter(0).in_year(year) == (easter(year),)
    assert Easter(0, julian=True).in_year(year) == (easter(year, EASTER_ORTHODOX),)


def test_easter_of_years_known_from_the_almanac():
    assert Easter(0).in_year(2026) == (date(2026, 4, 5),)
    assert Easter(-2).in_year(2026) == (date(2026, 4, 3),)
    assert Easter(0, julian=True).in_year(2026) == (date(2026, 4, 12),)
    assert Easter(0).in_year(1954) == (date(1954, 4, 18),)
    assert Easter(0).in_year(1981) == (date(1981, 4, 19),)


def test_the_29_february_comes_in_leap_years_only():
    assert Fixed(2, 29).in_year(2028) == (date(2028, 2, 29),)
    assert Fixed(2, 29).in_year(2026) == ()


@pytest.mark.parametrize(("month", "day"), [(2, 30), (13, 1), (4, 31)])
def test_a_date_no_year_has_is_refused(month, day):
    with pytest.raises(ValueError):
        Fixed(month, day)


def test_the_last_monday_of_may():
    assert NthWeekday(-1, MONDAY, 5).in_year(2026) == (date(2026, 5, 25),)


def test_a_fifth_friday_is_not_in_every_month():
    assert NthWeekday(5, FRIDAY, 1).in_year(2026) == (date(2026, 1, 30),)
    assert NthWeekday(5, FRIDAY, 2).in_year(2026) == ()
    assert NthWeekday(-5, FRIDAY, 2).in_year(2026) == ()


@given(YEARS, st.integers(1, 4), st.integers(0, 6), st.integers(1, 12))
def test_the_nth_weekday_is_that_weekday_in_that_week(year, nth, weekday, month):
    (day,) = NthWeekday(nth, weekday, month).in_year(year)
    assert (day.weekday(), day.month) == (weekday, month)
    assert (nth - 1) * 7 < day.day <= nth * 7


@pytest.mark.parametrize("wrong", [(0, 0, 1), (6, 0, 1), (1, 7, 1), (1, 0, 13)])
def test_a_weekday_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="no such weekday"):
        NthWeekday(*wrong)


def test_announced_days_are_those_announced():
    moon = Announced(frozenset({date(2026, 3, 20), date(2027, 3, 9), date(2026, 3, 21)}))
    assert moon.in_year(2026) == (date(2026, 3, 20), date(2026, 3, 21))
    assert moon.in_year(2028) == ()
