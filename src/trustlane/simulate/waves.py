"""Waves: which routes are hot on a day, in an order drawn once for a country."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trustlane.simulate.draws import Draws
from trustlane.simulate.kinds import KINDS
from trustlane.simulate.mechanics import conduct


@dataclass(frozen=True)
class Waves:
    """The waves of one country."""

    how: conduct.Waves
    order: np.ndarray  # places of countries of departure, in the order in which they become hot
    shares: np.ndarray  # (kinds,) how what is wrong divides

    @classmethod
    def of(cls, how: conduct.Waves, draws: Draws, trade: np.ndarray) -> Waves:
        """Draw their order. `trade` (countries,) is the share of trade that may become hot, by country of departure."""
        shares = np.array([how.kinds.get(kind, 0.0) for kind in KINDS])
        fit = np.flatnonzero((trade >= how.least) & (trade <= how.most) & (trade > 0))
        if how.routes == 0 or not len(fit):
            return cls(how, np.zeros(0, np.int64), shares)
        lots = draws.uniform("order of waves", fit)
        return cls(how, fit[np.argsort(lots, kind="stable")], shares / shares.sum())

    def hot(self, day: int) -> np.ndarray:
        """Places of the countries of departure that are hot on this day, each once."""
        if not len(self.order):
            return self.order
        routes, days = self.how.routes, self.how.days
        nth = np.arange(routes)
        # The first of them cools first; each later one holds on for another part of the days.
        wave = (day + (routes - 1 - nth) * days // routes) // days * routes + nth
        return np.unique(self.order[wave % len(self.order)])

    def chances(self, departure: np.ndarray, boldness: np.ndarray, day: int) -> np.ndarray | None:
        """(kinds, n) what waves add to the chances of consignments; None where no route is hot."""
        hot = self.hot(day)
        if not len(hot):
            return None
        return np.asarray(self.shares[:, None] * (self.how.chance * boldness * np.isin(departure, hot)))
