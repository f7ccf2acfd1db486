"""Keep decisions: all of a batch or none, with the basis and the prices they rest on, and one entry in the record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection, transaction
from psycopg import sql

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.selectivity.actions.deciding_again import leave_word_of_changes, take_turns
from trustlane.selectivity.actions.summing import sum_up
from trustlane.selectivity.basis import Named, PriceTables
from trustlane.selectivity.labels import World
from trustlane.selectivity.models import BasisVersion, PriceVersion
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.prices import Prices

COLUMNS = (
    "declaration",
    "version",
    "decided_at",
    "regime",
    "office",
    "day",
    "importer",
    "exporter",
    "declarant",
    "hs",
    "origin",
    "value_minor",
    "currency",
    "lane",
    "lane_without_credit",
    "lane_credit_withheld",
    "drawn",
    "mandatory",
    "trusted",
    "security_ppm",
    "revenue_ppm",
    "worth_minor",
    "chances",
    "rules",
    "reasons",
    "standing",
    "basis_id",
    "prices_id",
    "prices_without_id",
)
PRICE_COLUMNS = ("table_id", "track", "office", "day", "look", "price", "capacity_milli", "expected_milli")
CHUNK = 1 << 20
TEXTS = ("office", "importer", "exporter", "declarant", "hs", "origin", "mandatory")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many decisions were kept, and the digest of the batch that the record holds."""

    decisions: int
    digest: str


def keep_decisions(
    *,
    decisions: pl.DataFrame,
    lines: pl.DataFrame,
    basis: Named,
    tables: PriceTables,
    policy_text: str,
    by: Someone,
    at: datetime,
) -> Kept:
    """Keep decisions as `screening.decide` gave them, with the lines they were made from; asked for by `by`, at `at`.

    A decision about the same version at the same moment is kept once; the newest one becomes the current one.
    """
    who = in_force().require(by, Permission.SCREEN, at=at)
    rows = _rows(decisions, lines, basis).sort("declaration", "version", "decided_at")
    data = rows.write_csv(include_header=False)
    digest = hashlib.sha256(data.encode()).hexdigest()
    with transaction.atomic():
        take_turns(shared=True)
        BasisVersion.objects.get_or_create(
            version=basis.version,
            defaults={"parts": basis.parts, "policy": policy_text, "first_used_at": at},
        )
        _keep_prices(tables.with_credit, World.WITH_CREDIT, at)
        _keep_prices(tables.without_credit, World.WITHOUT_CREDIT, at)
        count, days = _copy(data)
        sum_up(days)
        if decisions.height:
            holders = decisions["trusted"].explode().drop_nulls().struct.field("holder").unique().to_list()
            leave_word_of_changes(holders, since=min(decisions["at"].to_list()), at=at)
        record(
            verb="selectivity.decide",
            actor=who.id,
            subjects=[Subject("decisions", digest)],
            at=at,
            after={"decisions": count, "digest": digest, "basis": basis.version, "parts": basis.parts},
        )
    return Kept(count, digest)


def _rows(decisions: pl.DataFrame, lines: pl.DataFrame, basis: Named) -> pl.DataFrame:
    """Decisions in the shape of their table; lists and chances as JSON text."""
    first = (
        lines.lazy()
        .select("declaration", pl.col("version").fill_null(1), "importer", "exporter", "declarant", "hs", "origin")
        .unique(["declaration", "version"], keep="first", maintain_order=True)
        .collect()
    )

    def listed(column: str) -> pl.Expr:
        # Polars writes structs as JSON, not lists: a struct of one list, less its wrapping.
        return pl.struct(pl.col(column).alias("x")).struct.json_encode().str.slice(5).str.strip_suffix("}")

    quoted = pl.col("rules").list.eval(pl.format('"{}"', pl.element().str.replace_all(r'(["\\])', r"\$1")))
    return (
        decisions.join(first, on=["declaration", "version"], how="left", maintain_order="left")
        .with_columns(
            decided_at=pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
            currency=pl.lit(basis.currency),
            trusted=pl.col("credited"),
            chances=pl.col("chances").struct.json_encode(),
            rules=pl.concat_str(pl.lit("{"), quoted.list.join(","), pl.lit("}")),
            reasons=listed("reasons"),
            standing=listed("trusted"),
            basis_id=pl.col("basis"),
            prices_id=pl.col("prices"),
            prices_without_id=pl.col("prices_without"),
        )
        .select(pl.col(COLUMNS))
    )


