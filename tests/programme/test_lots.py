"""Lots: repeatable from their documentation, fixed by a commitment, and never alike for different words."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.lots import SeedRefused, commitment, is_committed, lot

SEED = bytes(range(32))


def test_a_lot_is_the_keyed_hash_that_the_documentation_states() -> None:
    keyed = hmac.new(SEED, b"5:case1,3:\xc3\xa9x,", "sha256").hexdigest()
    assert lot(SEED, "case1", "éx") == int(keyed, 16)


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_different_words_have_different_lots(one, other) -> None:
    assert (lot(SEED, *one) == lot(SEED, *other)) == (one == other)


@given(st.binary(min_size=16, max_size=80), st.binary(min_size=0, max_size=80))
def test_a_commitment_fits_its_own_seed_only(seed, other) -> None:
    committed = commitment(seed)
    assert len(committed) == 64
    assert is_committed(seed, committed.upper())
    assert is_committed(other, committed) == (seed == other)


def test_a_commitment_is_no_lot_and_no_plain_hash_of_the_seed() -> None:
    assert commitment(SEED) not in {hashlib.sha256(SEED).hexdigest(), f"{lot(SEED):064x}"}


def test_a_commitment_that_is_no_commitment_fits_nothing() -> None:
    assert not is_committed(SEED, "é")
    assert not is_committed(SEED, "")


def test_a_seed_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(SeedRefused, match="15 octets; draw at least 16"):
        lot(b"x" * 15, "a")
    with pytest.raises(SeedRefused):
        commitment(b"short")
