"""What an existing system really did: read from any table, in many languages, beside what is advised."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.frame import OBSERVED_ROWS, Read
from trustlane.declarations.readers.mapping_files import parse_mapping
from trustlane.declarations.readers.observed import read_observed


def observed(folder: Path, *rows: str, mapping: str | None = None, zone: str = "UTC") -> Read:
    file = folder / "observed.csv"
    file.write_text("\n".join([*rows, ""]), "utf-8")
    read = read_observed(file, mapping=parse_mapping(mapping, "m.yaml") if mapping else None, zone=zone)
    assert read.observed.schema == OBSERVED_ROWS
    return read


def test_usual_names_and_words_need_no_mapping(tmp_path: Path) -> None:
    read = observed(
        tmp_path,
        "Declaration ID;Channel;Re-routed to;Changed by;Reason;Exam type;Exam date;Result;Offence type;Released",
        "A1;VERT;;;;none;;;;2026-03-02 10:00",
        "A2;Rojo;Orange;officer 7;line down;Scan;2026-03-02T12:00;no finding;;2026-03-03",
        "A3;canal vermelho;;;;Physical;2026-03-02T08:00:00Z;Irregular;undervaluation;",
        zone="Asia/Seoul",
    )
    assert read.refused == ()
    assert read.observed["lane"].to_list() == ["green", "red", "red"]
    assert read.observed["rerouted_to"].to_list() == [None, "orange", None]
    assert read.observed["examination"].to_list() == ["none", "xray", "physical"]
    assert read.observed["result"].to_list() == [None, "clean", "find"]
    assert read.observed["released_at"].to_list()[0] == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert read.observed.row(1, named=True)["rerouted_why"] == "line down"


def test_a_lane_of_another_name_stays_as_that_system_calls_it(tmp_path: Path) -> None:
    read = observed(tmp_path, "reference,lane", "A1,Lane 7", "A2,R")
    assert read.observed["lane"].to_list() == ["Lane 7", "red"]


def test_a_bad_cell_is_refused_and_the_others_go_on(tmp_path: Path) -> None:
    read = observed(tmp_path, "mrn,lane,examination", "A1,red,weird", "A2,red,scan", ",red,scan")
    assert read.observed["declaration"].to_list() == ["A2"]
    assert [r.place for r in read.refused] == ["row 2, column 'examination'", "row 4, column 'mrn'"]


def test_a_declaration_nothing_was_done_with_is_no_row(tmp_path: Path) -> None:
    assert observed(tmp_path, "mrn,lane", "A1,", "A2,red").observed["declaration"].to_list() == ["A2"]


@pytest.mark.parametrize("header", ["lane,result", "mrn,colour of the sky"])
def test_a_table_that_says_nothing_usable_is_refused(tmp_path: Path, header: str) -> None:
    read = observed(tmp_path, header, "a,b")
    assert read.refused[0].place == "the header"


def test_a_mapping_tells_other_names_and_words(tmp_path: Path) -> None:
    mapping = """
observed:
  declaration: nr
  lane: {from: farbe, values: {"3": red}}
  result: {from: befund, values: {ja: find, nein: clean}}
"""
    read = observed(tmp_path, "nr,farbe,befund", "A1,3,JA", "A2,grün,nein", mapping=mapping)
    assert read.observed.select("declaration", "lane", "result").rows() == [
        ("A1", "red", "find"),
        ("A2", "grün", "clean"),
    ]


def test_excel_parquet_and_json_say_the_same(tmp_path: Path) -> None:
    pl.DataFrame({"declaration": ["A1"], "lane": ["Green"], "result": [True]}).write_parquet(tmp_path / "o.parquet")
    (tmp_path / "o.json").write_text(json.dumps([{"declaration": "A1", "lane": "Green", "result": True}]))
    book = xlsxwriter.Workbook(tmp_path / "o.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["declaration", "lane", "result"])
    sheet.write_row(1, 0, ["A1", "Green", True])
    book.close()
    found = [read_observed(tmp_path / name) for name in ("o.parquet", "o.json", "o.xlsx")]
    assert [read.refused for read in found] == [(), (), ()]
    rows = [read.observed.select("declaration", "lane", "result").rows() for read in found]
    assert rows == [[("A1", "green", "find")]] * 3


@given(st.binary(max_size=200))
def test_no_bytes_whatever_break_it(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "observed"
    for head in (b"", b"declaration,lane,examined_at\n", b"[", b"PAR1", b"PK\x03\x04"):
        file.write_bytes(head + data)
        assert read_observed(file).observed.schema == OBSERVED_ROWS
