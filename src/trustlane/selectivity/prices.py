"""The price of a look at an office on a day: so high that expected use meets what the office has that day.

Prices are whole minor units of the policy's currency per unit of the look; days too small to be priced alone are priced
together with their neighbours.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from trustlane.selectivity.clearing import beside
from trustlane.selectivity.policy import Track

# The price of a look that an office does not have that day, or has none left of: no declaration is worth it.
NONE_LEFT = 4_000_000_000_000_000_000
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
        """A short name of exactly these prices, of what there was and what of it is used."""
        return hashlib.sha256(self.table.sort(pl.all()).write_csv().encode()).hexdigest()[:16]

    @cached_property
    def _wide(self) -> dict[str, tuple[pl.DataFrame, pl.DataFrame, dict[str, float]]]:
        """By track: exact prices, those of the office over its days, and those over all offices, in whole units."""
        wide = {}
        had = pl.col("price").filter(pl.col("price") < NONE_LEFT)
        for (track,), part in self.table.group_by("track"):
            exact = part.pivot("look", index=["office", "day"], values="price", aggregate_function="first")
            office = part.group_by("office", "look").agg(price=had.median().ceil())
            over_all = part.group_by("look").agg(price=had.median().ceil().fill_null(NONE_LEFT))
            wide[str(track)] = (
                exact,
                office.pivot("look", index="office", values="price", aggregate_function="first"),
                dict(over_all.iter_rows()),
            )
        return wide

    def of(self, name: str, track: Track, heads: pl.DataFrame) -> np.ndarray:
        """Prices for each declaration (with office and day): (n, looks).

        A day without a price takes the office's usual one, an office without any takes that of all offices; days on
        which there was none left are not asked what is usual. Where the policy closes a look that day, there is none.
        """
        looks = list(track.looks)
        fixed = {look: float(one.price) for look, one in track.looks.items() if one.price is not None}
        if name not in self._wide:
            return beside(np.full(heads.height, fixed.get(look, 0.0)) for look in looks)
        exact, office, over_all = self._wide[name]
        met = heads.select("office", "day").join(
            exact, on=["office", "day"], how="left", maintain_order="left", nulls_equal=True
        )
        if met.select(pl.any_horizontal(pl.col(look).is_null() for look in looks if look in met.columns).any()).item():
            met = met.join(office, on="office", how="left", maintain_order="left", nulls_equal=True, suffix=" office")
            met = met.join(
                _closed(track, met), on=["office", "day"], how="left", maintain_order="left", nulls_equal=True
            )
        columns = []
        for look in looks:
            named = (look, f"{look} closed", f"{look} office")
            options = [pl.col(column).cast(pl.Float64) for column in named if column in met.columns]
            usual = over_all.get(look, fixed.get(look, 0.0))
            columns.append(met.select(pl.coalesce([*options, pl.lit(float(usual))]).alias(look)).to_series().to_numpy())
        return beside(columns)


def _closed(track: Track, days: pl.DataFrame) -> pl.DataFrame:
    """Offices and days with a column a look: `NONE_LEFT` where the policy gives none of it that day, else null."""
    distinct = days.select("office", "day").unique()
    told = {}
    for name, look in track.looks.items():
        capacity = look.capacity
        shut = [
            capacity is not None and day is not None and capacity.units(office or "", day, 1.0) <= 0
            for office, day in distinct.iter_rows()
        ]
        told[f"{name} closed"] = pl.Series([NONE_LEFT if one else None for one in shut], dtype=pl.Int64)
    return distinct.with_columns(**told)
