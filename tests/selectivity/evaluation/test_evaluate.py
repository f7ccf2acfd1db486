"""Evaluating: every method beside every other, on folds it never saw."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.selectivity.model.history import QUICK, history, results, wrong
from trustlane.selectivity.evaluation.evaluate import EvaluationRefused, evaluate
from trustlane.selectivity.evaluation.result import BY_LOT, COMMODITY, LOOK_UP, MODEL, PROFILES, TREES


def test_a_cause_is_found_by_the_model_and_not_by_a_look_up() -> None:
    rows = history(1500, seed=1)
    found = evaluate(rows, wrong(rows), settings=QUICK).kinds[0]
    assert tuple(found.methods) == (LOOK_UP, BY_LOT, COMMODITY, PROFILES, TREES, MODEL)
    assert found.auc(LOOK_UP).mean == 0.5
    assert found.difference(MODEL, BY_LOT, None).beyond_noise and found.auc(MODEL).mean > 0.65


def test_on_results_that_only_repeat_no_method_beats_chance() -> None:
    rows = history(2000, seed=4, repeats=5)
    of_case = np.random.default_rng(8).random(400) < 0.3
    found = evaluate(rows, results(rows, np.tile(of_case, 5)), settings=QUICK).kinds[0]
    assert found.judged == 400
    for method in found.methods:
        assert abs(found.auc(method).mean - 0.5) < 0.1


def test_the_same_seed_gives_the_same_figures_however_many_workers() -> None:
    rows = history(600, seed=2)
    one, two = (evaluate(rows, wrong(rows), settings=QUICK, workers=workers).as_dict() for workers in (1, 2))
    assert one == two


def test_kinds_with_too_few_finds_are_named() -> None:
    rows = history(600)
    rare = results(rows, np.arange(600) < 3, "critical")
    assert "critical" in evaluate(rows, pl.concat([wrong(rows), rare]), settings=QUICK).left_out
    with pytest.raises(EvaluationRefused, match="3 distinct"):
        evaluate(rows, rare, settings=QUICK)


@pytest.mark.outside
def test_the_real_declarations_are_told_apart_as_well_as_asked(outside: Path) -> None:
    """P@5 of at least 0.37 and an area of at least 0.62, far above the look-up, which knows nothing here."""
    from trustlane.declarations.readers import read_path

    read = read_path(outside / "declarations")
    found = evaluate(read.lines, read.outcomes, kinds=["irregularity"]).kinds[0]
    assert found.judged == 16_820 and 0.215 < found.base < 0.225
    assert found.precision(MODEL, 2).mean >= 0.37 and found.auc(MODEL).mean >= 0.62
    assert found.difference(MODEL, LOOK_UP, 2).beyond_noise and found.difference(MODEL, COMMODITY, None).beyond_noise
    assert abs(found.auc(LOOK_UP).mean - 0.5) < 0.001
