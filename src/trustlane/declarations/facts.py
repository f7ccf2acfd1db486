"""What others read of a declaration: frozen, as it was known at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of goods: mass in grams, quantity in thousandths, money in minor units, rate in parts per million."""

    line: int
    hs: str | None
    hs_edition: str | None
    description: str | None
    origin: str | None
    origin_proof: str | None
    net_mass_g: int | None
    gross_mass_g: int | None
    packages: int | None
    quantity_milli: int | None
    quantity_unit: str | None
    value_minor: int | None
    currency: str | None
    tax_rate_ppm: int | None
    tax_type: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody a declaration names, exactly as declared."""

    role: str
    identifier: str | None
    name: str | None
    address: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """A declaration as a list shows it: the header of what is declared now, and the goods of the highest value."""

    id: int  # of the version
    reference: str
    number: int
    message: str
    state: str  # open, amended, cancelled
    note: str | None
    previous: str | None  # the reference the same consignment was lodged under before
    day: date
    lodged: datetime | None
    received: datetime
    office: str | None
    regime: str | None
    procedure: str | None
    transport_mode: str | None
    departure: str | None
    destination: str | None
    declarant: str | None
    importer: str | None
    exporter: str | None
    carrier: str | None
    representative: str | None
    line_count: int
    main_hs: str | None
    main_origin: str | None
    value_minor: int | None
    currency: str | None
    net_mass_g: int | None


@dataclass(frozen=True, slots=True)
class Lodging:
    """One message under a reference: who answers for the goods, when it was lodged, what it says to replace."""

    reference: str
    number: int
    message: str
    previous: str | None
    regime: str | None
    importer: str | None
    exporter: str | None
    lodged: datetime | None
    declared_day: date | None  # of this message
    day: date  # of the declaration


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the header of one version names in which role, and the highest tax rate of its lines, in ppm."""

    importer: str | None
    exporter: str | None
    declarant: str | None
    carrier: str | None
    representative: str | None
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class Version:
    """One message under a reference, whole."""

    head: Head
    transaction: str | None
    use: str | None
    payment: str | None
    containers: tuple[str, ...]
    claims: tuple[Mapping[str, Any], ...]
    source: str
    document: int | None
    lines: tuple[Line, ...]
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a declaration."""

    event: str
    at: datetime | None
    source: str | None
    detail: str | None
    received: datetime


@dataclass(frozen=True, slots=True)
class Treatment:
    """What another system, or people, really did with it, as they reported it."""

    lane: str | None
    rerouted_to: str | None
    rerouted_by: str | None
    rerouted_why: str | None
    examination: str | None
    examined_at: datetime | None
    result: str | None
    kind: str | None
    released_at: datetime | None
    source: str
    received: datetime


@dataclass(frozen=True, slots=True)
class Went:
    """How declarations of a day went: one in which something was found or amended, or all others of the day."""

    day: date
    declared: int
    examined: int
    reference: str = ""  # "" of all others
    amended: datetime | None = None  # when we were told of the amendment that holds
    found: datetime | None = None  # when we were told of the find
    kind: str = ""  # of the find, as it was reported


@dataclass(frozen=True, slots=True)
class Story:
    """One declaration as known at an instant: every version, oldest first, and what happened and was done."""

    reference: str
    zone: str  # of its office
    day: date
    state: str
    versions: tuple[Version, ...]
    events: tuple[Event, ...]
    observed: tuple[Treatment, ...]

    @property
    def latest(self) -> Version:
        """What is declared: the last version that says anything, else the message that only cancels."""
        said = [v for v in self.versions if v.head.message != "cancellation"]
        return said[-1] if said else self.versions[-1]


@dataclass(frozen=True, slots=True)
class Reported:
    """Told to other rooms: reports of what was really done, or amendments, came in at an instant.

    The reports are numbered above `number`, the amendments, as versions, above `version`.
    """

    number: int
    version: int
    at: datetime
