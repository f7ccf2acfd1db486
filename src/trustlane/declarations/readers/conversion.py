"""Turns columns of text into typed columns, exactly: what does not convert becomes null and is explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

import polars as pl

from trustlane.declarations.currencies import FOUR_DECIMALS, NO_MINOR_UNIT, THREE_DECIMALS, decimals
from trustlane.declarations.readers.mapping import UNITS, Column, Kind, Mapping
from trustlane.declarations.readers.mapping_files import ENUMS

FIRST_YEAR, LAST_YEAR = 1970, 2100
DATES = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d")
OFFSET_INSTANTS = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z")
LOCAL_INSTANTS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d")

# Whether a number fits is judged once it is scaled; until then this many digits before the point are let through.
WHOLE_DIGITS = 20
FINEST = 9


@dataclass(frozen=True, slots=True)
class Converter:
    """How one mapped column is made: the first attempt in one pass with all others, later ones only if it failed."""

    column: Column
    kind: Kind
    cell: str  # the cleaned text column it reads
    attempts: tuple[pl.Expr, ...]


@dataclass(frozen=True, slots=True)
class CurrencyFrom:
    """Where an amount's currency is known from: one code for the whole table, or a cell of the row."""

    constant: str | None = None
    cell: str | None = None


def cleaned(source: str, missing: Sequence[str], *, tidy: bool = False) -> pl.Expr:
    """A cell without the blanks around it; an empty one, or a marker of missing, is null."""
    text = pl.col(source)
    markers = [m for m in missing if m]
    if not tidy:
        text = text.str.strip_chars()
        text = pl.when(text.str.len_bytes() > 0).then(text)
    return (pl.when(~text.is_in(markers)).then(text) if markers else text).alias(source)


def converter(column: Column, cell: str, mapping: Mapping, kind: Kind, currency: CurrencyFrom) -> Converter:
    """The converter of one mapped column of the given kind, reading the cleaned text of `cell`."""
    text = pl.col(cell)
    if column.values is not None:
        text = _valued(text, column, kind)
    attempts: Sequence[pl.Expr]
    match kind:
        case "text" | "code":
            attempts = [_padded(text, column.pad)]
        case "country" | "currency":
            upper = text.str.to_uppercase()
            attempts = [pl.when(upper.str.contains("^[A-Z]{2}$" if kind == "country" else "^[A-Z]{3}$")).then(upper)]
        case "hs":
            attempts = [_hs(text, column.pad), _hs(text.str.replace_all(r"[. ]", ""), column.pad)]
        case "integer":
            number = _number(text, mapping)
            attempts = [_fits(number.cast(pl.Int64, strict=False), 32), _fits(_whole(number), 32)]
        case "scaled":
            units = UNITS[column.target]
            power = units[column.unit or next(iter(units))]
            attempts = [_fits(_scaled(_number(text, mapping), power), 32 if column.target == "tax_rate_ppm" else 64)]
        case "money":
            attempts = [_fits(_money(_number(text, mapping), column, currency), 64)]
        case "date":
            formats = (column.format,) if column.format else DATES
            attempts = [_plausible(text.str.to_date(form, strict=False)) for form in formats]
        case "instant":
            attempts = _instants(text, column, mapping.zone)
        case "enum":
            word = text if column.values is not None else text.str.to_lowercase()
            attempts = [pl.when(word.is_in(ENUMS[column.target])).then(word)]
        case "list":
            parts = text.str.split(column.separator or " ")
            attempts = [
                parts.list.eval(pl.element().str.strip_chars()).list.eval(pl.element().filter(pl.element() != ""))
            ]
    return Converter(column, kind, cell, tuple(attempts))


def _padded(text: pl.Expr, width: int | None) -> pl.Expr:
    if width is None:
        return text
    return pl.when(text.str.contains("^[0-9]+$")).then(text.str.zfill(width)).otherwise(text)


def _hs(text: pl.Expr, width: int | None) -> pl.Expr:
    padded = text if width is None else text.str.zfill(width)
    return pl.when(text.str.contains("^[0-9]{1,12}$") & (padded.str.len_bytes() >= 2)).then(padded)


def _valued(text: pl.Expr, column: Column, kind: Kind) -> pl.Expr:
    """Their values as ours, whatever the case they are written in; of text, what is not listed stays as it is."""
    theirs = {key.lower(): value for key, value in (column.values or {}).items()}
    if kind == "enum":
        theirs = {value: value for value in ENUMS[column.target]} | theirs
    default = None if kind == "enum" else text
    lowered = text.str.to_lowercase()
    return lowered.replace_strict(list(theirs), list(theirs.values()), default=default, return_dtype=pl.String)


def _number(text: pl.Expr, mapping: Mapping) -> pl.Expr:
    """Digits and a point, from the way the table writes numbers."""
    if mapping.thousands is not None:
        text = text.str.replace_all(mapping.thousands, "", literal=True)
        if mapping.thousands == " ":
            text = text.str.replace_all("[\u00a0\u202f]", "")
    if mapping.decimal != ".":
        # A point where commas are decimals would silently multiply by a thousand: it must not convert.
        plain = ~text.str.contains(".", literal=True)
        text = pl.when(plain).then(text.str.replace(mapping.decimal, ".", literal=True))
    return text


def _exact(text: pl.Expr, decimals: int) -> pl.Expr:
    return text.cast(pl.Decimal(WHOLE_DIGITS + decimals, decimals), strict=False)


def _scaled(text: pl.Expr, power: int) -> pl.Expr:
    """Text times ten to a power, as a whole number: exact; what is finer is rounded, a half to the even neighbour."""
    exact = _exact(text, power)
    return (exact * 10**power if power else exact).cast(pl.Int64, strict=False)


