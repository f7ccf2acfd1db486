"""Tables of declarations: exact numbers, good rows that go on, bad ones with row, column, reason and mend."""

from __future__ import annotations

import io
import resource
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.frame import LINES, OUTCOME_ROWS, Read
from trustlane.declarations.readers import read_path, read_paths
from trustlane.declarations.readers.mapping_files import parse_mapping

OWN = "declaration,line,hs,net_mass_g,value_minor,currency,day,origin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def own(folder: Path, *rows: str, header: str = OWN) -> Read:
    file = folder / "table.csv"
    file.write_text("\n".join([header, *rows, ""]), "utf-8")
    return read_path(file)


def with_mapping(folder: Path, mapping: str, *rows: str, zone: str = "UTC") -> Read:
    file = folder / "table.csv"
    file.write_text("\n".join([*rows, ""]), "utf-8")
    return read_path(file, mapping=parse_mapping("name: test\n" + mapping, "mapping.yaml"), zone=zone)


@pytest.mark.outside
@pytest.mark.parametrize(("name", "rows", "finds"), [("train.csv", 37_385, 8_114), ("valid.csv", 8_134, 1_704)])
def test_real_tables_are_read_whole_without_an_option(outside: Path, name: str, rows: int, finds: int) -> None:
    read = read_path(outside / "declarations" / name)
    assert read.refused == ()
    assert read.lines.schema == LINES
    assert read.outcomes.schema == OUTCOME_ROWS
    assert read.lines.height == rows
    assert read.outcomes.filter(pl.col("found"), pl.col("kind") == "irregularity").height == finds
    raw = pl.read_csv(outside / "declarations" / name, infer_schema=False)
    assert read.lines["declaration"].to_list() == raw["Declaration ID"].to_list()
    for ours, theirs, power in (
        ("net_mass_g", "Net Mass", 3),
        ("tax_rate_ppm", "Tax Rate", 4),
        ("value_minor", "Item Price", 0),
    ):
        exact = [int((Decimal(text) * 10**power).to_integral_value(ROUND_HALF_EVEN)) for text in raw[theirs].to_list()]
        assert read.lines[ours].to_list() == exact
    assert read.lines["hs"].to_list() == raw["HS6 Code"].to_list()


def test_a_table_in_our_own_columns_needs_no_mapping(folder: Path) -> None:
    read = own(folder, "A1,1,01012100,1500,999,EUR,2026-03-02,NA")
    assert read.refused == ()
    row = read.lines.row(0, named=True)
    assert (row["hs"], row["net_mass_g"], row["value_minor"], row["currency"]) == ("01012100", 1500, 999, "EUR")
    assert (row["version"], row["message"], row["regime"]) == (1, "original", "import")
    assert row["origin"] == "NA"  # Namibia, not a missing value
    assert row["gross_mass_g"] is None
    assert row["lodged"] is None


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("A1,1,010121,-5,1,EUR,2026-03-02,NA", "net_mass_g", "negative"),
        ("A1,1,010121,5,1e400,EUR,2026-03-02,NA", "value_minor", "too large"),
        ("A1,1,010121,5,nan,EUR,2026-03-02,NA", "value_minor", "not a number"),
        ("A1,1,010121,5,12.5,EUR,2026-03-02,NA", "value_minor", "whole"),
        ("A1,1,01o121,5,1,EUR,2026-03-02,NA", "hs", "commodity code"),
        ("A1,1,010121,5,1,EUR,2026-02-30,NA", "day", "not a day"),
        ("A1,1,010121,5,1,EUR,0202-02-03,NA", "day", "not a day"),
        ("A1,1,010121,5,1,EURO,2026-03-02,NA", "currency", "currency code"),
        ("A1,1,010121,5,1,EUR,2026-03-02,Namibia", "origin", "country code"),
        (",1,010121,5,1,EUR,2026-03-02,NA", "declaration", "empty"),
        ("A1,1.5,010121,5,1,EUR,2026-03-02,NA", "line", "whole"),
    ],
)
def test_a_bad_cell_is_refused_with_row_column_and_mend(folder: Path, row: str, column: str, reason: str) -> None:
    read = own(folder, "A0,1,010121,5,1,EUR,2026-03-02,NA", row, "A2,1,010121,5,1,EUR,2026-03-02,NA")
    assert read.lines["declaration"].to_list() == ["A0", "A2"]
    (refusal,) = read.refused
    assert refusal.place == f"row 3, column {column!r}"
    assert reason in refusal.reason
    assert refusal.mend
    assert refusal.reference == (row.split(",")[0] or None)


