"""What is looked at, as data: profiles that learn from results, and yardsticks that need no result at all.

Every entry works on columns that any administration declares; an entry whose columns are absent stays silent.
"""

from __future__ import annotations

from dataclasses import dataclass

from trustlane.selectivity.model.coding import Cross
from trustlane.selectivity.model.measures import MEASURES
from trustlane.selectivity.model.yardsticks import Count, Number, Order, Share, Usual, Yardstick, joined

FAMILIES = ("commodity", "route", "tax", "quantity", "value", "operator", "formality")


@dataclass(frozen=True, slots=True)
class Profile:
    """How much more often than usual something was found where these columns had these values, in log-odds."""

    columns: Cross
    family: str

    @property
    def name(self) -> str:
        """The columns, joined by a cross."""
        return joined(self.columns)


def _profiles(family: str, *crosses: str) -> tuple[Profile, ...]:
    return tuple(Profile(tuple(cross.split()), family) for cross in crosses)


PROFILES: tuple[Profile, ...] = (
    *_profiles("commodity", "hs2", "hs4", "hs6"),
    *_profiles("route", "origin", "departure", "origin departure", "hs2 origin"),
    *_profiles("tax", "tax_type", "tax_rate", "tax_rate tax_type", "origin tax_type", "hs2 tax_type"),
    *_profiles("quantity", "mass_wide", "mass_third", "mass_tenth"),
    *_profiles("quantity", "hs2 mass_band", "origin mass_band", "tax_rate mass_band", "tax_type mass_band"),
    *_profiles("value", "currency price_band", "hs4 price_band"),
    *_profiles("operator", "importer", "exporter", "declarant", "carrier", "representative"),
    *_profiles("operator", "importer exporter", "importer hs4", "importer origin", "declarant hs2"),
    *_profiles("formality", "office", "procedure", "transaction", "use", "payment", "transport_mode"),
    *_profiles("formality", "origin_proof", "origin origin_proof"),
)


def _shares(within: str, *of: str) -> tuple[Share, ...]:
    return tuple(Share(tuple(one.split()), tuple(within.split())) for one in of)


def _counts(*of: str) -> tuple[Count, ...]:
    return tuple(Count(tuple(one.split())) for one in of)


PRICE_LEVELS: tuple[Cross, ...] = (
    ("currency",),
    ("currency", "hs2"),
    ("currency", "hs4"),
    ("currency", "hs6"),
    ("currency", "hs6", "origin"),
)

YARDSTICKS: tuple[Yardstick, ...] = (
    *(Number(measure) for measure in MEASURES),
    *(Order(column) for column in ("origin", "departure", "tax_type", "origin_proof", "procedure", "transport_mode")),
    *_shares("hs6", "hs6 origin", "hs6 departure", "hs6 tax_type", "hs6 tax_rate", "hs6 mass", "hs6 mass_band"),
    *_shares("hs6 tax_type", "hs6 tax_type tax_rate"),
    *_shares("hs6 origin", "hs6 origin departure"),
    *_shares("hs4", "hs4 mass_third", "hs4 tax_rate"),
    *_shares("hs4 origin", "hs4 origin tax_type", "hs4 origin departure"),
    *_shares("origin", "hs6 origin", "origin departure", "origin tax_type", "origin mass", "hs2 origin"),
    *_shares("departure", "origin departure", "hs2 departure"),
    *_shares("tax_rate", "origin tax_rate", "tax_rate tax_type"),
    *_shares("tax_type", "tax_rate tax_type"),
    *_shares("importer", "importer hs4", "importer exporter", "importer declarant", "importer origin"),
    *_shares("exporter", "importer exporter", "hs4 exporter"),
    *_counts("hs6", "hs4", "hs2", "origin", "departure", "origin departure", "tax_type", "tax_rate", "mass"),
    *_counts("hs6 origin", "hs6 tax_type tax_rate", "hs6 mass", "hs6 origin departure tax_type tax_rate"),
    *_counts("importer", "exporter", "declarant"),
    Usual("log_mass", (("hs2",),)),
    Usual("log_mass", (("hs2",), ("hs4",), ("hs6",))),
    Usual("log_mass", (("hs2",), ("hs4",), ("hs4", "origin"))),
    Usual("log_price", PRICE_LEVELS[:-1]),
    Usual("log_price", PRICE_LEVELS),
    Usual("rate", (("hs2",), ("hs4",), ("hs6",))),
    Usual("rate", (("hs2",), ("hs4",), ("hs6",), ("hs6", "origin"))),
)


def crosses_used() -> tuple[Cross, ...]:
    """Every cross that a profile or a yardstick asks for, in a fixed order, without repeats."""
    every = [profile.columns for profile in PROFILES]
    every += [cross for yardstick in YARDSTICKS for cross in yardstick.crosses()]
    return tuple(dict.fromkeys(every))
