"""The random share: one by one as in a batch, checkable by anyone, and no way out of a draw by lodging again."""

from __future__ import annotations

import hashlib
import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.selectivity.random_share import (
    SeedRefused,
    are_drawn,
    commitment,
    draw,
    is_drawn,
    lodgements,
    threshold,
    verify,
)

SEED = bytes(range(32))


@given(
    st.binary(min_size=16, max_size=100),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20)),
    st.integers(0, 1_000_000),
)
def test_a_batch_draws_as_one_by_one(seed, references, rate) -> None:
    assert are_drawn(references, seed, rate).tolist() == [is_drawn(one, seed, rate) for one in references]


@given(st.integers(0, 999_999))
def test_a_higher_rate_only_adds_to_the_share(rate) -> None:
    references = [f"26XA{n}" for n in range(50)]
    lower, higher = are_drawn(references, SEED, rate), are_drawn(references, SEED, rate + 1)
    assert not (lower & ~higher).any()


def test_the_draw_is_the_keyed_blake2b_that_the_documentation_states() -> None:
    keyed = hashlib.blake2b(b"26XA0001", digest_size=8, key=SEED, person=b"trustlane draw").digest()
    assert draw("26XA0001", SEED) == int.from_bytes(keyed, "big")


def test_a_column_of_references_is_drawn_too() -> None:
    column = pl.Series(["a", "b", "c"])
    assert are_drawn(column, SEED, 500_000).tolist() == are_drawn(column.to_list(), SEED, 500_000).tolist()


def test_the_share_comes_close_to_its_rate() -> None:
    n, rate = 200_000, 20_000
    drawn = are_drawn([f"26XA{number:08d}" for number in range(n)], SEED, rate).sum()
    expected = n * rate / 1_000_000
    assert abs(drawn - expected) < 5 * math.sqrt(expected)


def test_the_threshold_is_exact_and_reaches_from_nobody_to_everybody() -> None:
    assert threshold(0) == 0
    assert threshold(1_000_000) == 1 << 64
    assert threshold(500_000) == 1 << 63
    assert not are_drawn(["a"], SEED, 0).any()
    assert are_drawn(["a"], SEED, 1_000_000).all()
    with pytest.raises(ValueError, match="parts per million"):
        threshold(1_000_001)


def test_a_seed_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(SeedRefused, match="at least 16"):
        draw("26XA0001", b"short")
    with pytest.raises(SeedRefused):
        commitment(b"short")


def test_every_reference_of_a_consignment_is_found_from_its_last() -> None:
    previous = {"third": "second", "second": "first"}
    assert lodgements("third", previous) == ["third", "second", "first"]
    assert lodgements("other", previous) == ["other"]


def test_references_that_name_one_another_in_a_circle_come_to_an_end() -> None:
    assert lodgements("tail", {"b": "a", "a": "c", "c": "b", "tail": "b"}) == ["tail", "b", "a", "c"]


def test_an_auditor_confirms_an_honest_draw() -> None:
    references = [f"26XA{n:04d}" for n in range(500)]
    claimed = {one: is_drawn(one, SEED, 100_000) for one in references}
    found = verify(commitment(SEED), SEED, 100_000, claimed)
    assert found.holds
    assert found.examined == 500


def test_an_auditor_sees_another_seed_and_every_changed_draw() -> None:
    references = [f"26XA{n:04d}" for n in range(500)]
    claimed = {one: is_drawn(one, SEED, 100_000) for one in references}
    inside = next(one for one in references if claimed[one])
    outside = next(one for one in references if not claimed[one])
    claimed[inside], claimed[outside] = False, True
    found = verify(commitment(SEED), SEED, 100_000, claimed)
    assert (found.wrongly_left_out, found.wrongly_drawn) == ((inside,), (outside,))
    assert not found.holds
    assert not verify(commitment(bytes(32)), SEED, 100_000, claimed).seed_is_committed
    assert not verify(commitment(SEED), b"", 100_000, claimed).holds


@pytest.mark.parametrize("rate", [0, 500_000, 1_000_000])
def test_an_auditor_finds_a_consignment_drawn_by_any_of_its_references(rate: int) -> None:
    previous = {f"again {n}": f"first {n}" for n in range(50)}
    claimed = {one: is_drawn(one, SEED, rate) or is_drawn(before, SEED, rate) for one, before in previous.items()}
    claimed |= {before: is_drawn(before, SEED, rate) for before in previous.values()}
    assert verify(commitment(SEED), SEED, rate, claimed, previous).holds
    assert verify(commitment(SEED), SEED, rate, {}, previous).examined == 0
    shed = {one: is_drawn(one, SEED, rate) for one in claimed}
    assert verify(commitment(SEED), SEED, rate, shed, previous).holds == (rate in (0, 1_000_000))
