"""Brings readings into the tables by COPY: what is kept already is not kept twice, nothing is edited."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import psycopg
from psycopg import sql

from trustlane.declarations.frame import LINES, Read, Refusal
from trustlane.declarations.messages import Messages, messages_of, row_digests
from trustlane.declarations.versions import Arriving, Clash, Kept, Placed, place

HEADER = (
    "previous", "office", "regime", "procedure", "transaction", "use", "payment", "transport_mode", "departure",
    "destination", "declarant", "importer", "exporter", "carrier", "representative", "containers", "claims",
    "line_count", "main_hs", "main_origin", "value_minor", "currency", "net_mass_g",
)  # fmt: skip
LINE = (
    "line", "hs", "hs_edition", "description", "origin", "origin_proof", "net_mass_g", "gross_mass_g", "packages",
    "quantity_milli", "quantity_unit", "value_minor", "currency", "tax_rate_ppm", "tax_type",
)  # fmt: skip
VERSION = (
    "id", "declaration_id", "reference", "number", "message", "note", "day", "declared_day", "lodged", "received",
    "source", "document", "digest", *HEADER,
)  # fmt: skip
PARTY = ("role", "identifier", "name", "address", "country")
EVENT = ("reference", "event", "at", "source", "detail", "received", "digest")
OBSERVED = (
    "reference", "lane", "rerouted_to", "rerouted_by", "rerouted_why", "examination", "examined_at", "result", "kind",
    "released_at", "source", "received", "digest",
)  # fmt: skip

KEPT = """
    SELECT version.reference, version.number, version.message, version.lodged, version.received, version.digest
    FROM declarations_declarationversion version JOIN arriving USING (reference)
