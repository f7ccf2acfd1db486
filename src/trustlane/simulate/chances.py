"""The chance that a consignment is illicit, by kind: rates, lures, natures and risks that wander, status, boldness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trustlane.simulate.draws import Draws
from trustlane.simulate.goods import Goods
from trustlane.simulate.kinds import (
    CONTRABAND,
    FALSE_ORIGIN,
    KINDS,
    MISCLASSIFICATION,
    NOTHING,
    PROHIBITED,
    REVENUE,
    SECURITY,
    UNDERVALUATION,
)
from trustlane.simulate.membership import COMPLIANCE
from trustlane.simulate.membership import SECURITY as FOR_SECURITY
from trustlane.simulate.offices import HUBS
from trustlane.simulate.population import LARGE, MEDIUM, OCCASIONAL, PLATFORM, SMALL, Population
from trustlane.simulate.scenario import Scenario
from trustlane.simulate.waves import Waves

_HEAVY_KG = 2_000.0
_YEAR = 365
_ROUNDS = 12


@dataclass(frozen=True)
class Features:
    """What a chance depends on, of each consignment."""

    actor: np.ndarray
    goods: np.ndarray
    origin: np.ndarray
    departure: np.ndarray
    sender: np.ndarray
    export: np.ndarray


class Chances:
    """Chances in one country."""

    def __init__(self, scenario: Scenario, draws: Draws, goods: Goods, of: Population) -> None:
        self.scenario, self.draws, self.goods, self.of = scenario, draws, goods, of
        self.preferred = preferred(scenario, goods)
        self.by_size = _by_size(scenario)
        self.lure = _lures(scenario, goods)
        self.rate = np.array([getattr(scenario.kinds, kind).rate for kind in KINDS])
        usual, weight = self._usual_trade()
        self.level = self._levels(usual, weight)
        by_route = np.bincount(of.habits.departure[usual], weight, len(of.groups.countries))
        # By hubs comes much that is wrong anyhow: they were never quiet.
        by_route[[place for place, name in enumerate(of.groups.countries) if name in HUBS]] = 0.0
        self.by_route = by_route
        self.waves = Waves.of(scenario.drift.waves, draws, by_route)

    def _usual_trade(self) -> tuple[np.ndarray, np.ndarray]:
        """Places of the habits of the trade at the beginning, without parcels and strangers, and the share of each."""
        actors, habits = self.of.actors, self.of.habits
        usual = np.flatnonzero(
            (actors.size[habits.owner] != PLATFORM)
            & ~actors.impostor[habits.owner]
            & (actors.born[habits.owner] <= 0)
            & (np.arange(len(habits.owner)) < actors.other_start[0])
        )
        owner = habits.owner[usual]
        nth = usual - actors.start[owner]
        power = 1 / self.scenario.trade.repeats
        within = ((nth + 1) / actors.count[owner]) ** power - (nth / actors.count[owner]) ** power
        weight = actors.rate[owner] * within
        return usual, weight / weight.sum()

    def _levels(self, usual: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """The factor on each kind with which its rate holds over the trade at the beginning, status apart: (kinds,)."""
        habits = self.of.habits
        owner = habits.owner[usual]
        origin, none = habits.origin[usual], np.zeros(len(usual), bool)
        features = Features(owner, habits.goods[usual], origin, habits.departure[usual], habits.sender[usual], none)
        pull = self._pull(features, 0)
        level = np.ones(len(KINDS))
        # No consignment may pass the bound, which the level has to make up for: a few rounds settle it.
        for _ in range(_ROUNDS):
            mean = (self._bounded(pull * level[:, None]) * weight).sum(axis=1)
            level *= np.where(mean > 0, self.rate / np.where(mean > 0, mean, 1.0), 1.0)
        return level

    def _young(self, actor: np.ndarray, day: int) -> np.ndarray:
        return np.where(day - self.of.actors.born[actor] < _YEAR, self.scenario.conduct.young, 1.0)

    def _may_lie(self, origin: np.ndarray) -> np.ndarray:
        """A partner's origin pays only where there is a lower rate, and the true origin is not a partner's."""
        return ~self.preferred[origin] if self.preferred.any() else np.zeros(len(origin), bool)

    def risk(self, of: str, whose: np.ndarray, day: int, days: int, sigma: float) -> np.ndarray:
        """A factor around mean 1 that wanders: from one drawn value to the next in so many days, 0 for never."""
        return np.asarray(np.exp(sigma * self._wandering(of, whose, day, days) - 0.5 * sigma * sigma))

    def _wandering(self, of: str, whose: np.ndarray, day: int, days: int) -> np.ndarray:
        """Mean 0 and standard deviation 1 on every day: between two draws along a quarter of a circle."""
        if not days:
            return self.draws.normal(of, whose, 0)
        epoch, part = divmod(day, days)
        angle = part / days * np.pi / 2
        return np.asarray(
            np.cos(angle) * self.draws.normal(of, whose, epoch)
            + np.sin(angle) * self.draws.normal(of, whose, epoch + 1)
        )

    def _pull(self, features: Features, day: int) -> np.ndarray:
        """Lure × nature × risks × size × age, of each kind for each consignment: (kinds, n)."""
        conduct, drift, actors = self.scenario.conduct, self.scenario.drift, self.of.actors
        actor, goods = features.actor, features.goods
        countries, every = np.arange(len(self.of.groups.countries)), np.arange(len(self.goods.hs))
        route = self.risk("risk of a route", countries, day, drift.route_days, conduct.route_spread)
        commodity = self.risk("risk of a commodity", every, day, drift.commodity_days, conduct.commodity_spread)
        shared = (
            self.risk("nature", actor, day, drift.nature_days, conduct.nature_spread)
            * self.risk("risk of a sender", features.sender, day, drift.sender_days, conduct.sender_spread)
            * route[features.departure]
            * commodity[goods]
            * self.by_size[actors.size[actor]]
            * self._young(actor, day)
        )
        found = self.lure[:, goods] * shared
        found[FALSE_ORIGIN] *= self._may_lie(features.origin)
        return np.asarray(found)

    def _bounded(self, chances: np.ndarray) -> np.ndarray:
        """Chances (kinds, n) that together do not pass the bound; where they would, all of them are less."""
        total = chances.sum(axis=0)
        return np.asarray(chances * np.minimum(1.0, self.scenario.conduct.most / np.maximum(total, 1e-12)))

    def of_day(self, features: Features, day: int, boldness: np.ndarray, gangs: np.ndarray | None = None) -> np.ndarray:
        """The chance of each kind for each consignment: (kinds, n). `boldness` is that of its actor.

        `gangs` (kinds, n) is what gangs add, who use the cargo of others.
        """
        conduct, actors, actor = self.scenario.conduct, self.of.actors, features.actor
        found = self._pull(features, day) * self.level[:, None] * boldness
        beside = self.waves.chances(features.departure, boldness, day)
        found = found if beside is None else found + beside
        found = self._bounded(found if gangs is None else found + gangs)
        found[list(SECURITY)] *= np.where(features.export, conduct.exports, 1.0)
        found[list(REVENUE)] *= ~features.export
        ratio = self.scenario.operators.offence_ratio
        behaves, scope, first = self.of.held.behaves(day), self.of.held.scope, actors.party[actor]
        itself = behaves[first] & ~actors.impostor[actor]
        for_revenue = itself & ((scope[first] & COMPLIANCE) > 0)
        for_security = itself & ((scope[first] & FOR_SECURITY) > 0)
        for_security |= behaves[features.sender] & ((scope[features.sender] & FOR_SECURITY) > 0)
        found[list(REVENUE)] *= np.where(for_revenue, ratio, 1.0)
        found[list(SECURITY)] *= np.where(for_security, ratio, 1.0)
        return found

    def possible(self, kind: np.ndarray, goods: np.ndarray, origin: np.ndarray, export: np.ndarray) -> np.ndarray:
        """Whether this kind can be done with these goods at all; where nothing is wrong, it can."""
        lured = self.lure[np.maximum(kind, 0), goods] > 0
        lured &= ~((kind == FALSE_ORIGIN) & ~self._may_lie(origin))
        return np.asarray((kind == NOTHING) | (lured & ~(export & np.isin(kind, REVENUE))))


def preferred(scenario: Scenario, goods: Goods) -> np.ndarray:
    """The countries whose goods come at half the rate: (countries,) bool."""
    found: np.ndarray = np.zeros(len(goods.countries) + len(scenario.partners) + 1, bool)
    for place, partner in enumerate(scenario.partners):
        found[len(goods.countries) + place] = partner.preference
    return found


def _by_size(scenario: Scenario) -> np.ndarray:
    found = np.ones(5)
    found[SMALL], found[MEDIUM], found[LARGE] = scenario.conduct.small, (1 + scenario.conduct.small) / 2, 1.0
    found[OCCASIONAL], found[PLATFORM] = scenario.conduct.occasional, scenario.ecommerce.conduct
    return found


def _lures(scenario: Scenario, goods: Goods) -> np.ndarray:
    """How much each commodity lures to each kind: (kinds, goods)."""
    kinds, rate = scenario.kinds, goods.rate_ppm / 1_000_000
    found = np.ones((len(KINDS), len(goods.hs)))
    found[UNDERVALUATION] = kinds.undervaluation.without_duty + rate * kinds.undervaluation.by_duty
    gain = rate - rate[np.maximum(goods.mistaken_for, 0)]
    found[MISCLASSIFICATION] = np.where((goods.mistaken_for >= 0) & (gain > 0), 1.0, 0.0)
    found[FALSE_ORIGIN] = rate >= max(kinds.false_origin.least_duty, 1e-9)
    found[PROHIBITED] = np.where(goods.controlled, kinds.prohibited.controlled, 1.0)
    found[CONTRABAND] = np.where(goods.weight > _HEAVY_KG, kinds.contraband.heavy, 1.0)
    return found
