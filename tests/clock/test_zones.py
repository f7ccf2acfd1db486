"""Which day it is, where midnight is left out, comes twice, or a whole day is missing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.clock.zones import NoInstant, UnknownZone, begins, day_of, span

ZONES = sorted(
    name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right"))
)
DAYS = st.dates(date(1971, 1, 2), date(2060, 12, 30))


def test_the_same_instant_is_two_days_on_both_sides_of_the_date_line():
    instant = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)
    assert day_of(instant, "Pacific/Kiritimati") == date(2026, 3, 2)
    assert day_of(instant, "Pacific/Niue") == date(2026, 3, 1)


def test_a_day_without_midnight_begins_when_the_clocks_jump():
    assert begins(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert day_of(datetime(2018, 11, 4, 3, tzinfo=UTC), "America/Sao_Paulo") == date(2018, 11, 4)
    assert day_of(datetime(2018, 11, 4, 2, 59, tzinfo=UTC), "America/Sao_Paulo") == date(2018, 11, 3)


def test_a_day_whose_midnight_comes_twice_begins_at_the_first():
    first, after = span(date(2025, 11, 2), "America/Havana")
    assert after - first == timedelta(hours=25)


def test_a_day_that_was_left_out_has_no_instant():
    first, after = span(date(2011, 12, 30), "Pacific/Apia")
    assert first == after


@given(DAYS, st.sampled_from(ZONES))
def test_a_day_begins_within_itself_or_was_left_out(day, zone):
    first, after = span(day, zone)
    assert first == after or day_of(first, zone) == day


@given(DAYS, st.sampled_from(ZONES))
def test_days_follow_one_another_without_a_gap(day, zone):
    assert span(day, zone)[1] == span(day + timedelta(days=1), zone)[0]


@given(st.integers(0, 2_800_000_000), st.sampled_from(["Europe/Berlin", "Asia/Kathmandu"]))
def test_every_instant_lies_within_its_day(seconds, zone):
    instant = datetime.fromtimestamp(seconds, tz=UTC)
    first, after = span(day_of(instant, zone), zone)
    assert first <= instant < after


def test_a_time_without_zone_is_refused():
    with pytest.raises(NoInstant, match="has no zone"):
        day_of(datetime(2026, 3, 1), "UTC")  # noqa: DTZ001


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", ""])
def test_an_unknown_zone_is_refused_by_name(name):
    with pytest.raises(UnknownZone, match="no IANA time zone"):
        day_of(datetime(2026, 3, 1, tzinfo=UTC), name)
