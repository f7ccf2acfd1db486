"""Policies are compared in the same countries by one command, and bad words are told with their mend."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from trustlane.cli import app

SIZE = ["--set", "trade.declarations_a_day=60", "--set", "operators.regular=200", "--set", "operators.senders=400"]
SHORT = ["--seeds", "2", "--days", "4", "--before", "8", "--processes", "1", *SIZE]
TRIED = ["signals-alone", "no-random-share", "random", "scan-everything"]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], str, pl.DataFrame]:
    folder = tmp_path_factory.mktemp("compared")
    report, tally = folder / "report.html", folder / "counts.parquet"
    ran = CliRunner().invoke(app, ["compare", *TRIED, *SHORT, "--report", str(report), "--tally", str(tally), "--json"])
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout.strip().splitlines()[-1]), report.read_text("utf-8"), pl.read_parquet(tally)


def test_every_policy_met_every_country(compared: tuple[dict[str, object], str, pl.DataFrame]) -> None:
    summary, _, counts = compared
    assert summary["seeds"] == [1, 2]
    assert set(counts["policy"]) == set(TRIED)
    assert counts.group_by("policy").agg(pl.col("seed").n_unique())["seed"].to_list() == [2] * len(TRIED)


def test_it_says_that_it_is_simulated(compared: tuple[dict[str, object], str, pl.DataFrame]) -> None:
    summary, page, _ = compared
    assert "not evidence about the world" in str(summary["note"])
    assert "not evidence about the world" in page


def test_the_page_needs_nothing_else(compared: tuple[dict[str, object], str, pl.DataFrame]) -> None:
    page = compared[1]
    assert page.startswith("<!doctype html>")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert page.count("<svg") >= 3
    assert all(name in page for name in TRIED)


def test_figures_come_with_their_intervals(compared: tuple[dict[str, object], str, pl.DataFrame]) -> None:
    told = compared[0]["policies"]["random"]["first_has_more_by"]["illicit value found"]  # type: ignore[index]
    assert told["low"] <= told["mean"] <= told["high"]
    assert told["countries"] == 2


def test_the_queue_of_scanning_everything_is_told(compared: tuple[dict[str, object], str, pl.DataFrame]) -> None:
    waits = compared[0]["policies"]["scan-everything"]["days_of_work_waiting"]  # type: ignore[index]
    assert waits["orange"] > 10
    assert "what it would find if it had the machines" in compared[1]


def test_a_policy_file_is_tried_under_its_name(tmp_path: Path) -> None:
    from trustlane.simulate import demonstration

    mine = tmp_path / "mine.yaml"
    mine.write_text(demonstration.text("policy.yaml"), "utf-8")
    options = ["--seeds", "1", "--days", "2", "--before", "4", "--processes", "1", *SIZE]
    ran = CliRunner().invoke(app, ["compare", str(mine), "random", *options, "--json"])
    assert ran.exit_code == 0, ran.output
    assert set(json.loads(ran.stdout.strip().splitlines()[-1])["policies"]) == {"mine", "random"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["trustlame"], "There is no policy"),
        (["random", "random"], "twice"),
        (["credit:7"], "from 0 to 1"),
        (["random", "--scenario", "nowhere"], "nowhere"),
        (["random", "--set", "operators.offence_ratio"], "write a place and a value"),
    ],
)
def test_a_slip_is_told_with_its_mend(asked: list[str], told: str) -> None:
    ran = CliRunner().invoke(app, ["compare", *asked, "--seeds", "1", "--days", "1", "--before", "1"])
    assert ran.exit_code != 0
    assert told in " ".join(ran.output.split())


def test_what_can_be_tried_is_listed() -> None:
    ran = CliRunner().invoke(app, ["compare", "--list"])
    assert "importer-history" in ran.output
    assert "fixed-share:SHARE" in ran.output
