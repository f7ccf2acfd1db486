"""Other ways to spare the trusted: a fixed share of looks, and a ladder that is climbed by clean results."""

from __future__ import annotations

import numpy as np
import polars as pl

from trustlane.selectivity.sparing import FixedShare, Ladder


def spared(ladder: Ladder, importer: str = "A", lot: float = 0.6) -> bool:
    return bool(ladder.spared(pl.Series([importer]), np.array([True]), np.array([lot]))[0])


def results(ladder: Ladder, *found: bool) -> None:
    ladder.learn(pl.Series(["A"] * len(found)), pl.Series(list(found)))


def test_a_fixed_share_of_trusted_looks_is_kept() -> None:
    lots = np.linspace(0, 1, 1000, endpoint=False)
    importer = pl.Series(["A"] * 1000)
    assert FixedShare(0.2).spared(importer, np.ones(1000, bool), lots).mean() == 0.8
    assert not FixedShare(0.2).spared(importer, np.zeros(1000, bool), lots).any()


def test_clean_results_earn_a_step() -> None:
    ladder = Ladder(clean=3)
    results(ladder, False, False)
    assert not spared(ladder)
    results(ladder, False)
    assert spared(ladder)
    assert not spared(ladder, lot=0.4)
    assert not spared(ladder, importer="B")


def test_a_find_resets_and_the_way_back_is_shorter() -> None:
    ladder = Ladder(clean=5, reinstated=2)
    results(ladder, *[False] * 5, True)
    assert not spared(ladder)
    results(ladder, False, False)
    assert spared(ladder)


def test_beyond_where_one_fell_the_way_is_as_long_as_ever() -> None:
    ladder = Ladder(clean=5, reinstated=2)
    results(ladder, *[False] * 5, True, False, False, *[False] * 4)
    assert not spared(ladder, lot=0.3)
    results(ladder, False)
    assert spared(ladder, lot=0.3)


def test_the_ladder_has_a_last_step() -> None:
    ladder = Ladder(clean=1, steps=2)
    results(ladder, *[False] * 50)
    assert spared(ladder, lot=0.26)
    assert not spared(ladder, lot=0.24)


def test_only_trusted_importers_are_spared() -> None:
    ladder = Ladder(clean=1)
    results(ladder, False)
    assert not ladder.spared(pl.Series(["A"]), np.array([False]), np.array([0.9]))[0]
