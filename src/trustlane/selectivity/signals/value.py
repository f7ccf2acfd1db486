"""Signals about value and weight."""

import polars as pl

from trustlane.selectivity.signals.signal import holds, ramp, signal


def _times_usual() -> pl.Expr:
    """Price per kilogram as a multiple of what is usual, in powers of two."""
    usual = pl.coalesce(pl.col("usual_price"), pl.col("usual_price_any"))
    return (pl.col("price") / usual).log(2.0)


@signal("value", undervaluation=1.4, misclassification=0.3)
def price_far_below_usual() -> pl.Expr:
    """The price per kilogram is far below what is usual for this commodity and origin."""
    return ramp(_times_usual(), -1.0, -4.0)


@signal("value", misclassification=0.7, contraband=0.3)
def price_far_above_usual() -> pl.Expr:
    """The price per kilogram is far above what is usual for this commodity and origin."""
    return ramp(_times_usual(), 2.0, 5.0)


@signal("value", undervaluation=0.8)
def no_value_declared() -> pl.Expr:
    """No value, or a value of nothing, is declared."""
    return holds((pl.col("regime") != "entry_summary") & (pl.col("value_minor").fill_null(0) <= 0))


@signal("value", undervaluation=0.3)
def round_value() -> pl.Expr:
    """The value is a round number, as estimates are."""
    value = pl.col("value_minor")
    return holds((value >= 1_000_000) & (value % 1_000_000 == 0))


@signal("value", misclassification=0.6, contraband=0.5)
def net_above_gross() -> pl.Expr:
    """The net mass is larger than the gross mass, which cannot be."""
    return holds(pl.col("net_mass_g") > pl.col("gross_mass_g"))


@signal("value", contraband=0.3, misclassification=0.2)
def very_light() -> pl.Expr:
    """The goods weigh next to nothing for a declaration of this value."""
    return holds((pl.col("net_mass_g") <= 1000) & (pl.col("value_minor") >= 1_000_000))
