"""Keep what a reading brought: declarations, events, and what others did."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.declarations.facts import Reported
from trustlane.declarations.frame import Read
from trustlane.declarations.permits import Permission
from trustlane.declarations.queries import last_report, last_version
from trustlane.declarations.sql import Loaded, load
from trustlane.ledger.actions import record
from trustlane.ledger.facts import tell
from trustlane.ledger.subjects import Subject

# Of what could not follow, the record keeps so many in full.
RECORDED_REFUSALS = 100


def keep(
    *,
    read: Read,
    source: str,
    by: Someone,
    at: datetime,
    zone: str = "UTC",
    document: int | None = None,
    as_dated: bool = False,
) -> Loaded:
    """Keep a reading of `source`; whoever keeps the same twice adds nothing. The counts go on record.

    `as_dated` takes over a past that was known elsewhere: every row counts as known since its own date.
    """
    with transaction.atomic():
        who = in_force().require(by, Permission.LOAD_DECLARATIONS, at=at)
        connection.ensure_connection()
        news = Reported(last_report(), last_version(), at)
        loaded = load(
            connection.connection, read, at=at, source=source, zone=zone, document=document, as_dated=as_dated
        )
        if loaded.observed or loaded.amends:
            tell(news)
        subjects = [Subject("declarations_source", source)]
        if document is not None:
            subjects.append(Subject("document", str(document)))
        record(
            verb="declarations.keep",
            actor=who.id,
            subjects=subjects,
            at=at,
            after=_told(read, loaded) | {"as_dated": as_dated},
        )
    return loaded


def _told(read: Read, loaded: Loaded) -> dict[str, Any]:
    counts = {name: value for name, value in asdict(loaded).items() if isinstance(value, int)}
    return counts | {
        "unreadable": read.refused_count,
        "refused": [asdict(refusal) for refusal in loaded.refused[:RECORDED_REFUSALS]],
        "refused_count": len(loaded.refused),
    }
