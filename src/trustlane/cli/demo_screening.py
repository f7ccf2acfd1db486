"""Trustlane at the border of the demonstration's country: each day screened with what was known on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from trustlane.selectivity import lodged_again, screening
from trustlane.selectivity.basis import Basis, PriceTables
from trustlane.selectivity.holding import with_holds
from trustlane.selectivity.prices import Prices
from trustlane.selectivity.relodged import Earlier, Lodgement
from trustlane.selectivity.trust import Register
from trustlane.simulate import numbering
from trustlane.simulate.draws import Draws

if TYPE_CHECKING:
    from trustlane.selectivity.holding import Held
    from trustlane.selectivity.model.model import Model
    from trustlane.selectivity.money import Exchange
    from trustlane.selectivity.policy import Policy
    from trustlane.selectivity.references import References
    from trustlane.selectivity.rules.compiled import Compiled
    from trustlane.simulate.country import Country, Day
    from trustlane.standing.facts import StandingFact

MILDER = 0.4  # of what officers move, the share that is still looked at, in papers


@dataclass(frozen=True)
class Learnt:
    """What the past taught: what is usual, how finds come about, and what currencies are worth."""

    references: References
    model: Model | None
    exchange: Exchange


class Border:
    """A policy for `simulate.running.run`: Trustlane's lanes, some of which officers change for reasons of theirs."""

    def __init__(
        self,
        country: Country,
        policy: Policy,
        rules: Compiled | None,
        holds: Sequence[Held],
        seed: bytes,
        learnt: Learnt,
    ) -> None:
        self.country, self.policy, self.rules, self.holds = country, policy, rules, tuple(holds)
        self.draws, self.moved = Draws(country.seed), country.scenario.baseline.rerouted
        self._basis = Basis(
            policy=policy,
            references=learnt.references,
            register=Register.none(),
            exchange=learnt.exchange,
            seed=seed,
            model=learnt.model,
        )
        self._standing: tuple[StandingFact, ...] | None = None
        self._counting: tuple[Held, ...] | None = None
        self._decided: list[pl.DataFrame] = []
        self._tables: list[PriceTables] = []
        self._cancelled: dict[str, Lodgement] = {}

    def lanes(self, day: Day) -> pl.DataFrame:
        """Screen every message of a day; of each declaration the last version's lane counts at the border."""
        basis = self._known_on(day.on)
        decisions, tables = screening.screen(day.lines, basis, earlier=self._earlier(day))
        self._decided.append(decisions)
        self._tables.append(tables)
        self.remember(day.lines, decisions)
        last = pl.col("version") == pl.col("version").max().over("declaration")
        alive = day.live.select("declaration").unique()
        heads = decisions.filter(last).join(alive, on="declaration", how="semi", maintain_order="left")
        return self._with_officers(heads)

    def learn(self, results: pl.DataFrame) -> None:
        """The model stays as it is for the quarter; nothing is made of the results until the next is trained."""

    def changes(self, on: date) -> bool:
        """Whether the rules are others on that day than they were on the last one screened."""
        return self._counting is not None and self._counts(on) != self._counting

    def handed_over(self) -> tuple[pl.DataFrame, PriceTables, Basis]:
        """Decisions since the last time, their prices in two tables, and one basis that decides the same.

        The register of the last day is that of every day: each fact of it says since when it was known.
        """
        tables = PriceTables(
            Prices(pl.concat([one.with_credit.table for one in self._tables])),
            Prices(pl.concat([one.without_credit.table for one in self._tables])),
        )
        decisions = pl.concat(self._decided).with_columns(
            basis=pl.lit(self._basis.version),
            prices=pl.lit(tables.with_credit.version),
            prices_without=pl.lit(tables.without_credit.version),
        )
        self._decided, self._tables = [], []
        return decisions, tables, self._basis

    def remember(self, lines: pl.DataFrame, decisions: pl.DataFrame | None = None) -> None:
        """Keep what is to be known of cancelled consignments when they are lodged again."""
        ended = lines.filter(pl.col("message") == "cancellation")["declaration"].unique()
        theirs = lines.filter(pl.col("declaration").is_in(ended.implode()) & (pl.col("line") == 1)).sort("version")
        if decisions is not None:
            decided = decisions.filter(pl.col("declaration").is_in(ended.implode()))
            for one, lane, without, drawn in decided.select(
                "declaration", "lane", "lane_without_credit", "drawn"
            ).iter_rows():
                told = Lodgement(lanes=(lane,), lanes_without_credit=(without,), drawn=drawn)
                lodged_again.add(self._cancelled, [(one, told)])
        gone = pl.col("message") == "cancellation"
        normal = self._basis.normal
        lodged_again.add(self._cancelled, lodged_again.of_lines(theirs.filter(~gone), normal))
        lodged_again.add(self._cancelled, lodged_again.of_lines(theirs.filter(gone), normal, cancelled=True))

    def _known_on(self, on: date) -> Basis:
        """The basis with the register as it stands at the end of the day, and the holds that count on it."""
        standing, counting = self.country.standing(on), self._counts(on)
        if standing != self._standing:
            self._standing = standing
            register = Register.of(referred(standing), self.policy.own)
            self._basis = replace(self._basis, register=register)
        if counting != self._counting:
            self._counting = counting
            self._basis = replace(self._basis, rules=with_holds(self.policy, self.rules, counting))
        return self._basis

    def _counts(self, on: date) -> tuple[Held, ...]:
        noon = datetime.combine(on, time(12), UTC)
        return tuple(one for one in self.holds if one.counts(noon))

    def _earlier(self, day: Day) -> Earlier:
        """What is known of references that were lodged on earlier days and are named today."""
        named = day.lines["previous"].drop_nulls().unique()
        return Earlier({one: self._cancelled[one] for one in named if one in self._cancelled}, whole=True)

    def _with_officers(self, decided: pl.DataFrame) -> pl.DataFrame:
        """Lanes as applied: declaration, lane, said. What the lot or a check demands, nobody sends elsewhere."""
        number = numbering.numbers(decided["declaration"], self.draws.mask)
        summary = (decided["regime"] == "entry_summary").to_numpy()
        lane = decided["lane"].to_numpy()
        nothing = np.where(summary, "complete", "green")
        bound = decided["drawn"].to_numpy() | decided["mandatory"].is_not_null().to_numpy()
        moved = (lane != nothing) & ~bound & self.draws.chance(self.moved, "sent elsewhere", number)
        papers = self.draws.chance(MILDER, "to papers instead", number) & np.isin(lane, ("orange", "red"))
        applied = np.where(moved, np.where(papers, "yellow", nothing), lane)
        return decided.select("declaration", lane=pl.Series(applied.tolist(), dtype=pl.String), said="lane")


def referred(facts: Sequence[StandingFact]) -> tuple[StandingFact, ...]:
    """Facts under the reference that a list gives an operator: its first number."""
    return tuple(replace(fact, operator=fact.identifiers[0].value) for fact in facts)
