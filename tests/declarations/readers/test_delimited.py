"""Delimited text taken apart: every row a spreadsheet writes is used whole or refused with its place."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.readers.delimited import LINE, ROW, DelimitedTable, TableRefused
from trustlane.declarations.readers.refusing import Refusals
from trustlane.declarations.readers.sources import Utf8Source


def taken(
    data: bytes | str, *, block: int = 16, encoding: str | None = None
) -> tuple[pl.DataFrame, Refusals, DelimitedTable]:
    refusals = Refusals("file.csv")
    raw = data.encode() if isinstance(data, str) else data
    table = DelimitedTable(Utf8Source(io.BytesIO(raw), encoding), refusals, block=block)
    frames = [piece.cells for piece in table.blocks()]
    columns = {**dict.fromkeys(table.names, pl.String), ROW: pl.UInt32, LINE: pl.UInt32}
    return pl.concat([pl.DataFrame(schema=columns), *frames]), refusals, table


def cells(data: bytes | str, **options: object) -> list[list[str | None]]:
    frame, refusals, table = taken(data, **options)  # type: ignore[arg-type]
    assert refusals.listed() == ()
    return [[value or None for value in row] for row in frame.select(table.names).rows()]


@pytest.mark.parametrize("block", [1, 7, 64, 10_000])
def test_rows_are_the_same_whatever_the_size_of_a_block(block: int) -> None:
    text = 'a,b\n1,"x,\ny"\n\n2,\n"3 ""q""",z\n'
    assert cells(text, block=block) == [["1", "x,\ny"], ["2", None], ['3 "q"', "z"]]


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
def test_the_separator_is_found_in_the_header(mark: str) -> None:
    frame, _, table = taken(f"a{mark}b\n1{mark}2\n")
    assert table.delimiter == mark
    assert frame.select("a", "b").rows() == [("1", "2")]


def test_the_separator_a_spreadsheet_states_first_is_taken() -> None:
    frame, _, _ = taken("sep=;\na,b;c\n1,2;3\n")
    assert frame.select("a,b", "c").rows() == [("1,2", "3")]
    assert frame[ROW].to_list() == [3]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(encoding: str) -> None:
    assert cells("näme,b\nÅ,é\n".encode(encoding)) == [["Å", "é"]]


def test_an_encoding_that_is_told_is_used() -> None:
    assert cells("b,c\nКиїв,1\n".encode("windows-1251"), encoding="windows-1251") == [["Київ", "1"]]


def test_a_row_that_is_not_utf8_is_refused_and_the_others_go_on() -> None:
    frame, refusals, _ = taken(b"a,b\n1,ok\n2,caf\xe9\n3,ok\n", block=1000)
    assert frame["a"].to_list() == ["1", "3"]
    (refusal,) = refusals.listed()
    assert refusal.place == "row 3"
    assert "UTF-8" in refusal.reason


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(ending: str) -> None:
    assert cells(ending.join(["a,b", "1,2", "3,4", ""])) == [["1", "2"], ["3", "4"]]


def test_a_row_with_a_cell_too_few_or_too_many_is_refused_by_its_number() -> None:
    frame, refusals, _ = taken("a,b\n1,2\n3\n4,5,6\n7,8\n", block=1000)
    assert frame["a"].to_list() == ["1", "7"]
    assert [(r.place, r.reason) for r in refusals.listed()] == [
        ("row 3", "It has 1 cells where the header has 2."),
        ("row 4", "It has 3 cells where the header has 2."),
    ]


def test_separators_too_many_at_the_end_do_no_harm() -> None:
    frame, refusals, _ = taken("a,b\n1,2,,\n3,4\n", block=1000)
    assert refusals.listed() == ()
    assert frame.select("a", "b", ROW).rows() == [("1", "2", 2), ("3", "4", 3)]


def test_blank_rows_count_but_are_not_read() -> None:
    frame, _, _ = taken("a,b\n\n1,2\n\r\n3,4\n")
    assert frame[ROW].to_list() == [3, 5]


def test_a_row_and_its_line_differ_once_text_runs_over_lines() -> None:
    frame, refusals, _ = taken('a,b\n1,"two\nlines"\n2,x\n3\n', block=1000)
    assert frame.select(ROW, LINE).rows() == [(2, 2), (3, 4)]
    assert refusals.listed()[0].place == "row 4 (line 5)"


@pytest.mark.parametrize("block", [8, 1000])
def test_a_mark_inside_a_cell_is_text(block: int) -> None:
    assert cells('a,b\n1,5" pipe\n2,x\n3,"y"\n', block=block) == [["1", '5" pipe'], ["2", "x"], ["3", "y"]]


def test_a_mark_that_is_never_closed_costs_one_row() -> None:
    frame, refusals, _ = taken('a,b\n1,"open\n2,x\n3,y\n', block=1000)
    assert frame["a"].to_list() == ["2", "3"]
    assert [r.place for r in refusals.listed()] == ["row 2"]


def test_text_after_a_closing_mark_is_refused() -> None:
    frame, refusals, _ = taken('a,b\n1,"x"y\n2,z\n', block=1000)
    assert frame["a"].to_list() == ["2"]
    assert "quotation" in refusals.listed()[0].reason


def test_a_null_character_is_refused() -> None:
    frame, refusals, _ = taken("a,b\n1,x\0y\n2,z\n", block=1000)
    assert frame["a"].to_list() == ["2"]
    assert refusals.listed()[0].place == "row 2"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"  \n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(TableRefused):
        taken(data)


def test_a_header_alone_is_a_table_without_rows() -> None:
    frame, refusals, table = taken("a,b")
    assert (frame.height, table.names, refusals.listed()) == (0, ("a", "b"), ())


def test_a_repeated_or_empty_name_is_told_apart_by_its_place() -> None:
    _, _, table = taken("a,a,,b\n1,2,3,4\n")
    assert table.names == ("a", "a (2)", "column (3)", "b")


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)


@given(
    st.lists(st.tuples(TEXT, TEXT), max_size=8), st.integers(1, 40), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[tuple[str, str]], block: int, quoting: int) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerows([("a", "b"), *rows])
    expected = [[a or None, b or None] for a, b in rows if a.strip() or b.strip()]
    got = [row for row in cells(out.getvalue(), block=block) if any((cell or "").strip() for cell in row)]
    assert got == expected


@given(st.binary(max_size=200), st.integers(1, 50))
def test_no_bytes_whatever_break_it(data: bytes, block: int) -> None:
    try:
        frame, _, table = taken(b"a,b\n" + data, block=block)
    except TableRefused:
        return
    assert frame.width == len(table.names) + 2


PIECES = st.sampled_from(['"', ",", "\n", "a", '""', "\r\n", "é", " "])


@given(st.lists(PIECES, max_size=40).map("".join), st.integers(1, 30))
def test_marks_anywhere_give_the_same_rows_in_small_blocks_and_large(text: str, block: int) -> None:
    """The careful reading and the fast one agree, wherever a block is cut."""
    small, small_refusals, _ = taken("h,i\n" + text, block=block)
    large, large_refusals, _ = taken("h,i\n" + text, block=100_000)
    filled = pl.any_horizontal(pl.col("h", "i").str.strip_chars().fill_null("") != "")
    kept = [frame.with_columns(pl.col("h", "i").fill_null("")).filter(filled).rows() for frame in (small, large)]
    assert kept[0] == kept[1]
    assert [r.place for r in small_refusals.listed()] == [r.place for r in large_refusals.listed()]
