"""The one deed of evidence: keep a document as it came."""

from datetime import date, datetime
from io import BytesIO
from typing import BinaryIO

from django.db import connection, transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.evidence import storage
from trustlane.evidence.models import Document
from trustlane.evidence.permits import Permission
from trustlane.evidence.refusals import CertificateUndated, DaysUnfit, NotAllowed, NotNewest
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject


def keep(
    *,
    name: str,
    media_type: str,
    speaks_of: date | None,
    by: Someone,
    at: datetime,
    data: bytes | None = None,
    stream: BinaryIO | None = None,
    operator: str = "",
    expires: date | None = None,
    supersedes: int | None = None,
    certifies: str = "",
) -> Document:
    """Keep a document, given as bytes or as a stream, once it was looked into; refused by an EvidenceRefusal.

    `expires` is the last day it is good for; `supersedes` the number of the document it takes the place of.
    `certifies` is the standard it is the certificate of; what takes the place of a certificate is one of the same.

    The content is on the disk before the row is committed: a deed that fails leaves a file nobody points to, never a
    row without its file.
    """
    if (data is None) == (stream is None):
        raise ValueError("Give either data or stream.")
    incoming = BytesIO(data) if data is not None else stream
    assert incoming is not None
    if expires is not None and speaks_of is not None and expires < speaks_of:
        raise DaysUnfit(f"Good until {expires}, before {speaks_of}, the day it speaks of; look at both days.")
    proper = _name(name)
    store, scanners = storage.blobs(), storage.scanners()
    with transaction.atomic():
        wanted = Document(name=proper, speaks_of=speaks_of, operator=operator, uploaded_at=at)
        who = in_force().require(by, Permission.KEEP_DOCUMENT, wanted, at=at)
        wanted.expires, wanted.supersedes = expires, _replaced(supersedes, operator)
        wanted.certifies = certifies or (wanted.supersedes.certifies if wanted.supersedes else "")
        if wanted.certifies and (speaks_of is None or expires is None):
            raise CertificateUndated("A certificate says since when it is and until when it is good; give both days.")
        with store.receive(incoming, largest=storage.largest()) as arrived:
            kind = ""
            for scanner in scanners:
                with arrived.path.open("rb") as file:
                    kind = scanner.look(file, name=proper, claimed=media_type) or kind
            if not kind:
                raise NotAllowed("No check could say what kind of file this is; send the document as PDF.")
            store.keep(arrived)
        wanted.sha256, wanted.size, wanted.media_type = arrived.sha256, arrived.size, kind
        wanted.uploaded_by, wanted.scanned_by = who.id, ", ".join(scanner.name for scanner in scanners)
        wanted.save(force_insert=True)
        record(
            verb="evidence.keep",
            actor=who.id,
            subjects=[Subject("document", str(wanted.pk))] + ([Subject("operator", operator)] if operator else []),
            at=at,
            after={
                "name": proper,
                "media_type": kind,
                "sha256": arrived.sha256,
                "size": arrived.size,
                "speaks_of": speaks_of,
                "scanned_by": wanted.scanned_by,
            }
            | ({"expires": expires} if expires else {})
            | ({"supersedes": supersedes} if supersedes else {})
            | ({"certifies": wanted.certifies} if wanted.certifies else {}),
        )
    return wanted


def _replaced(number: int | None, operator: str) -> Document | None:
    """The document that is replaced, locked, so that two newer ones do not take its place at once."""
    if number is None:
        return None
    rows = Document.objects.filter(operator=operator, pk=number) if 0 < number < 1 << 62 else Document.objects.none()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"evidence {number}"])
    found = rows.first()
    if found is None or Document.objects.filter(supersedes=found).exists():
        raise NotNewest(f"Document {number} is not there, or a newer one took its place; replace the newest one.")
    return found


def _name(name: str) -> str:
    """The file's own name: without the folders of the sender's machine, without characters that cannot be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown if shown.strip(".") else "document"
