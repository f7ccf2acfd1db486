"""A stepped country: the same for every policy but for what the policy does to somebody, and that only to them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.countries import BEGINS, Period, drawn, everything, scenario
from trustlane.declarations.frame import EVENT_ROWS, LINES
from trustlane.parties.checks import container_faults, is_country
from trustlane.simulate.country import Country, Day, DayRefused, none_yet
from trustlane.simulate.inspecting import RESULTS, LaneUnknown
from trustlane.simulate.kinds import KINDS
from trustlane.simulate.truth import TRUTH


@pytest.fixture(scope="module")
def period() -> Period:
    return drawn(scenario(), 100)


def test_the_same_scenario_and_seed_give_the_same_bytes_and_another_seed_others() -> None:
    once, again, other = (drawn(scenario(), 6, seed=seed, lanes=everything) for seed in (5, 5, 6))
    for name in ("lines", "events", "results", "truth"):
        assert getattr(once, name).equals(getattr(again, name)), name
        assert not getattr(once, name).equals(getattr(other, name)), name
    assert once.country.standing(BEGINS) == again.country.standing(BEGINS)


def test_every_table_has_its_shape(period) -> None:
    assert period.lines.schema == LINES
    assert period.events.schema == EVENT_ROWS
    assert drawn(scenario(), 2, lanes=everything).results.schema == RESULTS
    assert period.country.truth(BEGINS).schema == TRUTH


def test_a_day_holds_nothing_of_the_truth(period) -> None:
    assert Day.__dataclass_fields__.keys() == {"on", "lines", "events"}
    day = drawn(scenario(), 1).country.day(BEGINS + timedelta(1), none_yet())
    said = {
        value
        for table in (day.lines, day.events)
        for column in table.select(pl.col(pl.String)).iter_columns()
        for value in column.unique().drop_nulls().to_list()
    }
    assert not said & {*KINDS, "impostor", "captured"}
    # Numbers of consignments, by which the truth is kept, are not those of the references.
    numbers = set(period.truth["consignment"].cast(pl.String))
    assert not numbers & set(period.lines["declaration"].str.slice(4))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1_000), st.sampled_from(["red", "orange", "yellow"]), st.integers(2, 9))
def test_whatever_is_done_to_some_the_others_declare_the_same(salt: int, lane: str, one_in: int) -> None:
    def some(day: Day) -> pl.DataFrame:
        every = day.live.select("declaration").unique(maintain_order=True)
        return every.filter(pl.col("declaration").hash(salt) % one_in == 0).with_columns(lane=pl.lit(lane))

    of = scenario(learning__pause="1", learning__office="1", learning__route="1", learning__firm="1")
    left, looked = drawn(of, 25, seed=3), drawn(of, 25, seed=3, lanes=some)
    owner = pl.concat([left.truth, looked.truth]).select("declaration", "actor").unique()
    touched = looked.results.join(owner, on="declaration")["actor"].unique()
    assert 0 < len(touched) < owner["actor"].n_unique()

    def of_others(period: Period) -> pl.DataFrame:
        others = owner.filter(~pl.col("actor").is_in(touched.implode()))
        return period.lines.join(others.select("declaration"), on="declaration", how="semi", maintain_order="left")

    assert of_others(left).equals(of_others(looked))


def test_who_is_looked_at_and_not_found_out_changes_nothing_where_boldness_does_not_count() -> None:
    of = scenario(learning__boldness="0")
    left, looked = drawn(of, 30), drawn(of, 30, lanes=everything)
    guilty = looked.results.filter("found").join(looked.truth.drop_nulls("kind"), on="declaration")["actor"].unique()
    owner = pl.concat([left.truth, looked.truth]).select("declaration", "actor").unique()
    innocent = owner.filter(~pl.col("actor").is_in(guilty.implode())).select("declaration")
    assert len(guilty) > 5
    one, other = (
        period.lines.join(innocent, on="declaration", how="semi", maintain_order="left") for period in (left, looked)
    )
    assert one.equals(other)
    assert not left.lines.equals(looked.lines)


def test_results_count_once_whether_given_once_or_again_and_again() -> None:
    on = [BEGINS + timedelta(days=number) for number in range(12)]
    fresh, cumulated = (Country(scenario(), 2) for _ in range(2))
    new = every = none_yet()
    for day in on:
        one, other = fresh.day(day, new), cumulated.day(day, every)
        assert one.lines.equals(other.lines)
        new = fresh.inspect(everything(one), day)
        every = pl.concat([every, cumulated.inspect(everything(other), day)])


def test_a_result_that_comes_late_is_reacted_to_late() -> None:
    of = scenario(inspections__blue__days="6", learning__pause="1", learning__boldness="0")

    def audits(day: Day) -> pl.DataFrame:
        return everything(day).with_columns(lane=pl.lit("blue"))

    left, looked = drawn(of, 14), drawn(of, 14, lanes=audits)
    first = looked.results.filter("found")["known"].min()
    assert first == BEGINS + timedelta(days=6)
    before, after = pl.col("day") < first, pl.col("day") >= first
    assert left.lines.filter(before).equals(looked.lines.filter(before))
    assert not left.lines.filter(after).equals(looked.lines.filter(after))


def test_declarations_have_one_reference_each_and_days_in_order(period) -> None:
    originals = period.lines.filter((pl.col("message") == "original") & (pl.col("line") == 1))
    assert originals["declaration"].is_unique().all()
    assert (period.lines["lodged"].dt.date() == period.lines["day"]).all()
    assert period.lines["day"].is_sorted()
    assert originals.height == period.truth.height
    of_day = period.lines.filter(pl.col("day") == BEGINS)
    assert of_day["lodged"].is_sorted()


def test_lines_count_up_from_one_within_each_message(period) -> None:
    counted = period.lines.group_by("declaration", "version").agg(
        pl.col("line").min().alias("first"), pl.col("line").max().alias("last"), pl.len().alias("n")
    )
    assert counted.filter((pl.col("first") != 1) | (pl.col("last") != pl.col("n"))).is_empty()


def test_amendments_and_cancellations_follow_their_original_and_some_come_again(period) -> None:
    first = period.lines.filter(pl.col("message") == "original").group_by("declaration").agg(pl.col("lodged").min())
    later = period.lines.filter(pl.col("message") != "original").join(first, on="declaration", suffix="_first")
    assert set(later["message"].cast(pl.String)) == {"amendment", "cancellation"}
    assert (later["lodged"] > later["lodged_first"]).all()
    bare = later.filter(pl.col("message") == "cancellation")
    assert bare["hs"].null_count() == bare["value_minor"].null_count() == bare.height
    again = period.lines.filter(pl.col("previous").is_not_null())
    assert again["previous"].is_in(bare["declaration"].implode()).all()
    assert 0.3 < again["declaration"].n_unique() / bare["declaration"].n_unique() < 0.7
    assert not period.truth.filter("cancelled").is_empty()


def test_what_is_to_be_decided_is_the_last_version_without_what_was_cancelled() -> None:
    country = Country(scenario(messages__amended="0.3", messages__cancelled="0.3"), 1)
    day = country.day(BEGINS, none_yet())
    cancelled = day.lines.filter(pl.col("message") == "cancellation")["declaration"]
    amended = day.lines.filter(pl.col("message") == "amendment")["declaration"]
    assert not set(day.live["declaration"]) & set(cancelled)
    assert set(day.live.filter(pl.col("version") == 2)["declaration"]) == set(amended)
    assert set(day.live["declaration"]) == set(day.lines["declaration"]) - set(cancelled)


def test_an_entry_summary_states_no_value_and_comes_days_before_its_declaration(period) -> None:
    summaries = period.lines.filter(pl.col("regime") == "entry_summary")
    assert summaries["value_minor"].null_count() == summaries["tax_rate_ppm"].null_count() == summaries.height
    followed = period.events.filter(pl.col("detail").str.starts_with("entry summary ")).with_columns(
        summary=pl.col("detail").str.slice(len("entry summary "))
    )
    heads = period.lines.filter(pl.col("line") == 1).unique("declaration", keep="first")
    pairs = followed.join(heads, on="declaration").join(
        heads, left_on="summary", right_on="declaration", suffix="_before"
    )
    assert pairs.height > 200
    assert (pairs["importer"] == pairs["importer_before"]).all()
    assert (pairs["exporter"] == pairs["exporter_before"]).all()
    assert pairs["containers"].equals(pairs["containers_before"])
    ahead = pairs.select(pl.col("transport_mode"), days=(pl.col("day") - pl.col("day_before")).dt.total_days())
    by_sea = ahead.filter(pl.col("transport_mode") == "1")["days"]
    assert by_sea.min() >= 6 and by_sea.max() <= 38 and by_sea.median() > 14
    assert ahead.filter(pl.col("transport_mode") == "4")["days"].max() <= 2
    # From the first day on, declarations follow summaries that were lodged before it.
    early = period.events.filter(pl.col("at").dt.date() < BEGINS + timedelta(days=5))
    assert early["detail"].str.starts_with("entry summary ").sum() > 10


def test_what_is_found_at_entry_never_comes_to_a_declaration_of_goods() -> None:
    def at_entry(day: Day) -> pl.DataFrame:
        summaries = day.live.filter(pl.col("regime") == "entry_summary")
        return summaries.select("declaration").unique(maintain_order=True).with_columns(lane=pl.lit("control_at_entry"))

    of = scenario(entry__sea_days="[1, 3]", entry__air_days="[1, 2]", kinds__contraband__rate="0.1")
    left, looked = drawn(of, 30), drawn(of, 30, lanes=at_entry)
    found = looked.results.filter("found").select("declaration").join(looked.truth, on="declaration").drop_nulls("kind")
    stopped = found.filter(pl.col("on") < BEGINS + timedelta(days=25))["consignment"].implode()
    assert left.goods.filter(pl.col("consignment").is_in(stopped)).height > 10
    assert looked.goods.filter(pl.col("consignment").is_in(stopped)).is_empty()


def test_codes_and_numbers_are_well_formed(period) -> None:
    for column in ("origin", "departure", "destination"):
        assert all(is_country(code) for code in period.lines[column].drop_nulls().unique())
    numbers = period.lines["containers"].explode().drop_nulls().unique().to_list()
    wrong = [number for number in numbers if container_faults(number)]
    assert 0 < len(wrong) / len(numbers) < 0.01


def test_small_consignments_of_several_importers_share_a_container(period) -> None:
    boxes = (
        period.goods.select("day", "importer", "declaration", "hs", "containers")
        .filter(pl.col("containers").list.len() == 1)
        .with_columns(box=pl.col("containers").list.first())
    )
    shared = boxes.group_by("box", "day").agg(pl.col("importer").n_unique(), pl.col("hs").n_unique())
    together = shared.filter(pl.col("importer") > 1)
    assert together["importer"].sum() > 0.1 * boxes.height
    assert together.filter(pl.col("hs") > 1).height > 0.5 * together.height


def test_parcels_come_in_bursts_and_are_worth_little() -> None:
    period = drawn(scenario(ecommerce__sales_a_year="8", ecommerce__sale_factor="9"), 90)
    parcels = period.goods.filter(pl.col("size") == "platform")
    a_day = parcels.group_by("day").len().filter(pl.col("day").dt.weekday() < 6)["len"]
    assert a_day.max() > 3 * a_day.median()
    assert parcels["value_minor"].median() < 10_000
    assert set(parcels["office"]) == {"LARKAPRON"}


def test_weekends_are_quiet_and_ways_come_again(period) -> None:
    count = dict(period.goods.group_by(pl.col("day").dt.weekday().alias("weekday")).len().iter_rows())
    assert count[7] < 0.3 * count[2]
    ways = period.goods.group_by("importer", "exporter", "departure", "office").len()["len"]
    assert ways.filter(ways > 5).sum() > 0.4 * period.goods.height


def test_importers_are_born_and_cease() -> None:
    of = scenario(operators__born_a_year="0.5", operators__ceased_a_year="0.4")
    early, late = drawn(of, 7), drawn(of, 7, first=date(2027, 7, 1))
    old, new = (set(period.goods.filter(pl.col("size") != "platform")["actor"]) for period in (early, late))
    assert len(new - old) > 0.5 * len(new)
    assert late.goods.filter(pl.col("actor") >= 1_300, ~pl.col("impostor"), pl.col("size") != "platform").height > 50
    assert early.goods.filter(pl.col("actor").is_between(1_300, 2_000)).height < 20
    assert 0.4 < late.goods.height / early.goods.height < 2.5


def test_days_follow_one_another_from_the_begin_on() -> None:
    country = Country(scenario(), 1)
    with pytest.raises(DayRefused, match="from 2026-01-01"):
        country.day(date(2025, 12, 31), none_yet())
    country.day(date(2026, 2, 1), none_yet())
    with pytest.raises(DayRefused, match="next one is 2026-02-02"):
        country.day(date(2026, 2, 3), none_yet())
    with pytest.raises(DayRefused, match="has not been drawn"):
        country.truth(date(2026, 2, 2))


def test_a_lane_of_which_nothing_is_stated_is_refused_by_its_name() -> None:
    country = Country(scenario(), 1)
    day = country.day(BEGINS, none_yet())
    with pytest.raises(LaneUnknown, match="'purple'"):
        country.inspect(everything(day).with_columns(lane=pl.lit("purple")), BEGINS)


def test_what_was_never_lodged_here_gives_no_result() -> None:
    country = Country(scenario(), 1)
    country.day(BEGINS, none_yet())
    strange = pl.DataFrame({"declaration": ["26XA00000000000001", "anything"], "lane": ["red", "red"]})
    assert country.inspect(strange, BEGINS).is_empty()


def test_two_countries_of_one_seed_wish_to_trade_the_same(period) -> None:
    again = drawn(scenario(), 3)
    assert again.lines.equals(period.lines.filter(pl.col("day") < BEGINS + timedelta(days=3)))
    assert np.array_equal(again.country._of.actors.rate, period.country._of.actors.rate)
