"""What no policy, rule, credit or order of rows may change."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.selectivity.declared import DAY, basis, fact, lines, many
from trustlane.selectivity import lanes, markets, policy, screening
from trustlane.selectivity.capacity import Capacity
from trustlane.selectivity.heads import heads_of
from trustlane.selectivity.model.fitting import fit
from trustlane.selectivity.model.settings import Settings
from trustlane.selectivity.targeting import compiled_for

HISTORY = many(1_200, seed=9)
TRUSTED = tuple(fact(f"IMP{number}") for number in range(1, 30))
RULES = b"""
rules:
  - {id: shoes, title: Jeans from CN, family: revenue, kind: undervaluation, owner: desk,
     when: {field: origin, op: eq, value: CN}, effect: {lift: 1.5}}
  - {id: tip, title: A tip about jeans, family: revenue, kind: false_origin, owner: desk,
     when: {field: hs, op: prefix, value: "6203"}, effect: {lift: 1.0, intelligence: true}}
  - {id: arms, title: Medicines from DE, family: security, kind: contraband, owner: desk,
     when: {all: [{field: hs, op: prefix, value: "3004"}, {field: origin, op: eq, value: DE}]},
     effect: {lift: 0.5, mandatory: orange}}
"""


def learnt() -> Any:
    odd = HISTORY["origin"].eq("CN") & HISTORY["value_minor"].gt(400_000)
    results = HISTORY.select("declaration", kind=pl.lit("irregularity"), found=odd)
    return fit(HISTORY, results, settings=Settings(trees=15, depth=3, judge_folds=0))


EVERYTHING = basis(HISTORY, *TRUSTED, rules=compiled_for(policy.default(), RULES), model=learnt())


def batch(seed: int) -> pl.DataFrame:
    return pl.concat([many(24, seed=seed), many(24, seed=seed, line=2, hs="300490"), many(6, seed=seed + 1_000)])


@given(st.integers(0, 500))
@settings(max_examples=6, deadline=None)
def test_with_model_rules_and_standing_one_alone_is_decided_as_in_a_batch(seed: int) -> None:
    declared = batch(seed)
    whole, tables = screening.screen(declared, EVERYTHING)
    for name in whole["declaration"]:
        one = declared.filter(pl.col("declaration") == name)
        alone = screening.decide(screening.assess_lines(one, EVERYTHING), EVERYTHING, tables)
        assert alone.equals(whole.filter(pl.col("declaration") == name)), name


@given(st.integers(0, 500))
@settings(max_examples=6, deadline=None)
def test_rows_and_columns_in_any_order_give_the_same_decisions(seed: int) -> None:
    declared = batch(seed)
    whole, tables = screening.screen(declared, EVERYTHING)
    order = np.random.default_rng(seed)
    shuffled = declared[order.permutation(len(declared))].select(order.permutation(declared.columns).tolist())
    again = screening.decide(screening.assess_lines(shuffled, EVERYTHING), EVERYTHING, tables)
    assert again.sort("declaration").equals(whole.sort("declaration"))


def test_intelligence_is_never_softened_not_even_in_another_family() -> None:
    seen = screening.assess_lines(HISTORY, EVERYTHING)
    told = HISTORY["hs"].str.starts_with("6203").to_numpy()
    (view,) = seen.tracks
    credited = seen.trust.credits != 0
    assert (told & credited).any()
    assert np.array_equal(view.worth[told], view.worth_without[told])
    assert (view.worth[~told & credited] < view.worth_without[~told & credited]).any()


def test_a_mandatory_check_holds_in_both_worlds_and_the_lot_does_not_know_of_credit() -> None:
    decisions, _ = screening.screen(HISTORY, EVERYTHING)
    forced = decisions.filter(pl.col("rules").list.contains("arms"))
    assert forced.height
    for column in ("lane", "lane_without_credit", "lane_credit_withheld"):
        assert forced[column].is_in(["orange", "red"]).all()
    plain = screening.screen(HISTORY, basis(HISTORY))[0]
    assert plain["drawn"].equals(decisions["drawn"])
    assert decisions.filter("drawn").select(pl.col("lane") == "red").to_series().all()


def test_a_credit_is_withheld_from_one_declaration_at_prices_that_stay() -> None:
    decisions, tables = screening.screen(HISTORY, EVERYTHING)
    nothing_given = tuple(msgspec.structs.replace(one, by=0.0) for one in EVERYTHING.policy.credits)
    giving_nothing = replace(EVERYTHING, policy=msgspec.structs.replace(EVERYTHING.policy, credits=nothing_given))
    alone = screening.decide(screening.assess_lines(HISTORY, giving_nothing), giving_nothing, tables)
    assert decisions["lane_credit_withheld"].equals(alone["lane"].alias("lane_credit_withheld"))
    credited = pl.col("credits") != 0
    assert decisions.filter(~credited).select((pl.col("lane") == pl.col("lane_credit_withheld")).all()).item()
    spared = decisions.filter(credited & (pl.col("lane") != pl.col("lane_credit_withheld")))
    assert spared.height
    assert not decisions["lane_credit_withheld"].equals(decisions["lane_without_credit"], check_names=False)


def test_what_says_no_date_gives_no_credit() -> None:
    rests_on = basis(HISTORY, fact("IMP1", known_from=datetime(1, 1, 1, tzinfo=UTC)))
    undated = lines({"lodged": None}).with_columns(day=pl.lit(None, pl.Date))
    assert screening.screen(undated, rests_on)[0]["credits"][0] == 0
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert screening.screen(undated, rests_on, at=at)[0]["credits"][0] != 0


def test_a_credit_may_ask_for_a_tier() -> None:
    whole = policy.default()
    chosen = msgspec.structs.replace(
        whole, credits=tuple(msgspec.structs.replace(one, tiers=("gold",)) for one in whole.credits)
    )
    for tier, has in (("gold", True), ("", False), ("silver", False)):
        decisions, _ = screening.screen(lines({}), basis(HISTORY, fact("IMP1", tier=tier), policy=chosen))
        assert (decisions["credits"][0] != 0) is has


def looks(**capacity: Any) -> policy.Policy:
    """The policy that ships, with other capacity for a physical inspection."""
    whole = policy.default()
    goods = whole.tracks["goods"]
    red = msgspec.structs.replace(goods.looks["red"], **capacity)
    track = msgspec.structs.replace(goods, looks={**goods.looks, "red": red})
    return msgspec.structs.replace(whole, tracks={**whole.tracks, "goods": track}, signals={}, exchange={})


@pytest.mark.parametrize("capacity", [Capacity(per_day=6.0), Capacity(offices={"A1": 9.0, "A2": 3.0, "A3": 6.0})])
def test_what_an_office_has_in_a_day_is_used_in_both_worlds(capacity: Capacity) -> None:
    _, tables = screening.screen(HISTORY, basis(HISTORY, *TRUSTED, policy=looks(capacity=capacity)))
    for table in (tables.with_credit.table, tables.without_credit.table):
        used = table.filter(pl.col("look") == "red").group_by("office").agg(pl.sum("expected_milli", "capacity_milli"))
        assert (used["expected_milli"] / used["capacity_milli"]).is_between(0.75, 1.25).all()


DEMANDING = b"""
rules:
  - {id: phones, title: Telephones from DE, family: security, kind: contraband, owner: desk,
     when: {all: [{field: hs, op: eq, value: "851712"}, {field: origin, op: eq, value: DE}]},
     effect: {lift: 2.0, mandatory: orange}}
  - {id: papers, title: Jeans by way of SG, family: revenue, kind: false_origin, owner: desk,
     when: {all: [{field: hs, op: eq, value: "620342"}, {field: departure, op: eq, value: SG}]},
     effect: {lift: 2.0, mandatory: yellow}}
