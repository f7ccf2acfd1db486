"""An event tells what an event of its name has to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from trustlane.programme.clocks.events import Event, EventRefused
from trustlane.programme.clocks.lengths import Length

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("suspend", {"days": "0"}, "suspend: expected a whole number of days from 1 to 3,660, found '0'"),
        ("suspend", {"days": "3661"}, "from 1 to 3,660"),
        ("suspend", {"days": "-3"}, "found '-3'"),
        ("suspend", {"days": "ten"}, "found 'ten'"),
        ("suspend", {"days": "٣"}, "found '٣'"),
        ("suspend", {"days": "9" * 5_000}, "found '9999"),
        ("freeze", {"hours": "8761"}, "a whole number of hours from 1 to 8,760"),
        ("extend", {"term": "decision", "months": "601"}, "a whole number of months from 1 to 600"),
        ("accept", {"on": "soon"}, "accept: expected `on` as a day such as 2026-03-02, found 'soon'"),
        ("extend", {"days": "10"}, "extend: expected `term`, the clock it is about, found none"),
        ("stop_clock", {"reason": "x"}, "stop_clock: expected `term`"),
        ("start_clock", None, "start_clock: expected `term`"),
        ("extend", {"term": "decision"}, "expected one of days, hours, months, found none"),
        ("extend", {"term": "decision", "days": "1", "months": "1"}, "found days, months"),
    ],
)
def test_what_an_event_does_not_tell_is_refused(name: str, data: dict[str, str] | None, said: str) -> None:
    with pytest.raises(EventRefused) as refused:
        Event(name, NOON, data)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 200


def test_an_instant_has_a_zone() -> None:
    with pytest.raises(EventRefused, match=r"submit: expected an instant with its zone, found 2026-03-02T12:00:00\."):
        Event("submit", NOON.replace(tzinfo=None))


def test_the_day_that_counts_is_the_one_told_else_the_one_of_the_office() -> None:
    assert Event("submit", NOON).day("Pacific/Apia") == date(2026, 3, 3)
    assert Event("submit", NOON, {"on": "2026-02-27"}).day("Pacific/Apia") == date(2026, 2, 27)


def test_an_event_tells_how_long() -> None:
    assert Event("suspend", NOON, {"days": "30"}).amount == Length(days=30)
    assert Event("suspend", NOON, {"cause": "own_request"}).amount is None


def test_two_events_are_about_the_same_unless_both_say_otherwise() -> None:
    first, second, neither = (Event("consult", NOON, data) for data in ({"about": "1"}, {"about": "2"}, None))
    assert not first.meant_by(second)
    assert first.meant_by(first)
    assert first.meant_by(neither)
    assert neither.meant_by(first)