"""
KNOWN = """
    SELECT declaration.reference, declaration.id, declaration.day
    FROM declarations_declaration declaration JOIN arriving USING (reference)
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was added, how much was there already, and what could not follow what is kept."""

    declarations: int = 0
    versions: int = 0
    lines: int = 0
    parties: int = 0
    events: int = 0
    observed: int = 0
    repeated: int = 0  # versions that were kept already
    refused: tuple[Refusal, ...] = ()
    # The lines of the versions that were added, in the shape of LINES and under the numbers they are kept by.
    fresh: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LINES), compare=False, repr=False)

    @property
    def amends(self) -> bool:
        """Among what was added is an amendment."""
        return "amendment" in self.fresh["message"]


def load(
    connection: psycopg.Connection[Any],
    read: Read,
    *,
    at: datetime,
    source: str = "",
    zone: str = "UTC",
    document: int | None = None,
    as_dated: bool = False,
) -> Loaded:
    """Keep a reading, received at `at`, in one transaction or the caller's; run twice, it adds nothing.

    `as_dated` takes over a past that was known elsewhere: what is dated before `at` counts as known since its own date.
    """
    # A connection that does not commit by itself is in its caller's transaction, begun or not: only the caller ends it.
    own = connection.transaction() if connection.autocommit else nullcontext()
    with own, connection.cursor() as cursor:
        # Two loads of the same reference would each think it new; they take turns.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('declarations load'))")
        events = _add_facts(cursor, "declarations_declarationevent", EVENT, _events(read.events, at, as_dated))
        observed = _add_facts(
            cursor, "declarations_observedtreatment", OBSERVED, _observed(read.observed, at, source, as_dated)
        )
        if read.lines.is_empty():
            return Loaded(events=events, observed=observed)
        return _load_lines(cursor, messages_of(read.lines), at, source, zone, document, as_dated, events, observed)


def _load_lines(
    cursor: psycopg.Cursor[Any],
    messages: Messages,
    at: datetime,
    source: str,
    zone: str,
    document: int | None,
    as_dated: bool,
    events: int,
    observed: int,
) -> Loaded:
    heads = messages.heads
    kept, known = _kept_under(cursor, heads["reference"])
    placed, refused, repeated = _placed(heads, kept, at, source)
    heads = heads.join(placed, on="key", how="inner", maintain_order="left")
    if heads.is_empty():
        return Loaded(events=events, observed=observed, repeated=repeated, refused=refused)
    today = at.astimezone(ZoneInfo(zone)).date()
    heads = heads.with_columns(_known("lodged", at, as_dated).alias("received"))
    heads, added = _declarations(cursor, heads, known, zone, today)
    heads = heads.with_columns(
        pl.Series("id", _ids(cursor, "declarations_declarationversion", heads.height)),
        pl.lit(source).alias("source"),
        pl.lit(document, pl.Int64).alias("document"),
    )
    _copy(cursor, "declarations_declarationversion", heads.select(VERSION))
    lines = _belonging(messages.lines, heads).select("version_id", "day", *LINE).filter(pl.col("line").is_not_null())
    _copy(cursor, "declarations_declarationline", lines)
    parties = _belonging(messages.parties, heads).select("version_id", "day", "place", *PARTY)
    _copy(cursor, "declarations_declarationparty", parties)
    return Loaded(
        added,
        heads.height,
        lines.height,
        parties.height,
        events,
        observed,
        repeated,
        refused,
        _as_kept(messages.lines, heads),
    )


def _as_kept(lines: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """The lines of the messages that are kept, under their kept number; undated ones on the day of the declaration."""
    given = heads.select("key", pl.col("number").cast(pl.Int32).alias("version"), pl.col("day").alias("kept_day"))
    return (
        lines.drop("version")
        .join(given, on="key", how="inner", maintain_order="left")
        .with_columns(day=pl.coalesce("day", "kept_day"))
        .select(LINES.names())
    )


def _kept_under(
    cursor: psycopg.Cursor[Any], references: pl.Series
) -> tuple[dict[str, list[Kept]], dict[str, tuple[int, date]]]:
    """What is kept under these references: the versions of each, and its id and day."""
    cursor.execute("CREATE TEMP TABLE arriving (reference text NOT NULL)")
    _copy(cursor, "arriving", references.unique().to_frame("reference"))
    cursor.execute("ANALYZE arriving")
    kept: dict[str, list[Kept]] = {}
    for reference, number, message, lodged, received, digest in cursor.execute(KEPT):
        kept.setdefault(reference, []).append(Kept(number, message, lodged, received, bytes(digest)))
    known = {reference: (key, day) for reference, key, day in cursor.execute(KNOWN)}
    cursor.execute("DROP TABLE arriving")
    return kept, known


def _placed(
    heads: pl.DataFrame, kept: dict[str, list[Kept]], at: datetime, source: str
) -> tuple[pl.DataFrame, tuple[Refusal, ...], int]:
    """The number and note of every message that becomes a version; the plain case, one original, all at once."""
    alone = (pl.len().over("reference") == 1) & (pl.col("message") == "original")
    new = alone & ~pl.col("reference").is_in(list(kept)) if kept else alone
    marked = heads.with_columns(new.alias("plain"))
    numbers: list[tuple[int, int, str | None]] = []
    refused: list[Refusal] = []
    repeated = 0
    others = marked.filter(~pl.col("plain")).sort(
        "reference", "version", pl.col("lodged"), nulls_last=True, maintain_order=True
    )
    for key, reference, version, message, lodged, digest in others.select(
        "key", "reference", "version", "message", "lodged", "digest"
    ).iter_rows():
        found = kept.setdefault(reference, [])
        arriving = Arriving(version or 0, message, lodged, bytes.fromhex(digest[2:]))
        match place(found, arriving):
            case Placed(number, note):
                numbers.append((key, number, note))
                found.append(Kept(number, message, lodged, at, arriving.digest))
            case Clash(reason, mend):
                refused.append(Refusal(source, f"declaration {reference!r}", reason, mend, reference))
            case _:
                repeated += 1
    plain = marked.filter("plain").select(
        "key",
        pl.col("version").fill_null(1).cast(pl.Int32).alias("number"),
        pl.lit(None, pl.String).alias("note"),
    )
    rest = pl.DataFrame(numbers, schema={"key": pl.UInt32, "number": pl.Int32, "note": pl.String}, orient="row")
    return pl.concat([plain, rest]), tuple(refused), repeated


def _declarations(
    cursor: psycopg.Cursor[Any],
    heads: pl.DataFrame,
    known: dict[str, tuple[int, date]],
    zone: str,
    today: date,
) -> tuple[pl.DataFrame, int]:
    """Every head with its declaration's id and day; references not known yet become declarations."""
    old = pl.DataFrame(
        [(reference, key, day) for reference, (key, day) in known.items()],
        schema={"reference": pl.String, "declaration_id": pl.Int64, "day": pl.Date},
        orient="row",
    )
    new = (
        heads.join(old, on="reference", how="anti", maintain_order="left")
        .group_by("reference", maintain_order=True)
        .agg(
            pl.col("regime").drop_nulls().first(),
            pl.col("office").drop_nulls().first(),
            pl.col("declared_day").drop_nulls().first().fill_null(pl.lit(today)).alias("day"),
            pl.col("received").min(),
        )
    )
    new = new.with_columns(
        pl.Series("declaration_id", _ids(cursor, "declarations_declaration", new.height), dtype=pl.Int64)
    )
    rows = new.select(
        pl.col("declaration_id").alias("id"),
        "reference",
        "regime",
        "office",
        pl.lit(zone).alias("zone"),
        "day",
        "received",
    )
    _copy(cursor, "declarations_declaration", rows)
    both = pl.concat([old, new.select("reference", "declaration_id", "day")])
    return heads.join(both, on="reference", how="inner", maintain_order="left"), new.height


