"""Decisions as a file others can open: CSV row by row, XLSX through a file on disk; no cell ever becomes a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter  # type: ignore[import-untyped]

from trustlane.declarations.currencies import decimals
from trustlane.standing.exports import safe

COLUMNS = (
    ("declaration", "Declaration"), ("version", "Version"), ("decided_at", "Decided at (UTC)"), ("day", "Day"),
    ("office", "Office"), ("regime", "Regime"), ("lane", "Lane"), ("drawn", "Drawn by lot"), ("importer", "Importer"),
    ("exporter", "Exporter"), ("declarant", "Declarant"), ("hs", "Commodity code"), ("origin", "Origin"),
    ("value_minor", "Value"), ("currency", "Currency"),
)  # fmt: skip
SECRET = (
    ("lane_without_credit", "Lane without credit"), ("lane_credit_withheld", "Lane with its own credit withheld"),
    ("trusted", "Importer or exporter is trusted"), ("trusted_by", "Trusted by"),
    ("security_ppm", "Chance of a security offence"), ("revenue_ppm", "Chance of a revenue offence"),
    ("worth_minor", "Worth of the look"), ("rules", "Rules"),
)  # fmt: skip
Cell = str | int | float | date | datetime | None


def columns(*, score: bool) -> tuple[tuple[str, str], ...]:
    """Field and heading of every column; those of score and credit only where they may be seen."""
    return (*COLUMNS, *SECRET) if score else COLUMNS


def cells(row: Any, names: Iterable[str]) -> list[Cell]:
    """One decision as the cells of one row: money as an amount, chances as shares, instants without their zone."""
    return [_cell(row, name) for name in names]


def _cell(row: Any, name: str) -> Cell:
    value = getattr(row, name)
    if name.endswith("_minor"):
        return float(value / 10 ** decimals(row.currency))
    if name.endswith("_ppm"):
        return float(value / 1_000_000)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(value)
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def csv_lines(rows: Iterable[Any], *, score: bool) -> Iterator[bytes]:
    """CSV in UTF-8 with mark, a piece at a time, so that any number of rows can be sent."""
    chosen = columns(score=score)
    names = [name for name, _heading in chosen]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow([heading for _name, heading in chosen])
    for row in rows:
        writer.writerow([_written(cell) for cell in cells(row, names)])
        if out.tell() > 1 << 16:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _written(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return safe(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else cell


def xlsx(rows: Iterable[Any], *, score: bool) -> IO[bytes]:
    """An Excel workbook as a file open for reading, written row by row; it is gone from disk when closed."""
    chosen = columns(score=score)
    names = [name for name, _heading in chosen]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to whoever sends it, who closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(file, options)
    bold, moment = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("Decisions")
    sheet.set_column(0, len(chosen) - 1, 18)
    sheet.freeze_panes(1, 1)
    for index, (_name, heading) in enumerate(chosen):
        sheet.write_string(0, index, heading, bold)
    number = 0
    for number, row in enumerate(rows, 1):
        for index, cell in enumerate(cells(row, names)):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, index, cell, moment)
            elif isinstance(cell, date):
                sheet.write_datetime(number, index, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(number, index, cell)
            elif cell:
                sheet.write_string(number, index, cell)
    sheet.autofilter(0, 0, max(1, number), len(chosen) - 1)
    book.close()
    file.seek(0)
    return file
