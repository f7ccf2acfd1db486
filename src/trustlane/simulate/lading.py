"""The lines of consignments as they are declared, what they hold in truth, and the containers they travel in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from trustlane.simulate import containers
from trustlane.simulate.chances import preferred
from trustlane.simulate.columns import lists
from trustlane.simulate.consigning import BY_AIR, BY_SEA, Consignments
from trustlane.simulate.draws import Draws
from trustlane.simulate.goods import Goods
from trustlane.simulate.habits import MODE_OF, Habits
from trustlane.simulate.kinds import (
    CONTRABAND,
    FALSE_ORIGIN,
    KINDS,
    MISCLASSIFICATION,
    NOTHING,
    PHANTOM_SHIPPER,
    PROHIBITED,
    UNDERVALUATION,
)
from trustlane.simulate.offices import OFFICES
from trustlane.simulate.scenario import Scenario

BOXES = 400_000  # different containers that come by
VAGUE = ("Goods", "General cargo", "Parts", "Various articles", "Samples")
_BOX_KG = 22_000
_MOST_BOXES = 8
_MOST_LINES, _MOST_BY_AIR, _MOST_OF_PARCELS = 9, 4, 3
_HONEST_WRONG_BOX = 0.0015
_HONEST_ROUND = 0.015
_HONEST_PROOF = 0.95


@dataclass(frozen=True)
class Lading:
    """What a batch of consignments carries: columns a line, and sums a consignment."""

    of: np.ndarray  # (lines,) places of consignments, ascending
    first: np.ndarray  # (n + 1,) where the lines of each consignment begin
    line: np.ndarray  # number within the consignment, from 1
    goods: np.ndarray  # declared
    word: np.ndarray  # place in Words
    origin: np.ndarray  # declared; places of countries
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
    harm_minor: np.ndarray  # (n,)
    illicit_minor: np.ndarray  # (n,)


class Loading:
    """Loads the consignments of one country."""

    def __init__(self, scenario: Scenario, draws: Draws, goods: Goods, habits: Habits, rates: np.ndarray) -> None:
        self.scenario, self.draws, self.goods = scenario, draws, goods
        self.preferred = preferred(scenario, goods)
        self.partners = np.flatnonzero(self.preferred)
        self.words = pl.Series([*goods.description, *VAGUE])
        spread = np.array([len(places) for places in goods.same_chapter])
        self.chapter, self.chapter_count = np.concatenate(goods.same_chapter), spread
        self.chapter_start = np.cumsum(spread) - spread
        self.shared = self._shared(habits, rates)

    def _shared(self, habits: Habits, rates: np.ndarray) -> np.ndarray:
        """How many shared containers each office sees on an ordinary day: it follows from habits, not from the day."""
        by_sea = (MODE_OF[habits.office] == BY_SEA) & (
            self.goods.weight[habits.goods] <= self.scenario.groupage.small_kg
        )
        each = rates[habits.owner] / np.maximum(np.bincount(habits.owner, minlength=len(rates)), 1)[habits.owner]
        expected = np.bincount(habits.office, each * by_sea, len(OFFICES)) * self.scenario.groupage.share
        return np.asarray(np.maximum(np.rint(expected / self.scenario.groupage.together), 1)).astype(np.int64)

    def lading(self, of: Consignments) -> Lading:
        """Load them. The same consignment is loaded in the same way whenever it is."""
        draws, goods, trade, kinds = self.draws, self.goods, self.scenario.trade, self.scenario.kinds
        counts = self._counts(of)
        first = np.concatenate([[0], np.cumsum(counts)])
        owner = np.repeat(np.arange(len(of)), counts)
        n = len(owner)
        nth = np.arange(n) - first[owner]
        key = draws.keys("line", of.key[owner], nth)
        kind, parcel = of.kind[owner], of.parcel[owner]

        def lot(what: str) -> np.ndarray:
            return draws.uniform(what, key)

        true = of.goods[owner].copy()
        other = np.flatnonzero((nth > 0) & (lot("other goods of the chapter") < 0.4))
        pick = (draws.uniform("which goods of the chapter", key[other]) * self.chapter_count[true[other]]).astype(
            np.int64
        )
        true[other] = self.chapter[self.chapter_start[true[other]] + pick]
        price = goods.price[true] * of.price[owner] * np.exp(trade.price_spread * draws.normal("price", key))
        shop = self.scenario.ecommerce
        parcels = np.flatnonzero(parcel)
        kilograms = np.maximum(
            goods.weight[true] * np.exp(0.8 * draws.normal("weight", key) - 0.5) / np.sqrt(counts[owner]), 0.05
        )
        worth = shop.value * np.exp(shop.value_spread * draws.normal("value of a parcel", key[parcels]))
        kilograms[parcels] = np.maximum(worth / price[parcels], 0.02)
        price = np.where(lot("a bargain") < trade.bargains, price * (0.1 + 0.5 * lot("how cheap")), price)
        true_value = kilograms * price
        under = kinds.undervaluation
        left = under.least_left + (under.most_left - under.least_left) * draws.uniform("value left", of.key)[owner]
        value = np.where(kind == UNDERVALUATION, true_value * left, true_value)
        dear = (kind == CONTRABAND) & draws.chance(kinds.contraband.dear, "far too dear", of.key)[owner]
        value = np.where(dear, value * (1.5 + 3.5 * lot("how dear")), value)
        wrong_code = (kind == MISCLASSIFICATION) & (goods.mistaken_for[true] >= 0)
        declared = np.where(wrong_code, goods.mistaken_for[true], true)
        origin, true_origin = of.origin[owner].copy(), of.origin[owner]
        false = np.flatnonzero(kind == FALSE_ORIGIN)
        if len(false) and len(self.partners):
            origin[false] = self.partners[draws.below(len(self.partners), "false origin", of.key[owner[false]])]
        proof = draws.uniform("proof of origin", of.key)[owner]
        proven = self.preferred[origin] & (
            proof < np.where(kind == FALSE_ORIGIN, kinds.false_origin.proof, _HONEST_PROOF)
        )
        export = of.export[owner]
        rate = self._rate(declared, origin, export)
        true_rate = self._rate(true, true_origin, export)
        value_minor = np.maximum(np.rint(value * 100), 100).astype(np.int64)
        is_round = lot("a round value") < np.where(kind == UNDERVALUATION, under.round, _HONEST_ROUND)
        value_minor = np.where(is_round & (value_minor > 1_000_000), value_minor // 1_000_000 * 1_000_000, value_minor)
        true_minor = np.maximum(np.rint(true_value * 100), 100).astype(np.int64)
        net = np.maximum(np.rint(kilograms * 1000), 1).astype(np.int64)
        gross = np.rint(net * (1.02 + 0.12 * lot("packing"))).astype(np.int64)
        exchanged = lot("masses exchanged") < np.where(kind == CONTRABAND, kinds.contraband.mass, trade.slips)
        gross = np.where(exchanged, np.rint(net * 0.97).astype(np.int64), gross)
        total = np.bincount(owner, kilograms, len(of))
        boxes, serials, wrong = self._containers(of, total)
        revenue = np.bincount(owner, _duty(true_minor, true_rate) - _duty(value_minor, rate), len(of))
        lies = np.isin(of.kind, (UNDERVALUATION, MISCLASSIFICATION, FALSE_ORIGIN))
        harm = self._harm(of)
        hidden = np.where(of.kind[owner] == UNDERVALUATION, np.maximum(true_minor - value_minor, 0), value_minor)
        illicit = np.bincount(owner, hidden, len(of)).astype(np.int64)
        return Lading(
            of=owner,
            first=first,
            line=nth + 1,
            goods=declared,
            word=self._words(true, declared, kind, key),
            origin=origin,
            proven=proven,
            net_g=net,
            gross_g=gross,
            packages=np.maximum(kilograms / (8 + 20 * lot("packages")), 1).astype(np.int32),
            value_minor=value_minor,
            rate_ppm=rate,
            no_code=lot("no code") < self.scenario.entry.no_code,
            containers=lists(len(of), np.repeat(np.arange(len(of)), boxes), containers.numbers(serials, wrong), None),
            boxes=boxes,
            revenue_minor=np.where(lies, np.maximum(revenue, 0), 0).astype(np.int64),
            harm_minor=harm,
            illicit_minor=np.where(lies, illicit, np.where(of.kind == NOTHING, 0, harm)),
        )

    def _counts(self, of: Consignments) -> np.ndarray:
        """How many lines each declaration has."""
        lot = self.draws.uniform("how many lines", of.key)
        more = self.draws.uniform("more lines", of.key) < self.scenario.trade.more_lines
        counts = np.where(more, 2 + (np.log1p(-lot) / np.log(0.55)).astype(np.int64), 1)
        most = np.where(of.parcel, _MOST_OF_PARCELS, np.where(of.mode == BY_AIR, _MOST_BY_AIR, _MOST_LINES))
        return np.asarray(np.minimum(counts, most))

    def _rate(self, goods: np.ndarray, origin: np.ndarray, export: np.ndarray) -> np.ndarray:
        """What goods of this origin pay: half where the origin is preferred, nothing on leaving."""
        full = self.goods.rate_ppm[goods]
        return np.where(export, 0, np.where(self.preferred[origin], full // 2, full))

    def _words(self, true: np.ndarray, declared: np.ndarray, kind: np.ndarray, key: np.ndarray) -> np.ndarray:
        """What the goods are called: as declared, or so that nobody can tell."""
        kinds = self.scenario.kinds
        vague = np.full(len(KINDS) + 1, self.scenario.trade.vague)
        vague[[PROHIBITED, CONTRABAND, PHANTOM_SHIPPER]] = (
            kinds.prohibited.vague,
            kinds.contraband.vague,
            kinds.phantom_shipper.vague,
        )
        says_nothing = self.draws.uniform("vague words", key) < vague[kind]
        honest = (kind == MISCLASSIFICATION) & self.draws.chance(kinds.misclassification.words, "true words", key)
        which = len(self.goods.description) + self.draws.below(len(VAGUE), "which vague words", key)
        return np.where(says_nothing, which, np.where(honest, true, declared))

    def _harm(self, of: Consignments) -> np.ndarray:
        """The harm beyond the duty that each does if nobody finds it, in minor units."""
        each = [getattr(self.scenario.kinds, kind) for kind in KINDS]
        median = np.array([*(one.harm for one in each), 0.0])[of.kind]
        spread = np.array([*(one.harm_spread for one in each), 0.0])[of.kind]
        found = median * np.exp(spread * self.draws.normal("harm", of.key)) * 100
        return np.asarray(np.rint(found)).astype(np.int64)

    def _containers(self, of: Consignments, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How many containers each needs, their serial numbers, and whether the check digit is wrong."""
        draws, group = self.draws, self.scenario.groupage
        sea = of.mode == BY_SEA
        boxed = sea | ((of.mode != BY_AIR) & draws.chance(0.35, "in a container", of.key))
        boxes = np.where(boxed & ~of.parcel, np.clip(np.ceil(weight / _BOX_KG), 1, _MOST_BOXES), 0).astype(np.int64)
        shares = sea & (boxes == 1) & (weight <= group.small_kg) & draws.chance(group.share, "groupage", of.key)
        slot = draws.below(self.shared[of.office], "which shared container", of.key)
        together = draws.below(BOXES, "a shared container", of.office, of.begun, slot)
        owner = np.repeat(np.arange(len(of)), boxes)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(boxes) - boxes, boxes)
        # The same boxes come again and again.
        alone = draws.below(BOXES, "a container", of.key[owner], nth)
        serial = np.where(shares[owner], together[owner], alone) * 7_919 % 6_000_000
        bad = np.where(of.kind[owner] == CONTRABAND, self.scenario.kinds.contraband.wrong_box, _HONEST_WRONG_BOX)
        wrong = draws.chance(bad, "a wrong number", of.key[owner], nth) & ~shares[owner]
        return boxes, serial, wrong


def _duty(value_minor: np.ndarray, rate_ppm: np.ndarray) -> np.ndarray:
    return np.asarray(value_minor * rate_ppm // 1_000_000)
