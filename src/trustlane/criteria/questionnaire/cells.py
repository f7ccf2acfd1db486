"""Reads the answers of a filled-in workbook from its cells; what cannot be used is told with sheet, cell and mend.

The rows come from whoever may read files: `evidence.workbook.read_workbook` gives them as they are wanted here, and a
context above both (the programme, or the portal) joins the two. Nothing of the cells is believed but what is typed in
the coloured columns: ids, sites and choices are looked up in the questionnaire.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trustlane.criteria.questionnaire.answers import Answer, AnswerRefused, check, documents, words
from trustlane.criteria.questionnaire.asking import Entry, Questionnaire
from trustlane.criteria.questionnaire.workbook import (
    ANSWER,
    DIGEST_COLUMN,
    DIGEST_ROW,
    DOCUMENTS,
    FRONT,
    HEADINGS,
    HOW,
    ID,
    SITE,
    WHOLE_FIRM,
)

TOLD = 500  # faults of one workbook
LONGEST_HOW = 4_000


class Line(Protocol):
    """One row of a sheet: the number beside it, its cells, and why it cannot be used, if so."""

    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> Sequence[object]: ...
    @property
    def refused(self) -> Exception | None: ...


@dataclass(frozen=True, slots=True)
class CellFault:
    """One cell that cannot be used: where it is, why, and the mend."""

    sheet: str
    cell: str  # such as E7; empty for the whole sheet
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The answers of a workbook, and the cells that could not be read; the one does not keep back the other."""

    answers: tuple[Answer, ...]
    faults: tuple[CellFault, ...]


def from_cells(
    sheets: Iterable[tuple[str, Iterable[Line]]], questionnaire: Questionnaire, *, by: str, at: datetime
) -> ReadBack:
    """The answers in the sheets of a workbook that `to_workbook` made. Empty answers are no answers.

    All answers are of one person and one instant, whoever filled in which cell.
    """
    reading = _Reading(questionnaire, by, at)
    for name, lines in sheets:
        reading.sheet(name, lines)
    return ReadBack(tuple(reading.answers.values()), tuple(reading.told()))


class _Reading:
    """Answers and faults while a workbook is read."""

    def __init__(self, questionnaire: Questionnaire, by: str, at: datetime) -> None:
        self.of, self.by, self.at = questionnaire, by, at
        self.answers: dict[tuple[str, str | None], Answer] = {}
        self.seen: set[tuple[str, str | None]] = set()
        self.faults: list[CellFault] = []
        self.more = 0
        self.same: bool | None = None  # whether the questions are those the workbook was made from
        self.known = False  # whether any sheet was one of ours

    def told(self) -> Iterator[CellFault]:
        """The faults, and what holds for the whole workbook."""
        if not self.known:
            yield CellFault("", "", "No sheet is one of a questionnaire.", "Fill in the workbook that you were given.")
        elif self.same is None:
            yield CellFault(
                FRONT, "", "The sheet is not there, so that nobody can tell which questions these were.",
                "Keep every sheet of the workbook.",
            )  # fmt: skip
        elif not self.same:
            yield CellFault(
                FRONT, "B4", "The questions have changed since this workbook was made.",
                "Look through the answers once more, or fill in a new workbook.",
            )  # fmt: skip
        yield from self.faults
        if self.more:
            yield CellFault(
                "", "", f"There are {self.more:,} more cells like these.", "Mend the first ones, try again."
            )

    def sheet(self, name: str, lines: Iterable[Line]) -> None:
        ours = False
        for line in lines:
            if name == FRONT:
                if line.number == DIGEST_ROW + 1:
                    self.same = _cell(line, DIGEST_COLUMN) == self.of.digest
            elif line.number == 1:
                ours = [_cell(line, column) for column in range(len(HEADINGS))] == list(HEADINGS)
                self.known = self.known or ours
                if not ours:
                    self.fault(
                        name, line, 0, "The headings are not those of a questionnaire.", "Leave row 1 as it was."
                    )
            elif ours:
                self.line(name, line)

    def fault(self, sheet: str, line: Line, column: int, reason: str, mend: str) -> None:
        if len(self.faults) == TOLD:
            self.more += 1
            return
        self.faults.append(CellFault(sheet, f"{chr(65 + column)}{line.number}", reason, mend))

    def line(self, sheet: str, line: Line) -> None:
        if line.refused is not None:
            mend = str(getattr(line.refused, "mend", "")) or "Shorten what is in it."
            self.fault(sheet, line, 0, f"The row {line.refused}.", mend)
            return
        typed = [_cell(line, column) for column in (ANSWER, HOW, DOCUMENTS)]
        if all(one in (None, "") for one in typed):
            return
        name = _words(_cell(line, ID))
        entry = self.of.entries.get(name)
        if entry is None or not entry.asked:
            self.fault(sheet, line, ID, f"{name[:40]!r} is no question that is asked.", "Do not change column A.")
            return
        site = self.site(sheet, line, entry)
        if site is not None:
            self.answer(sheet, line, entry, *site)

    def site(self, sheet: str, line: Line, entry: Entry) -> tuple[str | None] | None:
        """The place of the answer, in a tuple as it may be None; None where there is no such place."""
        said = _words(_cell(line, SITE))
        known = {WHOLE_FIRM if site is None else _words(site): site for site in entry.sites}
        if said not in known:
            there = ", ".join(known)
            self.fault(sheet, line, SITE, f"{said[:40]!r} is none of the places: {there}.", "Do not change column D.")
            return None
        place = (entry.question.id, known[said])
        if place in self.seen:
            self.fault(sheet, line, ID, f"{entry.question.id} stands there twice.", "Keep one of the rows.")
            return None
        self.seen.add(place)
        return (known[said],)

    def answer(self, sheet: str, line: Line, entry: Entry, site: str | None) -> None:
        column = ANSWER
        try:
            value = check(entry.question, _cell(line, ANSWER))
            column = HOW
            how = words("" if (cell := _cell(line, HOW)) is None else cell, LONGEST_HOW)
            column = DOCUMENTS
            named = _cell(line, DOCUMENTS)
            evidence = () if named in (None, "") else documents(named)
        except AnswerRefused as refusal:
            self.fault(sheet, line, column, refusal.reason, refusal.mend)
            return
        self.answers[entry.question.id, site] = Answer(entry.question.id, value, site, evidence, self.by, self.at, how)


def _words(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _cell(line: Line, column: int) -> object:
    cell = line.cells[column] if column < len(line.cells) else None
    return _unescaped(cell).strip() if isinstance(cell, str) else cell


def _unescaped(text: str) -> str:
    """Workbooks write characters that XML cannot hold, and what looks like such writing, as _xHHHH_."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
