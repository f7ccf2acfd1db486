"""The time a page speaks of is read from its address, and never lies in what nobody knows yet."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.pages.asof import NotADay, read_as_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_nothing_asked_is_now() -> None:
    as_of = read_as_of({}, at=NOW, zone=UTC)
    assert (as_of.valid, as_of.known, as_of.past) == (date(2026, 3, 2), NOW, False)
    assert as_of.query == {}


def test_a_known_day_reaches_to_its_last_instant_in_the_offices_zone() -> None:
    as_of = read_as_of({"known": "2026-02-01"}, at=NOW, zone=ZoneInfo("Pacific/Apia"))
    assert as_of.known == datetime(2026, 2, 1, 23, 59, 59, 999999, tzinfo=ZoneInfo("Pacific/Apia"))
    assert as_of.past
    assert as_of.query == {"valid": "2026-03-02", "known": "2026-02-01"}


def test_nobody_knows_tomorrow_but_may_ask_what_will_be_in_force() -> None:
    as_of = read_as_of({"known": "2026-12-31", "valid": "2026-12-31"}, at=NOW, zone=UTC)
    assert as_of.known == NOW
    assert as_of.valid == date(2026, 12, 31)


@given(st.text(max_size=12))
def test_whatever_stands_in_the_address_is_a_day_or_a_refusal(text: str) -> None:
    try:
        as_of = read_as_of({"valid": text, "known": text}, at=NOW, zone=UTC)
    except NotADay as refused:
        assert refused.came in str(refused) or repr(refused.came) in str(refused)
    else:
        assert as_of.known <= NOW


@given(st.dates(date(1900, 1, 1), date(9998, 12, 30)), st.dates(date(1900, 1, 1), date(2026, 3, 1)))
def test_the_address_of_a_page_leads_back_to_the_same_time(valid: date, known: date) -> None:
    as_of = read_as_of({"valid": valid.isoformat(), "known": known.isoformat()}, at=NOW, zone=UTC)
    assert read_as_of(as_of.query, at=NOW + timedelta(days=400), zone=UTC).known == as_of.known


@pytest.mark.parametrize("written", ["31/10/2026", "2026-02-30", "yesterday", "0001-01-01"])
def test_a_day_that_is_none_is_named_in_the_refusal(written: str) -> None:
    with pytest.raises(NotADay, match="2026-10-31"):
        read_as_of({"valid": written}, at=NOW, zone=UTC)
