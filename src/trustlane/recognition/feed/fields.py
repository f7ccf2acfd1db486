"""The fields of entries and bodies, each read strictly: numbers, instants, days, digests, texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime

from trustlane.recognition.feed.canonical import EXACT, Json
from trustlane.recognition.feed.merkle import HASH_BYTES
from trustlane.recognition.feed.notes import decoded
from trustlane.recognition.feed.refusals import FieldMissing, FieldUnfit, FieldUnknown, InstantUnfit
from trustlane.recognition.refusals import shown

_INSTANT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)

Reader = Callable[[Json, str], object]


def check_names(raw: Mapping[str, Json], *, needed: Collection[str], allowed: Collection[str], place: str) -> None:
    """Refuse an object that lacks a field, or has one that it has not to have."""
    if missing := sorted(set(needed) - raw.keys()):
        raise FieldMissing(place, f"{', '.join(missing)} is missing")
    if unknown := sorted(raw.keys() - set(needed) - set(allowed)):
        raise FieldUnknown(place, f"{shown(unknown[0])} is no field of it")


def number(raw: Json, place: str) -> int:
    """A whole number from 1."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= EXACT:
        raise FieldUnfit(place, f"{shown(raw)} is not a whole number from 1")
    return raw


def text(longest: int) -> Reader:
    """A text that is not empty, begins and ends with no blank, and has at most so many characters."""

    def read(raw: Json, place: str) -> str:
        if not isinstance(raw, str) or not 0 < len(raw) <= longest or raw != raw.strip():
            raise FieldUnfit(place, f"{shown(raw)} is not a text of 1 to {longest} characters without blanks around it")
        return raw

    return read


def like(pattern: str, what: str) -> Reader:
    """A text of one pattern."""
    compiled = re.compile(pattern, re.ASCII)

    def read(raw: Json, place: str) -> str:
        if not isinstance(raw, str) or not compiled.fullmatch(raw):
            raise FieldUnfit(place, f"{shown(raw)} is not {what}")
        return raw

    return read


def one_of(words: Collection[str]) -> Reader:
    """One of these words."""

    def read(raw: Json, place: str) -> str:
        if not isinstance(raw, str) or raw not in words:
            raise FieldUnfit(place, f"{shown(raw)} is none of {', '.join(sorted(words))}")
        return raw

    return read


def several(each: Reader, most: int) -> Callable[[Json, str], tuple[object, ...]]:
    """A list of 1 to so many of a kind, none of them twice."""

    def read(raw: Json, place: str) -> tuple[object, ...]:
        if not isinstance(raw, list) or not 0 < len(raw) <= most:
            raise FieldUnfit(place, f"{shown(raw)} is not a list of 1 to {most}")
        found = tuple(each(one, f"{place}[{at}]") for at, one in enumerate(raw))
        if len(set(found)) != len(found):
            raise FieldUnfit(place, "something stands there twice")
        return found

    return read


def digest(raw: Json, place: str) -> bytes:
    """Thirty-two bytes in base64."""
    found = decoded(raw) if isinstance(raw, str) else None
    if found is None or len(found) != HASH_BYTES:
        raise FieldUnfit(place, f"{shown(raw)} is not base64 of {HASH_BYTES} bytes")
    return found


def instant(raw: Json, place: str) -> datetime:
    """An instant in UTC to the second, such as ``2026-03-01T10:00:00Z``."""
    met = _INSTANT.fullmatch(raw) if isinstance(raw, str) else None
    try:
        year, month, of_month, hour, minute, second = map(int, met.groups() if met else ())
        return datetime(year, month, of_month, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise InstantUnfit(place, f"{shown(raw)} is not an instant such as 2026-03-01T10:00:00Z") from None


def day(raw: Json, place: str) -> date:
    """A day, such as ``2026-03-01``."""
    met = _DAY.fullmatch(raw) if isinstance(raw, str) else None
    try:
        year, month, of_month = map(int, met.groups() if met else ())
        return date(year, month, of_month)
    except ValueError:
        raise FieldUnfit(place, f"{shown(raw)} is not a day such as 2026-03-01") from None


def written_instant(at: datetime, place: str) -> str:
    """An instant as it is written; refused where it is not in UTC to the second."""
    if at.utcoffset() is None or at.utcoffset() or at.microsecond:
        raise InstantUnfit(place, f"{at.isoformat()} is not in UTC to the second")
    return at.replace(tzinfo=None).isoformat() + "Z"
