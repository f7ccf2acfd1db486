"""Say from a day on what a partner makes of many operators, inside the one deed that heard it.

The newest word of an issuer counts, by whatever way it came: what a list said before is superseded from that day on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from trustlane.ledger.facts import tell
from trustlane.ledger.models import Row
from trustlane.parties.names import name_key
from trustlane.parties.periods import first_and_last
from trustlane.standing.actions.asserting import PUT, Said, no_earlier
from trustlane.standing.models import Standing
from trustlane.standing.refusals import RegisterConflict
from trustlane.standing.rows import StandingChanged

SUPERSEDE = """
UPDATE standing_standing SET known_to = %(at)s, superseded_in_id = %(row)s
WHERE id = ANY(%(superseded)s::bigint[]) AND known_to IS NULL
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an issuer says of one operator from a day on; ``operator`` is its row number."""

    operator: int
    reference: str
    source: str
    since: date
    says: tuple[Said, ...] = ()
    name: str = ""
    programme: str = ""
    ends: str = ""  # instead of saying something new: in which state everything it said stands from that day on


def assert_heard(*, heard: Sequence[Heard], issuer: str, recorded_in: Row, at: datetime) -> None:
    """From its day on the issuer says just this of each operator; before it, what it said stays.

    Called within the transaction of a deed that was permitted and recorded there; ``recorded_in`` is its row. An
    operator is named once. Where nothing is said of an operator from that day on, there is nothing to end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"standing {issuer}"])
    held: dict[int, list[Standing]] = defaultdict(list)
    rows = Standing.objects.filter(
        issuer=issuer, operator_id__among=[one.operator for one in heard], known_to__isnull=True
    )
    for row in rows.order_by("pk").iterator(chunk_size=5_000):
        held[row.operator_id].append(row)
    superseded: list[Standing] = []
    made: dict[str, list[dict[str, object]]] = defaultdict(list)
    for one in heard:
        for row in held[one.operator]:
            first, last = first_and_last(row.valid)
            if last is not None and last < one.since:
                continue
            superseded.append(row)
            if first is None or first < one.since:
                made[row.programme].append(kept(row, first, one.since))
            if one.ends:
                begins = one.since if first is None else max(first, one.since)
                made[row.programme].append(kept(row, begins, row.valid.upper, one))
        made[one.programme] += [_new(one, said) for said in one.says if _lasts(one, said)]
    at = no_earlier(at, superseded)
    write([row.pk for row in superseded], made, issuer, recorded_in, at)
    if heard:
        tell(StandingChanged(tuple(sorted(one.reference for one in heard)), issuer, at))


def _lasts(one: Heard, said: Said) -> bool:
    return said.until is None or said.until >= (said.first or one.since)


def kept(row: Standing, first: date | None, beyond: date | None, ending: Heard | None = None) -> dict[str, object]:
    """What a row said, for another period; or in another state, said by whoever ends it."""
    return {
        "operator": row.operator_id,
        "security": row.security,
        "compliance": row.compliance,
        "role": row.role,
        "tier": row.tier,
        "state": ending.ends if ending else row.state,
        "name": row.name,
        "name_key": row.name_key,
        "first": first.isoformat() if first else None,
        "beyond": beyond.isoformat() if beyond else None,
        "source": ending.source if ending else row.source,
    }


def _new(one: Heard, said: Said) -> dict[str, object]:
    return {
        "operator": one.operator,
        "security": said.security,
        "compliance": said.compliance,
        "role": said.role,
        "tier": said.tier,
        "state": said.state,
        "name": one.name,
        "name_key": name_key(one.name),
        "first": (said.first or one.since).isoformat(),
        "beyond": (said.until + timedelta(days=1)).isoformat() if said.until else None,
        "source": one.source,
    }


def write(superseded: list[int], made: dict[str, list[dict[str, object]]], issuer: str, row: Row, at: datetime) -> None:
    said: dict[str, Any] = {"at": at, "row": row.pk, "issuer": issuer}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if superseded:
                cursor.execute(SUPERSEDE, {**said, "superseded": superseded})
            for programme, rows in sorted(made.items()):
                if rows:
                    cursor.execute(PUT, {**said, "programme": programme, "made": json.dumps(rows)})
    except IntegrityError as conflict:
        raise RegisterConflict(f"What {issuer} says contradicts the register: {conflict}") from conflict
