"""Prices: expected use meets capacity, in markets of all sorts and of declarations all alike."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.selectivity import clearing, policy, prices

TRACK = policy.default().tracks["goods"]
LOOKS = list(TRACK.looks)


def market(seed: int, n: int, offices: int = 3, days: int = 6, forced: float = 0.01, alike: bool = False, track=TRACK):
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
    asked = np.where(draw.random(n) < forced, 3, -1)
    error = clearing.errors(draw.integers(0, 1 << 64, n, dtype=np.uint64), 4)
    return prices.market_of(track, heads, use, error, asked), worth


def used(made: prices.Market, worth: np.ndarray, price: np.ndarray) -> np.ndarray:
    use = made.use[made.rows]
    gain = clearing.gains(worth[made.rows], use, price[made.group], made.error[made.rows])
    best, active = gain.argmax(axis=1), gain.max(axis=1) > 0
    columns = []
    for column in range(len(LOOKS)):
        hit = active & (best == column)
        columns.append(np.bincount(made.group[hit], use[hit, column], len(made.pooled)))
    return np.column_stack(columns)


@pytest.mark.parametrize("alike", [False, True], ids=["of all sorts", "all alike"])
@pytest.mark.parametrize("seed", range(4))
def test_expected_use_meets_capacity(seed: int, alike: bool) -> None:
    made, worth = market(seed, 20_000, offices=4, days=30, alike=alike)
    table = prices.fit("goods", TRACK, made, worth).table
    summed = table.group_by("look").agg(pl.col("capacity_milli").sum(), pl.col("expected_milli").sum())
    # Of declarations all alike the lot alone decides: three standard deviations of some 600 draws.
    scatter = 0.12 if alike else 0.03
    for look, room, expected in summed.iter_rows():
        assert expected / room == pytest.approx(1.0, abs=scatter), look


@given(st.integers(0, 10_000), st.integers(300, 3_000))
@settings(max_examples=40)
def test_in_every_market_use_is_met_but_for_single_looks(seed: int, n: int) -> None:
    made, worth = market(seed, n)
    price = prices.fit("goods", TRACK, made, worth).price
    # What is left is the scatter of single looks: as many standard deviations as no honest draw passes.
    slack = 5.0 * np.sqrt(made.pooled * made.use.max(axis=0)) + made.use.max(axis=0)
    assert np.all(np.abs(used(made, worth, price) - made.pooled) <= slack)


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_a_look_with_room_left_costs_next_to_nothing(seed: int) -> None:
    made, worth = market(seed, 600, forced=0.0)
    price = clearing.clear(
        worth[made.rows], made.use[made.rows], made.group, np.full_like(made.pooled, 1e9), made.fixed
    )
    assert np.all(price <= 1.0)


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_no_market_clears_below_the_least_prices(seed: int) -> None:
    made, worth = market(seed, 900)
    args = worth[made.rows], made.use[made.rows], made.group, made.pooled
    least = clearing._least(*args)
    assert np.all(least <= clearing.clear(*args, made.fixed) * 1.05 + 1.0)


def test_prices_rise_when_everything_is_worth_more() -> None:
    made, worth = market(2, 4_000)
    low, high = (prices.fit("goods", TRACK, made, worth * times).table["price"] for times in (1, 2))
    assert (high > low * 1.8).all()


def test_the_error_of_worth_is_small_and_without_bias() -> None:
    error = clearing.errors(np.random.default_rng(1).integers(0, 1 << 64, 100_000, dtype=np.uint64), 4)
    assert np.abs(error.mean(axis=0)).max() < 0.03
    assert np.abs(error).max() * clearing.NEARLY < 0.2


def test_small_offices_are_priced_together_so_that_every_look_is_done_at_times() -> None:
    made, worth = market(3, 400, offices=40, days=10, forced=0.0)
    table = prices.fit("goods", TRACK, made, worth).table
    assert (table.group_by("look").agg(pl.col("expected_milli").sum())["expected_milli"] > 0).all()


def test_a_fixed_price_stays_what_the_policy_says() -> None:
    import msgspec

    looks = dict(TRACK.looks)
    looks["blue"] = msgspec.structs.replace(looks["blue"], capacity=None, price=777)
    track = msgspec.structs.replace(TRACK, looks=looks)
    made, worth = market(4, 500, track=track)
    table = prices.fit("goods", track, made, worth).table
    assert set(table.filter(pl.col("look") == "blue")["price"]) == {777}


def test_a_day_without_a_price_takes_the_usual_one_of_its_office_or_of_all() -> None:
    table = pl.concat(
        [
            prices.single("goods", TRACK, "A1", date(2026, 1, day), dict.fromkeys(LOOKS, price))
            for day, price in ((1, 100), (2, 200), (3, 300))
        ]
    )
    asked = pl.DataFrame(
        {"office": ["A1", "A1", "B9", None], "day": [date(2026, 1, 3), date(2026, 5, 1), date(2026, 1, 1), None]}
    )
    found = prices.Prices(table).of("goods", TRACK, asked)
    assert found[:, 0].tolist() == [300.0, 200.0, 200.0, 200.0]
