"""The catalogues and crosswalks that a comparison can rest on: the library, our own editions, what a partner gave."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from trustlane import written
from trustlane.criteria import queries as criteria
from trustlane.criteria import reading
from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.recognition.comparing import Sides, between
from trustlane.recognition.models import ComparisonEdition, SideFile


@dataclass(frozen=True, slots=True)
class Words:
    """A file by its name and its words; ``imported`` where the desk brought it."""

    kind: str
    name: str
    words: str
    imported: bool


def titles(*, theirs: bool) -> dict[str, str]:
    """The catalogues that can stand on a side, by name, each with its title; a partner's own on its side only."""
    found = {name: catalogue.title for name, catalogue in criteria.relatable().items()}
    if theirs:
        found |= {file.name: catalogue_of(file).title for file in imported()}
    return dict(sorted(found.items()))


def imported() -> list[SideFile]:
    """The partners' catalogues that were imported, newest first."""
    return list(SideFile.objects.filter(kind="catalogue", imported=True).order_by("-pk"))


def imported_crosswalks() -> list[SideFile]:
    """The crosswalks that were imported, newest first."""
    return list(SideFile.objects.filter(kind="crosswalk", imported=True).order_by("-pk"))


def named(name: str, *, theirs: bool) -> Words | None:
    """The words of a catalogue that can stand on that side."""
    if name in criteria.relatable():
        return Words("catalogue", name, criteria.words(name) or "", False)
    file = SideFile.objects.filter(kind="catalogue", imported=True, name=name).first() if theirs else None
    return Words("catalogue", file.name, file.words, True) if file else None


def catalogues(names: set[str]) -> dict[str, Catalogue]:
    """Those of these catalogues that there are."""
    found = {name: catalogue for name, catalogue in criteria.relatable().items() if name in names}
    for file in SideFile.objects.filter(kind="catalogue", imported=True, name__in=names - found.keys()):
        found[file.name] = catalogue_of(file)
    return found


def crosswalks(ours: str, theirs: str, *, on: date) -> tuple[Words, ...]:
    """The crosswalks between two catalogues on a day; one that the desk brought takes the place of the others."""
    for file in imported_crosswalks():
        if between(ours, theirs, [crosswalk_of(file)]):
            return (Words("crosswalk", file.name, file.words, True),)
    ours_and_shipped = criteria.crosswalks(on=on)
    return tuple(
        Words("crosswalk", name, criteria.words(name) or "", False)
        for name, one in ours_and_shipped.items()
        if between(ours, theirs, [one])
    )


def newer(name: str, *, on: date) -> str:
    """The edition of the same catalogue that is in force on a day, or that the partner gave last; itself if none is."""
    ours = criteria.relatable()
    if name in ours:
        return criteria.current(name, on=on)
    files = {file.name: catalogue_of(file) for file in imported()}
    return next((each for each, one in files.items() if name in files and one.id == files[name].id), name)


def sides(edition: ComparisonEdition) -> Sides:
    """What a comparison rests on in one of its editions, in the words that were read then."""
    files = SideFile.objects.in_bulk([edition.ours_id, edition.theirs_id, *edition.crosswalks])
    return Sides(
        catalogue_of(files[edition.ours_id]),
        catalogue_of(files[edition.theirs_id]),
        tuple(crosswalk_of(files[number]) for number in edition.crosswalks),
    )


def read_sides(ours: Words, theirs: Words, links: tuple[Words, ...]) -> Sides:
    """The same of files that are not kept yet."""
    one, other = _catalogue(ours.words, ours.name), _catalogue(theirs.words, theirs.name)
    known = {one.name: one, other.name: other}
    return Sides(one, other, tuple(reading.crosswalk(each.words, known, where=each.name) for each in links))


def catalogue_of(file: SideFile) -> Catalogue:
    """The catalogue that a file holds."""
    return _catalogue(file.words, file.name)


def crosswalk_of(file: SideFile) -> Crosswalk:
    """The crosswalk that a file holds; what it relates was there when it was kept."""
    return _crosswalk(file.words, file.name)


def read_crosswalk(words: str, known: Mapping[str, Catalogue], *, where: str) -> Crosswalk:
    """A crosswalk between known catalogues; raises `written.WrittenRefused`."""
    return reading.crosswalk(words, known, where=where)


@lru_cache(maxsize=64)
def _catalogue(words: str, name: str) -> Catalogue:
    return reading.catalogue(words, where=name, asked=False)


@lru_cache(maxsize=64)
def _crosswalk(words: str, name: str) -> Crosswalk:
    return written.read(words, Crosswalk, where=name)[0]


def digest(file: Words) -> str:
    """The SHA-256 of the words, by which they are kept."""
    return hashlib.sha256(file.words.encode()).hexdigest()


def digests(numbers: Sequence[int]) -> set[str]:
    """The digests of kept files."""
    return set(SideFile.objects.filter(pk__in=numbers).values_list("digest", flat=True))
