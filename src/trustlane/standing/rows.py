"""What pages read of the register and its lists: frozen, with the numbers that lead to the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trustlane.standing.facts import StandingFact


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One row of the register: the fact, and by which deeds it came and went."""

    id: int
    fact: StandingFact
    recorded_in: int  # ledger row
    superseded_in: int | None
    upload: int | None  # the list it came from
    key: tuple[object, ...] = ()  # of its place in the list it was asked in


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One uploaded list."""

    id: int
    file_name: str
    sha256: str
    issuer: str
    on: date
    complete: bool
    sender: str
    uploaded_by: int
    uploaded_by_name: str
    uploaded_at: datetime
    state: str  # waiting, applied, discarded
    settled_by: int | None
    settled_by_name: str
    settled_at: datetime | None
    counts: Mapping[str, int] | None
    reason: str
    document: int
    preview_digest: str
    origin: str = ""  # of a list that came under an arrangement; it is settled there


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a list did."""

    upload: int
    ledger_row: int
    added: int
    changed: int
    removed: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """Told to whoever listens: the standing of these operators is no longer what it was known to be."""

    operators: tuple[str, ...]
    issuer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """How many standings the register holds on a day, by state, scope, issuer and role."""

    total: int
    operators: int
    by_state: Mapping[str, int]
    by_scope: Mapping[str, int]
    by_issuer: Mapping[str, int]
    by_role: Mapping[str, int]
