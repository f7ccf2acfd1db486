"""The chance of a declaration: that anything on any line is wrong, to the last bit the same alone and among others."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.selectivity.declared import lines
from trustlane.selectivity.model.declared import any_wrong, declarations_of, owners


@given(st.lists(st.tuples(st.integers(0, 8), st.floats(0.0, 1.0)), min_size=1, max_size=60))
def test_a_declaration_alone_gets_what_it_gets_among_others(pairs: list[tuple[int, float]]) -> None:
    owner, chance = np.array([one for one, _ in pairs]), np.array([p for _, p in pairs])
    together = any_wrong(chance, owner, 9)
    for one in set(owner.tolist()):
        mine = chance[owner == one]
        assert any_wrong(mine, np.zeros(len(mine), int), 1)[0] == together[one]
        if len(mine) == 1:
            assert any_wrong(mine, None, 1)[0] == together[one]


def test_two_lines_are_more_likely_wrong_than_one() -> None:
    assert any_wrong(np.array([0.5, 0.5]), np.array([0, 0]), 1)[0] == 0.75


def test_lines_find_their_declaration_by_reference_and_version() -> None:
    rows = lines(
        {"declaration": "A"}, {"declaration": "B"}, {"declaration": "A", "version": 2}, {"declaration": "B", "line": 2}
    )
    heads = declarations_of(rows)
    assert heads.rows() == [("A", 1), ("B", 1), ("A", 2)]
    assert owners(rows, heads).tolist() == [0, 1, 2, 1]  # type: ignore[union-attr]


def test_one_line_each_in_order_needs_no_owner() -> None:
    rows = lines({}, {"version": None})
    assert owners(rows, declarations_of(rows)) is None


def test_lines_of_nobody_asked_for_are_left_out() -> None:
    rows = lines({"declaration": "A"}, {"declaration": "B"})
    owner = owners(rows, declarations_of(rows[1:]))
    assert any_wrong(np.array([0.9, 0.2]), owner, 1).tolist() == [1 - 0.8]
