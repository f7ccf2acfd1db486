"""What others read of an operator: frozen, as it was known at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trustlane.parties.identifiers import Identifier


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name an operator bears, and from when to when."""

    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    source: str
    known_from: datetime
    known_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownIdentifier:
    """A number an operator is known by, where it came from, and how sure the link is."""

    identifier: Identifier
    written: str
    issuer: str
    confidence: str
    valid_from: date | None
    valid_to: date | None
    source: str
    known_from: datetime
    known_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A place where an operator works."""

    number: int
    name: str
    kind: str
    street: str
    postcode: str
    city: str
    country: str
    valid_from: date | None
    valid_to: date | None
    source: str
    known_from: datetime
    known_to: datetime | None = None
    locode: str = ""
    contact: str = ""

    @property
    def in_words(self) -> str:
        """Its name and city, as far as they are known: `Mill, Northport`."""
        return ", ".join(filter(None, (self.name, self.city)))

    def open_on(self, day: date) -> bool:
        """The site is not closed yet on a day; one that opens later counts, as questions about it come before."""
        return self.valid_to is None or self.valid_to >= day


@dataclass(frozen=True, slots=True)
class OperatorFacts:
    """An operator with everything known of it at one instant."""

    reference: str
    registered_at: datetime
    names: tuple[KnownName, ...] = ()
    identifiers: tuple[KnownIdentifier, ...] = ()
    sites: tuple[KnownSite, ...] = ()

    @property
    def name(self) -> str:
        """The legal name that counts now: the newest, or the reference where none is known."""
        legal = [each for each in self.names if each.kind == "legal"]
        newest = max(legal, key=lambda each: each.valid_from or date.min, default=None)
        return newest.name if newest else self.reference


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list or a form says of one operator, to be registered or added to what is known."""

    reference: str
    name: str = ""
    identifiers: tuple[Identifier, ...] = ()
