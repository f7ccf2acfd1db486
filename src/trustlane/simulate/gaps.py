"""Gaps: the routes that gangs use, and what they saw of where cargo is opened."""

from __future__ import annotations

import numpy as np

from trustlane.simulate.draws import Draws
from trustlane.simulate.kinds import CONTRABAND, KINDS
from trustlane.simulate.mechanics import conduct


class Gaps:
    """The gangs of one country: where each is, and how much of each route's cargo all of them saw opened."""

    def __init__(self, how: conduct.Gangs, draws: Draws, trade: np.ndarray) -> None:
        """`trade` (countries,) is the share of trade that gangs may use, by country of departure."""
        self.how, self.draws = how, draws
        fits = (trade >= how.least) & (trade <= how.most) & (trade > 0)
        self.fit = np.flatnonzero(fits if how.gangs else np.zeros(len(trade), bool))
        self.lodged = np.zeros(len(trade))  # declarations by route, as remembered
        self.opened = np.zeros(len(trade))
        lots = draws.uniform("first routes of gangs", self.fit)
        self.at = self.fit[np.argsort(lots, kind="stable")][: how.gangs]  # the place of each gang's route
        self.moves: list[tuple[int, int, int]] = []  # day, gang and route

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
        """Gangs whose turn it is leave a route where too much is opened, for the one where the least is."""
        seen = self.seen()
        for gang in np.flatnonzero((day + np.arange(len(self.at)) * self.how.days // max(len(self.at), 1)) % self.how.days == 0):
            free = self.fit[~np.isin(self.fit, self.at)]
            if not len(free) or seen[self.at[gang]] <= self.how.bears:
                continue
            lots = self.draws.uniform("which gap", free, int(gang), day)
            best = free[np.lexsort((lots, seen[free]))[0]]
            if seen[best] < seen[self.at[gang]]:
                self.at[gang] = best
                self.moves.append((day, int(gang), int(best)))

    def chances(self, departure: np.ndarray) -> np.ndarray | None:
        """(kinds, n) what gangs add to the chances of consignments; None where there are none."""
        if not len(self.at):
            return None
        found = np.zeros((len(KINDS), len(departure)))
        found[CONTRABAND] = self.how.chance * np.isin(departure, self.at)
        return found
