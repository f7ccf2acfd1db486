"""Lodging: at which hour each declaration of a day comes, what is amended or cancelled, and what comes again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from trustlane.simulate import numbering
from trustlane.simulate.columns import picked
from trustlane.simulate.consigning import Consignments
from trustlane.simulate.draws import Draws
from trustlane.simulate.numbering import GOODS, SUMMARY
from trustlane.simulate.scenario import Scenario

DAY = 86_400
_HOUR = 3_600


@dataclass(frozen=True)
class Lodged:
    """One row a declaration that is lodged today, in the order of its lodging."""

    of: Consignments
    slot: np.ndarray  # SUMMARY, GOODS or AGAIN
    number: np.ndarray
    reference: pl.Series
    at: np.ndarray  # seconds since 1970
    later: np.ndarray  # seconds: when it is amended or cancelled, where it is
    amended: np.ndarray  # bool
    cancelled: np.ndarray  # bool

    def taken(self, which: np.ndarray) -> Lodged:
        """Some of these."""
        return Lodged(
            self.of.taken(which),
            self.slot[which],
            self.number[which],
            picked(self.reference, which),
            self.at[which],
            self.later[which],
            self.amended[which],
            self.cancelled[which],
        )


def lodged(scenario: Scenario, draws: Draws, of: Consignments, slot: np.ndarray, day: int, begins: date) -> Lodged:
    """Lodge each of these once, at an hour of this day; some are amended and some cancelled before it ends."""
    messages = scenario.messages
    number = numbering.declared(of.number, slot)
    office_hours = 11.0 + 2.6 * draws.normal("hour", number)
    any_hour = draws.uniform("any hour", number) * 24
    usual = draws.chance(scenario.trade.office_hours, "in office hours", number) & ~of.parcel
    hour = np.where(usual, office_hours, any_hour)
    begin = (numbering.date_of(day, begins) - date(1970, 1, 1)).days * DAY
    at = np.clip((hour * _HOUR).astype(np.int64), 0, DAY - 2)
    cancelled = (slot == GOODS) & draws.chance(messages.cancelled, "cancelled", number)
    amended = (slot != SUMMARY) & ~cancelled & draws.chance(messages.amended, "amended", number)
    wait = _HOUR // 3 + draws.below(8 * _HOUR, "until it is changed", number)
    later = np.minimum(at + wait, DAY - 1)
    order = np.lexsort((number, at))
    reference = numbering.references(number, scenario.own, begins, draws.mask)
    made = Lodged(of, slot, number, reference, begin + at, begin + later, amended, cancelled)
    return made.taken(order)


def returning(scenario: Scenario, draws: Draws, of: Lodged) -> tuple[np.ndarray, np.ndarray]:
    """Which of those cancelled are lodged again, and after how many days."""
    again = of.cancelled & draws.chance(scenario.messages.lodged_again, "lodged again", of.number)
    rows = np.flatnonzero(again)
    return rows, 1 + draws.below(2, "days until it is lodged again", of.number[rows])
