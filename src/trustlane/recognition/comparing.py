"""Two programmes side by side: for each item of the one that asks, what the other asks of the same; pure.

A comparison has two directions. *Inward* it is our items that are asked for, and theirs that are looked at: would we
recognise their operators? *Outward* it is the other way round. What a crosswalk says of an item is a proposal; only a
person's verdict counts, and where a catalogue or a crosswalk changes, exactly the items it touches are open again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from trustlane.criteria.catalogue import Catalogue, Item
from trustlane.criteria.crosswalk import Crosswalk, Link
from trustlane.recognition.terms import DIRECTIONS, INWARD

COMPATIBLE, PARTLY, GAP = "compatible", "partly", "gap"
VERDICTS = (COMPATIBLE, PARTLY, GAP)
# Why an item is open again.
WHYS = ("new", "words", "counterpart", "links")
# What is no part of what an item asks: who read it, and the questions that are derived from it.
_ASIDE = frozenset({"confirmed", "questions"})
# A relation as it reads from the other side.
_TURNED = {"covers": "covered_by", "covered_by": "covers"}


@dataclass(frozen=True)
class Sides:
    """The two catalogues, and the crosswalks between them, whichever of the two each names first."""

    ours: Catalogue
    theirs: Catalogue
    crosswalks: tuple[Crosswalk, ...] = ()

    def asking(self, direction: str) -> Catalogue:
        """The catalogue whose items are asked for."""
        return self.ours if direction == INWARD else self.theirs

    def answering(self, direction: str) -> Catalogue:
        """The catalogue that is looked at."""
        return self.theirs if direction == INWARD else self.ours


@dataclass(frozen=True, slots=True)
class Beside:
    """An item of the other side that a crosswalk sets beside one, and how the two relate, read from the one asked."""

    item: Item
    relation: str
    why: str


@dataclass(frozen=True)
class Line:
    """One item that is asked for, with what stands beside it."""

    direction: str
    section: str  # its title
    item: Item
    besides: tuple[Beside, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What it is called in a comparison."""
        return self.direction, self.item.id

    @property
    def proposed(self) -> str:
        """The verdict that the crosswalks propose: nothing beside it is a gap, whatever the words say."""
        relations = {one.relation for one in self.besides}
        if relations & {"equal", "covered_by"}:
            return COMPATIBLE
        return PARTLY if relations else GAP


Key = tuple[str, str]


def between(one: str, other: str, crosswalks: Iterable[Crosswalk]) -> tuple[Crosswalk, ...]:
    """The crosswalks between two catalogues, named either way round."""
    return tuple(each for each in crosswalks if {each.of.name, each.to.name} == {one, other})


def lines(sides: Sides, direction: str) -> tuple[Line, ...]:
    """Every item that is asked for in a direction, in the order of its catalogue."""
    links = _links(sides, direction)
    other = sides.answering(direction).items
    return tuple(
        Line(
            direction,
            section.title,
            item,
            tuple(
                Beside(other[link.to], link.relation, link.why) for link in links.get(item.id, ()) if link.to in other
            ),
        )
        for section in sides.asking(direction).sections
        for item in section.items
    )


def all_lines(sides: Sides) -> tuple[Line, ...]:
    """The lines of both directions, ours first."""
    return tuple(line for direction in DIRECTIONS for line in lines(sides, direction))


def touched(old: Sides, new: Sides) -> dict[Key, str]:
    """The lines of the new editions that are open again, each with why; all others stay as they were judged.

    An item is touched where it is new, where its own words differ, where those of an item beside it do, or where other
    items stand beside it or stand there otherwise.
    """
    before = {line.key: line for line in all_lines(old)}
    found: dict[Key, str] = {}
    for line in all_lines(new):
        why = _touched(before.get(line.key), line)
        if why:
            found[line.key] = why
    return found


def gone(old: Sides, new: Sides) -> tuple[Key, ...]:
    """The lines that the new editions no longer have."""
    still = {line.key for line in all_lines(new)}
    return tuple(line.key for line in all_lines(old) if line.key not in still)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one direction is: how many items, how many judged, and how they were."""

    asked: int
    compatible: int
    partly: int
    gap: int

    @property
    def judged(self) -> int:
        """The items with a verdict that counts."""
        return self.compatible + self.partly + self.gap

    @property
    def left(self) -> int:
        """The items without one."""
        return self.asked - self.judged


def progress(of: Sequence[Line], verdicts: Mapping[Key, str]) -> Progress:
    """How far the lines are, by the verdicts that count."""
    given = [verdicts[line.key] for line in of if line.key in verdicts]
    return Progress(len(of), *(given.count(verdict) for verdict in VERDICTS))


def _links(sides: Sides, direction: str) -> dict[str, list[Link]]:
    """The links of each item that is asked for, turned so that they read from it, in the order of the crosswalks."""
    asking = sides.asking(direction).name
    found: dict[str, list[Link]] = {}
    for crosswalk in between(sides.ours.name, sides.theirs.name, sides.crosswalks):
        for link in crosswalk.links:
            own = link if crosswalk.of.name == asking else _turned(link)
            found.setdefault(own.of, []).append(own)
    return found


def _turned(link: Link) -> Link:
    relation = _TURNED.get(link.relation, link.relation)
    return Link(of=link.to, relation=relation, to=link.of, why=link.why)  # type: ignore[arg-type]


def _touched(before: Line | None, now: Line) -> str:
    if before is None:
        return "new"
    if _words(before.item) != _words(now.item):
        return "words"
    if _beside(before) != _beside(now):
        return "links"
    old = {one.item.id: _words(one.item) for one in before.besides}
    return "counterpart" if any(old[one.item.id] != _words(one.item) for one in now.besides) else ""


def _beside(line: Line) -> set[tuple[str, str]]:
    return {(one.item.id, one.relation) for one in line.besides}


def _words(item: Item) -> dict[str, object]:
    raw = msgspec.to_builtins(item, order="deterministic")
    return {name: value for name, value in raw.items() if name not in _ASIDE}
