"""The containers that consignments travel in: alone, or together with those of others."""

from __future__ import annotations

import numpy as np
import polars as pl

from trustlane.simulate import containers
from trustlane.simulate.columns import lists
from trustlane.simulate.consigning import BY_AIR, BY_SEA, Consignments
from trustlane.simulate.draws import Draws
from trustlane.simulate.goods import Goods
from trustlane.simulate.habits import MODE_OF, Habits
from trustlane.simulate.kinds import CONTRABAND
from trustlane.simulate.offices import OFFICES
from trustlane.simulate.scenario import Scenario

BOXES = 400_000  # different containers that come by
_BOX_KG = 22_000
_MOST = 8


class Boxing:
    """Puts the consignments of one country into containers."""

    def __init__(self, scenario: Scenario, draws: Draws, goods: Goods, habits: Habits, rates: np.ndarray) -> None:
        self.scenario, self.draws = scenario, draws
        self.shared = _shared(scenario, goods, habits, rates)

    def boxes(self, of: Consignments, weight: np.ndarray) -> tuple[pl.Series, np.ndarray]:
        """The numbers of each one's containers, null where there are none; and how many. `weight` in kilograms."""
        draws, group = self.draws, self.scenario.groupage
        sea = of.mode == BY_SEA
        boxed = sea | ((of.mode != BY_AIR) & draws.chance(self.scenario.trade.boxes_by_land, "in a container", of.key))
        count = np.where(boxed & ~of.parcel, np.clip(np.ceil(weight / _BOX_KG), 1, _MOST), 0).astype(np.int64)
        shares = sea & (count == 1) & (weight <= group.small_kg) & draws.chance(group.share, "groupage", of.key)
        slot = draws.below(self.shared[of.office], "which shared container", of.key)
        together = draws.below(BOXES, "a shared container", of.office, of.begun, slot)
        owner = np.repeat(np.arange(len(of)), count)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        # The same boxes come again and again.
        alone = draws.below(BOXES, "a container", of.key[owner], nth)
        serial = np.where(shares[owner], together[owner], alone) * 7_919 % 6_000_000
        bad = np.where(
            of.kind[owner] == CONTRABAND, self.scenario.kinds.contraband.wrong_box, self.scenario.trade.wrong_box
        )
        wrong = draws.chance(bad, "a wrong number", of.key[owner], nth) & ~shares[owner]
        return lists(len(of), owner, containers.numbers(serial, wrong), None), count


def _shared(scenario: Scenario, goods: Goods, habits: Habits, rates: np.ndarray) -> np.ndarray:
    """How many shared containers each office sees on an ordinary day: it follows from habits, not from the day."""
    by_sea = (MODE_OF[habits.office] == BY_SEA) & (goods.weight[habits.goods] <= scenario.groupage.small_kg)
    each = rates[habits.owner] / np.maximum(np.bincount(habits.owner, minlength=len(rates)), 1)[habits.owner]
    expected = np.bincount(habits.office, each * by_sea, len(OFFICES)) * scenario.groupage.share
    return np.asarray(np.maximum(np.rint(expected / scenario.groupage.together), 1)).astype(np.int64)
