"""A list is read as partners really write it, and every row that cannot be used says where and how to mend it."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trustlane.parties.identifiers import Identifier
from trustlane.standing import sheets
from trustlane.standing.cells import CellRefused, date_of, text_of
from trustlane.standing.exports import HEADINGS, blank_csv, blank_xlsx, csv_lines, xlsx
from trustlane.standing.facts import ROLES, STATES, StandingFact
from trustlane.standing.lists import ListRead, read_list, read_list_bytes

KNOWN = datetime(2026, 3, 2, tzinfo=UTC)


def read(data: str | bytes, issuer: str = "XA") -> ListRead:
    raw = data.encode() if isinstance(data, str) else data
    return read_list_bytes(raw, name="list.csv", known=KNOWN, default_issuer=issuer)


def workbook(*rows: tuple[object, ...], sheets: tuple[str, ...] = ("Holders",), **options: object) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for index, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, index, cell, day)
                else:
                    sheet.write(number, index, cell)
    book.close()
    return out.getvalue()


def test_a_plain_list_is_read() -> None:
    (fact,) = read("Name,TIN,Role,Status,Valid from\nBlue River,XA100,importer,valid,2024-01-31\n").facts
    assert fact == StandingFact(
        operator="XA100",
        name="Blue River",
        identifiers=(Identifier("TIN", "XA100"),),
        scope=frozenset({"security", "compliance"}),
        role="importer",
        tier="",
        issuer="XA",
        state="valid",
        valid_from=date(2024, 1, 31),
        valid_to=None,
        known_from=KNOWN,
        source="list.csv, row 2",
    )


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_delimiter_and_encoding_is_told_by_itself(delimiter: str, encoding: str) -> None:
    text = delimiter.join(["Name", "TIN"]) + "\r\n" + delimiter.join(["Café Rivière", "XA100"]) + "\r\n"
    (fact,) = read(text.encode(encoding)).facts
    assert (fact.name, fact.operator) == ("Café Rivière", "XA100")


@pytest.mark.parametrize(
    ("heading", "scheme"),
    [("TIN", "TIN"), ("AEO Number", "AEO"), ("Certificate No.", "AEO"), ("N° OEA", "AEO"), ("Identifier", "TIN")],
)
def test_headings_are_known_by_many_names(heading: str, scheme: str) -> None:
    read_ = read(f"Company name;{heading};Statut;Válido desde\nBlue;XA100;Active;2024-01-01\n".replace("N° OEA", "oea"))
    assert read_.facts[0].identifiers[0].scheme == scheme
    assert read_.facts[0].valid_from == date(2024, 1, 1)


def test_titles_above_the_head_are_passed_over() -> None:
    assert read("AEO holders of XA\nas of March\n\nName;TIN\nBlue;XA100\n").facts[0].source == "list.csv, row 5"


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-31",
        "2024/03/31",
        "20240331",
        "31.03.2024",
        "31/03/2024",
        "03/31/2024",
        "31 Mar 2024",
        "March 31, 2024",
        "45382",
        "2024-03-31T00:00:00Z",
        "31-03-2024",
        "31 march 2024",
        "2024年3月31日",
        "31. 3. 2024",
    ],
)
def test_a_date_that_can_mean_one_day_only_is_read(written: str) -> None:
    (fact,) = read(f'Name;TIN;Valid from\nBlue;XA100;"{written}"\n').facts
    assert fact.valid_from == date(2024, 3, 31)


@pytest.mark.parametrize(
    "written", ["03/04/2024", "4-3-2024", "03/04/24", "1.2.24", "2024-13-01", "soon", "1899-01-01"]
)
def test_a_date_that_could_mean_another_day_is_refused_with_a_mend(written: str) -> None:
    read_ = read(f"Name;TIN;Valid from\nBlue;XA100;{written}\n")
    (refused,) = read_.refused
    assert (refused.row, refused.column) == (2, "C (Valid from)")
    assert refused.mend


def test_an_ambiguous_date_names_both_days() -> None:
    (refused,) = read("Name;TIN;Valid from\nBlue;XA100;03/04/2024\n").refused
    assert "3 April 2024" in refused.reason and "4 March 2024" in refused.reason
    assert "2024-04-03" in refused.mend and "2024-03-04" in refused.mend


def test_a_day_and_month_that_are_equal_are_no_doubt() -> None:
    assert read("Name;TIN;Valid from\nBlue;XA100;05/05/2024\n").facts[0].valid_from == date(2024, 5, 5)


@pytest.mark.parametrize("written", ["", "unlimited", "31/12/9999", "9999-12-31", "-", "n/a"])
def test_an_open_end_is_no_date(written: str) -> None:
    assert read(f"Name;TIN;Valid to\nBlue;XA100;{written}\n").facts[0].valid_to is None


@pytest.mark.parametrize(
    ("written", "scope"),
    [
        ("AEOF", {"security", "compliance"}),
        ("AEOS", {"security"}),
        ("AEO-C", {"compliance"}),
        ("security, compliance", {"security", "compliance"}),
        ("Security and Safety", {"security"}),
        ("", {"security", "compliance"}),
    ],
)
def test_scopes_are_known_by_many_names(written: str, scope: set[str]) -> None:
    assert read(f'Name;TIN;AEO type\nBlue;XA100;"{written}"\n').facts[0].scope == scope


def test_a_row_with_two_roles_is_two_facts() -> None:
    assert [each.role for each in read("Name;TIN;Role\nBlue;XA1;Importer / exporter\n").facts] == [
        "exporter",
        "importer",
    ]


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("Name;TIN\n;XA100\n", "A (Name)", "names no operator"),
        ("Name;TIN\nBlue;\n", "B (TIN)", "names no identifier"),
        ("Name;TIN\nBlue;ZQ12\n", "B (TIN)", "no ISO 3166"),
        ("Name;EORI\nBlue;US12\n", "B (EORI)", "issues no EORI"),
        ("Name;AEO code\nBlue;CN31222600O1\n", "B (AEO code)", "form CN uses"),
        ("Name;TIN;Status\nBlue;XA1;maybe\n", "C (Status)", "no known status"),
        ("Name;TIN;Role\nBlue;XA1;astronaut\n", "C (Role)", "no known role"),
        ("Name;TIN;Scope\nBlue;XA1;everything\n", "C (Scope)", "no known scope"),
        ("Name;TIN;Issuer\nBlue;XA1;Utopia\n", "C (Issuer)", "no two-letter"),
        ("Name;ID;Scheme\nBlue;XA1;passport\n", "C (Scheme)", "no known scheme"),
        ("Name;TIN;Valid from;Valid to\nBlue;XA1;2024-02-01;2024-01-01\n", "D (Valid to)", "before it begins"),
        ("Name;TIN\nBlue;XA1;more\n", "C", "more cells"),
        ("Name;TIN\nBlue;1.23457E+15\n", "B (TIN)", "shortened by a spreadsheet"),
    ],
)
def test_what_is_refused_says_row_column_and_mend(text: str, column: str, reason: str) -> None:
    read_ = read(text)
    assert read_.facts == ()
    (refused,) = read_.refused
    assert (refused.row, refused.column) == (2, column)
    assert reason in refused.reason
    assert refused.mend.endswith((".", "?"))


def test_the_good_rows_go_on() -> None:
    read_ = read("Name;TIN\nBlue;XA1\nRed;\nGreen;XA3\n")
    assert [each.operator for each in read_.facts] == ["XA1", "XA3"]
    assert [each.row for each in read_.refused] == [3]


def test_a_letter_for_a_digit_is_only_suggested() -> None:
    (refused,) = read("Name;AEO code\nBlue;CN31222600O1\n").refused
    assert "CN3122260001" in refused.mend


def test_a_repeated_row_is_refused_and_names_the_first() -> None:
    (refused,) = read("Name;TIN;Role\nBlue;XA1;importer\nBlue again;XA-1;import\n").refused
    assert refused.row == 3 and "row 2" in refused.reason


def test_a_number_whose_country_has_a_column_of_its_own_is_both() -> None:
    (fact,) = read("Name;TIN;Country\nBlue;123-456;XA\n").facts
    assert fact.identifiers == (Identifier("TIN", "XA123456"), Identifier("NATIONAL", "123456"))


def test_a_country_in_a_column_of_its_own_mends_no_bad_number() -> None:
    (refused,) = read(f"Name;TIN;Country\nBlue;{'9' * 16};XA\n").refused
    assert "no ISO 3166" in refused.reason


def test_an_identifier_column_may_say_the_scheme_row_by_row() -> None:
    read_ = read("Name;ID;ID type\nBlue;DE5;EORI\nRed;XA2;\n")
    assert [each.identifiers[0].scheme for each in read_.facts] == ["EORI", "TIN"]


def test_several_numbers_are_kept_and_a_manufacturer_code_never_comes_first() -> None:
    (fact,) = read('Name;MID;AEO code;TIN\nBlue;"FRBLURIV12PAR; FRBLURIV14LYO";AEOCN3122260001;XA1\n').facts
    assert [str(each) for each in fact.identifiers] == [
        "AEO CN3122260001",
        "TIN XA1",
        "MID FRBLURIV12PAR",
        "MID FRBLURIV14LYO",
    ]


def test_what_was_taken_for_granted_is_said() -> None:
    notes = " ".join(read("Name;TIN;Colour\nBlue;XA1;blue\n").notes)
    assert "scope" in notes and "status" in notes and "Colour" in notes


def test_a_workbook_is_read_with_its_real_dates_and_numbers() -> None:
    data = workbook(
        ("Name", "National number", "Valid from", "Valid to"),
        ("Blue River", 123456, date(2024, 3, 4), 45382),
    )
    (fact,) = read(data).facts
    assert fact.identifiers == (Identifier("NATIONAL", "123456"),)
    assert (fact.valid_from, fact.valid_to) == (date(2024, 3, 4), date(2024, 3, 31))


def test_dates_counted_from_1904_are_the_same_days() -> None:
    data = workbook(("Name", "TIN", "Valid from"), ("Blue", "XA1", date(2024, 3, 4)), date_1904=True)
    assert read(data).facts[0].valid_from == date(2024, 3, 4)


def test_a_long_number_kept_as_a_number_has_lost_digits() -> None:
    (refused,) = read(workbook(("Name", "National number"), ("Blue", 12345678901234567890.0))).refused
    assert "loses digits" in refused.reason and "text" in refused.mend


def test_a_formula_is_never_evaluated_and_a_broken_one_is_refused() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "TIN"])
    sheet.write_formula(1, 0, "=1+1", value="kept value")
    sheet.write(1, 1, "XA1")
    sheet.write_formula(2, 0, "=A99", value="#REF!")
    sheet.write(2, 1, "XA2")
    book.close()
    read_ = read(out.getvalue())
    assert [each.name for each in read_.facts] == ["kept value"]
    assert "#REF!" in read_.refused[0].reason and read_.refused[0].row == 3


def test_the_first_sheet_with_a_heading_is_read() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Letter").write(0, 0, "Dear colleagues")
    sheet = book.add_worksheet("List")
    sheet.write_row(0, 0, ["Name", "TIN"])
    sheet.write_row(1, 0, ["Blue", "XA1"])
    book.close()
    assert read(out.getvalue()).facts[0].name == "Blue"


def test_one_cell_in_the_last_corner_costs_nothing_and_is_refused() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "TIN"])
    sheet.write_row(1, 0, ["Blue", "XA1"])
    sheet.write(1_048_575, 16_383, "far")
    book.close()
    read_ = read(out.getvalue())
    assert len(read_.facts) == 1
    (refused,) = read_.refused
    assert refused.row == 1_048_576 and refused.column == "XFD"


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = packed(xl__workbook=b"<workbook/>", xl__sheet=b"0" * (sheets.BOUNDS.unpacked + 1))
    assert len(data) < 2**20
    (refused,) = read(data).refused
    assert "unpacks to" in refused.reason and refused.row == 0


def parts(sheet: str, **others: str) -> bytes:
    """A workbook written by hand, with one sheet of these rows."""
    sheets = '<sheet name="A" r:id="1"/><sheet name="B" r:id="1"/>'
    book = f'<workbook xmlns:r="r"><workbookPr/><sheets>{sheets}</sheets></workbook>'
    links = '<Relationships><Relationship Id="1" Target="/xl/sheet.xml"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/_rels/workbook.xml.rels", links)
        archive.writestr("xl/sheet.xml", f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")
        for name, content in others.items():
            archive.writestr(f"xl/{name}.xml", content)
    return out.getvalue()


def inline(*texts: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


def test_cells_of_every_kind_are_read_without_places_and_styles() -> None:
    strings = "<sst><si><r><t>Blue </t></r><r><t>River</t></r><rPh><t>not said</t></rPh></si></sst>"
    data = parts(
        f"<row>{inline('Name', 'TIN', 'Valid from', 'Tier', 'Valid to')}</row>"
        f'<row><c t="s"><v>0</v></c>{inline("XA1")}<c t="d"><v>2024-03-04T00:00:00</v></c>'
        '<c t="b"><v>1</v></c><c><v>inf</v></c></row>'
        f'<row><c t="s"><v>0</v></c>{inline("XA2")}<c t="b"><v>0</v></c></row>'
        f'<row><c t="s"><v>0</v></c>{inline("XA3", "2024-03-04")}<c t="s"><v>7</v></c></row>',
        sharedStrings=strings,
    )
    read_ = read(data)
    assert [(each.row, each.column) for each in read_.refused] == [(2, "E (Valid to)"), (3, "C (Valid from)")]
    (fact,) = read_.facts
    assert (fact.name, fact.tier, fact.valid_from) == ("Blue River", "", date(2024, 3, 4))


def test_a_moment_is_read_as_its_day_and_a_custom_format_as_a_date() -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="[$-409]dd\\ mmm;&quot;day&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/><xf numFmtId="14"/><xf numFmtId="x"/></cellXfs></styleSheet>'
    )
    data = parts(
        f"<row>{inline('Name', 'TIN', 'Valid from', 'Valid to')}</row>"
        f'<row>{inline("Blue", "XA1")}<c s="1"><v>45355.75</v></c><c s="2"><v>45356</v></c></row>',
        styles=styles,
    )
    (fact,) = read(data).facts
    assert (fact.valid_from, fact.valid_to) == (date(2024, 3, 4), date(2024, 3, 5))


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "BOUNDS", replace(sheets.BOUNDS, elements=20))
    assert "more cells" in read(workbook(("Name", "TIN"), *[("Blue", f"XA{i}") for i in range(20)])).refused[0].reason


def test_a_workbook_with_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "BOUNDS", replace(sheets.BOUNDS, rows=3))
    assert "rows" in read(workbook(("Name", "TIN"), *[("Blue", f"XA{i}") for i in range(5)])).refused[0].reason


def test_a_locked_workbook_is_refused_with_a_way_out() -> None:
    data = bytearray(packed(xl__workbook=b"<workbook/>"))
    data[6] |= 1  # the flag of encryption, here and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (refused,) = read(bytes(data)).refused
    assert "password" in refused.reason and "save it again" in refused.mend


@pytest.mark.parametrize(
    "data",
    [
        packed(other=b"<x/>"),
        packed(xl__workbook=b"<workbook>"),
        packed(xl__workbook=b'<workbook><sheets><sheet name="A" state="hidden"/><sheet name="B"/></sheets></workbook>'),
        parts('<row r="1"><c r="A1" s="x"><v>1</v></c></row>'),
        parts('<row r="9999999999999999999999"><c><v>no number</v></c></row>'),
    ],
)
def test_what_only_looks_like_a_workbook_is_refused(data: bytes) -> None:
    (refused,) = read(data).refused
    assert refused.row == 0 and refused.mend


def test_entities_are_refused() -> None:
    lol = b'<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    (refused,) = read(packed(xl__workbook=lol)).refused
    assert "document type" in refused.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "holds no rows"),
        (b"\n\n\n", "holds no rows"),
        (b"just some words\n", "no heading row"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old or a password-protected"),
        (b"%PDF-1.7 ...", "no table"),
        (b"<html><table>", "no table"),
        (b"PK\x03\x04broken", "broken"),
        (b"Name;TIN\nBlu\x00e;XA1\n", "NUL"),
        (b"\xff\xfeN", "broken utf-16"),
        (b'Name;TIN\n"Blue;XA1\n' + b"Red;XA2\n" * 30_000, "never closed|characters"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(data: bytes, reason: str) -> None:
    read_ = read(data)
    assert read_.facts == () and len(read_.refused) == 1
    assert any(each in read_.refused[0].reason + read_.refused[0].mend for each in reason.split("|"))
    assert read_.refused[0].mend


@pytest.mark.parametrize(
    ("row", "column", "reason"), [("x" * 3_000 + ";XA1", "A", "characters"), (";" * 200 + "x", "GS", "columns")]
)
def test_a_row_out_of_bounds_is_refused_and_the_others_go_on(row: str, column: str, reason: str) -> None:
    read_ = read(f"Name;TIN\n{row}\nBlue;XA2\n")
    assert [each.operator for each in read_.facts] == ["XA2"]
    (refused,) = read_.refused
    assert (refused.row, refused.column) == (2, column) and reason in refused.reason


def test_a_long_text_in_a_workbook_refuses_its_row_only() -> None:
    read_ = read(workbook(("Name", "TIN"), ("x" * 30_000, "XA1"), ("Blue", "XA2")))
    assert [each.operator for each in read_.facts] == ["XA2"]
    assert (read_.refused[0].row, read_.refused[0].column) == (2, "A")


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trustlane.standing.sheets.MOST_BYTES", 10)
    assert "MB are the most" in read("Name;TIN\nBlue;XA1\n").refused[0].reason


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "BOUNDS", replace(sheets.BOUNDS, rows=3))
    assert "rows" in read("Name;TIN\n" + "Blue;XA1\n" * 5).refused[0].reason


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    read_ = read_list(tmp_path / "nowhere.csv", known=KNOWN, default_issuer="XA")
    assert "cannot be opened" in read_.refused[0].reason


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (True, "no date"),
        (3.0, "no date"),
        (99999999.0, "no calendar"),
        ("30 Feb 2024", "no calendar"),
        ("1 Mai", "no date"),
    ],
)
def test_a_cell_that_is_no_date_says_so(cell: object, reason: str) -> None:
    with pytest.raises(CellRefused, match=reason):
        date_of(cell)  # type: ignore[arg-type]


def test_a_cell_is_shown_as_a_person_would_write_it() -> None:
    assert [text_of(each) for each in (None, True, False, 7.0, 7.5, date(2024, 1, 2), "'=x", "'x")] == [
        "", "true", "false", "7", "7.5", "2024-01-02", "=x", "'x",
    ]  # fmt: skip
    assert date_of(datetime(2024, 1, 2, 9)) == date(2024, 1, 2)  # noqa: DTZ001


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(lambda text: " ".join(text.split()))
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
facts = st.builds(
    StandingFact,
    operator=st.just(""),
    name=texts.filter(lambda text: bool(text) and not text.startswith("'")),
    identifiers=st.integers(1, 10**9).map(lambda number: (Identifier("TIN", f"XA{number}"),)),
    scope=st.sampled_from([frozenset({"security"}), frozenset({"compliance"}), frozenset({"security", "compliance"})]),
    role=st.sampled_from(ROLES),
    tier=texts.filter(lambda text: not text.startswith(("'", "#"))),
    issuer=st.just("XA"),
    state=st.sampled_from(STATES),
    valid_from=st.none() | days,
    valid_to=st.none() | st.dates(date(2100, 1, 2), date(2150, 1, 1)),
    known_from=st.just(KNOWN),
)


@settings(max_examples=60)
@given(st.lists(facts, max_size=5, unique_by=lambda fact: fact.identifiers), st.booleans())
def test_what_is_exported_is_read_back_the_same(written: list[StandingFact], as_workbook: bool) -> None:
    written = [each for each in written if not each.name.startswith("#")]
    data = xlsx(written) if as_workbook else b"".join(csv_lines(written))
    read_ = read(data)
    assert read_.refused == ()
    told = [(f.name, f.identifiers, f.scope, f.role, f.tier, f.state, f.valid_from, f.valid_to) for f in read_.facts]
    assert told == [
        (f.name, f.identifiers, f.scope, f.role, f.tier, f.state, f.valid_from, f.valid_to) for f in written
    ]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_exported_cell_can_become_a_formula(name: str) -> None:
    fact = read("Name;TIN\nBlue;XA1\n").facts[0]
    bad = StandingFact(**{**{each: getattr(fact, each) for each in fact.__slots__}, "name": name})
    assert b"'" + name.encode() in b"".join(csv_lines([bad]))
    with zipfile.ZipFile(io.BytesIO(xlsx([bad]))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_the_blank_list_is_one_that_is_read() -> None:
    for data in (blank_csv(), blank_xlsx()):
        read_ = read(data)
        assert read_.refused == () and read_.facts == ()
        assert len(read_.columns) == len(HEADINGS) - 1


@settings(max_examples=300)
@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"\xff\xfe")
def test_no_bytes_break_the_reader(data: bytes) -> None:
    _sound(read(data))


GOOD = workbook(("Name", "TIN", "Valid from"), ("Blue", "XA1", date(2024, 1, 2)), ("Red", "XA2", "2024-01-03"))


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_no_damaged_workbook_breaks_the_reader(damage: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, byte in damage:
        data[place] = byte
    _sound(read(bytes(data)))


PARTS = {name: zipfile.ZipFile(io.BytesIO(GOOD)).read(name) for name in zipfile.ZipFile(io.BytesIO(GOOD)).namelist()}


@settings(max_examples=300)
@given(st.sampled_from(sorted(PARTS)), st.integers(0, 4000), st.integers(0, 30), st.binary(max_size=30))
def test_no_damage_inside_a_workbook_breaks_the_reader(part: str, begin: int, length: int, other: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in PARTS.items():
            if name == part:
                place = begin % (len(content) + 1)
                content = content[:place] + other + content[place + length :]
            archive.writestr(name, content)
    _sound(read(out.getvalue()))


@settings(max_examples=300)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["Blue", "XA1", "", "valid", "2024-01-01", "03/04/2024", "AEOF", "=1", '"', "importer", "'"]
            )
            | st.text(max_size=8),
            max_size=8,
        ),
        max_size=6,
    )
)
def test_no_table_of_anything_breaks_the_reader(rows: list[list[str]]) -> None:
    head = "Name;TIN;Identifier;Scheme;Country;Role;Status;Valid from;MID\n"
    _sound(read(head + "\n".join(";".join(row) for row in rows)))


def _sound(read_: ListRead) -> None:
    for refused in read_.refused:
        assert refused.reason and refused.mend and refused.row >= 0 and refused.place
    for fact in read_.facts:
        assert fact.operator and fact.identifiers and fact.scope and fact.role in ROLES and fact.state in STATES
