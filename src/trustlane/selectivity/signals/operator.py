"""Signals about the operators as history knows them. Names and nationality of persons are never looked at."""

import polars as pl

from trustlane.selectivity.signals.signal import holds, signal


@signal("operator", rare_in=("importer", 1), revenue=0.4, security=0.5)
def new_importer() -> pl.Expr:
    """The importer or consignee has hardly been seen before."""
    return holds(pl.col("importer").is_not_null() & (pl.col("importer_seen").fill_null(0) <= 1))


@signal("operator", rare_in=("exporter", 1), revenue=0.2, security=0.4)
def new_exporter() -> pl.Expr:
    """The exporter or consignor has hardly been seen before."""
    return holds(pl.col("exporter").is_not_null() & (pl.col("exporter_seen").fill_null(0) <= 1))


@signal("operator", misclassification=0.3, security=0.4)
def importer_new_to_heading() -> pl.Expr:
    """An importer known here has hardly ever imported this heading."""
    known = pl.col("importer_seen").fill_null(0) >= 10
    return holds(known & (pl.col("importer_heading_seen").fill_null(0) <= 1))


@signal("operator", rare_in=("importer_exporter", 1), revenue=0.2, security=0.3)
def new_pair() -> pl.Expr:
    """Importer and exporter have hardly ever traded with each other."""
    both = pl.col("importer").is_not_null() & pl.col("exporter").is_not_null()
    return holds(both & (pl.col("importer_exporter_seen").fill_null(0) <= 1))


@signal("operator", revenue=0.2)
def new_broker_for_importer() -> pl.Expr:
    """An importer known here declares through somebody else than usual."""
    known = pl.col("importer_seen").fill_null(0) >= 10
    return holds(known & (pl.col("importer_declarant_seen").fill_null(0) <= 1))


@signal("operator", security=0.6)
def nobody_named() -> pl.Expr:
    """Neither the sending nor the receiving party is identified."""
    return holds(pl.col("importer").is_null() & pl.col("exporter").is_null())
