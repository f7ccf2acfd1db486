"""Reads declarations written in JSON, our own form of it: an array, one object, or one object a line.

Keys are the columns of the frame; what belongs to a line stands in `lines`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, OUTCOME_ROWS, Read
from trustlane.declarations.readers.conversion import FIRST_YEAR, LAST_YEAR
from trustlane.declarations.readers.json_schema import Declaration, Line
from trustlane.declarations.readers.refusing import Refusals
from trustlane.declarations.readers.sources import MARKS

DECLARATION = msgspec.json.Decoder(Declaration)
ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
HEAD = tuple(name for name in LINES if name in Declaration.__struct_fields__ and name not in ("parties", "claims"))
LINE = Line.__struct_fields__


def read_json(path: Path, *, zone: str = "UTC") -> Read:
    """The declarations of one file; each that does not fit the schema is refused with the path to the fault."""
    return read_json_bytes(path.read_bytes(), str(path), zone=zone)


def read_json_bytes(data: bytes, file: str, *, zone: str = "UTC") -> Read:
    """The declarations in some bytes, such as the body of a request."""
    refusals = Refusals(file)
    rows = _Rows(ZoneInfo(zone))
    for place, piece in _pieces(_utf8(data), refusals):
        _take(place, piece, rows, refusals)
    return Read(
        lines=pl.DataFrame(rows.lines, schema=LINES, orient="row"),
        events=pl.DataFrame(rows.events, schema=EVENT_ROWS, orient="row"),
        observed=pl.DataFrame(rows.observed, schema=OBSERVED_ROWS, orient="row"),
        outcomes=pl.DataFrame(rows.outcomes, schema=OUTCOME_ROWS, orient="row"),
        refused=refusals.listed(),
        unlisted=refusals.unlisted(),
    )


@dataclass(slots=True)
class _Rows:
    """The rows gathered so far, and which versions they stand for."""

    zone: ZoneInfo
    lines: list[tuple[Any, ...]]
    events: list[tuple[Any, ...]]
    observed: list[tuple[Any, ...]]
    outcomes: list[tuple[Any, ...]]
    seen: set[tuple[str, int]]

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.lines, self.events, self.observed, self.outcomes = [], [], [], []
        self.seen = set()


def _take(place: str, piece: bytes, rows: _Rows, refusals: Refusals) -> None:
    try:
        declared = DECLARATION.decode(piece)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        refusals.add(
            f"{place}, {where.rstrip('`') or '$'}",
            f"{reason}.",
            "Write it as docs/formats/declarations.md says.",
            _reference(piece),
            kind=reason,
        )
        return
    except (msgspec.DecodeError, RecursionError) as error:
        refusals.add(
            place, f"This is not JSON: {error}.", "Mend the brackets, quotes and commas there.", kind="not JSON"
        )
        return
    if declared.version is None and declared.message == "original":
        declared.version = 1
    fault = _fault(declared, rows)
    if fault is not None:
        where, reason, mend = fault
        refusals.add(f"{place}, {where}", reason, mend, declared.declaration, kind=reason)
        return
    _keep(declared, rows)


def _fault(declared: Declaration, rows: _Rows) -> tuple[str, str, str] | None:
    """What the schema alone cannot say: place, reason and mend of the first fault."""
    if declared.version is not None and (declared.declaration, declared.version) in rows.seen:
        return "$.version", "This version stands in the file already.", "Give it its own number, or leave it out."
    if declared.message != "cancellation" and not declared.lines and not (declared.events or declared.observed):
        return "$.lines", "It has no lines.", "Give at least one line."
    numbers = [line.line for line in declared.lines if line.line is not None]
    if len(set(numbers)) != len(numbers) or (numbers and len(numbers) != len(declared.lines)):
        return "$.lines", "Line numbers repeat, or some are missing.", "Number every line once, or none."
    for at, line in enumerate(declared.lines):
        if line.value_minor is not None and line.currency is None:
            return f"$.lines[{at}].currency", "An amount without its currency means nothing.", "Give the ISO 4217 code."
    moments = [("lodged", declared.lodged), ("day", declared.day)]
    moments += [(f"events[{at}].at", event.at) for at, event in enumerate(declared.events)]
    for at, seen in enumerate(declared.observed):
        moments += [
            (f"observed[{at}].examined_at", seen.examined_at),
            (f"observed[{at}].released_at", seen.released_at),
        ]
    for where, moment in moments:
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return f"$.{where}", f"The year {moment.year} cannot be.", f"Give one from {FIRST_YEAR} to {LAST_YEAR}."
    if "\0" in str(msgspec.to_builtins(declared)).replace("\\x00", "\0"):
        return "$", "A text holds a null character.", "Leave it out."
    return None


def _keep(declared: Declaration, rows: _Rows) -> None:
    reference, zone = declared.declaration, rows.zone
    if declared.version is not None:
        rows.seen.add((reference, declared.version))
    declared.lodged = _utc(declared.lodged, zone)
    if declared.day is None and declared.lodged is not None:
        declared.day = declared.lodged.astimezone(zone).date()
    head = {name: getattr(declared, name) for name in HEAD} | {
        "parties": [msgspec.structs.asdict(party) for party in declared.parties] or None,
        "claims": [msgspec.structs.asdict(claim) for claim in declared.claims] or None,
        "containers": declared.containers or None,
    }
    lines: list[Line | None] = [*declared.lines]
    if not lines and declared.message == "cancellation":
        lines = [None]  # a cancellation says nothing of goods, and still is a row
    for number, line in enumerate(lines, 1):
        goods = {name: getattr(line, name) for name in LINE} if line is not None else dict.fromkeys(LINE)
        if line is not None and line.line is None:
            goods["line"] = number
        rows.lines.append(tuple((head | goods).get(name) for name in LINES))
    for event in declared.events:
        rows.events.append((reference, event.event, _utc(event.at, zone), event.source, event.detail))
    for seen in declared.observed:
        seen.examined_at, seen.released_at = _utc(seen.examined_at, zone), _utc(seen.released_at, zone)
        rows.observed.append((reference, *(getattr(seen, name) for name in OBSERVED_ROWS if name != "declaration")))
    rows.outcomes += [(reference, outcome.kind, outcome.found) for outcome in declared.outcomes]


def _utc(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """An instant in UTC; one without an offset is local time of the office."""
    if moment is None:
        return None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)


def _pieces(data: bytes, refusals: Refusals) -> Iterator[tuple[str, bytes]]:
    """The declarations in a file one by one, each with its place; broken ends do not spoil the good beginnings."""
    text = data.strip()
    if not text:
        refusals.add("the file", "It is empty.", "Give at least one declaration.")
    elif text.startswith(b"["):
        try:
            pieces = ARRAY.decode(text)
        except (msgspec.DecodeError, RecursionError):
            yield from _rescued(data, refusals)
        else:
            yield from ((f"item {number}", bytes(piece)) for number, piece in enumerate(pieces, 1))
    elif _one_a_line(text):
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                yield f"line {number}", line.strip()
    else:
        yield "the object", text


def _one_a_line(text: bytes) -> bool:
    """Whether every line is an object of its own: the first one already is whole."""
    first = text.split(b"\n", 1)[0].strip()
    try:
        return isinstance(msgspec.json.decode(first), dict) and first != text
    except (msgspec.DecodeError, RecursionError):
        # One object over several lines, or lines of which the first is broken.
        return text.count(b"\n") > 0 and first.startswith(b"{") and first.endswith(b"}")


def _rescued(data: bytes, refusals: Refusals) -> Iterator[tuple[str, bytes]]:
    """The items of an array up to the place where it breaks."""
    text = data.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    at = text.index("[") + 1
    number = 0
    while True:
        at = _next(text, at)
        if text[at : at + 1] == "]" and not text[at + 1 :].strip():
            return  # broken only in a way the standard library forgives
        if number and text[at : at + 1] != ",":
            break
        at = _next(text, at + 1) if number else at
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            at = min(error.pos, len(text)) if isinstance(error, json.JSONDecodeError) else at
            break
        number += 1
        yield f"item {number}", text[at:end].encode()
        at = end
    line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
    refusals.add(
        f"line {line}, column {column}",
        f"From here on this is not JSON; {number} items before it were read.",
        "Mend the brackets, quotes and commas there.",
    )


def _next(text: str, at: int) -> int:
    """The place of the next character that is no blank."""
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _reference(piece: bytes) -> str | None:
    """The reference of a declaration that is not used, where it can still be read."""
    try:
        found = msgspec.json.decode(piece)
    except (msgspec.DecodeError, RecursionError):
        return None
    reference = found.get("declaration") if isinstance(found, dict) else None
    return reference if isinstance(reference, str) else None


def _utf8(data: bytes) -> bytes:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode()
    return data
