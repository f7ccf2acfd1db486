"""Profiles are shrunk as far as the data ask for, and repeats do not vouch for themselves."""

import numpy as np

from trustlane.selectivity.model import ladder
from trustlane.selectivity.model.cases import Cases

N = 4000
DRAW = np.random.default_rng(5)
ORIGIN, IMPORTER = DRAW.integers(0, 20, N), DRAW.integers(0, 600, N)
RISKY = ORIGIN < 5
FOUND = (DRAW.random(N) < np.where(RISKY, 0.4, 0.1)).astype(float)
SINGLE = Cases(np.arange(N), np.ones(N))


def test_a_profile_that_tells_is_taken_and_one_that_does_not_is_not() -> None:
    starts = ladder.telling([("origin",), ("importer",)], [ORIGIN, IMPORTER], [20, 600], FOUND, SINGLE, 0.05)
    assert set(starts) == {("origin",)}


def test_points_are_higher_where_more_was_found_and_zero_for_new_and_unsaid() -> None:
    fitted = ladder.fit({("origin",): 0.05}, [ORIGIN], [20], FOUND, SINGLE.weights, 30)
    points = fitted.points[0]
    assert points[:5].min() > 0.5 > points[5:20].max()
    assert points[-2:].tolist() == [0.0, 0.0]
    chance = 1 / (1 + np.exp(-(fitted.intercept + points[ORIGIN])))
    assert abs(chance.mean() - FOUND.mean()) < 0.01
    assert abs(chance[RISKY].mean() - FOUND[RISKY].mean()) < 0.03


def test_points_of_a_value_seen_once_are_smaller_than_those_of_one_seen_often() -> None:
    place = np.r_[np.zeros(200, int), np.ones(1, int), np.full(799, 2)]
    found = np.r_[np.ones(100), np.zeros(100), np.ones(1), np.zeros(799)]
    points = ladder.fit({("origin",): 1.0}, [place], [3], found, np.ones(1000), 20).points[0]
    assert 0.0 < points[1] < points[0]


def test_rows_that_repeat_one_case_do_not_make_a_profile_tell() -> None:
    # 400 cases with a random result, each ten times, each with an importer of its own.
    found = (np.random.default_rng(3).random(400) < 0.3).astype(float)
    case = np.repeat(np.arange(400), 10)
    repeated = Cases(case, np.full(4000, 0.1))
    alike, by_chance = ladder.likeness(("importer",), case % 100, 100, found[case], repeated)
    assert abs(alike) < 3 * by_chance
    believed = Cases(np.arange(4000), np.full(4000, 1.0))
    fooled, little = ladder.likeness(("importer",), case % 100, 100, found[case], believed)
    assert fooled > 10 * little
