"""The only honest protocol on declarations that repeat themselves: folds of combinations, judged on their first rows.

1. All rows of all files, in the order in which they were read.
2. Combination: the six columns (commodity, departure, origin, tax rate, tax type, net mass) as text.
3. Five folds of combinations: `GroupKFold(5, shuffle=True, random_state=0)`.
4. Profiles and models are fitted inside the training folds only.
5. Judged on the first row of each combination in the held-out fold.
6. Mean and standard deviation over the folds, with the look-up and chance beside every result.

Where a declaration has several lines, its other lines leave the training folds too: they share its result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from sklearn.model_selection import GroupKFold  # type: ignore[import-untyped]

from trustlane.selectivity.model.combination import combination_text

FOLDS = 5
STATE = 0
RATES = (0.01, 0.02, 0.05, 0.10)


@dataclass(frozen=True)
class Fold:
    """One split: rows to learn from, and the rows to judge on, one a combination."""

    number: int
    train: np.ndarray  # indices of lines, rising
    judged: np.ndarray  # indices of lines, rising


def folds(lines: pl.DataFrame, known: np.ndarray, *, number: int = FOLDS, state: int = STATE) -> Iterator[Fold]:
    """The folds of the protocol over lines whose result is `known` (n,) bool; the others only teach what is usual."""
    text = lines.select(combination_text().alias("text"))["text"].to_numpy().astype(str)
    rows = np.flatnonzero(known)
    declaration = lines["declaration"].cast(pl.Categorical).to_physical().to_numpy()
    splitter = GroupKFold(n_splits=number, shuffle=True, random_state=state)
    for fold, (_, held) in enumerate(splitter.split(rows, groups=text[rows])):
        outside = rows[held]
        firsts = np.sort(outside[np.unique(text[outside], return_index=True)[1]])
        free = ~np.isin(text, np.unique(text[outside])) & ~np.isin(declaration, np.unique(declaration[outside]))
        yield Fold(fold, np.flatnonzero(free), firsts)


def combinations(lines: pl.DataFrame, known: np.ndarray) -> int:
    """How many combinations there are to deal out."""
    return int(lines.filter(pl.Series(known)).select(combination_text().n_unique()).item())
