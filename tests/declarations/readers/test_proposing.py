"""A mapping proposed for an unknown table is whole enough to be used, and says what it guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.readers import read_path
from trustlane.declarations.readers.delimited import TableRefused
from trustlane.declarations.readers.mapping_files import parse_mapping
from trustlane.declarations.readers.proposing import propose


def proposed(tmp_path: Path, text: str) -> tuple[Path, str]:
    file = tmp_path / "extract.csv"
    file.write_text(text, "utf-8")
    return file, propose(file)


def test_a_table_of_usual_names_is_read_with_what_is_proposed(tmp_path: Path) -> None:
    file, text = proposed(
        tmp_path,
        "SAD Number;Date;Customs office;Flow;Consignee;Commodity Code;Net weight (kg);Value;Currency\n"
        "C 1;28/02/2026;XA01;IM;I1;01012100;12.5;10.50;EUR\n"
        "C 2;01/03/2026;XA01;EX;I2;85044000;1;3;USD\n",
    )
    read = read_path(file, mapping=parse_mapping(text, "proposed"))
    assert read.refused == ()
    assert read.lines.select("declaration", "regime", "importer", "hs", "net_mass_g", "value_minor").rows() == [
        ("C 1", "import", "I1", "01012100", 12_500, 1_050),
        ("C 2", "export", "I2", "85044000", 1_000, 300),
    ]
    assert [str(day) for day in read.lines["day"]] == ["2026-02-28", "2026-03-01"]


def test_what_is_guessed_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    _, text = proposed(tmp_path, "Zzz,Amount,Weather\nq1,5,sun\nq2,7,rain\n")
    assert 'declaration: {from: "Zzz", required: true}  # a guess' in text
    assert "currency: {constant: XXX}" in text
    assert "# Left out: Weather." in text


def test_a_file_that_is_no_table_gets_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(TableRefused):
        proposed(tmp_path, "<ASYCUDA/>")


NAMES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12), min_size=1, max_size=6
)


@given(NAMES)
def test_whatever_a_header_says_the_proposal_can_be_parsed(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    file = tmp_path_factory.getbasetemp() / "header.csv"
    quoted = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    file.write_text(f"{quoted}\n{','.join('1' for _ in names)}\n", "utf-8")
    try:
        text = propose(file)
    except TableRefused:
        return
    assert parse_mapping(text, "proposed").column("declaration") is not None


@pytest.mark.parametrize(
    ("mass", "value", "lines"),
    [
        ("1200,5", "980,20", ['decimal: ","']),
        ("1.200,5", "1.234.980,20", ['decimal: ","', 'thousands: "."']),
        ('"1,200.5"', '"1,980.20"', ['thousands: ","']),
        ("1200.5", "980.20", []),
        ('"1,200"', "980", []),  # may be either, so nothing is guessed
    ],
)
def test_the_decimal_mark_is_taken_from_the_numbers(tmp_path: Path, mass: str, value: str, lines: list[str]) -> None:
    _, text = proposed(tmp_path, f"SAD Number;Date;HS code;Net weight;Value\nA1;2026-03-01;080390;{mass};{value}\n")
    assert [line for line in text.splitlines() if line.startswith(("decimal", "thousands"))] == lines
    parse_mapping(text, "proposed")


def test_numbers_with_a_decimal_comma_are_read_with_what_is_proposed(tmp_path: Path) -> None:
    file, text = proposed(
        tmp_path, "SAD Number;Date;HS code;Net weight;Value;Currency\nA1;2026-03-01;080390;1.200,5;1.980,20;EUR\n"
    )
    read = read_path(file, mapping=parse_mapping(text, "proposed"))
    assert read.refused == ()
    assert read.lines.select("net_mass_g", "value_minor").row(0) == (1_200_500, 198_020)
