"""The protocol, step by step."""

import numpy as np
from sklearn.model_selection import GroupKFold

from tests.selectivity.model.history import history, several_lines
from trustlane.selectivity.evaluation.protocol import combinations, folds
from trustlane.selectivity.model.combination import combination_codes, combination_text

ROWS = history(900, seed=3, repeats=3)
KNOWN = np.ones(ROWS.height, bool)
FOLDS = list(folds(ROWS, KNOWN))
CODES = combination_codes(ROWS)


def test_folds_are_those_of_the_stated_splitter_over_combinations_as_text() -> None:
    text = ROWS.select(combination_text()).to_series().to_numpy().astype(str)
    stated = GroupKFold(5, shuffle=True, random_state=0).split(text, groups=text)
    for fold, (train, held) in zip(FOLDS, stated, strict=True):
        assert np.array_equal(fold.train, train)
        assert set(CODES[fold.judged]) == set(CODES[held])


def test_no_combination_is_learnt_from_and_judged() -> None:
    for fold in FOLDS:
        assert not set(CODES[fold.train]) & set(CODES[fold.judged])


def test_each_combination_is_judged_once_on_its_first_row() -> None:
    judged = np.concatenate([fold.judged for fold in FOLDS])
    assert len(judged) == combinations(ROWS, KNOWN) == 300
    firsts = np.unique(CODES, return_index=True)[1]
    assert np.array_equal(np.sort(judged), np.sort(firsts))


def test_other_lines_of_a_judged_declaration_are_not_learnt_from() -> None:
    bundles = several_lines(ROWS, every=4)
    reference = bundles["declaration"].to_numpy()
    for fold in folds(bundles, KNOWN):
        assert not set(reference[fold.train]) & set(reference[fold.judged])
        assert len(fold.train) > 0


def test_rows_without_a_result_are_never_judged_but_may_teach_what_is_usual() -> None:
    known = np.arange(ROWS.height) % 2 == 0
    for fold in folds(ROWS, known):
        assert known[fold.judged].all()
        assert not known[fold.train].all()
        assert not set(CODES[fold.train]) & set(CODES[fold.judged])
