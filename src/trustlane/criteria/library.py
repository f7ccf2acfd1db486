"""The catalogues, questions and crosswalks that ship with Trustlane, read whole and held against one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib import resources

from trustlane.criteria import reading
from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.crosswalk import Crosswalk, Link
from trustlane.criteria.questionnaire.questions import Questions, bind
from trustlane.written import WrittenRefused

BESIDE = ".questions.yaml"  # how the name of a file of questions ends, after that of its catalogue


@dataclass(frozen=True)
class Served:
    """An answer that serves an item of another catalogue, and the crosswalk that says so."""

    catalogue: str  # that was answered, by name
    item: str
    crosswalk: str
    link: Link


@dataclass(frozen=True)
class Asked:
    """One edition of the questions to a catalogue, and the first day on which somebody who begins is asked them."""

    name: str  # of its file, without .yaml; that of the catalogue where they are its own or derived from its items
    begins: date
    questions: Questions


@dataclass(frozen=True)
class Library:
    """Catalogues by name, the crosswalks between them, and what is asked under each."""

    catalogues: dict[str, Catalogue]
    crosswalks: tuple[Crosswalk, ...]
    # By the name of the catalogue, the earliest first: what its items ask, unless a file of questions counts from ever;
    # then the files that count from a day.
    editions: dict[str, tuple[Asked, ...]]

    @cached_property
    def questions(self) -> dict[str, Questions]:
        """What is asked last under each catalogue, by its name; derived where nobody wrote any."""
        return {name: editions[-1].questions for name, editions in self.editions.items()}

    def asked_on(self, name: str, on: date) -> Asked:
        """What whoever begins that day is asked under a catalogue. Raises KeyError where there is none of that name."""
        return next(one for one in reversed(self.editions[name]) if one.begins <= on)

    def offered(self, wanted: str, answered: Iterable[tuple[str, str]]) -> dict[str, tuple[Served, ...]]:
        """For items of the catalogue `wanted` the answers given elsewhere that serve them.

        `answered` are (catalogue, item). One crosswalk is followed, not one after the other: what serves what serves
        need not serve. Whether an answer was given for each site is not asked here. Raises KeyError where there is no
        catalogue `wanted`.
        """
        given = set(answered)
        found: dict[str, list[Served]] = {}
        for crosswalk in self.crosswalks:
            for one, (catalogue, item), link in crosswalk.served():
                if catalogue == wanted and one in given:
                    found.setdefault(item, []).append(Served(*one, crosswalk.name, link))
        return {item: tuple(found[item]) for item in self.catalogues[wanted].items if item in found}


def read(files: Iterable[tuple[str, str]]) -> Library:
    """A library from (file name, text): a catalogue is called as it is named, a crosswalk as the two it relates.

    A file of questions is called as its catalogue, with the day from which it counts, if any, and `.questions`
    after it.
    Raises `written.WrittenRefused` for the first file that cannot be used.
    """
    named = dict(files)
    catalogues: dict[str, Catalogue] = {}
    for file in sorted(name for name in named if "_" not in name and not name.endswith(BESIDE)):
        catalogue = reading.catalogue(named[file], where=file)
        _called(file, catalogue.name)
        catalogues[catalogue.name] = catalogue
    editions = {name: [Asked(name, date.min, bind(catalogue))] for name, catalogue in catalogues.items()}
    for file in sorted(name for name in named if name.endswith(BESIDE)):
        beside = reading.questions(named[file], catalogues, where=file)
        _called(file, beside.called)
        bound = bind(catalogues[beside.name], beside)
        editions[beside.name].append(Asked(beside.called, beside.begins or date.min, bound))
    crosswalks: list[Crosswalk] = []
    for file in sorted(name for name in named if "_" in name and not name.endswith(BESIDE)):
        crosswalk = reading.crosswalk(named[file], catalogues, where=file)
        _called(file, crosswalk.name)
        if any((one.of, one.to) == (crosswalk.to, crosswalk.of) for one in crosswalks):
            raise WrittenRefused(f"{file}: the same two are related the other way round already; keep one file.")
        crosswalks.append(crosswalk)
    return Library(catalogues, tuple(crosswalks), {name: _in_turn(of) for name, of in editions.items()})


def _in_turn(editions: list[Asked]) -> tuple[Asked, ...]:
    """The earliest first; of two that begin at once only the later one is ever asked."""
    return tuple({one.begins: one for one in sorted(editions, key=lambda one: one.begins)}.values())


def _called(file: str, name: str) -> None:
    if file != f"{name}.yaml":
        raise WrittenRefused(f"{file}: it holds {name}; call the file {name}.yaml.")


def files() -> dict[str, str]:
    """The files that ship: name and text."""
    folder = resources.files("trustlane.criteria").joinpath("library")
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}


@cache
def shipped() -> Library:
    """What ships."""
    return read(files().items())


YEARLY = "yearly-2026"  # what holders are asked once a year


@cache
def reports() -> Library:
    """The questionnaires that holders are asked again and again; they are no catalogue to be assessed by."""
    folder = resources.files("trustlane.criteria").joinpath("library", "reports")
    return read((file.name, file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml"))
