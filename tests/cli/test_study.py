"""`trustlane study`: what comes of a question, as a table, as JSON and as a page that says it plainly."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from trustlane.cli import app, study_pages
from trustlane.cli import study as command
from trustlane.cli.studies import Size
from trustlane.cli.study_pages import Asked

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
    for name, one in command.studies().items():
        assert f"{name}: {one.asks}" in told


def test_a_study_gives_a_table_and_a_page_of_the_same(tmp_path: Path) -> None:
    page = tmp_path / "coverage.html"
    code, out, told = run("coverage", *SMALL, "--json", "--report", str(page))
    assert code == 0, told
    rows = json.loads(out)
    assert [row["seed"] for row in rows] == [1, 2]
    text = page.read_text("utf-8")
    assert f"In {sum(row['covers'] for row in rows)} of 2 countries" in text
    assert '<svg role="img"' in text
    assert run("coverage", *SMALL, "--report", str(page))[0] == 0
    assert page.read_text("utf-8") == text


def own_scenario(folder: Path) -> Path:
    own = folder / "own.yaml"
    own.write_text("name: own\ntitle: Our own\nabout: It was never tuned on.\nconduct: {route_spread: 1.4}\n")
    return own


def test_a_scenario_file_of_ones_own_is_asked_in_the_same_way(tmp_path: Path) -> None:
    own = own_scenario(tmp_path)
    code, out, told = run("rates", *SMALL[:-4], "--days", "3", "--processes", "1", "--scenario", str(own), "--json")
    assert code == 0, told
    assert "Infinity" not in out
    assert {row["rate"] for row in json.loads(out)} == {0.01, 0.02, 0.05, 0.1}
    assert "trustlane" in {row["policy"] for row in json.loads(out)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "Name one of credit, rates"),
        (["horoscope"], "There is no study 'horoscope': name one of credit, rates"),
        (["abuse", "--report", "x.html"], "abuse is a table and has no plots"),
        (["credit", "--scenario", "nowhere.yaml"], "nowhere.yaml"),
        (["credit", "--set", "operators.magic=1"], "magic"),
        (["credit", "--set", "nothing"], "write a place and a value"),
        (["credit", "--set", "trade.declarations_a_day=9"], "trade.declarations_a_day: the study sets this itself"),
        (["rates", "--set", "begins=9999-12-31"], "write a day of the years 1900 to 2200"),
        (["credit", "--report", "no/such/folder/x.html"], "there is no folder"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_any_work(
    asked: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object) -> None:
        raise AssertionError("work was begun")

    monkeypatch.setattr("trustlane.cli.studies.tried", work)
    monkeypatch.setattr("trustlane.cli.studies.in_processes", work)
    code, _, told = run(*asked)
    assert code == 2
    assert said in told


def test_a_ratio_that_the_study_varies_and_a_time_too_short_are_refused() -> None:
    assert (
        "operators.offence_ratio: the study sets this itself" in run("credit", "--set", "operators.offence_ratio=1")[2]
    )
    code, _, told = run("random-share", "--days", "30")
    assert code == 2
    assert "--days 30: nothing changes in so short a time; ask for 43 days or more." in told


def test_a_report_does_not_take_the_place_of_the_scenario(tmp_path: Path) -> None:
    own = own_scenario(tmp_path)
    before = own.read_text()
    code, _, told = run("coverage", *SMALL, "--scenario", str(own), "--report", str(own))
    assert code == 2
    assert "is read from and would be lost" in told
    assert own.read_text() == before


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


def test_no_credit_is_not_taken_for_one_that_spares() -> None:
    (said,) = study_pages.credit_says(credits_of((0.1, 0.0, 0, 0, 0, 0.1), (0.1, 0.9, 0, 0, 0, 0.5)), 3)
    assert said.endswith("No cap brings looks at them to a fifth of the average.")
    assert "-0.0%" not in said


def test_a_page_says_where_ours_loses_and_what_cannot_be_told() -> None:
    table = pl.DataFrame(
        [
            ("s", 0.01, "trustlane", 0.1, 0.0, 0.0, 0.0),
            ("s", 0.01, "random", 0.01, 0.09, 0.05, 0.13),
            ("s", 0.025, "random", 0.02, 0.05, -0.01, 0.11),
            ("s", 0.05, "random", 0.30, -0.05, -0.08, -0.02),
            ("s", 0.1, "random", 0.0, 0.0, 0.0, 0.0),
        ],
        schema=["scenario", "rate", "policy", "found", "more", "low", "high"],
        orient="row",
    )
    assert study_pages.rates_says(table, 4) == [
        "s, against random: trustlane finds more at 1% (+9.0 points); loses at 5% (-5.0 points); is not told apart by "
        "these countries at 2.5% (+5.0 points) and 10% (+0.0 points)."
    ]


HIT_RATES = ["policy", "seed", "stretch", "chosen", "hit_rate", "illicit", "times"]


def hit_rates(*countries: tuple[float, ...]) -> pl.DataFrame:
    rows = [
        ("trustlane", seed, number + 1, hit, hit, 0.03, hit / 0.03 if hit else None)
        for seed, hits in enumerate(countries)
        for number, hit in enumerate(hits)
    ]
    return pl.DataFrame(rows, schema=HIT_RATES, orient="row")


def test_a_page_says_what_holds_and_what_decays() -> None:
    falling, rising = (0.08, 0.07, 0.06, 0.048), (0.048, 0.06, 0.07, 0.08)
    said, *_ = study_pages.random_share_says(hit_rates(falling, tuple(1.01 * one for one in falling)))
    assert said == (
        "trustlane: the hit rate of chosen looks decays: -40% from the first third of the time to the last "
        "(95 %: -40% to -40%)."
    )
    said, *_ = study_pages.random_share_says(hit_rates(falling, rising))
    assert "changes by +13%" in said
    assert "no more than these countries can tell" in said
    said, *_ = study_pages.random_share_says(hit_rates(falling))
    assert said.endswith("(one country only).")
    for nothing in (hit_rates((0.08,)), hit_rates((0.0, 0.0))):
        assert study_pages.random_share_says(nothing)[0].endswith("cannot be told in so short a time.")


def with_and_without(*countries: tuple[tuple[float, ...], tuple[float, ...]]) -> pl.DataFrame:
    lots, none = (hit_rates(*(country[place] for country in countries)) for place in (0, 1))
    return pl.concat([lots, none.with_columns(policy=pl.lit("no-random-share"))])


def test_a_page_compares_the_end_with_the_random_share_and_without() -> None:
    better, worse = (0.10, 0.10, 0.12), (0.10, 0.08, 0.06)
    *_, chosen, every = study_pages.random_share_says(with_and_without((better, worse), (better, worse)))
    assert chosen == (
        "In the last third of the time the hit rate of chosen looks is higher with the random share than without: "
        "+6.0 points (95 %: +6.0 to +6.0)."
    )
    assert every.startswith("In the last third of the time the hit rate of all looks is higher")
    *_, every = study_pages.random_share_says(with_and_without((worse, better), (worse, better)))
    assert "is lower with the random share than without: -6.0 points" in every
    *_, every = study_pages.random_share_says(with_and_without((worse, better), (better, worse)))
    assert "no more than these countries can tell" in every
    *_, every = study_pages.random_share_says(with_and_without((better, worse)))
    assert every.endswith("(one country only).")


def test_a_page_names_its_scenario_and_what_was_changed_in_it() -> None:
    asked = Asked(("<b>x</b>",), Size(seeds=(3, 4), changed=(("drift.route_days", "77"),)))
    page = study_pages.random_share(hit_rates((0.08, 0.07), (0.07, 0.08)), asked)
    assert "Scenario &lt;b&gt;x&lt;/b&gt;, with drift.route_days at 77; seeds 3 to 4." in page
    assert page.count("<svg") == 3
