"""The list of people as a file others can open: CSV and XLSX; no cell ever becomes a formula."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

import xlsxwriter  # type: ignore[import-untyped]

from trustlane.access.directory import Person
from trustlane.standing.exports import safe

HEADINGS = (
    "Name", "Logs in as", "E-mail", "Office", "Acts for", "Roles", "Account", "Enrolled (UTC)", "Last log-in (UTC)",
)  # fmt: skip


def cells(person: Person) -> tuple[str | datetime | None, ...]:
    """One person as the cells of one row, under `HEADINGS`; a role for one office has it behind an @."""
    return (
        person.full_name,
        person.username,
        person.email,
        person.office,
        person.operator,
        "; ".join(f"{held.role}@{held.office}" if held.office else held.role for held in person.roles),
        "active" if person.active else "closed",
        person.enrolled_at,
        person.last_login,
    )


def csv_bytes(people: Iterable[Person]) -> bytes:
    """CSV in UTF-8 with mark."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(HEADINGS)
    for person in people:
        rows.writerow([_written(cell) for cell in cells(person)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _written(cell: str | datetime | None) -> str:
    if cell is None:
        return ""
    return safe(cell) if isinstance(cell, str) else f"{cell:%Y-%m-%d %H:%M}"


def xlsx(people: Iterable[Person]) -> bytes:
    """An Excel workbook with a fixed heading, real dates and a filter."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    bold, moment = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("People")
    sheet.set_column(0, len(HEADINGS) - 1, 22)
    sheet.freeze_panes(1, 0)
    for index, heading in enumerate(HEADINGS):
        sheet.write_string(0, index, heading, bold)
    number = 0
    for number, person in enumerate(people, 1):
        for index, cell in enumerate(cells(person)):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, index, cell.replace(tzinfo=None), moment)
            elif cell:
                sheet.write_string(number, index, cell)
    sheet.autofilter(0, 0, max(1, number), len(HEADINGS) - 1)
    book.close()
    return out.getvalue()
