"""Withhold for some days what an issuer's word gives, by one person; and give it back, or keep it withheld.

Days bound it, so it ends by itself whether or not anything runs. Called within the transaction of a deed that was
permitted and recorded there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import connection

from trustlane.ledger.facts import tell
from trustlane.ledger.models import Row
from trustlane.parties.periods import first_and_last
from trustlane.standing.actions.asserting import no_earlier
from trustlane.standing.actions.asserting_many import Heard, kept, write
from trustlane.standing.models import Standing
from trustlane.standing.rows import StandingChanged

SUSPENDED = "suspended"


def withhold(
    *,
    operators: Collection[int],
    issuer: str,
    first: date,
    last: date | None,
    source: str,
    recorded_in: Row,
    at: datetime,
) -> tuple[str, ...]:
    """From a day to another (None: on) what the issuer calls valid is suspended; whose standing changed.

    Before and after these days what it said stays.
    """
    _lock(issuer)
    rows = Standing.objects.filter(
        issuer=issuer, operator_id__among=list(operators), state="valid", known_to__isnull=True
    )
    made: dict[str, list[dict[str, object]]] = defaultdict(list)
    superseded: list[Standing] = []
    for row in rows.select_related("operator").order_by("pk"):
        begins, ends = first_and_last(row.valid)
        if (ends is not None and ends < first) or (last is not None and begins is not None and begins > last):
            continue
        superseded.append(row)
        if begins is None or begins < first:
            made[row.programme].append(kept(row, begins, first))
        beyond = row.valid.upper if last is None or (ends is not None and ends <= last) else last + timedelta(days=1)
        made[row.programme].append(kept(row, _latest(begins, first), beyond, _as(row, SUSPENDED, source)))
        if beyond != row.valid.upper:
            made[row.programme].append(kept(row, beyond, row.valid.upper))
    return _put(superseded, made, issuer, recorded_in, at)


def give_back(*, held_in: int, issuer: str, since: date, recorded_in: Row, at: datetime) -> tuple[str, ...]:
    """From a day on what a deed withheld is valid again, where nothing newer was said; whose standing changed."""
    return _anew(held_in, issuer, since, "valid", recorded_in, at)


def lengthen(*, held_in: int, issuer: str, recorded_in: Row, at: datetime) -> tuple[str, ...]:
    """What a deed withheld for some days stays withheld until something newer is said; whose standing changed."""
    return _anew(held_in, issuer, None, SUSPENDED, recorded_in, at)


def _anew(held_in: int, issuer: str, since: date | None, state: str, recorded_in: Row, at: datetime) -> tuple[str, ...]:
    """What was withheld, and the valid time right after it, in one state from a day on (None: from its beginning)."""
    _lock(issuer)
    held = Standing.objects.filter(issuer=issuer, recorded_in=held_in, state=SUSPENDED, known_to__isnull=True)
    made: dict[str, list[dict[str, object]]] = defaultdict(list)
    superseded: list[Standing] = []
    for row in held.select_related("operator").order_by("pk"):
        begins, ends = first_and_last(row.valid)
        if since is not None and ends is not None and ends < since:
            continue
        after = _following(row)
        beyond = (after or row).valid.upper
        superseded += [row] if after is None else [row, after]
        if since is not None and begins is not None and begins < since:
            made[row.programme].append(kept(row, begins, since))
        source = after.source if after and state == "valid" else row.source
        made[row.programme].append(kept(row, _latest(begins, since), beyond, _as(row, state, source)))
    return _put(superseded, made, issuer, recorded_in, at)


def _following(row: Standing) -> Standing | None:
    """What the issuer calls valid right after these days, of the same programme, role, tier and scope."""
    if row.valid.upper is None:
        return None
    return Standing.objects.filter(
        operator=row.operator_id,
        issuer=row.issuer,
        programme=row.programme,
        role=row.role,
        tier=row.tier,
        security=row.security,
        compliance=row.compliance,
        state="valid",
        known_to__isnull=True,
        valid__startswith=row.valid.upper,
    ).first()


def _as(row: Standing, state: str, source: str) -> Heard:
    return Heard(row.operator_id, row.operator.reference, source, date.min, ends=state)


def _latest(begins: date | None, first: date | None) -> date | None:
    return first if begins is None else begins if first is None else max(begins, first)


def _put(
    superseded: Iterable[Standing], made: dict[str, list[dict[str, object]]], issuer: str, row: Row, at: datetime
) -> tuple[str, ...]:
    old = list(superseded)
    if not old:
        return ()
    write([each.pk for each in old], made, issuer, row, no_earlier(at, old))
    changed = tuple(sorted({each.operator.reference for each in old}))
    tell(StandingChanged(changed, issuer, at))
    return changed


def _lock(issuer: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"standing {issuer}"])
