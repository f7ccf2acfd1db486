"""The random share: the same for one and for many, at the stated rate, open to check."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.selectivity import random_share

SEED = b"0123456789abcdef"


@given(st.lists(st.text(max_size=40), max_size=30), st.binary(max_size=100))
def test_one_alone_draws_what_it_draws_among_many(references: list[str], seed: bytes) -> None:
    many = random_share.draws(pl.Series(references, dtype=pl.String), seed)
    assert many.tolist() == [random_share.lot(reference, seed) for reference in references]


@pytest.mark.parametrize("per_million", [0, 5_000, 10_000, 200_000, 1_000_000])
def test_the_rate_is_what_the_policy_says(per_million: int) -> None:
    lots = random_share.draws(pl.Series([f"D{number}" for number in range(40_000)]), SEED)
    share = float((lots < random_share.threshold(per_million)).mean())
    assert share == pytest.approx(per_million / 1_000_000, abs=0.006)


def test_another_seed_draws_others() -> None:
    references = pl.Series([f"D{number}" for number in range(2_000)])
    first, second = (random_share.draws(references, seed) < random_share.threshold(100_000) for seed in (b"a", b"b"))
    assert (first & second).sum() < first.sum() / 2


def test_a_consignment_lodged_again_keeps_its_lot() -> None:
    again = random_share.draw_keys(pl.Series(["D3", "D9", "D1"]), {"D3": "D2", "D2": "D1"})
    assert again.to_list() == ["D1", "D9", "D1"]


def test_replacements_in_a_circle_end() -> None:
    assert random_share.draw_keys(pl.Series(["D1"]), {"D1": "D2", "D2": "D1"}).len() == 1


def test_the_auditor_finds_a_lot_that_was_changed_and_a_seed_that_was_not_committed_to() -> None:
    said = [(f"D{number}", random_share.is_drawn(f"D{number}", SEED, 500_000)) for number in range(50)]
    committed = random_share.commitment(SEED)
    assert random_share.misdrawn(said, SEED, 500_000, committed) == (True, ())
    said[7] = (said[7][0], not said[7][1])
    assert random_share.misdrawn(said, SEED, 500_000, committed) == (True, ("D7",))
    assert random_share.misdrawn(said[:1], b"other", 500_000, committed)[0] is False


@pytest.mark.parametrize("per_million", [-1, 1_000_001])
def test_a_rate_that_is_no_share_is_refused(per_million: int) -> None:
    with pytest.raises(ValueError, match="random share"):
        random_share.threshold(per_million)
