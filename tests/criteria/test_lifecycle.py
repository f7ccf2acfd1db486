"""Editions go from draft to retired by one table; days alone bring an adopted one into force and out of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.criteria.lifecycle import MOVES, Adopted, Phase, Stage, paths, phases, successors, target_of
from trustlane.criteria.refusals import WrongStage

FIRST = date(2026, 1, 1)
SECOND = Adopted("own-2027", date(2027, 1, 1), date(2027, 6, 30))
ALL = [Adopted("own-2026", FIRST, FIRST), SECOND, Adopted("own-2028", date(2028, 1, 1), date(2028, 3, 31))]


def test_each_move_from_each_stage_leads_where_the_table_says_or_is_refused_by_name() -> None:
    ways = set(paths())
    for name in MOVES:
        for stage in Stage:
            if stage in MOVES[name].sources:
                assert f"{name}:{stage}>{target_of(name, stage)}" in ways
            else:
                with pytest.raises(WrongStage, match=name.replace("_", " ")):
                    target_of(name, stage)
    with pytest.raises(WrongStage, match="no stage"):
        target_of("forge", Stage.DRAFT)


def test_nothing_is_adopted_without_a_consultation_and_nothing_leads_on_from_adopted() -> None:
    assert {way.split(":")[1].split(">")[0] for way in paths() if way.endswith(">adopted")} == {"settling"}
    assert not [way for way in paths() if ":adopted>" in way or ":dropped>" in way]
    assert {way for way in paths() if way.endswith(">settling")} == {
        "close:consultation>settling",
        "revise:settling>settling",
    }


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 12, 31), ["in_force", "coming", "coming"]),
        (date(2027, 1, 1), ["transition", "in_force", "coming"]),
        (date(2027, 6, 30), ["transition", "in_force", "coming"]),
        (date(2027, 7, 1), ["retired", "in_force", "coming"]),
        (date(2028, 3, 31), ["retired", "transition", "in_force"]),
        (date(2028, 4, 1), ["retired", "retired", "in_force"]),
    ],
)
def test_days_bring_an_edition_into_force_into_transition_and_out(on: date, expected: list[str]) -> None:
    found = phases(ALL, on)
    assert [found[one.name] for one in ALL] == expected


def test_before_the_first_day_none_is_in_force() -> None:
    assert phases([SECOND], date(2026, 1, 1)) == {"own-2027": Phase.COMING}
    assert phases([], FIRST) == {}


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 400)), max_size=6), st.integers(0, 1400))
def test_once_the_first_has_begun_exactly_one_is_in_force(days: list[tuple[int, int]], on: int) -> None:
    def day(number: int) -> date:
        return FIRST + timedelta(days=number)

    of = [Adopted(f"own-{number}", day(begins), day(begins + more)) for number, (begins, more) in enumerate(days)]
    found = phases(of, day(on))
    assert set(found) == {one.name for one in of}
    in_force = [one for one in of if found[one.name] is Phase.IN_FORCE]
    assert len(in_force) == any(one.begins <= day(on) for one in of)
    assert all(one.begins <= day(on) for one in in_force)
    assert all((found[one.name] is Phase.COMING) == (one.begins > day(on)) for one in of)


def test_what_follows_what_is_read_a_pair_a_line() -> None:
    assert successors("A.O1 = A.O2\n\n B.O1=B.O9 ") == {"A.O1": "A.O2", "B.O1": "B.O9"}
    assert successors("") == {}
    for words in ("A.O1", "= A.O2", "A.O1 ="):
        with pytest.raises(ValueError, match="Line 1"):
            successors(words)
    with pytest.raises(ValueError, match=r"Line 2.*twice"):
        successors("A.O1 = A.O2\nA.O1 = A.O3")
