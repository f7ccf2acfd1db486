"""Precision, recall and area mean what everybody means by them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from trustlane.selectivity.model import ranking


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=4, max_size=80))
def test_the_area_is_the_one_others_compute(pairs: list[tuple[int, bool]]) -> None:
    score, found = np.array([s for s, _ in pairs], float), np.array([f for _, f in pairs], float)
    if 0 < found.sum() < len(found):
        assert abs(ranking.area(score, found) - roc_auc_score(found, score)) < 1e-12


def test_the_highest_scores_are_inspected() -> None:
    score, found = np.arange(100.0), np.zeros(100)
    found[[99, 98, 5]] = 1.0
    assert ranking.precision_recall(score, found, 0.04, seed=0) == (0.5, 2 / 3)


def test_equal_scores_are_ordered_by_lot_not_by_their_place_in_the_file() -> None:
    found = np.r_[np.ones(500), np.zeros(500)]
    precision, _ = ranking.precision_recall(np.zeros(1000), found, 0.1, seed=1)
    assert 0.3 < precision < 0.7
    assert ranking.precision_recall(np.zeros(1000), found, 0.1, seed=1)[0] == precision


def test_an_inspection_rate_buys_at_least_one() -> None:
    assert ranking.inspected(10, 0.01) == 1 and ranking.inspected(3364, 0.05) == 168
