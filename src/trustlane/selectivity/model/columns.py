"""The columns profiles are made of: each a documented reading of what a line declares, null where it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Column:
    """A categorical reading of one or more declared columns; `of` yields text from text, or a whole number."""

    name: str
    sources: tuple[str, ...]
    of: Callable[[], pl.Expr]
    text: bool  # a reading of one text column: it is worked out once per distinct value
    title: str  # stands before the value in a reason


def _same(name: str, title: str) -> Column:
    return Column(name, (name,), lambda: pl.col(name), True, title)


def _front(name: str, length: int, title: str) -> Column:
    return Column(name, ("hs",), lambda: pl.col("hs").str.slice(0, length), True, title)


def _band(source: str, step: float) -> Callable[[], pl.Expr]:
    return lambda: ((pl.col(source).cast(pl.Float64) + 1.0).log10() / step).floor().cast(pl.Int32)


def _mass_band(name: str, step: float) -> Column:
    return Column(name, ("net_mass_g",), _band("net_mass_g", step), False, "net mass around")


def unit_price() -> pl.Expr:
    """Minor units of its currency per kilogram; null where value or mass is missing or not positive."""
    both = (pl.col("value_minor") > 0) & (pl.col("net_mass_g") > 0)
    return pl.when(both).then(pl.col("value_minor").cast(pl.Float64) * 1000.0 / pl.col("net_mass_g").cast(pl.Float64))


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        _front("hs2", 2, "chapter"),
        _front("hs4", 4, "heading"),
        _front("hs6", 6, "commodity"),
        _same("origin", "origin"),
        _same("departure", "shipped from"),
        _same("destination", "destination"),
        _same("tax_type", "tax type"),
        Column("tax_rate", ("tax_rate_ppm",), lambda: pl.col("tax_rate_ppm"), False, "tax rate"),
        _same("origin_proof", "proof of origin"),
        _mass_band("mass_wide", 1.0),
        _mass_band("mass_band", 0.5),
        _mass_band("mass_third", 1 / 3),
        _mass_band("mass_tenth", 0.1),
        Column("mass", ("net_mass_g",), lambda: pl.col("net_mass_g"), False, "net mass of exactly"),
        Column(
            "price_band",
            ("value_minor", "net_mass_g"),
            lambda: (unit_price().log10() * 2.0).floor().cast(pl.Int32),
            False,
            "price per kilogram around",
        ),
        _same("currency", "currency"),
        _same("office", "office"),
        _same("procedure", "procedure"),
        _same("transaction", "nature of transaction"),
        _same("use", "use"),
        _same("payment", "way of payment"),
        _same("transport_mode", "mode of transport"),
        _same("importer", "importer"),
        _same("exporter", "exporter"),
        _same("declarant", "declarant"),
        _same("carrier", "carrier"),
        _same("representative", "representative"),
    )
}
