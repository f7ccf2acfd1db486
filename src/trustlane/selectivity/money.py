"""Declared values in the policy's currency, by dated rates; and what is done where there is no rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

TYPICAL = 1_000_000  # minor units: what the median declaration of an unrated currency is taken to be worth


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
        rate: Any = pl.when(code == self.currency).then(pl.lit(1.0))
        for other, stand_in in self.taken.items():
            rate = rate.when(code == other).then(pl.lit(stand_in))
        for other, dated in self.rates.items():
            days = sorted(dated)
            for place in range(len(days) - 1, -1, -1):
                rate = rate.when((code == other) & (pl.col("day") >= days[place])).then(pl.lit(dated[days[place]]))
            if days:
                rate = rate.when(code == other).then(pl.lit(dated[days[0]]))
        return lines.select((value * rate.otherwise(pl.lit(0.0))).round(0).alias("value")).to_series().to_numpy()
