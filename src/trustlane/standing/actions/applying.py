"""Apply a list: exactly what the preview showed becomes known, all of it or nothing."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from trustlane.access.actors import Actor
from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.facts import tell
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.parties import actions as parties
from trustlane.parties.facts import Entry
from trustlane.parties.names import name_key
from trustlane.standing.compare import Preview
from trustlane.standing.facts import StandingFact
from trustlane.standing.models import ListUpload
from trustlane.standing.permits import Permission
from trustlane.standing.previews import NOBODY, preview_of, to_keep
from trustlane.standing.refusals import ListSettled, NothingToApply, OfAnArrangement, PreviewStale, RegisterConflict
from trustlane.standing.rows import Applied, StandingChanged

# Both statements take a whole list in one parameter: with a placeholder for every value most of the time went into
# counting placeholders.
SUPERSEDE = """
UPDATE standing_standing SET known_to = %(at)s, superseded_in_id = %(row)s
WHERE id = ANY(%(superseded)s::bigint[]) AND known_to IS NULL
"""

PUT = """
INSERT INTO standing_standing (
    operator_id, issuer, programme, security, compliance, role, tier, state, name, name_key, valid, known_from, source,
    upload_id, recorded_in_id
)
SELECT operator, issuer, programme, security, compliance, role, tier, state, name, name_key,
    daterange(first, beyond, '[)'), %(at)s, source, %(upload)s, %(row)s
FROM json_to_recordset(%(made)s::json) AS made (
    operator bigint, issuer text, programme text, security boolean, compliance boolean, role text, tier text,
    state text, name text, name_key text, first date, beyond date, source text
)
"""


def apply_list(*, upload: ListUpload, seen: str, by: Someone, at: datetime) -> Applied:
    """Apply a list another person uploaded; `seen` is the digest of the preview the person looked at.

    Refused where the register moved since that preview, so that nobody applies what nobody has seen.
    """
    with transaction.atomic():
        lock(upload.issuer)
        upload = ListUpload.objects.select_for_update().get(pk=upload.pk)
        who = in_force().require(by, Permission.APPLY_LIST, upload, at=at)
        if upload.origin:
            raise OfAnArrangement(f"{upload.file_name} came under {upload.origin}.")
        return bring(upload, seen=seen, who=who, at=at)


def bring(upload: ListUpload, *, seen: str, who: Actor, at: datetime, kept: Mapping[str, str] = NOBODY) -> Applied:
    """Make a list known, within the transaction of a deed that was permitted and that locked the issuer's lists."""
    with transaction.atomic():
        upload = ListUpload.objects.select_for_update().get(pk=upload.pk)
        if upload.state != "waiting":
            raise ListSettled(f"{upload.file_name} was {upload.state} before.")
        preview = preview_of(upload, at=at, kept=kept)
        if preview.digest != seen:
            raise PreviewStale(f"The register moved since {upload.file_name} was looked at.")
        if not preview.changes and not preview.unchanged:
            raise NothingToApply(f"All {len(preview.refused)} rows of {upload.file_name} were refused.")
        operators = _enter(preview, upload, who.id, at)
        row = _record(preview, upload, who.id, at)
        _write(preview, upload, operators, row, at)
        upload.applied_by_id = who.person
        upload.applied_at = at
        upload.applied_digest = preview.digest
        upload.counts = _counts(preview)
        upload.told = to_keep(preview)
        upload.save(update_fields=["applied_by", "applied_at", "applied_digest", "counts", "told"])
        changed = sorted({change.operator for change in preview.changes})
        if changed:
            tell(StandingChanged(tuple(changed), upload.issuer, at))
    return Applied(upload=upload.pk, ledger_row=row.pk, **_counts(preview))


def lock(issuer: str) -> None:
    """One list of an issuer is applied at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"standing {issuer}"])


def _counts(preview: Preview) -> dict[str, int]:
    return {
        "added": len(preview.added),
        "changed": len(preview.changed),
        "removed": len(preview.removed),
        "unchanged": preview.unchanged,
        "refused": len(preview.refused),
    }


def _enter(preview: Preview, upload: ListUpload, actor: str, at: datetime) -> dict[str, int]:
    """Register the operators the list is the first to name, and the identifiers it adds."""
    entries: dict[str, Entry] = {}
    for change in preview.changes:
        known = entries.get(change.operator, Entry(change.operator))
        numbers = tuple(dict.fromkeys((*known.identifiers, *change.after.identifiers)))
        entries[change.operator] = Entry(change.operator, known.name or change.after.name, numbers)
    if not entries:
        return {}
    source = f"{upload.file_name}, {upload.on.isoformat()}"
    return parties.enter(entries=list(entries.values()), actor=actor, at=at, source=source, issuer=upload.issuer)


def _record(preview: Preview, upload: ListUpload, actor: str, at: datetime) -> Row:
    operators = sorted({change.operator for change in preview.changes})
    return record(
        verb="standing.apply_list",
        actor=actor,
        subjects=[
            Subject("standing_list", str(upload.pk)),
            *(Subject("operator", reference) for reference in operators),
        ],
        at=at,
        before={"superseded": [number for change in preview.changes for number in change.supersedes]},
        after={
            "file": upload.file_name,
            "sha256": upload.sha256,
            "issuer": upload.issuer,
            "on": upload.on,
            "complete": upload.complete,
            "preview": preview.digest,
            "counts": _counts(preview),
        },
    )


def _write(preview: Preview, upload: ListUpload, operators: dict[str, int], row: Row, at: datetime) -> None:
    superseded = [number for change in preview.changes for number in change.supersedes]
    made = [
        _standing(fact, operators[change.operator], upload) for change in preview.changes for fact in change.becomes
    ]
    said: dict[str, Any] = {"at": at, "row": row.pk, "upload": upload.pk}
    try:
        with connection.cursor() as cursor:
            cursor.execute(SUPERSEDE, {**said, "superseded": superseded})
            cursor.execute(PUT, {**said, "made": json.dumps(made)})
    except IntegrityError as conflict:
        # Applied as of an instant before the register learnt what it holds, or against what somebody wrote by hand.
        raise RegisterConflict(f"{upload.file_name} contradicts the register: {conflict}") from conflict


def _standing(fact: StandingFact, operator: int, upload: ListUpload) -> dict[str, object]:
    """A fact as a row of the register."""
    return {
        "operator": operator,
        "issuer": fact.issuer,
        "programme": fact.programme,
        "security": "security" in fact.scope,
        "compliance": "compliance" in fact.scope,
        "role": fact.role,
        "tier": fact.tier,
        "state": fact.state,
        "name": fact.name,
        "name_key": name_key(fact.name),
        "first": _day(fact.valid_from),
        "beyond": _day(fact.valid_to + timedelta(days=1) if fact.valid_to else None),
        "source": fact.source or f"missing from {upload.file_name}",
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
