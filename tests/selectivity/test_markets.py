"""Prices: expected use meets capacity, in markets of all sorts and of declarations all alike."""

from datetime import date, timedelta

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.selectivity import clearing, lanes, markets, policy, prices
from trustlane.selectivity.capacity import Capacity

TRACK = policy.default().tracks["goods"]
LOOKS = list(TRACK.looks)


def pooled(market: markets.Market) -> np.ndarray:
    """Units that are given at a price: (pools, looks), 0 where less than half a look is left."""
    return np.where((market.left >= market.half) & (market.left > 0), market.left, 0.0)


def market(
    seed: int,
    n: int,
    offices: int = 3,
    days: int = 6,
    forced: float = 0.01,
    alike: bool = False,
    track: policy.Track = TRACK,
    counts: np.ndarray | None = None,
    kept: pl.DataFrame | None = None,
    forced_to: tuple[str, ...] = ("red",),
    sharper: float = 1.0,
) -> tuple[markets.Market, np.ndarray]:
    """A market of one track, and what looks are worth in it.

    Of `forced` declarations each must get one of `forced_to`, and looks at them are worth `sharper` times as much.
    """
    draw = np.random.default_rng(seed)
    heads = pl.DataFrame(
        {
            "office": [f"A{number}" for number in draw.integers(0, offices, n)],
            "day": [date(2026, 1, 1) + timedelta(days=int(day)) for day in draw.integers(0, days, n)],
        }
    )
    worth = np.full(n, 3_000.0)[:, None] * np.array([0.5, 0.3, 0.2, 0.7])
    if not alike:
        worth = draw.lognormal(8, 1.5, n)[:, None] * np.array([0.5, 0.3, 0.2, 0.7]) * draw.lognormal(0, 0.4, (n, 4))
    use = np.column_stack([np.full(n, 1.5), np.full(n, 0.4), 1.0 + draw.integers(0, 3, n), np.full(n, 2.0)])
    asked = np.where(draw.random(n) < forced, LOOKS.index(forced_to[0]), -1)
    if len(forced_to) > 1:
        asked = np.where(asked >= 0, draw.choice([LOOKS.index(look) for look in forced_to], n), -1)
    worth = np.where(asked[:, None] >= 0, worth * sharper, worth)
    error = clearing.errors(draw.integers(0, 1 << 64, n, dtype=np.uint64), 4)
    return markets.market_of(track, heads, use, error, asked, counts, kept), worth


def chosen(made: markets.Market, worth: np.ndarray, table: pl.DataFrame, forced: np.ndarray) -> np.ndarray:
    """What the lanes that declarations really get use, by day: (days, looks), read as `screening.choose` reads it."""
    price = prices.Prices(table).of("goods", TRACK, made.labels[made.of_row])
    lane = lanes.choose(TRACK, clearing.gains(worth, made.use, price, made.error), forced)
    return np.column_stack(
        [
            np.bincount(made.of_row[lane == look], made.use[lane == look, look], made.labels.height)
            for look in range(len(LOOKS))
        ]
    )


def expected(table: pl.DataFrame) -> np.ndarray:
    """What a price table expects to be used: (days, looks) units."""
    wide = table.pivot("look", index=["office", "day"], values="expected_milli").sort("office", "day")
    return wide.select(LOOKS).to_numpy() / 1000


def scatter(made: markets.Market) -> np.ndarray:
    """How far use may be from what there is by the fall of single looks: (pools, looks) units.

    As many standard deviations as no honest draw passes.
    """
    room = markets._summed(made.pool, made.room)
    slack: np.ndarray = 5.0 * np.sqrt(room * made.use.max(axis=0)) + made.use.max(axis=0)
    return slack


MANY_FORCED = {
    "seed": st.integers(0, 10_000),
    "n": st.integers(300, 3_000),
    "share": st.sampled_from([0.01, 0.05, 0.1, 0.3]),
    "sharper": st.sampled_from([1.0, 5.0, 30.0]),
    "forced_to": st.lists(st.sampled_from(LOOKS), min_size=1, unique=True).map(tuple),
}


@given(**MANY_FORCED)
@settings(max_examples=60)
def test_what_is_expected_is_what_the_lanes_use(
    seed: int, n: int, share: float, sharper: float, forced_to: tuple[str, ...]
) -> None:
    made, worth = market(seed, n, forced=share, forced_to=forced_to, sharper=sharper)
    table = markets.fit("goods", TRACK, made, worth).table
    assert expected(table) == pytest.approx(chosen(made, worth, table, made.forced), abs=0.001)


