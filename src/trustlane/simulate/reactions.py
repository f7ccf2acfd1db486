"""What actors make of inspections: each remembers what happened to itself, and changes what it does itself."""

from __future__ import annotations

import numpy as np

from trustlane.simulate.draws import Draws
from trustlane.simulate.gaps import Gaps
from trustlane.simulate.kinds import KINDS, NOTHING
from trustlane.simulate.parties import FIRMS
from trustlane.simulate.scenario import Scenario

_NEVER = -(1 << 30)


class Reactions:
    """The memory of every actor, by its place."""

    def __init__(self, scenario: Scenario, draws: Draws, actors: int, trade: np.ndarray) -> None:
        """`trade` (countries,) is the share of trade that gangs may use, by country of departure."""
        self.how, self.draws = scenario.learning, draws
        self.gaps = Gaps(scenario.learning.gangs, draws, trade)
        self.lodged = np.zeros(actors)  # own declarations it remembers
        self.looked_at = np.zeros(actors)
        self.paused_until = np.full(actors, _NEVER)
        self.route = np.zeros(actors, np.int64)  # how often it changed its route
        self.office = np.zeros(actors, np.int64)
        self.firm = np.zeros(actors, np.int64)
        self.shuns = np.full(actors, NOTHING, np.int64)  # the kind it was caught with
        self.instead = np.full(actors, NOTHING, np.int64)

    def boldness(self, actor: np.ndarray, day: int) -> np.ndarray:
        """How bold each actor is: 1 as usual, 0 in a pause; more where it sees itself hardly looked at."""
        how = self.how
        seen = (how.certainty * how.usual + self.looked_at[actor]) / (how.certainty + self.lodged[actor])
        found = np.clip((how.usual / seen) ** how.boldness, 1 / how.boldest, how.boldest)
        return np.where(day < self.paused_until[actor], 0.0, found)

    def turned(self, chances: np.ndarray, actor: np.ndarray) -> np.ndarray:
        """Chances (kinds, n) after some actors have turned from the kind they were caught with to another."""
        rows = np.flatnonzero(self.shuns[actor] != NOTHING)
        if not len(rows):
            return chances
        found = chances.copy()
        away, to = self.shuns[actor[rows]], self.instead[actor[rows]]
        found[to, rows] += found[away, rows]
        found[away, rows] = 0.0
        return found

    def forget(self) -> None:
        """Another day: what was seen fades."""
        self.gaps.forget()
        kept = 0.5 ** (1 / self.how.memory_days)
        self.lodged *= kept
        self.looked_at *= kept

    def lodge(self, actor: np.ndarray) -> None:
        """These actors lodged a declaration each."""
        np.add.at(self.lodged, actor, 1.0)

    def notice(self, actor: np.ndarray) -> None:
        """These actors saw a declaration of theirs looked at."""
        np.add.at(self.looked_at, actor, 1.0)

    def caught(self, actor: np.ndarray, number: np.ndarray, kind: np.ndarray, day: int, firms: np.ndarray) -> None:
        """These actors were caught with `kind`, on declarations with these numbers. `firms`: who may found a new one.

        Finds are taken one after the other in the order given, so that the last word about an actor is its latest.
        """
        how, draws = self.how, self.draws
        pauses = draws.chance(how.pause, "pauses", number)
        length = np.ceil(-np.log1p(-draws.uniform("length of a pause", number)) * how.pause_days).astype(np.int64)
        np.maximum.at(self.paused_until, actor[pauses], day + 1 + length[pauses])
        for chance, what, counter in ((how.route, "route", self.route), (how.office, "office", self.office)):
            changes = draws.chance(chance, f"changes its {what}", number)
            np.add.at(counter, actor[changes], 1)
        turns = draws.chance(how.kind, "turns to another kind", number)
        others = 1 + draws.below(len(KINDS) - 1, "which kind instead", number)
        self.shuns[actor[turns]] = kind[turns]
        self.instead[actor[turns]] = (kind[turns] + others[turns]) % len(KINDS)
        founds = draws.chance(how.firm, "founds a new firm", number) & firms
        np.add.at(self.firm, actor[founds], 1)
        np.minimum(self.firm, FIRMS - 1, out=self.firm)