def _belonging(rows: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """Rows of the messages that are kept, with the id of their version and the day of their declaration."""
    owners = heads.select("key", pl.col("id").alias("version_id"), "day")
    return rows.drop("day", strict=False).join(owners, on="key", how="inner", maintain_order="left")


def _known(dated: str | pl.Expr, at: datetime, as_dated: bool) -> pl.Expr:
    """Since when a row counts as known here: since `at`, or since its own date where it was known elsewhere."""
    now = pl.lit(at).cast(pl.Datetime("us", "UTC"))
    if not as_dated:
        return now
    own = pl.col(dated) if isinstance(dated, str) else dated
    return pl.min_horizontal(pl.coalesce(own, now), now)


def _events(events: pl.DataFrame, at: datetime, as_dated: bool) -> pl.DataFrame:
    named = events.rename({"declaration": "reference"})
    return named.with_columns(_known("at", at, as_dated).alias("received"), row_digests(named))


def _observed(observed: pl.DataFrame, at: datetime, source: str, as_dated: bool) -> pl.DataFrame:
    named = observed.rename({"declaration": "reference"})
    known = _known(pl.max_horizontal("examined_at", "released_at"), at, as_dated)
    return named.with_columns(known.alias("received"), pl.lit(source).alias("source"), row_digests(named))


def _add_facts(cursor: psycopg.Cursor[Any], table: str, columns: tuple[str, ...], rows: pl.DataFrame) -> int:
    """Add rows that are told apart by what they say; those that are there already are left alone."""
    if rows.is_empty():
        return 0
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE told AS SELECT {} FROM {} WITH NO DATA").format(names, sql.Identifier(table))
    )
    _copy(cursor, "told", rows.select(columns))
    cursor.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM told ON CONFLICT (reference, digest) DO NOTHING").format(
            sql.Identifier(table), names, names
        )
    )
    added = cursor.rowcount
    cursor.execute("DROP TABLE told")
    return added


def _ids(cursor: psycopg.Cursor[Any], table: str, number: int) -> list[int]:
    """Fresh ids of a table, in ascending order."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s) ORDER BY 1", [table, number]
    )
    return [row[0] for row in cursor.fetchall()]


def _copy(cursor: psycopg.Cursor[Any], table: str, rows: pl.DataFrame) -> None:
    """COPY a frame into the columns of the same names."""
    if rows.is_empty():
        return
    names = sql.SQL(", ").join(map(sql.Identifier, rows.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(sql.Identifier(table), names)
    with cursor.copy(statement) as copy:
        for piece in _as_csv(rows):
            copy.write(piece)


def _as_csv(rows: pl.DataFrame) -> Iterable[bytes]:
    for piece in rows.iter_slices(50_000):
        text = piece.write_csv(include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f+00")
        # PostgreSQL keeps no null characters in text.
        yield text.replace("\0", "").encode()
