"""JSON with one reading and one writing: I-JSON as it comes (RFC 7493), canonical as it goes (RFC 8785)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import NoReturn

import rfc8785

from trustlane.recognition.feed.refusals import (
    KeyTwice,
    NotCanonical,
    NotJson,
    NotText,
    NumberUnfit,
    TextUnfit,
    TooLong,
)
from trustlane.recognition.refusals import shown

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

EXACT = 2**53 - 1  # RFC 7493 section 2.2
DEEPEST = 6
_DIGITS = len(str(EXACT)) + 1


def write(value: Mapping[str, Json], *, limit: int, place: str) -> bytes:
    """The canonical bytes of one object; refused where a reader would refuse them."""
    _check(dict(value), place, 1)
    return _within(rfc8785.dumps(dict(value)), limit, place)


def read(data: bytes, *, limit: int, place: str) -> dict[str, Json]:
    """The object these bytes write; refused unless they are its canonical form and every reader reads the same."""
    _within(data, limit, place)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotText(f"{place}, byte {error.start}", "it is not UTF-8") from None
    found = _parsed(text, place)
    if not isinstance(found, dict):
        raise NotJson(place, "it is JSON, but not an object")
    _check(found, place, 1)
    if rfc8785.dumps(found) != data:
        raise NotCanonical(place, "the same object has another canonical form (RFC 8785)")
    return found


def _within(data: bytes, limit: int, place: str) -> bytes:
    if len(data) > limit:
        raise TooLong(place, f"{len(data):,} bytes; at most {limit:,} are read")
    return data


def _parsed(text: str, place: str) -> Json:
    def table(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for name, value in pairs:
            if name in found:
                raise KeyTwice(place, f"{shown(name)} stands there twice")
            found[name] = value
        return found

    def whole(digits: str) -> int:
        if len(digits) > _DIGITS or not -EXACT <= int(digits) <= EXACT:
            raise NumberUnfit(place, f"{shown(digits)} is not exact in every reader")
        return int(digits)

    def broken(digits: str) -> NoReturn:
        raise NumberUnfit(place, f"{shown(digits)} is not a whole number")

    try:
        parsed: Json = json.loads(
            text, object_pairs_hook=table, parse_int=whole, parse_float=broken, parse_constant=broken
        )
    except json.JSONDecodeError as error:
        raise NotJson(f"{place}, character {error.pos}", f"it is not JSON ({error.msg})") from None
    except RecursionError:
        raise NotJson(place, "it is nested too deep") from None
    return parsed


def _check(value: Json, place: str, depth: int) -> None:
    """Refuse what JSON allows and I-JSON or this feed does not: odd characters, other normal forms, great depth."""
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, dict | list):
        if depth > DEEPEST:
            raise NotJson(place, f"it is nested more than {DEEPEST} levels deep")
        for name, member in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(name, str):
                _check_text(name, place)
            _check(member, f"{place}, {shown(name)}" if depth == 1 else place, depth + 1)
    elif isinstance(value, int) and not -EXACT <= value <= EXACT:
        raise NumberUnfit(place, f"{shown(value)} is not exact in every reader")


def _check_text(text: str, place: str) -> None:
    """Normal form C, without control characters, halves of pairs and code points that are no characters.

    RFC 7493 section 2.1 forbids the last two.
    """
    for each in text:
        if unicodedata.category(each) in ("Cc", "Cs") or ord(each) & 0xFFFE == 0xFFFE or "\ufdd0" <= each <= "\ufdef":
            raise TextUnfit(place, f"{shown(each)} is not a character of a text")
    if not unicodedata.is_normalized("NFC", text):
        raise TextUnfit(place, f"{shown(text)} is not in Unicode normal form C")
