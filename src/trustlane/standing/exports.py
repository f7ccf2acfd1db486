"""The register as a file others can open: CSV and XLSX, and the blank list; no cell ever becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import xlsxwriter  # type: ignore[import-untyped]

from trustlane.standing.facts import ROLES, SCOPES, STATES, StandingFact

HEADINGS = (
    "Name", "TIN", "EORI", "AEO number", "LEI", "National number", "MID", "Issuer", "Programme", "Scope", "Role",
    "Tier", "Status", "Valid from", "Valid to", "Source",
)  # fmt: skip
# What the blank list says under each heading of its second sheet.
MEANING = {
    "Name": "The operator's legal name.",
    "TIN": "Trader identification number: ISO country code and national number. One identifier is enough.",
    "EORI": "EORI number, for the European Union, Northern Ireland and Great Britain.",
    "AEO number": "The code on the certificate, as the administration that issued it writes it.",
    "LEI": "Legal entity identifier, 20 characters.",
    "National number": "The number by which declarations name the operator, where it has no country code.",
    "MID": "US manufacturer identification codes, with a semicolon between.",
    "Issuer": "ISO code of the administration that grants the status; empty: the one the list is uploaded for.",
    "Programme": "The programme, where the administration runs more than one.",
    "Scope": f"{', '.join(SCOPES)} or both; empty: both.",
    "Role": f"{', '.join(role for role in ROLES if role)}; several with a semicolon between; empty: any.",
    "Tier": "The programme's tier, if it has tiers.",
    "Status": f"{', '.join(STATES)}; empty: valid.",
    "Valid from": "First day, as YYYY-MM-DD.",
    "Valid to": "Last day, as YYYY-MM-DD; empty: without end.",
    "Source": "Where the row comes from; not read.",
}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """A text that a spreadsheet cannot take for a formula; the mark before it is dropped when it is read again."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def cells(fact: StandingFact) -> tuple[str | date | None, ...]:
    """One fact as the cells of one row, under `HEADINGS`."""
    by_scheme: dict[str, list[str]] = {}
    for identifier in fact.identifiers:
        by_scheme.setdefault(identifier.scheme, []).append(identifier.value)
    numbers = ["; ".join(by_scheme.get(scheme, ())) for scheme in ("TIN", "EORI", "AEO", "LEI", "NATIONAL", "MID")]
    scope = "both" if fact.scope == frozenset(SCOPES) else ", ".join(sorted(fact.scope))
    return (
        fact.name, *numbers, fact.issuer, fact.programme, scope, fact.role, fact.tier,
        fact.state, fact.valid_from, fact.valid_to, fact.source,
    )  # fmt: skip


def csv_lines(facts: Iterable[StandingFact]) -> Iterator[bytes]:
    """The register as CSV in UTF-8 with mark, a line at a time, so that any length can be sent."""
    yield b"\xef\xbb\xbf" + _line(HEADINGS)
    for fact in facts:
        yield _line([_csv_cell(each) for each in cells(fact)])


def _csv_cell(cell: str | date | None) -> str:
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else safe(cell)


def _line(row: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(row)
    return out.getvalue().encode()


def xlsx(facts: Iterable[StandingFact]) -> bytes:
    """The register as an Excel workbook with real dates, a fixed heading and a filter."""
    return _workbook([cells(fact) for fact in facts], explained=False)


def blank_csv() -> bytes:
    """An empty list in CSV: the headings that are read."""
    return b"\xef\xbb\xbf" + _line(HEADINGS[:-1])


def blank_xlsx() -> bytes:
    """An empty list in Excel: the headings, allowed words to choose from, and what each column means."""
    return _workbook([], explained=True)


def _workbook(rows: Sequence[Sequence[str | date | None]], *, explained: bool) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    bold, day, text = (
        book.add_format({"bold": True, "bottom": 1}),
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": "@"}),
    )
    sheet = book.add_worksheet("Standing")
    headings = HEADINGS[:-1] if explained else HEADINGS
    for index, heading in enumerate(headings):
        dated = heading.startswith("Valid")
        # Numbers are kept as text: leading zeros are real.
        sheet.set_column(index, index, 34 if heading == "Name" else 18, day if dated else text)
        sheet.write_string(0, index, heading, bold)
    sheet.freeze_panes(1, 0)
    if explained:
        for heading, allowed in (("Scope", [*SCOPES, "both"]), ("Status", STATES)):
            place = HEADINGS.index(heading)
            sheet.data_validation(1, place, 5000, place, {"validate": "list", "source": list(allowed)})
    else:
        sheet.autofilter(0, 0, max(1, len(rows)), len(headings) - 1)
    for number, row in enumerate(rows, 1):
        for index, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, index, cell, day)
            elif cell:
                sheet.write_string(number, index, cell, text)
    if explained:
        help_sheet = book.add_worksheet("What goes where")
        help_sheet.set_column(0, 0, 20)
        help_sheet.set_column(1, 1, 100)
        for number, heading in enumerate(headings):
            help_sheet.write_string(number, 0, heading, bold)
            help_sheet.write_string(number, 1, MEANING[heading])
    book.close()
    return out.getvalue()
