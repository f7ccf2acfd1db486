"""The rows of an Excel workbook, read with the standard library's expat and bounded in every size.

A spreadsheet library that lays a sheet out as a dense grid can be made to ask for hundreds of gigabytes by one cell in
the last row and column, which ends the process; here a sheet costs what its filled cells cost. Every room that is given
workbooks reads them here.
"""

from __future__ import annotations

import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from xml.parsers import expat

from trustlane.evidence.grid import LAST_ROW, Bounds, Cell, GridRefused, Row, too_long, too_many_rows, too_wide

_BROKEN_MEND = "Open it in a spreadsheet program and save it again as Excel workbook (.xlsx)."
_BESIDE_MEND = "Delete empty formatted rows and what is beside the table."
_DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)])
_TIME_FORMATS = frozenset([*range(18, 22), 45, 47])
_REFERENCE = re.compile(r"([A-Z]{1,7})([0-9]{1,9})")
_PIECE = 1 << 16
MOST_OF_ONE = 1 << 19  # bytes of one tag, comment or instruction: the parser holds it whole
MOST_DEPTH = 64  # of elements within elements: the parser holds all that are open
MOST_NAMES = 2_000  # different names of elements and attributes: the parser keeps each


def read_workbook(file: BinaryIO, bounds: Bounds) -> Iterator[tuple[str, Iterator[Row]]]:
    """The visible sheets of an Excel workbook (.xlsx) by name, each with its filled rows as a person sees their values.

    Rows are read while they are asked for; a sheet has to be left before the next is begun.
    """
    with _damage(), zipfile.ZipFile(file) as archive:
        yield from _sheets(archive, bounds)


@contextmanager
def _damage() -> Iterator[None]:
    """What the archive or its XML can be broken by, as a refusal."""
    try:
        yield
    except GridRefused:
        raise
    except (NotImplementedError, RuntimeError) as locked:  # unknown compression; password
        raise GridRefused("is an Excel workbook with a password or an unknown compression", _BROKEN_MEND) from locked
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, LookupError, ValueError, OverflowError, EOFError, OSError,
    ) as broken:  # fmt: skip
        raise GridRefused(f"is a broken Excel workbook ({broken or type(broken).__name__})", _BROKEN_MEND) from broken
    except Exception as broken:
        if type(broken).__module__ in ("lzma", "_bz2", "_lzma"):
            raise GridRefused("is a broken Excel workbook", _BROKEN_MEND) from broken
        raise


def _sheets(archive: zipfile.ZipFile, bounds: Bounds) -> Iterator[tuple[str, Iterator[Row]]]:
    entries = archive.infolist()
    unpacked = sum(each.file_size for each in entries)
    if len(entries) > bounds.parts or unpacked > bounds.unpacked:
        most = f"{bounds.unpacked // 2**20:,} MB in {bounds.parts:,} parts"
        raise GridRefused(
            f"unpacks to {unpacked // 2**20:,} MB in {len(entries):,} parts; {most} are the most",
            "Send only the table, without images and empty formatted rows.",
        )
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise GridRefused("is no Excel workbook (.xlsx)", _BROKEN_MEND)
    count = _Count(bounds.elements)
    book, links, strings, styles = _Book(), _Links(), _Strings(bounds), _Styles()
    for name, part in (
        ("workbook.xml", book), ("_rels/workbook.xml.rels", links), ("sharedStrings.xml", strings),
        ("styles.xml", styles),
    ):  # fmt: skip
        if f"xl/{name}" in names:
            for _ in _parse(archive, f"xl/{name}", part, count):
                pass
    for name, link in book.sheets[: bounds.sheets]:
        target = links.targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if path not in names:
            continue
        names.remove(path)  # two sheets never share a part, so that one part is not read fifty times
        epoch = datetime(1904, 1, 1) if book.from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        yield name, _rows(archive, path, _Cells(bounds, strings.texts, styles.kinds, epoch), count)


