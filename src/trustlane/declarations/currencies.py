"""How many decimals a currency has (ISO 4217), so that money is whole minor units everywhere."""

from __future__ import annotations

from functools import cache

NO_MINOR_UNIT = frozenset(
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
)
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
FOUR_DECIMALS = frozenset({"CLF", "UYW"})


@cache
def decimals(currency: str) -> int:
    """The number of decimals of a currency: 0 for KRW, 3 for KWD, 2 for most."""
    if currency in NO_MINOR_UNIT:
        return 0
    if currency in THREE_DECIMALS:
        return 3
    return 4 if currency in FOUR_DECIMALS else 2
