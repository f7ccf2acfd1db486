"""Codes are the same for one line and for many, and say apart what is new from what is not said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.selectivity.declared import lines
from tests.selectivity.model.history import history
from trustlane.selectivity.model import coding
from trustlane.selectivity.model.coding import NULL, UNSEEN
from trustlane.selectivity.model.profiles import crosses_used

CROSSES = (("hs6", "origin"), ("hs6", "tax_type", "tax_rate"), ("mass",), ("importer", "hs4"))
KNOWN = history(300)
CODER = coding.fit(KNOWN, crosses_used())


def test_what_history_never_had_is_unseen_and_what_is_not_declared_is_null() -> None:
    coder = coding.fit(lines({"origin": "XA"}), [("origin",), ("hs6", "origin")])
    codes = coder.codes(lines({"origin": "XA"}, {"origin": "XZ"}, {"origin": None}, {"hs": "999999", "origin": "XA"}))
    assert codes[("origin",)].tolist() == [0, UNSEEN, NULL, 0]
    assert codes[("hs6", "origin")].tolist() == [0, UNSEEN, NULL, UNSEEN]


def test_a_table_answers_for_both_from_behind() -> None:
    values = coding.table(np.array([5.0, 6.0]), unseen=1.0, null=2.0)
    assert values[np.array([1, 0, UNSEEN, NULL])].tolist() == [6.0, 5.0, 1.0, 2.0]


@given(st.lists(st.integers(0, KNOWN.height - 1), min_size=1, max_size=20))
def test_a_line_has_the_same_codes_alone_and_among_others(rows: list[int]) -> None:
    whole, part = CODER.codes(KNOWN), CODER.codes(KNOWN[rows])
    for cross in CROSSES:
        assert np.array_equal(whole[cross][rows], part[cross])


def test_two_lines_share_a_code_exactly_if_they_share_the_values() -> None:
    codes = CODER.codes(KNOWN)[("hs6", "tax_type", "tax_rate")]
    text = (KNOWN["hs"] + KNOWN["tax_type"] + KNOWN["tax_rate_ppm"].cast(str)).to_numpy()
    assert (codes >= 0).all()
    assert (
        len(np.unique(codes))
        == len(np.unique(text))
        == len(np.unique([f"{a}{b}" for a, b in zip(codes, text, strict=True)]))
    )


def test_large_crosses_are_found_by_searching_as_small_ones_by_place(monkeypatch: pytest.MonkeyPatch) -> None:
    placed = {cross: CODER.codes(KNOWN)[cross] for cross in CROSSES}
    monkeypatch.setattr(coding, "DENSE", 1)
    searched = coding.fit(KNOWN, crosses_used()).codes(KNOWN)
    assert all(np.array_equal(placed[cross], searched[cross]) for cross in CROSSES)


def test_columns_that_history_leaves_empty_are_left_out() -> None:
    coder = coding.fit(lines({"carrier": None}), [("carrier",), ("carrier", "hs6")])
    assert not coder.has(("carrier",)) and not coder.has(("carrier", "hs6"))
