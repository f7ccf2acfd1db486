"""Say from a day on what this administration's own programme makes of an operator, inside the deed that decided it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction

from trustlane.ledger.facts import tell
from trustlane.ledger.models import Row
from trustlane.parties.models import Operator
from trustlane.parties.names import name_key
from trustlane.parties.periods import first_and_last, span
from trustlane.standing.models import Standing
from trustlane.standing.refusals import RegisterConflict
from trustlane.standing.rows import StandingChanged

# All rows in one parameter: with a placeholder for every value most of the time would go into counting placeholders.
PUT = """
INSERT INTO standing_standing (
    operator_id, issuer, programme, security, compliance, role, tier, state, name, name_key, valid, known_from, source,
    recorded_in_id
)
SELECT operator, %(issuer)s, %(programme)s, security, compliance, role, tier, state, name, name_key,
    daterange(first, beyond, '[)'), %(at)s, source, %(row)s
FROM json_to_recordset(%(made)s::json) AS made (
    operator bigint, security boolean, compliance boolean, role text, tier text, state text, name text, name_key text,
    first date, beyond date, source text
)
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an operator in one role, from ``first`` (None: the day of the deed) to ``until`` (None: on)."""

    state: str
    security: bool
    compliance: bool
    role: str = ""
    tier: str = ""
    until: date | None = None
    first: date | None = None


def assert_standing(
    *,
    operator: Operator,
    issuer: str,
    programme: str,
    says: Sequence[Said],
    since: date,
    name: str,
    source: str,
    recorded_in: Row,
    at: datetime,
) -> None:
    """From the day ``since`` on, the programme says just this of the operator; before it, what it said stays.

    Called within the transaction of a deed that was permitted and recorded there; ``recorded_in`` is its row. What
    other programmes of the issuer say is not touched, and must not contradict: RegisterConflict.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"standing {issuer}"])
    held = Standing.objects.select_for_update().filter(
        operator=operator, issuer=issuer, programme=programme, known_to__isnull=True
    )
    known = list(held.order_by("pk"))
    at = no_earlier(at, known)
    rows: list[Standing] = []
    for row in known:
        first, last = first_and_last(row.valid)
        if last is not None and last < since:
            continue
        before = _until(row, since, at=at, recorded_in=recorded_in) if first is None or first < since else None
        row.known_to, row.superseded_in = at, recorded_in
        row.save(update_fields=["known_to", "superseded_in"])
        if before is not None:
            rows.append(before)
    rows += [
        Standing(
            operator=operator,
            issuer=issuer,
            programme=programme,
            security=one.security,
            compliance=one.compliance,
            role=one.role,
            tier=one.tier,
            state=one.state,
            name=name,
            name_key=name_key(name),
            valid=span(one.first or since, one.until),
            known_from=at,
            source=source,
            recorded_in=recorded_in,
        )
        for one in says
        if one.until is None or one.until >= (one.first or since)
    ]
    try:
        with transaction.atomic():
            Standing.objects.bulk_create(rows)
    except IntegrityError as conflict:
        raise RegisterConflict(
            f"The register already holds something of {operator.reference} by {issuer} for those days: {conflict}"
        ) from conflict
    tell(StandingChanged((operator.reference,), issuer, at))


def no_earlier(at: datetime, known: Iterable[Standing]) -> datetime:
    """The instant of a deed, or of the newest word it takes back: a deed that waited for another speaks after it."""
    return max([at, *(row.known_from for row in known)])


def said_before(*, operator: Operator, issuer: str, programme: str, superseded_in: Row, since: date) -> list[Said]:
    """What the programme said of the operator before a deed said otherwise; by periods, from the day ``since`` on.

    ``superseded_in`` is the row of that deed. Nothing where it took nothing back.
    """
    taken = Standing.objects.filter(
        operator=operator, issuer=issuer, programme=programme, superseded_in=superseded_in
    ).order_by("pk")
    said: list[Said] = []
    for row in taken:
        first, last = first_and_last(row.valid)
        if last is not None and last < since:
            continue
        begins = since if first is None else max(first, since)
        said.append(
            Said(
                state=row.state,
                security=row.security,
                compliance=row.compliance,
                role=row.role,
                tier=row.tier,
                until=last,
                first=begins,
            )
        )
    return said


@dataclass(frozen=True, slots=True)
class Brought:
    """What a programme said elsewhere of one operator, in one role and for one period, before it says it here."""

    operator: int
    reference: str
    name: str
    source: str
    said: Said
    since: date | None


def assert_brought(*, says: Sequence[Brought], issuer: str, programme: str, recorded_in: Row, at: datetime) -> None:
    """Say at once what a programme said of many operators, of whom the register says nothing yet in its name.

    Called, as ``assert_standing`` is, within the transaction of a deed that was permitted and recorded there. Raises
    RegisterConflict where the register holds something else for those days.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"standing {issuer}"])
    made = [
        {
            "operator": one.operator,
            "security": one.said.security,
            "compliance": one.said.compliance,
            "role": one.said.role,
            "tier": one.said.tier,
            "state": one.said.state,
            "name": one.name,
            "name_key": name_key(one.name),
            "first": one.since.isoformat() if one.since else None,
            "beyond": (one.said.until + timedelta(days=1)).isoformat() if one.said.until else None,
            "source": one.source,
        }
        for one in says
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                PUT,
                {
                    "issuer": issuer,
                    "programme": programme,
                    "at": at,
                    "row": recorded_in.pk,
                    "made": json.dumps(made),
                },
            )
    except IntegrityError as conflict:
        raise RegisterConflict(
            f"The register already holds something by {issuer} for those days: {conflict}"
        ) from conflict
    tell(StandingChanged(tuple(sorted({one.reference for one in says})), issuer, at))


def _until(row: Standing, since: date, *, at: datetime, recorded_in: Row) -> Standing:
    """The same row, up to the day before."""
    first, _ = first_and_last(row.valid)
    return Standing(
        operator_id=row.operator_id,
        issuer=row.issuer,
        programme=row.programme,
        security=row.security,
        compliance=row.compliance,
        role=row.role,
        tier=row.tier,
        state=row.state,
        name=row.name,
        name_key=row.name_key,
        valid=span(first, since - timedelta(days=1)),
        known_from=at,
        source=row.source,
        upload_id=row.upload_id,
        recorded_in=recorded_in,
    )
