"""Strike the averages of a quarter: how it went for firms alike, told to each of them, and never changed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.declarations.models import DeclarationVersion, PeerAverage
from trustlane.declarations.permits import Permission
from trustlane.declarations.quarters import Quarter, enough, size_of
from trustlane.ledger.actions import record
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject

VERB = "declarations.strike_averages"
# Each firm with its consignments, the share of them really examined, and its median hours from lodging to release, by
# what was known at an instant. Nothing of any lane, score or reason comes into it.
FIRMS = """
WITH declared AS (
    SELECT DISTINCT ON (reference) reference, importer, exporter, declarant
    FROM declarations_declarationversion
    WHERE day BETWEEN %(first)s AND %(last)s AND received <= %(known)s AND message <> 'cancellation'
    ORDER BY reference, number DESC
), lodged AS (
    SELECT DISTINCT ON (reference) reference, lodged
    FROM declarations_declarationversion
    WHERE day BETWEEN %(first)s AND %(last)s AND received <= %(known)s
    ORDER BY reference, number
), examined AS (
    SELECT DISTINCT reference FROM declarations_observedtreatment
    WHERE received <= %(known)s AND examined_at <= %(known)s AND examination <> 'none'
), released AS (
    SELECT DISTINCT ON (reference) reference, released_at FROM declarations_observedtreatment
    WHERE received <= %(known)s AND released_at <= %(known)s
    ORDER BY reference, received DESC, id DESC
), told AS (
    SELECT reference, min(at) AS at FROM declarations_declarationevent
    WHERE received <= %(known)s AND at <= %(known)s AND event = 'released'
    GROUP BY reference
)
SELECT part, firm, count(*), avg((examined.reference IS NOT NULL)::int)::float,
       percentile_cont(0.5) WITHIN GROUP (
           ORDER BY extract(epoch FROM coalesce(released_at, told.at) - lodged) / 3600
       )
FROM declared
     CROSS JOIN LATERAL (
         VALUES ('importer', importer), ('exporter', exporter), ('declarant', declarant)
     ) AS named (part, firm)
     LEFT JOIN lodged USING (reference) LEFT JOIN examined USING (reference)
     LEFT JOIN released USING (reference) LEFT JOIN told USING (reference)
WHERE firm IS NOT NULL
GROUP BY part, firm
"""


@dataclass(frozen=True, slots=True)
class _Firm:
    """How a quarter went for one firm; it leaves this room in an average only."""

    consignments: int
    share: float
    hours: float | None


def strike(*, quarter: Quarter, by: Someone, at: datetime) -> bool:
    """Strike a quarter's averages, where it is time and was not done; whether it was done now.

    A quarter in which nothing was declared is left open: its declarations may still be brought in.
    """
    who = in_force().require(by, Permission.STRIKE_AVERAGES, at=at)
    if at < quarter.closes:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('declarations averages'))")
        if _is_struck(quarter) or not _declared_in(quarter):
            return False
        kept = _averages(quarter)
        PeerAverage.objects.bulk_create(kept)
        record(
            verb=VERB,
            actor=who.id,
            subjects=[_subject(quarter)],
            at=at,
            after={"groups": [f"{one.part} {one.size}" for one in kept]},
        )
    return True


def _averages(quarter: Quarter) -> list[PeerAverage]:
    """One average a part and size that has enough firms; every firm weighs the same, so that none shines through."""
    alike: dict[tuple[str, str], list[_Firm]] = {}
    with connection.cursor() as cursor:
        cursor.execute(FIRMS, {"first": quarter.first, "last": quarter.last, "known": quarter.closes})
        for part, _firm, consignments, share, hours in cursor.fetchall():
            alike.setdefault((part, size_of(consignments)), []).append(_Firm(consignments, share, hours))
    return [
        _average(quarter, part, size, firms)
        for (part, size), firms in sorted(alike.items())
        if enough(len(firms), sum(firm.consignments for firm in firms))
    ]


def _average(quarter: Quarter, part: str, size: str, firms: Sequence[_Firm]) -> PeerAverage:
    declarations = sum(firm.consignments for firm in firms)
    told = [firm.hours for firm in firms if firm.hours is not None]
    return PeerAverage(
        quarter=quarter.first,
        part=part,
        size=size,
        firms=len(firms),
        declarations=declarations,
        examined_percent=round(100 * sum(firm.share for firm in firms) / len(firms)),
        half_hours=round(2 * sum(told) / len(told)) if enough(len(told), declarations) else None,
    )


def _is_struck(quarter: Quarter) -> bool:
    return bool(story(_subject(quarter)))


def _declared_in(quarter: Quarter) -> bool:
    return DeclarationVersion.objects.filter(day__gte=quarter.first, day__lte=quarter.last).exists()


def _subject(quarter: Quarter) -> Subject:
    return Subject("quarter", f"{quarter.first:%Y}-Q{quarter.number}")
