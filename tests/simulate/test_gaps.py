"""Gangs that seek gaps: who sees too much opened on its route moves to where the least is, and nobody else does."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.simulate.countries import drawn, everything, nobody, scenario
from trustlane.simulate.country import Day
from trustlane.simulate.draws import Draws
from trustlane.simulate.gaps import Gaps
from trustlane.simulate.mechanics.conduct import Gangs

TRADE = np.array([0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.2])
FIT = [2, 3, 4, 5]
SEEKING = {
    "learning__gangs__gangs": "2", "learning__gangs__chance": "0.5", "learning__gangs__days": "7",
    "entry__by_sea": "0", "entry__by_air": "0", "kinds__contraband__detour": "0",
    "learning__route": "0", "learning__pause": "0",
}  # fmt: skip


def gaps(seed: int = 1, **how: float) -> Gaps:
    return Gaps(Gangs(**{"gangs": 2, "days": 10, **how}), Draws(seed), TRADE)


def test_where_there_are_no_gangs_no_chance_is_another() -> None:
    of = gaps(gangs=0)
    of.move(0)
    assert of.at.size == 0
    assert of.chances(np.arange(7)) is None


def test_gangs_begin_on_routes_of_their_own_that_are_neither_too_small_nor_too_large() -> None:
    for seed in range(20):
        at = gaps(seed, gangs=3).at.tolist()
        assert len(set(at)) == 3
        assert set(at) <= set(FIT)


def test_a_gang_moves_to_where_the_least_is_opened_and_stays_where_it_bears_what_it_sees() -> None:
    of = gaps(gangs=1, bears=0.15)
    here = int(of.at[0])
    gap = next(place for place in FIT if place != here)
    of.lodge(np.repeat(FIT, 10))
    of.notice(np.array([place for place in FIT if place != gap]))
    of.move(0)
    assert of.at.tolist() == [here], "one of ten is borne"
    of.notice(np.array([here]))
    of.move(3)
    assert of.at.tolist() == [here], "it is not its turn"
    of.move(10)
    assert of.at.tolist() == [gap]
    assert of.chances(np.arange(7)).sum(axis=0).nonzero()[0].tolist() == [gap]


def test_a_gang_stays_where_nowhere_less_is_opened() -> None:
    of = gaps(gangs=1)
    here = of.at.tolist()
    of.lodge(np.array(FIT))
    of.notice(np.array(FIT))
    of.move(0)
    assert of.at.tolist() == here


def test_what_was_seen_is_half_forgotten_in_its_days() -> None:
    of = gaps(memory_days=5)
    of.notice(np.array([2] * 8))
    for _ in range(5):
        of.forget()
    assert of.opened[2] == pytest.approx(4)


@settings(max_examples=60, deadline=None)
@given(
    some.integers(0, 2**40),
    some.integers(0, 5),
    some.lists(
        some.tuples(some.lists(some.sampled_from(range(7))), some.lists(some.sampled_from(range(7)))), max_size=12
    ),
)
def test_whatever_is_opened_gangs_keep_apart_on_fit_routes_and_the_same_is_seen_the_same(
    seed: int, gangs: int, days: list[tuple[list[int], list[int]]]
) -> None:
    both = [gaps(seed, gangs=gangs, days=2, bears=0.1) for _ in range(2)]
    for day, (lodged, opened) in enumerate(days):
        for of in both:
            of.forget()
            of.lodge(np.array(lodged + opened, np.int64))
            of.notice(np.array(opened, np.int64))
            before, seen = of.at.copy(), of.seen()
            of.move(day)
            went = of.at != before
            assert (seen[of.at[went]] < seen[before[went]]).all()
            assert (seen[before[went]] > 0.1).all()
        assert both[0].at.tolist() == both[1].at.tolist()
        assert len(set(of.at.tolist())) == len(of.at) == min(gangs, len(FIT))
        assert set(of.at.tolist()) <= set(FIT)


def gang_routes(period) -> list[str]:
    countries = period.country._of.groups.countries
    return [countries[place] for place in period.country._reactions.gaps.at]


def test_on_a_gangs_route_everybodys_cargo_is_used_and_elsewhere_nothing_changes() -> None:
    calm = {name: value for name, value in SEEKING.items() if "gangs" not in name}
    without, with_gangs = (drawn(scenario(**one), 20, lanes=nobody) for one in (calm, SEEKING))
    was = without.truth.select("declaration", was="kind")
    both = with_gangs.goods.join(was, on="declaration").filter(pl.col("regime") == "import")
    theirs = pl.col("departure").is_in(gang_routes(with_gangs))
    there, away = both.filter(theirs), both.filter(~theirs)
    assert 0.3 < (there["kind"] == "contraband").fill_null(False).mean() < 0.6
    assert away.filter(pl.col("kind").ne_missing(pl.col("was"))).height == 0


def on_paper(day: Day) -> pl.DataFrame:
    """A policy that looks at the papers of everything and opens nothing."""
    return everything(day).with_columns(lane=pl.lit("yellow"))


def test_gangs_leave_routes_where_all_is_opened_not_where_papers_are_read() -> None:
    def opened(day: Day) -> pl.DataFrame:
        """Everything from where gangs are at first."""
        return day.live.filter(pl.col("departure").is_in(first)).select("declaration", lane=pl.lit("red")).unique()

    of = scenario(**SEEKING)
    unseen = drawn(of, 15, lanes=nobody)
    first = gang_routes(unseen)
    assert gang_routes(drawn(of, 15, lanes=on_paper)) == first
    fled = drawn(of, 15, lanes=opened)
    assert not set(gang_routes(fled)) & set(first)
    assert drawn(of, 15, lanes=opened).truth.equals(fled.truth), "the same looks, the same country"
