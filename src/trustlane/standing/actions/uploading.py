"""Upload a list: it is kept as it came and compared with the register; nothing changes yet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.evidence import actions as evidence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.parties.checks import is_country
from trustlane.standing.lists import RefusedRow, read_list_bytes
from trustlane.standing.models import ListUpload
from trustlane.standing.origins import of_origin
from trustlane.standing.permits import Permission
from trustlane.standing.previews import NOBODY, preview, remember
from trustlane.standing.refusals import IssuerUnknown, ListUnreadable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAVE_ANEW = "Save the table as a plain Excel workbook (.xlsx) or as CSV in UTF-8, and send that."
EMPTY = RefusedRow(0, "", "holds no rows below its heading", "Send the list with its rows.")


def upload_list(
    *,
    file_name: str,
    data: bytes,
    issuer: str,
    on: date,
    complete: bool,
    by: Someone,
    at: datetime,
    sender: str = "",
    media_type: str = "",
    origin: str = "",
    scopes: Sequence[str] = (),
    kept: Mapping[str, str] = NOBODY,
) -> ListUpload:
    """Keep a list of what `issuer` says as of the day `on`; refused where the file as a whole cannot be read.

    `complete` says that who is missing from the list no longer holds; otherwise the list names changes only. A list
    that comes under an arrangement has its mark and scope, and those whom it may not call valid (`standing.origins`).
    """
    issuer = issuer.strip().upper()
    if not is_country(issuer):
        raise IssuerUnknown(f"{issuer!r} is no code of an administration.")
    with transaction.atomic():
        who = in_force().require(by, Permission.UPLOAD_LIST, at=at)
        read = read_list_bytes(data, name=file_name, known=at, default_issuer=issuer)
        if not read.columns or not (read.listed or read.refused):
            raise ListUnreadable(read.refused or [EMPTY])
        kind = media_type or (XLSX if data[:2] == b"PK" else "text/csv")
        try:
            document = evidence.keep(name=file_name, media_type=kind, speaks_of=on, by=by, at=at, data=data)
        except EvidenceRefusal as refusal:
            raise ListUnreadable([RefusedRow(0, "", f"cannot be kept: {refusal}".rstrip("."), SAVE_ANEW)]) from refusal
        agreed = of_origin(read, origin=origin, scopes=scopes) if origin else read
        seen = preview(agreed, issuer=issuer, on=on, complete=complete, origin=origin, kept=kept)
        upload = ListUpload.objects.create(
            document=document,
            file_name=document.name,
            sha256=document.sha256,
            issuer=issuer,
            on=on,
            complete=complete,
            sender=sender,
            origin=origin,
            scopes=list(scopes),
            uploaded_by_id=who.person,
            uploaded_at=at,
            preview_digest=seen.digest,
        )
        remember(upload, read)
        record(
            verb="standing.upload_list",
            actor=who.id,
            subjects=[Subject("standing_list", str(upload.pk)), Subject("document", str(document.pk))],
            at=at,
            after={
                "file": document.name,
                "sha256": document.sha256,
                "issuer": issuer,
                "on": on,
                "complete": complete,
                "sender": sender,
                "preview": seen.digest,
                "refused": len(seen.refused),
            },
        )
    return upload
