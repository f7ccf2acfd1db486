"""Workbooks from strangers: what a person sees is read, and no workbook costs more than the bounds say."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.readers import read_path, spreadsheets
from trustlane.declarations.readers.delimited import TableRefused
from trustlane.declarations.readers.refusing import Refusals
from trustlane.declarations.readers.spreadsheets import read_sheet

MEMORY = 1024 * 1024 * 1024  # more than the reader itself takes
SECONDS = 90.0  # of the processor, for as many cells as are read at most; everything else is a matter of a few
MORNING = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no zone
LINKS = '<Relationships><Relationship Id="1" Target="/xl/sheet.xml"/></Relationships>'
BOOK = '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="1"/></sheets></workbook>'
HEAD = '<row r="1"><c t="inlineStr"><is><t>declaration</t></is></c><c t="inlineStr"><is><t>hs</t></is></c></row>'


def packed(path: Path, sheet: str, **others: str) -> Path:
    """A workbook written by hand, with one sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", LINKS)
        archive.writestr("xl/sheet.xml", sheet)
        for name, content in others.items():
            archive.writestr(f"xl/{name}.xml", content)
    return path


def data(rows: str) -> str:
    return f"<worksheet><sheetData>{HEAD}{rows}</sheetData></worksheet>"


def test_a_cell_is_read_as_a_person_sees_it(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    sheet = book.add_worksheet("Letter")
    sheet = book.add_worksheet("Table")
    sheet.write_row(2, 0, ["text", "whole", "part", "day", "moment", "hour", "yes", "fault", "text"])
    sheet.write(4, 0, " 0101 ")
    sheet.write(4, 1, 1500)
    sheet.write(4, 2, 0.125)
    sheet.write_datetime(4, 3, date(2026, 3, 2), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_datetime(4, 4, MORNING, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
    sheet.write(4, 5, 0.5, book.add_format({"num_format": "hh:mm"}))
    sheet.write(4, 6, True)
    sheet.write_formula(4, 7, "=1/0", value="#DIV/0!")
    sheet.write_row(6, 0, ["x", "", "", "", "", "", "", "", "y", "beside the table"])
    book.close()
    names, cells = read_sheet(tmp_path / "t.xlsx")
    assert names == ("text", "whole", "part", "day", "moment", "hour", "yes", "fault", "text (9)")
    first, second = cells.rows()
    assert first[:-2] == (
        "0101", "1500", "0.125", "2026-03-02", "2026-03-02T09:30:00", "12:00:00", "true", None, None,
    )  # fmt: skip
    assert (second[0], second[8]) == ("x", "y")
    assert cells["#row"].to_list() == [5, 7]


def test_a_cell_in_the_last_corner_is_refused_by_itself_and_the_rows_go_on(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["declaration", "hs"])
    sheet.write_row(1, 0, ["A1", "010121"])
    sheet.write(1_048_575, 16_383, "far")
    book.close()
    read = read_path(tmp_path / "t.xlsx")
    assert read.lines["declaration"].to_list() == ["A1"]
    (refused,) = read.refused
    assert refused.place == "row 1048576, column XFD"
    assert "1,000 columns" in refused.reason and refused.mend


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row r="1048577"><c><v>1</v></c></row>', "broken"),
        ('<row r="0"><c><v>1</v></c></row>', "broken"),
        ("<row><c><v>one</v></c></row>", "broken"),
        ("<row><c><v>1</v></row>", "broken"),
        ("".join(f"<a{n}/>" for n in range(2_001)), "different tags"),
        (f"<!--{'x' * 700_000}-->", "one tag or comment"),
        (f'<row r="{"9" * 5_000}"/>', "broken"),
    ],
)
def test_a_broken_sheet_is_refused_with_a_way_out(tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(TableRefused, match=words) as refused:
        read_sheet(packed(tmp_path / "t.xlsx", data(rows)))
    assert refused.value.mend


def test_what_is_no_workbook_of_today_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with zipfile.ZipFile(tmp_path / "open.ods", "w") as archive:
        archive.writestr("content.xml", "<office:document-content/>")
    for name in ("old.xls", "open.ods"):
        (refused,) = read_path(tmp_path / name).refused
        assert ".xlsx" in refused.mend


def test_a_table_that_would_not_fit_is_refused_before_it_is_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = packed(tmp_path / "t.xlsx", data("<row><c><v>1</v></c></row>" * 20))
    for name, most in (("MOST_CELLS", 39), ("MOST_TEXT", 19)):
        with monkeypatch.context() as patch:
            patch.setattr(spreadsheets, name, most)
            with pytest.raises(TableRefused, match="too much") as refused:
                read_sheet(file)
            assert refused.value.place == "row 21" and "CSV" in refused.value.mend
    monkeypatch.setattr(spreadsheets, "SLAB", 6)
    assert read_sheet(file)[1].height == 20
    monkeypatch.setattr(spreadsheets, "BOUNDS", replace(spreadsheets.BOUNDS, rows=20))
    with pytest.raises(TableRefused, match="more than 20 rows"):
        read_sheet(file)


def test_a_row_with_a_text_too_long_is_refused_by_itself(tmp_path: Path) -> None:
    long = "<row><c/><c t='inlineStr'><is><t>" + "x" * 32_768 + "</t></is></c></row>"
    refusals = Refusals("t.xlsx")
    _, cells = read_sheet(packed(tmp_path / "t.xlsx", data(long + "<row><c><v>1</v></c></row>")), refusals)
    assert cells["declaration"].to_list() == ["1"]
    assert [each.place for each in refusals.listed()] == ["row 2, column B"]


# Every one is written in a stream, so that making it costs this test no more than reading it.
SHEET = (
    "part('sheet.xml', [b'<worksheet><sheetData>" + HEAD.replace("'", '"') + "'], {rows}, b'</sheetData></worksheet>')"
)
HOSTILE = {
    "last_corner": SHEET.format(rows='[b\'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>\']'),
    "every_row_far_out": SHEET.format(rows="[b'<row><c r=\"ALL1\"><v>1</v></c></row>'] * 1_000_000"),
    "every_row_too_far_out": SHEET.format(rows="[b'<row><c r=\"XFD1\"><v>1</v></c></row>'] * 1_000_000"),
    "wide_head_and_many_rows": "part('sheet.xml', [b'<worksheet><sheetData><row>'], [b'<c><v>1</v></c>'] * 1_000,"
    " b'</row>' + b'<row><c><v>1</v></c></row>' * 1_000_000 + b'</sheetData></worksheet>')",
    "many_cells": SHEET.format(rows="[b'<row>' + b'<c><v>1</v></c>' * 900 + b'</row>'] * 20_000"),
    "bomb": SHEET.format(rows="[b' ' * 1_000_000] * 1_100"),
    "blanks": SHEET.format(rows="[b' ' * 1_000_000] * 1_000"),
    "one_tag": SHEET.format(rows="[b'<row a=\"'] + [b'x' * 1_000_000] * 900"),
    "one_text": SHEET.format(rows="[b'<row><c t=\"str\"><v>'] + [b'x' * 1_000_000] * 900 + [b'</v></c></row>']"),
    "one_shared_text": "part('sharedStrings.xml', [b'<sst><si><t>'], [b'x' * 1_000_000] * 900, b'</t></si></sst>')",
    "many_shared_texts": "part('sharedStrings.xml', [b'<sst>'], [b'<si><t>' + b'x' * 30_000 + b'</t></si>'] * 30_000,"
    " b'</sst>')",
    "many_empty_shared_texts": "part('sharedStrings.xml', [b'<sst>'], [b'<si/>' * 1_000] * 30_000, b'</sst>')",
    "shared_text_everywhere": "part('sharedStrings.xml', [b'<sst><si><t>'], [b'x' * 32_000], b'</t></si></sst>')\n"
    + SHEET.format(rows='[b\'<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>\'] * 1_000_000'),
    "long_namespace_often": SHEET.format(
        rows="[b'<p:r xmlns:p=\"' + b'u' * 400_000 + b'\">'] + [b'<p:a/>' * 1_000] * 20_000 + [b'</p:r>']"
    ),
    "many_names": SHEET.format(rows="(b'<a%d/>' % n for n in range(10_000_000))"),
    "many_prefixes": SHEET.format(rows="(b'<a xmlns:n%d=\"u\"/>' % n for n in range(5_000_000))"),
    "deep": SHEET.format(rows="[b'<a>' * 1_000] * 30_000"),
    "entities": "part('sharedStrings.xml', [b'<!DOCTYPE a [<!ENTITY x \"y\">'], [], b']><sst>&x;</sst>')",
    "many_parts": "for n in range(60_000): archive.writestr(f'xl/{n}.xml', b'')",
}
# The others take up to a minute of the processor each: they run with the drills.
QUICK = ("last_corner", "bomb", "deep", "entities", "many_names", "many_prefixes", "one_tag")
MAKE = """
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=1)
def part(name, head, body, tail):
    with archive.open("xl/" + name, "w", force_zip64=True) as out:
        out.writelines(head)
        out.writelines(body)
        out.write(tail)
archive.writestr("xl/workbook.xml", BOOK)
archive.writestr("xl/_rels/workbook.xml.rels", LINKS)
"""
READ = """
import resource, sys, time
from pathlib import Path
from trustlane.declarations.readers import read_path
held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
began = time.process_time()
read = read_path(Path(sys.argv[1]))
print(read.lines.height, len(read.refused), read.refused[0].reason if read.refused else "")
print(time.process_time() - began)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="how much memory is held is read from /proc")
@pytest.mark.parametrize(
    "name", [each if each in QUICK else pytest.param(each, marks=pytest.mark.drill) for each in sorted(HOSTILE)]
)
def test_hostile_workbooks_cost_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    make = f"BOOK, LINKS = {BOOK!r}, {LINKS!r}\n{MAKE}\n{HOSTILE[name]}\narchive.close()\n"
    subprocess.run([sys.executable, "-c", make, str(file)], check=True, timeout=300)
    read = f"MEMORY = {MEMORY}\n{READ}"
    done = subprocess.run(
        [sys.executable, "-c", read, str(file)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    said, seconds = done.stdout.splitlines()
    assert not said.startswith("0 0 ") or name in ("blanks", "every_row_far_out")  # nothing below the head: no fault
    assert float(seconds) < SECONDS


@given(st.binary(max_size=300), st.sampled_from(["sheet", "sharedStrings", "styles"]))
def test_no_bytes_in_any_part_raise_anything_but_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, part: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", LINKS)
        archive.writestr(f"xl/{part}.xml", noise)
        if part != "sheet":
            archive.writestr("xl/sheet.xml", data('<row><c t="s" s="0"><v>0</v></c></row>'))
    file = tmp_path_factory.getbasetemp() / "noise.xlsx"
    for content in (out.getvalue(), noise, b"PK\x03\x04" + noise):
        file.write_bytes(content)
        read_path(file)


@given(
    st.lists(
        st.lists(
            st.none()
            | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9)
            | st.integers(-(10**12), 10**12)
            | st.booleans()
            | st.dates(date(1950, 1, 1), date(2200, 1, 1)),
            min_size=3,
            max_size=3,
        ),
        max_size=9,
    )
)
def test_what_a_spreadsheet_program_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[object]]
) -> None:
    file = tmp_path_factory.getbasetemp() / "written.xlsx"
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b", "c"])
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, at, cell, day)
            elif cell is not None:
                sheet.write(number, at, cell)
    book.close()
    _, cells = read_sheet(file)
    said = [tuple(_said(cell) for cell in row) for row in rows if any(cell is not None for cell in row)]
    assert [row[:3] for row in cells.rows()] == said


def _said(cell: object) -> str | None:
    return None if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
