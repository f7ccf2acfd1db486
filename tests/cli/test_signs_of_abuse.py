"""Signals find impostors and captured members more often than chance, and how that is counted."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from trustlane.cli import app
from trustlane.cli.signs_of_abuse import FAMILIES, SIGNS, Sign, signals_and_truth, summed
from trustlane.cli.studies import Size
from trustlane.cli.trials import the_simulators

CLAIM, CHANGE = FAMILIES
SIZE = Size(seeds=(1, 2, 3, 4), declarations_a_day=150, before=60, days=30)


@pytest.fixture(scope="module")
def countries() -> list[pl.DataFrame]:
    """Four small countries with many impostors, and with more captured members than ship: few are, and few trade."""
    of = SIZE.scenario("bold-impostors", {"captured.a_year": "0.5"})
    return [signals_and_truth(of, the_simulators(), seed, before=SIZE.before, days=SIZE.days) for seed in SIZE.seeds]


@pytest.fixture(scope="module")
def found(countries: list[pl.DataFrame]) -> dict[tuple[str, str], Sign]:
    return {(one.abuse, one.family): one for one in summed(countries, first=0.05)}


def test_claims_held_against_the_register_find_impostors_more_often_than_chance(
    found: dict[tuple[str, str], Sign],
) -> None:
    sign = found["impostor", CLAIM]
    assert sign.actors > 15
    assert sign.first.exact[0] > sign.chance
    assert sign.theirs.exact[0] > sign.members.exact[1]


def test_a_change_of_behaviour_finds_captured_members_more_often_than_chance(
    found: dict[tuple[str, str], Sign],
) -> None:
    sign = found["captured", CHANGE]
    assert sign.actors > 15
    assert sign.first.exact[0] > sign.chance
    assert sign.theirs.exact[0] > sign.members.exact[1]


def test_no_honest_member_is_said_to_use_somebody_elses_status(countries: list[pl.DataFrame]) -> None:
    """Members, their brokers and their senders name their own statuses, and the register knows all three kinds."""
    honest = pl.concat(countries).filter("trusted", ~pl.col("impostor"), ~pl.col("captured"))
    assert honest.height > 1_000
    assert (honest["claim_of_somebody_else"] == 0).all()
    assert pl.concat(countries).filter("impostor")["claim_of_somebody_else"].sum() > 0


def goods(*rows: tuple[str, bool, bool, bool, bool, float]) -> pl.DataFrame:
    """Declarations: reference, trusted, claimed, impostor, captured, how strongly one claim signal speaks."""
    names = ["declaration", "trusted", "claimed", "impostor", "captured", SIGNS[0]]
    silent = [pl.lit(0.0).alias(name) for name in SIGNS[1:]]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(*silent, actor=pl.int_range(pl.len()))


def against_the_register(*countries: pl.DataFrame, first: float) -> Sign:
    return next(one for one in summed(countries, first=first) if (one.abuse, one.family) == ("impostor", CLAIM))


def test_chance_and_what_comes_first_are_counted_among_those_who_stand_on_a_status() -> None:
    country = goods(
        ("a", True, True, True, False, 1.0),
        ("b", True, True, False, False, 1.0),
        ("c", False, True, True, False, 0.0),
        ("d", True, False, False, False, 0.0),
        ("of no member", False, False, False, False, 1.0),
        ("captured", True, True, False, True, 1.0),
    )
    sign = against_the_register(country, first=0.25)
    assert sign.chance == 0.5
    assert (sign.theirs.hits, sign.theirs.cases) == (1, 2)
    assert (sign.members.hits, sign.members.cases) == (1, 2)
    assert (sign.first.hits, sign.first.cases, sign.times) == (1, 1, 2.0)
    half = against_the_register(country, first=0.5)
    assert (half.first.hits, half.first.cases) == (1, 2)


def test_countries_are_ranked_apart_and_counted_together() -> None:
    one = goods(("a", True, True, True, False, 0.2), ("b", True, True, False, False, 0.0))
    other = goods(("c", True, True, False, False, 1.0), ("d", True, True, False, False, 0.9))
    sign = against_the_register(one, other, first=0.5)
    assert (sign.first.hits, sign.first.cases) == (1, 2)
    assert sign.chance == 0.25


def test_signals_that_say_nothing_are_no_better_than_chance() -> None:
    country = goods(*[(f"{number:03}", True, True, number % 10 == 3, False, 0.0) for number in range(200)])
    sign = against_the_register(country, first=0.1)
    assert sign.first.rate == pytest.approx(sign.chance)
    assert not sign.more_often_than_chance


def test_one_hit_where_one_is_likely_anyhow_is_no_finding() -> None:
    rows = [(f"{number:03}", True, True, number == 0, False, 1.0 - number / 200) for number in range(120)]
    sign = against_the_register(goods(*rows), first=0.14)
    assert (sign.first.hits, sign.first.cases) == (1, 17)
    assert sign.times is not None and sign.times > 7
    assert not sign.more_often_than_chance


def test_where_nobody_abuses_trust_nothing_is_told_of_it() -> None:
    sign = against_the_register(goods(("a", True, True, False, False, 1.0)), first=0.5)
    assert (sign.actors, sign.chance, sign.times) == (0, 0.0, None)
    assert not sign.more_often_than_chance


def test_the_report_of_a_comparison_shows_it(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    size = ["--set", "trade.declarations_a_day=100", "--set", "operators.regular=300", "--set", "operators.senders=500"]
    run = ["--seeds", "1", "--days", "10", "--before", "20", "--processes", "1", "--report", str(report)]
    ran = CliRunner().invoke(app, ["compare", "random", "--scenario", "bold-impostors", *size, *run])
    assert ran.exit_code == 0, ran.output
    page = report.read_text("utf-8")
    assert "What gives abuse away" in page
    assert "Claim against register" in page and "Behaviour change" in page