def test_a_repeated_line_is_refused_and_names_the_first(folder: Path) -> None:
    read = own(folder, "A1,1,01,5,1,EUR,,", "A1,2,01,5,1,EUR,,", "A1,1,02,7,1,EUR,,")
    assert read.lines.select("line", "hs").rows() == [(1, "01"), (2, "01")]
    (refusal,) = read.refused
    assert refusal.place == "row 4"
    assert "row 2" in refusal.reason


def test_lines_are_counted_where_the_table_does_not(folder: Path) -> None:
    read = own(folder, "A1,01", "A2,01", "A1,02", header="declaration,hs")
    assert read.lines.select("declaration", "line").rows() == [("A1", 1), ("A2", 1), ("A1", 2)]


def test_an_unknown_header_is_refused_with_the_nearest_mapping(folder: Path) -> None:
    read = own(
        folder,
        "1",
        header="Declaration ID,Datum,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport",
    )
    (refusal,) = read.refused
    assert refusal.place == "the header"
    assert "Korea" in refusal.reason
    assert "declarations mapping" in refusal.mend


def test_names_of_columns_may_differ_in_case_and_blanks(folder: Path) -> None:
    read = own(folder, "A1,01,7", header=" DECLARATION , Hs,net mass g")
    assert read.lines.select("declaration", "hs", "net_mass_g").rows() == [("A1", "01", 7)]


MONEY = """
columns:
  declaration: ref
  value_minor: {from: value, unit: major}
  currency: cur
"""


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        ("0.1", "EUR", 10),
        ("1.005", "EUR", 100),
        ("1.015", "EUR", 102),
        ("0.30000000000000004", "EUR", 30),
        ("92233720368547758.07", "EUR", 2**63 - 1),
        ("12.5", "JPY", 12),
        ("13.5", "JPY", 14),
        ("1.2345", "KWD", 1234),
        ("1.2355", "KWD", 1236),
        ("7", "usd", 700),
        ("1E3", "EUR", 100_000),
    ],
)
def test_money_is_exact_and_knows_the_decimals_of_its_currency(
    folder: Path, value: str, currency: str, minor: int
) -> None:
    read = with_mapping(folder, MONEY, "ref,value,cur", f"A,{value},{currency}")
    assert read.refused == ()
    assert read.lines["value_minor"].to_list() == [minor]


@given(st.decimals(0, 10**15, allow_nan=False, allow_infinity=False, places=4))
def test_money_of_any_size_is_what_decimal_arithmetic_says(value: Decimal) -> None:
    expected = int((value * 100).to_integral_value(ROUND_HALF_EVEN))
    assert _money(str(value)) == expected


def _money(text: str) -> int | None:
    from trustlane.declarations.readers.conversion import CurrencyFrom, converter
    from trustlane.declarations.readers.mapping import Column, Mapping

    made = converter(
        Column("value_minor", source="v", unit="major"), "v", Mapping("t", "t"), "money", CurrencyFrom(constant="EUR")
    )
    value: int | None = pl.DataFrame({"v": [text]}).select(made.attempts[0]).item()
    return value


def test_an_amount_without_currency_is_refused(folder: Path) -> None:
    read = with_mapping(folder, MONEY, "ref,value,cur", "A,1.5,", "B,2,EUR")
    assert read.lines["declaration"].to_list() == ["B"]
    assert "currency" in read.refused[0].reason


def test_commas_for_decimals_are_read_where_the_mapping_says_so(folder: Path) -> None:
    mapping = 'decimal: ","\nthousands: "."\ndelimiter: ";"\n' + MONEY
    read = with_mapping(folder, mapping, "ref;value;cur", "A;1.234,56;EUR")
    assert read.lines["value_minor"].to_list() == [123_456]


