"""Yardsticks: how usual a declaration is in its surroundings, learnt from declarations alone, without any result.

Each kind of yardstick knows its name, the crosses it needs, the tables it learns, how a line is read against them, and
how a line of the history itself is read against the others only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from trustlane.selectivity.model.cases import Cases
from trustlane.selectivity.model.coding import UNSEEN, Coder, Codes, Cross, table

FEW = 0.1  # cases that a value never seen counts for
Tables = tuple[np.ndarray, ...]
Numbers = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class History:
    """The lines yardsticks are learnt from."""

    coder: Coder
    codes: Codes
    numbers: Numbers  # (n,) float64 a measure, NaN where nothing is said
    cases: Cases

    def has(self, *crosses: Cross) -> bool:
        """Whether the history says anything about these."""
        return all(column in self.coder.dictionaries for cross in crosses for column in cross)

    def cases_of(self, cross: Cross) -> np.ndarray:
        """(size,) distinct cases by code."""
        codes, seen = self.codes[cross], self.codes[cross] >= 0
        return np.asarray(np.bincount(codes[seen], self.cases.weights[seen], self.coder.size(cross)))

    def others(self, cross: Cross) -> np.ndarray:
        """(n,) distinct cases with the same code, a row's own left out."""
        codes = self.codes[cross]
        every = np.append(self.cases_of(cross), [0.0, 0.0])[codes]
        return np.asarray(np.maximum(every - self.cases.own(cross, codes, self.cases.weights), 0.0))


class Yardstick(Protocol):
    """What every yardstick can do."""

    @property
    def name(self) -> str: ...
    def crosses(self) -> tuple[Cross, ...]: ...
    def learn(self, history: History) -> Tables: ...
    def read(self, tables: Tables, codes: Codes, numbers: Numbers) -> np.ndarray: ...
    def read_history(self, history: History) -> np.ndarray: ...


def joined(cross: Cross) -> str:
    """The columns of a cross as one name."""
    return "×".join(cross)


@dataclass(frozen=True, slots=True)
class Number:
    """A measure as it is."""

    measure: str

    @property
    def name(self) -> str:
        """The measure's own."""
        return self.measure

    def crosses(self) -> tuple[Cross, ...]:
        """None."""
        return ()

    def learn(self, history: History) -> Tables:
        """Nothing."""
        return ()

    def read(self, tables: Tables, codes: Codes, numbers: Numbers) -> np.ndarray:
        """(n,) float32."""
        return np.asarray(numbers[self.measure].astype(np.float32))

    def read_history(self, history: History) -> np.ndarray:
        """The same."""
        return self.read((), history.codes, history.numbers)


