"""Reads what offices write as YAML: whole and of a known shape, or refused with line, place and mend.

Everything is text until the shape says otherwise, so that 1.10 stays an id and 2025 an edition. Aliases, tags, keys
that stand twice and files beyond a size are refused before anything is built.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
import yaml

SIZE_LIMIT = 400_000  # characters; the longest that ships has a quarter of it
DEEPEST = 12
MOST = 20_000  # tables, lists and values in one file
LONGEST_NAME = 60
LONGEST_TOLD = 700  # characters of one fault
TOLD = 20  # faults of one file that are told at once
_NAME = re.compile(f"[A-Za-z_][A-Za-z0-9_]{{0,{LONGEST_NAME - 1}}}")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\ufeff]")
_TEXTS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "timestamp")}
_SAID = {
    "found character '\\t' that cannot start any token": "there is a tab; indent with spaces",
    "mapping values are not allowed here": "there is a colon in a text; put the text in quotes",
}

Shape = TypeVar("Shape", bound=msgspec.Struct)
Fault = tuple[str, str]  # where, such as `terms[0].length`, and what


class WrittenRefused(Exception):
    """A file cannot be used; the message names every place and the mend, a line each."""


def read(words: str, shape: type[Shape], *, where: str) -> tuple[Shape, Mapping[str, int]]:
    """What a file says, and the line of each place. `where` names the file in messages. Raises WrittenRefused."""
    if len(words) > SIZE_LIMIT:
        raise WrittenRefused(f"{where}: longer than {SIZE_LIMIT:,} characters; shorten it.")
    lines: dict[str, int] = {}
    try:
        raw = _plain(yaml.compose(words, Loader=_Loader), "", lines)
    except _Unfit as error:
        raise WrittenRefused(f"{where}, line {error.line}: {error}.") from error
    except yaml.reader.ReaderError as error:
        line = words.count("\n", 0, int(error.position)) + 1
        raise WrittenRefused(f"{where}, line {line}: it holds an invisible character; delete it.") from error
    except yaml.YAMLError as error:
        what = str(getattr(error, "problem", None) or "it is cut short")
        said = what if isinstance(error, _Beyond) else _SAID.get(what, f"not YAML: {what}")
        raise WrittenRefused(f"{where}, {_mark(error)}: {_cut(said)}.") from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise WrittenRefused(f"{where}: it is not YAML that can be read ({_cut(str(error))}).") from error
    if not isinstance(raw, dict):
        said = "it is empty" if raw is None else "it is no table of names and values"
        raise WrittenRefused(f"{where}, line 1: {said}; begin with `{_names(shape)[0]}: `.")
    try:
        return msgspec.convert(raw, shape, strict=False), lines
    except msgspec.ValidationError as error:
        raise WrittenRefused(f"{where}, {_told(str(error), shape, lines)}") from error


def judged(words: str, shape: type[Shape], faults: Callable[[Shape], Iterable[Fault]], *, where: str) -> Shape:
    """What a file says, where nothing speaks against it. Raises WrittenRefused with everything that does."""
    found, lines = read(words, shape, where=where)
    refuse(faults(found), lines, where=where)
    return found


def refuse(faults: Iterable[Fault], lines: Mapping[str, int], *, where: str) -> None:
    """Raise `WrittenRefused` with every fault and its line, the first 20 of them; nothing where there is none."""
    told = [f"{where}, line {line_of(place, lines)}: {_cut(what)}" for place, what in faults]
    if told:
        more = [f"{where}: and {len(told) - TOLD} more."] if len(told) > TOLD else []
        raise WrittenRefused("\n".join(told[:TOLD] + more))


def text_of(file: Path) -> str:
    """The text of a file somebody wrote. Raises WrittenRefused."""
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise WrittenRefused(f"{file}: it cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise WrittenRefused(f"{file}: it is no text in UTF-8; save it as that.") from error


def texts_in(folder: str) -> dict[str, str]:
    """Every .yaml file of a folder by its whole path, with its text; none where no folder is named.

    Raises WrittenRefused.
    """
    if not folder:
        return {}
    where = Path(folder).expanduser()
    if not where.is_dir():
        raise WrittenRefused(f"{where}: there is no such folder.")
    return {str(file): text_of(file) for file in sorted(where.glob("*.yaml"))}


def line_of(place: str, lines: Mapping[str, int]) -> int:
    """The line of a place, or of what it stands in."""
    while place and place not in lines:
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return lines.get(place, 1)


class _Unfit(Exception):
    """YAML, but nothing that such a file holds."""

    def __init__(self, what: str, node: yaml.Node) -> None:
        super().__init__(what)
        self.line = node.start_mark.line + 1


class _Beyond(yaml.MarkedYAMLError):
    """YAML, but more of it than is needed."""


class _Loader(yaml.SafeLoader):
    """YAML without `*`, which could grow without bound, and no deeper or larger than is needed."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._deep = self._many = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self._deep, self._many = self._deep + 1, self._many + 1
        for wrong, problem in (
            (self.check_event(yaml.AliasEvent), "`*` stands for something written above; write it out"),
            (self._deep > DEEPEST, f"nested more than {DEEPEST} levels deep"),
            (self._many > MOST, f"more than {MOST:,} names and values"),
        ):
            if wrong:
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise _Beyond(problem=problem, problem_mark=mark)
        found = super().compose_node(parent, index)
        self._deep -= 1
        return found


