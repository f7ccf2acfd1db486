"""Gaps: the routes that gangs use, and what they saw of where cargo is opened."""

from __future__ import annotations

import numpy as np

from trustlane.simulate.draws import Draws
from trustlane.simulate.kinds import CONTRABAND, KINDS
from trustlane.simulate.mechanics import conduct


class Gaps:
    """The gangs of one country: where each is, and how much of each route's cargo they saw opened."""

    def __init__(self, how: conduct.Gangs, draws: Draws, trade: np.ndarray) -> None:
        """`trade` (countries,) is the share of trade that gangs may use, by country of departure."""
        self.how, self.draws = how, draws
        fit = np.flatnonzero((trade >= how.least) & (trade <= how.most) & (trade > 0))
        self.fit = fit if how.gangs else fit[:0]  # places of routes that a gang may take
        self.lodged = np.zeros(len(trade))  # declarations by route, as remembered
        self.opened = np.zeros(len(trade))
        lots = draws.uniform("first routes of gangs", self.fit)
        self.at = self.fit[np.argsort(lots, kind="stable")][: how.gangs]  # (gangs,) the route of each

    def forget(self) -> None:
        """Another day: what was seen fades."""
        kept = 0.5 ** (1 / self.how.memory_days)
        self.lodged *= kept
        self.opened *= kept

    def lodge(self, departure: np.ndarray) -> None:
        """Declarations were lodged, one from each of these places."""
        np.add.at(self.lodged, departure, 1.0)

    def notice(self, departure: np.ndarray) -> None:
        """Cargo was opened, of one declaration from each of these places."""
        np.add.at(self.opened, departure, 1.0)

    def seen(self) -> np.ndarray:
        """(countries,) the share of each route's declarations that was opened; 0 where nothing came."""
        return self.opened / np.maximum(self.lodged, 1e-9)

    def move(self, day: int) -> None:
        """Gangs whose turn it is leave a route where more is opened than they bear, for the best gap there is."""
        seen = self.seen()
        for gang in self._deciding(day):
            here = self.at[gang]
            if seen[here] <= self.how.bears:
                continue
            gap = self._gap(seen, gang, day)
            if gap is not None and seen[gap] < seen[here]:
                self.at[gang] = gap

    def _deciding(self, day: int) -> list[int]:
        """Gangs whose turn it is: evenly one after the other."""
        days, gangs = self.how.days, len(self.at)
        return [gang for gang in range(gangs) if (day + gang * days // gangs) % days == 0]

    def _gap(self, seen: np.ndarray, gang: int, day: int) -> int | None:
        """The route without a gang on which the least share was opened, equals by lot; None where all are taken."""
        free = np.setdiff1d(self.fit, self.at)
        if not len(free):
            return None
        lots = self.draws.uniform("which gap", free, gang, day)
        return int(free[np.lexsort((lots, seen[free]))[0]])

    def chances(self, departure: np.ndarray) -> np.ndarray | None:
        """(kinds, n) what gangs add to the chances of consignments; None where there are none."""
        if not len(self.at):
            return None
        found = np.zeros((len(KINDS), len(departure)))
        found[CONTRABAND] = self.how.chance * np.isin(departure, self.at)
        return found
