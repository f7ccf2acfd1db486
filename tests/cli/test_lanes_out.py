"""Lanes for a spreadsheet: every list in one readable cell, and no cell that becomes a formula."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.selectivity.declared import basis, fact, many
from trustlane.cli import lanes_out
from trustlane.cli.whole_files import CannotWrite
from trustlane.evidence.grid import Bounds
from trustlane.evidence.workbook import read_workbook
from trustlane.selectivity import screening
from trustlane.standing.exports import safe

EVIL = '=HYPERLINK("http://example.org")'


@pytest.fixture(scope="module")
def decisions() -> pl.DataFrame:
    declared = many(200, seed=3)
    declared = declared.with_columns(
        declaration=pl.when(pl.col("declaration") == "M3-0").then(pl.lit(EVIL)).otherwise("declaration")
    )
    return screening.screen(declared, basis(declared, *(fact(f"IMP{number}", tier="gold") for number in range(30))))[0]


def test_a_table_is_flat_and_loses_no_row(decisions: pl.DataFrame) -> None:
    shown = lanes_out.flat(decisions)
    assert shown.height == decisions.height
    assert not [name for name, kind in shown.schema.items() if kind.is_nested()]
    assert [name for name in shown.columns if name.startswith("chance_")]
    told = decisions.with_columns(shown["reasons"].alias("told")).filter(pl.col("reasons").list.len() > 1)
    for reasons, text in told.select("reasons", "told").iter_rows():
        assert text == " ".join(one["text"] for one in reasons)
    trusted = shown.filter(decisions["trusted"].list.len() == 1)["trusted"][0]
    assert trusted.startswith("importer IMP")
    assert trusted.endswith("(own security compliance gold)")


def test_csv_is_read_by_spreadsheets_and_holds_no_formula(decisions: pl.DataFrame, tmp_path: Path) -> None:
    lanes_out.write_csv(decisions, tmp_path / "lanes")
    data = (tmp_path / "lanes").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    read = pl.read_csv(io.BytesIO(data))
    assert read.height == decisions.height
    assert read["declaration"][0] == f"'{EVIL}"
    assert read["lane"].to_list() == decisions["lane"].to_list()


def test_a_workbook_holds_the_same_and_no_formula(decisions: pl.DataFrame, tmp_path: Path) -> None:
    lanes_out.write_xlsx(decisions, tmp_path / "lanes")
    lanes_out.write_xlsx(decisions, tmp_path / "again")
    assert (tmp_path / "lanes").read_bytes() == (tmp_path / "again").read_bytes()
    head, *rows = read_back((tmp_path / "lanes").read_bytes())
    assert head[:3] == ["declaration", "version", "regime"]
    assert len(rows) == decisions.height
    assert rows[0][0] == f"'{EVIL}"
    assert b"<f>" not in b"".join(parts((tmp_path / "lanes").read_bytes()))


def read_back(data: bytes) -> list[list[Any]]:
    bounds = Bounds(rows=10_000, columns=100, text=100_000, elements=10**6, unpacked=10**8, shared=10**7)
    (sheet,) = (list(filled) for _, filled in read_workbook(io.BytesIO(data), bounds))
    return [list(getattr(row, "cells", row)) for row in sheet]


def parts(data: bytes) -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return [book.read(name) for name in book.namelist()]


def test_a_text_longer_than_a_cell_is_cut_and_an_instant_has_no_zone(tmp_path: Path) -> None:
    table = pl.DataFrame({"text": ["x" * 40_000], "at": [datetime(2026, 3, 2, 8, 30, tzinfo=UTC)]})
    lanes_out.write_xlsx(table, tmp_path / "long")
    (_, row) = read_back((tmp_path / "long").read_bytes())
    assert (len(row[0]), row[0][-1]) == (lanes_out.CELL, "…")
    lanes_out.write_csv(table, tmp_path / "csv")
    assert "2026-03-02 08:30:00" in (tmp_path / "csv").read_text()


def test_more_rows_than_a_workbook_holds_are_refused(tmp_path: Path) -> None:
    table = pl.DataFrame({"lane": pl.Series(["green"]).new_from_index(0, lanes_out.SHEET_ROWS + 1)})
    with pytest.raises(CannotWrite, match="more than a workbook holds"):
        lanes_out.write_xlsx(table, tmp_path / "lanes")


@given(st.lists(st.text(max_size=5) | st.sampled_from(["=1", "+1", "-1", "@x", "\tx", "\rx", "x=1"])))
def test_texts_are_made_safe_as_the_register_makes_them(texts: list[str]) -> None:
    made = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}).select(lanes_out.safe(pl.col("text")))
    assert made["text"].to_list() == [safe(text) for text in texts]
