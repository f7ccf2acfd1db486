"""Reasons in words: a sentence a feature, with the declared values in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from trustlane.declarations.currencies import FOUR_DECIMALS, NO_MINOR_UNIT, THREE_DECIMALS
from trustlane.selectivity.model import features
from trustlane.selectivity.model.coding import Cross
from trustlane.selectivity.model.columns import COLUMNS, unit_price
from trustlane.selectivity.model.yardsticks import Count, Number, Order, Share, Usual

MEASURE_WORDS = {
    "log_mass": "net mass",
    "log_price": "price per kilogram",
    "log_value": "value",
    "rate": "tax rate",
    "hs_number": "place in the nomenclature",
    "another_departure": "shipped from another country than that of origin",
    "mass_digits": "roundness of the net mass",
    "tare": "share of packing in the gross mass",
    "log_packages": "number of packages",
    "weekday": "day of the week",
}


def described(cross: Cross) -> pl.Expr:
    """The declared values of some columns in words, such as `commodity 620342, origin CN`."""
    parts: list[pl.Expr] = []
    for name in cross:
        if name in WORDS:
            parts.append(WORDS[name])
        else:
            parts.append(
                pl.concat_str(
                    pl.lit(f"{COLUMNS[name].title} "), COLUMNS[name].of().cast(pl.String).fill_null("not given")
                )
            )
    return pl.concat_str(parts, separator=", ")


def _kilograms() -> pl.Expr:
    mass = (pl.col("net_mass_g").cast(pl.Float64) / 1000.0).round_sig_figs(3)
    whole = mass.cast(pl.Int64, strict=False)
    return pl.when(mass == whole.cast(pl.Float64)).then(whole.cast(pl.String)).otherwise(mass.cast(pl.String))


def _per_cent() -> pl.Expr:
    rate = (pl.col("tax_rate_ppm").cast(pl.Float64) / 10_000.0).round_sig_figs(4)
    return rate.cast(pl.String).str.strip_suffix(".0")


_MASS = pl.concat_str(pl.lit("net mass near "), _kilograms().fill_null("?"), pl.lit(" kg"))
WORDS: dict[str, pl.Expr] = {
    **dict.fromkeys(("mass_wide", "mass_band", "mass_third", "mass_tenth"), _MASS),
    "mass": pl.concat_str(pl.lit("net mass of exactly "), _kilograms().fill_null("?"), pl.lit(" kg")),
    "tax_rate": pl.concat_str(pl.lit("tax rate "), _per_cent().fill_null("?"), pl.lit(" %")),
    "price_band": pl.lit("this price per kilogram"),
}


def sentences(
    name: str,
    lines: pl.DataFrame,
    rows: np.ndarray,
    value: np.ndarray,
    weight: np.ndarray,
    found: pl.Series | None = None,
) -> pl.Series:
    """(n,) sentences about one feature of the lines at `rows`: what is declared, and how much it speaks for a look.

    `value` (n,) is the feature's own, NaN for a profile. How much is told by what was `found` before (n,), and where
    that is null by the `weight` (n,): how many times the odds are what they would be without.
    """
    odds = pl.concat_str(pl.lit("odds × "), _times(weight))
    before = pl.lit(found) if found is not None else pl.lit(None, pl.String)
    much = pl.coalesce(before, odds)
    if name.startswith("profile "):
        cross = tuple(name.removeprefix("profile ").split("×"))
        often = pl.concat_str(pl.lit("more often found wrong than others, "), odds)
        return _text(lines, rows, [described(cross), pl.lit(": "), pl.coalesce(before, often)])
    yardstick = features.BY_NAME[name]
    value = value.astype(np.float64)
    if isinstance(yardstick, Share):
        per_mille = (
            pl.lit(pl.Series(np.nan_to_num(np.exp(value) * 100.0))).clip(0, 100).round_sig_figs(2).cast(pl.String)
        )
        narrower = tuple(column for column in yardstick.of if column not in yardstick.within)
        share = pl.concat_str(per_mille.str.strip_suffix(".0"), pl.lit(" % of the cases with "))
        return _text(
            lines, rows, [described(narrower), pl.lit(": "), share, described(yardstick.within), pl.lit("; "), much]
        )
    if isinstance(yardstick, Count):
        cases = pl.lit(pl.Series(np.rint(np.expm1(np.nan_to_num(value))).astype(np.int64))).cast(pl.String)
        seen = pl.concat_str(pl.lit("seen in "), cases, pl.lit(" earlier cases, "), odds)
        return _text(lines, rows, [described(yardstick.of), pl.lit(": "), pl.coalesce(before, seen)])
    if isinstance(yardstick, Usual):
        group = described(_named(yardstick.levels[-1]))
        return _text(lines, rows, [*_against(yardstick, value), pl.lit(" for "), group, pl.lit("; "), odds])
    if isinstance(yardstick, Order):
        return _text(lines, rows, [described((yardstick.column,)), pl.lit(": "), odds])
    number = _number(yardstick.measure if isinstance(yardstick, Number) else name)
    return _text(lines, rows, [number, pl.lit(": "), odds])


def _named(cross: Cross) -> Cross:
    """Without the currency, which is only there to compare like with like."""
    return tuple(column for column in cross if column != "currency") or cross


def _times(weight: np.ndarray) -> pl.Expr:
    return pl.lit(pl.Series(np.exp(weight))).round(2).cast(pl.String).str.strip_suffix(".0")


def _against(yardstick: Usual, value: np.ndarray) -> list[pl.Expr]:
    word = MEASURE_WORDS[yardstick.measure]
    known = np.nan_to_num(value)
    if yardstick.measure == "rate":
        points = pl.lit(pl.Series(np.abs(known))).round(1).cast(pl.String)
        side = pl.lit(pl.Series(np.where(known < 0, " points below", " points above")))
        return [pl.lit(f"{word} "), points, side, pl.lit(" the usual")]
    times = pl.lit(pl.Series(10.0**known)).round_sig_figs(2).cast(pl.String)
    return [pl.lit(f"{word} "), times, pl.lit("× the usual")]


def _number(measure: str) -> pl.Expr:
    if measure == "log_mass" or measure == "mass_digits":
        return WORDS["mass"]
    if measure == "rate":
        return WORDS["tax_rate"]
    if measure == "hs_number":
        return described(("hs6",))
    if measure == "log_value":
        return pl.concat_str(pl.lit("declared value of "), _money(pl.col("value_minor")))
    if measure == "log_price":
        return pl.concat_str(pl.lit("price of "), _money(unit_price()), pl.lit(" per kilogram"))
    if measure == "weekday":
        return pl.concat_str(pl.lit("declared on a "), pl.col("day").dt.strftime("%A").fill_null("day unknown"))
    if measure == "log_packages":
        return pl.concat_str(pl.col("packages").cast(pl.String).fill_null("unknown number of"), pl.lit(" packages"))
    return pl.lit(MEASURE_WORDS[measure])


def _money(minor: pl.Expr) -> pl.Expr:
    """An amount in its currency, to three digits."""
    currency = pl.col("currency")
    places = pl.lit(2, pl.Int32)
    for number, codes in ((0, NO_MINOR_UNIT), (3, THREE_DECIMALS), (4, FOUR_DECIMALS)):
        places = pl.when(currency.is_in(sorted(codes))).then(pl.lit(number, pl.Int32)).otherwise(places)
    amount = (minor.cast(pl.Float64) / pl.lit(10.0).pow(places)).round_sig_figs(3)
    whole = amount.cast(pl.Int64, strict=False)
    told = pl.when(amount == whole.cast(pl.Float64)).then(whole.cast(pl.String)).otherwise(amount.cast(pl.String))
    return pl.concat_str(told.fill_null("an unknown amount"), pl.lit(" "), currency.fill_null("")).str.strip_chars_end(
        " "
    )


def _text(lines: pl.DataFrame, rows: np.ndarray, parts: Sequence[pl.Expr]) -> pl.Series:
    whole = pl.concat_str(parts)
    # Only what is read is gathered; a constant text reads nothing, but has a row a line all the same.
    read = lines.select(list(dict.fromkeys(whole.meta.root_names())) or lines.columns[:1])[rows]
    first = pl.col("text").str.slice(0, 1).str.to_uppercase()
    sentence = pl.concat_str(first, pl.col("text").str.slice(1), pl.lit("."))
    return read.with_columns(text=whole).select(sentence.alias("text")).to_series()
