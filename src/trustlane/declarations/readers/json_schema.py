"""The form in which declarations are written in JSON; docs/formats/declarations.md shows it whole."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Count = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Whole = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Rate = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Heading = Annotated[str, Meta(pattern="^[0-9]{2,12}$")]
Text = Annotated[str, Meta(min_length=1)]


class Party(Struct, forbid_unknown_fields=True):
    """Somebody the declaration names."""

    role: Text
    identifier: Text | None = None
    name: Text | None = None
    address: Text | None = None
    country: Country | None = None


class Claim(Struct, forbid_unknown_fields=True):
    """A trusted status claimed in the declaration."""

    role: Text
    kind: Text
    identifier: Text


class Line(Struct, forbid_unknown_fields=True):
    """One kind of goods."""

    line: Count | None = None  # counted from 1 where absent
    hs: Heading | None = None
    hs_edition: Text | None = None
    description: Text | None = None
    origin: Country | None = None
    origin_proof: Text | None = None
    net_mass_g: Whole | None = None
    gross_mass_g: Whole | None = None
    packages: Rate | None = None
    quantity_milli: Whole | None = None
    quantity_unit: Text | None = None
    value_minor: Whole | None = None
    currency: Currency | None = None
    tax_rate_ppm: Rate | None = None
    tax_type: Text | None = None


class Event(Struct, forbid_unknown_fields=True):
    """Something that happened to the declaration."""

    event: Literal[
        "received",
        "accepted",
        "rejected",
        "control",
        "documents_wanted",
        "released",
        "cleared",
        "amended",
        "cancelled",
        "tax_assessed",
        "arrived",
        "exited",
        "query",
    ]
    at: datetime | None = None
    source: Text | None = None
    detail: Text | None = None


class Observed(Struct, forbid_unknown_fields=True):
    """What was really done with the declaration."""

    lane: Text | None = None
    rerouted_to: Text | None = None
    rerouted_by: Text | None = None
    rerouted_why: Text | None = None
    examination: Literal["none", "documents", "xray", "physical", "audit"] | None = None
    examined_at: datetime | None = None
    result: Literal["clean", "find"] | None = None
    kind: Text | None = None
    released_at: datetime | None = None


class Outcome(Struct, forbid_unknown_fields=True):
    """What a past inspection found, for training."""

    kind: Text
    found: bool


class Declaration(Struct, forbid_unknown_fields=True):
    """One version of a declaration with its lines."""

    declaration: Text
    version: Count | None = None
    previous: Text | None = None  # the reference the same consignment was lodged under before
    message: Literal["original", "amendment", "cancellation"] = "original"
    regime: Literal["import", "export", "transit", "entry_summary"] | None = None
    lodged: datetime | None = None
    day: date | None = None
    office: Text | None = None
    procedure: Text | None = None
    transaction: Text | None = None
    use: Text | None = None
    payment: Text | None = None
    transport_mode: Text | None = None
    departure: Country | None = None
    destination: Country | None = None
    declarant: Text | None = None
    importer: Text | None = None
    exporter: Text | None = None
    carrier: Text | None = None
    representative: Text | None = None
    parties: list[Party] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    containers: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    observed: list[Observed] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
