"""The lines of consignments as they are declared, and what is lost if nobody finds what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from trustlane.simulate.boxes import Boxing
from trustlane.simulate.cargo import Cargo, Packing
from trustlane.simulate.chances import preferred
from trustlane.simulate.consigning import Consignments
from trustlane.simulate.draws import Draws
from trustlane.simulate.goods import Goods
from trustlane.simulate.habits import Habits
from trustlane.simulate.kinds import (
    CONTRABAND,
    FALSE_ORIGIN,
    KINDS,
    MISCLASSIFICATION,
    NOTHING,
    PHANTOM_SHIPPER,
    PROHIBITED,
    REVENUE,
    UNDERVALUATION,
)
from trustlane.simulate.scenario import Scenario

VAGUE = ("Goods", "General cargo", "Parts", "Various articles", "Samples")
_ROUND_MINOR = 1_000_000


@dataclass(frozen=True)
class Lading:
    """What is declared of a batch of consignments: columns a line, and sums a consignment."""

    first: np.ndarray  # (n + 1,) where the lines of each consignment begin
    goods: np.ndarray
    word: np.ndarray  # place in Loading.words
    origin: np.ndarray  # places of countries
    proven: np.ndarray  # bool
    net_g: np.ndarray
    gross_g: np.ndarray
    packages: np.ndarray
    value_minor: np.ndarray
    rate_ppm: np.ndarray
    no_code: np.ndarray  # bool: in an entry summary, no commodity code stands
    containers: pl.Series  # of each consignment, null where there are none
    boxes: np.ndarray  # (n,) how many
    revenue_minor: np.ndarray  # (n,) duty that is lost if nobody finds it
    harm_minor: np.ndarray  # (n,) harm beyond that
    illicit_minor: np.ndarray  # (n,) value hidden, or of the goods in question


class Loading:
    """Loads the consignments of one country."""

    def __init__(self, scenario: Scenario, draws: Draws, goods: Goods, habits: Habits, rates: np.ndarray) -> None:
        self.scenario, self.draws, self.goods = scenario, draws, goods
        self.packing, self.boxing = Packing(scenario, draws, goods), Boxing(scenario, draws, goods, habits, rates)
        self.preferred = preferred(scenario, goods)
        self.partners = np.flatnonzero(self.preferred)
        self.words = pl.Series([*goods.description, *VAGUE])

    def lading(self, of: Consignments) -> Lading:
        """Load them. The same consignment is loaded in the same way whenever it is."""
        cargo = self.packing.cargo(of)
        kind = of.kind[cargo.of]
        goods = self._code(cargo.goods, kind)
        origin, proven = self._origin(of, cargo, kind)
        true_rate = self._rate(cargo.goods, of.origin[cargo.of], of.export[cargo.of])
        rate = self._rate(goods, origin, of.export[cargo.of])
        true_minor, value_minor = _minor(cargo.value), self._value(of, cargo, kind)
        net, gross = self._masses(cargo, kind)
        containers, boxes = self.boxing.boxes(of, np.bincount(cargo.of, cargo.kilograms, len(of)))
        lost = _duty(true_minor, true_rate) - _duty(value_minor, rate)
        hidden = np.where(kind == UNDERVALUATION, np.maximum(true_minor - value_minor, 0), value_minor)
        lies, harm = np.isin(of.kind, REVENUE), self._harm(of)
        revenue = np.maximum(np.bincount(cargo.of, lost, len(of)), 0).astype(np.int64)
        illicit = np.bincount(cargo.of, hidden, len(of)).astype(np.int64)
        return Lading(
            first=cargo.first,
            goods=goods,
            word=self._words(cargo, goods, kind),
            origin=origin,
            proven=proven,
            net_g=net,
            gross_g=gross,
            packages=self._packages(cargo),
            value_minor=value_minor,
            rate_ppm=rate,
            no_code=self.draws.uniform("no code", cargo.key) < self.scenario.entry.no_code,
            containers=containers,
            boxes=boxes,
            revenue_minor=np.where(lies, revenue, 0),
            harm_minor=harm,
            illicit_minor=np.where(lies, illicit, np.where(of.kind == NOTHING, 0, harm)),
        )

    def _code(self, true: np.ndarray, kind: np.ndarray) -> np.ndarray:
        """The goods declared: a cheaper neighbour where they are misclassified and have one."""
        wrong = (kind == MISCLASSIFICATION) & (self.goods.mistaken_for[true] >= 0)
        return np.where(wrong, self.goods.mistaken_for[true], true)

    def _origin(self, of: Consignments, cargo: Cargo, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The origin declared, and whether a proof of it is named; a false one is a partner's, and often unproven."""
        draws, found = self.draws, of.origin[cargo.of].copy()
        false = np.flatnonzero(kind == FALSE_ORIGIN)
        if len(false) and len(self.partners):
            found[false] = self.partners[draws.below(len(self.partners), "false origin", of.key[cargo.of[false]])]
        often = np.where(kind == FALSE_ORIGIN, self.scenario.kinds.false_origin.proof, self.scenario.trade.proof)
        return found, self.preferred[found] & (draws.uniform("proof of origin", of.key)[cargo.of] < often)

    def _rate(self, goods: np.ndarray, origin: np.ndarray, export: np.ndarray) -> np.ndarray:
        """What goods of this origin pay: half where the origin is preferred, nothing on leaving."""
        full = self.goods.rate_ppm[goods]
        return np.where(export, 0, np.where(self.preferred[origin], full // 2, full))

    def _value(self, of: Consignments, cargo: Cargo, kind: np.ndarray) -> np.ndarray:
        """The value declared, in minor units: less than the true one, or far more, to cover what is hidden."""
        draws, under = self.draws, self.scenario.kinds.undervaluation
        left = draws.between(under.least_left, under.most_left, "value left", of.key)[cargo.of]
        value = np.where(kind == UNDERVALUATION, cargo.value * left, cargo.value)
        dear = draws.chance(self.scenario.kinds.contraband.dear, "far too dear", of.key)[cargo.of]
        much = 1.5 + 3.5 * draws.uniform("how dear", cargo.key)
        found = _minor(np.where((kind == CONTRABAND) & dear, value * much, value))
        often = np.where(kind == UNDERVALUATION, under.round, self.scenario.trade.round)
        is_round = (draws.uniform("a round value", cargo.key) < often) & (found > _ROUND_MINOR)
        return np.where(is_round, found // _ROUND_MINOR * _ROUND_MINOR, found)

    def _masses(self, cargo: Cargo, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Net and gross mass in grams; by a slip, or with something else in the box, more net than gross."""
        net = np.maximum(np.rint(cargo.kilograms * 1000), 1).astype(np.int64)
        gross = np.rint(net * (1.02 + 0.12 * self.draws.uniform("packing", cargo.key))).astype(np.int64)
        often = np.where(kind == CONTRABAND, self.scenario.kinds.contraband.mass, self.scenario.trade.slips)
        exchanged = self.draws.uniform("masses exchanged", cargo.key) < often
        return net, np.where(exchanged, np.rint(net * 0.97).astype(np.int64), gross)

    def _packages(self, cargo: Cargo) -> np.ndarray:
        each = 8 + 20 * self.draws.uniform("packages", cargo.key)
        return np.asarray(np.maximum(cargo.kilograms / each, 1)).astype(np.int32)

    def _words(self, cargo: Cargo, declared: np.ndarray, kind: np.ndarray) -> np.ndarray:
        """What the goods are called: as declared, or so that nobody can tell."""
        kinds, draws = self.scenario.kinds, self.draws
        vague = np.full(len(KINDS) + 1, self.scenario.trade.vague)
        vague[[PROHIBITED, CONTRABAND, PHANTOM_SHIPPER]] = (
            kinds.prohibited.vague,
            kinds.contraband.vague,
            kinds.phantom_shipper.vague,
        )
        says_nothing = draws.uniform("vague words", cargo.key) < vague[kind]
        honest = (kind == MISCLASSIFICATION) & draws.chance(kinds.misclassification.words, "true words", cargo.key)
        which = len(self.goods.description) + draws.below(len(VAGUE), "which vague words", cargo.key)
        return np.where(says_nothing, which, np.where(honest, cargo.goods, declared))

    def _harm(self, of: Consignments) -> np.ndarray:
        """The harm beyond the duty that each does if nobody finds it, in minor units."""
        each = [getattr(self.scenario.kinds, kind) for kind in KINDS]
        median = np.array([*(one.harm for one in each), 0.0])[of.kind]
        spread = np.array([*(one.harm_spread for one in each), 0.0])[of.kind]
        found = median * np.exp(spread * self.draws.normal("harm", of.key)) * 100
        return np.asarray(np.rint(found)).astype(np.int64)


def _minor(value: np.ndarray) -> np.ndarray:
    """Whole units of currency as minor ones; nothing is worth less than one."""
    return np.asarray(np.maximum(np.rint(value * 100), 100)).astype(np.int64)


def _duty(value_minor: np.ndarray, rate_ppm: np.ndarray) -> np.ndarray:
    return np.asarray(value_minor * rate_ppm // 1_000_000)
