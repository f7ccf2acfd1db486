"""Which criteria the applicant claims by the certificate of a standard; whoever validates rates them all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trustlane.access.evaluator import Someone, in_force
from trustlane.criteria.questionnaire.questions import Questions
from trustlane.evidence import queries as evidence
from trustlane.evidence.models import Document
from trustlane.programme.models import Answer, Case
from trustlane.programme.permits import Permission
from trustlane.programme.queries.asked import known_questions, newest


@dataclass(frozen=True, slots=True)
class Claim:
    """A certificate that stands behind an answer to a criterion, in its newest version."""

    item: str
    question: str
    site: int | None
    standard: str
    document: int
    name: str
    issued: date
    until: date  # the last day it is good for
    expired: bool  # on the day that was asked about


def claims(case: Case, who: Someone, *, at: datetime, on: date, as_of: datetime | None = None) -> tuple[Claim, ...]:
    """Every claim of a case on a day, in the order of the questions; as of a past instant. Raises access' Refused.

    A certificate of a standard that a criterion does not name claims nothing there, and neither does one that a
    document of another kind took the place of.
    """
    in_force().require(who, Permission.SEE_INSIDE, case, at=at)
    questions = known_questions(case, as_of=as_of)
    if questions is None:
        return ()
    given = newest(case, until=as_of or at)
    papers = evidence.newest({number for row in given for number in _documents(row)}, until=as_of or at)
    own = {number: row for number, row in papers.items() if row.operator == case.operator.reference}
    order = {question: place for place, question in enumerate(questions.by_id)}
    found = {one: None for row in given for one in _of(row, questions, own, on)}
    return tuple(sorted(found, key=lambda one: (order[one.question], one.site or 0, one.standard, one.document)))


def by_item(found: tuple[Claim, ...]) -> Mapping[str, tuple[Claim, ...]]:
    """The claims of each criterion; a certificate shown at several of its questions or sites counts once."""
    items: dict[str, dict[int, Claim]] = {}
    for one in found:
        items.setdefault(one.item, {}).setdefault(one.document, one)
    return {item: tuple(claims.values()) for item, claims in items.items()}


def _of(row: Answer, questions: Questions, papers: Mapping[int, Document], on: date) -> list[Claim]:
    placed = questions.by_id.get(row.question)
    if placed is None or placed.item is None:
        return []
    shown = (papers[number] for number in _documents(row) if number in papers)
    return [
        Claim(
            placed.item.id, row.question, row.site, paper.certifies, paper.pk, paper.name, paper.speaks_of,
            paper.expires, paper.expires < on,
        )
        for paper in shown
        if paper.certifies in placed.item.also and paper.speaks_of is not None and paper.expires is not None
    ]  # fmt: skip


def _documents(row: Answer) -> list[int]:
    listed = row.value if isinstance(row.value, list) else []
    return [*row.evidence, *(int(one) for one in listed if str(one).isdecimal())]
