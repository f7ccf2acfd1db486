"""The empty workbook explains every column it has, and is read as it is."""

from datetime import date

from trustlane.programme.migrating.blank import MEANING, blank_workbook
from trustlane.programme.migrating.reading import read_migration
from trustlane.programme.migrating.words import COLUMNS, HEADINGS
from trustlane.standing.sheets import read_sheets
from trustlane.standing.words import plain


def test_every_heading_is_read_and_explained() -> None:
    assert set(MEANING) == set(HEADINGS)
    assert all(plain(heading) in COLUMNS for heading in HEADINGS)
    table, explained, _ = read_sheets(blank_workbook())
    assert tuple(table.rows[0].cells[: len(HEADINGS)]) == HEADINGS
    assert [row.cells[0] for row in explained.rows] == list(HEADINGS)


def test_it_is_read_as_a_table_without_cases() -> None:
    read = read_migration(blank_workbook(), on=date(2026, 3, 1), office="XA01", terms=())
    assert (read.cases, read.refused, read.sheet) == ((), (), "Cases")
    assert len(read.columns) == len(HEADINGS)


def test_its_example_can_be_used() -> None:
    example = read_sheets(blank_workbook())[2]
    rows = [[str(cell or "") for cell in row.cells] + [""] * 2 for row in example.rows]
    written = "\n".join(";".join(column) for column in zip(*(row[:2] for row in rows), strict=True))
    read = read_migration(written.encode(), on=date(2026, 3, 1), office="XA01", terms=())
    assert not read.refused
    assert [case.number for case in read.cases] == ["A-2021-0007"]
