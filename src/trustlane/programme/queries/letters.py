"""The letters of a case: which were sent, and each as the paper it was, the same whenever it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from trustlane.access.evaluator import Someone, in_force
from trustlane.programme.models import Case, Letter, SealedLetter
from trustlane.programme.papers import letters
from trustlane.programme.permits import Permission
from trustlane.programme.queries.papers import sealed, seals
from trustlane.programme.refusals import NothingToPrint

_LARGEST_ID = 1 << 62


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list."""

    number: int
    kind: str
    issued_at: datetime
    by_post: bool
    posted_at: datetime | None


def of_case(case: Case, who: Someone, *, at: datetime) -> list[LetterRow]:
    """The letters of a case, newest first, to the operator and to officers; to anybody else none."""
    if not _reads(case, who, at):
        return []
    rows = Letter.objects.filter(case=case).order_by("-pk")
    return [LetterRow(row.pk, row.kind, row.issued_at, row.by_post, row.posted_at) for row in rows.defer("facts")]


def letter_paper(case: Case, number: int, who: Someone, *, at: datetime) -> bytes:
    """A letter as PDF, sealed where this node has a key; the same bytes each time.

    Raises NothingToPrint where the case has no such letter for this person, or a PaperRefused.
    """
    found = Letter.objects.filter(case=case, pk=min(number, _LARGEST_ID)).first()
    if found is None or not _reads(case, who, at):
        raise NothingToPrint(f"{case.reference} has no letter {number} that you may read.")
    if not seals():
        return pdf(found)
    kept = SealedLetter.objects.filter(letter=found).values_list("content", flat=True).first()
    if kept is None:
        # Two who ask for it first at once keep one of the two, and both get that one.
        content = sealed(pdf(found), at=at, visible=False)
        SealedLetter.objects.bulk_create([SealedLetter(letter=found, content=content, at=at)], ignore_conflicts=True)
        kept = SealedLetter.objects.values_list("content", flat=True).get(letter=found)
    return bytes(kept)


def pdf(letter: Letter) -> bytes:
    """The paper of a letter without a seal: made of its facts, as of the instant it was sent."""
    return letters.letter_pdf(as_paper(letter), at=letter.issued_at)


def as_paper(letter: Letter) -> letters.Letter:
    """The letter as it is set in type, its facts read back."""
    told: dict[str, Any] = letter.facts
    asked = letters.fields(letter.kind, letter.language)
    return letters.Letter(
        kind=letter.kind,
        administration=told["administration"],
        office=told["office"],
        contact=told["contact"],
        to=tuple(told["to"]),
        reference=told["reference"],
        dated=date.fromisoformat(told["dated"]),
        fields={name: _value(value, asked[name]) for name, value in told["fields"].items()},
        demonstration=told["demonstration"],
        language=letter.language,
    )


def to_post(who: Someone, *, at: datetime) -> QuerySet[Letter, Any]:
    """Letters that no e-mail reached and that nobody has posted, of the cases this person posts letters of."""
    in_force().require(who, Permission.SEE_LETTERS, at=at)
    cases = in_force().visible(who, Permission.POST_LETTERS, Case.objects.all(), at)
    rows = Letter.objects.filter(by_post=True, posted_at__isnull=True, case__in=cases)
    columns = ("pk", "kind", "issued_at", "case__reference", "case__name")
    return rows.values_list(*columns, named=True)


def _reads(case: Case, who: Someone, at: datetime) -> bool:
    permits = in_force()
    person = permits.require(who, Permission.SEE_CASE, case, at=at)
    return bool(person.operator) or permits.may(person, Permission.SEE_INSIDE, case, at=at).allowed


def _value(value: Any, kind: str) -> letters.Value:
    if kind == "day":
        return date.fromisoformat(value)
    if kind == "list":
        return tuple(value)
    kept: letters.Value = value
    return kept
