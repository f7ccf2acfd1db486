"""The demonstration's country: fourteen months under a plain policy, then a quarter that Trustlane screens day by day.

No database here. Whoever lays it in asks for the past first, and then for one stretch of the quarter after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from trustlane.cli.demo_screening import Border, Learnt, referred
from trustlane.cli.demo_size import SEED, Size
from trustlane.declarations.frame import Read
from trustlane.selectivity import policy, references, trust
from trustlane.selectivity.model import fitting
from trustlane.selectivity.model.settings import Settings
from trustlane.selectivity.money import Exchange
from trustlane.selectivity.targeting import compiled_for
from trustlane.simulate import demonstration
from trustlane.simulate.baseline import BaselinePolicy
from trustlane.simulate.country import Country, none_yet
from trustlane.simulate.running import Past, run

if TYPE_CHECKING:
    from trustlane.selectivity.basis import Basis, PriceTables
    from trustlane.selectivity.holding import Held
    from trustlane.selectivity.model.model import Model
    from trustlane.selectivity.policy import Policy
    from trustlane.simulate.parties import Operator
    from trustlane.standing.facts import StandingFact

HANDFUL = 120  # declarations in a year up to which all of an importer's can be looked at
USUAL = 365  # days before the quarter that say what is usual
LEARNT = 150  # days before it whose inspections the model learns from
AGAIN = 31  # days before it whose cancelled consignments may be lodged again in it
STRETCH = 16  # days that are handed over together
LOTS = b"trustlane: the seed of the demonstration's random share"
# Days are so small that one thread steps them fastest, but lessons take seconds, and nobody else works meanwhile.
AT_ONCE = 2
# Fewer trees than a model that stays for a year would get: the first start is not to last.
SETTINGS = Settings(trees=50, rate=0.08, bins=64, judge_folds=2, folds=2, sweeps=15)

Doing = Callable[[date], None]


@dataclass(frozen=True)
class History:
    """What the past left: what is known of operators, and what the screening of the quarter begins with."""

    standing: tuple[StandingFact, ...]  # as known the evening before the quarter
    operators: tuple[Operator, ...]
    busiest: str  # of the trusted importers the one that declared most often, by its number
    doubtful: str  # of small importers without a status the one with most finds in the last year


@dataclass(frozen=True)
class Stretch:
    """Some days of the quarter: what was declared and done, what was decided, and what that rests on."""

    read: Read
    decisions: pl.DataFrame
    tables: PriceTables
    basis: Basis


class Demonstration:
    """One demonstration, up to its `last` day. The same day and size give the same bytes."""

    def __init__(self, last: date, size: Size, doing: Doing = lambda on: None) -> None:
        self.last, self.size, self.doing = last, size, doing
        self.first = size.first(last)
        self.country = Country(size.scenario(last), SEED)
        self.policy = policy.parse(demonstration.text("policy.yaml"), where="demonstration policy")
        self._lines: list[pl.DataFrame] = []  # of the last year
        self._results = none_yet()

    def history(self) -> History:
        """Step the past, under the plain policy. To be asked for once, before the stretches."""
        begins = self.country.scenario.begins
        plain = BaselinePolicy(self.country.scenario, SEED)
        kept, results = self.first - timedelta(days=USUAL), [none_yet()]
        for number in range(self.size.before):
            on = begins + timedelta(days=number)
            self.doing(on)
            day = self.country.day(on, results[-1])
            results.append(self.country.inspect(plain.lanes(day.live, on).select("declaration", "lane"), on))
            if on >= kept:
                self._lines.append(day.lines)
        self._results = pl.concat(results).filter(pl.col("on") >= kept)
        self._last_results = results[-1]
        eve = self.first - timedelta(days=1)
        standing = referred(self.country.standing(eve))
        goods = pl.concat([part.filter(pl.col("regime") == "import") for part in self._lines])
        goods = goods.select("declaration", "importer").unique()
        return History(
            standing,
            self.country.operators(eve),
            _busiest(goods, standing, eve),
            _doubtful(goods, self._results, standing),
        )

    def stretches(self, holds: Sequence[Held] = ()) -> Iterator[Stretch]:
        """Learn from the history, then screen the quarter day by day; `holds` are officers' covert ones."""
        rules = compiled_for(self.policy, demonstration.text("rules.yaml").encode())
        border = Border(self.country, self.policy, rules, holds, LOTS, self._learn(self._results))
        border.remember(pl.concat(self._lines[-AGAIN:]))
        self._lines.clear()
        days: list[Past] = []
        for past in run(self.country, self.first, self.last, border, self._last_results):
            self.doing(past.on)
            days.append(past)
            if len(days) == STRETCH or past.on == self.last or border.changes(past.on + timedelta(days=1)):
                decisions, tables, basis = border.handed_over()
                yield Stretch(_read(days), decisions, tables, basis)
                days = []

    def standing(self) -> tuple[StandingFact, ...]:
        """The register as known at the end of the quarter, when all its stretches are drawn."""
        return referred(self.country.standing(self.last))

    def _learn(self, results: pl.DataFrame) -> Learnt:
        """What is usual, and how finds come about: from declarations of a year, and what inspections of them found."""
        lines = pl.concat(self._lines)
        recent = pl.col("on") >= self.first - timedelta(days=LEARNT)
        outcomes = self.country.outcomes(results.filter(recent & (pl.col("known") < self.first)))
        inspected = lines.join(outcomes.select("declaration").unique(), on="declaration", how="semi")
        return Learnt(
            references.fit(lines),
            _model(inspected, outcomes, self.policy),
            Exchange.fitted(self.policy.currency, self.policy.exchange, lines),
        )


def _model(lines: pl.DataFrame, outcomes: pl.DataFrame, of: Policy) -> Model | None:
    """A model of the policy's kinds; none where a small country has found too little."""
    found = outcomes.filter("found")["kind"].unique()
    try:
        return fitting.fit(
            lines,
            outcomes,
            kinds=[kind for kind in of.kinds if kind in found],
            seed=SEED,
            settings=SETTINGS,
            threads=AT_ONCE,
        )
    except fitting.FitRefused:
        return None


def _busiest(goods: pl.DataFrame, standing: Sequence[StandingFact], on: date) -> str:
    trusted = {
        trust.common(fact.identifiers[0].value)
        for fact in standing
        if fact.role == "importer"
        and fact.state == "valid"
        and fact.known_to is None
        and fact.scope >= {"compliance"}
        and (fact.valid_to is None or fact.valid_to >= on)
    }
    return str(_most(goods.filter(pl.col("importer").is_in(sorted(trusted)))))


def _doubtful(goods: pl.DataFrame, results: pl.DataFrame, standing: Sequence[StandingFact]) -> str:
    """Of those that bring in so little that officers could look at all of it."""
    members = {identifier.value for fact in standing for identifier in fact.identifiers}
    little = goods.filter((pl.len().over("importer") <= HANDFUL) & ~pl.col("importer").is_in(sorted(members)))
    return str(_most(little.join(results.filter("found"), on="declaration", how="semi")))


def _most(goods: pl.DataFrame) -> str:
    counted = goods.drop_nulls("importer").group_by("importer").len()
    return str(counted.sort("len", "importer", descending=[True, False])["importer"][0])


def _read(days: Sequence[Past]) -> Read:
    lines, events, observed, outcomes = (
        pl.concat([getattr(past, name) for past in days]) for name in ("lines", "events", "observed", "outcomes")
    )
    return Read(lines=lines, events=events, observed=observed, outcomes=outcomes)