"""


def test_the_lanes_use_what_prices_expect_in_both_worlds_and_beside_what_was_decided_before() -> None:
    whole = basis(HISTORY, *TRUSTED, rules=compiled_for(policy.default(), DEMANDING))
    track = whole.policy.tracks["goods"]
    first, _ = screening.screen(many(1_500, seed=21), whole)
    counted = first.with_columns(lines=pl.lit(1, pl.Int32), container_count=pl.lit(0, pl.Int32))
    kept = counted.select([pl.col(name).cast(kind) for name, kind in markets.KEPT.items()])
    second, tables = screening.screen(many(1_500, seed=22), whole, kept=kept)
    stricter = second.filter(pl.col("mandatory").is_in(["yellow", "orange"]) & (pl.col("lane") == "red"))
    assert stricter.height, "nobody who must get a milder look chose a stricter one"
    use = dict(zip(track.looks, lanes.uses(track, np.ones(1), np.zeros(1))[0], strict=True))
    for lane, table in (("lane", tables.with_credit.table), ("lane_without_credit", tables.without_credit.table)):
        both = pl.concat([first.select("office", "day", look=lane), second.select("office", "day", look=lane)])
        used = both.group_by("office", "day", "look").agg(many=pl.len())
        told = table.join(used, on=["office", "day", "look"], how="left").with_columns(
            used=pl.col("many").fill_null(0) * pl.col("look").replace_strict(use) * 1000
        )
        assert told["expected_milli"].to_numpy() == pytest.approx(told["used"].to_numpy(), abs=1)


def test_a_fixed_price_stands() -> None:
    _, tables = screening.screen(HISTORY, basis(HISTORY, policy=looks(capacity=None, price=12_345)))
    assert tables.with_credit.table.filter(pl.col("look") == "red")["price"].unique().to_list() == [12_345]


def test_an_entry_summary_never_gets_a_lane_of_goods() -> None:
    entries = many(200, seed=3, regime="entry_summary")
    decisions, _ = screening.screen(pl.concat([entries, many(200, seed=4)]), EVERYTHING)
    goods = {"green", "blue", "yellow", "orange", "red"}
    for regime, told in decisions.select(pl.col("regime").cast(pl.String), "lane").unique().iter_rows():
        assert (told in goods) is (regime == "import")


def test_containers_and_parties_are_read_from_the_first_line_wherever_it_stands() -> None:
    rows = [
        {"declaration": "D", "line": 2, "importer": "OTHER", "containers": ["B"]},
        {"declaration": "D", "line": 1, "importer": "IMP1", "containers": ["A", "B"]},
    ]
    heads = heads_of(lines(*rows), None)
    assert heads.frame.select("importer", "container_count", "lines").row(0) == ("IMP1", 2, 2)


def test_days_far_apart_are_priced() -> None:
    declared = lines(*[{"day": day} for day in (date(1970, 1, 1), DAY, date(2100, 12, 31))])
    assert screening.screen(declared, basis(HISTORY))[0]["lane"].null_count() == 0