def _mark(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"


def _plain(node: yaml.Node | None, place: str, lines: dict[str, int]) -> Any:
    """Tables, lists and texts, and the line of each place. A name that stands twice is refused, not overwritten."""
    if node is None:
        return None
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, f"{place}[{number}]", lines) for number, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _table(node, place, lines)
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag not in _TEXTS:
        raise _Unfit(f"{str(node.tag)[:LONGEST_NAME]} is nothing this file holds; write text", node)
    if _UNSEEN.search(str(node.value)):
        raise _Unfit("the text holds an invisible character; delete it", node)
    return str(node.value)


def _table(node: yaml.MappingNode, place: str, lines: dict[str, int]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or not _NAME.fullmatch(str(key.value)):
            raise _Unfit(f"a name is one word of at most {LONGEST_NAME} letters, digits and `_`", key)
        name = str(key.value)
        if name in table:
            raise _Unfit(f"{name} stands there twice; keep one", key)
        inside = f"{place}.{name}".lstrip(".")
        lines[inside] = key.start_mark.line + 1
        table[name] = _plain(value, inside, lines)
    return table


def _told(error: str, shape: type[msgspec.Struct], lines: Mapping[str, int]) -> str:
    """What does not have the shape, in words: its line, its place, and the mend where there is one."""
    what, _, at = error.rpartition(" - at `")  # nothing is said of the place where it is the whole
    place = at.rpartition("$")[2].rstrip("`").lstrip(".") if what else ""
    what = what or error
    kind = _kind_at(place, shape, of_its_name=at.startswith("key` in "))
    if what.startswith("Object contains unknown field `"):
        unknown = what.partition("`")[2].rstrip("`")
        place = f"{place}.{unknown}".lstrip(".")
        said = _meant(f"there is no {unknown!r} here; there are", unknown, _names(_bare(kind)))
    elif what.startswith("Object missing required field `"):
        said = f"{what.partition('`')[2].rstrip('`')} is missing; write it."
    elif what.startswith("Invalid enum value "):
        found = what.removeprefix("Invalid enum value ").strip("'")[:LONGEST_NAME]
        said = _meant(f"{found!r} is none of", found, _words(kind))
    elif what.startswith("Expected `array"):
        said = "write a list: [ …, … ]."
    else:
        said = f"{_cut(what)}."
    return f"line {line_of(place, lines)}: {f'{place}: ' if place else ''}{said}"


def _meant(said: str, found: str, known: list[str]) -> str:
    """What is known there, and what was probably meant."""
    close = difflib.get_close_matches(found, known, 1)
    return f"{_cut(f'{said}: ' + ', '.join(known))}." + (f" Do you mean {close[0]!r}?" if close else "")


def _kind_at(place: str, kind: Any, *, of_its_name: bool) -> Any:
    """What may stand at a place that the shape has, such as `terms[0].unit`; `[...]` is below a name of the writer's.

    With `of_its_name`, what that name itself may be.
    """
    for step in re.findall(r"\w+|\.\.\.", place):
        kind = _bare(kind)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            kind = next(field.type for field in msgspec.structs.fields(kind) if field.encode_name == step)
        else:
            kind = get_args(kind)[1 if step == "..." else 0]
    return get_args(_bare(kind))[0] if of_its_name else kind


def _bare(kind: Any) -> Any:
    """A kind without its bounds, and without that it may be left out."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = next(one for one in get_args(kind) if one is not NoneType)
    return kind


def _names(shape: type[msgspec.Struct]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(shape)]


def _words(kind: Any) -> list[str]:
    """The words that may stand there, in the order in which they were written down."""
    if get_origin(kind) in (Annotated, Union, UnionType):
        return [word for one in get_args(kind) for word in _words(one)]
    if get_origin(kind) is Literal:
        return [str(word) for word in get_args(kind)]
    return [str(word.value) for word in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def _cut(words: str) -> str:
    """What is told of a file never grows with it."""
    return words if len(words) <= LONGEST_TOLD else f"{words[: LONGEST_TOLD - 1]}…"
