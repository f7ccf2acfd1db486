"""Which questions an applicant is asked, and for each that is not asked the reason why not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from trustlane.criteria.catalogue import Extent, Item
from trustlane.criteria.question import FIRM, Question
from trustlane.criteria.questionnaire.answers import Answer, Value, latest, read, written
from trustlane.criteria.questionnaire.conditions import Held, asked_about, holds
from trustlane.criteria.questionnaire.questions import Placed, Questions
from trustlane.parties.roles import Role

Size = Literal["micro", "small", "medium", "large"]
State = Literal["asked", "waits", "ruled_out", "merged", "left_out", "not_yours"]
SMALL: frozenset[Size] = frozenset({"micro", "small"})


@dataclass(frozen=True)
class Applicant:
    """Who is asked: the roles applied for, how large the firm is, and its sites by the names it gives them."""

    roles: frozenset[Role]
    size: Size
    sites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.roles:
            raise ValueError("An applicant applies in at least one role.")
        if len(set(self.sites)) < len(self.sites) or not all(site.strip() for site in self.sites):
            raise ValueError("Each site has a name of its own.")


@dataclass(frozen=True)
class Entry:
    """One question of a questionnaire: whether it is asked, where, and why or why not."""

    question: Question
    section: str
    item: Item | None  # None: an opening question
    state: State
    why: str
    extent: Extent | None = None  # how far the item applies; None where it does not, or there is none
    sites: tuple[str | None, ...] = ()  # where it is asked; None stands for the firm as a whole

    @property
    def asked(self) -> bool:
        """Whether an answer is awaited or given."""
        return self.state == "asked"


@dataclass(frozen=True)
class Chapter:
    """A section of a questionnaire with its questions in order, those that are not asked among them."""

    id: str
    title: str
    about: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Covered:
    """What happens to an item of the catalogue: asked, merged into another, or the reason why not."""

    item: Item
    state: State
    why: str


@dataclass(frozen=True)
class Questionnaire:
    """What one applicant is asked under one edition of a catalogue, as its answers stand."""

    catalogue: str
    digest: str  # of the questions
    light: bool
    chapters: tuple[Chapter, ...]

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every question by its id, in order."""
        return {entry.question.id: entry for chapter in self.chapters for entry in chapter.entries}

    @cached_property
    def asked(self) -> tuple[Entry, ...]:
        """The questions that are asked, in order."""
        return tuple(entry for entry in self.entries.values() if entry.asked)

    @cached_property
    def covered(self) -> dict[str, Covered]:
        """Each item that operators have to meet, and what became of it."""
        found: dict[str, Covered] = {}
        for entry in self.entries.values():
            if entry.item is not None:
                now = found.get(entry.item.id)
                if now is None or _STRONGER.index(entry.state) < _STRONGER.index(now.state):
                    found[entry.item.id] = Covered(entry.item, entry.state, entry.why)
        return found


_STRONGER: tuple[State, ...] = ("asked", "merged", "waits", "ruled_out", "left_out", "not_yours")
_OPENING = ("About your firm", "A few facts that decide which of the other questions concern you.")


def asked(
    questions: Questions, applicant: Applicant, answers: Iterable[Answer] = (), *, light_for: Collection[Size] = SMALL
) -> Questionnaire:
    """The questionnaire of an applicant: every question of the catalogue, each asked or with the reason why not.

    Firms of a size in `light_for` are asked on the light path. Answers to questions that are not asked count nowhere.
    """
    light = applicant.size in light_for
    walk = _Walk(questions, applicant, light, latest(answers))
    entries: dict[str, list[Entry]] = {}
    for placed in questions.placed:
        entries.setdefault(placed.chapter, []).append(walk.step(placed))
    about = {FIRM: _OPENING} | {one.id: (one.title, one.about) for one in questions.catalogue.sections}
    chapters = tuple(Chapter(of, *about[of], tuple(found)) for of, found in entries.items())
    return Questionnaire(questions.catalogue.name, questions.digest, light, chapters)


