"""A comparison as a workbook: a sheet for each direction, a line an item, and how far it is; no formula ever."""

from __future__ import annotations

import io

import xlsxwriter  # type: ignore[import-untyped]

from trustlane.recognition.queries.comparisons import ComparisonFile, Judged
from trustlane.recognition.terms import DIRECTIONS

HEADINGS = (
    "Section", "Item", "What is asked", "Level", "Beside it", "How they relate", "Proposed", "Verdict", "Remedy",
    "Evidence", "By", "At (UTC)", "Record", "Open because",
)  # fmt: skip
SHEETS = {"inward": "Their operators with us", "outward": "Our operators with them"}


def cells(each: Judged) -> tuple[str, ...]:
    """One item as the cells of one line, under `HEADINGS`."""
    line, verdict = each.line, each.verdict
    return (
        line.section,
        line.item.id,
        line.item.text,
        line.item.level,
        "\n".join(f"{one.item.id}: {one.item.text}" for one in line.besides),
        "\n".join(f"{one.item.id} ({one.relation.replace('_', ' ')}): {one.why}" for one in line.besides),
        line.proposed,
        each.state or "open",
        verdict.remedy if verdict else "",
        verdict.evidence if verdict else "",
        verdict.by_name if verdict else "",
        f"{verdict.at:%Y-%m-%d %H:%M}" if verdict else "",
        str(verdict.ledger_row) if verdict else "",
        each.why,
    )


def workbook(file: ComparisonFile) -> bytes:
    """An Excel workbook of three sheets."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_worksheet("Comparison")
    head.set_column(0, 0, 28)
    head.set_column(1, 1, 80)
    for line, (label, value) in enumerate(_summary(file)):
        head.write_string(line, 0, label, bold)
        head.write_string(line, 1, value, wrapped)
    for direction in DIRECTIONS:
        sheet = book.add_worksheet(SHEETS[direction])
        sheet.set_column(0, len(HEADINGS) - 1, 16)
        sheet.set_column(2, 2, 50)
        sheet.set_column(4, 5, 50)
        sheet.freeze_panes(1, 2)
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(0, column, heading, bold)
        rows = file.of(direction)
        for line, each in enumerate(rows, 1):
            for column, cell in enumerate(cells(each)):
                sheet.write_string(line, column, cell[:32_000], wrapped)
        sheet.autofilter(0, 0, max(1, len(rows)), len(HEADINGS) - 1)
    book.close()
    return out.getvalue()


def _summary(file: ComparisonFile) -> list[tuple[str, str]]:
    counted = [
        (
            SHEETS[direction],
            f"{one.asked} items: {one.compatible} compatible, {one.partly} partly, {one.gap} gap, {one.left} open",
        )
        for direction, one in file.progress.items()
    ]
    return [
        ("Ours", f"{file.sides.ours.title} ({file.sides.ours.name})"),
        ("Theirs", f"{file.sides.theirs.title} ({file.sides.theirs.name})"),
        ("Partner", f"{file.partner} {file.partner_name}".strip() or "none: a worked example"),
        ("Crosswalks", ", ".join(file.links) or "none"),
        ("Edition of the comparison", str(file.edition or "-")),
        *counted,
    ]
