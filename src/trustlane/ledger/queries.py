"""Questions to the record: the story of a subject, and whether a row still says what was recorded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from trustlane.ledger.canonical import digest_of, plain, statement
from trustlane.ledger.models import Body, Row
from trustlane.ledger.subjects import Subject

PAGE = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed as people read it; ``erased_by`` is the number of the deed that erased its content, if one did."""

    id: int
    verb: str
    actor: str
    at: datetime
    recorded_at: datetime
    subjects: tuple[Subject, ...]
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    reason: str
    erased_by: int | None
    digest: str


class Finding(StrEnum):
    """What a check of one row against its digest found."""

    INTACT = "intact"
    """The content is what was recorded."""
    ERASED = "erased"
    """The content was erased by a recorded deed; the digest is left."""
    ALTERED = "altered"
    """The content is not what was recorded."""
    MISSING = "missing"
    """The row has no content, and no erasure is recorded."""


def rows() -> QuerySet[Row]:
    """All rows, newest first, ready to be read whole."""
    return Row.objects.select_related("body").prefetch_related("subjects").order_by("-pk")


def story(
    subject: Subject, *, known: datetime | None = None, before: int | None = None, limit: int = PAGE
) -> list[Entry]:
    """The deeds about one subject, newest first, as recorded up to ``known``; ``before`` is the id a page ended at."""
    about = rows().filter(subjects__kind=subject.kind, subjects__subject_id=subject.id)
    if known is not None:
        about = about.filter(recorded_at__lte=known)
    if before is not None:
        about = about.filter(pk__lt=before)
    return [entry(row) for row in about.distinct()[:limit]]


def entry(row: Row) -> Entry:
    """The row with its subjects and content as one frozen thing."""
    body = _body(row)
    return Entry(
        id=row.pk,
        verb=row.verb,
        actor=row.actor,
        at=row.at,
        recorded_at=row.recorded_at,
        subjects=_subjects(row),
        before=body.before if body else None,
        after=body.after if body else None,
        reason=body.reason if body else "",
        erased_by=body.erased_by_id if body else None,
        digest=bytes(row.digest).hex(),
    )


def verify(row: Row) -> Finding:
    """Does the body still give the digest that was recorded?"""
    body = _body(row)
    if body is None:
        return Finding.MISSING
    if body.erased_by_id is not None:
        return Finding.ERASED if _erasure_is_recorded(row, body.erased_by_id) else Finding.ALTERED
    content = statement(
        verb=row.verb,
        actor=row.actor,
        at=row.at,
        recorded_at=row.recorded_at,
        subjects=_subjects(row),
        before=plain(body.before),
        after=plain(body.after),
        reason=body.reason,
    )
    return Finding.INTACT if digest_of(bytes(body.salt or b""), content) == bytes(row.digest) else Finding.ALTERED


def faults(checked: Iterable[Row]) -> Iterator[tuple[int, Finding]]:
    """Number and finding of every row that is altered or has lost its content."""
    for row in checked:
        finding = verify(row)
        if finding in (Finding.ALTERED, Finding.MISSING):
            yield row.pk, finding


def _body(row: Row) -> Body | None:
    return getattr(row, "body", None)


def _subjects(row: Row) -> tuple[Subject, ...]:
    return tuple(
        Subject(about.kind, about.subject_id) for about in sorted(row.subjects.all(), key=lambda about: about.place)
    )


def _erasure_is_recorded(row: Row, erasure: int) -> bool:
    return Row.objects.filter(
        pk=erasure, verb="ledger.erase", subjects__kind="ledger_row", subjects__subject_id=str(row.pk)
    ).exists()