def _keep_prices(prices: Prices, world: World, at: datetime) -> None:
    version, new = PriceVersion.objects.get_or_create(
        version=prices.version, defaults={"world": world.value, "fitted_at": at}
    )
    if not new:
        return
    table = prices.table.with_columns(table_id=pl.lit(version.pk), office=pl.col("office").fill_null(""))
    with connection.cursor() as cursor:
        _fill(
            cursor,
            "selectivity_price",
            PRICE_COLUMNS,
            ("office",),
            table.select(PRICE_COLUMNS).write_csv(include_header=False),
        )


def _fill(cursor: Any, table: str, columns: Sequence[str], texts: Sequence[str], data: str) -> None:
    """COPY rows (CSV without a head) into a table; an empty field is NULL, in `texts` an empty text."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({}))").format(
        sql.Identifier(table), _names(columns), _names(texts)
    )
    with cursor.copy(statement) as copy:
        for start in range(0, len(data), CHUNK):
            copy.write(data[start : start + CHUNK])


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


# How many other declarations the trader of each row had lodged in the 365 days before, as far as decided here.
TRADED_BEFORE = """
WITH traded AS (
    SELECT CASE WHEN regime = 'export' THEN exporter ELSE importer END AS trader, day, declaration FROM incoming
    UNION
    SELECT trader, day, declaration FROM selectivity_decision
    WHERE trader IN (SELECT CASE WHEN regime = 'export' THEN exporter ELSE importer END FROM incoming)
      AND day >= (SELECT min(day) FROM incoming) - 365
), daily AS (
    SELECT trader, day, count(DISTINCT declaration) AS lodged FROM traded WHERE trader <> '' GROUP BY trader, day
)
SELECT trader AS known_trader, day AS known_day, coalesce(sum(lodged) OVER (
    PARTITION BY trader ORDER BY day RANGE BETWEEN '365 days' PRECEDING AND '1 day' PRECEDING
), 0)::int AS before FROM daily
"""


def _copy(data: str) -> tuple[int, list[date]]:
    """Copy decisions in, leave out those already kept, move the pointers to the newest.

    How many are new, and the days they change: those of earlier decisions about the same declarations among them.
    """
    columns = _names(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {} FROM selectivity_decision WITH NO DATA"
            ).format(columns)
        )
        _fill(cursor, "incoming", COLUMNS, TEXTS, data)
        cursor.execute(
            sql.SQL(
                "INSERT INTO selectivity_decision ({0}, trader_before) "
                "SELECT {0}, before FROM incoming LEFT JOIN ({1}) known ON known_day = day "
                "AND known_trader = CASE WHEN regime = 'export' THEN exporter ELSE importer END "
                "ON CONFLICT (declaration, version, decided_at) DO NOTHING"
            ).format(columns, sql.SQL(TRADED_BEFORE))
        )
        count = int(cursor.rowcount)
        cursor.execute(
            "INSERT INTO selectivity_currentdecision (declaration, decision_id) "
            "SELECT DISTINCT ON (d.declaration) d.declaration, d.id FROM selectivity_decision d "
            "WHERE d.declaration IN (SELECT declaration FROM incoming) "
            "ORDER BY d.declaration, d.decided_at DESC, d.version DESC, d.id DESC "
            "ON CONFLICT (declaration) DO UPDATE SET decision_id = excluded.decision_id"
        )
        cursor.execute(
            "SELECT DISTINCT day FROM selectivity_decision WHERE declaration IN (SELECT declaration FROM incoming)"
        )
        days = [day for (day,) in cursor.fetchall()]
        cursor.execute("DROP TABLE incoming")
    return count, days
