"""What is within noise is said to be so."""

import numpy as np
import pytest

from trustlane.selectivity.evaluation.page import page
from trustlane.selectivity.evaluation.result import MODEL, Evaluation, FoldScore, KindResult, scored, sentences

RATES = (0.01, 0.02, 0.05, 0.10)


def fold(precision: float, auc: float) -> FoldScore:
    return FoldScore((precision,) * 4, (0.1,) * 4, auc)


def result(other: list[float]) -> KindResult:
    mine = [0.40, 0.41, 0.39, 0.42, 0.38]
    methods = {"random": tuple(fold(one, 0.5) for one in other), MODEL: tuple(fold(one, 0.6) for one in mine)}
    return KindResult("irregularity", 0.2, 100, methods)


def test_a_large_steady_difference_is_beyond_noise() -> None:
    gap = result([0.20, 0.21, 0.19, 0.22, 0.19]).difference(MODEL, "random", 2)
    assert gap.mean == pytest.approx(0.198) and gap.beyond_noise and gap.folds_better == 5


def test_a_small_unsteady_difference_is_within_noise_and_told_so() -> None:
    close = result([0.44, 0.37, 0.40, 0.39, 0.39])
    assert not close.difference(MODEL, "random", 2).beyond_noise
    assert "within noise" in sentences(close, RATES)[0] and "beyond noise" in sentences(close, RATES)[0]


def test_the_interval_is_the_one_of_student() -> None:
    from scipy import stats  # type: ignore[import-untyped]

    gap = result([0.30, 0.33, 0.29, 0.35, 0.30])
    mine = np.array([0.40, 0.41, 0.39, 0.42, 0.38]) - np.array([0.30, 0.33, 0.29, 0.35, 0.30])
    low, high = stats.t.interval(0.95, 4, loc=mine.mean(), scale=stats.sem(mine))
    assert gap.difference(MODEL, "random", 2).half == pytest.approx((high - low) / 2, rel=1e-3)


def test_a_perfect_score_has_full_precision() -> None:
    found = np.r_[np.ones(10), np.zeros(190)]
    best = scored(found, found, RATES, seed=0)
    assert best.precision == (1.0, 1.0, 1.0, 0.5) and best.recall[3] == 1.0 and best.auc == 1.0


def test_the_page_and_the_figures_for_programs_hold_every_method() -> None:
    found = Evaluation(200, 100, 5, (result([0.2] * 5),), {"<rare>": "too few"})
    told = found.as_dict()["kinds"]["irregularity"]
    assert told["methods"][MODEL]["precision"]["0.05"]["mean"] == pytest.approx(0.4)
    html = page(found)
    assert "&lt;rare&gt;" in html and "0.400 ± 0.014" in html and page(found) == html
