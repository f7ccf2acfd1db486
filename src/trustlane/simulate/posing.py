"""Impostors: whose status each names, how it came by the number, under which number it declares, and from when on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trustlane.simulate.draws import Draws
from trustlane.simulate.membership import Membership
from trustlane.simulate.parties import Groups
from trustlane.simulate.scenario import Scenario

ENDED, MISTYPED, BESIDE, CURRENT = range(4)
_YEAR = 365


@dataclass(frozen=True)
class Impostors:
    """Every impostor there will be. Days count from the scenario's begin."""

    way: np.ndarray  # how it came by its number
    holder: np.ndarray  # place of the party whose status it names
    party: np.ndarray  # place of the party under whose number it declares
    begins: np.ndarray  # first day

    def __len__(self) -> int:
        return len(self.way)


def impostors(scenario: Scenario, draws: Draws, groups: Groups, held: Membership) -> Impostors:
    """Draw them: as many for a hundred members as the scenario says."""
    how, years = scenario.impostors, scenario.operators.years
    members = np.flatnonzero(held.members[: groups.importers])
    number = round(how.per_hundred_members / 100 * len(members) * years) if len(members) else 0
    each = np.arange(number)
    if not number:
        return Impostors(each, each, each, each)
    # Some are at it already when the scenario begins.
    begins = (draws.uniform("an impostor begins", each) * (years * _YEAR + how.days) - how.days).astype(np.int64)
    way = np.searchsorted(
        np.cumsum([how.ended, how.mistyped, how.beside]), draws.uniform("how it came by a number", each), "right"
    )
    holder = members[draws.below(len(members), "victim of an impostor", each)]
    lot = draws.uniform("whose old certificate", each)
    for one in np.flatnonzero(way == ENDED).tolist():
        over = _over(held, groups, int(begins[one]), how.days)
        if len(over):
            holder[one] = over[int(lot[one] * len(over))]
        else:  # there is no old certificate to be copied
            way[one] = CURRENT
    own = groups.strangers[each % len(groups.strangers)] if len(groups.strangers) else holder
    return Impostors(way, holder, np.where(way == BESIDE, own, holder), begins)


def _over(held: Membership, groups: Groups, day: int, days: int) -> np.ndarray:
    """Whose status has ended on a day, and does not come back within so many: places of importers."""
    ended = (held.scope > 0) & (held.lost <= day) & (held.regained >= day + days)
    return np.flatnonzero(ended[: groups.importers])
