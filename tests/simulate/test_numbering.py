"""References of customs: each its own, found back to whose it is, and telling nobody."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from trustlane.simulate import numbering

BEGINS = date(2026, 1, 1)
MASK = 0x5A5A1234


@given(
    st.integers(-numbering.EARLIER, numbering.LAST_DAY),
    st.integers(0, 250_000),
    st.integers(0, numbering.MOST_OF_ONE - 1),
    st.sampled_from([numbering.SUMMARY, numbering.GOODS, numbering.AGAIN]),
    st.integers(0, 2**64 - 1),
)
def test_a_reference_leads_back_to_its_number_and_its_actor(
    day: int, actor: int, nth: int, slot: int, mask: int
) -> None:
    consignment = numbering.consignments(day, np.array([actor]), np.array([nth]))
    number = numbering.declared(consignment, slot)
    reference = numbering.references(number, "XA", BEGINS, mask)
    assert len(reference[0]) == 18
    assert numbering.numbers(reference, mask).tolist() == number.tolist()
    assert numbering.actor_of(number).tolist() == [actor]
    assert numbering.consignment_of(number).tolist() == consignment.tolist()


def test_references_are_all_different_and_neighbours_do_not_look_alike() -> None:
    numbers = numbering.consignments(12, np.repeat(np.arange(500), 40), np.tile(np.arange(40), 500))
    references = numbering.references(numbers, "XA", BEGINS, MASK)
    assert references.n_unique() == len(numbers)
    assert references.str.slice(4, 6).n_unique() > 15_000
    assert set(references.str.slice(0, 4)) == {"26XA"}


def test_the_year_is_that_in_which_the_consignment_was_first_lodged() -> None:
    for day, year in ((-3, "25"), (0, "26"), (364, "26"), (365, "27")):
        number = numbering.consignments(day, np.array([1]), np.array([0]))
        assert numbering.references(number, "XA", BEGINS, MASK)[0].startswith(f"{year}XA")


def test_what_is_no_reference_of_this_country_gives_a_number_that_nobody_has() -> None:
    strange = numbering.numbers(
        pl.Series(["", "nonsense", "26XAabc", "26XA99999999999999", None], dtype=pl.String), MASK
    )
    most = numbering.declared(
        numbering.consignments(numbering.LAST_DAY, np.array([(1 << 18) - 1]), np.array([numbering.MOST_OF_ONE - 1])), 3
    )
    assert (strange > most).all()
