"""Reads catalogues and crosswalks from YAML; what is wrong is told with its line, its item and the mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
import yaml

from trustlane.criteria import faults
from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.crosswalk import Crosswalk

SIZE_LIMIT = 2_000_000  # characters
DEEPEST = 20
_TEXTS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "timestamp")}
TOLD = 20  # faults of one file that are told at once

Read = TypeVar("Read", Catalogue, Crosswalk)


class CriteriaRefused(Exception):
    """A file cannot be used; the message names every place and the mend, a line each."""


def catalogue(words: str, *, where: str) -> Catalogue:
    """A catalogue from YAML. `where` names the file in messages."""
    read, lines = _read(words, Catalogue, where)
    _refuse(where, faults.of_catalogue(read), lines)
    return read


def crosswalk(words: str, catalogues: Mapping[str, Catalogue], *, where: str) -> Crosswalk:
    """A crosswalk from YAML between some of the catalogues, which are given by name."""
    read, lines = _read(words, Crosswalk, where)
    _refuse(where, faults.of_crosswalk(read, catalogues), lines)
    return read


def _refuse(where: str, found: Iterable[faults.Fault], lines: Mapping[str, int]) -> None:
    told = [f"{where}, {_line(place, lines)}: {what}" for place, what in found]
    if told:
        more = [f"{where}: and {len(told) - TOLD} more."] if len(told) > TOLD else []
        raise CriteriaRefused("\n".join(told[:TOLD] + more))


def _read(words: str, kind: type[Read], where: str) -> tuple[Read, Mapping[str, int]]:
    if len(words) > SIZE_LIMIT:
        raise CriteriaRefused(f"{where}: longer than {SIZE_LIMIT:,} characters; no catalogue is.")
    lines: dict[str, int] = {}
    try:
        node = yaml.compose(words, Loader=_Loader)
    except yaml.YAMLError as error:
        raise CriteriaRefused(
            f"{where}, {_mark(error)}: not YAML: {getattr(error, 'problem', None) or error}."
        ) from error
    except RecursionError as error:
        raise CriteriaRefused(f"{where}: it is nested without end; a catalogue is four levels deep.") from error
    raw = _plain(node, "", lines, where, 0)
    try:
        return msgspec.convert(raw, kind, strict=False), lines
    except msgspec.ValidationError as error:
        what, _, at = str(error).partition(" - at `")
        place = at.rpartition("$")[2].rstrip("`").lstrip(".")
        raise CriteriaRefused(f"{where}, {_line(place, lines)}: {_place(place)}{what}.{_meant(what, kind)}") from error


class _Loader(yaml.SafeLoader):
    """YAML without aliases, which could grow without bound."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="it refers to itself by `*`; write it out", problem_mark=mark)
        return super().compose_node(parent, index)


def _plain(node: yaml.Node | None, place: str, lines: dict[str, int], where: str, depth: int) -> Any:
    """Tables, lists and values, and the line of each place. A key that stands twice is refused, not overwritten."""
    if node is None:
        return None
    line = node.start_mark.line + 1
    lines[place] = line
    if depth > DEEPEST:
        raise CriteriaRefused(f"{where}, line {line}: nested more than {DEEPEST} levels deep; a catalogue has four.")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, f"{place}[{number}]", lines, where, depth + 1) for number, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        table: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise CriteriaRefused(f"{where}, line {key.start_mark.line + 1}: a name is one word, not a table.")
            name = str(key.value)
            if name in table:
                raise CriteriaRefused(f"{where}, line {key.start_mark.line + 1}: {name} stands there twice; keep one.")
            table[name] = _plain(value, f"{place}.{name}".lstrip("."), lines, where, depth + 1)
        return table
    return _value(node, where, line)


def _value(node: yaml.Node, where: str, line: int) -> Any:
    """Everything is text until a catalogue's shape says otherwise: 1.10 is an id and 2025 an edition."""
    words = str(node.value)
    if node.tag == "tag:yaml.org,2002:bool":
        return words.lower() in ("true", "yes", "on")
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag in _TEXTS:
        return words
    raise CriteriaRefused(f"{where}, line {line}: {node.tag} is nothing a catalogue holds; write plain text.")


def _line(place: str, lines: Mapping[str, int]) -> str:
    """The line of a place, or of what it stands in."""
    while place and place not in lines:
        place = place.rpartition("." if place.rfind(".") > place.rfind("[") else "[")[0]
    return f"line {lines.get(place, 1)}"


def _mark(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"


def _place(place: str) -> str:
    return f"{place}: " if place else ""


def _meant(what: str, kind: type[Read]) -> str:
    """Which name was probably meant, where one is unknown."""
    unknown = what.partition("unknown field `")[2].partition("`")[0]
    names = sorted({field.encode_name for struct in _structs(kind) for field in msgspec.structs.fields(struct)})
    close = difflib.get_close_matches(unknown, names, 1) if unknown else []
    return f" Do you mean {close[0]!r}?" if close else ""


def _structs(kind: type[Read]) -> tuple[type[msgspec.Struct], ...]:
    from trustlane.criteria.catalogue import Item, Section
    from trustlane.criteria.crosswalk import Link, Named

    return (Catalogue, Section, Item) if kind is Catalogue else (Crosswalk, Named, Link)
