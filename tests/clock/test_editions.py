"""A calendar is read from plain data, and what is wrong with it is said by place."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from trustlane.clock.calendars import Calendar, Holiday, Observed, Weekend, holiday_on, is_weekend
from trustlane.clock.editions import CalendarRefused, calendar_of
from trustlane.clock.holidays import Announced, Easter, Fixed, NthWeekday

WHOLE = {
    "administration": "XA",
    "edition": "2026-1",
    "weekends": [
        {"days": ["friday", "saturday"], "to": "2021-12-31"},
        {"days": ["saturday", "sunday"], "from": date(2022, 1, 1)},
    ],
    "holidays": [
        {"name": "New Year", "date": "01-01", "observed": "next_working_day"},
        {"name": "Spring Day", "nth": [-1, "monday", 5], "from": "2000-01-01"},
        {"name": "Good Friday", "easter": -2},
        {"name": "Orthodox Easter Monday", "orthodox_easter": 1},
        {"name": "Moon Feast", "days": ["2026-03-20"]},
    ],
    "worked": ["2026-02-14"],
}


def test_a_whole_edition_is_read():
    assert calendar_of(WHOLE) == Calendar(
        "XA",
        "2026-1",
        weekends=(
            Weekend(frozenset({4, 5}), valid_to=date(2021, 12, 31)),
            Weekend(frozenset({5, 6}), valid_from=date(2022, 1, 1)),
        ),
        holidays=(
            Holiday("New Year", Fixed(1, 1), Observed.NEXT_WORKING_DAY),
            Holiday("Spring Day", NthWeekday(-1, 0, 5), valid_from=date(2000, 1, 1)),
            Holiday("Good Friday", Easter(-2)),
            Holiday("Orthodox Easter Monday", Easter(1, julian=True)),
            Holiday("Moon Feast", Announced(frozenset({date(2026, 3, 20)}))),
        ),
        worked=frozenset({date(2026, 2, 14)}),
    )


def test_an_edition_may_be_as_small_as_its_name():
    small = calendar_of({"administration": "XB", "edition": "1"})
    assert small == Calendar("XB", "1")
    assert holiday_on(small, date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"administration": " "}, "expected 'administration' with a text"),
        ({"colour": "red"}, "colour is not known"),
        ({"holidays": "none"}, "holidays: expected a list"),
        ({"holidays": ["x"]}, r"holidays\[0\]: expected names with values"),
        ({"holidays": [{"name": "X"}]}, r"holidays\[0\]: expected exactly one of .* found none"),
        ({"holidays": [{"name": "X", "date": "01-01", "easter": 1}]}, "exactly one of"),
        ({"holidays": [{"name": "X", "date": "first"}]}, r"holidays\[0\].date: expected month and day"),
        ({"holidays": [{"name": "X", "date": "02-30"}]}, r"holidays\[0\].date: "),
        ({"holidays": [{"name": "X", "nth": [1, "monday"]}]}, r"expected \[which, weekday, month\]"),
        ({"holidays": [{"name": "X", "nth": [1, "moonday", 1]}]}, "expected a weekday"),
        ({"holidays": [{"name": "X", "nth": [9, "monday", 1]}]}, "no such weekday of a month"),
        ({"holidays": [{"name": "X", "easter": "soon"}]}, "whole number of days"),
        ({"holidays": [{"name": "X", "easter": True}]}, "whole number of days"),
        ({"holidays": [{"name": "X", "date": "01-01", "observed": "never"}]}, "expected one of same_day"),
        ({"holidays": [{"name": "X", "days": ["some day"]}]}, "expected a day such as"),
        ({"holidays": [{"name": "X", "date": "01-01", "from": "x"}]}, r"holidays\[0\].from: expected a day"),
        ({"weekends": [{"days": ["monday", "noday"]}]}, r"weekends\[0\].days: expected a weekday"),
        ({"weekends": [{}]}, r"weekends\[0\].days: expected a list"),
        ({"weekends": [{"days": "monday"}]}, r"weekends\[0\].days: expected a list"),
    ],
)
def test_what_is_wrong_is_said_by_place(change, complaint):
    with pytest.raises(CalendarRefused, match=complaint):
        calendar_of(WHOLE | change)


def test_the_edition_shown_in_the_reference_is_read():
    page = Path(__file__).parents[2] / "docs" / "reference" / "calendars.md"
    shown = calendar_of(yaml.safe_load(page.read_text("utf-8").split("```yaml")[1].split("```")[0]))
    assert holiday_on(shown, date(2026, 5, 25)) == "Spring Day"
    assert holiday_on(shown, date(2027, 3, 10)) == "Feast of the New Moon"
    assert is_weekend(shown, date(2021, 12, 31))
