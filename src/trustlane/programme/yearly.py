"""Two yearly reports beside each other: what was asked, what was said this year and the last, what differs; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trustlane.criteria.question import Question
from trustlane.criteria.questionnaire.answers import choices
from trustlane.criteria.questionnaire.questions import Questions


@dataclass(frozen=True, slots=True)
class Line:
    """One question with what was said to it now and the year before; "" where nothing was said or asked."""

    question: str
    text: str
    section: str
    now: str
    before: str
    own: bool  # the holder's words, which nobody translates
    papers: tuple[int, ...] = ()  # documents that went with it, by number
    papers_before: tuple[int, ...] = ()

    @property
    def differs(self) -> bool:
        """What was said, or shown by documents, is not what it was the year before."""
        return (self.now, self.papers) != (self.before, self.papers_before)


def compared(questions: Questions, now: Mapping[str, object], before: Mapping[str, object] | None) -> tuple[Line, ...]:
    """A report beside the one before it, in the order of the questions; a question neither answered is left out.

    Where there is no report before, nothing differs. What a report holds is read as far as it has the shape of one.
    """
    return tuple(_lines(questions, now, now if before is None else before, first=before is None))


def answers_of(report: object) -> Mapping[str, object]:
    """The answers a report holds, by question; none where it was written before there were questions."""
    found = report.get("answers") if isinstance(report, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _lines(
    questions: Questions, now: Mapping[str, object], before: Mapping[str, object], *, first: bool
) -> Iterator[Line]:
    for placed in questions.placed:
        asked = placed.question
        said, was = _said(asked, now.get(asked.id)), _said(asked, before.get(asked.id))
        if said or was:
            title = placed.section.title if placed.section else ""
            own = asked.kind in ("text", "number", "date", "scale")
            shown, showed = _papers(now.get(asked.id)), _papers(before.get(asked.id))
            yield Line(
                asked.id, asked.text, title, said, said if first else was, own, shown, shown if first else showed
            )


def _said(question: Question, kept: object) -> str:
    """An answer as it is read, its remark after it."""
    if not isinstance(kept, Mapping):
        return ""
    value, note = kept.get("value"), kept.get("note")
    words = dict(choices(question)).get(str(value), "" if value is None else str(value))
    return f"{words} – {note}" if note else words


def _papers(kept: object) -> tuple[int, ...]:
    """The documents of an answer; what is no number of one is left out."""
    found = kept.get("documents") if isinstance(kept, Mapping) else None
    return tuple(one for one in found if type(one) is int and one > 0) if isinstance(found, list) else ()
