"""A questionnaire as an Excel workbook to be filled in away from the system: a sheet for each section.

Ids and questions are protected against slips, not against intent: `cells` reads back only what is asked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from trustlane.criteria.question import Question
from trustlane.criteria.questionnaire.answers import (
    FIRST_DAY,
    LARGEST,
    LAST_DAY,
    Answer,
    choices,
    latest,
    read,
    written,
)
from trustlane.criteria.questionnaire.asking import Chapter, Entry, Questionnaire

HEADINGS = ("Id", "Question", "What is meant", "Site", "Answer", "How you do it", "Documents", "Why it is asked")
ID, SITE, ANSWER, HOW, DOCUMENTS = 0, 3, 4, 5, 6
FRONT, DIGEST_ROW, DIGEST_COLUMN = "Read me first", 3, 1
WHOLE_FIRM = "(the firm)"
_WIDTHS = (10, 52, 60, 18, 30, 44, 24, 40)
_LISTS = "Choices"


def to_workbook(questionnaire: Questionnaire, answers: Iterable[Answer] = ()) -> bytes:
    """The questions that are asked, with the answers there are, as the bytes of an .xlsx file."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": f"Questionnaire {questionnaire.catalogue}"})
    _Sheets(book, questionnaire, answers).write()
    book.close()
    return out.getvalue()


def sheet_name(chapter: Chapter) -> str:
    """The name of a section's sheet: 31 characters at most, without those that Excel forbids."""
    return re.sub(r"[\[\]:*?/\\']", " ", f"{chapter.id} {chapter.title}")[:31].strip()


class _Sheets:
    """The sheets of one workbook while it is written."""

    def __init__(self, book: Any, questionnaire: Questionnaire, answers: Iterable[Answer]) -> None:
        self.book, self.of, self.answers = book, questionnaire, latest(answers)
        wrapped = {"text_wrap": True, "valign": "top"}
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.fixed = book.add_format(wrapped)
        free = wrapped | {"locked": False, "bg_color": "#FFF9E5", "border": 1, "border_color": "#BFBFBF"}
        self.free = book.add_format(free | {"num_format": "@"})
        self.day = book.add_format(free | {"num_format": "yyyy-mm-dd"})
        self.figures = [book.add_format(free | {"num_format": f"0.{'0' * one}".rstrip(".")}) for one in range(4)]
        self.lists: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        """The front sheet, the sections, and the hidden sheet with what can be chosen."""
        self.front()
        taken = {FRONT.casefold(), _LISTS.casefold()}
        for chapter in self.of.chapters:
            entries = [entry for entry in chapter.entries if entry.asked]
            if entries:
                name, again = sheet_name(chapter), 1
                while name.casefold() in taken:  # two long titles may begin alike
                    again += 1
                    name = f"{sheet_name(chapter)[:27]} {again}"
                taken.add(name.casefold())
                self.section(name, entries)
        if self.lists:
            sheet = self.book.add_worksheet(_LISTS)
            for column, texts in enumerate(self.lists):
                for row, text in enumerate(texts):
                    sheet.write_string(row, column, text)
            sheet.hide()

    def front(self) -> None:
        """What this is, and which questions exactly it holds."""
        sheet = self.book.add_worksheet(FRONT)
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 90, self.fixed)
        told = (
            ("Questionnaire", self.of.catalogue),
            ("For", "a small firm, on the short path" if self.of.light else "a firm on the full path"),
            ("How to answer", "Fill in the coloured cells. What is left empty stays unanswered, and nothing is lost."),
            ("Edition of questions", self.of.digest),
            ("Documents", "Name documents by the ids they have in the system, with blanks between."),
        )
        for row, (name, text) in enumerate(told):
            sheet.write_string(row, 0, name, self.bold)
            sheet.write_string(row, 1, text, self.fixed)
        sheet.protect()

    def section(self, name: str, entries: list[Entry]) -> None:
        """One row for each question at each site."""
        sheet = self.book.add_worksheet(name)
        for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, self.bold)
        sheet.freeze_panes(1, 2)
        row = 0
        for entry in entries:
            for site in entry.sites:
                row += 1
                self.row(sheet, row, entry, site)
        sheet.protect(options={"format_columns": True, "format_rows": True})

    def row(self, sheet: Any, row: int, entry: Entry, site: str | None) -> None:
        """One question and its answer."""
        question = entry.question
        required = "" if question.required else " (may be left out)"
        unit = f" [{question.unit}]" if question.unit else ""
        for column, text in (
            (0, question.id), (1, f"{question.text}{unit}{required}"), (2, question.hint),
            (SITE, WHOLE_FIRM if site is None else site), (7, entry.why),
        ):  # fmt: skip
            sheet.write_string(row, column, text, self.fixed)
        answer = self.answers.get((question.id, site))
        self.answer(sheet, row, question, answer)
        sheet.write_string(row, HOW, answer.how if answer else "", self.free)
        sheet.write_string(row, DOCUMENTS, " ".join(answer.evidence) if answer else "", self.free)

    def answer(self, sheet: Any, row: int, question: Question, answer: Answer | None) -> None:
        """The cell to be filled in, with what can be chosen in it."""
        value = read(question, answer)
        cell = self.free
        if question.kind == "date":
            cell = self.day
        elif question.kind in ("number", "scale"):
            cell = self.figures[question.places]
        if value is None:
            sheet.write_blank(row, ANSWER, None, cell)
        elif isinstance(value, date):
            sheet.write_datetime(row, ANSWER, value, cell)
        elif isinstance(value, Decimal | int):
            sheet.write_number(row, ANSWER, float(value), cell)
        else:
            texts = dict(choices(question))
            sheet.write_string(row, ANSWER, texts.get(str(value), written(value)), cell)
        if allowed := self.allowed(question):
            sheet.data_validation(row, ANSWER, row, ANSWER, allowed)

    def allowed(self, question: Question) -> dict[str, Any] | None:
        """What Excel lets be typed: choices from the hidden sheet, as a list in the cell ends at 255 characters."""
        if texts := tuple(text for _, text in choices(question)):
            place = self.lists.setdefault(texts, _column(len(self.lists)))
            return {"validate": "list", "source": f"={_LISTS}!${place}$1:${place}${len(texts)}"}
        if question.kind in ("number", "scale"):
            whole = question.places == 0
            ends = (question.least or str(-LARGEST), question.most or str(LARGEST))
            low, high = (int(Decimal(end)) if whole else float(end) for end in ends)
            told = f"A number from {ends[0]} to {ends[1]}{f' ({question.unit})' if question.unit else ''}."
            kind = "integer" if whole else "decimal"
            return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high, "error_message": told}
        if question.kind == "date":
            low_day = date.fromisoformat(question.least) if question.least else FIRST_DAY
            high_day = date.fromisoformat(question.most) if question.most else LAST_DAY
            return {"validate": "date", "criteria": "between", "minimum": low_day, "maximum": high_day}
        return None


def _column(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
