"""A simulated past on disk: whole or not at all, usable like a real system's files, its truth in its own folder."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from tests.simulate.countries import BEGINS, TEXT, scenario
from trustlane.cli import app
from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, OUTCOME_ROWS
from trustlane.declarations.readers import read_path
from trustlane.simulate.kinds import KINDS
from trustlane.simulate.scenario import parse
from trustlane.simulate.truth import TRUTH
from trustlane.simulate.writing import FolderRefused, write
from trustlane.standing.lists import read_list

LAST = BEGINS + timedelta(days=44)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated") / "past"
    write(scenario(), 3, BEGINS, LAST, out)
    return out


def read(past: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(past / name / "*.parquet")


def test_every_table_has_its_shape_and_a_file_a_month(past) -> None:
    for name, schema in (
        ("lines", LINES),
        ("events", EVENT_ROWS),
        ("observed", OBSERVED_ROWS),
        ("outcomes", OUTCOME_ROWS),
        ("truth", TRUTH),
    ):
        assert sorted(one.name for one in (past / name).iterdir()) == ["2026-01.parquet", "2026-02.parquet"]
        assert read(past, name).schema == schema, name


def test_the_same_scenario_and_seed_write_the_same_bytes(past, tmp_path: Path) -> None:
    write(scenario(), 3, BEGINS, LAST, tmp_path / "again")
    digests = [
        {
            str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        for folder in (past, tmp_path / "again")
    ]
    assert digests[0] == digests[1]
    assert len(digests[0]) == 14


def test_nothing_of_the_truth_stands_outside_its_folder(past) -> None:
    """But for what was found, which is what an inspection reported."""
    assert {one.name for one in past.iterdir()} == {
        "lines", "events", "observed", "outcomes", "truth", "run.json", "scenario.json", "standing.csv",
        "standing.parquet",
    }  # fmt: skip
    for name in ("lines", "events"):
        table = read(past, name)
        said = {
            value for column in table.select(pl.col(pl.String)).iter_columns() for value in column.drop_nulls().unique()
        }
        assert not said & set(KINDS)
    observed = read(past, "observed")
    assert (
        observed.filter(pl.col("result").ne_missing("find"))["kind"].null_count()
        == observed.filter(pl.col("result").ne_missing("find")).height
    )
    examined = observed.filter(pl.col("examination") != "none")["declaration"]
    assert read(past, "outcomes")["declaration"].is_in(examined.implode()).all()


def test_the_plain_policy_keeps_its_shares_and_its_lot(past) -> None:
    observed = read(past, "observed")
    goods = observed.filter(~pl.col("lane").is_in(["complete", "control_at_entry", "request_for_information"]))
    share = dict(goods.group_by("lane").agg(pl.len() / goods.height).iter_rows())
    assert share["red"] == pytest.approx(0.05, abs=0.01)
    assert share["orange"] == pytest.approx(0.04, abs=0.01)
    assert share["yellow"] == pytest.approx(0.10, abs=0.015)
    assert share["blue"] == pytest.approx(0.02, abs=0.01)
    rerouted = observed.filter(pl.col("rerouted_to").is_not_null())
    assert 0 < rerouted.height < 0.02 * observed.height
    assert rerouted["rerouted_why"].null_count() == 0


def test_the_plain_policy_finds_more_than_a_lot_would(past) -> None:
    truth = read(past, "truth")
    looked = (
        read(past, "observed")
        .filter(pl.col("lane").is_in(["red", "orange"]))
        .join(truth, on="declaration", suffix="_truly")
    )
    assert looked["kind_truly"].is_not_null().mean() > 1.1 * truth["kind"].is_not_null().mean()


def test_nothing_is_known_after_the_last_day(past) -> None:
    end = pl.datetime(LAST.year, LAST.month, LAST.day, 23, 59, 59, time_zone="UTC")
    assert read(past, "events").filter(pl.col("at") > end).is_empty()
    observed = read(past, "observed")
    assert observed.filter((pl.col("examined_at") > end) | (pl.col("released_at") > end)).is_empty()
    # An audit takes forty days, so most are not done yet.
    audits = observed.filter((pl.col("lane") == "blue") & pl.col("rerouted_to").is_null())
    assert 0 < audits.filter(pl.col("examination") == "audit").height < 0.3 * audits.height


def test_the_files_can_be_read_like_those_of_a_real_system(past) -> None:
    back = read_path(past / "lines")
    assert back.refused_count == 0
    assert back.lines.height == read(past, "lines").height
    listed = read_list(
        past / "standing.csv",
        known=pl.Series([LAST]).cast(pl.Datetime).dt.replace_time_zone("UTC")[0],
        default_issuer="XA",
    )
    assert not listed.refused
    assert len(listed.facts) > 50
    facts = pl.read_parquet(past / "standing.parquet")
    assert facts["known_from"].null_count() == 0
    assert set(facts["issuer"]) == {"XA", "XB", "XC", "XD"}


def test_results_and_treatment_are_read_back_and_the_truth_is_not(past) -> None:
    for name in ("events", "observed", "outcomes"):
        back = read_path(past / name)
        assert back.refused_count == 0
        assert getattr(back, name).equals(read(past, name)), name
    truth = read_path(past / "truth")
    assert truth.refused_count == 2
    assert truth.lines.is_empty() and truth.outcomes.is_empty()


def test_the_folder_says_what_made_it(past) -> None:
    said = json.loads((past / "run.json").read_text())
    assert said["digest"] == scenario().digest
    assert (said["seed"], said["from"], said["to"], said["policy"]) == (3, "2026-01-01", LAST.isoformat(), "baseline")
    assert said["rows"]["truth"] == said["declarations"] == read(past, "truth").height
    again = parse((past / "scenario.json").read_text())
    assert again.digest == said["digest"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(FolderRefused, match="holds something already"):
        write(scenario(), 1, BEGINS, BEGINS, tmp_path / "mine")
    with pytest.raises(FolderRefused, match="there is no folder"):
        write(scenario(), 1, BEGINS, BEGINS, tmp_path / "far" / "away")
    assert [one.name for one in tmp_path.iterdir()] == ["mine"]


def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def stop(on: date) -> None:
        if on > BEGINS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(scenario(), 1, BEGINS, LAST, tmp_path / "past", stop)
    assert not list(tmp_path.iterdir())


def invoke(*words: str):
    return CliRunner().invoke(app, ["simulate", *words])


def test_the_command_writes_and_tells(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(TEXT)
    out = tmp_path / "past"
    ran = invoke(
        "--scenario", str(tmp_path / "mine.yaml"), "--seed", "4", "--from", "2026-02-01", "--to", "2026-02-03",
        "--set", "operators.offence_ratio=0.5", "--out", str(out), "--json",
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.output.strip().splitlines()[-1])
    assert told["from"] == "2026-02-01"
    assert json.loads((out / "scenario.json").read_text())["operators"]["offence_ratio"] == 0.5
    assert told["declarations"] == read(out, "truth").height


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--scenario", "base-line", "--out", "new"), "Do you mean 'baseline'"),
        (("--scenario", "baseline"), "--out is missing"),
        (("--set", "operators.offence_ratio", "--out", "new"), "write a place and a value"),
        (("--set", "operators.offence_ration=1", "--out", "new"), "Do you mean 'offence_ratio'"),
        (("--from", "2020-01-01", "--out", "new"), "the scenario begins on 2026-01-01"),
        (("--from", "2026-03-01", "--to", "2026-02-01", "--out", "new"), "is no period"),
    ],
)
def test_the_command_refuses_with_the_mend(words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = invoke(*words)
    assert ran.exit_code == 2
    assert told in " ".join(ran.stderr.split())
    assert not list(tmp_path.iterdir())


def test_the_command_lists_what_ships() -> None:
    listed = json.loads(invoke("--list", "--json").output)
    assert {"baseline", "small-office", "drifting"} <= {one["name"] for one in listed}
