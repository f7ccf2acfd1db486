"""Workbooks as somebody fills them in away from the system: read whole, changed, written anew."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import xlsxwriter

from trustlane.evidence.workbook import read_workbook

ANSWER, HOW, DOCUMENTS = 4, 5, 6


def filled(data: bytes, said: Mapping[str, Any], column: int = ANSWER) -> tuple[bytes, dict[str, str]]:
    """The workbook with answers to questions by id, saved anew; and the cell of each question's answer."""
    from trustlane.portal.views.workbook import BOUNDS

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    cells: dict[str, str] = {}
    for name, rows in read_workbook(io.BytesIO(data), BOUNDS):
        sheet = book.add_worksheet(name)
        for row in rows:
            values = [*row.cells, *([None] * 8)][:8]
            if values[0] in said and row.number > 1:
                values[column] = said[str(values[0])]
            if row.number > 1:
                cells[str(values[0])] = f"{'ABCDEFGH'[column]}{row.number}"
            for place, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(row.number - 1, place, value, days)
                elif value is not None:
                    sheet.write(row.number - 1, place, value)
    book.close()
    return out.getvalue(), cells