@given(**MANY_FORCED)
@settings(max_examples=60)
def test_who_must_get_a_look_and_chooses_a_stricter_one_uses_no_more_than_there_is(
    seed: int, n: int, share: float, sharper: float, forced_to: tuple[str, ...]
) -> None:
    made, worth = market(seed, n, forced=share, forced_to=forced_to, sharper=sharper)
    fitted = markets.fit("goods", TRACK, made, worth)
    use = markets._summed(made.pool, chosen(made, worth, fitted.table, made.forced))
    room, slack = markets._summed(made.pool, made.room), scatter(made)
    priced = fitted.price < prices.NONE_LEFT
    assert np.all(np.abs(use - room)[priced] <= slack[priced])
    # Where none is to be had at a price, nothing is left unused: they who must get it need all there is.
    assert np.all((use - room)[~priced] >= -made.half[~priced] - 0.001)


@pytest.mark.parametrize("forced_to", [("orange",), ("yellow",), ("blue", "yellow", "orange", "red")], ids=", ".join)
def test_over_many_days_they_use_just_what_there_is(forced_to: tuple[str, ...]) -> None:
    made, worth = market(11, 80_000, offices=4, days=30, forced=0.02, forced_to=forced_to, sharper=30.0)
    table = markets.fit("goods", TRACK, made, worth).table
    use = chosen(made, worth, table, made.forced).sum(axis=0)
    assert use / made.room.sum(axis=0) == pytest.approx(np.ones(len(LOOKS)), abs=0.015)


def test_what_they_leave_is_given_again_where_none_was_left() -> None:
    made, worth = market(12, 30_000, offices=2, days=5, forced=0.04, forced_to=("orange",), sharper=30.0)
    orange = LOOKS.index("orange")
    assert (made.left[:, orange] < 0).any(), "more must get an image than can"
    fitted = markets.fit("goods", TRACK, made, worth)
    assert (fitted.price[:, orange] < prices.NONE_LEFT).all()
    use = markets._summed(made.pool, chosen(made, worth, fitted.table, made.forced))
    room = markets._summed(made.pool, made.room)
    assert np.all(np.abs(use - room) <= scatter(made))


@given(st.integers(0, 10_000), st.sampled_from(LOOKS))
@settings(max_examples=30)
def test_who_chooses_goes_to_a_look_that_the_market_lets_it_have_or_keeps_its_own(seed: int, look: str) -> None:
    draw = np.random.default_rng(seed)
    forced = np.full(200, LOOKS.index(look), np.int8)
    lane = lanes.choose(TRACK, draw.normal(0, 1, (200, len(LOOKS))), forced)
    assert lanes.instead(TRACK)[forced, lane][lane != forced].all()


def test_who_must_get_the_strictest_look_chooses_nothing() -> None:
    made, _ = market(13, 2_000, forced=0.1)
    assert (made.forced[made.rows] < 0).all()


def used(made: markets.Market, worth: np.ndarray, price: np.ndarray) -> np.ndarray:
    use = made.use[made.rows]
    gain = clearing.gains(worth[made.rows], use, price[made.group], made.error[made.rows])
    best, active = gain.argmax(axis=1), gain.max(axis=1) > 0
    columns = []
    for column in range(len(LOOKS)):
        hit = active & (best == column)
        columns.append(np.bincount(made.group[hit], use[hit, column], len(pooled(made))))
    return np.column_stack(columns)


@pytest.mark.parametrize("alike", [False, True], ids=["of all sorts", "all alike"])
@pytest.mark.parametrize("seed", range(4))
def test_expected_use_meets_capacity(seed: int, alike: bool) -> None:
    made, worth = market(seed, 80_000, offices=4, days=30, alike=alike)
    table = markets.fit("goods", TRACK, made, worth).table
    # Of declarations all alike the lot alone decides: three standard deviations of some 2,400 draws.
    scatter = 0.06 if alike else 0.015
    for column, look in enumerate(LOOKS):
        of_look = table.filter(pl.col("look") == look)
        room, expected = (of_look[f"{name}_milli"].sum() / 1000 for name in ("capacity", "expected"))
        # Less than half a look left in a market is not given; what is mandatory may take more than there is.
        offered = made.taken[:, column].sum() + pooled(made)[:, column].sum()
        assert offered >= room - 0.5 * made.use[:, column].max() * len(pooled(made))
        assert expected / offered == pytest.approx(1.0, abs=scatter), look


