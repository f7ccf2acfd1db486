"""When the rules of monitoring speak: enough of it, of the right kind, in time, and something that is new."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane import written
from trustlane.programme.monitoring import reading
from trustlane.programme.monitoring.rules import Ground, Occurrence, Rule, Rules, Totals, grounds

ON = date(2026, 6, 30)
THREE = Rule(id="repeated", of="finds", says="Again and again.", least=3, days=90)
NONE = Totals()
LATELY = datetime(2026, 6, 1, tzinfo=UTC)


def find(days_ago: int, kind: str = "undervaluation", *, reference: str = "", told: datetime = LATELY) -> Occurrence:
    return Occurrence("finds", reference or f"D{days_ago}", ON - timedelta(days=days_ago), told, kind)


def amended(days_ago: int) -> Occurrence:
    return Occurrence("amendments", f"A{days_ago}", ON - timedelta(days=days_ago), LATELY)


def spoken(rule: Rule, *happened: Occurrence, total: Totals = NONE, since: datetime | None = None) -> list[str]:
    rules = Rules(id="test", days_to_answer=30, rules=(rule,))
    return [one.rule for one in grounds(rules, happened, {rule.days: total}, on=ON, since=since)]


def test_three_finds_in_ninety_days_speak_and_two_do_not() -> None:
    assert spoken(THREE, find(1), find(50), find(89)) == ["repeated"]
    assert spoken(THREE, find(1), find(50)) == []


def test_the_ninetieth_day_back_is_the_first_that_counts() -> None:
    assert spoken(THREE, find(1), find(50), find(90)) == []


def test_what_is_dated_later_does_not_count_yet() -> None:
    assert spoken(THREE, find(1), find(50), find(-1)) == []


def test_a_rule_of_some_kinds_counts_only_these() -> None:
    rule = Rule(id="serious", of="finds", says="Security.", least=1, days=365, kinds=("contraband",))
    assert spoken(rule, find(3)) == []
    assert spoken(rule, find(3, "contraband")) == ["serious"]


def test_a_rule_speaks_only_of_something_told_since_the_last_look() -> None:
    happened = (find(1), find(2), find(3))
    assert spoken(THREE, *happened, since=LATELY) == []
    assert spoken(THREE, *happened, find(0, told=LATELY + timedelta(days=1)), since=LATELY) == ["repeated"]


@pytest.mark.parametrize(("examined", "speaks"), [(39, False), (40, True), (50, True), (51, False)])
def test_a_share_speaks_of_enough_examinations_and_not_below_it(examined: int, speaks: bool) -> None:
    rule = Rule(id="often", of="finds", says="Often.", least=5, days=365, percent=10, among=40)
    happened = [find(day) for day in range(5)]
    assert bool(spoken(rule, *happened, total=Totals(10_000, examined))) is speaks


def test_amendments_are_a_share_of_declarations_and_finds_are_none_of_them() -> None:
    rule = Rule(id="corrected", of="amendments", says="Amended.", least=2, days=180, percent=10, among=10)
    assert spoken(rule, amended(1), amended(2), total=Totals(20, 0)) == ["corrected"]
    assert spoken(rule, amended(1), amended(2), total=Totals(21, 20)) == []
    assert spoken(rule, find(1), find(2), total=Totals(20, 20)) == []


def test_a_ground_names_what_it_counted_in_the_order_of_days() -> None:
    rules = Rules(id="test", days_to_answer=30, rules=(THREE,))
    found = grounds(rules, [find(1), find(80), find(5)], {}, on=ON)
    assert found == (Ground("repeated", "Again and again.", "finds", 3, 0, 90, ("D80", "D5", "D1")),)


def test_the_longest_memory_is_that_of_the_longest_rule() -> None:
    assert reading.shipped().longest == 365
    assert Rules(id="none", days_to_answer=1, rules=()).longest == 0


@given(
    st.lists(st.builds(find, st.integers(-5, 400), told=st.datetimes().map(lambda at: at.replace(tzinfo=UTC)))),
    st.integers(0, 200),
    st.integers(0, 100),
)
def test_more_finds_never_silence_a_rule(happened: list[Occurrence], declared: int, examined: int) -> None:
    rules = reading.shipped()
    totals = {rule.days: Totals(declared, examined) for rule in rules.rules}
    before = {one.rule for one in grounds(rules, happened, totals, on=ON)}
    after = {one.rule for one in grounds(rules, [*happened, find(0, "contraband")], totals, on=ON)}
    assert before <= after
    assert "serious" in after


ONE = "id: mine\ndays_to_answer: 9\nrules:\n  - {id: a, of: finds, says: Found., least: 1, days: 30%s}\n"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (", among: 5", "file, line 4: a asks for no share; delete among, or write percent too."),
        (", percent: 101", "file, line 4: rules[0].percent: Expected `int` <= 100"),
        (", percnt: 10", "percnt"),
        ("}\n  - {id: a, of: finds, says: Again., least: 1, days: 3", "file, line 5: a stands there twice"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_line(more: str, told: str) -> None:
    with pytest.raises(written.WrittenRefused) as refused:
        reading.rules(ONE % more, where="file")
    assert told in str(refused.value)


def test_amendments_have_no_kind() -> None:
    words = ONE.replace("finds", "amendments") % ", kinds: [contraband]"
    with pytest.raises(written.WrittenRefused, match="a counts amendments, which have no kind"):
        reading.rules(words, where="file")


@given(st.text(max_size=200))
def test_junk_is_refused_and_never_breaks(words: str) -> None:
    with pytest.raises(written.WrittenRefused):
        reading.rules(words, where="file")
