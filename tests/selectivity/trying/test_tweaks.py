"""Numbers change a policy as they say; the file that is exported is exactly the policy that was tried."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from trustlane.selectivity import policy
from trustlane.selectivity.capacity import Capacity, OfficeCapacity
from trustlane.selectivity.trying.tweaks import Tweaks, as_yaml, changed

START = policy.default()
PLACES = [(name, look) for name, track in START.tracks.items() for look in track.looks]
times = st.floats(0, 10).map(lambda value: round(value, 4))
tweaks = st.builds(
    Tweaks,
    capacity=st.dictionaries(st.sampled_from(PLACES), times),
    credit=st.floats(0, 5).map(lambda value: round(value, 4)),
    caps=st.dictionaries(st.sampled_from(["security", "revenue"]), st.floats(0, 1)),
    random=st.none() | st.integers(0, 1_000_000),
    stakes=st.dictionaries(st.sampled_from(sorted(START.kinds)), st.floats(0, 100)),
)


@given(tweaks)
def test_what_is_exported_is_read_back_as_exactly_what_was_tried(by: Tweaks) -> None:
    tried = changed(START, by)
    assert policy.parse(as_yaml(tried, ["a remark", "two\nlines: [of\x85it"])) == tried


@given(tweaks)
def test_another_policy_is_another_version_and_the_same_is_the_same(by: Tweaks) -> None:
    tried = changed(START, by)
    assert (tried == START) == (tried.version == START.version)


def test_nothing_changed_is_the_policy_itself() -> None:
    assert changed(START, Tweaks()) is START
    assert changed(START, Tweaks(caps=dict(START.caps), random=START.random.per_million)) is START


def test_half_a_capacity_is_half_of_every_number_and_days_keep_theirs() -> None:
    of = Capacity(
        per_day=40,
        weekdays={"sat": 0.5},
        dates={date(2026, 5, 1): 0.0},
        offices={"A1": 12, "B2": OfficeCapacity(share=0.1, weekdays={"sun": 0.0})},
    )
    goods = START.tracks["goods"]
    looks = goods.looks | {"orange": msgspec.structs.replace(goods.looks["orange"], capacity=of)}
    start = msgspec.structs.replace(START, tracks=START.tracks | {"goods": msgspec.structs.replace(goods, looks=looks)})
    half = changed(start, Tweaks(capacity={("goods", "orange"): 0.5}))
    said = half.tracks["goods"].looks["orange"].capacity
    assert said == Capacity(
        per_day=20,
        weekdays={"sat": 0.5},
        dates={date(2026, 5, 1): 0.0},
        offices={"A1": 6, "B2": OfficeCapacity(share=0.05, weekdays={"sun": 0.0})},
    )
    assert half.tracks["goods"].looks["red"] == goods.looks["red"]
    assert policy.parse(as_yaml(half)) == half


def test_a_credit_never_takes_off_more_than_all() -> None:
    assert {one.by for one in changed(START, Tweaks(credit=5)).credits} == {1.0}
    assert {one.by for one in changed(START, Tweaks(credit=0)).credits} == {0.0}


def test_a_bound_of_a_stake_never_becomes_no_bound() -> None:
    kind = START.kinds["undervaluation"]
    bounded = msgspec.structs.replace(kind, stake=msgspec.structs.replace(kind.stake, most=50_000))
    start = msgspec.structs.replace(START, kinds=START.kinds | {"undervaluation": bounded})
    for factor, most in ((2.0, 100_000), (0.00001, 1), (0.0, 1)):
        stake = changed(start, Tweaks(stakes={"undervaluation": factor})).kinds["undervaluation"].stake
        assert stake.most == most
