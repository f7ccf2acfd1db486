"""A drawn quarter of trade: the same from the same seed, whole in every column, with the mechanics that it states."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, OUTCOME_ROWS
from trustlane.parties.checks import container_faults, faults, is_country
from trustlane.simulate.offences import KINDS
from trustlane.simulate.plain import Trade, plain

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


@pytest.fixture(scope="module")
def trade() -> Trade:
    return plain(11, FIRST, LAST, declarations=30_000)


@pytest.fixture(scope="module")
def originals(trade) -> pl.DataFrame:
    return trade.read.lines.filter(pl.col("message") == "original").unique(
        "declaration", keep="first", maintain_order=True
    )


def test_the_same_seed_gives_the_same_trade_and_another_seed_another() -> None:
    once, again, other = (plain(seed, FIRST, LAST, declarations=3_000) for seed in (5, 5, 6))
    for name in ("lines", "events", "observed", "outcomes"):
        assert getattr(once.read, name).equals(getattr(again.read, name)), name
    assert once.truth.equals(again.truth)
    assert (once.standing, once.operators, once.previous) == (again.standing, again.operators, again.previous)
    assert not once.read.lines.equals(other.read.lines)


def test_every_frame_has_the_one_shape(trade) -> None:
    assert trade.read.lines.schema == LINES
    assert trade.read.events.schema == EVENT_ROWS
    assert trade.read.observed.schema == OBSERVED_ROWS
    assert trade.read.outcomes.schema == OUTCOME_ROWS
    assert trade.read.refused == ()


def test_every_declaration_has_one_reference_inside_the_period(trade, originals) -> None:
    assert len(originals) == 30_000
    assert originals["lodged"].is_sorted()
    assert originals["day"].min() >= FIRST
    assert originals["day"].max() <= LAST
    assert (originals["lodged"].dt.date() == originals["day"]).all()


def test_lines_count_up_from_one_within_each_message(trade) -> None:
    counted = trade.read.lines.group_by("declaration", "version").agg(
        pl.col("line").min().alias("first"), pl.col("line").max().alias("last"), pl.len().alias("n")
    )
    assert counted.filter((pl.col("first") != 1) | (pl.col("last") != pl.col("n"))).is_empty()


def test_amendments_and_cancellations_follow_their_original(trade) -> None:
    later = trade.read.lines.filter(pl.col("message") != "original")
    first = trade.read.lines.filter(pl.col("message") == "original").group_by("declaration").agg(pl.col("lodged").min())
    joined = later.join(first, on="declaration", suffix="_first")
    assert len(joined) == len(later) > 0
    assert (joined["lodged"] > joined["lodged_first"]).all()
    assert set(joined["version"]) == {2}
    bare = later.filter(pl.col("message") == "cancellation")
    assert bare["hs"].null_count() == bare["value_minor"].null_count() == len(bare)


def test_a_consignment_lodged_again_names_what_was_cancelled(trade) -> None:
    assert trade.previous
    cancelled = set(trade.read.lines.filter(pl.col("message") == "cancellation")["declaration"])
    assert set(trade.previous.values()) <= cancelled
    at = dict(
        trade.read.lines.filter(pl.col("message") == "original")
        .group_by("declaration")
        .agg(pl.col("lodged").min())
        .iter_rows()
    )
    assert all(at[new] >= at[old] for new, old in trade.previous.items())
    named = trade.read.lines.filter(pl.col("previous").is_not_null()).select("declaration", "previous").unique()
    assert dict(named.iter_rows()) == trade.previous
    told = trade.read.events.filter(pl.col("detail").is_not_null())
    assert set(told["declaration"]) == set(trade.previous)


def test_entry_summaries_carry_neither_value_nor_rate(trade) -> None:
    summaries = trade.read.lines.filter(pl.col("regime") == "entry_summary")
    assert 0.1 < len(summaries) / len(trade.read.lines) < 0.3
    assert (
        summaries.select("value_minor", "tax_rate_ppm", "currency", "procedure").null_count().row(0)
        == (len(summaries),) * 4
    )
    goods = trade.read.lines.filter((pl.col("regime") != "entry_summary") & (pl.col("message") != "cancellation"))
    assert goods.select("value_minor", "hs", "origin", "net_mass_g").null_count().row(0) == (0, 0, 0, 0)
    assert (goods["value_minor"] > 0).all()


def test_containers_pass_their_check_digit_but_for_a_few(trade) -> None:
    numbers = trade.read.lines["containers"].explode().drop_nulls().unique().to_list()
    wrong = [number for number in numbers if container_faults(number)]
    assert 0 < len(wrong) / len(numbers) < 0.01
    assert all("check digit" in container_faults(number)[0].reason for number in wrong)


def test_countries_and_identifiers_are_well_formed(trade) -> None:
    for column in ("origin", "departure", "destination"):
        assert all(is_country(code) for code in trade.read.lines[column].drop_nulls().unique())
    assert not [fault for fact in trade.standing for one in fact.identifiers for fault in faults(one)]
    assert len(trade.operators) == 300
    assert len({one.name for one in trade.operators}) == 300


def test_own_and_partners_operators_are_trusted_and_some_lose_it_midway(trade) -> None:
    issuers = {fact.issuer for fact in trade.standing}
    assert issuers == {"XA", "XB", "XC"}
    assert {scope for fact in trade.standing for scope in fact.scope} == {"security", "compliance"}
    assert len({fact.scope for fact in trade.standing if fact.role == "importer"}) == 3
    ended = [fact for fact in trade.standing if fact.state in ("suspended", "revoked")]
    assert ended
    assert all(FIRST < fact.valid_from < LAST for fact in ended)
    learnt_late = [fact for fact in ended if fact.known_from.date() > fact.valid_from]
    assert all(fact.issuer != "XA" for fact in learnt_late)


def test_at_every_moment_one_word_is_known_about_an_operators_day(trade) -> None:
    for moment in (datetime(2026, 7, 2, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC)):
        for day in (FIRST, date(2026, 8, 15), LAST):
            holding = [
                fact.operator
                for fact in trade.standing
                if fact.known_from <= moment < (fact.known_to or moment + timedelta(1))
                and fact.valid_from <= day <= fact.valid_to
            ]
            assert len(holding) == len(set(holding))


def test_trusted_importers_offend_much_less(trade, originals) -> None:
    holders = {
        one.value
        for fact in trade.standing
        if fact.role == "importer"
        for one in fact.identifiers
        if one.scheme == "TIN"
    }
    rates = (
        originals.filter(pl.col("regime") == "import")
        .join(trade.truth, on="declaration")
        .group_by(pl.col("importer").is_in(list(holders)).alias("trusted"))
        .agg(pl.col("kind").is_not_null().mean().alias("rate"), pl.len())
    )
    rate = dict(rates.select("trusted", "rate").iter_rows())
    assert rate[True] < 0.6 * rate[False]
    assert 0.15 < dict(rates.select("trusted", "len").iter_rows())[True] / rates["len"].sum() < 0.5


def test_truth_has_every_kind_at_about_its_rate(trade) -> None:
    share = dict(trade.truth.drop_nulls("kind").group_by("kind").agg(pl.len() / 30_000).iter_rows())
    assert set(share) == set(KINDS)
    assert 0.01 < share["undervaluation"] < 0.03
    assert 0.001 < share["contraband"] < 0.006


def test_undervalued_goods_are_cheaper_by_the_kilogram(trade) -> None:
    priced = (
        trade.read.lines.filter((pl.col("regime") == "import") & (pl.col("message") == "original"))
        .with_columns(price=pl.col("value_minor") / pl.col("net_mass_g"))
        .with_columns(relative=pl.col("price") / pl.col("price").median().over("hs"))
        .join(trade.truth, on="declaration")
    )
    median = dict(priced.group_by("kind").agg(pl.col("relative").median()).iter_rows())
    assert median["undervaluation"] < 0.6 < median[None]


def test_only_what_was_examined_has_a_result(trade) -> None:
    observed = trade.read.observed
    unexamined = observed.filter(pl.col("examination") == "none")
    assert unexamined["result"].null_count() == unexamined["examined_at"].null_count() == len(unexamined)
    looked_at = observed.filter(pl.col("examination") != "none")["declaration"]
    assert trade.read.outcomes["declaration"].is_in(looked_at.implode()).all()
    finds = set(observed.filter(pl.col("result") == "find").select("declaration", "kind").iter_rows())
    assert finds == set(trade.read.outcomes.filter("found").select("declaration", "kind").iter_rows())
    assert finds <= set(trade.truth.iter_rows())


def test_a_cancelled_declaration_is_neither_observed_nor_known(trade) -> None:
    cancelled = trade.read.lines.filter(pl.col("message") == "cancellation")["declaration"]
    for frame in (trade.read.observed, trade.read.outcomes):
        assert not frame["declaration"].is_in(cancelled.implode()).any()


def test_nothing_is_known_after_the_last_day(trade) -> None:
    end = datetime(2026, 10, 1, tzinfo=UTC)
    assert trade.read.events["at"].max() < end
    assert trade.read.observed.select(pl.max_horizontal(pl.col("examined_at", "released_at").max())).item() < end


def test_some_claims_name_numbers_that_nobody_issued(trade, originals) -> None:
    issued = {one.value for fact in trade.standing for one in fact.identifiers}
    claimed = originals.select("declaration", pl.col("claims")).explode("claims").drop_nulls("claims").unnest("claims")
    unknown = claimed.filter(~pl.col("identifier").is_in(list(issued)))
    assert 0 < len(unknown) < 0.01 * len(originals)
    assert len(claimed) > 0.2 * len(originals)


def test_weekends_are_quiet_and_routes_come_again(trade, originals) -> None:
    by_day = originals.group_by(pl.col("day").dt.weekday().alias("weekday")).len()
    count = dict(by_day.iter_rows())
    assert count[7] < 0.3 * count[2]
    ways = originals.group_by("importer", "exporter", "departure", "office").len()["len"]
    assert ways.filter(ways > 5).sum() > 0.5 * len(originals)


def test_a_small_country_without_partners_can_be_drawn() -> None:
    small = plain(3, FIRST, LAST, declarations=500, operators=40, partners=())
    assert small.read.lines["declaration"].n_unique() == 500
    assert {fact.issuer for fact in small.standing} <= {"XA"}
