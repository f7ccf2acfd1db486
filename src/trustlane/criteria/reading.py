"""Reads catalogues and crosswalks from YAML; what is wrong is told with its line, its item and the mend."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

import msgspec
import yaml

from trustlane.criteria import faults
from trustlane.criteria.catalogue import Catalogue, Item, Section, Standard
from trustlane.criteria.crosswalk import Crosswalk, Link, Named, Relation
from trustlane.parties.roles import ROLES

SIZE_LIMIT = 400_000  # characters; the longest that ships has a quarter of it
DEEPEST = 12
MOST = 20_000  # tables, lists and values in one file
LONGEST_NAME = 60
_TEXTS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "timestamp")}
LONGEST_TOLD = 400  # characters of one fault
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
        raw = _plain(yaml.compose(words, Loader=_Loader), "", lines, where)
    except yaml.reader.ReaderError as error:
        line = words.count("\n", 0, int(error.position)) + 1
        raise CriteriaRefused(f"{where}, line {line}: it holds an invisible character; delete it.") from error
    except yaml.YAMLError as error:
        what = str(getattr(error, "problem", None) or "it is cut short")
        said = what if isinstance(error, _Beyond) else _SAID.get(what, f"not YAML: {what}")
        raise CriteriaRefused(f"{where}, {_mark(error)}: {_cut(said)}.") from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise CriteriaRefused(f"{where}: it is not YAML that can be read ({_cut(str(error))}).") from error
    if not isinstance(raw, dict):
        said = "it is empty" if raw is None else "it is no table of names and values"
        raise CriteriaRefused(f"{where}, line 1: {said}; begin with `id: `.")
    try:
        return msgspec.convert(raw, kind, strict=False), lines
    except msgspec.ValidationError as error:
        raise CriteriaRefused(f"{where}, {_told(str(error), kind, lines)}") from error


class _Beyond(yaml.MarkedYAMLError):
    """YAML, but nothing that a catalogue needs."""


class _Loader(yaml.SafeLoader):
    """YAML without `*`, which could grow without bound, and no deeper or larger than a catalogue."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._deep = self._many = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        if self.check_event(yaml.AliasEvent):
            problem = "`*` stands for something written above; write it out"
            raise _Beyond(problem=problem, problem_mark=mark)
        self._deep, self._many = self._deep + 1, self._many + 1
        if self._deep > DEEPEST:
            raise _Beyond(problem=f"nested more than {DEEPEST} levels deep", problem_mark=mark)
        if self._many > MOST:
            raise _Beyond(problem=f"more than {MOST:,} names and values", problem_mark=mark)
        found = super().compose_node(parent, index)
        self._deep -= 1
        return found


_SAID = {
    "found character '\\t' that cannot start any token": "there is a tab; indent with spaces",
    "mapping values are not allowed here": "a colon in a text; put the text in quotes",
}


def _plain(node: yaml.Node | None, place: str, lines: dict[str, int], where: str) -> Any:
    """Tables, lists and values, and the line of each place. A key that stands twice is refused, not overwritten."""
    if node is None:
        return None
    line = node.start_mark.line + 1
    lines[place] = line
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, f"{place}[{number}]", lines, where) for number, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        table: dict[str, Any] = {}
        for key, value in node.value:
            here = f"{where}, line {key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode) or not _NAME.fullmatch(str(key.value)):
                raise CriteriaRefused(f"{here}: a name is one word of at most {LONGEST_NAME} letters, digits and `_`.")
            name = str(key.value)
            if name in table:
                raise CriteriaRefused(f"{here}: {name} stands there twice; keep one.")
            inside = f"{place}.{name}".lstrip(".")
            table[name] = _plain(value, inside, lines, where)
            lines[inside] = key.start_mark.line + 1
        return table
    return _value(node, where, line)


def _value(node: yaml.Node, where: str, line: int) -> Any:
    """Everything is text until a catalogue's shape says otherwise: 1.10 is an id and 2025 an edition."""
    words = str(node.value)
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag not in _TEXTS:
        raise CriteriaRefused(f"{where}, line {line}: {_cut(str(node.tag))} is nothing a catalogue holds; write text.")
    if _UNSEEN.search(words):
        raise CriteriaRefused(f"{where}, line {line}: the text holds an invisible character; delete it.")
    return words


def _told(error: str, kind: type[Read], lines: Mapping[str, int]) -> str:
    """What does not have the shape, in words: its line, its place, and the mend where there is one."""
    what, _, at = error.rpartition(" - at `")
    what = what or error
    place = at.rpartition("$")[2].rstrip("`").lstrip(".")
    unknown = what.partition("unknown field `")[2].partition("`")[0]
    here = f"{place}.{unknown}".lstrip(".") if unknown else place
    named = f"{here}: " if here else ""
    return f"{_line(here, lines)}: {named}{_cut(_in_words(what, unknown, place, kind))}"


def _in_words(what: str, unknown: str, place: str, kind: type[Read]) -> str:
    if unknown:
        names = _fields(place, kind)
        close = difflib.get_close_matches(unknown, names, 1)
        meant = f" Do you mean {close[0]!r}?" if close else ""
        return f"there is no {unknown!r} here; there are: {', '.join(names)}.{meant}"
    if what.startswith("Invalid enum value"):
        known = next((names for field, names in _KNOWN.items() if field in place), ())
        return f"{what.removeprefix('Invalid enum value ')} is none of: {', '.join(known)}."
    if what.startswith("Expected `array`"):
        return "write a list: [ …, … ]."
    if what.startswith("Object missing required field"):
        return f"{what.partition('`')[2].rstrip('`')} is missing; write it."
    return f"{what}."


_KNOWN = {
    "relation": get_args(Relation),
    "applies": (*ROLES, "with full or partly"),
    "also": get_args(Standard),
    "level": ("must", "should"),
    ".of": ("operator", "customs"),
}
_NAME = re.compile(f"[A-Za-z_][A-Za-z0-9_]{{0,{LONGEST_NAME - 1}}}")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\ufeff]")


def _fields(place: str, kind: type[Read]) -> list[str]:
    struct: type[msgspec.Struct]
    if kind is Catalogue:
        struct = Item if ".items[" in place else Section if place.startswith("sections[") else Catalogue
    else:
        struct = Link if place.startswith("links[") else Named if place in ("from", "to") else Crosswalk
    return [field.encode_name for field in msgspec.structs.fields(struct)]


def _cut(words: str) -> str:
    """What is told of a file never grows with it."""
    return words if len(words) <= LONGEST_TOLD else f"{words[: LONGEST_TOLD - 1]}…"


def _line(place: str, lines: Mapping[str, int]) -> str:
    """The line of a place, or of what it stands in."""
    while place and place not in lines:
        place = place.rpartition("." if place.rfind(".") > place.rfind("[") else "[")[0]
    return f"line {lines.get(place, 1)}"


def _mark(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
