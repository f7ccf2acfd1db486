"""What every look must cost so that those who still want it just use what there is; arithmetic only.

Each declaration takes the look whose worth most exceeds price × use. Worth is not known to the last per cent, so it is
taken with a small error of its own for every look (McFadden's random utility, 1974): demand then moves smoothly with
prices, cases of nearly equal worth are parted by lot, and the prices that clear a market are the minimum of a convex
function, found here by damped Newton steps (Levenberg, 1944; Marquardt, 1963) for all markets at once.

Some hold a look already that they pay no price for, and may still choose another. Their share of demand follows from
the same choice, but is no slope of that function: what they choose and do not pay for is taken off at every step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Looks = npt.NDArray[np.int8]

NEARLY = 0.01  # the error of worth, as a share of what the best look is worth
COOLING = (0.3, 0.1, 0.03, NEARLY)  # from easy markets to the one that is wanted
STEPS = 14  # Newton steps at each temperature, at most
CLOSE = 0.01  # expected use this near to what there is will do
ON_THE_WAY = 0.1  # and this near in markets that only lead to the one that is wanted
_GOLDEN = 0x9E3779B97F4A7C15


def errors(lots: npt.NDArray[np.uint64], looks: int) -> Array:
    """The error of each look for each declaration, in units of `NEARLY` × worth: (n, looks), from its lot alone.

    Differences of Gumbel variables, the last of them for doing nothing; the lot is stretched by SplitMix64 (Steele, Lea
    and Flood, 2014).
    """
    columns = []
    for look in range(looks + 1):
        mixed = lots + np.uint64(_GOLDEN * (look + 1) % (1 << 64))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
        uniform = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
        columns.append(-np.log(-np.log(uniform)))
    return beside(column - columns[-1] for column in columns[:-1])


def beside(columns: Iterable[Array]) -> Array:
    """Columns as one table (n, looks) that keeps each of them in one piece: they are worked on one after the other."""
    return np.stack(tuple(columns)).T


def some(table: Array, rows: Places) -> Array:
    """Some rows of a table."""
    return beside(column[rows] for column in table.T)


def best(gain: Array) -> Looks:
    """The look that brings most, the first of equals, -1 where none brings anything: (n,)."""
    found, most = np.full(len(gain), -1, np.int8), np.zeros(len(gain))
    for look, brings in enumerate(gain.T):
        found[brings > most] = look
        most = np.maximum(most, brings)
    return found


def gains(worth: Array, use: Array, price: Array, error: Array) -> Array:
    """What each look brings beyond its price, error included: (n, looks)."""
    blur = NEARLY * worth.max(axis=1)
    return beside(
        worth[:, look] - price[:, look] * use[:, look] + blur * error[:, look] for look in range(worth.shape[1])
    )


@dataclass(frozen=True)
class Holders:
    """Those who hold a look already, served before all others, and may choose another instead.

    Each chooses among all looks as everybody does. Where the choice is one it may take, it gives back what it held;
    where it is another or none, it keeps what it holds, and nothing changes hands.
    """

    place: Places  # (m,) where they stand among all who ask, ascending
    look: Looks  # (m,) the look that each holds
    may: npt.NDArray[np.bool_]  # (m, looks) what each may take instead, never what it holds
    back: Array  # (m,) units of the look it holds that others can have if it takes another

    def among(self, hopeful: Places) -> Holders:
        """Those of them who stand at some places (ascending), by their number there."""
        number = np.searchsorted(hopeful, self.place)
        there = np.flatnonzero(hopeful[np.minimum(number, len(hopeful) - 1)] == self.place)
        return Holders(number[there], self.look[there], self.may[there], self.back[there])

    def all_back(self, group: Places, shape: tuple[int, ...]) -> Array:
        """Units that would come back if all of them took another look: (groups, looks)."""
        back = np.zeros(shape)
        np.add.at(back, (group[self.place], self.look), self.back)
        return back


@dataclass(frozen=True)
class _State:
    """The function to be made small at some prices, demand there, and how demand falls with each price.

    Demand is what is used of what others have not been served with: `unpaid`, which the function counts for those who
    keep what they hold, is taken off.
    """

    value: Array  # (groups,)
    demand: Array  # (groups, looks)
    slope: Array  # (groups, looks, looks)
    unpaid: Array  # (groups, looks)

    def replaced(self, which: npt.NDArray[np.bool_], other: _State) -> _State:
        """The other state in some groups, this one in the rest."""
        return _State(
            np.where(which, other.value, self.value),
            np.where(which[:, None], other.demand, self.demand),
            np.where(which[:, None, None], other.slope, self.slope),
            np.where(which[:, None], other.unpaid, self.unpaid),
        )


class _Markets:
    def __init__(self, worth: Array, use: Array, group: Places, room: Array, holders: Holders) -> None:
        self.scale = worth.max(axis=1)
        self.worth = [column / self.scale for column in worth.T]
        self.use = [np.ascontiguousarray(column) for column in use.T]
        self.relative = [column / self.scale for column in use.T]
        self.group, self.room = group, room
        # Of each look that a holder chooses: the column, group by group, that it takes less of than if it paid for it,
        # and how much. What it may not take it does not use; what it takes gives back what it held.
        self.held, may = holders.place, holders.may.T
        first = group[holders.place] * room.shape[1]
        self.spared = [first + np.where(may[look], holders.look, look) for look in range(room.shape[1])]
        self.sparing = [np.where(may[look], holders.back, self.use[look][self.held]) for look in range(room.shape[1])]

    def at(self, price: Array, heat: float) -> _State:
        """Everything that can be said of these prices."""
        groups, looks = self.room.shape
        drive = [(self.worth[look] - price[:, look][self.group] * self.relative[look]) / heat for look in range(looks)]
        top = np.maximum(0.0, np.maximum.reduce(drive))
        shares = [np.exp(one - top) for one in drive]
        total = np.exp(-top)
        for one in shares:
            total = total + one
        value = np.bincount(self.group, self.scale * heat * (top + np.log(total)), groups)
        shares = [one / total for one in shares]
        wanted = [share * use for share, use in zip(shares, self.use, strict=True)]
        slope = np.empty((groups, looks, looks))
        for one in range(looks):
            for other in range(one, looks):
                own = 1.0 if one == other else 0.0
                moved = wanted[one] * (own - shares[other]) * self.relative[other]
                slope[:, one, other] = slope[:, other, one] = np.bincount(self.group, moved, groups) / heat
        demand = np.stack([np.bincount(self.group, column, groups) for column in wanted], axis=1).astype(np.float64)
        value = value + (price * self.room).sum(axis=1)
        if not len(self.held):
            return _State(value, demand, slope, np.zeros(self.room.shape))
        unpaid, bent = self._unpaid([one[self.held] for one in shares], heat)
        return _State(value, demand - unpaid, slope - bent, unpaid)

    def _unpaid(self, shares: list[Array], heat: float) -> tuple[Array, Array]:
        """What holders use less than if they paid for all that they choose, and how that falls with each price.

        `shares` (m,) of each look.
        """
        groups, looks = self.room.shape
        less, bent = np.zeros(groups * looks), np.zeros((looks, groups * looks))
        for one in range(looks):
            spared = shares[one] * self.sparing[one]
            less += np.bincount(self.spared[one], spared, groups * looks)
            for other in range(looks):
                own = 1.0 if one == other else 0.0
                moved = spared * (own - shares[other]) * self.relative[other][self.held]
                bent[other] += np.bincount(self.spared[one], moved, groups * looks) / heat
        return less.reshape(groups, looks), bent.reshape(looks, groups, looks).transpose(1, 2, 0)


def clear(
    worth: Array,
    use: Array,
    group: Places,
    room: Array,
    fixed: Array,
    holders: Holders | None = None,
) -> Array:
    """Prices that clear every market: (groups, looks), not negative.

    `worth` and `use` (n, looks) of declarations, `group` (n,) the market of each, sorted; `room` (groups, looks) what
    there is beside what `holders` among them hold, less than nothing where some of that has to come back first;
    `fixed` (looks,) a price that does not move, or NaN.
    """
    looks = room.shape[1]
    free = np.isnan(fixed)
    holders = holders or Holders(np.zeros(0, np.int64), np.zeros(0, np.int8), np.zeros((0, looks), bool), np.zeros(0))
    most = room + holders.all_back(group, room.shape)
    least = np.where(free, _least(worth, use, group, most, holders.place), fixed)
    room, most = (np.where(free, units, 0.0) for units in (room, most))
    reaches = [worth[:, look] * (1.0 + 10.0 * NEARLY) > least[:, look][group] * use[:, look] for look in range(looks)]
    for reached, may in zip(reaches, holders.may.T, strict=True):
        reached[holders.place] &= may
    hopeful = np.flatnonzero(np.logical_or.reduce(reaches))
    if not len(hopeful):
        return least
    markets = _Markets(some(worth, hopeful), some(use, hopeful), group[hopeful], room, holders.among(hopeful))
    ceiling = _ceiling(worth, use, group, room)
    price = np.where(free, np.minimum(np.maximum(least, 1.0), ceiling), least)
    diagonal = np.arange(looks)
    for heat in COOLING:
        close = CLOSE if heat == COOLING[-1] else ON_THE_WAY
        damping = np.full(len(room), 1e-2)
        here = markets.at(price, heat)
        for _ in range(STEPS):
            bent = here.slope.copy()
            own = here.slope[:, diagonal, diagonal]
            bent[:, diagonal, diagonal] += damping[:, None] * (own + 1e-3 * own.max(axis=1, keepdims=True)) + 1e-12
            # Prices that are fixed, or wait at their ceiling for holders to give some back, do not move.
            still = ~free | ((price >= ceiling) & (here.demand > room))
            bent[still[:, :, None] | still[:, None, :]] = 0.0
            bent[:, diagonal, diagonal] += still
            step = np.linalg.solve(bent, np.where(still, 0.0, here.demand - room)[:, :, None])[:, :, 0]
            trial = np.minimum(np.maximum(price + step, 0.0), ceiling)
            there = markets.at(trial, heat)
            better = there.value <= here.value + ((price - trial) * here.unpaid).sum(axis=1)
            damping = np.where(better, np.maximum(damping / 5.0, 1e-6), damping * 6.0)
            price = np.where(better[:, None], trial, price)
            here = here.replaced(better, there)
            missed = np.where(price > 0, np.abs(here.demand - room), np.maximum(here.demand - room, 0.0))
            missed = np.where(price < ceiling, missed, np.maximum(room - here.demand, 0.0))
            if np.all((missed <= close * most + 1e-6) | ~free):
                break
    return price


def _ceiling(worth: Array, use: Array, group: Places, room: Array) -> Array:
    """Prices above which none need rise: (groups, looks).

    Where holders have to give some back first, they may give back too little while worth is taken with a wide error; no
    price would then clear. It waits at what nobody would pay until the error is narrow enough.
    """
    ceiling = np.full(room.shape, np.inf)
    for look in np.flatnonzero((room < 0.0).any(axis=0)):
        most = np.zeros(len(room))
        np.maximum.at(most, group, worth[:, look] / use[:, look])
        ceiling[:, look] = np.where(room[:, look] < 0.0, most * (1.0 + 10.0 * NEARLY), np.inf)
    return ceiling


def _least(worth: Array, use: Array, group: Places, room: Array, holders: Places) -> Array:
    """Prices below which no market can clear: (groups, looks).

    At most N declarations of a market can be served in all its looks together. Whoever could pay more per unit than
    somebody served in that look is served somewhere too; so the price of a look is at least the (N+1)-th highest worth
    per unit. Holders are served in what they hold; `room` is what there is with all of that, for all others.
    """
    groups, looks = room.shape
    size = np.bincount(group, minlength=groups)
    first = np.r_[0, np.cumsum(size)]
    there = np.flatnonzero(size)
    smallest = np.full((groups, looks), np.inf)
    smallest[there] = np.minimum.reduceat(use, first[there])
    slots = np.where(np.isfinite(room), np.ceil(room / smallest), np.inf).sum(axis=1)
    price = np.zeros(room.shape)
    bounded = np.flatnonzero(slots < size)
    for look in range(looks):
        ratio = np.maximum(worth[:, look] / use[:, look], 0.0)
        ratio[holders] = 0.0
        for market in bounded.tolist():
            place = int(size[market] - 1 - slots[market])
            price[market, look] = np.partition(ratio[first[market] : first[market + 1]], place)[place] * (1 - 1e-6)
    return price
