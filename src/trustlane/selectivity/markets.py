"""Fitting prices: days are gathered into markets, what is asked for beforehand is served, and the rest is priced.

Whoever must get a look by a mandatory check or the random share is served with it and may still choose a stricter one
(`lanes.choose`). So they take part in the market for those, and what they were served with comes back if they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from trustlane.selectivity import lanes
from trustlane.selectivity.clearing import Holders, clear, gains, some
from trustlane.selectivity.coded import Texts
from trustlane.selectivity.policy import Track
from trustlane.selectivity.prices import NONE_LEFT, SCHEMA

ENOUGH = 4.0  # looks a pool of days must have room for, of every sort
FEW_DAYS = 1 << 22  # of all offices together: of so many it is noted which there are
WORTH_NOTHING = -1e18  # what a look is taken for that is not to be had


def pools(days: pl.DataFrame, slots: np.ndarray) -> np.ndarray:
    """Which days are priced together: a pool number for each row of `days` (office, day; sorted), from 0.

    `slots` (days, looks) is how many looks a day has room for, 0 where it has none at all. A look that a day has room
    for less than once would never be done; so days of an office follow one another into a pool until there is room some
    times over for every look that any of them has, and offices that never get so far are pooled together.
    """
    pool = np.zeros(len(slots), np.int64)
    number, gathered, start, small = 0, np.zeros(slots.shape[1]), 0, []
    offices = days["office"].to_list()
    for place, office in enumerate(offices):
        gathered = gathered + slots[place]
        pool[place] = number
        last = place + 1 == len(offices) or offices[place + 1] != office
        if ((gathered >= ENOUGH) | (gathered == 0)).all():
            number, gathered = number + 1, np.zeros(slots.shape[1])
            start = place + 1
        elif last and start < place + 1:
            earlier = start > 0 and offices[start - 1] == office
            if earlier:
                pool[start : place + 1] = pool[start - 1]
            else:
                small.append(slice(start, place + 1))
                number += 1
            gathered = np.zeros(slots.shape[1])
        if last:
            start = place + 1
    for part in small:
        pool[part] = pool[small[0]][0]
    return np.unique(pool, return_inverse=True)[1].astype(np.int64)


@dataclass(frozen=True)
class Market:
    """What both worlds share: days, the pools they are priced in, what is available, and what is served beforehand."""

    labels: pl.DataFrame  # office and day, one row a day
    of_row: np.ndarray  # (n,) the day of each declaration
    pool: np.ndarray  # (days,) the pool of each day
    room: np.ndarray  # (days, looks) units, inf where a price is fixed
    left: np.ndarray  # (pools, looks) units left after what is served beforehand, below 0 where that is more
    half: np.ndarray  # (pools, looks) units of half a look, of less than which nothing is given
    taken: np.ndarray  # (days, looks) units served beforehand: decided before, mandatory, by lot
    fixed: np.ndarray  # (looks,) a fixed price or NaN
    rows: np.ndarray  # declarations that take part, ordered by pool
    group: np.ndarray  # the pool of each of them
    forced: np.ndarray  # (n,) the look that each is served with beforehand, -1 none
    use: np.ndarray  # (n, looks)
    error: np.ndarray  # (n, looks) of worth, as `clearing.errors` gives it


def _enough(left: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Whether there is enough of a look to be given: of less than half a look the price would be beyond all measure."""
    enough: np.ndarray = (left >= half) & (left > 0)
    return enough


# What was decided before, and stands, about other declarations of the same days.
KEPT = pl.Schema(
    {
        "regime": pl.String,
        "office": pl.String,
        "day": pl.Date,
        "lines": pl.Int32,
        "container_count": pl.Int32,
        "lane": pl.String,
        "lane_without_credit": pl.String,
    }
)


def _days(heads: pl.DataFrame) -> tuple[pl.DataFrame, np.ndarray]:
    """Office and day, one row a day in their order, and for each declaration the number of its row."""
    offices, day = Texts.of(heads["office"]), heads["day"].to_physical().to_numpy().astype(np.int64)
    low = int(day.min(initial=0))
    width = int(day.max(initial=0)) - low + 1
    number = offices.place * width + (day - low)
    seen, of_row = _numbered(number, (len(offices.distinct) + 1) * width)
    office, after = np.divmod(seen, width)
    days = pl.Series(after + low).cast(pl.Int32).cast(pl.Date)
    return pl.DataFrame({"office": offices.distinct.gather(office), "day": days}), of_row


