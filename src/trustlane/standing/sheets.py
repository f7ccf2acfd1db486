"""The rows of a list file, CSV or XLSX, read as a hostile guest: every size bounded, no formula ever evaluated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from trustlane.evidence.grid import Bounds, GridRefused, Row, Sheet, bounded, too_many_rows
from trustlane.evidence.workbook import read_workbook

MOST_BYTES = 32 * 2**20
BOUNDS = Bounds(rows=100_000, columns=100, text=2_000, elements=4_000_000, unpacked=128 * 2**20, shared=128 * 2**20)


def read_sheets(data: bytes) -> list[Sheet]:
    """The tables of a file, told apart by content and not by the file's name."""
    if len(data) > MOST_BYTES:
        raise GridRefused(
            f"is {len(data) // 2**20} MB; {MOST_BYTES // 2**20} MB are the most", "Send only the table, without images."
        )
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        return [Sheet(name, tuple(rows)) for name, rows in read_workbook(io.BytesIO(data), BOUNDS)]
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise GridRefused(
            "is an old or a password-protected Excel file", "Save it as Excel workbook (.xlsx) without password."
        )
    if data.lstrip()[:5].lower() in (b"%pdf-", b"<html", b"<!doc") or data.lstrip()[:5] == b"<?xml":
        raise GridRefused("is no table but a document", "Export the table as CSV or Excel workbook (.xlsx).")
    return [Sheet("", tuple(_csv(_decoded(data))))]


def _decoded(data: bytes) -> str:
    """The text of a CSV file in UTF-8, UTF-16 (with or without mark) or Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif len(data) > 1 and data[:200:2].count(0) > len(data[:200]) // 4:
        encoding = "utf-16-be"
    elif len(data) > 1 and data[1:200:2].count(0) > len(data[:200]) // 4:
        encoding = "utf-16-le"
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as broken:
        if encoding != "utf-8-sig":
            raise GridRefused(f"is broken {encoding} text", "Save it as CSV in UTF-8.") from broken
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise GridRefused("holds NUL characters, so it is no text", "Save the table as CSV in UTF-8.")
    return text


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines most evenly."""
    sample = [line for line in text[:20_000].splitlines() if line.strip()][:10]
    best, most = ",", (0, 0)
    for delimiter in (";", ",", "\t", "|"):
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter)]
        widest = max(widths, default=1)
        score = (sum(1 for width in widths if width == widest) if widest > 1 else 0, widest)
        if score > most:
            best, most = delimiter, score
    return best


def _csv(text: str) -> Iterator[Row]:
    try:
        delimiter = _delimiter(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        begun = 1
        for count, cells in enumerate(reader):
            if count >= BOUNDS.rows:
                raise too_many_rows(BOUNDS)
            yield bounded(begun, [each.strip() for each in cells], BOUNDS)
            begun = reader.line_num + 1
    except csv.Error as broken:
        raise GridRefused(
            f"cannot be split into cells: {broken}", "Look for a quotation mark that is never closed."
        ) from broken
