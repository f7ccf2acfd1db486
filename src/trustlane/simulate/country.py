"""A country that is stepped day by day: a day takes what inspections found so far, and gives what is declared next.

Two countries of one scenario and one seed are the same country: the same actors want to trade the same goods on the
same days, whatever policy looks at them. What a policy does changes only those it does it to, from the day they know.

    country = Country(read_scenario("baseline"), seed=1)
    known = none_yet()
    for on in days:
        day = country.day(on, known)           # lines to screen; nothing in them tells the truth
        lanes = …                              # declaration, lane: what the policy under trial says
        known = country.inspect(lanes, on)     # found or not, kind, hours
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from trustlane.simulate import goods, membership, numbering
from trustlane.simulate.columns import picked
from trustlane.simulate.consigning import Consigning, Consignments, together
from trustlane.simulate.declared import Declaring
from trustlane.simulate.draws import Draws
from trustlane.simulate.inspecting import Inspecting, none_yet, results
from trustlane.simulate.kinds import NOTHING, REVENUE
from trustlane.simulate.lading import Lading, Loading
from trustlane.simulate.lodging import Lodged, lodged, returning
from trustlane.simulate.numbering import AGAIN, GOODS, SUMMARY
from trustlane.simulate.parties import Operator
from trustlane.simulate.population import OCCASIONAL, SIZES, SMALL, population
from trustlane.simulate.reactions import Reactions
from trustlane.simulate.scenario import Scenario
from trustlane.simulate.truth import GROUPS, Ledger, Truths, table
from trustlane.standing.facts import StandingFact

__all__ = ["Country", "Day", "DayRefused", "none_yet"]

_TRUSTED, _PARTNER, _SMALL, _OTHER = range(len(GROUPS))


class DayRefused(ValueError):
    """A day cannot be drawn, or its truth not told; the message says which one can."""


@dataclass(frozen=True)
class Day:
    """What is declared on one day. Nothing here tells the truth about it."""

    on: date
    lines: pl.DataFrame  # LINES, in the order of lodging
    events: pl.DataFrame  # EVENT_ROWS: received, accepted, amended, cancelled

    @cached_property
    def live(self) -> pl.DataFrame:
        """LINES of what is to be decided at the day's end: the last version of each, without what was cancelled."""
        last = pl.col("version") == pl.col("version").max().over("declaration")
        return self.lines.filter(last & (pl.col("message") != "cancellation"))


