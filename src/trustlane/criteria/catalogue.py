"""A catalogue of criteria: sections of items, each with its words, its weight, whom it applies to and what shows it.

A catalogue is data, written as YAML and frozen when read. Its edition is part of its name: what was assessed under one
edition stays on it. The digest names exactly these words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

import msgspec

from trustlane.criteria.question import Question
from trustlane.criteria.words import Edition, Name, Percent, Place, Sentence
from trustlane.parties.roles import Role

Extent = Literal["full", "partly"]  # partly: as far as the goods are in the operator's hands
Standard = Literal["iso28000", "isps", "ra3_kc", "tapa", "iso27001", "iso9001", "iso22301", "upu_s58_s59"]


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One criterion."""

    id: Place
    of: Literal["operator", "customs"]  # who has to do it
    level: Literal["must", "should"]
    text: Sentence
    weight: Annotated[int, msgspec.Meta(ge=1, le=3)]  # 1 minor, 2 normal, 3 decisive
    reference: Sentence
    question: Annotated[str, msgspec.Meta(max_length=2_000)] = ""  # the same, as a firm is asked
    guidance: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    evidence: Annotated[tuple[Sentence, ...], msgspec.Meta(max_length=8)] = ()  # what would show it
    also: tuple[Standard, ...] = ()  # standards whose certificate may be shown instead
    applies: Mapping[Role, Extent] | None = None  # None: to whom the section does
    sites: bool = False  # answered for each site
    confirmed: bool = False  # whether somebody compared it with the original text
    questions: Annotated[tuple[Question, ...], msgspec.Meta(max_length=12)] = ()  # else in a file beside, else derived


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter of a catalogue."""

    id: Place
    title: Sentence
    about: Sentence
    applies: Mapping[Role, Extent]
    items: Annotated[tuple[Item, ...], msgspec.Meta(min_length=1)]

    def extent(self, item: Item, role: Role) -> Extent | None:
        """How far an item of this section applies to operators of a role; None for not at all."""
        return (self.applies if item.applies is None else item.applies).get(role)


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a grade asks: at least so many points of a hundred, in one section or in all."""

    at_least: Percent
    section: Place | None = None  # None: in the whole


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A grade that scores can reach; the first of a catalogue is the highest."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9]{1,10}\Z")]
    needs: Annotated[tuple[Threshold, ...], msgspec.Meta(min_length=1, max_length=8)]
    reference: Sentence
    confirmed: bool = False


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A whole catalogue of one edition."""

    id: Name
    edition: Edition
    title: Sentence
    about: Sentence
    sections: Annotated[tuple[Section, ...], msgspec.Meta(min_length=1)]
    grades: Annotated[tuple[Grade, ...], msgspec.Meta(max_length=12)] = ()  # from the highest down
    for_firms: Sentence | None = None  # one plain sentence for a firm that chooses between catalogues

    @property
    def name(self) -> str:
        """How it is called in crosswalks and file names, such as `safe-2025`."""
        return f"{self.id}-{self.edition}"

    @property
    def says(self) -> str:
        """What a firm is told that chooses between catalogues: the sentence for it, else the first of its `about`."""
        return self.for_firms or f"{self.about.partition('. ')[0].removesuffix('.')}."

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by its id, in the order of the catalogue."""
        return {item.id: item for section in self.sections for item in section.items}

    @cached_property
    def digest(self) -> str:
        """A name for exactly these words."""
        written = msgspec.to_builtins(self, order="deterministic")
        # By what sentence firms choose it is no criterion.
        del written["for_firms"]
        # A catalogue that says nothing of what came into the format later keeps the digest it had before.
        later = [(written, "grades")]
        later += [(item, "questions") for section in written["sections"] for item in section["items"]]
        for table, field in later:
            if not table[field]:
                del table[field]
        return hashlib.sha256(msgspec.json.encode(written)).hexdigest()[:16]

    def applying(self, role: Role) -> Iterator[tuple[Section, Item, Extent]]:
        """What is asked of operators of a role, in the order of the catalogue."""
        for section in self.sections:
            for item in section.items:
                extent = section.extent(item, role)
                if item.of == "operator" and extent is not None:
                    yield section, item, extent
