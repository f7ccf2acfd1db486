"""What was found before is told as a rate of distinct cases, and only where it speaks for a look."""

from __future__ import annotations

import numpy as np
import pytest

from trustlane.selectivity.model.record import Record, cross_of, per_cent

HS2 = ("hs2",)
# Of all, 22 %; by code: 31 % of 37,364, 15 % of 1,000, 100 % of 3, none looked at.
RECORD = Record(
    0.22,
    {HS2: (np.array([37_364.0, 1_000.0, 3.0, 0.0], np.float32), np.array([11_583.0, 150.0, 3.0, 0.0], np.float32))},
)


def test_a_rate_stands_beside_that_of_all() -> None:
    assert RECORD.said(HS2, np.array([0]))[0] == (
        "31 % of 37,364 earlier inspected cases were found wrong; of all: 22 %"
    )


@pytest.mark.parametrize("code", [1, 2, 3, -1, -2], ids=["fewer than usual", "too few", "none", "unseen", "not given"])
def test_what_speaks_for_no_look_is_not_told(code: int) -> None:
    assert RECORD.said(HS2, np.array([0, code])).to_list()[1] is None


def test_each_row_has_its_own() -> None:
    told = RECORD.said(HS2, np.array([0, 1, 0, -1]))
    assert [one is not None for one in told] == [True, False, True, False]
    assert len(RECORD.said(HS2, np.array([], np.int32))) == 0


def test_a_small_rate_has_a_digit_more() -> None:
    assert (per_cent(0.0312), per_cent(0.22), per_cent(0.0996)) == ("3.1 %", "22 %", "10 %")


def test_only_what_counts_something_has_a_record() -> None:
    assert cross_of("profile hs4×price_band") == ("hs4", "price_band")
    assert cross_of("count hs6×origin") == cross_of("share hs6×origin in hs6") == ("hs6", "origin")
    assert cross_of("log_mass") is None
    assert cross_of("rate against hs6") is None
