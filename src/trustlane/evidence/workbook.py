"""The rows of an Excel workbook, read with the standard library's expat and bounded in every size.

A spreadsheet library that lays a sheet out as a dense grid can be made to ask for hundreds of gigabytes by one cell in
the last row and column, which ends the process; here a sheet costs what its filled cells cost.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat

from trustlane.standing.grid import (
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_ENTRIES,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_TEXT,
    MOST_UNPACKED,
    Cell,
    ListRefused,
    Row,
    Sheet,
    bounded,
    too_long,
    too_many_rows,
    too_wide,
)

_BROKEN_MEND = "Open it in a spreadsheet program and save it again as Excel workbook (.xlsx)."
_DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)])
_REFERENCE = re.compile(r"([A-Z]{1,7})([0-9]{1,9})")


def read_workbook(data: bytes) -> list[Sheet]:
    """The visible sheets of an Excel workbook (.xlsx), with the values a person sees."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _workbook(archive)
    except ListRefused:
        raise
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, OverflowError, EOFError, OSError) as broken:
        raise ListRefused(f"is a broken Excel workbook ({broken or type(broken).__name__})", _BROKEN_MEND) from broken
    except (NotImplementedError, RuntimeError) as locked:  # unknown compression; password
        raise ListRefused("is an Excel workbook with a password or an unknown compression", _BROKEN_MEND) from locked
    except Exception as broken:
        if type(broken).__module__ in ("zlib", "lzma", "_bz2", "_lzma"):
            raise ListRefused("is a broken Excel workbook", _BROKEN_MEND) from broken
        raise


def _workbook(archive: zipfile.ZipFile) -> list[Sheet]:
    entries = archive.infolist()
    unpacked = sum(each.file_size for each in entries)
    count = _Count()
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise ListRefused(
            f"unpacks to {unpacked // 2**20:,} MB in {len(entries):,} parts; {MOST_UNPACKED // 2**20} MB are the most",
            "Send only the table, without images and empty formatted rows.",
        )
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise ListRefused("is no Excel workbook (.xlsx)", _BROKEN_MEND)
    book = _Book()
    _parse(archive, "xl/workbook.xml", book, count)
    links = _Links()
    if "xl/_rels/workbook.xml.rels" in names:
        _parse(archive, "xl/_rels/workbook.xml.rels", links, count)
    strings, styles = _Strings(), _Styles()
    if "xl/sharedStrings.xml" in names:
        _parse(archive, "xl/sharedStrings.xml", strings, count)
    if "xl/styles.xml" in names:
        _parse(archive, "xl/styles.xml", styles, count)
    sheets: list[Sheet] = []
    for name, link in book.sheets[:MOST_SHEETS]:
        target = links.targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if path not in names:
            continue
        names.remove(path)  # two sheets never share a part, so that one part is not read fifty times
        cells = _Cells(strings.texts, styles.dates, datetime(1904, 1, 1) if book.from_1904 else datetime(1899, 12, 30))  # noqa: DTZ001
        _parse(archive, path, cells, count)
        sheets.append(Sheet(name, tuple(cells.rows)))
    return sheets


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
    """How many elements were read of the workbook."""

    elements: int = 0


def _parse(archive: zipfile.ZipFile, path: str, part: _Part, count: _Count) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def local(name: str) -> str:
        return name.rpartition(" ")[2]

    def start(name: str, values: dict[str, str]) -> None:
        count.elements += 1
        if count.elements > MOST_ELEMENTS:
            raise ListRefused(
                "holds more cells than any list", "Delete empty formatted rows and what is beside the table."
            )
        part.start(local(name), {local(each): value for each, value in values.items()})

    def doctype(*_: Any) -> None:
        raise ListRefused("holds a document type, which no workbook needs", _BROKEN_MEND)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: part.end(local(name))
    parser.CharacterDataHandler = part.text
    parser.StartDoctypeDeclHandler = doctype
    with archive.open(path) as stream:
        while chunk := stream.read(1 << 16):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


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

    texts: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    inside: bool = False
    phonetic: bool = False

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.inside = not self.phonetic

    def text(self, text: str) -> None:
        if self.inside:
            self.parts.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self.inside = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            self.texts.append("".join(self.parts))


@dataclass
class _Styles(_Part):
    """Which cell styles show a number as a date."""

    dates: list[bool] = field(default_factory=list)
    custom: dict[str, str] = field(default_factory=dict)
    inside: bool = False

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "numFmt":
            self.custom[values.get("numFmtId", "")] = values.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            number = values.get("numFmtId", "0")
            self.dates.append(_shows_date(self.custom[number]) if number in self.custom else _is_date(number))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False


def _is_date(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 6 and int(number) in _DATE_FORMATS


def _shows_date(code: str) -> bool:
    """A custom format shows a date when it names a year or a day outside quotes, colours and locales."""
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower()
    return "y" in plain or "d" in plain


@dataclass
class _Cells(_Part):
    """The rows of one sheet."""

    strings: list[str]
    dates: list[bool]
    epoch: datetime
    rows: list[Row] = field(default_factory=list)
    number: int = 0
    cells: list[Cell] = field(default_factory=list)
    column: int = -1
    kind: str = "n"
    dated: bool = False
    inside: bool = False
    parts: list[str] = field(default_factory=list)
    length: int = 0
    refused: ListRefused | None = None  # of the row being read

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "row":
            stated = values.get("r", "")
            self.number = int(stated) if stated else self.number + 1
            self.cells, self.column, self.refused = [], -1, None
        elif name == "c":
            place = _REFERENCE.fullmatch(values.get("r", ""))
            self.column = _column(place[1]) if place else self.column + 1
            self.kind = values.get("t", "n")
            style = int(values.get("s", "0"))
            self.dated = 0 <= style < len(self.dates) and self.dates[style]
            self.parts, self.length = [], 0
        elif name in ("v", "t"):
            self.inside = True

    def text(self, text: str) -> None:
        if self.inside:
            self.length += len(text)
            if self.length > MOST_TEXT:
                self.refused = self.refused or too_long(self.number, self.column)
                return
            self.parts.append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.inside = False
        elif name == "c":
            self._put("".join(self.parts))
        elif name == "row":
            row = bounded(self.number, self.cells)
            if row.cells or self.refused:
                if len(self.rows) >= MOST_ROWS:
                    raise too_many_rows()
                self.rows.append(Row(row.number, row.cells, self.refused or row.refused))
            self.cells = []

    def _put(self, text: str) -> None:
        if text == "":
            return
        if self.column >= MOST_COLUMNS:
            self.refused = self.refused or too_wide(self.number, self.column)
            return
        while len(self.cells) <= self.column:
            self.cells.append(None)
        self.cells[self.column] = self._value(text)

    def _value(self, text: str) -> Cell:
        if self.kind == "s":
            return self.strings[int(text)].strip() if 0 <= int(text) < len(self.strings) else None
        if self.kind in ("str", "inlineStr", "e"):
            return text.strip()
        if self.kind == "b":
            return text.strip() in ("1", "true")
        if self.kind == "d":
            return text.strip()
        number = float(text)
        return _day(self.epoch, number) if self.dated and 0 < number < 2_958_466 else number


def _day(epoch: datetime, number: float) -> Cell:
    moment = epoch + timedelta(days=number)
    return moment.date() if moment.time() == time() else moment


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
