"""The catalogues and crosswalks that ship with Trustlane, read whole and held against one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from trustlane.criteria import reading
from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.crosswalk import Crosswalk, Link


@dataclass(frozen=True)
class Served:
    """An answer that serves an item of another catalogue, and the crosswalk that says so."""

    catalogue: str  # that was answered, by name
    item: str
    crosswalk: str
    link: Link


@dataclass(frozen=True)
class Library:
    """Catalogues by name, and the crosswalks between them."""

    catalogues: dict[str, Catalogue]
    crosswalks: tuple[Crosswalk, ...]

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

    Raises `reading.CriteriaRefused` for the first file that cannot be used.
    """
    named = dict(files)
    catalogues: dict[str, Catalogue] = {}
    for file in sorted(name for name in named if "_" not in name):
        catalogue = reading.catalogue(named[file], where=file)
        _called(file, catalogue.name)
        catalogues[catalogue.name] = catalogue
    crosswalks: list[Crosswalk] = []
    for file in sorted(name for name in named if "_" in name):
        crosswalk = reading.crosswalk(named[file], catalogues, where=file)
        _called(file, crosswalk.name)
        if any((one.of, one.to) == (crosswalk.to, crosswalk.of) for one in crosswalks):
            raise reading.CriteriaRefused(
                f"{file}: the same two are related the other way round already; keep one file."
            )
        crosswalks.append(crosswalk)
    return Library(catalogues, tuple(crosswalks))


def _called(file: str, name: str) -> None:
    if file != f"{name}.yaml":
        raise reading.CriteriaRefused(f"{file}: it holds {name}; call the file {name}.yaml.")


def files() -> dict[str, str]:
    """The files that ship: name and text."""
    folder = resources.files("trustlane.criteria").joinpath("library")
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}


@cache
def shipped() -> Library:
    """What ships."""
    return read(files().items())
