"""Plain numbers of a line: what scales and clocks say, null where the declaration says nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from trustlane.selectivity.model.columns import COLUMNS, unit_price


def log_mass() -> pl.Expr:
    """Logarithm of the net mass in grams."""
    return (pl.col("net_mass_g").cast(pl.Float64) + 1.0).log10()


def log_price() -> pl.Expr:
    """Logarithm of the price in minor units per kilogram."""
    return unit_price().log10()


def log_value() -> pl.Expr:
    """Logarithm of the value in minor units."""
    return (pl.col("value_minor").clip(0, None).cast(pl.Float64) + 1.0).log10()


def rate() -> pl.Expr:
    """Tax rate in per cent."""
    return pl.col("tax_rate_ppm").cast(pl.Float64) / 10_000.0


def hs_number() -> pl.Expr:
    """The commodity's place in the nomenclature: its first six digits as a number."""
    return pl.col("hs").str.slice(0, 6).cast(pl.Float64, strict=False)


def another_departure() -> pl.Expr:
    """Shipped from another country than that of origin."""
    return (pl.col("origin") != pl.col("departure")).cast(pl.Float64)


def mass_digits() -> pl.Expr:
    """Digits of the net mass in grams without its closing zeros: round weights have few."""
    text = pl.col("net_mass_g").cast(pl.String).str.strip_chars_end("0")
    return text.str.len_bytes().cast(pl.Float64)


def tare() -> pl.Expr:
    """Share of the gross mass that is not goods."""
    gross = pl.col("gross_mass_g").cast(pl.Float64)
    return pl.when(gross > 0).then(1.0 - pl.col("net_mass_g").cast(pl.Float64) / gross)


def log_packages() -> pl.Expr:
    """Logarithm of the number of packages."""
    return (pl.col("packages").clip(0, None).cast(pl.Float64) + 1.0).log10()


def weekday() -> pl.Expr:
    """Day of the week at the office, Monday 1."""
    return pl.col("day").dt.weekday().cast(pl.Float64)


MEASURES: dict[str, Callable[[], pl.Expr]] = {
    measure.__name__: measure
    for measure in (
        log_mass,
        log_price,
        log_value,
        rate,
        hs_number,
        another_departure,
        mass_digits,
        tare,
        log_packages,
        weekday,
    )
}


# The columns of LINES that measures, columns and reasons read.
ASKED = ("net_mass_g", "gross_mass_g", "packages", "value_minor", "currency", "tax_rate_ppm", "hs", "day")
NEEDED: tuple[str, ...] = tuple(
    dict.fromkeys([*(source for column in COLUMNS.values() for source in column.sources), *ASKED])
)


def measured(lines: pl.DataFrame) -> dict[str, np.ndarray]:
    """(n,) float64 of every measure, NaN where the declaration says nothing."""
    frame = lines.select(
        measure().cast(pl.Float64).fill_null(float("nan")).alias(name) for name, measure in MEASURES.items()
    )
    return {name: frame[name].to_numpy() for name in MEASURES}
