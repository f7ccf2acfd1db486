"""Parquet in our own shape comes back whole; a column of lists that holds other things is refused by its name."""

from pathlib import Path

import polars as pl
import pytest

from tests.simulate.countries import drawn, scenario
from trustlane.declarations.readers import read_path

LINES = drawn(scenario(), 4).lines


def read_back(folder: Path, **changes: pl.Series | pl.Expr):
    LINES.head(40).with_columns(**changes).write_parquet(folder / "lines.parquet")
    return read_path(folder / "lines.parquet")


def test_what_was_written_comes_back_with_its_parties_claims_and_containers(tmp_path: Path) -> None:
    LINES.write_parquet(tmp_path / "lines.parquet")
    read = read_path(tmp_path / "lines.parquet")
    assert not read.refused
    assert read.lines.equals(LINES)
    for column in ("parties", "claims", "containers"):
        assert read.lines[column].list.len().sum() > 0


def test_a_bad_row_goes_alone_and_the_lists_stay_with_their_rows(tmp_path: Path) -> None:
    value = pl.when(pl.int_range(pl.len()) == 3).then(-1).otherwise("value_minor")
    read = read_back(tmp_path, value_minor=value)
    assert [one.place for one in read.refused] == ["record 4, column 'value_minor'"]
    assert read.lines["parties"].equals(LINES.head(40)["parties"].gather([n for n in range(40) if n != 3]))


@pytest.mark.parametrize(
    ("column", "held"),
    [
        ("containers", [1, 2]),
        ("containers", {"a": 1}),
        ("parties", 7),
        ("parties", ["one"]),
        ("parties", [{"role": "importer", "nose": "long"}]),
        ("claims", [{"role": "importer", "kind": 3}]),
        ("claims", "AEOC"),
        ("importer", ["one", "two"]),
        ("value_minor", {"amount": 3}),
    ],
)
def test_a_column_that_holds_other_things_is_refused_by_its_name(tmp_path: Path, column: str, held: object) -> None:
    read = read_back(tmp_path, **{column: pl.Series([held] * 40)})
    (refusal,) = read.refused
    assert refusal.place == f"column {column!r}"
    assert "expected" in refusal.reason
    assert refusal.mend


def test_a_column_without_any_value_and_records_with_fewer_fields_are_fine(tmp_path: Path) -> None:
    assert read_back(tmp_path, parties=pl.lit(None)).lines["parties"].null_count() == 40
    read = read_back(tmp_path, parties=pl.Series([[{"role": "importer", "name": "Somebody"}, None]] * 40))
    assert read.lines["parties"][0].to_list() == [
        {"role": "importer", "identifier": None, "name": "Somebody", "address": None, "country": None}
    ]


def test_container_numbers_written_as_one_text_are_split_as_before(tmp_path: Path) -> None:
    read = read_back(tmp_path, containers=pl.lit("MSCU1234566  TCLU7654321"))
    assert read.lines["containers"][0].to_list() == ["MSCU1234566", "TCLU7654321"]
