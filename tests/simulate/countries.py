"""Small countries for tests, and a period of one drawn at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from trustlane.simulate.country import Country, Day, none_yet
from trustlane.simulate.scenario import Scenario, parse

BEGINS = date(2026, 1, 1)
TEXT = """
name: small
title: For tests
trade: {declarations_a_day: 150}
operators: {regular: 500, occasional: 800, brokers: 20, carriers: 12, senders: 900}
ecommerce: {platforms: 2, parcels_a_day: 20, sellers: 60}
"""

Lanes = Callable[[Day], pl.DataFrame]


def scenario(**changed: str) -> Scenario:
    """The small scenario, with other values at some places: `operators__offence_ratio="1"`."""
    return parse(TEXT, overrides={place.replace("__", "."): value for place, value in changed.items()})


def nobody(day: Day) -> pl.DataFrame:
    """A policy that looks at nothing."""
    return pl.DataFrame(schema={"declaration": pl.String, "lane": pl.String})


def everything(day: Day) -> pl.DataFrame:
    """A policy that looks at everything by hand."""
    return day.live.select("declaration").unique(maintain_order=True).with_columns(lane=pl.lit("red"))


@dataclass(frozen=True)
class Period:
    """Days of a country under a policy, laid together."""

    country: Country
    lines: pl.DataFrame
    events: pl.DataFrame
    results: pl.DataFrame
    truth: pl.DataFrame  # with the day

    @property
    def goods(self) -> pl.DataFrame:
        """One row a declaration of goods with its truth: the original's first line."""
        first = (pl.col("line") == 1) & (pl.col("message") == "original") & (pl.col("regime") != "entry_summary")
        return self.lines.filter(first).join(self.truth, on="declaration", validate="1:1")


def drawn(of: Scenario, days: int, *, seed: int = 1, first: date = BEGINS, lanes: Lanes = nobody) -> Period:
    """Step a country for some days."""
    country = Country(of, seed)
    known = none_yet()
    parts: list[tuple[pl.DataFrame, ...]] = []
    for number in range(days):
        on = first + timedelta(days=number)
        day = country.day(on, known)
        known = country.inspect(lanes(day), on)
        parts.append((day.lines, day.events, known, country.truth(on).with_columns(on=pl.lit(on))))
    return Period(country, *(pl.concat(tables) for tables in zip(*parts, strict=True)))
