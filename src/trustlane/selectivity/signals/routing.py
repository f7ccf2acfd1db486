"""Signals about the way the goods take."""

import polars as pl

from trustlane.selectivity.signals.signal import holds, signal


@signal("routing", rare_in=("route", 2), security=0.6, false_origin=0.4)
def rare_route() -> pl.Expr:
    """Goods of this origin hardly ever leave from that country."""
    both = pl.col("departure").is_not_null() & pl.col("origin").is_not_null()
    return holds(both & (pl.col("route_seen").fill_null(0) <= 2))


@signal("routing", security=0.7)
def container_number_wrong() -> pl.Expr:
    """A container number does not pass its own check digit."""
    return holds(pl.col("wrong_containers") > 0)


@signal("routing", security=0.3)
def many_containers_one_line() -> pl.Expr:
    """One line of goods fills many containers of a party hardly seen before."""
    many = pl.col("containers").list.len() >= 5
    return holds(many & (pl.col("importer_seen").fill_null(0) <= 1))
