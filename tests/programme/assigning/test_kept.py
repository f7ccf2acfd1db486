"""A draw that was written down is read back as it was, and what is no draw is refused with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programme.assigning.test_drawing import CASE, PAIR, SEED, out, people, person
from trustlane.programme.assigning import kept
from trustlane.programme.assigning.drawing import differences, draw, redraw
from trustlane.programme.assigning.people import DrawRefused

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(st.binary(min_size=16, max_size=40), st.integers(2, 7))
def test_a_draw_is_read_back_as_it_was_and_repeated(seed: bytes, many: int) -> None:
    crowd = [
        *people(many),
        person("q", conflicts=frozenset({"XA1", "XA2"}), absences=((CASE.visit[0], CASE.visit[1]),)),
    ]
    drawn = draw(seed, CASE, crowd, PAIR)
    if many > 2:
        drawn = redraw(seed, drawn, crowd, out(drawn.team["lead"]))
    read = kept.read(json.loads(json.dumps(kept.written(drawn))))
    assert read == drawn
    assert differences(seed, read) == ()


@given(st.dictionaries(st.sampled_from(["case", "wanted", "committed", "rounds", "other"]), VALUES))
def test_what_is_no_draw_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(DrawRefused):
        kept.read(table)


def test_a_lot_that_is_no_number_is_refused() -> None:
    table = kept.written(draw(SEED, CASE, people(3), PAIR))
    table["rounds"][0]["urn"][0]["first"] = "seven"
    with pytest.raises(DrawRefused):
        kept.read(table)
