"""The one columnar shape every reader produces: a row a line of a declaration, with its header repeated.

Money is in minor units of its currency, mass in grams, rates in parts per million, instants in UTC. Codes are text,
because leading zeros are real. What a format does not carry is null, never an empty string and never a made-up zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

MESSAGES = ("original", "amendment", "cancellation")
REGIMES = ("import", "export", "transit", "entry_summary")
EVENTS = (
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
)

PARTY = pl.Struct(
    {
        "role": pl.String,
        "identifier": pl.String,
        "name": pl.String,
        "address": pl.String,
        "country": pl.String,
    }
)
CLAIM = pl.Struct({"role": pl.String, "kind": pl.String, "identifier": pl.String})

Columns = dict[str, pl.DataType | pl.datatypes.DataTypeClass]


def _schema(columns: Columns) -> pl.Schema:
    return pl.Schema(columns)


LINES = _schema(
    {
        # the declaration
        "declaration": pl.String,  # the reference customs gave, else the declarant's own
        "version": pl.Int32,  # 1 for the original
        "previous": pl.String,  # the reference the same consignment was lodged under before, where it is lodged again
        "message": pl.Enum(MESSAGES),
        "regime": pl.Enum(REGIMES),
        "lodged": pl.Datetime("us", "UTC"),
        "day": pl.Date,  # in the office's own time zone
        "office": pl.String,
        "procedure": pl.String,
        "transaction": pl.String,  # nature of the transaction
        "use": pl.String,
        "payment": pl.String,
        "transport_mode": pl.String,
        "departure": pl.String,  # ISO 3166-1 alpha-2
        "destination": pl.String,
        # who: identifiers exactly as declared
        "declarant": pl.String,
        "importer": pl.String,  # consignee of an entry summary
        "exporter": pl.String,  # seller or consignor
        "carrier": pl.String,
        "representative": pl.String,
        "parties": pl.List(PARTY),  # everyone named, with names and addresses where the format has them
        "claims": pl.List(CLAIM),  # a trusted status claimed in the message (AEOC, AEOS, AEOF, partner codes)
        "containers": pl.List(pl.String),  # ISO 6346
        # the line
        "line": pl.Int32,
        "hs": pl.String,
        "hs_edition": pl.String,
        "description": pl.String,
        "origin": pl.String,
        "origin_proof": pl.String,  # kind of proof or marking of origin
        "net_mass_g": pl.Int64,
        "gross_mass_g": pl.Int64,
        "packages": pl.Int32,
        "quantity_milli": pl.Int64,
        "quantity_unit": pl.String,  # UN/ECE Rec 20
        "value_minor": pl.Int64,
        "currency": pl.String,  # ISO 4217
        "tax_rate_ppm": pl.Int32,
        "tax_type": pl.String,
    }
)

EVENT_ROWS = _schema(
    {
        "declaration": pl.String,
        "event": pl.Enum(EVENTS),
        "at": pl.Datetime("us", "UTC"),
        "source": pl.String,
        "detail": pl.String,
    }
)

# What an existing system really did, kept beside what we advise.
OBSERVED_ROWS = _schema(
    {
        "declaration": pl.String,
        "lane": pl.String,  # green, yellow, orange, red, blue, or as that system named it
        "rerouted_to": pl.String,
        "rerouted_by": pl.String,
        "rerouted_why": pl.String,
        "examination": pl.String,  # none, documents, xray, physical, audit
        "examined_at": pl.Datetime("us", "UTC"),
        "result": pl.String,  # clean, find
        "kind": pl.String,  # of the find
        "released_at": pl.Datetime("us", "UTC"),
    }
)

# Known results of inspected consignments, for training; screening never opens them.
OUTCOME_ROWS = _schema({"declaration": pl.String, "kind": pl.String, "found": pl.Boolean})


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row or message that could not be used: where it stands, what is wrong, and how to mend it."""

    file: str
    place: str  # "row 17, column 'Net Mass'", or "line 4, column 12: /CC315A/HEAHEA/RefNumHEA4"
    reason: str
    mend: str
    reference: str | None = None  # of the declaration, where it could be read


@dataclass(frozen=True, slots=True)
class Read:
    """What came out of a file: usable lines, events of declarations, outcomes, and what was refused."""

    lines: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LINES))
    events: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EVENT_ROWS))
    observed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OBSERVED_ROWS))
    outcomes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OUTCOME_ROWS))
    refused: tuple[Refusal, ...] = ()
    unlisted: tuple[tuple[str, int], ...] = ()  # reason and number of refusals beyond those listed in full
    aliases: tuple[tuple[str, str], ...] = ()  # the declarant's own reference, and the number customs gave to it

    @property
    def refused_count(self) -> int:
        """How many rows and messages were refused, listed or not."""
        return len(self.refused) + sum(number for _, number in self.unlisted)


def once_each(references: pl.Series) -> bool:
    """Whether no reference stands twice."""
    seen = np.sort(references.hash().to_numpy())
    # Where no two numbers made of them are alike, no two references are; the rest is looked at itself.
    return not (seen[1:] == seen[:-1]).any() or references.n_unique() == len(references)
