"""A column mapping: which column of somebody's table is which column of ours, in which unit and format."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text", "code", "country", "currency", "hs", "integer", "money", "scaled", "date", "instant", "enum", "list"
]

# What each target column is, for those a table can give. Tables never carry parties and claims in one cell: these have
# sections of their own.
KINDS: Dictionary[str, Kind] = {
    "declaration": "text",
    "version": "integer",
    "previous": "text",
    "message": "enum",
    "regime": "enum",
    "lodged": "instant",
    "day": "date",
    "office": "code",
    "procedure": "code",
    "transaction": "code",
    "use": "code",
    "payment": "code",
    "transport_mode": "code",
    "departure": "country",
    "destination": "country",
    "declarant": "text",
    "importer": "text",
    "exporter": "text",
    "carrier": "text",
    "representative": "text",
    "containers": "list",
    "line": "integer",
    "hs": "hs",
    "hs_edition": "code",
    "description": "text",
    "origin": "country",
    "origin_proof": "code",
    "net_mass_g": "scaled",
    "gross_mass_g": "scaled",
    "packages": "integer",
    "quantity_milli": "scaled",
    "quantity_unit": "code",
    "value_minor": "money",
    "currency": "currency",
    "tax_rate_ppm": "scaled",
    "tax_type": "code",
}

# Powers of ten from the unit a table uses to the whole number we keep.
UNITS: Dictionary[str, Dictionary[str, int]] = {
    "net_mass_g": {"g": 0, "kg": 3, "t": 6},
    "gross_mass_g": {"g": 0, "kg": 3, "t": 6},
    "quantity_milli": {"thousandth": 0, "unit": 3},
    "tax_rate_ppm": {"ppm": 0, "percent": 4, "fraction": 6},
    "value_minor": {"minor": 0, "major": -1},  # major: as many decimals as the currency has
}

OBSERVED_KINDS: Dictionary[str, Kind] = {
    "declaration": "text",
    "lane": "text",
    "rerouted_to": "text",
    "rerouted_by": "text",
    "rerouted_why": "text",
    "examination": "enum",
    "examined_at": "instant",
    "result": "enum",
    "kind": "text",
    "released_at": "instant",
}


@dataclass(frozen=True, slots=True)
class Column:
    """Where one of our columns comes from: a column of the table, a constant, or a count within the declaration."""

    target: str
    source: str | None = None
    constant: str | int | None = None
    counted: bool = False
    unit: str | None = None
    pad: int | None = None
    format: str | None = None
    separator: str | None = None
    values: Dictionary[str, str] | None = None
    otherwise: str | None = None
    required: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeColumn:
    """Which values of a column mean that an inspection found something of this kind, and which that it did not."""

    kind: str
    source: str
    found: tuple[str, ...]
    clear: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyColumns:
    """The columns that describe one party of the declaration."""

    role: str
    identifier: str | None = None
    name: str | None = None
    address: str | None = None
    country: str | None = None

    def sources(self) -> tuple[str, ...]:
        """The table's columns this party is read from."""
        return tuple(s for s in (self.identifier, self.name, self.address, self.country) if s is not None)


@dataclass(frozen=True, slots=True)
class ClaimColumns:
    """The column in which a party claims a trusted status."""

    role: str
    kind: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """One column mapping, whole and checked."""

    name: str
    title: str
    zone: str = "UTC"
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str = "."
    thousands: str | None = None
    missing: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    parties: tuple[PartyColumns, ...] = ()
    claims: tuple[ClaimColumns, ...] = ()
    outcomes: tuple[OutcomeColumn, ...] = ()
    observed: tuple[Column, ...] = field(default=())

    def column(self, target: str) -> Column | None:
        """How one of our columns is filled, if it is."""
        return next((c for c in self.columns if c.target == target), None)

    def needed(self) -> tuple[str, ...]:
        """The table's columns without which the mapping does not fit."""
        return tuple(c.source for c in self.columns if c.source is not None and not c.optional)

    def known(self) -> tuple[str, ...]:
        """Every column of the table the mapping can use, each once."""
        names: list[str] = [c.source for c in (*self.columns, *self.observed) if c.source is not None]
        names += [s for p in self.parties for s in p.sources()]
        names += [c.identifier for c in self.claims]
        names += [o.source for o in self.outcomes]
        return tuple(dict.fromkeys(names))
