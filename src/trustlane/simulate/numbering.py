"""Numbers of consignments and declarations: they say whose it is, so that nobody's number depends on anybody else's.

A number holds day, actor, the count of that actor on that day, and which of the consignment's declarations it is;
scrambled, so that neither size nor order can be read from a reference.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from trustlane.simulate.columns import picked

SUMMARY, GOODS, AGAIN = range(3)  # the entry summary, the declaration of goods, and the same lodged again
EARLIER = 64  # days before the begin from which summaries may still be under way
_SLOT, _NTH, _ACTOR, _DAY = 2, 14, 18, 12  # bits
_BITS = _SLOT + _NTH + _ACTOR + _DAY
_ALL = np.uint64((1 << _BITS) - 1)
_HALF = np.uint64(_BITS // 2)
_DIGITS = 14
_NOBODY = np.uint64((1 << 64) - 1)
MOST_OF_ONE = 1 << _NTH  # consignments of one actor on one day
LAST_DAY = (1 << _DAY) - EARLIER - 1
_FACTORS = (0x2545F4914F6D | 1, 0x1B873593CC9E | 1)
_INVERSE = tuple(pow(one, -1, 1 << _BITS) for one in _FACTORS)


def consignments(day: int, actor: np.ndarray, nth: np.ndarray) -> np.ndarray:
    """The number of each consignment: uint64."""
    found: np.ndarray = (np.int64(day + EARLIER) << (_ACTOR + _NTH)) | (actor.astype(np.int64) << _NTH) | nth
    return np.asarray(found << _SLOT).astype(np.uint64)


def declared(consignment: np.ndarray, slot: np.ndarray | int) -> np.ndarray:
    """The number of one of its declarations."""
    return np.asarray(consignment | np.asarray(slot, np.uint64))


def consignment_of(number: np.ndarray) -> np.ndarray:
    """The consignment behind a declaration's number."""
    return np.asarray(number & ~np.uint64((1 << _SLOT) - 1))


def actor_of(number: np.ndarray) -> np.ndarray:
    """Whose it is: int64."""
    return np.asarray((number >> np.uint64(_SLOT + _NTH)) & np.uint64((1 << _ACTOR) - 1)).astype(np.int64)


def references(number: np.ndarray, own: str, begins: date, mask: int) -> pl.Series:
    """What customs writes: the year in which the consignment was first lodged, country, fourteen digits."""
    day = (number >> np.uint64(_SLOT + _NTH + _ACTOR)).astype(np.int64)
    first = int(day.min()) if len(day) else 0
    span = int(day.max()) - first + 1 if len(day) else 0
    years = pl.Series(
        "year", [f"{date_of(first + one - EARLIER, begins):%y}{own}" for one in range(span)], dtype=pl.String
    )
    found = (number ^ np.uint64(mask & int(_ALL))) & _ALL
    for factor in _FACTORS:
        found = (found * np.uint64(factor)) & _ALL
        found ^= found >> _HALF
    digits = pl.Series("digits", found).cast(pl.String).str.zfill(_DIGITS)
    year = picked(years, day - first)
    return pl.DataFrame([year, digits]).select(pl.concat_str("year", "digits").alias("declaration"))["declaration"]


def numbers(reference: pl.Series, mask: int) -> np.ndarray:
    """The numbers behind references; what is no reference of this country gives a number that nobody has."""
    digits = reference.cast(pl.String).str.slice(4).cast(pl.UInt64, strict=False)
    found = digits.fill_null(0).to_numpy() & _ALL
    for factor in reversed(_INVERSE):
        found = found ^ (found >> _HALF)
        found = (found * np.uint64(factor)) & _ALL
    found ^= np.uint64(mask & int(_ALL))
    return np.where((digits.is_null() | (digits > int(_ALL))).to_numpy(), _NOBODY, found)


def day_number(on: date, begins: date) -> int:
    """Days since the scenario begins."""
    return (on - begins).days


def date_of(day: int, begins: date) -> date:
    """The date of a day."""
    return begins + timedelta(days=day)
