"""Rows of one combination never stand on both sides of a fold."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.selectivity.declared import lines
from trustlane.selectivity.model.combination import combination_codes, combination_text, group_folds, repeat_weights


@given(st.lists(st.integers(0, 30), min_size=1, max_size=200), st.integers(2, 6), st.integers(0, 5))
def test_a_group_lies_in_one_fold_and_folds_are_even(groups: list[int], folds: int, seed: int) -> None:
    dense = np.unique(groups, return_inverse=True)[1]
    dealt = group_folds(dense, folds, seed)
    of_group = [set(dealt[dense == group]) for group in range(dense.max() + 1)]
    assert all(len(one) == 1 for one in of_group)
    sizes = np.bincount([one.pop() for one in of_group], minlength=folds)
    assert sizes.max() - sizes.min() <= 1


def test_a_repeated_case_weighs_as_much_as_a_single_one() -> None:
    assert repeat_weights(np.array([0, 0, 0, 1])).tolist() == [1 / 3, 1 / 3, 1 / 3, 1.0]


def test_the_importer_is_no_part_of_the_combination_and_the_mass_is() -> None:
    rows = lines({"importer": "A"}, {"importer": "B"}, {"net_mass_g": 100_001})
    assert combination_codes(rows).tolist() == [0, 0, 1]


def test_missing_columns_make_a_combination_too() -> None:
    rows = lines(
        {"tax_type": None, "origin": None}, {"tax_type": None, "origin": None}, {"origin": None, "tax_type": "A"}
    )
    assert combination_codes(rows).tolist() == [0, 0, 1]


@pytest.mark.outside
def test_the_text_is_that_of_the_files(outside: Path) -> None:
    from trustlane.declarations.readers import read_path

    path = outside / "declarations" / "valid.csv"
    six = ["HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate", "Tax Type", "Net Mass"]
    as_written = pl.read_csv(path, infer_schema=False).select(pl.concat_str(six, separator="|")).to_series()
    assert read_path(path).lines.select(combination_text()).to_series().to_list() == as_written.to_list()
