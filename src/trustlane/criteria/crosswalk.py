"""A crosswalk: which items of one catalogue ask what items of another do, so that an answer serves both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from trustlane.criteria.words import Edition, Name, Place, Sentence

Relation = Literal["equal", "covers", "covered_by", "overlaps", "none"]
NONE: Relation = "none"


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A catalogue by its id and edition."""

    catalogue: Name
    edition: Edition

    @property
    def name(self) -> str:
        """As `Catalogue.name`."""
        return f"{self.catalogue}-{self.edition}"


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"of": "from"}):
    """One relation: the item `of` the first catalogue is equal to, covers, … the item `to` of the second, and why.

    `none` says that somebody compared the two and found that neither asks what the other does.
    """

    of: Place
    relation: Relation
    to: Place
    why: Sentence


class Crosswalk(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"of": "from"}):
    """How two catalogues relate. Where two items are not linked, an answer to one says nothing about the other."""

    of: Named
    to: Named
    about: Sentence
    links: tuple[Link, ...]

    @property
    def name(self) -> str:
        """How it is called, such as `safe-2025_ctpat-msc-2020`."""
        return f"{self.of.name}_{self.to.name}"

    def served(self) -> Iterator[tuple[tuple[str, str], tuple[str, str], Link]]:
        """Each answer that serves elsewhere: (catalogue, item) answered, (catalogue, item) served, and the link.

        What covers serves what it covers; overlapping items serve neither way, as an answer may miss the rest, and
        neither do those that have nothing in common.
        """
        for link in self.links:
            one, other = (self.of.name, link.of), (self.to.name, link.to)
            if link.relation in ("equal", "covers"):
                yield one, other, link
            if link.relation in ("equal", "covered_by"):
                yield other, one, link
