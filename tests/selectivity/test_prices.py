"""Prices: expected use meets capacity, and nobody is turned away who would have paid."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.selectivity import policy, prices

TRACK = policy.default().tracks["goods"]
LOOKS = list(TRACK.looks)


def market(seed: int, n: int, offices: int = 3, days: int = 6, forced: float = 0.01):
    draw = np.random.default_rng(seed)
    heads = pl.DataFrame(
        {
            "office": [f"A{number}" for number in draw.integers(0, offices, n)],
            "day": [date(2026, 1, 1) + timedelta(days=int(day)) for day in draw.integers(0, days, n)],
        }
    )
    worth = draw.lognormal(8, 1.5, n)[:, None] * np.array([0.5, 0.3, 0.2, 0.7]) * draw.lognormal(0, 0.4, (n, 4))
    use = np.column_stack(
        [1.5 + 0.1 * draw.integers(0, 3, n), np.full(n, 0.4), 1.0 + draw.integers(0, 3, n), np.full(n, 2.0)]
    )
    asked = np.where(draw.random(n) < forced, 3, -1)
    return heads, worth, use, asked


@given(st.integers(0, 10_000), st.integers(200, 3_000))
def test_expected_use_never_passes_capacity_by_more_than_half_a_look_a_pool(seed: int, n: int) -> None:
    heads, worth, use, asked = market(seed, n)
    made = prices.market_of(TRACK, heads, use, asked)
    price = prices.clear(worth[made.rows], use[made.rows], made.group, made.pooled, made.fixed)
    gain = worth[made.rows] - price[made.group] * use[made.rows]
    best, active = gain.argmax(axis=1), gain.max(axis=1) > 0
    for column in range(len(LOOKS)):
        hit = active & (best == column)
        used = np.bincount(made.group[hit], use[made.rows][hit, column], len(made.pooled))
        assert np.all(used <= made.pooled[:, column] + use[:, column].max() / 2 + 1e-9)


@given(st.integers(0, 10_000))
def test_a_look_with_room_left_costs_next_to_nothing(seed: int) -> None:
    heads, worth, use, asked = market(seed, 600, forced=0.0)
    made = prices.market_of(TRACK, heads, use, asked)
    roomy = np.full_like(made.pooled, 1e9)
    price = prices.clear(worth[made.rows], use[made.rows], made.group, roomy, made.fixed)
    assert np.all(price == 0)


@given(st.integers(0, 10_000))
def test_who_would_pay_more_than_somebody_served_is_served_too(seed: int) -> None:
    heads, worth, use, asked = market(seed, 800, offices=1, days=1, forced=0.0)
    made = prices.market_of(TRACK, heads, use, asked)
    price = prices.clear(worth[made.rows], use[made.rows], made.group, made.pooled, made.fixed)
    gain = worth[made.rows] - price[made.group] * use[made.rows]
    per_unit = worth[made.rows] / use[made.rows]
    active, best = gain.max(axis=1) > 0, gain.argmax(axis=1)
    for column in range(len(LOOKS)):
        served = active & (best == column)
        if served.any():
            assert active[per_unit[:, column] > per_unit[served, column].min() * (1 + 1e-9)].all()


def test_use_meets_capacity_over_a_quarter() -> None:
    heads, worth, use, asked = market(1, 20_000, offices=4, days=60)
    table = prices.fit("goods", TRACK, prices.market_of(TRACK, heads, use, asked), worth)
    summed = table.group_by("look").agg(pl.col("capacity_milli").sum(), pl.col("expected_milli").sum())
    for look, room, expected in summed.iter_rows():
        assert expected / room == pytest.approx(1.0, abs=0.03), look


def test_prices_rise_when_everything_is_worth_more() -> None:
    heads, worth, use, asked = market(2, 4_000)
    made = prices.market_of(TRACK, heads, use, asked)
    low = prices.fit("goods", TRACK, made, worth)
    high = prices.fit("goods", TRACK, made, worth * 2)
    assert (high["price"] >= low["price"]).all()


def test_a_price_beneath_which_no_market_clears_is_never_above_the_price_that_clears() -> None:
    for seed in range(20):
        heads, worth, use, asked = market(seed, 1_000)
        made = prices.market_of(TRACK, heads, use, asked)
        args = worth[made.rows], use[made.rows], made.group, made.pooled
        start = prices._start(*args)
        assert np.all(start <= prices.clear(*args, made.fixed) + 1e-9)


def test_small_offices_are_priced_together_so_that_every_look_is_done_at_times() -> None:
    heads, worth, use, asked = market(3, 400, offices=40, days=10, forced=0.0)
    table = prices.fit("goods", TRACK, prices.market_of(TRACK, heads, use, asked), worth)
    assert (table.group_by("look").agg(pl.col("expected_milli").sum())["expected_milli"] > 0).all()


def test_a_fixed_price_stays_what_the_policy_says() -> None:
    import msgspec

    looks = dict(TRACK.looks)
    looks["blue"] = msgspec.structs.replace(looks["blue"], capacity=None, price=777)
    track = msgspec.structs.replace(TRACK, looks=looks)
    heads, worth, use, asked = market(4, 500)
    table = prices.fit("goods", track, prices.market_of(track, heads, use, asked), worth)
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
