"""Rewards of trust that are no credit on the score: a fixed share of examinations, and the skip-lot ladder."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import polars as pl


@dataclass
class FixedShare:
    """Of what would be looked at, trusted importers' declarations keep a fixed share; the rest is let go by lot."""

    kept: float

    def spared(self, importer: pl.Series, trusted: np.ndarray, lots: np.ndarray) -> np.ndarray:
        """All but the share that is kept."""
        return np.asarray(trusted & (lots >= self.kept))

    def learn(self, importer: pl.Series, found: pl.Series) -> None:
        """It learns nothing."""


@dataclass
class _Standing:
    step: int = 0
    clean: int = 0  # results in a row on this step
    before: int = 0  # the step from which the last find threw it down


@dataclass
class Ladder:
    """Skip-lot sampling: each step that clean results earn halves the share that is looked at; a find resets it.

    After a find the way back up to the step it fell from needs fewer clean results (quick reinstatement).
    """

    clean: int = 8  # results in a row for a step
    reinstated: int = 3  # the same, below the step from which one fell
    steps: int = 3  # the lowest share is one half to this power
    _of: dict[str, _Standing] = field(default_factory=lambda: defaultdict(_Standing))

    def spared(self, importer: pl.Series, trusted: np.ndarray, lots: np.ndarray) -> np.ndarray:
        """All but the share of the step on which the importer stands."""
        share = np.array([0.5 ** self._of[one].step if one in self._of else 1.0 for one in importer.to_list()])
        return np.asarray(trusted & (lots >= share))

    def learn(self, importer: pl.Series, found: pl.Series) -> None:
        """Climb after clean results, fall after a find."""
        for one, was_found in zip(importer.to_list(), found.to_list(), strict=True):
            here = self._of[one]
            if was_found:
                here.before, here.step, here.clean = max(here.before, here.step), 0, 0
                continue
            here.clean += 1
            if here.clean >= (self.reinstated if here.step < here.before else self.clean) and here.step < self.steps:
                here.step, here.clean = here.step + 1, 0
