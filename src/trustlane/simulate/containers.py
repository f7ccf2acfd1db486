"""Container numbers with the check digit of ISO 6346, many at a time."""

from __future__ import annotations

import string

import numpy as np
import polars as pl

from trustlane.simulate.columns import picked

# Letters count from 10 on and leave out the multiples of 11.
_VALUES = dict(zip(string.ascii_uppercase, (value for value in range(10, 39) if value % 11), strict=True))
_OWNERS = ("QZLU", "WXFU", "XKDU", "YQBU", "ZZGU", "VJXU")  # invented owners, category U


def numbers(serials: np.ndarray, wrong: np.ndarray) -> pl.Series:
    """A container number for each serial (below six millions); where `wrong`, its check digit is off by one."""
    owner, digits = serials // 1_000_000 % len(_OWNERS), serials % 1_000_000
    letters = np.array([[_VALUES[letter] for letter in code] for code in _OWNERS])
    total = (letters * 2 ** np.arange(4)).sum(axis=1)[owner]
    for place in range(6):
        total = total + (digits // 10 ** (5 - place) % 10) * 2 ** (4 + place)
    check = (total % 11 % 10 + wrong.astype(np.int64)) % 10
    return pl.DataFrame(
        {
            "owner": picked(pl.Series(_OWNERS), owner),
            "digits": pl.Series(digits).cast(pl.String).str.zfill(6),
            "check": pl.Series(check).cast(pl.String),
        }
    ).select(pl.concat_str(pl.all()).alias("container"))["container"]
