"""The worklist as a file others can open: CSV; no cell ever becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from trustlane.desk.programme.deadlines import last_day
from trustlane.programme.rows import CaseRow
from trustlane.standing.exports import safe

HEADINGS = (
    "Case", "Operator", "Name", "Office", "Roles", "Stage", "At this stage since (UTC)", "Waits for", "Deadline",
    "Clock", "Late", "Case officer", "Small firm",
)  # fmt: skip


def cells(row: CaseRow, *, at: datetime) -> tuple[str, ...]:
    """One case as the cells of one line, under `HEADINGS`; words as the interface between systems has them."""
    return (
        row.reference,
        row.operator,
        row.name,
        row.office,
        "; ".join(row.roles),
        row.stage,
        "" if row.since is None else f"{row.since:%Y-%m-%d %H:%M}",
        row.turn,
        "" if row.due is None else last_day(row.due).isoformat(),
        row.due_term,
        "yes" if row.late(at) else "no",
        row.officer_name,
        "yes" if row.small else "no",
    )


def csv_lines(rows: Iterable[CaseRow], *, at: datetime) -> Iterator[bytes]:
    """CSV in UTF-8 with mark, a line after the other."""
    yield b"\xef\xbb\xbf" + _line(HEADINGS)
    for row in rows:
        yield _line(tuple(safe(cell) for cell in cells(row, at=at)))


def _line(written: tuple[str, ...]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(written)
    return out.getvalue().encode()
