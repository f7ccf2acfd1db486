"""What consignments truly hold: so many lines of goods, of a weight, at a price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trustlane.simulate.consigning import BY_AIR, Consignments
from trustlane.simulate.draws import Draws
from trustlane.simulate.goods import Goods
from trustlane.simulate.scenario import Scenario

_MOST_LINES, _MOST_BY_AIR, _MOST_OF_PARCELS = 9, 4, 3
_FURTHER_LINE = 0.55  # chance of yet another line, once there are two
_OTHER_GOODS = 0.4  # share of further lines with other goods of the chapter
_LEAST_KG, _LEAST_PARCEL_KG = 0.05, 0.02


@dataclass(frozen=True)
class Cargo:
    """Lines in the order of their consignments."""

    of: np.ndarray  # (lines,) places of consignments, ascending
    first: np.ndarray  # (n + 1,) where the lines of each consignment begin
    nth: np.ndarray  # number within the consignment, from 0
    key: np.ndarray  # of every further draw about a line
    goods: np.ndarray
    kilograms: np.ndarray
    value: np.ndarray  # in whole units of currency


class Packing:
    """Packs the consignments of one country; the same consignment always in the same way."""

    def __init__(self, scenario: Scenario, draws: Draws, goods: Goods) -> None:
        self.scenario, self.draws, self.goods = scenario, draws, goods
        self.chapter = np.concatenate(goods.same_chapter)
        self.chapter_count = np.array([len(places) for places in goods.same_chapter])
        self.chapter_start = np.cumsum(self.chapter_count) - self.chapter_count

    def cargo(self, of: Consignments) -> Cargo:
        """What they hold."""
        counts = self._counts(of)
        first = np.concatenate([[0], np.cumsum(counts)])
        owner = np.repeat(np.arange(len(of)), counts)
        nth = np.arange(len(owner)) - first[owner]
        key = self.draws.keys("line", of.key[owner], nth)
        goods = self._goods(of, owner, nth, key)
        kilograms, price = self._weight_and_price(of, owner, counts, goods, key)
        return Cargo(owner, first, nth, key, goods, kilograms, kilograms * price)

    def _counts(self, of: Consignments) -> np.ndarray:
        """How many lines each has."""
        lot = self.draws.uniform("how many lines", of.key)
        more = self.draws.uniform("more lines", of.key) < self.scenario.trade.more_lines
        counts = np.where(more, 2 + (np.log1p(-lot) / np.log(_FURTHER_LINE)).astype(np.int64), 1)
        most = np.where(of.parcel, _MOST_OF_PARCELS, np.where(of.mode == BY_AIR, _MOST_BY_AIR, _MOST_LINES))
        return np.asarray(np.minimum(counts, most))

    def _goods(self, of: Consignments, owner: np.ndarray, nth: np.ndarray, key: np.ndarray) -> np.ndarray:
        """Further lines are mostly more of the same, else something of the same chapter."""
        found: np.ndarray = of.goods[owner].copy()
        lot = self.draws.uniform("other goods of the chapter", key)
        other = np.flatnonzero((nth > 0) & (lot < _OTHER_GOODS))
        pick = self.draws.below(self.chapter_count[found[other]], "which goods of the chapter", key[other])
        found[other] = self.chapter[self.chapter_start[found[other]] + pick]
        return found

    def _weight_and_price(
        self, of: Consignments, owner: np.ndarray, counts: np.ndarray, goods: np.ndarray, key: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Kilograms of each line, and what a kilogram costs; a parcel weighs what its value makes it weigh."""
        draws, trade, shop = self.draws, self.scenario.trade, self.scenario.ecommerce
        spread = np.exp(trade.weight_spread * draws.normal("weight", key) - 0.5)
        kilograms = np.maximum(self.goods.weight[goods] * spread / np.sqrt(counts[owner]), _LEAST_KG)
        price = self.goods.price[goods] * of.price[owner] * np.exp(trade.price_spread * draws.normal("price", key))
        parcels = np.flatnonzero(of.parcel[owner])
        worth = shop.value * np.exp(shop.value_spread * draws.normal("value of a parcel", key[parcels]))
        kilograms[parcels] = np.maximum(worth / price[parcels], _LEAST_PARCEL_KG)
        # Sales, seconds and samples are honest and cheap.
        bargain = draws.uniform("a bargain", key) < trade.bargains
        return kilograms, np.where(bargain, price * (0.1 + 0.5 * draws.uniform("how cheap", key)), price)