@given(st.integers(0, 10_000), st.integers(300, 3_000))
@settings(max_examples=40)
def test_in_every_market_use_is_met_but_for_single_looks(seed: int, n: int) -> None:
    made, worth = market(seed, n)
    price = markets.fit("goods", TRACK, made, worth).price
    # What is left is the scatter of single looks: as many standard deviations as no honest draw passes.
    slack = 5.0 * np.sqrt(pooled(made) * made.use.max(axis=0)) + made.use.max(axis=0)
    assert np.all(np.abs(used(made, worth, price) - pooled(made)) <= slack)


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_a_look_with_room_left_costs_next_to_nothing(seed: int) -> None:
    made, worth = market(seed, 600, forced=0.0)
    price = clearing.clear(
        worth[made.rows], made.use[made.rows], made.group, np.full_like(pooled(made), 1e9), made.fixed
    )
    assert np.all(price <= 1.0)


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_no_market_clears_below_the_least_prices(seed: int) -> None:
    made, worth = market(seed, 900)
    args = worth[made.rows], made.use[made.rows], made.group, pooled(made)
    least = clearing._least(*args, np.zeros(0, np.int64))
    assert np.all(least <= clearing.clear(*args, made.fixed) * 1.05 + 1.0)


def test_prices_rise_when_everything_is_worth_more() -> None:
    made, worth = market(2, 4_000)
    low, high = (markets.fit("goods", TRACK, made, worth * times).table["price"] for times in (1, 2))
    left = low < prices.NONE_LEFT
    assert left.any()
    assert (left == (high < prices.NONE_LEFT)).all()
    assert (high.filter(left) > low.filter(left) * 1.8).all()


def test_the_error_of_worth_is_small_and_without_bias() -> None:
    error = clearing.errors(np.random.default_rng(1).integers(0, 1 << 64, 100_000, dtype=np.uint64), 4)
    assert np.abs(error.mean(axis=0)).max() < 0.03
    assert np.abs(error).max() * clearing.NEARLY < 0.2


def test_small_offices_are_priced_together_so_that_every_look_is_done_at_times() -> None:
    made, worth = market(3, 400, offices=40, days=10, forced=0.0)
    table = markets.fit("goods", TRACK, made, worth).table
    assert (table.group_by("look").agg(pl.col("expected_milli").sum())["expected_milli"] > 0).all()


def test_a_fixed_price_stays_what_the_policy_says() -> None:
    import msgspec

    looks = dict(TRACK.looks)
    looks["blue"] = msgspec.structs.replace(looks["blue"], capacity=None, price=777)
    track = msgspec.structs.replace(TRACK, looks=looks)
    made, worth = market(4, 500, track=track)
    table = markets.fit("goods", track, made, worth).table
    assert set(table.filter(pl.col("look") == "blue")["price"]) == {777}


def closed_on(first: date, *, everywhere: bool) -> policy.Track:
    """The track where red, or every look, has no capacity on one date."""
    looks = {
        name: msgspec.structs.replace(look, capacity=Capacity(share=0.05, dates={first: 0.0}))
        if everywhere or name == "red"
        else look
        for name, look in TRACK.looks.items()
    }
    return msgspec.structs.replace(TRACK, looks=looks)


@pytest.mark.parametrize("everywhere", [False, True], ids=["one look", "every look"])
def test_on_a_closed_day_only_what_must_be_looked_at_is(everywhere: bool) -> None:
    first = date(2026, 1, 1)
    track = closed_on(first, everywhere=everywhere)
    made, worth = market(5, 6_000, offices=2, days=4, track=track)
    table = markets.fit("goods", track, made, worth).table
    closed = table.filter(pl.col("capacity_milli") == 0)
    assert set(closed["day"]) == {first}
    assert set(closed["look"]) == (set(LOOKS) if everywhere else {"red"})
    assert (closed["price"] == prices.NONE_LEFT).all()
    days = made.labels["day"].to_numpy() == np.datetime64(first)
    taken = made.taken[days][:, LOOKS.index("red")].sum()
    assert taken > 0
    assert closed.filter(pl.col("look") == "red")["expected_milli"].sum() == pytest.approx(taken * 1000)
    # The other days meet their own capacity: nothing of theirs went to the closed one.
    rest = table.join(closed, on=["office", "day", "look"], how="anti")
    met = rest.group_by("look").agg(pl.col("expected_milli").sum() / pl.col("capacity_milli").sum())
    assert met["expected_milli"].is_between(0.85, 1.15).all()


def test_a_closed_day_is_priced_apart_and_changes_no_other_days_prices() -> None:
    first = date(2026, 1, 1)
    track = closed_on(first, everywhere=True)
    made, worth = market(6, 9_000, offices=1, days=3, track=track, forced=0.0)
    assert len(set(made.pool.tolist())) == 3
    open_track = closed_on(date(2030, 1, 1), everywhere=True)
    usual, _ = market(6, 9_000, offices=1, days=3, track=open_track, forced=0.0)
    tables = [markets.fit("goods", track, made, worth).table, markets.fit("goods", open_track, usual, worth).table]
    later = [table.filter(pl.col("day") > first).sort(pl.all()) for table in tables]
    assert later[0].equals(later[1])


