"""What the applicant answered, as officers read it: under its chapters, each answer with its question and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from trustlane.criteria.question import Question
from trustlane.criteria.questionnaire.answers import choices
from trustlane.criteria.questionnaire.questions import Placed, Questions
from trustlane.pages.templatetags.pages import day
from trustlane.programme.queries.claims import Claim
from trustlane.programme.rows import AnswerRow


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer; `own` are the applicant's or the catalogue's words, which nobody translates."""

    row: AnswerRow
    text: str
    words: str
    own: bool
    documents: tuple[int, ...]
    claims: tuple[Claim, ...] = ()  # certificates of standards that stand behind it


@dataclass(frozen=True, slots=True)
class Chapter:
    """The answers under one title; `own` where the title is the catalogue's."""

    title: str
    own: bool
    answers: tuple[Answered, ...]


def sections(questions: Questions | None, given: Sequence[AnswerRow], claims: Sequence[Claim] = ()) -> list[Chapter]:
    """Answers in the order of the questions: about the firm, by the chapters of the catalogue, and last those to
    questions that nobody asks any more."""
    placed = questions.by_id if questions else {}
    order = {question: place for place, question in enumerate(placed)}
    found: dict[tuple[str, bool], list[Answered]] = {}
    for row in sorted(given, key=lambda row: order.get(row.question, len(order))):
        where = placed.get(row.question)
        found.setdefault(_chapter(where), []).append(_answered(row, where.question if where else None, claims))
    return [Chapter(title, own, tuple(answers)) for (title, own), answers in found.items()]


def _chapter(where: Placed | None) -> tuple[str, bool]:
    if where is None:
        return gettext("Other questions"), False
    if where.section is None:
        return gettext("About the firm"), False
    return f"{where.section.id}. {where.section.title}", True


def _answered(row: AnswerRow, question: Question | None, claims: Sequence[Claim]) -> Answered:
    words, own = _words(row.value, question)
    given = [*row.evidence, *(_listed(row.value) if _is_file(question) else ())]
    documents = dict.fromkeys(int(str(number)) for number in given if str(number).isdecimal())
    # What a programme may set differently stands in brackets, which say nothing to a reader.
    text = question.text.replace("[", "").replace("]", "") if question else ""
    behind = tuple(one for one in claims if (one.question, one.site) == (row.question, row.site))
    return Answered(row, text, words, own, tuple(documents), behind)


def _words(value: object, question: Question | None) -> tuple[str, bool]:
    if _is_file(question):
        return "", False
    if value in ("yes", True):
        return gettext("Yes"), False
    if value in ("no", False):
        return gettext("No"), False
    if question is not None and question.kind == "choice":
        return dict(choices(question)).get(str(value), str(value)), True
    if question is not None and question.kind == "date":
        return _day(str(value)), True
    unit = f" {question.unit}" if question is not None and question.unit else ""
    return ", ".join(map(str, _listed(value))) + unit, True


def _day(written: str) -> str:
    try:
        return day(date.fromisoformat(written))
    except ValueError:
        return written


def _is_file(question: Question | None) -> bool:
    return question is not None and question.kind == "file"


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]
