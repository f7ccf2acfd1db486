"""Draws that belong to somebody: alike on their range, independent of one another, the same whoever asks for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.simulate.draws import Draws, mixed

N = 200_000


def chi_square(counts: np.ndarray) -> float:
    """How far counts lie from equal ones, in standard deviations of the statistic."""
    expected = counts.sum() / counts.size
    free = counts.size - 1
    return float((((counts - expected) ** 2 / expected).sum() - free) / np.sqrt(2 * free))


def test_the_finaliser_is_that_of_splitmix64() -> None:
    # The first numbers of the reference implementation from seed 1234567 are the finaliser of its counter.
    counter = (np.arange(1, 4, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) + np.uint64(1234567)
    assert mixed(counter).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@pytest.mark.parametrize("coordinate", ["actor", "day", "both"])
def test_numbers_fill_their_range_alike_whichever_coordinate_counts(coordinate: str) -> None:
    every = np.arange(N)
    whose = {"actor": (every, 7), "day": (7, every), "both": (every % 447, every // 447)}[coordinate]
    lot = Draws(3).uniform("anything", *whose)
    assert lot.min() >= 0 and lot.max() < 1
    assert abs(chi_square(np.bincount((lot * 1000).astype(int), minlength=1000))) < 5


def test_a_draw_tells_nothing_of_its_neighbours_nor_of_another_purpose_or_seed() -> None:
    every = np.arange(N)
    one = Draws(3).uniform("one", every, 5)
    others = {
        "next actor": np.roll(one, 1),
        "next day": Draws(3).uniform("one", every, 6),
        "other purpose": Draws(3).uniform("two", every, 5),
        "other seed": Draws(4).uniform("one", every, 5),
        "exchanged": Draws(3).uniform("one", np.full(N, 5), every),
    }
    for name, other in others.items():
        joint = np.bincount((one * 16).astype(int) * 16 + (other * 16).astype(int), minlength=256)
        assert abs(chi_square(joint)) < 5, name
        assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(N), name


@given(st.integers(0, 2**32), st.lists(st.integers(0, 2**17), min_size=2, max_size=40, unique=True))
def test_what_is_drawn_for_one_does_not_depend_on_who_else_is_there(seed: int, actors: list[int]) -> None:
    together = Draws(seed).uniform("what", np.array(actors), 9)
    alone = [Draws(seed).uniform("what", np.array([actor]), 9)[0] for actor in actors]
    assert together.tolist() == alone


def test_every_bit_of_a_key_is_one_half_of_the_time() -> None:
    keys = Draws(11).keys("bits", np.arange(N))
    share = [float(((keys >> np.uint64(bit)) & np.uint64(1)).mean()) for bit in range(64)]
    assert all(abs(one - 0.5) < 5 * 0.5 / np.sqrt(N) for one in share)


def test_normal_numbers_have_their_mean_spread_and_tails() -> None:
    lot = Draws(5).normal("normal", np.arange(N))
    assert abs(lot.mean()) < 5 / np.sqrt(N)
    assert abs(lot.std() - 1) < 0.01
    assert abs((np.abs(lot) > 1.96).mean() - 0.05) < 0.003
    assert np.abs(lot).max() > 4


@pytest.mark.parametrize("mean", [0.02, 0.7, 4.0, 29.0, 31.0, 400.0])
def test_counts_have_the_mean_and_the_variance_of_poissons_distribution(mean: float) -> None:
    counts = Draws(6).count(np.full(N, mean), "count", np.arange(N))
    assert abs(counts.mean() - mean) < 5 * np.sqrt(mean / N) + 0.001 * mean
    assert abs(counts.var() / mean - 1) < 0.03
    assert counts.min() >= 0


def test_a_factor_around_its_mean_keeps_it() -> None:
    assert abs(Draws(7).spread(0.8, "factor", np.arange(N)).mean() - 1) < 0.02
