"""Codes of columns and crosses: whole numbers that profiles are looked up by, the same for one line and for many.

A code is a place in a sorted dictionary. Two codes are not places: UNSEEN (the history never had this value) and NULL
(the declaration says nothing). Tables looked up by code carry two more entries at their end, so that these two simply
index them from behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from trustlane.selectivity.coded import Coded, Texts
from trustlane.selectivity.model.columns import COLUMNS
from trustlane.selectivity.places import Places

UNSEEN, NULL = -1, -2
DENSE = 1 << 23  # pairs up to which a cross is looked up in a plain table

Cross = tuple[str, ...]


def table(values: np.ndarray, *, unseen: float, null: float) -> np.ndarray:
    """Values by code, with the entries for NULL and UNSEEN behind them: float32."""
    return np.concatenate([values, [null, unseen]]).astype(np.float32)


def _derived(lines: pl.DataFrame, names: Iterable[str]) -> dict[str, pl.Series]:
    """The readings of number columns, computed for every line."""
    return dict(zip(names, lines.select([COLUMNS[name].of().alias(name) for name in names]), strict=True))


def _places(values: pl.Series, dictionary: pl.Series) -> np.ndarray:
    """(n,) int32 codes of whole numbers."""
    known = dictionary.to_numpy()
    given = values.cast(pl.Int64).fill_null(0).to_numpy()
    if not len(known):
        found = np.full(len(given), UNSEEN, np.int32)
    elif int(known[-1]) - int(known[0]) < DENSE:
        low, span = int(known[0]), int(known[-1]) - int(known[0]) + 1
        places = np.full(span + 1, UNSEEN, np.int32)
        places[known - low] = np.arange(len(known), dtype=np.int32)
        outside = (given < low) | (given >= low + span)
        found = places[np.where(outside, span, given - low)]
    else:
        near = np.minimum(np.searchsorted(known, given), len(known) - 1).astype(np.int32)
        found = np.where(known[near] == given, near, np.int32(UNSEEN))
    if values.null_count():
        found = np.where(values.is_null().to_numpy(), np.int32(NULL), found)
    return found.astype(np.int32, copy=False)


@dataclass(frozen=True)
class Pairs:
    """The pairs of a code with one more column's code that history holds, sorted; the place of a pair is its code."""

    keys: np.ndarray  # (m,) int64: left code × width + right code
    width: int  # size of the right column
    left: int  # size of the left cross

    @cached_property
    def _scattered(self) -> Places:
        return Places.of(self.keys)

    @cached_property
    def _dense(self) -> np.ndarray | None:
        if self.left * self.width > DENSE:
            return None
        places = np.full(self.left * self.width + 1, UNSEEN, np.int32)
        places[self.keys] = np.arange(len(self.keys), dtype=np.int32)
        return places

    def codes(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """(n,) int32: the pair's code; NULL where either says nothing, UNSEEN where either or the pair is new."""
        missing = np.minimum(np.minimum(left, right), 0)
        key = left.astype(np.int64) * self.width + right
        places = self._dense
        if places is not None:
            found = np.take(places, np.where(missing < 0, len(places) - 1, key))
        else:
            found = self._scattered.find(key, UNSEEN)
        return np.asarray(np.where(missing < 0, missing, found).astype(np.int32, copy=False))


@dataclass(frozen=True)
class Coder:
    """Dictionaries of columns and pairs of crosses, as history had them."""

    dictionaries: dict[str, pl.Series]  # by column: sorted distinct values, text or whole numbers
    pairs: dict[Cross, Pairs]

    def size(self, cross: Cross) -> int:
        """How many values a cross has."""
        return len(self.dictionaries[cross[0]]) if len(cross) == 1 else len(self.pairs[cross].keys)

    def has(self, cross: Cross) -> bool:
        """Whether a cross can be coded."""
        return cross[0] in self.dictionaries if len(cross) == 1 else cross in self.pairs

    def only(self, crosses: Iterable[Cross]) -> Coder:
        """The same for these crosses and what they are made of."""
        wanted = {cross[:length] for cross in crosses for length in range(1, len(cross) + 1)}
        columns = {column for cross in wanted for column in cross}
        return Coder(
            {name: values for name, values in self.dictionaries.items() if name in columns},
            {cross: pairs for cross, pairs in self.pairs.items() if cross in wanted},
        )

    def reader(self, coded: Coded) -> Reader:
        """What reads lines with these texts."""
        return Reader(self, coded)

    def codes(self, lines: pl.DataFrame, coded: Coded | None = None) -> Codes:
        """Codes of every cross, worked out when asked for; `coded` are the lines' texts, where they are at hand."""
        return self.reader(coded if coded is not None else Coded(lines)).codes(lines, slice(0, lines.height))


class Reader:
    """Reads lines a part at a time; what a text means is worked out once, for all of them."""

    def __init__(self, coder: Coder, coded: Coded) -> None:
        self._coder = coder
        self._texts: dict[str, tuple[Texts, np.ndarray]] = {}
        for name, dictionary in coder.dictionaries.items():
            if COLUMNS[name].text:
                texts = coded[COLUMNS[name].sources[0]]
                readings = texts.distinct.to_frame().select(COLUMNS[name].of()).to_series()
                places = readings.cast(pl.Enum(dictionary), strict=False).to_physical().cast(pl.Int32)
                self._texts[name] = (texts, places.fill_null(UNSEEN).to_numpy())

    def codes(self, lines: pl.DataFrame, rows: slice) -> Codes:
        """Codes of every cross for some lines, which are `rows` of all."""
        dictionaries = self._coder.dictionaries
        numbers = _derived(lines, [name for name in dictionaries if name not in self._texts])
        found = {name: _places(values, dictionaries[name]) for name, values in numbers.items()}
        found |= {name: texts.some(rows).each(places, NULL) for name, (texts, places) in self._texts.items()}
        return Codes(self._coder, found, lines.height)


class Codes:
    """The codes of some lines; crosses are worked out once, when first asked for."""

    def __init__(self, coder: Coder, columns: dict[str, np.ndarray], rows: int) -> None:
        self._coder = coder
        self._known: dict[Cross, np.ndarray] = {(name,): codes for name, codes in columns.items()}
        self.rows = rows

    def __getitem__(self, cross: Cross) -> np.ndarray:
        found = self._known.get(cross)
        if found is None:
            found = self._coder.pairs[cross].codes(self[cross[:-1]], self[cross[-1:]])
            self._known[cross] = found
        return found


def fit(lines: pl.DataFrame, crosses: Iterable[Cross]) -> Coder:
    """The dictionaries and pairs of a history. Columns of which it says nothing are left out, with their crosses."""
    wanted = list(crosses)
    dictionaries: dict[str, pl.Series] = {}
    for name in dict.fromkeys(column for cross in wanted for column in cross):
        column = COLUMNS[name]
        values = lines.select(column.of().alias(name)).to_series().drop_nulls().unique().sort()
        if len(values):
            dictionaries[name] = values if column.text else values.cast(pl.Int64)
    coder = Coder(dictionaries, {})
    codes = coder.codes(lines)
    for cross in wanted:
        for length in range(2, len(cross) + 1):
            prefix = cross[:length]
            if prefix in coder.pairs or any(column not in dictionaries for column in prefix):
                continue
            left, right = codes[prefix[:-1]], codes[prefix[-1:]]
            width, size = len(dictionaries[prefix[-1]]), coder.size(prefix[:-1])
            both = (left >= 0) & (right >= 0)
            keys = np.unique(left[both].astype(np.int64) * width + right[both])
            coder.pairs[prefix] = Pairs(keys, width, size)
    return coder
