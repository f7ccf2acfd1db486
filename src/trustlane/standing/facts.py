"""The frozen fact others read: an operator is trusted by an issuer, for some risks, in a role, for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trustlane.parties import roles
from trustlane.parties.identifiers import Identifier

SCOPES = ("security", "compliance")
STATES = ("valid", "suspended", "revoked", "expired", "withdrawn")
ROLES = ("", *roles.ROLES)  # without one the issuer names none: the standing holds in every one


@dataclass(frozen=True, slots=True)
class StandingFact:
    """What one issuer says about one operator, for a period, as it was known from one instant to another.

    `valid_from` and `valid_to` are the first and the last day (None: not stated, without end); `known_from` is the
    first instant at which it was known here and `known_to` the first at which something else was (None: still known).
    """

    operator: str
    name: str
    identifiers: tuple[Identifier, ...]
    scope: frozenset[str]
    role: str
    tier: str
    issuer: str
    state: str
    valid_from: date | None
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None = None
    source: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True)
class HeardFact:
    """How far the feed of an issuer was followed, and until when what it said is worth a whole credit and half of one.

    Both instants are inclusive and follow from the newest time the issuer signed and the ages that were agreed; None:
    it never was. The source of a fact that rests on the feed begins with its origin.
    """

    issuer: str
    origin: str
    size: int
    root: str  # base64
    signed: datetime | None
    whole_until: datetime | None
    half_until: datetime | None

    @property
    def position(self) -> str:
        """What a decision keeps of it: origin, size and root."""
        return f"{self.origin} {self.size} {self.root}"
