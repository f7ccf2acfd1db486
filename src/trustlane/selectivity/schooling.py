"""What screening learns from a history, again and again: what is usual, and a model of what was found.

The same history teaches the same, so several who screen after one past share what it taught.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import polars as pl

from trustlane.selectivity import references
from trustlane.selectivity.model import fitting
from trustlane.selectivity.model.model import Model
from trustlane.selectivity.model.settings import Settings
from trustlane.selectivity.references import References

# Quick to learn, as it is learnt anew every few weeks.
ROLLING = Settings(trees=80, judge_folds=2, folds=3)


@dataclass(frozen=True)
class Taught:
    """What a history taught."""

    references: References
    model: Model | None  # None where too little was found


@dataclass
class School:
    """Teaches, and remembers the last few histories it taught from."""

    settings: Settings = ROLLING
    with_model: bool = True
    remembered: int = 2
    _taught: OrderedDict[tuple[int, ...], Taught] = field(default_factory=OrderedDict)

    def teach(self, lines: pl.DataFrame, outcomes: pl.DataFrame, by_lot: pl.Series | None = None) -> Taught:
        """What these LINES and OUTCOME_ROWS teach; `by_lot` are declarations that a lot chose to be looked at."""
        drawn = 0 if by_lot is None else int(by_lot.hash().sum() or 0)
        key = (lines.height, outcomes.height, _content(lines), _content(outcomes), drawn)
        if key not in self._taught:
            self._taught[key] = Taught(references.fit(lines), self._model(lines, outcomes, by_lot))
            while len(self._taught) > self.remembered:
                self._taught.popitem(last=False)
        return self._taught[key]

    def _model(self, lines: pl.DataFrame, outcomes: pl.DataFrame, by_lot: pl.Series | None) -> Model | None:
        if not self.with_model:
            return None
        try:
            return fitting.fit(lines, outcomes, settings=self.settings, by_lot=by_lot)
        except fitting.FitRefused:
            return None


def _content(of: pl.DataFrame) -> int:
    """A number for what is in a table, whatever the order of its rows."""
    return int(of.select("declaration").hash_rows().sum()) if of.height else 0
