"""From the text of a YAML or JSON document to plain values, with bounded size, depth and effort.

YAML is read from its events, so nothing is ever constructed from a tag, anchors and aliases are refused (a bomb needs
them), and plain words stay words: NO is Norway, 0101 is a heading, 2026-01-01 is text until a field says date. Only
true, false, null and numbers without leading zeros mean something else than themselves (the YAML 1.2 core schema).
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import yaml

from trustlane.selectivity.rules.problems import Problem, RulesRefused

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 48
MAX_VALUES = 1_000_000

_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,38})\Z")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,38})(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?\Z")
# The parser written in C where PyYAML was built with it; both give the same events.
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_document(data: bytes) -> Any:
    """The plain values of one document: mappings, sequences, texts, numbers, flags and none."""
    if len(data) > MAX_BYTES:
        _refuse(
            "document", f"It has {len(data):,} bytes; {MAX_BYTES:,} are allowed.", "Split it into several documents."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(f"byte {error.start + 1}", "The document is not UTF-8 text.", "Save it as UTF-8.")
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _read_json(text)
        except _NotJson as refused:
            # A YAML document may begin with a brace too; what is neither is reported as the JSON it looks like.
            try:
                return _read_yaml(text)
            except RulesRefused:
                raise RulesRefused(refused.problems) from None
    return _read_yaml(text)


class _NotJson(RulesRefused):
    """The text is not written in JSON, so it may be YAML that begins with a bracket."""


def _read_json(text: str) -> Any:
    if _depth(text) > MAX_DEPTH:
        _refuse("document", f"Brackets stand more than {MAX_DEPTH} deep.", "Write a flatter document.")
    seen = 0

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal seen
        seen += len(pairs)
        if seen > MAX_VALUES:
            _refuse("document", f"It holds more than {MAX_VALUES:,} values.", "Split it into several documents.")
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                _refuse(f"key {key!r:.60}", "It stands twice in one mapping.", "Keep one of them.")
            found[key] = value
        return found

    def constant(word: str) -> NoReturn:
        _refuse("document", f"{word} is not a number.", "Leave the value out, or write the number.")

    try:
        return json.loads(text, object_pairs_hook=mapping, parse_constant=constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _NotJson([Problem(place, f"This is not JSON: {error.msg}.", "Mend the JSON there.")]) from None
    except (ValueError, RecursionError):
        _refuse(
            "document", "It holds a number or a nesting beyond all bounds.", "Write smaller numbers, fewer brackets."
        )


def _depth(text: str) -> int:
    """How deep the brackets of a JSON text nest, texts in quotes left aside."""
    deepest = depth = 0
    for token in re.finditer(r"(?s)" r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        if token[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in "]}":
            depth -= 1
    return deepest


class _Frame:
    """A mapping or sequence that is being read."""

    __slots__ = ("key", "value")

    def __init__(self, value: dict[str, Any] | list[Any]) -> None:
        self.value = value
        self.key: str | None = None


def _read_yaml(text: str) -> Any:
    stack: list[_Frame] = []
    root: Any = None
    count = documents = 0
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            mark = event.start_mark
            place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "document"
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                _refuse(place, "Anchors (&) and aliases (*) are not read.", "Write the value out in each place.")
            tag = getattr(event, "tag", None)
            if tag not in (None, "!"):
                _refuse(place, f"The tag {tag!r:.60} is not read.", "Leave the tag away.")
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    _refuse(place, "A second document begins here.", "Put it into a file of its own.")
            if isinstance(event, yaml.CollectionStartEvent | yaml.ScalarEvent):
                count += 1
                if count > MAX_VALUES:
                    _refuse(place, f"It holds more than {MAX_VALUES:,} values.", "Split it into several documents.")
            if isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= MAX_DEPTH:
                    _refuse(place, f"It nests more than {MAX_DEPTH} deep.", "Write a flatter document.")
                _open(stack, {} if isinstance(event, yaml.MappingStartEvent) else [], place)
            elif isinstance(event, yaml.CollectionEndEvent):
                root = _put(stack, stack.pop().value)
            elif isinstance(event, yaml.ScalarEvent):
                frame = stack[-1] if stack else None
                if frame and isinstance(frame.value, dict) and frame.key is None:
                    if event.value in frame.value:
                        _refuse(place, f"The key {event.value!r:.60} stands twice here.", "Keep one of them.")
                    frame.key = event.value
                else:
                    root = _put(stack, event.value if event.style else _meaning(event.value))
    except yaml.MarkedYAMLError as error:
        where = error.problem_mark or error.context_mark
        place = f"line {where.line + 1}, column {where.column + 1}" if where else "document"
        _refuse(place, f"This is not YAML: {error.problem or error.context}.", "Mend the writing there.")
    except (yaml.YAMLError, ValueError) as error:
        _refuse(
            "document", f"This is not YAML: {str(error).splitlines()[0][:120]}.", "Mend or remove what stands there."
        )
    return root


def _open(stack: list[_Frame], value: dict[str, Any] | list[Any], place: str) -> None:
    if stack and isinstance(stack[-1].value, dict) and stack[-1].key is None:
        _refuse(place, "A key must be a word.", "Write a word before the colon.")
    stack.append(_Frame(value))


def _put(stack: list[_Frame], value: Any) -> Any:
    """Hand a finished value to the mapping or sequence around it; the outermost is the document."""
    if stack:
        frame = stack[-1]
        if isinstance(frame.value, dict):
            frame.value[str(frame.key)] = value
            frame.key = None
        else:
            frame.value.append(value)
    return value


def _meaning(word: str) -> Any:
    """What an unquoted word means."""
    if word.lower() in _WORDS and word in (word.lower(), word.title(), word.upper()):
        return _WORDS[word.lower()]
    if _INTEGER.match(word):
        return int(word)
    if _NUMBER.match(word):
        return float(word)
    return word


def _refuse(place: str, reason: str, mend: str) -> NoReturn:
    raise RulesRefused([Problem(place, reason, mend)])
