"""Turns values as messages write them into the frame's own: grams, minor units, parts per million, instants in UTC.

A value that cannot be read is null, never a guess: the formats with a written law (ENS) refuse it before it gets here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trustlane.declarations.currencies import decimals

LARGEST: Final = 2**63 - 1
LARGEST_COUNT: Final = 2**31 - 1
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
# Commas as thousands separators, as some systems export amounts; a comma as decimal sign is never guessed at.
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:[.][0-9]+)?")

# Units of mass of UN/ECE Recommendation 20, in grams.
GRAMS_IN: Final[dict[str, Decimal]] = {
    "KGM": Decimal(1000),
    "GRM": Decimal(1),
    "TNE": Decimal(1_000_000),
    "MGM": Decimal("0.001"),
    "LBR": Decimal("453.59237"),
    "ONZ": Decimal("28.349523125"),
    "DTN": Decimal(100_000),
    "KTN": Decimal(1_000_000_000),
    "LTN": Decimal("1016046.9088"),
    "STN": Decimal("907184.74"),
    "CWI": Decimal("50802.34544"),
}


def decimal(text: str | None) -> Decimal | None:
    """The number written, or nothing if it is none."""
    if text is None:
        return None
    text = text.strip()
    if len(text) > 40:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif not _PLAIN.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern admits none
        return None


def scaled(text: str | None, factor: Decimal | int) -> int | None:
    """The number times a factor, rounded half up to a whole one that fits 64 bits."""
    value = decimal(text)
    if value is None:
        return None
    whole = int((value * factor + (Decimal("0.5") if value >= 0 else Decimal("-0.5"))).to_integral_value("ROUND_DOWN"))
    return whole if abs(whole) <= LARGEST else None


def count(text: str | None) -> int | None:
    """A whole number of things that fits 32 bits, not below zero."""
    value = decimal(text)
    if value is None or value != value.to_integral_value() or not 0 <= value <= LARGEST_COUNT:
        return None
    return int(value)


def grams(text: str | None, unit: str = "KGM") -> int | None:
    """A mass in grams; `unit` is a code of UN/ECE Recommendation 20, kilograms unless said otherwise."""
    factor = GRAMS_IN.get(unit.partition("#")[0].upper())
    mass = None if factor is None else scaled(text, factor)
    return mass if mass is None or mass >= 0 else None


def milli(text: str | None) -> int | None:
    """A quantity in thousandths of its unit."""
    return scaled(text, 1000)


def ppm(percent: str | None) -> int | None:
    """A rate in parts per million, from one written in percent."""
    rate = scaled(percent, 10_000)
    return rate if rate is not None and abs(rate) <= LARGEST_COUNT else None


def minor(text: str | None, currency: str | None) -> int | None:
    """An amount in minor units of its currency; without a currency it has no minor unit and is nothing."""
    return None if currency is None else scaled(text, 10 ** decimals(currency))


def currency_code(text: str | None) -> str | None:
    """A currency's three letters of ISO 4217."""
    return text.upper() if text and re.fullmatch("[A-Za-z]{3}", text) else None


def country_code(text: str | None) -> str | None:
    """A country's two letters; what is not two letters is no country."""
    return text.upper() if text and re.fullmatch("[A-Za-z]{2}", text) else None


def heading(text: str | None, least: int = 6) -> str | None:
    """A commodity code without dots and blanks, if it has at least `least` digits and nothing else."""
    if not text:
        return None
    digits = re.sub(r"[ .]", "", text)
    return digits if least <= len(digits) <= 14 and digits.isascii() and digits.isdigit() else None


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name; raises `ValueError` for one that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/Lisbon.") from error


# What may be written, longest first: the formats 304, 204, 203 and 102 of UN/EDIFACT 2379, and ISO 8601.
_FORMS: Final[Sequence[tuple[re.Pattern[str], str]]] = (
    (re.compile(r"[0-9]{14}"), "%Y%m%d%H%M%S"),
    (re.compile(r"[0-9]{12}"), "%Y%m%d%H%M"),
    (re.compile(r"[0-9]{8}"), "%Y%m%d"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"), "%Y-%m-%dT%H:%M:%S"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"), "%Y-%m-%dT%H:%M"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "%Y-%m-%d"),
)
_OFFSET: Final = re.compile(r"(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2})?$")


def instant(text: str | None, zone: ZoneInfo) -> datetime | None:
    """A moment in UTC; one written without an offset is read in `zone`."""
    if not text:
        return None
    text = re.sub(r"[.][0-9]+(?=Z?$|[+-])", "", text.strip().replace(" ", "T", 1))
    offset: timezone | None = None
    if text[-1:] in ("Z", "z"):
        text, offset = text[:-1], UTC
    elif (found := _OFFSET.search(text)) and (len(text) - len(found.group()) >= 12 or "T" in text[: found.start()]):
        shift = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        if shift >= timedelta(hours=24):
            return None
        offset = timezone(-shift if found["sign"] == "-" else shift)
        text = text[: found.start()]
    for pattern, form in _FORMS:
        if pattern.fullmatch(text):
            try:
                moment = datetime.strptime(text, form).replace(tzinfo=offset or zone)
                return moment.astimezone(UTC)
            except (ValueError, OverflowError):
                return None
    return None


def day_in(moment: datetime | None, zone: ZoneInfo) -> date | None:
    """The day a moment falls on in a zone."""
    try:
        return moment.astimezone(zone).date() if moment else None
    except OverflowError:  # the last hours of the year 9999
        return None


def numbered(numbers: Iterable[int | None]) -> list[int]:
    """The numbers of the lines as declared; their positions, if a number is missing, below one or used twice."""
    given = list(numbers)
    kept = [number for number in given if number is not None and number >= 1]
    return kept if len(set(kept)) == len(given) else list(range(1, len(given) + 1))


def joined(parts: Iterable[str | None], separator: str = ", ") -> str | None:
    """The parts that are there, in order, or nothing."""
    return separator.join(part for part in parts if part) or None


def distinct(values: Iterable[str | None]) -> list[str]:
    """The values that are there, each once, in the order they came."""
    return list(dict.fromkeys(value for value in values if value))
