"""Discard a list that was not applied; the file stays among the documents."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trustlane.access.actors import Actor
from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.standing.models import ListUpload
from trustlane.standing.permits import Permission
from trustlane.standing.previews import NOBODY, preview_of, to_keep
from trustlane.standing.refusals import ListSettled, OfAnArrangement


def discard_list(*, upload: ListUpload, by: Someone, at: datetime, reason: str) -> ListUpload:
    """Discard a waiting list; one person is enough, because nothing is given by it."""
    with transaction.atomic():
        upload = ListUpload.objects.select_for_update().get(pk=upload.pk)
        who = in_force().require(by, Permission.DISCARD_LIST, upload, at=at)
        if upload.origin:
            raise OfAnArrangement(f"{upload.file_name} came under {upload.origin}.")
        return put_aside(upload, who=who, at=at, reason=reason)


def put_aside(
    upload: ListUpload, *, who: Actor, at: datetime, reason: str, kept: Mapping[str, str] = NOBODY
) -> ListUpload:
    """Put a waiting list aside, within a deed that was permitted; `kept` as for a list that is applied."""
    with transaction.atomic():
        upload = ListUpload.objects.select_for_update().get(pk=upload.pk)
        if upload.state != "waiting":
            raise ListSettled(f"{upload.file_name} was {upload.state} before.")
        upload.discarded_by_id = who.person
        upload.discarded_at = at
        upload.reason = reason
        upload.told = to_keep(preview_of(upload, at=at, kept=kept))
        upload.save(update_fields=["discarded_by", "discarded_at", "reason", "told"])
        record(
            verb="standing.discard_list",
            actor=who.id,
            subjects=[Subject("standing_list", str(upload.pk))],
            at=at,
            after={"file": upload.file_name, "sha256": upload.sha256},
            reason=reason,
        )
    return upload
