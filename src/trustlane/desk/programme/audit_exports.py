"""The result of an audit as a workbook: how the sample was drawn, each case with what was found; no formula ever."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter  # type: ignore[import-untyped]

from trustlane.programme.queries.sampling import SampledRow, SampleRow

HEADINGS = (
    "Place", "Case", "Operator", "Office", "Outcome", "Decided by", "Last event when drawn", "Looked at", "Note",
    "By", "At (UTC)", "Record", "Earlier looks",
)  # fmt: skip
VERDICTS = {"": "not yet", "in_order": "in order", "finding": "finding"}
Cell = str | int | datetime | None


def drawn(sample: SampleRow) -> list[tuple[str, Cell]]:
    """How the sample came about: all one needs to draw it again."""
    wanted = sample.population
    return [
        ("Sample", sample.id),
        ("Drawn at (UTC)", sample.at),
        ("Drawn by", sample.drawn_by),
        ("Record", sample.ledger_row),
        ("Period", f"{wanted.first.isoformat()} to {wanted.last.isoformat()}"),
        ("Kind of decision", wanted.kind or "all"),
        ("Stage when drawn", wanted.stage or "all"),
        ("Office", wanted.office or "all"),
        ("Officer", "all" if wanted.officer is None else f"user:{wanted.officer}"),
        ("Parted by", sample.strata),
        ("Cases in the population", sample.found),
        ("Digest of the population (SHA-256)", sample.digest),
        ("Asked for", sample.size),
        ("Drawn", sample.drawn),
        ("Seed", sample.seed),
        ("Seed was", "typed" if sample.typed else "drawn by the server"),
        ("Looked at", sample.looked_at),
        ("Findings", sample.findings),
    ]


def cells(row: SampledRow) -> tuple[Cell, ...]:
    """One case as the cells of one line, under `HEADINGS`."""
    last = row.looks[0] if row.looks else None
    return (
        row.place,
        row.reference,
        row.name,
        row.office,
        row.outcome or "no decision",
        row.officer_name,
        row.last_event,
        VERDICTS[row.verdict],
        last.note if last else "",
        last.by if last else "",
        last.at if last else None,
        last.ledger_row if last else None,
        "\n".join(f"{look.at:%Y-%m-%d %H:%M} {VERDICTS[look.verdict]}: {look.note}" for look in row.looks[1:]),
    )


def xlsx(sample: SampleRow, rows: Sequence[SampledRow]) -> bytes:
    """An Excel workbook of two sheets."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    bold, moment = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: Cell) -> None:
        if isinstance(cell, datetime):
            sheet.write_datetime(line, column, cell.replace(tzinfo=None), moment)
        elif isinstance(cell, int):
            sheet.write_number(line, column, cell)
        elif cell:
            sheet.write_string(line, column, cell[:32_000], wrapped)

    sheet = book.add_worksheet("Cases")
    sheet.set_column(0, len(HEADINGS) - 1, 18)
    sheet.freeze_panes(1, 0)
    for index, heading in enumerate(HEADINGS):
        sheet.write_string(0, index, heading, bold)
    for line, row in enumerate(rows, start=1):
        for index, cell in enumerate(cells(row)):
            write(sheet, line, index, cell)
    sheet.autofilter(0, 0, max(1, len(rows)), len(HEADINGS) - 1)
    how = book.add_worksheet("How it was drawn")
    how.set_column(0, 0, 34)
    how.set_column(1, 1, 80)
    for line, (label, value) in enumerate(drawn(sample)):
        how.write_string(line, 0, label, bold)
        write(how, line, 1, value)
    book.close()
    return out.getvalue()
