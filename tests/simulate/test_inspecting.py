"""Inspections: they find, miss and mistake at the stated rates, the same thing in the same lane always alike."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from tests.simulate.countries import BEGINS, Period, drawn, scenario
from trustlane.declarations.frame import OUTCOME_ROWS
from trustlane.simulate.kinds import KINDS
from trustlane.simulate.mechanics.looking import usual

RATES = {f"kinds__{kind}__rate": "0.06" for kind in KINDS}
GOODS = ("blue", "yellow", "orange", "red")


@pytest.fixture(scope="module")
def period() -> Period:
    return drawn(scenario(**RATES, trade__declarations_a_day="500", inspections__orange__false_alarm="0.05"), 40)


@pytest.fixture(scope="module")
def looked(period) -> pl.DataFrame:
    """Every declaration of goods in every lane, with its truth."""
    asked = period.goods.select("declaration").join(pl.DataFrame({"lane": GOODS}), how="cross")
    results = period.country.inspect(asked, BEGINS + timedelta(days=40))
    assert results.height == asked.height
    return results.join(period.truth.select("declaration", truly="kind"), on="declaration", how="left")


def test_what_is_there_is_found_and_missed_by_kind_and_lane_as_stated(looked) -> None:
    catches = usual()
    for lane in GOODS:
        for kind in KINDS:
            there = looked.filter((pl.col("lane") == lane) & (pl.col("truly") == kind))
            assert there.height > 200
            stated = catches[lane].catches.get(kind, 0.0)
            spread = 5 * (max(stated * (1 - stated), 0.01) / there.height) ** 0.5
            assert there["found"].mean() == pytest.approx(stated, abs=spread), (lane, kind)
            assert set(there.filter("found")["kind"]) <= {kind}


def test_what_is_not_there_is_reported_as_often_as_stated(looked) -> None:
    innocent = looked.filter(pl.col("truly").is_null())
    rate = dict(innocent.group_by("lane").agg(pl.col("found").mean()).iter_rows())
    assert rate["orange"] == pytest.approx(0.05, abs=0.01)
    assert rate["red"] == pytest.approx(0.002, abs=0.002)
    mistaken = innocent.filter(pl.col("found") & (pl.col("lane") == "orange"))
    assert mistaken["kind"].null_count() == 0
    share = dict(mistaken.group_by("kind").agg(pl.len() / mistaken.height).iter_rows())
    assert share["contraband"] > share.get("undervaluation", 0.0)


def test_two_policies_that_look_at_the_same_in_the_same_lane_see_the_same(period, looked) -> None:
    some = looked.filter(pl.col("lane") == "red").sample(300, seed=4)
    again = period.country.inspect(some.select("declaration", "lane"), BEGINS + timedelta(days=40))
    assert again.sort("declaration").equals(some.drop("truly").sort("declaration"))
    elsewhere = drawn(period.country.scenario, 40).country
    other = elsewhere.inspect(some.select("declaration", "lane"), BEGINS + timedelta(days=40))
    assert other.equals(again)


def test_lanes_find_independently_of_one_another(looked) -> None:
    both = looked.filter(pl.col("truly") == "contraband").pivot("lane", index="declaration", values="found")
    expected = both["red"].mean() * both["orange"].mean()
    assert both.select((pl.col("red") & pl.col("orange")).mean()).item() == pytest.approx(expected, abs=0.05)


def test_hours_grow_with_lines_containers_and_finds_and_audits_are_known_late(period, looked) -> None:
    lines = (
        period.lines.filter(pl.col("message") == "original")
        .group_by("declaration")
        .agg(pl.len().alias("lines"), boxes=pl.col("containers").first().list.len().fill_null(0))
    )
    red = looked.filter((pl.col("lane") == "red") & ~pl.col("found")).join(lines, on="declaration")
    stated = 2 + 0.2 * (red["lines"] - 1) + 1.0 * (red["boxes"].cast(pl.Int64) - 1).clip(0)
    assert (red["hours"] - stated).abs().max() < 0.002
    mean = dict(looked.filter(pl.col("lane") == "yellow").group_by("found").agg(pl.col("hours").mean()).iter_rows())
    assert mean[True] > mean[False] + 3
    wait = dict(looked.group_by("lane").agg((pl.col("known") - pl.col("on")).dt.total_days().max()).iter_rows())
    assert wait == {"blue": 40, "yellow": 0, "orange": 0, "red": 0}


def test_nobody_looks_in_green_and_complete(period) -> None:
    asked = period.goods.select("declaration").head(10).with_columns(lane=pl.lit("green"))
    assert period.country.inspect(asked, BEGINS).is_empty()


def test_outcomes_speak_only_of_kinds_that_the_lane_can_find(period, looked) -> None:
    outcomes = period.country.outcomes(looked.drop("truly"))
    assert outcomes.schema == OUTCOME_ROWS
    red = period.country.outcomes(looked.filter(pl.col("lane") == "red").drop("truly"))
    orange = period.country.outcomes(looked.filter((pl.col("lane") == "orange") & ~pl.col("found")).drop("truly"))
    assert set(red["kind"]) == set(KINDS)
    assert set(orange["kind"]) == {"misclassification", "prohibited", "contraband", "phantom_shipper"}
    assert not orange["found"].any()
    reported = looked.filter(pl.col("lane") == "red", pl.col("found")).select("declaration", "kind")
    assert set(red.filter("found").select("declaration", "kind").iter_rows()) == set(reported.iter_rows())