class Country:
    """One country under one policy. `scenario` states its mechanics, `seed` draws it."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        self._draws = draws = Draws(seed)
        self._goods = goods.table()
        self._of = of = population(scenario, draws, self._goods)
        self._consigning = Consigning(scenario, draws, self._goods, of)
        self._loading = Loading(scenario, draws, self._goods, of.habits, of.actors.rate)
        self._declaring = Declaring(scenario, draws, self._goods, of, self._loading)
        self._inspecting = Inspecting(scenario, draws)
        self._reactions = Reactions(scenario, draws, len(of.actors.rate), self._consigning.chances.by_route)
        self._ledger = Ledger()
        self._due: dict[int, list[Consignments]] = defaultdict(list)
        self._again: dict[int, list[Consignments]] = defaultdict(list)
        self._last: int | None = None
        self._waiting = none_yet()  # results that nobody knows yet
        self._seen: set[tuple[int, int]] = set()  # numbers and lanes of results that actors know
        self._stopped: set[int] = set()  # consignments that never come in
        self._suspended: dict[int, tuple[int, int]] = {}  # by party: first and last day of a suspension after a find

    def day(self, on: date, outcomes: pl.DataFrame) -> Day:
        """The declarations of the day `on`; days follow one another without a gap.

        `outcomes` are results of inspections, as `inspect` gives them (declaration, lane, found, and known where it
        has that): either those since the last call or all so far, as each counts once. Actors know a result from the
        day `known` on, and those who are found out react, in what they begin from this day on.
        """
        day = self._next(on)
        self._reactions.forget()
        self._learn(day, on, outcomes)
        self._reactions.gaps.move(day)
        fresh = self._consigning.begun(on, day, self._reactions)
        for ahead in np.unique(fresh.due[fresh.summary]).tolist():
            self._due[ahead].append(fresh.taken(fresh.summary & (fresh.due == ahead)))
        arrived = self._arriving(day)
        repeated = together(self._again.pop(day)) if day in self._again else None
        parts = [(fresh.taken(fresh.summary), SUMMARY), (fresh.taken(~fresh.summary), GOODS), (arrived, GOODS)]
        if repeated is not None:
            parts.append((repeated, AGAIN))
        every = together([part for part, _ in parts])
        slot = np.repeat([slot for _, slot in parts], [len(part) for part, _ in parts])
        made = lodged(self.scenario, self._draws, every, slot, day, self.scenario.begins)
        rows, wait = returning(self.scenario, self._draws, made)
        for days in np.unique(wait).tolist():
            self._again[day + days].append(made.of.taken(rows[wait == days]))
        load = self._loading.lading(made.of)
        self._ledger.keep(day, self._truths(made, load, day))
        self._reactions.lodge(made.of.actor)
        self._reactions.gaps.lodge(made.of.departure)
        return Day(on, self._declaring.lines(made, load, on), self._declaring.events(made))

    def inspect(self, lanes: pl.DataFrame, on: date) -> pl.DataFrame:
        """Look at declarations: RESULTS (declaration, lane, found, kind, hours, on, known), a row an inspection.

        `lanes` has declaration and lane. Lanes green and complete are not looked at and give no row, nor does a
        declaration that was never lodged here. A lane the scenario does not know is refused. `found` may be wrong both
        ways: what is there is missed, and what is not there is reported, as often as the scenario says.
        """
        asked = lanes.select("declaration", pl.col("lane").cast(pl.String)).unique(maintain_order=True)
        place = self._inspecting.places(asked["lane"])
        number = numbering.numbers(asked["declaration"], self._draws.mask)
        known, truths = self._ledger.of(number)
        looked_at = known & (place >= 0)
        rows = np.flatnonzero(looked_at)
        truths = truths.taken(place[known] >= 0)
        summary = number[rows] % 4 == SUMMARY
        looked = self._inspecting.look(number[rows], place[rows], truths.kind, truths.lines, truths.boxes, summary)
        some = asked.filter(pl.Series(looked_at))
        return results(some["declaration"], some["lane"], looked, on)

    def outcomes(self, found: pl.DataFrame) -> pl.DataFrame:
        """OUTCOME_ROWS of results of `inspect`: for each, a row a kind of which its lane can speak. For training."""
        return self._inspecting.outcomes(found)

    def truth(self, on: date) -> pl.DataFrame:
        """TRUTH of the declarations lodged on a day that was drawn; no scoring and no training ever sees it."""
        day = numbering.day_number(on, self.scenario.begins)
        if day not in self._ledger.days:
            raise DayRefused(f"{on}: this day has not been drawn yet, so there is no truth about it; call day() first.")
        truths = self._ledger.days[day]
        sizes = picked(pl.Series(SIZES), self._of.actors.size[truths.actor])
        return table(
            truths,
            numbering.references(truths.number, self.scenario.own, self.scenario.begins, self._draws.mask),
            numbering.consignment_of(truths.number),
            sizes,
        )

    def standing(self, known: date) -> tuple[StandingFact, ...]:
        """The register at the end of the day `known`: own operators, and partners' as far as they agreed.

        Suspensions, revocations and their ends show from the day on which word of them came; so do suspensions that
        finds up to the last day drawn led to.
        """
        return membership.facts(
            self.scenario.begins, self._of.parties, self._of.held, self._of.roles, known, self._suspended
        )

    def operators(self, known: date) -> tuple[Operator, ...]:
        """Whom the administration knows by name on a day: regular importers, brokers, carriers, all in the register."""
        of, day = self._of, numbering.day_number(known, self.scenario.begins)
        actors = of.actors
        importers = np.flatnonzero((actors.size < OCCASIONAL) & (actors.born <= day) & ~actors.impostor)
        roles = dict.fromkeys(actors.party[importers].tolist(), "importer")
        roles |= dict.fromkeys(of.groups.brokers.tolist(), "broker")
        roles |= dict.fromkeys(of.groups.carriers.tolist(), "carrier")
        roles |= {place: role for place, role in of.roles.items() if of.held.consents[place]}
        return tuple(
            Operator(
                reference=membership.reference_of(of.parties, place),
                name=str(of.parties.name[place]),
                address=str(of.parties.address[place]),
                country=str(of.parties.country[place]),
                role=role,
                identifiers=membership.identifiers_of(of.parties, of.held, place),
            )
            for place, role in sorted(roles.items())
        )

    def _next(self, on: date) -> int:
        """The number of the next day; before the first one, what is under way already is drawn."""
        day = numbering.day_number(on, self.scenario.begins)
        if not 0 <= day <= numbering.LAST_DAY:
            last = numbering.date_of(numbering.LAST_DAY, self.scenario.begins)
            raise DayRefused(f"{on}: this country can be drawn from {self.scenario.begins} to {last}.")
        if self._last is None:
            longest = max(self.scenario.entry.sea_days[1], self.scenario.entry.air_days[1])
            for earlier in range(day - longest, day):
                date_of = numbering.date_of(earlier, self.scenario.begins)
                under_way = self._consigning.begun(date_of, earlier, self._reactions)
                for ahead in np.unique(under_way.due[under_way.summary & (under_way.due >= day)]).tolist():
                    self._due[ahead].append(under_way.taken(under_way.summary & (under_way.due == ahead)))
        elif day != self._last + 1:
            follows = numbering.date_of(self._last + 1, self.scenario.begins)
            raise DayRefused(f"{on}: days are drawn one after the other, and the next one is {follows}.")
        self._last = day
        return day

    def _arriving(self, day: int) -> Consignments:
        """What entry summaries announced for this day, without what was stopped."""
        parts = self._due.pop(day, [])
        if not parts:
            return self._consigning.none()
        every = together(parts)
        if not self._stopped:
            return every
        stopped = np.fromiter(self._stopped, np.uint64, len(self._stopped))
        return every.taken(~np.isin(every.number, stopped))

    def _learn(self, day: int, on: date, outcomes: pl.DataFrame) -> None:
        """Let actors know what is known by now of what was done to them."""
        given = outcomes.select("declaration", pl.col("lane").cast(pl.String), "found", *_known(outcomes))
        waiting = pl.concat([self._waiting, given], how="diagonal_relaxed") if self._waiting.height else given
        late = pl.col("known") > on
        self._waiting = waiting.filter(late.fill_null(False))
        known = waiting.filter(~late.fill_null(False))
        if known.is_empty():
            return
        place = self._inspecting.places(known["lane"])
        number = numbering.numbers(known["declaration"], self._draws.mask)
        new = np.array([one not in self._seen for one in zip(number.tolist(), place.tolist(), strict=True)], bool)
        new &= place >= 0
        number, place, found = number[new], place[new], known["found"].fill_null(False).to_numpy()[new]
        self._seen.update(zip(number.tolist(), place.tolist(), strict=True))
        ours, truths = self._ledger.of(number)
        number, place, found = number[ours], place[ours], found[ours]
        self._reactions.notice(truths.actor)
        self._reactions.gaps.notice(truths.departure[self._inspecting.opens[place]])
        caught = np.flatnonzero(found & (truths.kind != NOTHING))
        stops = self._inspecting.stops[place] | (found & (truths.kind != NOTHING))
        self._stopped.update(numbering.consignment_of(number[stops & (number % 4 == SUMMARY)]).tolist())
        # In the order of the numbers, so that the order of the table does not matter.
        caught = caught[np.argsort(number[caught], kind="stable")]
        actor = truths.actor[caught]
        first = self._of.actors.party[actor]
        member = self._of.held.members[first]
        self._reactions.caught(actor, number[caught], truths.kind[caught], day, ~member & self._may_found(actor))
        self._suspend(number[caught], first, member & ~self._of.actors.impostor[actor], day)

    def _may_found(self, actor: np.ndarray) -> np.ndarray:
        """Who can come back as a new firm: importers under their own number."""
        return np.asarray((actor < self._of.groups.importers) & (self._of.actors.size[actor] < len(SIZES) - 1))

    def _suspend(self, number: np.ndarray, party: np.ndarray, member: np.ndarray, day: int) -> None:
        """Some finds at members lead to a suspension, after the days that takes."""
        programme = self.scenario.programme
        falls = member & self._draws.chance(programme.suspended_when_caught, "suspended for a find", number)
        begin = day + programme.reaction_days
        for place in party[falls].tolist():
            if place not in self._suspended:
                self._suspended[place] = (begin, begin + programme.suspension_days)

    def _truths(self, made: Lodged, load: Lading, day: int) -> Truths:
        """The truth of what is lodged today. Of an entry summary only what it hides is false: it states no value."""
        of, summary = made.of, made.slot == SUMMARY
        silent = summary & np.isin(of.kind, REVENUE)
        return Truths(
            number=made.number,
            kind=np.where(silent, NOTHING, of.kind),
            revenue_minor=np.where(summary, 0, load.revenue_minor),
            harm_minor=np.where(silent, 0, load.harm_minor),
            illicit_minor=np.where(silent, 0, load.illicit_minor),
            actor=of.actor,
            departure=of.departure,
            group=self._groups(of, day),
            impostor=of.impostor,
            captured=of.captured,
            cancelled=made.cancelled,
            lines=load.first[1:] - load.first[:-1],
            boxes=load.boxes,
        )

    def _groups(self, of: Consignments, day: int) -> np.ndarray:
        """Trusted: the importer truly holds a status; partner: its sender holds one we know of; small; other."""
        held, size = self._of.held, self._of.actors.size[of.actor]
        holds = held.holds(day)
        for party, (begin, end) in self._suspended.items():
            if begin <= day < end:
                holds[party] = False
        trusted = holds[of.importer] & ~of.impostor
        partner = holds[of.sender] & held.consents[of.sender]
        small = (size == SMALL) | (size == OCCASIONAL)
        return np.select([trusted, partner, small], [_TRUSTED, _PARTNER, _SMALL], _OTHER)


def _known(outcomes: pl.DataFrame) -> list[pl.Expr]:
    return [pl.col("known")] if "known" in outcomes.columns else [pl.lit(None, pl.Date).alias("known")]
