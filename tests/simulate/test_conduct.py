"""What goes wrong: at the stated rates, with the stated marks, more by some than by others, changing with time."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from tests.simulate.countries import BEGINS, Period, drawn, everything, scenario
from trustlane.simulate import goods
from trustlane.simulate.chances import Chances
from trustlane.simulate.country import Country
from trustlane.simulate.draws import Draws
from trustlane.simulate.inspecting import none_yet
from trustlane.simulate.kinds import KINDS
from trustlane.simulate.mechanics import conduct
from trustlane.simulate.population import population
from trustlane.simulate.waves import Waves

# Nobody holds a status, nobody reacts, nobody takes another's place.
PLAIN = {
    "programme__large": "0", "programme__medium": "0", "programme__small": "0", "programme__brokers": "0",
    "programme__carriers": "0", "learning__boldness": "0", "impostors__per_hundred_members": "0",
    "captured__a_year": "0", "partners__0__trusted": "0", "partners__1__trusted": "0", "partners__2__trusted": "0",
}  # fmt: skip


@pytest.fixture(scope="module")
def wicked() -> Period:
    """A country where much goes wrong, so that its marks can be counted."""
    return drawn(scenario(**{f"kinds__{kind}__rate": "0.06" for kind in KINDS}), 100)


def test_each_kind_occurs_at_its_rate_where_nobody_holds_a_status() -> None:
    rates = {f"kinds__{kind}__rate": "0.03" for kind in KINDS}
    shares = []
    for seed in (1, 2, 3):
        period = drawn(
            scenario(**PLAIN, **rates, ecommerce__platforms="0", trade__declarations_a_day="400"), 45, seed=seed
        )
        imports = period.goods.filter(pl.col("regime") == "import")
        found = dict(imports.drop_nulls("kind").group_by("kind").agg(pl.len() / imports.height).iter_rows())
        shares.append([found.get(kind, 0.0) for kind in KINDS])
    mean = np.mean(shares, axis=0)
    assert (np.abs(mean / 0.03 - 1) < 0.3).all(), dict(zip(KINDS, mean, strict=True))


@pytest.mark.parametrize("ratio", [0.1, 0.5])
def test_the_offence_ratio_is_that_of_members_to_themselves_without_a_status(ratio: float) -> None:
    def share(value: float) -> float:
        of = scenario(
            operators__offence_ratio=str(value), programme__both="1", programme__compliance="0",
            learning__boldness="0", impostors__per_hundred_members="0", captured__a_year="0",
            programme__suspended_a_year="0", programme__revoked_a_year="0", trade__declarations_a_day="400",
            **{f"partners__{place}__trusted": "0" for place in range(3)},
            **{f"kinds__{kind}__rate": "0.05" for kind in KINDS},
        )  # fmt: skip
        period = drawn(of, 45)
        members = period.goods.filter((pl.col("group") == "trusted") & (pl.col("regime") == "import"))
        return members["kind"].is_not_null().mean()

    assert share(ratio) / share(1.0) == pytest.approx(ratio, rel=0.2)


def test_at_a_ratio_of_one_a_status_says_nothing_at_all() -> None:
    quiet = {"impostors__per_hundred_members": "0", "captured__a_year": "0", "operators__offence_ratio": "1"}
    nobody = {name: value for name, value in PLAIN.items() if name not in quiet}
    with_status, without = (
        drawn(scenario(**quiet), 20),
        drawn(scenario(**quiet, **(nobody | {"learning__boldness": "0.35"})), 20),
    )
    assert with_status.truth["kind"].equals(without.truth["kind"])
    assert (with_status.truth["group"] == "trusted").sum() > 100
    assert (without.truth["group"] == "trusted").sum() == 0


def test_small_occasional_and_young_importers_offend_more_than_large_ones() -> None:
    even = {f"conduct__{of}_spread": "0" for of in ("nature", "route", "commodity", "sender")}
    period = drawn(scenario(**PLAIN, **even, **{f"kinds__{kind}__rate": "0.04" for kind in KINDS}), 60)
    imports = period.goods.filter(pl.col("regime") == "import")
    rate = dict(imports.group_by("size").agg(pl.col("kind").is_not_null().mean()).iter_rows())
    assert rate["occasional"] > 1.2 * rate["large"]
    assert rate["small"] > 1.1 * rate["large"]


def test_undervalued_goods_are_cheaper_by_the_kilogram(wicked) -> None:
    priced = wicked.goods.filter(pl.col("regime") == "import", pl.col("size") != "platform").with_columns(
        relative=(pl.col("value_minor") / pl.col("net_mass_g"))
        / (pl.col("value_minor") / pl.col("net_mass_g")).median().over("hs")
    )
    median = dict(priced.group_by("kind").agg(pl.col("relative").median()).iter_rows())
    assert median["undervaluation"] < 0.65 < 0.8 < median[None]
    hidden = wicked.truth.filter(pl.col("kind") == "undervaluation")
    assert (hidden["illicit_minor"] > 0).all()
    assert (hidden["revenue_minor"] > 0).mean() > 0.6


def test_what_is_misclassified_pays_less_under_a_code_of_which_its_price_is_odd(wicked) -> None:
    table = goods.table()
    cheaper = {table.hs[place] for place in table.mistaken_for if place >= 0}
    lines = wicked.lines.join(wicked.truth, on="declaration").filter(
        (pl.col("regime") == "import") & (pl.col("message") == "original")
    )
    wrong = lines.filter(pl.col("kind") == "misclassification")
    assert wrong["hs"].is_in(list(cheaper)).mean() > 0.8
    assert wicked.truth.filter(pl.col("kind") == "misclassification")["revenue_minor"].gt(0).mean() > 0.9
    honest = lines.filter(pl.col("kind").is_null())
    usual = honest.group_by("hs").agg(usual=(pl.col("value_minor") / pl.col("net_mass_g")).median())
    off = pl.col("value_minor") / pl.col("net_mass_g") / pl.col("usual")
    oddness = [table.join(usual, on="hs").select(off.log().abs().median()).item() for table in (wrong, honest)]
    assert oddness[0] > 2 * oddness[1]


def test_false_origins_are_partners_often_without_proof_and_by_a_hub(wicked) -> None:
    false = wicked.goods.filter(pl.col("kind") == "false_origin")
    honest = wicked.goods.filter(
        pl.col("kind").is_null() & pl.col("origin").is_in(["XB", "XC"]), pl.col("regime") == "import"
    )
    assert set(false["origin"]) == {"XB", "XC"}
    assert false["origin_proof"].is_null().mean() > 0.4 > 0.1 > honest["origin_proof"].is_null().mean()
    hub = pl.col("departure").is_in(["SG", "AE", "NL", "KR"])
    assert false.select(hub.mean()).item() > 2 * honest.select(hub.mean()).item()


def test_contraband_leaves_strange_masses_numbers_and_senders(wicked) -> None:
    lines = wicked.lines.join(wicked.truth, on="declaration").filter(pl.col("message") == "original")
    heavier = dict(lines.group_by("kind").agg((pl.col("net_mass_g") > pl.col("gross_mass_g")).mean()).iter_rows())
    assert heavier["contraband"] > 0.08 > 0.01 > heavier[None]
    pair = wicked.goods.with_columns(met=pl.len().over("importer", "exporter"))
    met = dict(pair.group_by("kind").agg((pl.col("met") == 1).mean()).iter_rows())
    assert met["contraband"] > 1.3 * met[None]


def test_phantom_shippers_have_hardly_ever_been_seen(wicked) -> None:
    seen = wicked.goods.with_columns(seen=pl.len().over("exporter"))
    median = dict(seen.group_by("kind").agg(pl.col("seen").median()).iter_rows())
    assert median["phantom_shipper"] <= 4 < median[None]


def test_harm_has_a_scale_of_its_own_for_each_kind(wicked) -> None:
    harm = dict(wicked.goods.drop_nulls("kind").group_by("kind").agg(pl.col("harm_minor").median()).iter_rows())
    assert harm["contraband"] > harm["phantom_shipper"] > harm["prohibited"] > 0
    assert harm["undervaluation"] == 0
    assert harm["contraband"] == pytest.approx(2_500_000, rel=0.3)
    right = wicked.truth.filter(pl.col("kind").is_null())
    assert right.select(pl.col("stake_minor", "illicit_minor").sum()).row(0) == (0, 0)
    assert (wicked.truth["stake_minor"] == wicked.truth["revenue_minor"] + wicked.truth["harm_minor"]).all()


def test_an_entry_summary_hides_goods_but_tells_no_lie_about_value(wicked) -> None:
    summaries = wicked.lines.filter(pl.col("regime") == "entry_summary").select("declaration").unique()
    kinds = set(summaries.join(wicked.truth, on="declaration")["kind"].drop_nulls())
    assert kinds == {"prohibited", "contraband", "phantom_shipper"}


def chances(**changed: str) -> Chances:
    of, draws, table = scenario(**changed), Draws(1), goods.table()
    return Chances(of, draws, table, population(of, draws, table))


def test_risk_wanders_to_another_map_in_the_stated_time_and_stands_still_at_none() -> None:
    of, every = chances(), np.arange(4_000)
    now, soon, later = (np.log(of.risk("risk of a sender", every, day, 200, 0.9)) for day in (0, 20, 200))
    assert np.corrcoef(now, soon)[0, 1] > 0.9
    assert abs(np.corrcoef(now, later)[0, 1]) < 0.08
    for day in (0, 77, 200, 333):
        assert of.risk("risk of a sender", every, day, 200, 0.9).mean() == pytest.approx(1, abs=0.06)
    assert np.array_equal(*(of.risk("risk of a sender", every, day, 0, 0.9) for day in (0, 400)))


def test_risky_routes_are_others_after_a_drift() -> None:
    fast = {
        "drift__route_days": "60", "conduct__route_spread": "1.2", "kinds__contraband__rate": "0.2",
        "trade__declarations_a_day": "500", "conduct__nature_spread": "0", "conduct__sender_spread": "0",
    }  # fmt: skip

    def by_route(first: int) -> dict[str, float]:
        period = drawn(scenario(**PLAIN, **fast), 12, first=BEGINS + timedelta(days=first))
        rate = (
            period.goods.filter(pl.col("regime") == "import")
            .group_by("departure")
            .agg(pl.len(), (pl.col("kind") == "contraband").fill_null(False).mean().alias("rate"))
        )
        # What is hidden often takes a hub, whatever the risk of the route.
        honest = (pl.col("len") > 50) & ~pl.col("departure").is_in(["SG", "AE", "NL", "KR"])
        return dict(rate.filter(honest).select("departure", "rate").iter_rows())

    def correlation(one: dict[str, float], other: dict[str, float]) -> float:
        both = sorted(one.keys() & other.keys())
        return float(np.corrcoef([one[name] for name in both], [other[name] for name in both])[0, 1])

    early, soon, late = by_route(0), by_route(12), by_route(240)
    assert correlation(early, soon) > 0.6
    assert correlation(early, late) < 0.5


WAVES = {
    "drift__waves__routes": "2", "drift__waves__days": "60", "drift__waves__chance": "0.5",
    "kinds__contraband__strange_sender": "0", "kinds__contraband__detour": "0",
    "kinds__phantom_shipper__hub": "0", "kinds__false_origin__hub": "0",
}  # fmt: skip


def test_without_waves_nothing_is_hot_and_no_chance_is_another() -> None:
    of = chances()
    assert of.waves.hot(0).size == 0
    assert of.waves.chances(np.arange(5), np.ones(5), 0) is None


def test_routes_become_hot_in_turn_each_for_its_days_and_none_again_before_all_others() -> None:
    waves = chances(**WAVES).waves
    assert [len(waves.hot(day)) for day in range(0, 600, 30)] == [2] * 20
    seen: list[int] = []
    for day in range(0, 30 * len(waves.order), 30):
        seen += [place for place in waves.hot(day).tolist() if place not in seen]
        assert set(waves.hot(day)) == set(waves.hot(day + 29)), "one cools every thirty days, none between"
    assert seen[2:] == waves.order.tolist()[2:]
    hot = [day for day in range(400) if waves.order[3] in waves.hot(day)]
    assert len(hot) == 60 == hot[-1] - hot[0] + 1


def test_routes_that_become_hot_are_neither_hubs_nor_too_small_nor_too_large() -> None:
    trade = np.array([0.0, 0.01, 0.02, 0.05, 0.06])
    assert sorted(Waves.of(conduct.Waves(routes=1), Draws(1), trade).order) == [2, 3]
    of = chances(**WAVES)
    names = {of.of.groups.countries[place] for place in of.waves.order}
    assert len(names) > 5
    assert not names & {"SG", "AE", "NL", "KR"}


def test_on_a_hot_route_large_importers_carry_it_as_small_ones_do_and_elsewhere_nothing_changes() -> None:
    # Without entry summaries: what these announce was begun some days before, on other routes.
    plain = {**PLAIN, "trade__declarations_a_day": "400", "entry__by_sea": "0", "entry__by_air": "0"}
    plain |= {name: value for name, value in WAVES.items() if name.startswith("kinds")}
    calm, hot = (drawn(scenario(**{**plain, **changed}), 30) for changed in ({}, WAVES))
    countries = hot.country._of.groups.countries
    now = [countries[place] for place in hot.country._consigning.chances.waves.hot(0)]
    both = hot.truth.join(calm.truth.select("declaration", was="kind"), on="declaration")
    both = both.join(hot.goods.select("declaration", "departure", "regime"), on="declaration")
    both = both.filter(pl.col("regime") == "import")
    there = both.filter(pl.col("departure").is_in(now))
    rate = dict(there.group_by("size").agg((pl.col("kind") == "contraband").fill_null(False).mean()).iter_rows())
    assert rate["large"] == pytest.approx(0.5, abs=0.12)
    assert rate["occasional"] == pytest.approx(0.5, abs=0.12)
    away = both.filter(~pl.col("departure").is_in(now))
    assert away.filter(pl.col("kind").ne_missing(pl.col("was"))).height == 0


def test_impostors_declare_under_a_members_number_in_strange_company() -> None:
    period = drawn(scenario(impostors__per_hundred_members="60", impostors__consignments_a_month="15"), 100)
    members = {
        one.value for fact in period.country.standing(BEGINS) if fact.role == "importer" for one in fact.identifiers
    }
    theirs = period.goods.filter("impostor")
    assert theirs.height > 100
    assert theirs["importer"].is_in(list(members)).mean() > 0.85
    claimed = theirs.explode("claims").unnest("claims", separator="_").filter(pl.col("claims_role") == "importer")
    assert claimed["declaration"].n_unique() == theirs.height
    assert 0.5 < theirs["kind"].is_not_null().mean() < 0.9
    assert set(theirs["kind"].drop_nulls()) == {"contraband", "undervaluation", "prohibited"}
    own = period.goods.filter(~pl.col("impostor") & pl.col("importer").is_in(theirs["importer"].unique().implode()))
    pairs = {
        pair: set(table.select("importer", pair).iter_rows()) for table in (own,) for pair in ("declarant", "exporter")
    }
    for pair, usual in pairs.items():
        strange = [one not in usual for one in theirs.select("importer", pair).iter_rows()]
        assert np.mean(strange) > 0.8, pair


def test_a_captured_member_trades_otherwise_from_a_day_on() -> None:
    period = drawn(scenario(captured__a_year="0.95", captured__trade="0.5", captured__illicit="0.8"), 120)
    theirs = period.goods.filter("captured")
    assert theirs.height > 50
    first = theirs.group_by("actor").agg(pl.col("day").min().alias("first"))
    assert first["first"].n_unique() > 10
    own = period.goods.join(first, on="actor").filter(pl.col("day") < pl.col("first"))
    assert theirs["kind"].is_not_null().mean() > 0.6 > 0.2 > own["kind"].is_not_null().mean()
    seen = set(own.select("importer", "exporter").iter_rows())
    assert np.mean([one not in seen for one in theirs.select("importer", "exporter").iter_rows()]) > 0.6


def test_who_is_caught_pauses_and_who_is_never_looked_at_grows_bold() -> None:
    rates = {f"kinds__{kind}__rate": "0.04" for kind in KINDS}
    pausing = scenario(**rates, learning__pause="1", learning__pause_days="3000", learning__boldness="0")
    looked = drawn(pausing, 40, lanes=everything)
    first = (
        looked.results.filter("found")
        .join(looked.truth.drop_nulls("kind"), on="declaration")
        .group_by("actor")
        .agg(pl.col("on").min().alias("caught"))
    )
    begun_after = looked.goods.join(first, on="actor").filter(
        (pl.col("day") > pl.col("caught") + pl.duration(days=39))
        | (pl.col("transport_mode").is_in(["2", "3"]) & (pl.col("day") > pl.col("caught")))
    )
    assert begun_after.height > 100
    assert begun_after["kind"].null_count() == begun_after.height

    bold = scenario(**rates, learning__boldness="1", learning__pause="0", learning__certainty="5")
    country = drawn(bold, 60).country
    reactions = country._reactions
    often = np.flatnonzero(reactions.lodged > 20)
    assert (reactions.boldness(often, 61) > 1.8).all()
    watched = drawn(bold, 60, lanes=everything).country._reactions
    assert (watched.boldness(often, 61) < 0.5).all()


def test_a_new_firm_has_a_new_number_and_members_found_none() -> None:
    of = scenario(learning__firm="1", learning__pause="0", **{f"kinds__{kind}__rate": "0.05" for kind in KINDS})
    period = drawn(of, 40, lanes=everything)
    numbers = (
        period.goods.filter(~pl.col("impostor"), pl.col("regime") == "import")
        .group_by("actor", "group")
        .agg(pl.col("importer").n_unique())
    )
    assert numbers["importer"].max() == 3
    assert numbers.filter(pl.col("group") == "trusted")["importer"].max() == 1


def test_some_members_who_are_found_out_lose_their_status() -> None:
    of = scenario(
        programme__suspended_when_caught="1", programme__reaction_days="5", programme__suspended_a_year="0",
        operators__offence_ratio="1", **{f"kinds__{kind}__rate": "0.08" for kind in KINDS},
    )  # fmt: skip
    country = Country(of, 1)
    known = none_yet()
    for number in range(20):
        on = BEGINS + timedelta(days=number)
        day = country.day(on, known)
        known = country.inspect(everything(day), on)
    before, after = (
        {fact.operator for fact in country.standing(on) if fact.state == "suspended" and fact.issuer == "XA"}
        for on in (BEGINS + timedelta(days=4), on)
    )
    assert not before
    assert len(after) > 3