def test_a_point_is_never_taken_for_a_decimal_comma(folder: Path) -> None:
    read = with_mapping(folder, 'decimal: ","\ndelimiter: ";"\n' + MONEY, "ref;value;cur", "A;1.234;EUR")
    assert read.lines.height == 0
    assert read.refused_count == 1


def test_units_are_brought_to_grams_and_parts_per_million(folder: Path) -> None:
    mapping = """
columns:
  declaration: ref
  net_mass_g: {from: net, unit: kg}
  gross_mass_g: {from: gross, unit: t}
  tax_rate_ppm: {from: rate, unit: percent}
"""
    read = with_mapping(folder, mapping, "ref,net,gross,rate", "A,1.2345,0.0025,8.75")
    assert read.lines.select("net_mass_g", "gross_mass_g", "tax_rate_ppm").rows() == [(1234, 2500, 87_500)]


TIMES = "zone: Asia/Seoul\ncolumns:\n  declaration: ref\n  lodged: at\n"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02T00:30:00", datetime(2026, 3, 1, 15, 30, tzinfo=UTC)),
        ("2026-03-02 00:30", datetime(2026, 3, 1, 15, 30, tzinfo=UTC)),
        ("2026-03-02T00:30:00Z", datetime(2026, 3, 2, 0, 30, tzinfo=UTC)),
        ("2026-03-02T00:30:00.25+02:00", datetime(2026, 3, 1, 22, 30, 0, 250_000, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 1, 15, 0, tzinfo=UTC)),
    ],
)
def test_an_instant_is_kept_in_utc_and_the_day_in_the_zone_of_the_office(
    folder: Path, text: str, instant: datetime
) -> None:
    read = with_mapping(folder, TIMES, "ref,at", f"A,{text}")
    assert read.refused == ()
    assert read.lines["lodged"].to_list() == [instant]
    assert read.lines["day"].to_list() == [instant.astimezone(ZoneInfo("Asia/Seoul")).date()]


def test_values_are_translated_and_unknown_ones_refused(folder: Path) -> None:
    mapping = """
columns:
  declaration: ref
  regime: {from: flow, values: {IM: import, EX: export}}
"""
    read = with_mapping(folder, mapping, "ref,flow", "A,im", "B,EX", "C,ZZ")
    assert read.lines.select("declaration", "regime").rows() == [("A", "import"), ("B", "export")]
    assert "means nothing" in read.refused[0].reason


def test_parties_and_claims_are_gathered_from_their_columns(folder: Path) -> None:
    mapping = """
columns:
  declaration: ref
parties:
  - {role: consignor, name: seller, country: from}
  - {role: notify, name: notify}
claims:
  - {role: importer, kind: AEOC, identifier: aeo}
"""
    read = with_mapping(folder, mapping, "ref,seller,from,notify,aeo", "A,Shop,XA,,XAAEO1", "B,,,,")
    first, second = read.lines.to_dicts()
    assert first["parties"] == [
        {"role": "consignor", "identifier": None, "name": "Shop", "address": None, "country": "XA"}
    ]
    assert first["claims"] == [{"role": "importer", "kind": "AEOC", "identifier": "XAAEO1"}]
    assert (second["parties"], second["claims"]) == (None, None)


def test_what_was_done_is_read_beside_the_lines(folder: Path) -> None:
    mapping = """
columns:
  declaration: ref
observed:
  declaration: ref
  lane: colour
  result: {from: found, values: {"7": find}}
"""
    read = with_mapping(folder, mapping, "ref,colour,found", "A,VERDE,", "B,Red,7", "C,,")
    assert read.lines.height == 3
    assert read.observed.select("declaration", "lane", "result").rows() == [("A", "green", None), ("B", "red", "find")]