def _rows(archive: zipfile.ZipFile, path: str, cells: _Cells, count: _Count) -> Iterator[Row]:
    with _damage():
        for _ in _parse(archive, path, cells, count):
            ready, cells.rows = cells.rows, []
            yield from ready


class _Part:
    """Handlers of one part of a workbook; names without their namespace."""

    def start(self, name: str, values: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters between elements."""


@dataclass(slots=True)
class _Count:
    """How many elements of a workbook may still be read, and the names met in it without their prefixes."""

    elements: int
    depth: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def local(self, name: str) -> str:
        """The name without its prefix; a declaration of a prefix is no name of ours."""
        known = self.names.get(name)
        if known is None:
            if len(self.names) >= MOST_NAMES:
                raise GridRefused(f"holds more than {MOST_NAMES:,} different tags", _BROKEN_MEND)
            known = self.names[name] = name if name.startswith("xmlns") else name.rpartition(":")[2]
        return known


def _parse(archive: zipfile.ZipFile, path: str, part: _Part, count: _Count) -> Iterator[None]:
    """Give a part its elements; control comes back after every piece, so that rows can be taken as they come."""
    # Without namespaces: a long one would be written out before every name of a million.
    parser = expat.ParserCreate(intern=None)
    parser.buffer_text = True
    count.depth = 0
    local = count.local

    def start(name: str, values: dict[str, str]) -> None:
        count.elements -= 1
        count.depth += 1
        if count.depth > MOST_DEPTH:
            raise GridRefused(f"is nested more than {MOST_DEPTH} deep", _BROKEN_MEND)
        if count.elements < 0:
            raise GridRefused("holds more cells than any table", _BESIDE_MEND)
        part.start(local(name), {local(each): value for each, value in values.items()} if values else values)

    def end(name: str) -> None:
        count.depth -= 1
        part.end(local(name))

    def doctype(*_: Any) -> None:
        raise GridRefused("holds a document type, which no workbook needs", _BROKEN_MEND)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = part.text
    parser.StartDoctypeDeclHandler = doctype
    given = 0
    with archive.open(path) as stream:
        while chunk := stream.read(_PIECE):
            parser.Parse(chunk, False)
            given += len(chunk)
            if given - max(parser.CurrentByteIndex, 0) > MOST_OF_ONE:
                raise GridRefused(f"has one tag or comment longer than {MOST_OF_ONE:,} bytes", _BROKEN_MEND)
            yield
    parser.Parse(b"", True)
    yield


@dataclass
class _Book(_Part):
    """Names and links of the visible sheets, and whether dates count from 1904."""

    sheets: list[tuple[str, str]] = field(default_factory=list)
    from_1904: bool = False

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "sheet" and values.get("state", "visible") == "visible":
            self.sheets.append((values.get("name", ""), values.get("id", "")))
        elif name == "workbookPr":
            self.from_1904 = values.get("date1904", "0") in ("1", "true")


@dataclass
class _Links(_Part):
    """Where a link leads inside the workbook."""

    targets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "Relationship" and values.get("TargetMode") != "External":
            self.targets[values.get("Id", "")] = values.get("Target", "")


@dataclass
class _Strings(_Part):
    """The texts that cells share; phonetic readings are not part of a text."""

    bounds: Bounds
    held: int = 0  # bytes
    length: int = 0
    texts: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    inside: bool = False
    phonetic: bool = False

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "si":
            self.parts, self.length = [], 0
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.inside = not self.phonetic

    def text(self, text: str) -> None:
        if self.inside and self.length <= self.bounds.text:  # one more than a cell may hold, so that it is refused
            text = text[: self.bounds.text + 1 - self.length]
            self.length += len(text)
            self.parts.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self.inside = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            text = "".join(self.parts).strip()
            self.texts.append(text)
            self.held += sys.getsizeof(text) + 8
            if self.held > self.bounds.shared:
                raise GridRefused("holds more text than any table", _BESIDE_MEND)


@dataclass
class _Styles(_Part):
    """Which cell styles show a number as a date, and which as a time of the day."""

    kinds: list[str] = field(default_factory=list)
    custom: dict[str, str] = field(default_factory=dict)
    inside: bool = False

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "numFmt":
            self.custom[values.get("numFmtId", "")] = values.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            number = values.get("numFmtId", "0")
            self.kinds.append(_shown(self.custom[number]) if number in self.custom else _built_in(number))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False


def _built_in(number: str) -> str:
    known = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    return "date" if known in _DATE_FORMATS else "time" if known in _TIME_FORMATS else ""


def _shown(code: str) -> str:
    """A custom format shows a date when it names a year or a day outside quotes and brackets; a time, an hour."""
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower()
    return "date" if "y" in plain or "d" in plain else "time" if "h" in plain else ""


@dataclass
class _Cells(_Part):
    """The rows of one sheet, since they were last taken."""

    bounds: Bounds
    strings: list[str]
    kinds: list[str]
    epoch: datetime
    rows: list[Row] = field(default_factory=list)
    filled: int = 0
    number: int = 0
    cells: list[Cell] = field(default_factory=list)
    column: int = -1
    kind: str = "n"
    shown: str = ""
    inside: bool = False
    parts: list[str] = field(default_factory=list)
    length: int = 0
    refused: GridRefused | None = None  # of the row being read

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "row":
            stated = values.get("r", "")
            self.number = int(stated) if stated else self.number + 1
            if not 0 < self.number <= LAST_ROW:
                raise ValueError(f"row {self.number}")
            self.cells, self.column, self.refused = [], -1, None
        elif name == "c":
            place = _REFERENCE.fullmatch(values.get("r", ""))
            self.column = _column(place[1]) if place else self.column + 1
            self.kind = values.get("t", "n")
            style = int(values.get("s", "0"))
            self.shown = self.kinds[style] if 0 <= style < len(self.kinds) else ""
            self.parts, self.length = [], 0
        elif name in ("v", "t"):
            self.inside = True

    def text(self, text: str) -> None:
        if self.inside:
            self.length += len(text)
            if self.length > self.bounds.text:
                self.refused = self.refused or too_long(self.number, self.column, self.bounds)
                return
            self.parts.append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.inside = False
        elif name == "c":
            self._put("".join(self.parts))
        elif name == "row":
            if self.cells or self.refused:
                self.filled += 1
                if self.filled > self.bounds.rows:
                    raise too_many_rows(self.bounds)
                self.rows.append(Row(self.number, tuple(self.cells), self.refused))
            self.cells = []

    def _put(self, text: str) -> None:
        value = self._value(text) if text else None
        if value in (None, ""):
            return
        if self.column >= self.bounds.columns:
            self.refused = self.refused or too_wide(self.number, self.column, self.bounds)
            return
        if isinstance(value, str) and len(value) > self.bounds.text:
            self.refused = self.refused or too_long(self.number, self.column, self.bounds)
            value = value[: self.bounds.text]
        gap = self.column - len(self.cells)
        if gap < 0:  # a cell out of its order, or one place twice: the last counts
            self.cells[self.column] = value
            return
        self.cells.extend([None] * gap)
        self.cells.append(value)

    def _value(self, text: str) -> Cell:
        if self.kind == "s":
            return self.strings[int(text)] if 0 <= int(text) < len(self.strings) else None
        if self.kind in ("str", "inlineStr", "e"):
            return text.strip()
        if self.kind == "b":
            return text.strip() in ("1", "true")
        if self.kind == "d":
            return text.strip()
        number = float(text)
        if (self.shown and 0 < number < 2_958_466) or (self.shown == "time" and number == 0):
            return _moment(self.epoch, number)
        return number


def _moment(epoch: datetime, number: float) -> Cell:
    """The day, the time of the day, or both, that a number of days says."""
    moment = epoch + timedelta(milliseconds=round(number * 86_400_000))  # finer than a spreadsheet's number can say
    if number < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
