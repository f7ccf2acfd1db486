"""The self-assessment as a page shows it: sections with how far they are, a card for each question at each place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trustlane.criteria.question import Question
from trustlane.criteria.questionnaire.answers import LONGEST_TEXT, choices
from trustlane.criteria.questionnaire.asking import Chapter
from trustlane.criteria.questionnaire.progress import Progress
from trustlane.programme.queries.asked import Given, SelfAssessment

MOST_STEPS = 11  # a scale of more is typed as a number


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    id: str
    text: str
    chosen: bool
    data: bool = False  # a figure, which nobody translates


@dataclass(frozen=True, slots=True)
class Card:
    """One question at one place, with its answer; a question that is not asked keeps its place empty."""

    key: str  # in the page
    question: Question
    section: str
    shown: bool
    site: int | None = None
    site_name: str = ""
    given: Given | None = None
    open: bool = False  # something required is missing
    how_missing: bool = False
    answerable: bool = True
    standards: tuple[str, ...] = ()  # whose certificate may be shown here

    @property
    def value(self) -> str:
        """The answer as a field holds it."""
        return self.given.value if self.given is not None and isinstance(self.given.value, str) else ""

    @property
    def note(self) -> str:
        """The answer in a sentence."""
        return "" if self.given is None else self.given.note

    @property
    def documents(self) -> tuple[int, ...]:
        """The documents it rests on."""
        return () if self.given is None else self.given.documents

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be chosen, where something is chosen."""
        if self.question.kind == "scale":
            least, most = int(self.question.least or 0), int(self.question.most or 0)
            if most - least >= MOST_STEPS:
                return ()
            steps = (str(step) for step in range(least, most + 1))
            return tuple(Option(step, step, step == self.value, data=True) for step in steps)
        if self.question.kind not in ("yes_no", "choice"):
            return ()
        return tuple(Option(name, text, name == self.value) for name, text in choices(self.question))

    @property
    def kind(self) -> str:
        """How it is asked: by choosing, or the kind of the question."""
        return "choice" if self.options else self.question.kind

    @property
    def longest(self) -> int:
        """The most characters of a text."""
        return int(self.question.most) if self.question.kind == "text" and self.question.most else LONGEST_TEXT

    @property
    def asks_for_documents(self) -> bool:
        """Documents are the answer, or would show it."""
        return self.question.kind == "file" or bool(self.question.evidence or self.standards)

    @property
    def may_attach(self) -> bool:
        """There is an answer that a document can show."""
        return self.question.kind == "file" or self.given is not None

    @property
    def may_remark(self) -> bool:
        """A remark goes with an answer; a question that is answered in words needs none."""
        return self.question.kind not in ("text", "file") or (self.question.kind == "file" and self.given is not None)

    @property
    def shown_value(self) -> str:
        """The answer as it is read."""
        return next((one.text for one in self.options if one.chosen), self.value)


@dataclass(frozen=True, slots=True)
class Step:
    """A section in the list of sections."""

    progress: Progress
    about: str

    @property
    def share(self) -> int:
        """Percent of what is required."""
        return 100 if not self.progress.required else 100 * self.progress.answered // self.progress.required

    @property
    def left(self) -> int:
        """How many answers are missing."""
        return self.progress.required - self.progress.answered


def steps(assessment: SelfAssessment) -> tuple[Step, ...]:
    """The sections in which something is asked, or may still be."""
    about = {chapter.id: chapter.about for chapter in assessment.questionnaire.chapters}
    return tuple(Step(one, about[one.chapter]) for one in assessment.progress)


def totals(of: Iterable[Step]) -> tuple[int, int]:
    """How many answers there are, and how many are required."""
    found = tuple(of)
    return sum(one.progress.answered for one in found), sum(one.progress.required for one in found)


def cards(assessment: SelfAssessment, chapter: Chapter) -> tuple[Card, ...]:
    """The questions of a section in order; the places of those that are not asked among them, empty."""
    lacking = {(one.where.question, one.where.site): one for one in assessment.missing}
    found = []
    firsts: set[tuple[str, str | None]] = set()  # items, at their sites, whose first question was met
    for entry in chapter.entries:
        every: tuple[str | None, ...] = tuple(assessment.sites.values()) if entry.question.per_site else ()
        for name in every or (None,):
            site = assessment.numbers[name]
            lacks = lacking.get((entry.question.id, name))
            given = assessment.given.get((entry.question.id, site))
            shown = entry.asked and name in entry.sites
            item = entry.item if shown and entry.item and (entry.item.id, name) not in firsts else None
            if item is not None:
                firsts.add((item.id, name))
            found.append(
                Card(
                    key(entry.question.id, site),
                    entry.question,
                    chapter.id,
                    shown,
                    site,
                    name or "",
                    given,
                    lacks is not None,
                    lacks is not None and given is not None,
                    assessment.answerable(site),
                    item.also if item is not None else (),
                )
            )
    return tuple(found)


def changed(before: Iterable[Card], after: Iterable[Card]) -> list[Card]:
    """The cards that came or went between two looks."""
    shown = {card.key: card.shown for card in before}
    return [card for card in after if shown.get(card.key) != card.shown]


def key(question: str, site: int | None) -> str:
    """How a card is called in the page."""
    return f"q-{question.replace('.', '-')}" + (f"-s{site}" if site is not None else "")


def chapter_of(assessment: SelfAssessment, name: str) -> Chapter | None:
    """The section of that name, if the questionnaire has it."""
    return next((one for one in assessment.questionnaire.chapters if one.id == name), None)
