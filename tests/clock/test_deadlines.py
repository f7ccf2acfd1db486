"""Deadlines: the date, the days left, and a clock that can be stopped."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.clock.calendars import Calendar, Holiday, add_working_days, is_working_day
from trustlane.clock.deadlines import Deadline, Stop, StopEndsEarly, Unit, extended
from trustlane.clock.holidays import Fixed

XA = Calendar("XA", "2026-1", holidays=(Holiday("Labour Day", Fixed(5, 1)),))
DAYS = st.dates(date(2000, 1, 1), date(2080, 1, 1))
UNITS = st.sampled_from(Unit)


def working(days, *stops, begun=date(2026, 3, 2)):
    return Deadline(begun, days, Unit.WORKING_DAYS, XA, stops)


def calendar_days(days, *stops, begun=date(2026, 3, 2), **how):
    return Deadline(begun, days, Unit.CALENDAR_DAYS, XA, stops, **how)


def test_the_day_of_the_event_does_not_count():
    assert working(1).due == date(2026, 3, 3)
    assert working(5).due == date(2026, 3, 9)


def test_a_period_that_ends_on_a_free_day_ends_on_the_next_working_day():
    assert calendar_days(5).due == date(2026, 3, 9)
    assert calendar_days(5, last_day_is_worked=False).due == date(2026, 3, 7)


def test_a_stop_moves_the_deadline_by_the_days_it_lasted():
    stopped = calendar_days(30, Stop(date(2026, 3, 10), date(2026, 3, 24)))
    assert stopped.due == date(2026, 3, 2) + timedelta(days=30 + 14)


def test_stops_that_overlap_count_once():
    once = calendar_days(30, Stop(date(2026, 3, 10), date(2026, 3, 24)))
    twice = extended(once, [Stop(date(2026, 3, 12), date(2026, 3, 20))])
    assert twice.due == once.due


def test_a_stop_within_a_day_moves_nothing():
    assert working(10, Stop(date(2026, 3, 5), date(2026, 3, 5))).due == working(10).due


def test_while_the_clock_stands_there_is_no_date_but_the_days_left_are_kept():
    standing = working(10, Stop(date(2026, 3, 5)))
    for day in (date(2026, 3, 5), date(2026, 4, 30)):
        reading = standing.read(day)
        assert (reading.due, reading.days_left, reading.stopped, reading.late) == (None, 7, True, False)
    assert standing.read(date(2026, 3, 3)).days_left == 9


def test_a_stop_after_the_last_day_stops_nothing():
    assert working(3, Stop(date(2026, 3, 6))).due == date(2026, 3, 5)


def test_a_period_does_not_end_on_a_day_the_clock_stands():
    deadline = calendar_days(5, Stop(date(2026, 3, 7), date(2026, 3, 10)))
    assert deadline.due == date(2026, 3, 11)
    assert calendar_days(5, Stop(date(2026, 3, 7))).due is None


def test_a_reading_says_how_many_days_are_left_and_how_late_it_is():
    deadline = working(5)
    assert [deadline.read(date(2026, 3, day)).days_left for day in (2, 6, 9, 10)] == [5, 1, 0, -1]
    assert [deadline.read(date(2026, 3, day)).late for day in (2, 6, 9, 10)] == [False, False, False, True]


def test_a_reading_on_a_day_the_clock_stands_says_so():
    deadline = working(5, Stop(date(2026, 3, 3), date(2026, 3, 5)))
    assert [deadline.read(date(2026, 3, day)).stopped for day in (2, 3, 4, 5)] == [False, True, True, False]


def test_a_stop_cannot_end_before_it_begins():
    with pytest.raises(StopEndsEarly, match="started before that"):
        Stop(date(2026, 3, 5), date(2026, 3, 4))


def test_a_deadline_of_no_days_is_refused():
    with pytest.raises(ValueError, match="at least one day"):
        working(0)


@given(DAYS, st.integers(1, 120))
def test_without_a_stop_it_is_so_many_working_days_later(begun, days):
    assert working(days, begun=begun).due == add_working_days(XA, begun, days)


@given(DAYS, st.integers(1, 120), st.integers(0, 60), st.integers(0, 60))
def test_a_closed_stop_moves_calendar_days_by_its_length(begun, days, after, length):
    stop = Stop(begun + timedelta(days=after), begun + timedelta(days=after + length))
    due = calendar_days(days, stop, begun=begun, last_day_is_worked=False).due
    assert due == begun + timedelta(days=days + (length if after < days else 0))


@st.composite
def stops(draw, begun):
    lengths = draw(st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 30)), max_size=4))
    return tuple(Stop(begun + timedelta(days=a), begun + timedelta(days=a + n)) for a, n in lengths)


@given(st.data(), DAYS, st.integers(1, 60), UNITS, st.booleans())
def test_the_last_day_may_be_a_last_day_and_nothing_is_left_on_it(data, begun, days, unit, worked):
    deadline = Deadline(begun, days, unit, XA, data.draw(stops(begun)), worked)
    due = deadline.due
    assert deadline.read(due).days_left == 0
    assert not deadline.read(due).late
    assert deadline.read(due + timedelta(days=1)).late
    assert not any(stop.covers(due) for stop in deadline.stops)
    assert is_working_day(XA, due) or not (worked or unit is Unit.WORKING_DAYS)


@given(st.data(), DAYS, st.integers(1, 60), UNITS)
def test_a_further_stop_never_brings_a_deadline_nearer(data, begun, days, unit):
    deadline = Deadline(begun, days, unit, XA, data.draw(stops(begun)))
    assert extended(deadline, data.draw(stops(begun))).due >= deadline.due


@given(st.data(), DAYS, st.integers(1, 60), UNITS, st.integers(0, 90))
def test_days_left_never_grow_while_time_passes(data, begun, days, unit, passed):
    deadline = Deadline(begun, days, unit, XA, data.draw(stops(begun)))
    day = begun + timedelta(days=passed)
    assert deadline.read(day + timedelta(days=1)).days_left <= deadline.read(day).days_left
