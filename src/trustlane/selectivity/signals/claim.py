"""Signals about what is claimed: a trusted status, held against the register as known then; an earlier lodging."""

import polars as pl

from trustlane.selectivity.signals.signal import holds, ramp, signal


@signal("claim", revenue=0.8, security=1.2)
def claim_not_in_register() -> pl.Expr:
    """A trusted status is claimed with a number that the register does not know."""
    return holds(pl.col("claims_unknown") > 0)


@signal("claim", revenue=0.6, security=0.9)
def claim_no_longer_valid() -> pl.Expr:
    """A trusted status is claimed that was suspended, revoked or expired on that day."""
    return holds(pl.col("claims_ended") > 0)


@signal("claim", revenue=0.7, security=1.1)
def claim_of_somebody_else() -> pl.Expr:
    """A trusted status is claimed whose number belongs to somebody whom the declaration does not name."""
    return holds(pl.col("claims_of_others") > 0)


@signal("claim", revenue=0.6, security=0.9)
def replaces_wrongly() -> pl.Expr:
    """It says to replace an earlier declaration that it cannot take the place of."""
    return pl.col("wrongly_replacing").cast(pl.Float64)


@signal("claim", revenue=0.5, security=0.9)
def trusted_number_in_strange_company() -> pl.Expr:
    """A trusted operator's number stands beside a party and a heading it has never been seen with."""
    trusted = pl.col("importer_trusted").fill_null(False)
    known = pl.col("importer_seen").fill_null(0) >= 10
    strange = (pl.col("importer_exporter_seen").fill_null(0) <= 1) & (pl.col("importer_heading_seen").fill_null(0) <= 1)
    return holds(trusted & known & strange)


@signal("claim", revenue=0.4, security=0.9)
def trusted_number_unlike_itself() -> pl.Expr:
    """A trusted operator departs from its habits in several ways at once: goods, sender, declarant, way or price."""
    trusted = pl.col("importer_trusted").fill_null(False) & (pl.col("importer_seen").fill_null(0) >= 10)
    usual = pl.coalesce(pl.col("usual_price"), pl.col("usual_price_any"))
    departures = (
        pl.col("importer_heading_seen").fill_null(0) <= 1,
        pl.col("importer_exporter_seen").fill_null(0) <= 1,
        pl.col("declarant").is_not_null() & (pl.col("importer_declarant_seen").fill_null(0) <= 1),
        pl.col("departure").is_not_null() & (pl.col("route_seen").fill_null(0) <= 2),
        (pl.col("price") / usual).log(2.0).abs() >= 1.5,
    )
    count = pl.sum_horizontal(one.fill_null(False).cast(pl.Float64) for one in departures)
    return pl.when(trusted).then(ramp(count, 1.0, 3.0)).otherwise(0.0)
