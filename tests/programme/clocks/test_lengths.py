"""Months and years go by the day number, hours are exact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.clocks.lengths import (
    Length,
    Unit,
    add_months,
    calendar_days,
    fits,
    instant_due,
    length_of,
    reach,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(0, 600)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def hours(many: float) -> datetime:
    return NOON + timedelta(hours=many)


@pytest.mark.parametrize(
    ("begun", "months", "ends"),
    [
        ("2026-03-02", 1, "2026-04-02"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_end_on_the_same_day_number_or_on_the_last_day(begun: str, months: int, ends: str) -> None:
    assert add_months(date.fromisoformat(begun), months) == date.fromisoformat(ends)


@given(DAYS, MONTHS)
def test_the_day_number_is_kept_or_the_month_has_no_such_day(begun: date, months: int) -> None:
    end = add_months(begun, months)
    assert (end.year - begun.year) * 12 + end.month - begun.month == months
    if end.day != begun.day:
        assert end.day < begun.day
        assert (end + timedelta(days=1)).day == 1


@given(DAYS, st.integers(0, 599))
def test_another_month_is_always_later(begun: date, months: int) -> None:
    assert add_months(begun, months) < add_months(begun, months + 1)


@given(DAYS, DAYS, MONTHS)
def test_who_begins_later_does_not_end_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


@given(DAYS, st.integers(1, 50))
def test_a_year_is_twelve_months(begun: date, years: int) -> None:
    assert length_of(years, Unit.YEARS) == length_of(12 * years, Unit.MONTHS)
    assert begun + timedelta(days=calendar_days(begun, length_of(years, Unit.YEARS))) == add_months(begun, 12 * years)


def test_months_are_added_together_before_they_are_counted() -> None:
    nine = length_of(6, Unit.MONTHS) + length_of(3, Unit.MONTHS)
    assert date(2026, 8, 31) + timedelta(days=calendar_days(date(2026, 8, 31), nine)) == date(2027, 5, 31)


def test_what_reaches_further_is_longer() -> None:
    begun = date(2026, 2, 1)
    assert reach(begun, Length(months=1)) == reach(begun, Length(days=28))
    assert reach(begun, Length(days=1)) < reach(begun, Length(hours=25)) < reach(begun, Length(days=1, hours=2))


@pytest.mark.parametrize(
    ("unit", "amount", "can"),
    [
        (Unit.HOURS, Length(hours=5), True),
        (Unit.HOURS, Length(days=1), True),
        (Unit.HOURS, Length(months=1), False),
        (Unit.WORKING_DAYS, Length(days=5), True),
        (Unit.WORKING_DAYS, Length(months=1), False),
        (Unit.WORKING_DAYS, Length(hours=5), False),
        (Unit.CALENDAR_DAYS, Length(months=1), True),
        (Unit.YEARS, Length(days=5), True),
        (Unit.MONTHS, Length(hours=5), False),
    ],
)
def test_a_period_is_lengthened_by_what_it_is_counted_in(unit: Unit, amount: Length, can: bool) -> None:
    assert fits(unit, amount) is can


@pytest.mark.parametrize(
    ("stood", "due"),
    [
        ([], 72),
        ([(10, 20)], 82),
        ([(10, 20), (15, 30)], 92),
        ([(15, 30), (10, 20)], 92),
        ([(10, 30), (15, 20)], 92),
        ([(-5, 4)], 76),
        ([(-5, -1)], 72),
        ([(72, 90)], 72),
        ([(10, 20), (80, 90)], 92),
        ([(10, None)], None),
        ([(72, None)], 72),
    ],
)
def test_hours_are_exact_and_overlapping_stops_count_once(stood: list[tuple[int, int | None]], due: int | None) -> None:
    pairs = [(hours(stopped), None if started is None else hours(started)) for stopped, started in stood]
    assert instant_due(NOON, 72, pairs) == (None if due is None else hours(due))


@given(st.lists(st.tuples(st.integers(-20, 200), st.integers(0, 50)), max_size=6))
def test_so_many_hours_lie_outside_the_stops_before_the_end(stops: list[tuple[int, int]]) -> None:
    due = instant_due(NOON, 72, [(hours(since), hours(since + long)) for since, long in stops])
    assert due is not None
    whole = int((due - NOON) / timedelta(hours=1))
    stands = [any(since <= hour < since + long for since, long in stops) for hour in range(whole)]
    assert stands.count(False) == 72
