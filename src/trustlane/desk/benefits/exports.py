"""The figures of benefits as a file others can open: a row a month and group, every number of the page in it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO

import xlsxwriter  # type: ignore[import-untyped]

from trustlane.selectivity.labels import Group
from trustlane.selectivity.queries.benefits import Against, Benefit, Table

STAGES = ("decided", "applied", "done")
Cell = str | int | float | None


def headings() -> list[str]:
    """The heading of every column."""
    found = ["Month", "Group", "Declarations"]
    found += [f"Reported, {stage}" for stage in STAGES[1:]]
    found += [f"Held, {stage}" for stage in STAGES]
    found += ["Papers checked", "X-ray", "Opened", "Audited after release"]
    found += [f"Officers' hours, {stage}" for stage in STAGES]
    found += ["Released", "Mean hours from lodging to release"]
    for name in ("Own credit withheld, prices of the day", "No programme, prices fitted anew"):
        found += [f"{name}: known", f"{name}: would be held"]
        found += [f"{name}: spared, {stage}" for stage in STAGES]
        found += [f"{name}: looked at instead, {stage}" for stage in STAGES]
        found += [f"{name}: officers' hours spared, {stage}" for stage in STAGES]
    return found


def lines(table: Table) -> Iterator[list[Cell]]:
    """One row a month and group, the oldest first."""
    order = list(Group.values)
    for month, group in sorted(table, key=lambda key: (key[0], order.index(key[1]))):
        yield [f"{month:%Y-%m}", group, *_benefit(table[month, group])]


def _benefit(one: Benefit) -> list[Cell]:
    waited = None if one.waited is None else round(one.waited, 2)
    hours = [round(each, 2) for each in one.hours]
    counts: list[Cell] = [one.declarations, *one.told[1:], *one.held, *one.looked]
    return [*counts, *hours, one.released, waited, *_against(one.alone), *_against(one.programme)]


def _against(one: Against) -> list[Cell]:
    if not one.known:
        return [0, *[None] * 10]
    return [one.known, one.would, *one.spared, *one.instead, *(round(each, 2) for each in one.saved)]


def as_csv(table: Table) -> bytes:
    """CSV in UTF-8 with mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(headings())
    writer.writerows(lines(table))
    return out.getvalue().encode()


def as_xlsx(table: Table) -> IO[bytes]:
    """An Excel workbook as a file open for reading; it is gone from disk when closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to whoever sends it, who closes it
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Benefits")
    sheet.set_column(0, len(headings()) - 1, 14)
    sheet.freeze_panes(1, 2)
    sheet.write_row(0, 0, headings(), bold)
    for number, row in enumerate(lines(table), 1):
        sheet.write_row(number, 0, row)
    book.close()
    file.seek(0)
    return file
