"""How the declarations that name somebody went: how many, how many examined, what was amended and found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from trustlane.declarations.facts import Went
from trustlane.declarations.models import DeclarationVersion, ObservedTreatment

_PARTS = ("importer", "exporter", "declarant", "carrier", "representative")
# Each part has an index of its own, so each is asked by itself, of all holders at once: where one number stands in most
# declarations, the table is read once and not for each holder. A declaration that names a holder twice counts once.
# What holds of each declaration is its last version, and of its reports the last. Declarations of which there is
# nothing to tell are counted together by their day: of a year these are hundreds of rows, not hundreds of thousands.
_WENT = """
WITH asked AS (
    SELECT * FROM unnest(%(holders)s::bigint[], %(identifiers)s::text[]) AS asked (holder, identifier)
), known AS NOT MATERIALIZED (
    SELECT * FROM declarations_declarationversion WHERE day >= %(since)s AND received <= %(known)s
), named AS (
    SELECT holder, id FROM asked JOIN known ON importer = identifier
    UNION SELECT holder, id FROM asked JOIN known ON exporter = identifier
    UNION SELECT holder, id FROM asked JOIN known ON declarant = identifier
    UNION SELECT holder, id FROM asked JOIN known ON carrier = identifier
    UNION SELECT holder, id FROM asked JOIN known ON representative = identifier
), went AS (
    SELECT named.holder, version.day, version.reference, report.result,
           CASE WHEN version.message = 'amendment' THEN version.received END AS amended,
           CASE WHEN report.result = 'find' THEN report.received END AS found,
           CASE WHEN report.result = 'find' THEN coalesce(report.kind, '') ELSE '' END AS kind
    FROM named
    JOIN declarations_declarationversion version ON version.id = named.id
    LEFT JOIN LATERAL (
        SELECT seen.result, seen.kind, seen.received FROM declarations_observedtreatment seen
        WHERE seen.reference = version.reference AND seen.received <= %(known)s
        ORDER BY seen.received DESC, seen.id DESC LIMIT 1
    ) report ON true
    WHERE NOT EXISTS (
        SELECT FROM declarations_declarationversion other
        WHERE other.reference = version.reference AND other.id <> version.id AND other.received <= %(known)s
        AND (version.message = 'cancellation' OR (other.number > version.number AND other.message <> 'cancellation'))
    )
)
SELECT holder, day, count(*), count(result),
       CASE WHEN amended IS NULL AND found IS NULL THEN '' ELSE reference END AS alone, amended, found, kind
FROM went GROUP BY holder, day, alone, amended, found, kind ORDER BY holder, day, alone
"""

# Until PostgreSQL has looked a table over it knows nothing of it, and goes through one anew for each row of another:
# minutes, where all that there is came with this transaction.
_JOIN_WHOLE = """
SELECT set_config('enable_nestloop', 'off', true) FROM pg_class
WHERE oid = 'declarations_declarationversion'::regclass AND reltuples <= 0
"""
_JOIN_AS_USUAL = "SELECT set_config('enable_nestloop', 'on', true)"


def went(holders: Mapping[int, Iterable[str]], *, day_from: date, known: datetime) -> dict[int, tuple[Went, ...]]:
    """Of each holder, told by its identifiers under a number of the asker's: its declarations from a day on.

    One question however many holders are asked about; a holder that no declaration names is left out.
    """
    pairs = [(holder, identifier) for holder, known_as in holders.items() for identifier in known_as]
    asked: dict[str, Any] = {
        "holders": [holder for holder, _ in pairs],
        "identifiers": [identifier for _, identifier in pairs],
        "since": day_from,
        "known": known,
    }
    found: dict[int, list[Went]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_JOIN_WHOLE)
        cursor.execute(_WENT, asked)
        for holder, *told in cursor.fetchall():
            found[holder].append(Went(*told))
        cursor.execute(_JOIN_AS_USUAL)
    return {holder: tuple(rows) for holder, rows in found.items()}


def parts(identifiers: Iterable[str], *, day_from: date, known: datetime) -> dict[str, int]:
    """In how many declarations since a day one of these numbers stands in which part; a part in none is left out."""
    numbers = list(identifiers)
    known_then = DeclarationVersion.objects.filter(day__gte=day_from, received__lte=known)
    found = {
        part: known_then.filter(**{f"{part}__in": numbers}).aggregate(many=Count("reference", distinct=True))["many"]
        for part in _PARTS
    }
    return {part: many for part, many in found.items() if many}


def named_since(*, report: int, version: int) -> set[str]:
    """Every identifier of declarations in which something was found by a report numbered above, or that a version
    numbered above amended."""
    found = ObservedTreatment.objects.filter(id__gt=report, result="find").values("reference")
    amended = DeclarationVersion.objects.filter(id__gt=version, message="amendment").values("reference")
    rows = DeclarationVersion.objects.filter(Q(reference__in=found) | Q(reference__in=amended))
    return {named for row in rows.values_list(*_PARTS).distinct() for named in row if named}