def test_where_the_lot_took_all_there_is_none_left_and_no_silly_price() -> None:
    made, worth = market(7, 3_000, offices=2, days=2, forced=0.08)
    table = markets.fit("goods", TRACK, made, worth).table
    red = table.filter(pl.col("look") == "red")
    assert (red["price"] == prices.NONE_LEFT).all()
    assert (red["expected_milli"] > red["capacity_milli"]).all()
    others = table.filter(pl.col("look") != "red")
    assert (others["price"] < worth.max()).all()


def test_several_days_share_their_room_only_with_days_of_the_same_office_that_have_some() -> None:
    days = pl.DataFrame({"office": ["A"] * 3 + ["B"] * 2, "day": [date(2026, 1, 1 + n) for n in (0, 1, 2, 0, 1)]})
    slots = np.array([[2.0, 9.0], [0.0, 0.0], [3.0, 9.0], [0.0, 8.0], [5.0, 5.0]])
    assert markets.pools(days, slots).tolist() == [0, 0, 0, 1, 2]


def test_what_is_superseded_or_cancelled_uses_nothing_and_asks_for_nothing() -> None:
    counts = np.arange(4_000) % 2 == 0
    made, worth = market(8, 4_000, counts=counts)
    assert counts[made.rows].all()
    whole, _ = market(8, 4_000)
    # A share of the day is a share of what counts.
    assert made.room.sum() == pytest.approx(whole.room.sum() / 2, rel=0.1)
    assert made.taken.sum() == pytest.approx(whole.taken.sum() / 2, rel=0.4)
    table = markets.fit("goods", TRACK, made, worth).table
    assert table["expected_milli"].sum() == pytest.approx(table["capacity_milli"].sum(), rel=0.1)


def test_a_day_of_which_nothing_counts_has_prices_all_the_same() -> None:
    made, worth = market(8, 300, offices=1, days=2, counts=np.zeros(300, bool))
    table = markets.fit("goods", TRACK, made, worth).table
    assert (table["expected_milli"] == 0).all()
    assert table["price"].is_not_null().all()


def decided_before(n: int, lane: str, first: date = date(2026, 1, 1)) -> pl.DataFrame:
    return pl.DataFrame([("import", "A0", first, 1, 0, lane, "green")] * n, schema=markets.KEPT, orient="row")


def test_what_was_decided_before_is_taken_off_what_there_is() -> None:
    looks = {name: msgspec.structs.replace(look, capacity=Capacity(per_day=40.0)) for name, look in TRACK.looks.items()}
    track = msgspec.structs.replace(TRACK, looks=looks)
    kept = decided_before(12, "red")
    made, worth = market(9, 2_000, offices=1, days=1, track=track, kept=kept, forced=0.0)
    (red,) = markets.fit("goods", track, made, worth).table.filter(pl.col("look") == "red").iter_rows(named=True)
    assert pooled(made)[0, LOOKS.index("red")] == 40.0 - 12 * 2.0
    assert red["expected_milli"] == pytest.approx(40_000, abs=6_000)
    alone, _ = market(9, 2_000, offices=1, days=1, track=track, forced=0.0)
    (before,) = markets.fit("goods", track, alone, worth).table.filter(pl.col("look") == "red").iter_rows(named=True)
    assert red["price"] > before["price"]
    used_up, _ = market(9, 2_000, offices=1, days=1, track=track, kept=decided_before(25, "red"), forced=0.0)
    (none,) = markets.fit("goods", track, used_up, worth).table.filter(pl.col("look") == "red").iter_rows(named=True)
    assert none["price"] == prices.NONE_LEFT
    assert none["expected_milli"] == 50_000


def test_a_share_of_the_day_is_a_share_of_all_that_came_that_day() -> None:
    alone, _ = market(9, 500, offices=1, days=1, forced=0.0)
    made, _ = market(9, 500, offices=1, days=1, forced=0.0, kept=decided_before(500, "green"))
    yellow = LOOKS.index("yellow")
    assert made.room[0, yellow] == pytest.approx(2 * alone.room[0, yellow])
    other_day = decided_before(500, "red", date(2026, 1, 9))
    unmoved, _ = market(9, 500, offices=1, days=1, forced=0.0, kept=other_day)
    assert np.array_equal(pooled(unmoved), pooled(alone))