def _whole(text: pl.Expr) -> pl.Expr:
    """A number that must be whole, though it may be written 12.0."""
    exact = _exact(text, FINEST)
    return pl.when(exact == exact.cast(pl.Int64, strict=False)).then(exact.cast(pl.Int64, strict=False))


def _money(text: pl.Expr, column: Column, currency: CurrencyFrom) -> pl.Expr:
    if column.unit == "minor":
        return _whole(text)
    if currency.cell is None:
        return _scaled(text, decimals(currency.constant or ""))
    code = pl.col(currency.cell).str.to_uppercase()
    made = _scaled(text, 2)
    for power, codes in ((0, NO_MINOR_UNIT), (3, THREE_DECIMALS), (4, FOUR_DECIMALS)):
        made = pl.when(code.is_in(sorted(codes))).then(_scaled(text, power)).otherwise(made)
    return pl.when(code.is_not_null()).then(made)


def _fits(number: pl.Expr, bits: int) -> pl.Expr:
    return pl.when(number.is_between(0, 2 ** (bits - 1) - 1)).then(number)


def _plausible(day: pl.Expr) -> pl.Expr:
    return pl.when(day.is_between(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))).then(day)


def _instants(text: pl.Expr, column: Column, zone: str) -> list[pl.Expr]:
    """Instants in UTC; what carries no offset of its own is local time of the office."""
    spaced = text.str.replace(r"^(\d{4}-\d{2}-\d{2})\s+", "${1}T").str.replace(r"\s+(?:UTC|GMT)$|Z$", "+00:00")
    if column.format is not None:
        if "%z" in column.format or "%#z" in column.format or "%:z" in column.format:
            return [_within(text.str.to_datetime(column.format, time_unit="us", time_zone="UTC", strict=False))]
        return [_within(_local(text.str.to_datetime(column.format, time_unit="us", strict=False), zone))]
    offset = [
        _within(spaced.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False)) for form in OFFSET_INSTANTS
    ]
    local = [
        _within(_local(spaced.str.to_datetime(form, time_unit="us", strict=False), zone)) for form in LOCAL_INSTANTS
    ]
    day = _within(_local(text.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us")), zone))
    return [*local, *offset, day]


def _local(naive: pl.Expr, zone: str) -> pl.Expr:
    return naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")


def _within(instant: pl.Expr) -> pl.Expr:
    return pl.when(instant.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(instant)


def explain(converter: Converter, cell: str | None, mapping: Mapping) -> tuple[str, str, str]:
    """Why a cell did not convert and how to mend it: (reason, mend, reason without the value)."""
    column = converter.column
    shown = "" if cell is None else (cell if len(cell) <= 60 else cell[:57] + "...")
    kind = converter.kind
    if cell is None:
        return "This cell is empty.", "Fill it in: without it the row cannot be used.", "empty cell"
    if kind in ("integer", "scaled", "money"):
        return _explain_number(column, kind, shown, cell, mapping)
    if kind in ("date", "instant"):
        form = column.format or (
            "YYYY-MM-DD" if kind == "date" else "YYYY-MM-DDThh:mm:ss, with an offset such as +09:00"
        )
        what = "day" if kind == "date" else "moment"
        return (
            f"{shown!r} is not a {what} in the expected form, or not one between {FIRST_YEAR} and {LAST_YEAR}.",
            f"Write it as {form}, or say its `format` in the mapping.",
            f"not a {what}",
        )
    if kind == "hs":
        return (
            f"{shown!r} is not a commodity code: it has other characters than digits, or too few or too many.",
            "Write 2 to 12 digits, leading zeros included.",
            "not a commodity code",
        )
    if kind == "country":
        return (
            f"{shown!r} is not a two-letter country code.",
            "Write the ISO 3166-1 alpha-2 code.",
            "not a country code",
        )
    if kind == "currency":
        return f"{shown!r} is not a three-letter currency code.", "Write the ISO 4217 code.", "not a currency code"
    if kind == "enum":
        words = ", ".join(ENUMS[column.target])
        return (
            f"{shown!r} means nothing for {column.target}.",
            f"Write one of {words}, or list it under `values` in the mapping.",
            f"unknown value of {column.target}",
        )
    return f"{shown!r} cannot be read.", "Mend the cell.", "unreadable"


def _explain_number(column: Column, kind: Kind, shown: str, cell: str, mapping: Mapping) -> tuple[str, str, str]:
    plain = cell.replace(mapping.thousands, "") if mapping.thousands else cell
    try:
        number = Decimal(plain.replace(mapping.decimal, "."))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        separators = f"`{mapping.decimal}` before the decimals" + (
            f" and `{mapping.thousands}` between thousands" if mapping.thousands else " and nothing between thousands"
        )
        return (
            f"{shown!r} is not a number.",
            f"Write digits with {separators}, or say otherwise in the mapping.",
            "not a number",
        )
    if number < 0:
        return (
            f"{shown!r} is negative.",
            "Write zero or more; a correction is an amendment of its own.",
            "negative number",
        )
    if kind == "integer" or column.unit == "minor":
        if number != number.to_integral_value():
            return f"{shown!r} is not a whole number.", "Write a whole number.", "not a whole number"
    elif kind == "money" and mapping.decimal == "." and number.is_finite() and number < 10**16:
        return (
            f"The amount {shown!r} has no usable currency.",
            "Give its three-letter ISO 4217 code.",
            "amount without currency",
        )
    return f"{shown!r} is too large to be real.", "Check the number and its unit.", "number too large"
