"""The price of a look at an office on a day: so high that expected use meets what the office has that day.

Prices are whole minor units of the policy's currency per unit of the look; days too small to be priced alone are priced
together with their neighbours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from trustlane.selectivity.clearing import clear, gains
from trustlane.selectivity.policy import Capacity, Track

ENOUGH = 4.0  # looks a pool of days must have room for, of every sort
SCHEMA = pl.Schema(
    {
        "track": pl.String,
        "office": pl.String,
        "day": pl.Date,
        "look": pl.String,
        "price": pl.Int64,  # minor units of the policy's currency per unit of the look
        "capacity_milli": pl.Int64,  # thousandths of the look's unit
        "expected_milli": pl.Int64,  # expected use at this price
    }
)


@dataclass(frozen=True)
class Prices:
    """A price table of one world (with credit, or without), read by office and day."""

    table: pl.DataFrame

    @cached_property
    def version(self) -> str:
        """A short name of exactly these prices."""
        columns = self.table.select("track", "office", "day", "look", "price").sort(pl.all())
        return hashlib.sha256(columns.write_csv().encode()).hexdigest()[:16]

    @cached_property
    def _wide(self) -> dict[str, tuple[pl.DataFrame, pl.DataFrame, dict[str, float]]]:
        """By track: exact prices, those of the office over its days, and those over all offices, in whole units."""
        wide = {}
        for (track,), part in self.table.group_by("track"):
            exact = part.pivot("look", index=["office", "day"], values="price", aggregate_function="first")
            office = part.group_by("office", "look").agg(pl.col("price").median().ceil())
            over_all = part.group_by("look").agg(pl.col("price").median().ceil())
            wide[str(track)] = (
                exact,
                office.pivot("look", index="office", values="price", aggregate_function="first"),
                dict(over_all.iter_rows()),
            )
        return wide

    def of(self, name: str, track: Track, heads: pl.DataFrame) -> np.ndarray:
        """Prices for each declaration (with office and day): (n, looks).

        A day without a price takes the office's usual one, an office without any takes that of all offices.
        """
        looks = list(track.looks)
        fixed = {look: float(one.price) for look, one in track.looks.items() if one.price is not None}
        if name not in self._wide:
            return np.column_stack([np.full(heads.height, fixed.get(look, 0.0)) for look in looks])
        exact, office, over_all = self._wide[name]
        met = heads.select("office", "day").join(
            exact, on=["office", "day"], how="left", maintain_order="left", nulls_equal=True
        )
        if met.select(pl.any_horizontal(pl.col(look).is_null() for look in looks if look in met.columns).any()).item():
            met = met.join(office, on="office", how="left", maintain_order="left", nulls_equal=True, suffix=" office")
        columns = []
        for look in looks:
            options = [pl.col(column).cast(pl.Float64) for column in (look, f"{look} office") if column in met.columns]
            usual = over_all.get(look, fixed.get(look, 0.0))
            columns.append(met.select(pl.coalesce([*options, pl.lit(float(usual))]).alias(look)).to_series().to_numpy())
        return np.column_stack(columns)


def available(capacity: Capacity, office: str, asked: float) -> float:
    """Units an office has in a day, where `asked` is what looking at every declaration of that day would use."""
    if office in capacity.offices:
        return capacity.offices[office]
    if capacity.per_day is not None:
        return capacity.per_day
    return (capacity.share or 0.0) * asked


def pools(days: pl.DataFrame, slots: np.ndarray) -> np.ndarray:
    """Which days are priced together: a pool number for each row of `days` (office, day; sorted), from 0.

    A look that a day has room for less than once would never be done; so days of an office follow one another into a
    pool until there is room for every look some times over, and offices that never get so far are pooled together.
    """
    pool = np.zeros(len(slots), np.int64)
    number, gathered, start, small = 0, np.zeros(slots.shape[1]), 0, []
    offices = days["office"].to_list()
    for place, office in enumerate(offices):
        gathered = gathered + slots[place]
        pool[place] = number
        last = place + 1 == len(offices) or offices[place + 1] != office
        if gathered.min() >= ENOUGH:
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
    pooled: np.ndarray  # (pools, looks) units left after what is served beforehand
    taken: np.ndarray  # (days, looks) units served beforehand
    fixed: np.ndarray  # (looks,) a fixed price or NaN
    rows: np.ndarray  # declarations that take part, ordered by pool
    group: np.ndarray  # the pool of each of them
    use: np.ndarray  # (n, looks)
    error: np.ndarray  # (n, looks) of worth, as `clearing.errors` gives it


def market_of(track: Track, heads: pl.DataFrame, use: np.ndarray, error: np.ndarray, forced: np.ndarray) -> Market:
    """The market of one track. `heads` has office and day; `use` and `error` (n, looks).

    `forced` (n,) is the look already asked for by a mandatory check or the random share (-1 none): it is served first,
    and only what remains is priced.
    """
    of_row = heads.select(pl.struct("office", "day").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    labels = heads.unique(["office", "day"]).sort("office", "day").select("office", "day")
    count, looks = labels.height, use.shape[1]
    asked = np.column_stack([np.bincount(of_row, use[:, column], count) for column in range(looks)])
    many = np.bincount(of_row, minlength=count)[:, None]
    room, taken, fixed = np.full((count, looks), np.inf), np.zeros((count, looks)), np.full(looks, np.nan)
    offices = [office or "" for office in labels["office"].to_list()]
    for column, look in enumerate(track.looks.values()):
        if look.price is not None or look.capacity is None:
            fixed[column] = look.price or 0
            continue
        room[:, column] = [
            available(look.capacity, office, asked[place, column]) for place, office in enumerate(offices)
        ]
        hit = forced == column
        taken[:, column] = np.bincount(of_row[hit], use[hit, column], count)
    pool = pools(labels, room / (asked / many))
    pooled = np.zeros((int(pool.max(initial=-1)) + 1, looks))
    np.add.at(pooled, pool, room - taken)
    free = np.flatnonzero(forced < 0)
    group = pool[of_row[free]]
    order = np.argsort(group.astype(np.uint16 if len(pooled) < 65536 else np.int64), kind="stable")
    rows, group = free[order], group[order]
    return Market(labels, of_row, pool, room, np.maximum(pooled, 0.0), taken, fixed, rows, group, use, error)


@dataclass(frozen=True)
class Fitted:
    """The price table of one track in one world (SCHEMA), and the prices by pool it was made from."""

    table: pl.DataFrame
    price: np.ndarray  # (pools, looks)


def fit(name: str, track: Track, market: Market, worth: np.ndarray) -> Fitted:
    """The prices of one track in one world."""
    looks = list(track.looks)
    if not len(market.of_row):
        return Fitted(pl.DataFrame(schema=SCHEMA), np.zeros((0, len(looks))))
    worth, use = worth[market.rows], market.use[market.rows]
    price = np.ceil(clear(worth, use, market.group, market.pooled, market.fixed))
    gain = gains(worth, use, price[market.group], market.error[market.rows])
    best = gain.argmax(axis=1)
    active = gain[np.arange(len(gain)), best] > 0
    expected = market.taken.copy()
    for column in range(len(looks)):
        hit = active & (best == column)
        expected[:, column] += np.bincount(market.of_row[market.rows[hit]], use[hit, column], market.labels.height)
    return Fitted(_table(name, looks, market.labels, price[market.pool], market.room, expected), price)


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


def single(name: str, track: Track, office: str, day: date, prices: dict[str, int]) -> pl.DataFrame:
    """A price table of one office and day, as an officer would set it by hand."""
    rows = [
        {
            "track": name,
            "office": office,
            "day": day,
            "look": look,
            "price": prices[look],
            "capacity_milli": -1,
            "expected_milli": 0,
        }
        for look in track.looks
    ]
    return pl.DataFrame(rows, schema=SCHEMA)
