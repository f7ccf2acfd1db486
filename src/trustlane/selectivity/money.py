"""Declared values in the policy's currency, by dated rates; and what is done where there is no rate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

TYPICAL = 1_000_000  # minor units: what the median declaration of an unrated currency is taken to be worth
MOST = 9e15  # minor units; whole numbers are exact up to here, and nothing is worth more


@dataclass(frozen=True)
class Exchange:
    """Minor units of the policy's currency per minor unit of another, from a day on.

    `taken` names currencies without any rate, whose median value was set equal to `TYPICAL`: a way to weigh value
    against harm on a first try, said so in every report, never a rate.
    """

    currency: str
    rates: Mapping[str, Mapping[date, float]]
    taken: Mapping[str, float]

    @classmethod
    def fitted(cls, currency: str, rates: Mapping[str, Mapping[date, float]], lines: pl.DataFrame) -> Exchange:
        """Rates as the policy gives them, and a stand-in for each currency of these lines that it does not rate."""
        known = {currency, *rates}
        medians = (
            lines.lazy()
            .filter((pl.col("value_minor") > 0) & ~pl.col("currency").fill_null(currency).is_in(known))
            .group_by("currency")
            .agg(pl.col("value_minor").median())
            .sort("currency")
            .collect()
        )
        return cls(currency, rates, {code: TYPICAL / median for code, median in medians.iter_rows()})

    def values(self, lines: pl.DataFrame) -> np.ndarray:
        """The value of each line in minor units of the policy's currency: float64 whole numbers, 0 where none is."""
        value = pl.col("value_minor").cast(pl.Float64).fill_null(0.0).clip(0.0)
        code = pl.col("currency").fill_null(self.currency)
        flat = {**self.taken, self.currency: 1.0}
        rate = code.replace_strict(list(flat), list(flat.values()), default=None, return_dtype=pl.Float64)
        others = self.rates.keys() - {self.currency}
        if others:
            dated = self._dated(lines.select("currency", "day").filter(pl.col("currency").is_in(others)).unique())
            lines = lines.select("value_minor", "currency", "day").join(
                dated, on=["currency", "day"], how="left", nulls_equal=True, maintain_order="left"
            )
            rate = pl.coalesce("rate", rate)
        worth = (value * rate.fill_null(0.0)).round(0).clip(0.0, MOST)
        return lines.select(worth.alias("value")).to_series().to_numpy()

    def _dated(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """The rate of each currency on each day: the last one fixed by then, else the first there is."""
        found = []
        for code, day in pairs.iter_rows():
            days = sorted(self.rates[code])
            place = max(0, bisect_right(days, day) - 1) if day is not None else 0
            found.append(self.rates[code][days[place]] if days else None)
        return pairs.with_columns(pl.Series("rate", found, dtype=pl.Float64))
