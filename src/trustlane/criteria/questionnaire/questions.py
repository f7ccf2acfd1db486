"""The questions of one catalogue, bound to its edition: the opening ones, then those of each item in its order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

from trustlane.criteria.catalogue import Catalogue, Item, Section
from trustlane.criteria.question import (
    FIRM,
    MET,
    MET_LIST,
    Against,
    Choice,
    Disagreement,
    LightPath,
    Question,
    QuestionFile,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A question where it stands; without section and item it is an opening question about the firm."""

    question: Question
    section: Section | None = None
    item: Item | None = None

    @property
    def chapter(self) -> str:
        """The id of its section, or `FIRM`."""
        return self.section.id if self.section else FIRM


@dataclass(frozen=True)
class Questions:
    """Everything that can be asked under one catalogue."""

    catalogue: Catalogue
    placed: tuple[Placed, ...]
    disagreements: tuple[Disagreement, ...] = ()
    history: tuple[Against, ...] = ()
    light_path: LightPath | None = None
    written: bool = False  # whether the catalogue or a file beside it has questions of its own

    @cached_property
    def by_id(self) -> dict[str, Placed]:
        """Each question by its id, in the order in which they are asked."""
        return {placed.question.id: placed for placed in self.placed}

    @cached_property
    def of_item(self) -> dict[str, tuple[Question, ...]]:
        """The questions of each operator item."""
        found: dict[str, list[Question]] = {}
        for placed in self.placed:
            if placed.item is not None:
                found.setdefault(placed.item.id, []).append(placed.question)
        return {item: tuple(questions) for item, questions in found.items()}

    @cached_property
    def digest(self) -> str:
        """A name for exactly these questions to exactly this catalogue."""
        asked = msgspec.json.encode([placed.question for placed in self.placed], order="deterministic")
        return hashlib.sha256(self.catalogue.digest.encode() + asked).hexdigest()[:16]


def bind(catalogue: Catalogue, file: QuestionFile | None = None) -> Questions:
    """The questions to a catalogue: from the file beside it, else from its items, else one derived for each item."""
    lists = {MET_LIST: MET} | ({one.id: one.choices for one in file.lists} if file else {})
    beside = {asking.item: asking.questions for asking in file.items} if file else {}
    opening = tuple(Placed(_resolved(one, lists, None)) for one in file.opening) if file else ()
    return Questions(
        catalogue,
        (*opening, *_of_items(catalogue, beside, lists)),
        file.disagreements if file else (),
        file.history if file else (),
        file.light_path if file else None,
        file is not None or any(item.questions for item in catalogue.items.values()),
    )


def _of_items(
    catalogue: Catalogue, beside: Mapping[str, tuple[Question, ...]], lists: Mapping[str, tuple[Choice, ...]]
) -> Iterator[Placed]:
    for section in catalogue.sections:
        for item in section.items:
            if item.of != "operator":
                continue
            own = beside.get(item.id) or item.questions or (derived(item),)
            for place, question in enumerate(own):
                yield Placed(_resolved(question, lists, item if place == 0 else None), section, item)


def _resolved(question: Question, lists: Mapping[str, tuple[Choice, ...]], first_of: Item | None) -> Question:
    """With its choices written out; the first question of an item also takes what the item says would show it."""
    changes: dict[str, object] = {}
    if question.choices_from and not question.choices:
        changes["choices"] = lists.get(question.choices_from, ())
    if first_of is not None:
        changes["evidence"] = question.evidence or first_of.evidence
        changes["hint"] = question.hint or first_of.guidance
    return msgspec.structs.replace(question, **changes) if changes else question


def derived(item: Item) -> Question:
    """The one question of an item for which nobody wrote any: its own, to be met, partly met, not met, or set aside."""
    return Question(
        id=f"{item.id}.1",
        text=item.question or item.text,
        kind="choice",
        hint=item.guidance,
        choices=MET,
        evidence=item.evidence,
        how=True,
        per_site=item.sites,
    )