@dataclass(frozen=True, slots=True)
class Order:
    """A code's place in the alphabet: trees may part neighbours."""

    column: str

    @property
    def name(self) -> str:
        """Such as `order origin`."""
        return f"order {self.column}"

    def crosses(self) -> tuple[Cross, ...]:
        """The column."""
        return ((self.column,),)

    def learn(self, history: History) -> Tables:
        """Places by code."""
        return (table(np.arange(history.coder.size((self.column,))), unseen=np.nan, null=np.nan),)

    def read(self, tables: Tables, codes: Codes, numbers: Numbers) -> np.ndarray:
        """(n,) float32."""
        return np.take(tables[0], codes[(self.column,)])

    def read_history(self, history: History) -> np.ndarray:
        """The same."""
        return self.read(self.learn(history), history.codes, history.numbers)


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was seen: the logarithm of one plus its number of distinct cases."""

    of: Cross

    @property
    def name(self) -> str:
        """Such as `count hs6×origin`."""
        return f"count {joined(self.of)}"

    def crosses(self) -> tuple[Cross, ...]:
        """What is counted."""
        return (self.of,)

    def learn(self, history: History) -> Tables:
        """Logarithms by code."""
        return (table(np.log1p(history.cases_of(self.of)), unseen=0.0, null=np.nan),)

    def read(self, tables: Tables, codes: Codes, numbers: Numbers) -> np.ndarray:
        """(n,) float32."""
        return np.take(tables[0], codes[self.of])

    def read_history(self, history: History) -> np.ndarray:
        """Among the other cases."""
        found = np.log1p(history.others(self.of))
        found[history.codes[self.of] < UNSEEN] = np.nan
        return np.asarray(found.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Share:
    """How usual `of` is within `within`, whose columns are among those of `of`: the logarithm of its share of cases."""

    of: Cross
    within: Cross

    @property
    def name(self) -> str:
        """Such as `share hs6×origin in hs6`."""
        return f"share {joined(self.of)} in {joined(self.within)}"

    def crosses(self) -> tuple[Cross, ...]:
        """Both."""
        return (self.of, self.within)

    def learn(self, history: History) -> Tables:
        """Logarithms by code of the whole, and for a whole never seen by code of what surrounds it."""
        of, within = history.codes[self.of], history.codes[self.within]
        part, around = history.cases_of(self.of), history.cases_of(self.within)
        belongs = np.zeros(len(part), np.int64)
        belongs[of[of >= 0]] = within[of >= 0]
        known = np.log((part + FEW) / (around[belongs] + 1.0))
        fresh = np.log(FEW / (around + 1.0))
        return table(known, unseen=np.nan, null=np.nan), table(fresh, unseen=np.log(FEW), null=np.nan)

    def read(self, tables: Tables, codes: Codes, numbers: Numbers) -> np.ndarray:
        """(n,) float32."""
        of = codes[self.of]
        known = np.take(tables[0], of)
        fresh = np.flatnonzero(of == UNSEEN)
        if len(fresh):
            known[fresh] = tables[1][codes[self.within][fresh]]
        return known

    def read_history(self, history: History) -> np.ndarray:
        """Among the other cases."""
        found = np.log((history.others(self.of) + FEW) / (history.others(self.within) + 1.0))
        found[history.codes[self.of] < UNSEEN] = np.nan
        return np.asarray(found.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Usual:
    """How far a measure lies from its mean in ever narrower groups, each mean shrunk towards that of the wider one."""

    measure: str
    levels: tuple[Cross, ...]
    held: float = 5.0  # as many cases as the wider group's mean counts for

    @property
    def name(self) -> str:
        """Such as `log_mass against hs4×origin`."""
        return f"{self.measure} against {joined(self.levels[-1])}"

    def crosses(self) -> tuple[Cross, ...]:
        """Every level."""
        return self.levels

    def learn(self, history: History) -> Tables:
        """Means by code, one table a level; the last holds only what is narrower than anything before."""
        values = history.numbers[self.measure]
        weights = np.where(np.isnan(values), 0.0, history.cases.weights)
        values = np.nan_to_num(values)
        mean = float((values * weights).sum() / max(weights.sum(), 1e-9))
        tables: list[np.ndarray] = []
        wider: np.ndarray | None = None  # (n,) what the wider level expects of each row
        for level in self.levels:
            codes = history.codes[level]
            seen = codes >= 0
            size = history.coder.size(level)
            expected = np.full(len(codes), mean) if wider is None else wider
            prior = np.full(size, mean)
            prior[codes[seen]] = expected[seen]
            total = np.bincount(codes[seen], (values * weights)[seen], size)
            weight = np.bincount(codes[seen], weights[seen], size)
            means = (total + self.held * prior) / (weight + self.held)
            tables.append(table(means, unseen=mean, null=mean))
            wider = np.where(seen, means[np.maximum(codes, 0)], expected)
        return tuple(tables)

    def read(self, tables: Tables, codes: Codes, numbers: Numbers) -> np.ndarray:
        """(n,) float32."""
        expected = np.take(tables[-1], codes[self.levels[-1]])
        unknown = np.flatnonzero(codes[self.levels[-1]] < 0)
        for level, means in zip(self.levels[-2::-1], tables[-2::-1], strict=True):
            # Those whose narrower group history does not know are held against the wider one.
            place = codes[level][unknown]
            expected[unknown] = np.take(means, place)
            unknown = unknown[place < 0]
        return np.asarray((numbers[self.measure] - expected).astype(np.float32))

    def read_history(self, history: History) -> np.ndarray:
        """Against the other cases."""
        values = history.numbers[self.measure]
        weights = np.where(np.isnan(values), 0.0, history.cases.weights)
        known = np.nan_to_num(values)
        expected = np.full(len(values), float((known * weights).sum() / max(weights.sum(), 1e-9)))
        for level in self.levels:
            codes = history.codes[level]
            seen = codes >= 0
            size = history.coder.size(level)
            total = np.append(np.bincount(codes[seen], (known * weights)[seen], size), [0.0, 0.0])[codes]
            weight = np.append(np.bincount(codes[seen], weights[seen], size), [0.0, 0.0])[codes]
            total = total - history.cases.own(level, codes, known * weights)
            weight = np.maximum(weight - history.cases.own(level, codes, weights), 0.0)
            expected = np.where(seen, (total + self.held * expected) / (weight + self.held), expected)
        return np.asarray((values - expected).astype(np.float32))