def test_parquet_and_excel_are_judged_by_the_same_rules(folder: Path) -> None:
    frame = pl.DataFrame(
        {
            "declaration": ["A1", "A2", "A3"],
            "hs": [10121, None, 85],
            "net_mass_g": [1500.0, -1.0, 2.0],
            "day": [date(2026, 3, 2)] * 3,
            "lodged": [datetime(2026, 3, 2, 1, tzinfo=UTC)] * 3,
        }
    )
    frame.write_parquet(folder / "t.parquet")
    read = read_path(folder / "t.parquet")
    assert read.lines.select("declaration", "hs", "net_mass_g").rows() == [("A1", "10121", 1500), ("A3", "85", 2)]
    assert read.lines["lodged"].to_list()[0] == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert read.refused[0].place == "record 2, column 'net_mass_g'"
    book = xlsxwriter.Workbook(folder / "t.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(1, 0, ["declaration", "hs", "net_mass_g"])
    sheet.write_row(2, 0, ["A1", "010121", 1500])
    sheet.write_row(3, 0, ["A2", "010121", "heavy"])
    book.close()
    read = read_path(folder / "t.xlsx")
    assert read.lines.select("declaration", "hs", "net_mass_g").rows() == [("A1", "010121", 1500)]
    assert read.refused[0].place == "row 4, column 'net_mass_g'"


def test_what_we_write_we_read_back(folder: Path) -> None:
    read = own(folder, "A1,1,01012100,1500,999,EUR,2026-03-02,NA", "A1,2,02,,,,2026-03-02,")
    read.lines.drop("parties", "claims", "containers").write_parquet(folder / "again.parquet")
    again = read_path(folder / "again.parquet")
    assert again.refused == ()
    assert again.lines.equals(read.lines)


def test_refusals_are_bounded_and_the_rest_is_counted(folder: Path) -> None:
    read = own(folder, *(f"A{n},1,01,heavy,1,EUR,2026-03-02,NA" for n in range(1500)))
    assert len(read.refused) == 1000
    assert read.refused_count == 1500
    assert dict(read.unlisted) == {"net_mass_g: cannot be read": 500}


def test_files_are_read_in_the_order_they_are_named_and_folders_by_name(folder: Path) -> None:
    for name in ("b", "a"):
        (folder / f"{name}.csv").write_text(f"declaration,hs\n{name},01\n")
    assert read_path(folder).lines["declaration"].to_list() == ["a", "b"]
    assert read_paths([folder / "b.csv", folder / "a.csv"]).lines["declaration"].to_list() == ["b", "a"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x1f\x8b\x08rest",
        b"%PDF-1.4",
        b"PK\x03\x04not a book",
        b"PAR1not a table",
        b"\0\1\2\3",
        b"<html>",
        b"just words",
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_mend(folder: Path, data: bytes) -> None:
    file = folder / "file"
    file.write_bytes(data)
    read = read_path(file)
    assert read.lines.is_empty()
    assert read.refused
    assert all(refusal.reason and refusal.mend and refusal.place for refusal in read.refused)


def test_a_missing_file_is_refused_not_raised(folder: Path) -> None:
    assert read_path(folder / "nothing.csv").refused[0].reason.startswith("It cannot be opened")


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "fuzz"
    for head in (b"", b"declaration,hs,value_minor,currency\n", b"PAR1", b"{", b"["):
        file.write_bytes(head + data)
        read = read_path(file)
        assert read.lines.schema == LINES


CELL = st.one_of(
    st.sampled_from(["", "A1", "1", "-1", "0.5", "1e9", "EUR", "2026-03-02", "NA", "010121", "nan", "inf", "9" * 30]),
    st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n,"'), max_size=8),
)


@given(st.lists(st.lists(CELL, min_size=8, max_size=8), max_size=12))
def test_of_any_table_every_row_is_used_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    file = tmp_path_factory.getbasetemp() / "table.csv"
    file.write_text("\n".join([OWN, *(",".join(row) for row in rows)]), "utf-8")
    read = read_path(file)
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    assert read.lines.height + read.refused_count == filled
    assert read.lines.schema == LINES


def test_a_large_table_is_read_within_bounds(folder: Path) -> None:
    """A hundred thousand rows take a small part of the memory a million may."""
    file = folder / "large.csv"
    out = io.StringIO()
    out.write(OWN + "\n")
    out.writelines(f"R{n},1,0101{n % 90 + 10},{n},{n}.00,EUR,2026-03-02,XA\n" for n in range(100_000))
    file.write_text(out.getvalue())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read = read_path(file)
    assert read.lines.height == 100_000
    assert read.refused == ()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