def _numbered(values: np.ndarray, below: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values, ascending, and for each value its place among them."""
    if below > FEW_DAYS:
        return np.unique(values, return_inverse=True)
    there = np.zeros(below, bool)
    there[values] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[values]


def market_of(
    track: Track,
    heads: pl.DataFrame,
    use: np.ndarray,
    error: np.ndarray,
    forced: np.ndarray,
    counts: np.ndarray | None = None,
    kept: pl.DataFrame | None = None,
    lane: str = "lane",
) -> Market:
    """The market of one track. `heads` has office and day; `use` and `error` (n, looks).

    `forced` (n,) is the look already asked for by a mandatory check or the random share (-1 none): it is served first,
    and only what remains is priced. On a day on which an office has none of a look, or nothing remains of it, nobody
    else gets it. Who may still choose a stricter look takes part, and gives back what it was served with. Only
    declarations that `counts` (n,) marks ask for anything: versions that are superseded or cancelled use nothing.
    `kept` (KEPT) are other declarations that were decided before; the `lane` of each uses what it needs.
    """
    labels, of_row = _days(heads)
    count, looks = labels.height, use.shape[1]
    counts = None if counts is None or counts.all() else counts
    asking = slice(None) if counts is None else counts
    asked = np.column_stack([np.bincount(of_row[asking], use[asking, column], count) for column in range(looks)])
    many = np.bincount(of_row[asking], minlength=count)[:, None]
    before = np.zeros((count, looks))
    if kept is not None and kept.height:
        before, beside, others = _used_before(track, labels, kept, lane)
        asked, many = asked + beside, many + others
    room, taken, fixed = np.full((count, looks), np.inf), np.zeros((count, looks)), np.full(looks, np.nan)
    offices = [office or "" for office in labels["office"].to_list()]
    for column, look in enumerate(track.looks.values()):
        hit = forced == column if counts is None else (forced == column) & counts
        taken[:, column] = before[:, column] + np.bincount(of_row[hit], use[hit, column], count)
        if look.price is not None or look.capacity is None:
            fixed[column] = look.price or 0
            continue
        room[:, column] = [
            look.capacity.units(office, day, asked[place, column])
            for place, (office, day) in enumerate(zip(offices, labels["day"].to_list(), strict=True))
        ]
    each = np.where(many > 0, asked / np.maximum(many, 1), 1.0)
    pool = pools(labels, room / each)
    left = _summed(pool, room - taken)
    half = _summed(pool, asked) / np.maximum(_summed(pool, many), 1) / 2
    chooses = np.logical_or.reduce(lanes.instead(track), axis=1)
    free = np.flatnonzero(chooses[forced] if counts is None else chooses[forced] & counts)
    group = pool[of_row[free]]
    order = np.argsort(group.astype(np.uint16 if len(left) < 65536 else np.int64), kind="stable")
    rows, group = free[order], group[order]
    return Market(labels, of_row, pool, room, left, half, taken, fixed, rows, group, forced, use, error)


def _used_before(
    track: Track, labels: pl.DataFrame, kept: pl.DataFrame, lane: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of declarations decided before: what their lanes use (days, looks), what every look at each of them would use
    (days, looks), and how many they are (days, 1)."""
    theirs = kept.filter(pl.col("regime").is_in(list(track.regimes))).join(
        labels.with_row_index("place"), on=["office", "day"], how="inner", nulls_equal=True, maintain_order="left"
    )
    place = theirs["place"].to_numpy()
    use = lanes.uses(track, theirs["lines"].to_numpy(), theirs["container_count"].to_numpy())
    took = [(theirs[lane] == look).to_numpy() for look in track.looks]
    used = [np.bincount(place[hit], use[hit, column], labels.height) for column, hit in enumerate(took)]
    asked = [np.bincount(place, use[:, column], labels.height) for column in range(len(took))]
    many = np.bincount(place, minlength=labels.height)[:, None]
    return np.column_stack(used), np.column_stack(asked), many


def _summed(pool: np.ndarray, of_days: np.ndarray) -> np.ndarray:
    """Sums over the days of each pool: (pools, columns)."""
    sums = np.zeros((int(pool.max(initial=-1)) + 1, of_days.shape[1]))
    np.add.at(sums, pool, of_days)
    return sums


@dataclass(frozen=True)
class Fitted:
    """The price table of one track in one world (SCHEMA), and the prices by pool it was made from."""

    table: pl.DataFrame
    price: np.ndarray  # (pools, looks)


def fit(name: str, track: Track, market: Market, worth: np.ndarray) -> Fitted:
    """The prices of one track in one world.

    Where nothing is left of a look, those who were served with it may leave some by choosing a stricter one. Pools
    where they leave enough are priced once more, with that look to be had.
    """
    looks = list(track.looks)
    if not len(market.of_row):
        return Fitted(pl.DataFrame(schema=SCHEMA), np.zeros((0, len(looks))))
    asking = _Asking.of(track, market, worth, market.rows)
    given = _enough(market.left, market.half)
    price = asking.prices(given)
    used = asking.used(price)
    had = _summed(market.pool, market.room) > 0
    while (back := ~given & had & _enough(market.left - _summed(market.pool, used), market.half)).any():
        given |= back
        anew = back.any(axis=1)
        price[anew] = _Asking.of(track, market, worth, market.rows[anew[market.group]]).prices(given)[anew]
        used = asking.used(price)
    told = asking.told(price)
    return Fitted(_table(name, looks, market.labels, told, market.room, market.taken + used), price)


@dataclass(frozen=True)
class _Asking:
    """Those who take part in a market, ordered by pool, in one world."""

    track: Track
    market: Market
    rows: np.ndarray  # which declarations
    day: np.ndarray  # (rows,)
    group: np.ndarray  # (rows,) the pool of each
    held: np.ndarray  # (rows,) the look each is served with beforehand, -1 none
    worth: np.ndarray  # (rows, looks)
    use: np.ndarray  # (rows, looks)

    @classmethod
    def of(cls, track: Track, market: Market, worth: np.ndarray, rows: np.ndarray) -> _Asking:
        """Those of some rows, ordered by pool; `worth` (n, looks) is of all declarations."""
        day = market.of_row[rows]
        held = market.forced[rows]
        return cls(track, market, rows, day, market.pool[day], held, some(worth, rows), some(market.use, rows))

    def prices(self, given: np.ndarray) -> np.ndarray:
        """Prices that clear the looks that are `given` (pools, looks); of others there is none left: (pools, looks)."""
        market, worth = self.market, self.worth
        shut = (market.room <= 0) | ~given[market.pool]
        if shut.any():
            worth = worth.copy(order="F")
            for look, none in enumerate(shut.T):
                worth[none[self.day], look] = WORTH_NOTHING
        left = np.where(given, market.left, 0.0)
        price: np.ndarray = np.ceil(clear(worth, self.use, self.group, left, market.fixed, self._holders(given)))
        price[~given] = NONE_LEFT
        return price

    def _holders(self, given: np.ndarray) -> Holders:
        """Those served beforehand; what they give back is of use where the look is `given` (pools, looks)."""
        place = np.flatnonzero(self.held >= 0)
        held = self.held[place]
        back = np.where(given[self.group[place], held], self.use[place, held], 0.0)
        return Holders(place, held, lanes.instead(self.track)[held], back)

    def told(self, price: np.ndarray) -> np.ndarray:
        """The prices by day: (days, looks), none left on days on which there is none at all."""
        return np.where(self.market.room <= 0, NONE_LEFT, price[self.market.pool])

    def used(self, price: np.ndarray) -> np.ndarray:
        """What those who choose use at these prices, less what they give back of what they held: (days, looks)."""
        error = some(self.market.error, self.rows)
        gain = gains(self.worth, self.use, some(self.told(price), self.day), error)
        lane = lanes.choose(self.track, gain, self.held)
        moved = np.flatnonzero(lane != self.held)
        used = np.zeros(self.market.room.shape)
        for which, times in ((lane[moved], 1), (self.held[moved], -1)):
            for look in range(len(self.track.looks)):
                rows = moved[which == look]
                used[:, look] += times * np.bincount(self.day[rows], self.use[rows, look], len(used))
        return used


def _table(
    name: str, looks: Sequence[str], labels: pl.DataFrame, price: np.ndarray, room: np.ndarray, expected: np.ndarray
) -> pl.DataFrame:
    parts = []
    for column, look in enumerate(looks):
        finite = np.where(np.isfinite(room[:, column]), room[:, column], -0.001)
        parts.append(
            labels.with_columns(
                track=pl.lit(name),
                look=pl.lit(look),
                price=pl.Series(price[:, column]).cast(pl.Int64),
                capacity_milli=pl.Series(np.rint(finite * 1000)).cast(pl.Int64),
                expected_milli=pl.Series(np.rint(expected[:, column] * 1000)).cast(pl.Int64),
            )
        )
    return (
        pl.concat(parts).select(list(SCHEMA)).sort("track", "office", "day", "look")
        if parts
        else pl.DataFrame(schema=SCHEMA)
    )
