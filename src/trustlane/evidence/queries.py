"""Questions about documents: open one, list them, find those whose content is lost."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.db.models import QuerySet

from trustlane.access.evaluator import Someone, in_force
from trustlane.evidence import storage
from trustlane.evidence.models import Document
from trustlane.evidence.permits import Permission
from trustlane.evidence.refusals import Lost


def open_document(document: Document, *, by: Someone, at: datetime) -> BinaryIO:
    """The content, checked against its digest; Refused where the person may not read it."""
    in_force().require(by, Permission.OPEN_DOCUMENT, document, at=at)
    return storage.blobs().open(document.sha256)


def content(document: Document) -> BinaryIO:
    """The content, checked against its digest, for a room above that asked its own permits whether it may be read."""
    return storage.blobs().open(document.sha256)


def documents(*, by: Someone, at: datetime) -> QuerySet[Document]:
    """The documents this person may open, newest first."""
    return in_force().visible(by, Permission.OPEN_DOCUMENT, Document.objects.order_by("-pk"), at)


def newest(numbers: Iterable[int], *, until: datetime | None = None) -> dict[int, Document]:
    """For each of these documents the one that stands for it: itself, or the last that took its place until then."""
    later = Document.objects.all() if until is None else Document.objects.filter(uploaded_at__lte=until)
    found = {row.pk: row for row in Document.objects.filter(pk__in=[one for one in numbers if 0 < one < 1 << 62])}
    stands = dict(found)
    while found:
        newer = {row.supersedes_id: row for row in later.filter(supersedes__in=[r.pk for r in found.values()])}
        found = {number: newer[row.pk] for number, row in found.items() if row.pk in newer}
        stands |= found
    return stands


def faults() -> Iterator[tuple[str, str]]:
    """Digest and complaint of every content that is lost or altered; reads the whole folder."""
    store = storage.blobs()
    for sha256 in Document.objects.order_by("sha256").values_list("sha256", flat=True).distinct().iterator():
        try:
            store.open(sha256).close()
        except Lost as lost:
            yield sha256, str(lost)
