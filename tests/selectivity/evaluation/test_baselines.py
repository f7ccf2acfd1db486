"""What results are held against."""

import numpy as np

from tests.selectivity.declared import lines
from trustlane.selectivity.evaluation import baselines

TRAIN = lines({"hs": "010101"}, {"hs": "010101"}, {"hs": "020202", "net_mass_g": 5}, {"hs": "020203"})
FOUND = np.array([1.0, 0.0, 1.0, 0.0])


def test_a_look_up_knows_what_it_saw_and_nothing_else() -> None:
    judged = lines({"hs": "010101"}, {"hs": "020202", "net_mass_g": 5}, {"hs": "020202", "net_mass_g": 6})
    assert baselines.look_up(TRAIN, FOUND, judged).tolist() == [0.5, 1.0, 0.5]


def test_the_profile_of_a_commodity_counts_cases_not_rows_and_is_held_to_the_base() -> None:
    base = 2 / 3  # of the three distinct cases, the first row of each speaks
    score = baselines.commodity_profile(TRAIN, FOUND, lines({"hs": "010101"}, {"hs": "999999"}))
    assert np.allclose(score, [(1 + 10 * base) / 11, base])


def test_a_lot_is_the_same_for_the_same_seed_only() -> None:
    assert np.array_equal(baselines.by_lot(50, 3), baselines.by_lot(50, 3))
    assert not np.array_equal(baselines.by_lot(50, 3), baselines.by_lot(50, 4))
