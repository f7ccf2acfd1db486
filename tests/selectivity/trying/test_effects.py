"""What a policy does with a kept period follows from what is changed in it, and sums hold."""

import pytest

from tests.selectivity.trying.assessed import kept
from trustlane.selectivity.trying.effects import WITH, WITHOUT, effects
from trustlane.selectivity.trying.every_box import every_box
from trustlane.selectivity.trying.tweaks import Tweaks, changed

PERIOD = kept(2400)
POLICY = PERIOD.policy
BEFORE = effects(PERIOD, POLICY)


def used(of: object, look: str) -> float:
    return next(one.used for one in of.looks[WITH] if one.look == look)  # type: ignore[attr-defined]


def test_every_declaration_is_in_one_group_in_both_worlds() -> None:
    for world in (WITH, WITHOUT):
        assert BEFORE.total(world).declarations == PERIOD.table.height
        assert BEFORE.total(world).illicit == PERIOD.table.filter("illicit", "counts").height


def test_half_the_machines_make_half_the_images() -> None:
    half = effects(PERIOD, changed(POLICY, Tweaks(capacity={("goods", "orange"): 0.5})))
    assert used(half, "orange") == pytest.approx(used(BEFORE, "orange") / 2, rel=0.15)
    assert used(half, "red") == pytest.approx(used(BEFORE, "red"), rel=0.1)


def test_without_credit_trusted_operators_are_looked_at_more_often() -> None:
    none = effects(PERIOD, changed(POLICY, Tweaks(credit=0)))
    assert BEFORE.groups[WITH]["trusted"].looked < BEFORE.groups[WITHOUT]["trusted"].looked
    assert none.groups[WITH] == none.groups[WITHOUT] == BEFORE.groups[WITHOUT]


def test_with_everything_by_lot_everything_is_looked_at() -> None:
    every = effects(PERIOD, changed(POLICY, Tweaks(random=1_000_000))).total()
    assert every.looked == every.declarations


@pytest.mark.parametrize("times", [0.0, 10.0])
def test_the_least_and_the_most_capacity_break_nothing(times: float) -> None:
    all_looks = {(name, look): times for name, track in POLICY.tracks.items() for look in track.looks}
    then = effects(PERIOD, changed(POLICY, Tweaks(capacity=all_looks))).total()
    assert (then.looked < BEFORE.total().looked) == (times < 1)


def test_scanning_everything_counts_goods_and_its_queue_only_grows() -> None:
    found = every_box(PERIOD, POLICY)
    assert found is not None
    goods = PERIOD.table.filter(PERIOD.table["regime"] == "import")
    assert found.scanned.looked == found.scanned.declarations == found.truly.cases == goods.height
    assert found.scanned.found == goods.filter("illicit", "found_orange").height
    assert sum(one.declarations for one in found.by_kind_of_operator.values()) == goods.height
    assert found.there == pytest.approx(0.03 * found.asked)
    assert [one.waiting for one in found.queue] == sorted(one.waiting for one in found.queue)
    assert found.waiting == pytest.approx(found.asked - found.there)
    assert found.same_hours.hours == pytest.approx(found.scanned.hours, rel=0.1)
    assert 0 < found.lot.cases < goods.height * 0.05


def test_without_an_x_ray_lane_there_is_no_debate() -> None:
    goods = POLICY.tracks["goods"]
    looks = {name: look for name, look in goods.looks.items() if name != "orange"}
    other = type(POLICY)(**{name: getattr(POLICY, name) for name in POLICY.__struct_fields__} | {
        "tracks": POLICY.tracks | {"goods": type(goods)(goods.regimes, goods.nothing, looks, "red")}
    })  # fmt: skip
    assert every_box(PERIOD, other) is None
