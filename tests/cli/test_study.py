"""`trustlane study`: what comes of a question, as a table, as JSON and as a page that says it plainly."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from trustlane.cli import app, study_pages
from trustlane.cli.studies import Size
from trustlane.cli.study import studies

SMALL = ["--seeds", "2", "--declarations-a-day", "80", "--before", "4", "--days", "4", "--processes", "1"]
CREDIT = ["ratio", "cap", "lost", "low", "high", "trusted", "average", "times"]


def run(*arguments: str) -> tuple[int, str, str]:
    told = CliRunner().invoke(app, ["study", *arguments])
    return told.exit_code, told.stdout, told.stderr


def credits_of(*rows: tuple[float, ...]) -> pl.DataFrame:
    return pl.DataFrame([(*row[:5], 0.1, 0.2, row[5]) for row in rows], schema=CREDIT, orient="row")


def test_every_study_is_listed() -> None:
    code, _, told = run("--list")
    assert code == 0
    for name, one in studies().items():
        assert f"{name}: {one.asks}" in told


def test_a_study_gives_a_table_and_a_page_of_the_same(tmp_path: Path) -> None:
    page = tmp_path / "escapes.html"
    code, out, told = run("escapes", *SMALL, "--json", "--report", str(page))
    assert code == 0, told
    rows = json.loads(out)
    assert [row["seed"] for row in rows] == [1, 2]
    text = page.read_text("utf-8")
    assert f"In {sum(row['covers'] for row in rows)} of 2 countries" in text
    assert '<svg role="img"' in text
    assert run("escapes", *SMALL, "--report", str(page))[0] == 0
    assert page.read_text("utf-8") == text


def test_a_scenario_file_of_ones_own_is_asked_in_the_same_way(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("name: own\ntitle: Our own\nabout: It was never tuned on.\nconduct: {route_spread: 1.4}\n")
    code, out, told = run("rates", *SMALL[:-4], "--days", "3", "--processes", "1", "--scenario", str(own), "--json")
    assert code == 0, told
    assert {row["rate"] for row in json.loads(out)} == {0.01, 0.02, 0.05, 0.1}
    assert "trustlane" in {row["policy"] for row in json.loads(out)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["horoscope"], "There is no study 'horoscope': name one of credit, rates"),
        (["abuse", "--report", "x.html"], "abuse is a table and has no plots"),
        (["credit", "--scenario", "nowhere.yaml"], "nowhere.yaml"),
        (["credit", "--set", "operators.magic=1"], "magic"),
        (["credit", "--set", "nothing"], "write a place and a value"),
        (["credit", "--report", "no/such/folder/x.html"], "there is no folder"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_any_work(asked: list[str], said: str) -> None:
    code, _, told = run(*asked)
    assert code == 2
    assert said in told


def test_a_page_says_that_the_credit_costs_value_and_how_much() -> None:
    nothing = credits_of((1.0, 0.0, 0, 0, 0, 1.3), (1.0, 0.9, 0.063, 0.02, 0.1, 0.19))
    (said,) = study_pages.credit_says(nothing, 3)
    assert "just as often as comparable others, the credit costs value: a cap of 0.9 loses 6.3%" in said
    assert "to 0.19 of the average" in said
    assert said.endswith("more than two in a hundred.")
    assert "no more than two" not in said


def test_a_page_says_where_a_credit_spares_and_where_none_does() -> None:
    tenth = credits_of(
        (0.1, 0.0, 0, 0, 0, 1.3), (0.1, 0.9, -0.016, -0.06, 0.03, 0.19), (0.1, 0.95, 0.03, -0.1, 0.1, 0.16)
    )
    (said,) = study_pages.credit_says(tenth, 3)
    assert "no more than these countries can tell" in said
    assert "A cap of 0.9 brings looks at them to 0.19 of the average" in said
    assert said.endswith("no more than two in a hundred.")
    (said,) = study_pages.credit_says(tenth.with_columns(times=pl.lit(0.5)), 3)
    assert said.endswith("No cap brings looks at them to a fifth of the average.")


def test_a_page_says_where_ours_loses() -> None:
    table = pl.DataFrame(
        [
            ("s", 0.01, "trustlane", 0.1, 0.0, 0.0, 0.0),
            ("s", 0.01, "random", 0.01, 0.09, 0.05, 0.13),
            ("s", 0.02, "random", 0.02, 0.05, -0.01, 0.11),
            ("s", 0.05, "random", 0.30, -0.05, -0.08, -0.02),
        ],
        schema=["scenario", "rate", "policy", "found", "more", "low", "high"],
        orient="row",
    )
    assert study_pages.rates_says(table, 4) == [
        "s, against random: trustlane finds more at 1%; finds more at 2%, which these countries do not tell from "
        "nothing; loses at 5%."
    ]


def test_a_page_says_what_holds_and_what_decays() -> None:
    rows = [("trustlane", n, 0.08, 0.07, 0.09, 0.03, 2.6 - 0.2 * n) for n in range(1, 7)]
    of = pl.DataFrame(rows, schema=["policy", "stretch", "hit_rate", "low", "high", "illicit", "times"], orient="row")
    held, decayed = study_pages.drift_says(of)
    assert held.startswith("trustlane: the hit rate holds: +0%")
    assert decayed.startswith("trustlane: the multiple of what there is decays: -35%")
    assert study_pages.drift(of, Size(seeds=(1,))).count("<svg") == 2
