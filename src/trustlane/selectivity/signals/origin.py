"""Signals about origin."""

import polars as pl

from trustlane.selectivity.signals.signal import holds, ramp, signal


@signal("origin", false_origin=0.6)
def not_shipped_from_origin() -> pl.Expr:
    """The goods are shipped from another country than the one they are said to come from."""
    return holds(pl.col("origin") != pl.col("departure"))


@signal("origin", false_origin=0.9, misclassification=0.3)
def unusual_origin() -> pl.Expr:
    """This origin is hardly ever seen for this heading."""
    known = pl.col("commodity_seen").fill_null(0) >= 20
    return holds(known & (pl.col("source_seen").fill_null(0) <= 2))


@signal("origin", false_origin=0.7, undervaluation=0.2)
def rate_below_usual() -> pl.Expr:
    """The tax rate claimed is below what is usual for this commodity."""
    gap = (pl.col("usual_rate") - pl.col("tax_rate_ppm").cast(pl.Float64)) / 1_000_000.0
    return ramp(gap, 0.01, 0.10)


@signal("origin", false_origin=0.5)
def lower_rate_without_proof() -> pl.Expr:
    """A lower rate is claimed, and no proof of origin is named."""
    lower = pl.col("tax_rate_ppm").cast(pl.Float64) < pl.col("usual_rate")
    return holds(lower & pl.col("origin_proof").is_null())
