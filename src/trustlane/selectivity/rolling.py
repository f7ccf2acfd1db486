"""Screening day by day: each day at prices of its own, with what earlier days taught, learnt anew every few weeks.

It sees lines, the register and results of what was inspected, as a system at a border does. Whoever steps days calls
`begin` once with the past, then `decide` and `learn` in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import polars as pl

from trustlane.selectivity import random_share, screening
from trustlane.selectivity.assessment import Assessment
from trustlane.selectivity.basis import Basis, PriceTables
from trustlane.selectivity.money import Exchange
from trustlane.selectivity.policy import Policy
from trustlane.selectivity.rules.compiled import Compiled
from trustlane.selectivity.schooling import School, Taught
from trustlane.selectivity.trust import Register
from trustlane.standing.facts import StandingFact

EVERY = 28  # days between two lessons
WINDOW = 180  # days of history a lesson looks back on


class Sparing(Protocol):
    """A credit that spares trusted importers' declarations from the choice, instead of softening their risk."""

    def spared(self, importer: pl.Series, trusted: np.ndarray, lots: np.ndarray) -> np.ndarray:
        """(n,) bool: which declarations are not to be chosen; `lots` (n,) from 0 to 1."""

    def learn(self, importer: pl.Series, found: pl.Series) -> None:
        """Results of inspections, importer by importer, in the order in which they came."""


@dataclass
class Rolling:
    """One policy, day by day. `own` are issuers in the register that are ourselves."""

    name: str
    policy: Policy
    seed: bytes
    school: School
    own: Sequence[str] = ()
    rules: Compiled | None = None
    sparing: Sparing | None = None
    every: int = EVERY
    window: int = WINDOW
    later: tuple[int, Policy] | None = None  # after so many days decided, another policy
    seen: Assessment | None = None  # of the last day decided, for who keeps more than its lanes
    tables: PriceTables | None = None
    _lines: list[tuple[date, pl.DataFrame]] = field(default_factory=list)
    _outcomes: list[tuple[date, pl.DataFrame]] = field(default_factory=list)
    _drawn: list[tuple[date, pl.Series]] = field(default_factory=list)  # what nothing but the lot had looked at
    _decided: int = 0  # days
    _taught: Taught | None = None
    _next: date | None = None
    _standing: tuple[StandingFact, ...] | None = None
    _register: Register = field(default_factory=Register.none)
    _importer: dict[str, str] = field(default_factory=dict)  # of those inspected whose result is to come

    def begin(self, lines: pl.DataFrame, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """Learn from the past before the day `on`."""
        self._lines, self._outcomes = [(on, lines)], [(on, outcomes)]
        self._teach(on)

    def decide(self, lines: pl.DataFrame, standing: tuple[StandingFact, ...], on: date) -> pl.DataFrame:
        """A lane for each declaration: declaration, lane, otherwise (had no lot been drawn), drawn."""
        if self._next is None or on >= self._next:
            self._teach(on)
        if self.later is not None and self._decided == self.later[0]:
            self.policy = self.later[1]
        self._decided += 1
        self._lines.append((on, lines))
        # What is lodged again stands for itself here: the day before is not at hand.
        seen = screening.assess_lines(
            lines.with_columns(previous=pl.lit(None, pl.String)), self._basis(standing, lines)
        )
        seen = self._with_spared(seen, lines)
        self.seen, self.tables = seen, screening.fit_prices(seen)
        lane = screening.choose(seen, self.tables).lane
        unlotted = replace(seen, tracks=tuple(replace(view, at_least=view.mandatory) for view in seen.tracks))
        otherwise = screening.choose(unlotted, self.tables).lane
        decided = pl.DataFrame(
            {
                "declaration": seen.heads.frame["declaration"],
                "lane": pl.Series(lane.tolist(), dtype=pl.String),
                "otherwise": pl.Series(otherwise.tolist(), dtype=pl.String),
                "drawn": seen.drawn,
            }
        )
        by_lot = pl.col("drawn") & (pl.col("lane") != pl.col("otherwise"))
        self._drawn.append((on, decided.filter(by_lot)["declaration"]))
        if self.sparing is not None:
            nothing = [view.track.nothing for view in seen.tracks]
            looked = decided.filter(~pl.col("lane").is_in(nothing)).join(_importers(lines), on="declaration")
            self._importer.update(looked.select("declaration", "importer").iter_rows())
        return decided

    def learn(self, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """Keep what inspections found; it is learnt from at the next lesson."""
        self._outcomes.append((on, outcomes))
        if self.sparing is not None and results.height:
            importer = [self._importer.pop(one, None) for one in results["declaration"]]
            told = results.select("found").with_columns(importer=pl.Series(importer, dtype=pl.String)).drop_nulls()
            self.sparing.learn(told["importer"], told["found"])

    def _teach(self, on: date) -> None:
        begin = on - timedelta(days=self.window)
        self._outcomes = [(day, part) for day, part in self._outcomes if day >= begin]
        every = pl.concat([part for _, part in self._lines])
        every = every.filter(pl.col("day").is_null() | (pl.col("day") >= begin))
        self._lines = [(on, every)]
        self._drawn = [(day, part) for day, part in self._drawn if day >= begin]
        by_lot = pl.concat([part for _, part in self._drawn]) if self._drawn else None
        self._taught = self.school.teach(every, pl.concat([part for _, part in self._outcomes]), by_lot)
        self._next = on + timedelta(days=self.every)

    def _basis(self, standing: tuple[StandingFact, ...], lines: pl.DataFrame) -> Basis:
        if standing != self._standing:
            self._standing = standing
            self._register = Register.of(standing, (*self.policy.own, *self.own))
        assert self._taught is not None
        return Basis(
            policy=self.policy,
            references=self._taught.references,
            register=self._register,
            exchange=Exchange.fitted(self.policy.currency, self.policy.exchange, lines),
            seed=self.seed,
            rules=self.rules,
            model=self._taught.model,
        )

    def _with_spared(self, seen: Assessment, lines: pl.DataFrame) -> Assessment:
        """Take those who are spared out of the choice; prices are then fitted without them, to the same capacity."""
        if self.sparing is None:
            return seen
        heads = seen.heads.frame.select("declaration").join(
            _importers(lines), on="declaration", how="left", maintain_order="left"
        )
        spared = self.sparing.spared(
            heads["importer"], seen.trust.trusted_importer, _lots(heads["declaration"], self.seed)
        )
        views = []
        for view in seen.tracks:
            left = np.where(spared[view.rows], 0.0, 1.0)[:, None]
            views.append(replace(view, worth=view.worth * left))
        return replace(seen, tracks=tuple(views))


def _importers(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.group_by("declaration", maintain_order=True).agg(pl.col("importer").first())


def _lots(declaration: pl.Series, seed: bytes) -> np.ndarray:
    """A lot of each declaration from 0 to 1, apart from the lots of the random share."""
    return random_share.draws(declaration, b"spared" + seed).astype(np.float64) / 2.0**64
