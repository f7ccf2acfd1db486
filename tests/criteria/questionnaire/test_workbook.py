"""What is written to a workbook is read back the same; what somebody made of it is read or refused by its cell."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.criteria.questionnaire.own import AT, FILE, answered, exporter, questions, said
from trustlane.criteria.library import shipped
from trustlane.criteria.questionnaire.answers import Answer, latest
from trustlane.criteria.questionnaire.asking import Applicant, Chapter, Questionnaire, asked
from trustlane.criteria.questionnaire.cells import TOLD, ReadBack, from_cells
from trustlane.criteria.questionnaire.workbook import FRONT, HEADINGS, sheet_name, to_workbook
from trustlane.evidence.grid import Bounds, GridRefused, Row
from trustlane.evidence.workbook import read_workbook

OWN = questions()
FIRM = exporter("north", "south")
BOUNDS = Bounds(rows=5_000, columns=50, text=5_000, elements=200_000, unpacked=20_000_000, shared=5_000_000)


def back(file: bytes, of: Questionnaire) -> ReadBack:
    return from_cells(read_workbook(io.BytesIO(file), BOUNDS), of, by="ann", at=AT)


def rows(file: bytes) -> dict[str, list[Row]]:
    return {name: list(lines) for name, lines in read_workbook(io.BytesIO(file), BOUNDS)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answered(OWN, FIRM))
def test_what_is_written_is_read_back_the_same(given: tuple[Answer, ...]) -> None:
    of = asked(OWN, FIRM, given)
    read = back(to_workbook(of, given), of)
    assert read.faults == ()
    assert {(one.question, one.site): one for one in read.answers} == latest(given)


def test_what_looks_like_a_formula_or_an_escape_is_text() -> None:
    for words in ("=1+1", "@SUM(A1)", "_x0041_ and _x000D_", "line\nline", "http://x.example", "1.0", "-"):
        given = [said("FIRM.2", words, how="")]
        of = asked(OWN, FIRM, given)
        (answer,) = back(to_workbook(of, given), of).answers
        assert answer.value == words


def test_days_numbers_and_choices_are_cells_of_their_kind() -> None:
    given = [said("A.1.1", "none"), said("A.1.3", "7.5"), said("B.2.1", 3)]
    sheets = rows(to_workbook(asked(OWN, FIRM, given), given))
    assert [line.cells[4] for line in sheets["A Records"][1:3]] == ["None of ours", 7.5]
    assert sheets["B Premises"][2].cells[4] == 3.0
    dated = [said("A.1.1", "yes"), said("A.1.2", "2020-02-29")]
    assert rows(to_workbook(asked(OWN, FIRM, dated), dated))["A Records"][2].cells[4] == date(2020, 2, 29)


def test_there_is_a_sheet_for_each_section_with_what_is_asked_and_no_more() -> None:
    sheets = rows(to_workbook(asked(OWN, FIRM)))
    assert list(sheets) == [FRONT, "FIRM About your firm", "A Records", "B Premises"]
    assert [row.cells[0] for row in sheets["A Records"]] == ["Id", "A.1.1", "A.1.3", "A.2.1"]
    assert sheets["FIRM About your firm"][2].cells[1] == "Who asks? (may be left out)"
    assert sheets["A Records"][2].cells[1] == "How many years? [years]"
    broker = rows(to_workbook(asked(OWN, Applicant(frozenset({"broker"}), "large"))))
    assert "B Premises" not in broker
    small = rows(to_workbook(asked(OWN, exporter(size="small"))))
    assert "a small firm" in str(small[FRONT][1].cells[1])


def test_what_can_be_chosen_is_offered_in_the_cell_and_ids_are_protected() -> None:
    file = to_workbook(asked(OWN, FIRM, [said("FIRM.1", "yes"), said("A.1.1", "yes")]))
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        sheets = [book.read(name).decode() for name in sorted(book.namelist()) if "worksheets/sheet" in name]
    assert all("sheetProtection" in sheet for sheet in sheets[:-1])
    records = sheets[2]
    assert "<formula1>Choices!$B$1:$B$4</formula1>" in records
    assert 'type="date"' in records
    assert 'type="decimal"' in records
    assert 'type="whole"' in sheets[3]


def test_every_questionnaire_that_ships_makes_a_workbook_that_reads_back_empty() -> None:
    for bound in shipped().questions.values():
        roles = {role for section in bound.catalogue.sections for role in section.applies}
        of = asked(bound, Applicant(frozenset(roles or {"importer"}), "large", ("north",)))
        read = back(to_workbook(of), of)
        assert read.answers == ()
        assert [one.reason for one in read.faults] == ([] if of.asked else ["No sheet is one of a questionnaire."])


def test_two_sections_whose_titles_begin_alike_have_two_sheets() -> None:
    of = asked(OWN, FIRM)
    alike = tuple(replace(of.chapters[1], title="x" * 40, about=str(one)) for one in range(12))
    assert len(rows(to_workbook(replace(of, chapters=alike)))) == 13
    assert sheet_name(Chapter("A", "What/is: [this]?*'", "", ())) == "A What is   this"


def test_many_lists_of_choices_find_their_columns() -> None:
    lists = "".join(
        f"      - {{id: FIRM.{one}, text: Which, kind: choice, good: 'yes', choices: "
        f"[{{id: a, text: A{one}}}, {{id: b, text: B}}]}}\n"
        for one in range(3, 31)
    ).replace("      - ", "  - ")
    of = asked(questions(FILE.replace("items:\n", f"{lists}items:\n", 1)), FIRM)
    given = [said("FIRM.30", "a", how="")]
    file = to_workbook(of, given)
    assert back(file, of).answers == (replace(given[0], how=""),)
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        assert "$AC$1:$AC$2" in book.read("xl/worksheets/sheet2.xml").decode()


@dataclass(frozen=True)
class Typed:
    """A row as somebody left it."""

    number: int
    cells: tuple[object, ...]
    refused: Exception | None = None


HEAD = Typed(1, HEADINGS)
OF = asked(OWN, FIRM, [said("FIRM.1", "yes"), said("A.1.1", "yes")])


def row(number: int, name: object, answer: object, *, site: object = "(the firm)", how: object = None,
        shown: object = None) -> Typed:  # fmt: skip
    return Typed(number, (name, "", "", site, answer, how, shown))


def front(digest: str = OF.digest) -> tuple[str, list[Typed]]:
    return FRONT, [Typed(4, ("Edition of questions", digest)), Typed(5, ("Documents",))]


def typed(*lines: Typed, before: Iterable[tuple[str, list[Typed]]] | None = None) -> ReadBack:
    sheets = [front()] if before is None else list(before)
    return from_cells([*sheets, ("A Records", [HEAD, *lines])], OF, by="ann", at=AT)


def faults(read: ReadBack) -> list[tuple[str, str]]:
    return [(one.cell, one.reason) for one in read.faults]


def test_an_answer_in_its_cell_is_read_with_remark_and_documents() -> None:
    (answer,) = typed(row(2, "A.1.1", "Partly", how=" so ", shown="b a")).answers
    assert answer == Answer("A.1.1", "partly", None, ("a", "b"), "ann", AT, "so")
    (sited,) = typed(row(2, "B.1.1", "No", site="south")).answers
    assert sited.site == "south"
    (dated,) = typed(row(2, "A.1.2", date(2020, 1, 1))).answers
    assert dated.value == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("line", "cell", "reason"),
    [
        (row(7, "A.1.1", "Maybe"), "E7", "'Maybe' cannot be chosen."),
        (row(7, "A.1.1", None, how="so"), "E7", "Nothing is answered."),
        (row(7, "A.1.1", "Yes", how="x" * 4_001), "F7", "The text has 4,001 characters."),
        (row(7, "A.1.1", "Yes", shown="../x"), "G7", "'../x' is no id of a document."),
        (row(7, "A.9", "Yes"), "A7", "'A.9' is no question that is asked."),
        (row(7, "B.1.3", "Yes"), "A7", "'B.1.3' is no question that is asked."),
        (row(7, None, "Yes"), "A7", "'' is no question that is asked."),
        (row(7, "B.1.1", "Yes", site="west"), "D7", "'west' is none of the places: north, south."),
        (Typed(7, (), GridRefused("has a cell of more than 10 characters", "Shorten it.")), "A7", "The row has a cell"),
        (Typed(7, (), ValueError("is odd")), "A7", "The row is odd."),
    ],
)
def test_a_cell_that_cannot_be_used_is_told_with_its_mend_and_the_rest_is_read(
    line: Typed, cell: str, reason: str
) -> None:
    read = typed(line, row(8, "A.2.1", "Yes"))
    assert [one.question for one in read.answers] == ["A.2.1"]
    (fault,) = read.faults
    assert (fault.sheet, fault.cell) == ("A Records", cell)
    assert fault.reason.startswith(reason)
    assert fault.mend


def test_one_place_is_answered_once() -> None:
    read = typed(row(2, "A.2.1", "Yes"), row(3, "A.2.1", "No"), row(4, "A.1.1", None))
    assert [one.value for one in read.answers] == ["yes"]
    assert faults(read) == [("A3", "A.2.1 stands there twice.")]


def test_a_workbook_of_other_questions_or_of_none_is_told() -> None:
    assert faults(typed(before=[front("other")]))[0][1] == "The questions have changed since this workbook was made."
    assert faults(typed(before=[]))[0][1].startswith("The sheet is not there")
    other = from_cells([front(), ("Sheet1", [Typed(1, ("a", "b")), row(2, "A.1.1", "Yes")])], OF, by="ann", at=AT)
    assert other.answers == ()
    assert other.faults[0].reason == "No sheet is one of a questionnaire."
    assert other.faults[1].cell == "A1"


def test_faults_are_told_up_to_a_number_and_then_counted() -> None:
    read = typed(*(row(number, "A.9", "Yes") for number in range(2, TOLD + 5)))
    assert len(read.faults) == TOLD + 1
    assert read.faults[-1].reason == "There are 3 more cells like these."


CELLS = (
    st.none() | st.booleans() | st.floats() | st.text(max_size=12) | st.dates() | st.datetimes() | st.times()
    | st.sampled_from(["A.1.1", "A.2.1", "B.1.1", "(the firm)", "north", "Yes", "No", "=1+1", "_x0000_", "_xD800_"])
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.lists(CELLS, max_size=9)), max_size=6), st.text(max_size=9))
def test_hostile_cells_are_read_or_refused(lines: list[tuple[int, list[object]]], name: str) -> None:
    sheet = [HEAD, *(Typed(number, tuple(cells)) for number, cells in lines)]
    read = from_cells([(name, sheet), (FRONT, sheet)], OF, by="ann", at=AT)
    for answer in read.answers:
        entry = OF.entries[answer.question]
        assert answer.site in entry.sites
    assert all(one.reason and one.mend and len(one.reason) < 400 for one in read.faults)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused_and_never_more(seed: int) -> None:
    made = bytearray(to_workbook(OF, [said("A.1.1", "yes")]))
    random.Random(seed).shuffle(made[:40])
    for _ in range(8):
        made[random.Random(seed + _).randrange(len(made))] ^= 1 << (_ % 8)
    try:
        back(bytes(made), OF)
    except GridRefused as refusal:
        assert refusal.mend


def test_a_workbook_made_by_somebody_else_gives_no_answers() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("A Records")
        sheet.write_row(0, 0, ["Question", "Answer"])
        sheet.write_row(1, 0, ["A.1.1", "Yes"])
    read = back(out.getvalue(), OF)
    assert read.answers == ()
    assert read.faults
