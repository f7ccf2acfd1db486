"""Working days: what is free, what is moved, and how days are counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.clock.calendars import (
    Calendar,
    Holiday,
    NoWorkingDay,
    Observed,
    Weekend,
    add_calendar_days,
    add_working_days,
    holiday_on,
    is_weekend,
    is_working_day,
    next_working_day,
    working_days_between,
)
from trustlane.clock.holidays import Announced, Easter, Fixed

XA = Calendar(
    "XA",
    "2026-1",
    holidays=(
        Holiday("New Year", Fixed(1, 1), Observed.NEXT_WORKING_DAY),
        Holiday("Good Friday", Easter(-2)),
        Holiday("Labour Day", Fixed(5, 1)),
        Holiday("Christmas", Fixed(12, 25), Observed.NEXT_WORKING_DAY),
        Holiday("Second Christmas Day", Fixed(12, 26), Observed.NEXT_WORKING_DAY),
    ),
)
DAYS = st.dates(date(1995, 1, 1), date(2100, 12, 31))


def test_a_holiday_is_free_and_has_a_name():
    assert not is_working_day(XA, date(2026, 4, 3))
    assert holiday_on(XA, date(2026, 4, 3)) == "Good Friday"
    assert holiday_on(XA, date(2026, 4, 7)) is None


def test_a_holiday_on_a_weekend_is_lost_unless_it_is_moved():
    assert is_working_day(XA, date(2027, 5, 3))  # Labour Day was a Saturday
    assert not is_working_day(XA, date(2028, 1, 3))  # New Year was a Saturday, so Monday is free


def test_two_holidays_on_a_weekend_move_to_two_days():
    assert [holiday_on(XA, date(2027, 12, day)) for day in (27, 28, 29)] == ["Christmas", "Second Christmas Day", None]


def test_two_holidays_on_one_day_give_two_free_days():
    twice = Calendar(
        "XB", "1", holidays=(Holiday("A", Fixed(3, 4)), Holiday("B", Fixed(3, 4), Observed.NEXT_WORKING_DAY))
    )
    assert [holiday_on(twice, date(2026, 3, day)) for day in (4, 5, 6)] == ["A", "B", None]


def test_a_holiday_of_december_can_be_moved_into_the_next_year():
    late = Calendar("XB", "1", holidays=(Holiday("Last Day", Fixed(12, 31), Observed.NEXT_WORKING_DAY),))
    assert holiday_on(late, date(2023, 1, 2)) == "Last Day"


def test_a_holiday_observed_on_the_nearest_weekday_goes_to_friday_or_monday():
    near = Calendar("XB", "1", holidays=(Holiday("Day", Fixed(7, 4), Observed.NEAREST_WEEKDAY),))
    assert holiday_on(near, date(2026, 7, 3)) == "Day"
    assert holiday_on(near, date(2027, 7, 5)) == "Day"
    assert not is_working_day(near, date(2028, 7, 4))


def test_a_holiday_counts_while_it_is_in_force():
    short = Calendar(
        "XB", "1", holidays=(Holiday("Jubilee", Fixed(6, 2), valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31)),)
    )
    assert [is_working_day(short, date(year, 6, 2)) for year in (2021, 2022, 2023)] == [True, False, True]


def test_a_weekend_can_change():
    moved = Calendar(
        "XC",
        "1",
        weekends=(
            Weekend(frozenset({4, 5}), valid_to=date(2021, 12, 31)),
            Weekend(frozenset({5, 6}), valid_from=date(2022, 1, 1)),
        ),
    )
    assert is_weekend(moved, date(2021, 12, 31))
    assert not is_weekend(moved, date(2022, 1, 7))
    assert is_weekend(moved, date(2022, 1, 9))


def test_a_saturday_can_be_worked():
    bought = Calendar("XB", "1", worked=frozenset({date(2026, 2, 14)}))
    assert is_working_day(bought, date(2026, 2, 14))


def test_a_week_without_a_working_day_is_refused():
    with pytest.raises(ValueError, match="at most six days"):
        Weekend(frozenset(range(7)))
    with pytest.raises(ValueError, match="at most six days"):
        Weekend(frozenset({7}))


def test_a_calendar_without_working_days_is_found_out():
    first = date(2026, 1, 1)
    never = Calendar(
        "XB", "1", holidays=(Holiday("Always", Announced(frozenset(first + timedelta(n) for n in range(800)))),)
    )
    with pytest.raises(NoWorkingDay, match="no working day within a year"):
        next_working_day(never, first)


def test_working_days_are_counted_from_the_day_after():
    assert add_working_days(XA, date(2026, 4, 2), 1) == date(2026, 4, 6)
    assert add_working_days(XA, date(2026, 4, 6), -1) == date(2026, 4, 2)
    assert add_working_days(XA, date(2026, 4, 4), 0) == date(2026, 4, 6)


def test_a_period_of_days_ends_on_a_working_day_unless_told_otherwise():
    assert add_calendar_days(XA, date(2026, 3, 4), 30) == date(2026, 4, 6)
    assert add_calendar_days(XA, date(2026, 3, 4), 30, ends_on_working_day=False) == date(2026, 4, 3)


@given(DAYS, st.integers(1, 60))
def test_so_many_working_days_later_are_so_many_working_days_between(day, days):
    later = add_working_days(XA, day, days)
    assert is_working_day(XA, later)
    assert working_days_between(XA, day, later) == days
    assert working_days_between(XA, later, day) == -days


@given(DAYS, st.integers(1, 60))
def test_back_and_forth_returns_to_the_same_working_day(day, days):
    worked = next_working_day(XA, day)
    assert add_working_days(XA, add_working_days(XA, worked, days), -days) == worked


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(day, first, second):
    worked = next_working_day(XA, day)
    assert add_working_days(XA, add_working_days(XA, worked, first), second) == add_working_days(
        XA, worked, first + second
    )


@given(DAYS)
def test_a_calendar_asked_in_any_order_answers_the_same(day):
    fresh = Calendar(XA.administration, XA.edition, XA.weekends, XA.holidays)
    assert holiday_on(fresh, day) == holiday_on(XA, day)
    assert fresh == XA
