"""Texts of lines as whole numbers: each distinct text once, so that what is said of a text is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from trustlane.selectivity.parts import side_by_side

Places: TypeAlias = "np.ndarray[Any, np.dtype[np.int32]]"


@dataclass(frozen=True, slots=True)
class Texts:
    """One column: its distinct texts, sorted, and for each line the place of its text, `len(distinct)` for none."""

    distinct: pl.Series
    place: Places

    @classmethod
    def of(cls, values: pl.Series) -> Texts:
        """The texts of a column."""
        if values.null_count() == len(values):
            return cls(pl.Series(values.name, [], dtype=pl.String), np.zeros(len(values), np.int32))
        distinct = values.drop_nulls().unique().sort()
        return cls(distinct, _places(values, distinct))

    def read(self, reading: pl.Expr) -> Texts:
        """Another reading of the same column, such as its first four characters; `reading` names the column."""
        values = self.distinct.to_frame().select(reading).to_series()
        distinct = values.drop_nulls().unique().sort()
        return Texts(distinct, self.each(_places(values, distinct), len(distinct)))

    def each(self, of_distinct: np.ndarray, missing: object) -> np.ndarray:
        """What is said of each distinct text, for every line; `missing` where there is none."""
        said: np.ndarray = np.append(of_distinct, np.array([missing], of_distinct.dtype))
        return np.asarray(said.take(self.place))

    def places_in(self, words: pl.Series) -> Places:
        """For every line the place of its text among other words, sorted; `len(words)` where it is not among them."""
        return self.each(_places(self.distinct, words), len(words)).astype(np.int32, copy=False)

    def some(self, rows: np.ndarray | slice) -> Texts:
        """The same for some of the lines."""
        return Texts(self.distinct, self.place[rows])

    def column(self) -> pl.Series:
        """The column again."""
        return self.distinct.extend_constant(None, 1).gather(self.place)


def _places(values: pl.Series, words: pl.Series) -> Places:
    """The place of each value among sorted distinct words, `len(words)` where it is none of them."""
    if not len(words):
        return np.zeros(len(values), np.int32)
    codes = values.cast(pl.Enum(words), strict=False).to_physical().cast(pl.Int32)
    return codes.fill_null(len(words)).to_numpy()


class Coded:
    """The text columns of some lines, each coded when first asked for."""

    def __init__(self, lines: pl.DataFrame) -> None:
        self._rows = lines.height
        self._ask: Callable[[str], Texts] = lambda column: Texts.of(lines[column])
        self._known: dict[str, Future[Texts]] = {}
        self._asking = Lock()

    def __getitem__(self, column: str) -> Texts:
        with self._asking:
            first = column not in self._known
            coming = self._known.setdefault(column, Future())
        if first:  # several threads may ask; each column is coded once, by the first of them
            try:
                coming.set_result(self._ask(column))
            except BaseException as error:
                coming.set_exception(error)
                raise
        return coming.result()

    def ready(self, columns: Iterable[str]) -> None:
        """Code these columns now, side by side."""
        side_by_side(dict.fromkeys(columns), self.__getitem__, rows=self._rows)

    def some(self, rows: np.ndarray | slice) -> Coded:
        """The same for some of the lines."""
        part = Coded(pl.DataFrame())
        part._ask = lambda column: self[column].some(rows)
        return part

    def frozen(self) -> Coded:
        """What was asked so far, without the lines it came from: these may be forgotten."""
        kept = Coded(pl.DataFrame())
        kept._known = dict(self._known)
        return kept
