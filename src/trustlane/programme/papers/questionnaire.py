"""The self-assessment on paper: each question with what was answered, by whom and when, and the documents behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trustlane.programme.papers import legible, words
from trustlane.programme.papers.heading import heading
from trustlane.programme.papers.press import press
from trustlane.programme.papers.refusals import PaperRefused

MOST_QUESTIONS = 5_000
LONGEST_ANSWER = 8_000  # characters, its remark with it
_LONG_WORD = re.compile(rf"(\S{{{legible.LONGEST_WORD - 10}}})(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """One question at one place; the answer is empty where nothing was answered yet."""

    question: str  # its id
    text: str
    answer: str = ""
    site: str = ""
    note: str = ""
    documents: tuple[str, ...] = ()
    by: str = ""
    at: str = ""  # as it is shown

    @property
    def answered(self) -> bool:
        """Something was said, in words or by a document."""
        return bool(self.answer or self.documents)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The questions under one title."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The whole self-assessment of one case."""

    case: str
    administration: str
    operator: str
    catalogue: str
    on: date
    chapters: tuple[Chapter, ...]
    demonstration: bool = False
    language: str = "en"


def questionnaire_pdf(paper: Questionnaire, *, at: datetime) -> bytes:
    """The self-assessment as PDF/A-3b; `at` is the instant of making. Raises a PaperRefused."""
    if sum(len(chapter.lines) for chapter in paper.chapters) > MOST_QUESTIONS:
        raise PaperRefused(f"A self-assessment on paper holds at most {MOST_QUESTIONS:,} questions.")
    return press("questionnaire", _shown(paper), at=at)


def _shown(paper: Questionnaire) -> dict[str, Any]:
    spoken, language = words.words(paper.language), paper.language
    said = spoken.questionnaire
    every = [line for chapter in paper.chapters for line in chapter.lines]
    counts = {"done": str(sum(line.answered for line in every)), "asked": str(len(every))}
    return {
        **heading(paper, said["subject"], language),
        "as-of": words.day(paper.on, language),
        "answered": words.fill(said["answered"], counts),
        "chapters": [
            {
                "title": legible.running(legible.line(chapter.title, "chapter")),
                "lines": [_line(line, said) for line in chapter.lines],
            }
            for chapter in paper.chapters
            if chapter.lines
        ],
        "said": dict(said),
        "page-words": said["page"],
        "demonstration": spoken.demonstration if paper.demonstration else "",
    }


def _line(line: Line, said: Any) -> dict[str, Any]:
    place = f"question {line.question}"
    documents = words.fill(said["documents"], {"names": "; ".join(line.documents)}) if line.documents else ""
    told = words.fill(said["said"], {"who": line.by, "when": line.at}) if line.by else line.at
    return {
        "question": legible.line(line.question, "question", longest=30),
        "text": legible.running(legible.line(line.text, place, longest=2_000)),
        "site": _optional(line.site, place),
        "answer": _optional(line.answer, place),
        "note": _optional(line.note, place),
        "documents": _optional(documents, place),
        "told": _optional(told, place),
        "answered": line.answered,
    }


def _optional(text: str, place: str) -> list[dict[str, Any]]:
    """Paragraphs that may be none. What somebody typed in an answer is shown, whatever its longest word."""
    shown = _LONG_WORD.sub(r"\1 ", text.replace("\t", " "))
    return (
        [legible.running(part) for part in legible.paragraphs(shown, place, longest=LONGEST_ANSWER)]
        if shown.strip()
        else []
    )
