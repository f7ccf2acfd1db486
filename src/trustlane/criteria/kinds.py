"""The three kinds of files that an administration writes of its own: a catalogue, a crosswalk, questions to one; pure.

Each goes the same way from draft to adoption. A catalogue has editions, as its file says. Of a crosswalk between two
catalogues, or of the questions to one, there may be several in the course of time, one in force at a time.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum

import msgspec

from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.criteria.question import QuestionFile


class Kind(StrEnum):
    """What a file holds; its docstring is what people read beside its name."""

    CATALOGUE = "catalogue"
    """Criteria, section by section."""
    CROSSWALK = "crosswalk"
    """Which items of one catalogue ask what items of another do, so that an answer serves both."""
    QUESTIONS = "questions"
    """What a firm is asked about each item of a catalogue."""


Content = Catalogue | Crosswalk | QuestionFile
SHAPES: dict[Kind, type[Content]] = {
    Kind.CATALOGUE: Catalogue,
    Kind.CROSSWALK: Crosswalk,
    Kind.QUESTIONS: QuestionFile,
}
_ALONE = ((Kind.CROSSWALK, re.compile(r"^links\s*:", re.M)), (Kind.QUESTIONS, re.compile(r"^catalogue\s*:", re.M)))


def kind_of(words: str) -> Kind:
    """What a file is meant to be, by the one name at its margin that no other kind has; else a catalogue."""
    return next((kind for kind, alone in _ALONE if alone.search(words)), Kind.CATALOGUE)


def kind_in(content: Content) -> Kind:
    """What it is."""
    return next(kind for kind, shape in SHAPES.items() if isinstance(content, shape))


def pair(one: str, other: str) -> str:
    """What all crosswalks between two catalogues have in common, whichever is named first."""
    return "_".join(sorted((one, other)))


def questions_to(catalogue: str) -> str:
    """What all files of questions to a catalogue have in common."""
    return f"{catalogue}_questions"


def family(content: Content) -> str:
    """What files that follow one another have in common; one of them is in force at a time."""
    if isinstance(content, Catalogue):
        return content.id
    if isinstance(content, Crosswalk):
        return pair(content.of.name, content.to.name)
    return questions_to(content.name)


def called(family: str, number: int) -> str:
    """How the file of that number in a family of crosswalks or questions is called; the first has no number."""
    return family if number == 1 else f"{family}_{number}"


def digest(content: Content) -> str:
    """A name for exactly these words."""
    if isinstance(content, Catalogue):
        return content.digest
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:16]


def title(content: Content) -> str:
    """What it is about, in the words of the file."""
    if isinstance(content, Catalogue):
        return content.title
    if isinstance(content, Crosswalk):
        return f"{content.of.name} – {content.to.name}"
    return content.name


def places(content: Content) -> dict[str, str]:
    """What can be commented on one by one, in the order of the file: its name and its words."""
    if isinstance(content, Catalogue):
        return {item.id: item.text for item in content.items.values()}
    if isinstance(content, Crosswalk):
        return {f"{link.of} – {link.to}": f"{link.relation.replace('_', ' ')}: {link.why}" for link in content.links}
    asked = [*content.opening, *(question for asking in content.items for question in asking.questions)]
    return {question.id: question.text for question in asked}
