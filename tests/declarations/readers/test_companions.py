"""Tables of ours beside the lines come back as what they are; the truth of a simulation never does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from trustlane.declarations.frame import EVENT_ROWS, OBSERVED_ROWS, OUTCOME_ROWS
from trustlane.declarations.readers import read_path
from trustlane.simulate.truth import TRUTH

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
OUTCOMES = pl.DataFrame(
    {"declaration": ["a", "b"], "kind": ["contraband"] * 2, "found": [True, False]}, schema=OUTCOME_ROWS
)
EVENTS = pl.DataFrame(
    {"declaration": ["a"], "event": ["received"], "at": [AT], "source": ["s"], "detail": [None]}, schema=EVENT_ROWS
)
OBSERVED = pl.DataFrame(
    {"declaration": ["a"], "lane": ["red"], "examination": ["physical"], "result": ["clean"]}
).select(
    (pl.col(name) if name in ("declaration", "lane", "examination", "result") else pl.lit(None)).cast(kind).alias(name)
    for name, kind in OBSERVED_ROWS.items()
)


@pytest.mark.parametrize(("name", "table"), [("outcomes", OUTCOMES), ("events", EVENTS), ("observed", OBSERVED)])
def test_each_table_comes_back_as_itself_whatever_the_file_is_called(
    name: str, table: pl.DataFrame, tmp_path: Path
) -> None:
    table.select(reversed(table.columns)).write_parquet(tmp_path / "anything.parquet")
    read = read_path(tmp_path / "anything.parquet")
    assert getattr(read, name).equals(table)
    assert not read.refused
    assert read.lines.is_empty()


def test_a_bad_row_is_refused_alone_with_its_place(tmp_path: Path) -> None:
    bad = pl.concat([EVENTS] * 3).with_columns(
        event=pl.Series(["received", "eaten", "released"]), declaration=pl.Series(["a", "b", None])
    )
    bad.write_parquet(tmp_path / "events.parquet")
    read = read_path(tmp_path / "events.parquet")
    assert read.events["declaration"].to_list() == ["a"]
    assert {one.place for one in read.refused} == {"record 2, column 'event'", "record 3, column 'declaration'"}
    assert "'eaten' is not one of received" in next(one.reason for one in read.refused if "event" in one.place)


def test_many_bad_rows_are_counted_and_the_first_told(tmp_path: Path) -> None:
    many = pl.concat([OUTCOMES] * 1_500).with_columns(found=pl.lit(None, pl.Boolean))
    many.write_parquet(tmp_path / "outcomes.parquet")
    read = read_path(tmp_path / "outcomes.parquet")
    assert read.outcomes.is_empty()
    assert len(read.refused) == 1_000
    assert read.refused_count == 3_000


def test_the_truth_of_a_simulation_is_neither_lines_nor_results(tmp_path: Path) -> None:
    pl.DataFrame(schema=TRUTH).vstack(
        pl.DataFrame([dict.fromkeys(TRUTH) | {"declaration": "a", "kind": "contraband"}], schema=TRUTH)
    ).write_parquet(tmp_path / "truth.parquet")
    read = read_path(tmp_path / "truth.parquet")
    assert read.lines.is_empty() and read.outcomes.is_empty() and read.observed.is_empty()
    assert read.refused
