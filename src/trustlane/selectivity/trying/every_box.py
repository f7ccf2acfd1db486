"""Why not scan every box? The queue, the hours and the price of an image of everything, and what it still misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from trustlane.selectivity import lanes, random_share
from trustlane.selectivity.intervals import Rate
from trustlane.selectivity.laboratory import FOUND, HOURS, Kept, what_if
from trustlane.selectivity.policy import Policy, Track
from trustlane.selectivity.trying.effects import WITH, Count, Effects, effects, total
from trustlane.selectivity.trying.tweaks import Tweaks, changed

GOODS, IMAGE = "goods", "orange"  # the track of goods, and its look by image
MOST_TIMES = 1000.0


@dataclass(frozen=True)
class Waiting:
    """The end of one day on which everything is to be scanned with the machines there are."""

    day: date
    asked: float  # slots, of this day's declarations
    there: float  # slots
    waiting: float  # slots asked for so far and not served yet


@dataclass(frozen=True)
class EveryBox:
    """What scanning everything does, beside looking by risk; declarations of goods only."""

    queue: tuple[Waiting, ...]
    scanned: Count  # if there were machines for everything
    by_kind_of_operator: Mapping[str, Count]  # the same by group
    by_risk: Count  # the policy, with its random share
    same_hours: Count  # the policy, with as many officers' hours as scanning everything takes
    times: float  # how many times what there is that needs
    price_minor: int  # the median price of a slot under the policy
    lot: Rate  # drawn by lot and inspected: in how many something was reported
    truly: Rate  # the same, had everything been inspected so

    @property
    def asked(self) -> float:
        """Slots that scanning everything needs."""
        return sum(one.asked for one in self.queue)

    @property
    def there(self) -> float:
        """Slots there are."""
        return sum(one.there for one in self.queue)

    @property
    def machines(self) -> float | None:
        """How many times the machines there are scanning everything needs."""
        return self.asked / self.there if self.there else None

    @property
    def waiting(self) -> float:
        """Slots that are asked for and not served when the period ends."""
        return self.queue[-1].waiting

    @property
    def days_waiting(self) -> float | None:
        """For how many days' work boxes wait at the end."""
        return self.waiting * len(self.queue) / self.there if self.there else None

    @property
    def value_of_slot_minor(self) -> float | None:
        """What an image of everything finds per slot: harm and revenue together."""
        return self.scanned.found_stake_minor / self.asked if self.asked else None


def every_box(kept: Kept, policy: Policy) -> EveryBox | None:
    """The figures of the debate; None where the policy knows no image of goods, or no goods were kept."""
    track = policy.tracks.get(GOODS)
    if track is None or IMAGE not in track.looks or track.looks[IMAGE].capacity is None:
        return None
    goods = Kept(kept.table.filter(pl.col("regime").is_in(list(track.regimes))), kept.policy)
    if not goods.table.height:
        return None
    by_risk = effects(goods, policy)
    groups = _scanned(goods.table)
    scanned = total(groups.values())
    times, same_hours = _with_hours(goods, policy, by_risk, scanned.hours)
    lot = FOUND + track.random_look
    drawn = goods.table.filter(
        pl.Series(goods.table["lot"].to_numpy() < random_share.threshold(policy.random.per_million))
    )
    return EveryBox(
        _queue(goods.table, track),
        scanned,
        groups,
        by_risk.total(WITH),
        same_hours,
        times,
        _price(goods, policy),
        Rate(int(drawn[lot].sum()), drawn.height),
        Rate(int(goods.table[lot].sum()), goods.table.height),
    )


def _scanned(table: pl.DataFrame) -> dict[str, Count]:
    """An image of every declaration."""
    found, illicit = pl.col(f"{FOUND}{IMAGE}") & pl.col("illicit"), pl.col("illicit")
    counted = table.group_by("group").agg(
        declarations=pl.len(),
        looked=pl.len(),
        hours=pl.col(f"{HOURS}{IMAGE}").cast(pl.Float64).sum(),
        illicit=illicit.sum(),
        found=found.sum(),
        false=(pl.col(f"{FOUND}{IMAGE}") & ~illicit).sum(),
        illicit_minor=pl.col("illicit_minor").filter(illicit).sum(),
        found_minor=pl.col("illicit_minor").filter(found).sum(),
        stake_minor=pl.col("stake_minor").filter(illicit).sum(),
        found_stake_minor=pl.col("stake_minor").filter(found).sum(),
    )
    return {row.pop("group"): Count(**row) for row in counted.iter_rows(named=True)}


def _queue(table: pl.DataFrame, track: Track) -> tuple[Waiting, ...]:
    """Day by day and office by office: a box waits where it came in, and machines elsewhere do not help it."""
    place = list(track.looks).index(IMAGE)
    capacity = track.looks[IMAGE].capacity
    assert capacity is not None
    use = lanes.uses(track, table["lines"].to_numpy(), table["container_count"].to_numpy())[:, place]
    asked = table.select("office", "day", asked=pl.Series(np.asarray(use, np.float64)))
    by_office = asked.group_by("office", "day").agg(pl.col("asked").sum()).sort("office", "day")
    waiting: dict[str, float] = {}
    days: dict[date, list[float]] = {}
    for day in sorted(by_office["day"].unique()):
        today = by_office.filter(pl.col("day") == day)
        told = dict(zip(today["office"], today["asked"], strict=True))
        there = {office: capacity.units(office, day, told.get(office, 0.0)) for office in waiting.keys() | told.keys()}
        for office, units in there.items():
            waiting[office] = max(0.0, waiting.get(office, 0.0) + told.get(office, 0.0) - units)
        days[day] = [sum(told.values()), sum(there.values()), sum(waiting.values())]
    return tuple(Waiting(day, *figures) for day, figures in days.items())


def _with_hours(kept: Kept, policy: Policy, usual: Effects, hours: float) -> tuple[float, Count]:
    """The policy with every capacity of goods so many times as large that it takes about these hours."""
    low, high, count, times = 0.0, MOST_TIMES, usual.total(WITH), 1.0
    if not count.hours:
        return times, count
    times = min(MOST_TIMES, hours / count.hours)
    for _ in range(5):
        larger = changed(policy, Tweaks(capacity={(GOODS, look): times for look in policy.tracks[GOODS].looks}))
        count = effects(kept, larger).total(WITH)
        if abs(count.hours - hours) <= 0.03 * hours:
            break
        low, high = (times, high) if count.hours < hours else (low, times)
        times = min(max(times * hours / max(count.hours, 1e-9), low), high)
    return times, count


def _price(kept: Kept, policy: Policy) -> int:
    """What one more slot was worth under the policy, at the median over offices and days."""
    prices = what_if(kept, policy).prices.filter(
        (pl.col("track") == GOODS) & (pl.col("look") == IMAGE) & (pl.col("world") == WITH) & (pl.col("price") >= 0)
    )
    median = prices["price"].median()
    return round(float(median)) if isinstance(median, int | float) else 0
