"""Whatever is sent as a list: each row is read, or refused with its place and mend; nothing makes the reader fail."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.standing.lists import ListRead, read_list_bytes

KNOWN = datetime(2026, 11, 18, tzinfo=UTC)
HEAD = ("Name", "TIN", "Country", "Status", "Valid from", "Valid to", "Scope")
# What lists of partners hold where something else was meant, beside text of any kind.
ODD = (
    "", " ", "n/a", "-", "0", "XB000001", "XB 000 001", "000001", "=1+1", "#REF!", "31/02/2025", "2024-01-01", "45292",
    "1899-12-31", "9999-12-31", "valid", "VALID ", "suspended?", "security", "both", "sécurité", "شركة", "株式会社",
    "XB000001;XB000002", "XB000001|LEI:1", '"', "a\tb", "\u202exyz", "\u200b", "x" * 2_100, "١٢٣",
)  # fmt: skip
cell = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
rows = st.lists(st.lists(cell, max_size=9), max_size=8)


def read(data: bytes) -> ListRead:
    return read_list_bytes(data, name="any.xlsx", known=KNOWN, default_issuer="XB")


def check(found: ListRead) -> None:
    """Everything refused has a reason and a mend; everything read is whole."""
    for each in found.refused:
        assert each.reason
        assert each.mend
        assert each.place
    for one in found.listed:
        assert one.row > 0
        assert one.fact.operator
        assert one.fact.scope
        assert not (one.fact.valid_from and one.fact.valid_to) or one.fact.valid_from <= one.fact.valid_to


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda some: b"PK\x03\x04" + some))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    found = read(data)
    check(found)
    assert found.columns or found.refused


@settings(max_examples=60, deadline=None)
@given(rows)
def test_no_row_of_a_table_is_lost(table: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    written = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    written.writerow(HEAD)
    for number, cells in enumerate(table):
        written.writerow([*cells, ""] if cells else [f"Firm {number}"])
    found = read(out.getvalue().encode())
    check(found)
    if found.columns:
        full = sum(any(each.strip() for each in cells) if cells else True for cells in table)
        spoken = {each.row for each in found.listed} | {each.row for each in found.refused}
        assert 0 in spoken or len(spoken) == full


@settings(max_examples=20, deadline=None)
@given(rows)
def test_a_workbook_says_the_same_as_its_rows(table: list[list[str]]) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.add_worksheet("Notes").write_string(0, 0, "As agreed.")
    sheet = book.add_worksheet("Holders")
    for row, cells in enumerate([HEAD, *table]):
        for column, value in enumerate(cells):
            sheet.write_string(row, column, value)
    book.close()
    found = read(out.getvalue())
    check(found)
    assert {each.sheet for each in found.refused} <= {"Holders"}
    spoken = {each.row for each in found.listed} | {each.row for each in found.refused}
    assert spoken <= set(range(2, len(table) + 2))