@dataclass
class _Walk:
    """The questions decided so far; a condition looks only at those."""

    questions: Questions
    applicant: Applicant
    light: bool
    answers: Mapping[tuple[str, str | None], Answer]
    entries: dict[str, Entry] = field(default_factory=dict)

    def step(self, placed: Placed) -> Entry:
        entry = self._decided(placed)
        self.entries[entry.question.id] = entry
        return entry

    def _decided(self, placed: Placed) -> Entry:
        question = placed.question
        roles, extent = self._roles(placed)

        def entry(state: State, why: str, sites: tuple[str | None, ...] = ()) -> Entry:
            return Entry(question, placed.chapter, placed.item, state, why, extent, sites)

        if not roles:
            return entry("not_yours", _not_yours(placed))
        if self.light and question.light == "merged":
            other = question.merged_into or ""
            return entry("merged", f"For a small firm, question {other} stands for this one.")
        if self.light and question.light == "no":
            return entry("left_out", "A small firm is not asked in writing; customs looks at it on the visit.")
        places = self._places(question)
        if question.asked_if is None:
            return entry("asked", _yours(placed, roles, extent), places)
        held = {place: self._holds(question, place) for place in places}
        if here := tuple(place for place in places if held[place]):
            return entry("asked", self._because(question), here)
        if None in held.values() and (awaited := self._awaited(question)):
            return entry("waits", f"It is decided by your answer to {', '.join(awaited)}.")
        return entry("ruled_out", self._because(question, ruled_out=True))

    def _roles(self, placed: Placed) -> tuple[tuple[Role, ...], Extent | None]:
        """The roles of the applicant that the question is for, and how far the item applies to the widest of them."""
        of = placed.question.roles
        mine = [role for role in sorted(self.applicant.roles) if not of or role in of]
        if placed.section is None or placed.item is None:
            return tuple(mine), None
        extents = {role: extent for role in mine if (extent := placed.section.extent(placed.item, role))}
        widest: Extent | None = "full" if "full" in extents.values() else "partly" if extents else None
        return tuple(role for role in extents if extents[role] == widest), widest

    def _places(self, question: Question) -> tuple[str | None, ...]:
        """Each site where a question is for each; a firm that named none answers once, until it names its first."""
        return (self.applicant.sites or (None,)) if question.per_site else (None,)

    def _holds(self, question: Question, site: str | None) -> Held:
        assert question.asked_if is not None
        return holds(question.asked_if, lambda of, wanted: self._says(of, wanted, site))

    def _says(self, of: str, wanted: tuple[str, ...], site: str | None) -> Held:
        """Whether an earlier answer is one of some words; where it was asked at each site, any of them will do.

        A question that is not asked says neither yes nor no.
        """
        entry = self.entries[of]
        here = tuple(place for place in entry.sites if not entry.question.per_site or site in (None, place))
        said = [self._value(entry, place) for place in here]
        if any(value is not None and written(value) in wanted for value in said):
            return True
        wide = 1 if site is not None else len(self._places(entry.question))
        return None if None in said or len(here) < wide else False

    def _value(self, entry: Entry, place: str | None) -> Value | None:
        return read(entry.question, self.answers.get((entry.question.id, place)))

    def _awaited(self, question: Question) -> list[str]:
        """The questions that decide and that have no answer yet."""
        found = []
        for of in dict.fromkeys(name for name, _ in asked_about(question.asked_if)):  # type: ignore[arg-type]
            entry = self.entries[of]
            unsaid = entry.asked and any(self._value(entry, place) is None for place in entry.sites)
            if unsaid or entry.state == "waits":
                found.append(of)
        return found

    def _because(self, question: Question, *, ruled_out: bool = False) -> str:
        """Which earlier answers decided."""
        told = []
        for of in dict.fromkeys(name for name, _ in asked_about(question.asked_if)):  # type: ignore[arg-type]
            entry = self.entries[of]
            if not entry.asked:
                told.append(f"question {of} is not asked")
                continue
            said = {_shown(entry.question, value) for place in entry.sites if (value := self._value(entry, place))}
            told.extend(f"you answered {one} to {of}" for one in sorted(said))
        because = " and ".join(told)
        return f"Not asked because {because}." if ruled_out else f"Asked because {because}."


def _shown(question: Question, value: Value) -> str:
    text = next((choice.text for choice in question.choices if choice.id == value), written(value))
    return f"“{text}”"


def _yours(placed: Placed, roles: tuple[Role, ...], extent: Extent | None) -> str:
    if placed.item is None:
        return "Asked of every applicant, to leave out what does not concern you."
    named = ", ".join(role.replace("_", " ") for role in roles)
    if extent == "partly":
        return f"Asked because you apply as {named}: answer as far as the goods are in your hands."
    level = "must" if placed.item.level == "must" else "should"
    return f"Asked because you apply as {named}, who {level} meet this."


def _not_yours(placed: Placed) -> str:
    if placed.section is None or placed.item is None:
        roles: Iterable[str] = placed.question.roles
    else:
        applies = placed.section.applies if placed.item.applies is None else placed.item.applies
        roles = [role for role in applies if not placed.question.roles or role in placed.question.roles]
    named = ", ".join(role.replace("_", " ") for role in roles)
    return f"Not asked: it is for those who apply as {named}."
