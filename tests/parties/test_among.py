"""Who is meant is found among many, sisters are not mistaken for one another, and nothing that is asked can hurt."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import noise
from bench.bench_matching import shares, told
from bench.noise import Kind
from trustlane.parties.among import Register, keys
from trustlane.parties.matching import Party
from trustlane.parties.names import taken_apart

FIRMS = [
    Party("Tindlewick Trading North Ltd", "XA", "Mockhaven", "1 Crumpet Lane"),
    Party("Tindlewick Trading South Ltd", "XA", "Mockhaven", "1 Crumpet Lane"),
    Party("Tindlewick Trading 2 Ltd", "XA", "Parable Bay", "2 Sundial Street"),
    Party("Quillon Lanterns GmbH", "XB", "New Pretence", ""),
    Party("Щербаков Логистика ООО", "XC", "", ""),
]
REGISTER = Register(FIRMS)


@pytest.mark.parametrize(
    ("party", "place"),
    [
        (Party("TINDLEWICK TRADING SOUTH LIMITED"), 1),
        (Party("Tindelwick Trading North"), 0),
        (Party("Tindlewick Trading Two Ltd."), 2),
        (Party("Lanterns Quillon"), 3),
        (Party("QuillonLanterns GmbH"), 3),
        (Party("Sherbakov Logistika LLC"), 4),
    ],
)
def test_the_one_who_is_meant_is_found_and_no_sister(party: Party, place: int) -> None:
    assert [each.place for each in REGISTER.find(party)] == [place]


@pytest.mark.parametrize(
    "name", ["Tindlewick Trading East Ltd", "Tindlewick Trading 3 Ltd", "Quillon Teapots GmbH", "Nobody", "", "!!"]
)
def test_a_firm_that_is_not_there_is_nobody(name: str) -> None:
    assert REGISTER.find(Party(name)) == []


def test_where_a_firm_sits_tells_two_of_one_name_apart() -> None:
    register = Register([Party("Marrowby Ltd", "XA", "Mockhaven"), Party("Marrowby Ltd", "XA", "Parable Bay")])
    assert [each.place for each in register.find(Party("Marrowby", "XA", "Parable Bay"))] == [1]
    assert all(each.share < 0.5 for each in register.find(Party("Marrowby")))


def test_many_are_answered_in_their_order() -> None:
    asked = [FIRMS[3], Party("Nobody"), FIRMS[0]] * 400
    assert [[each.place for each in found] for found in REGISTER.find_each(asked)] == [[3], [], [0]] * 400


def test_an_empty_register_knows_nobody() -> None:
    assert Register([]).find(Party("Blue River")) == []


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30))
def test_no_text_of_any_script_is_refused(name: str, city: str, street: str) -> None:
    for each in REGISTER.find(Party(name, "XA", city, street)):
        assert 0 < each.share <= 1
    assert len(keys(taken_apart(name), city, street)) < 400


@given(st.sampled_from(["a ", "tindlewick ", "1 ", "有限公司", "trading", "'", "z o"]), st.integers(1, 50_000))
@settings(max_examples=20)
def test_a_hostile_question_takes_no_longer_than_a_moment(piece: str, times: int) -> None:
    REGISTER.find(Party(piece * times, "XA", piece * times, piece * times))


@pytest.mark.parametrize(("kinds", "least_recall"), [(noise.UNSEEN, 0.94), (noise.LAST, 0.75)])
def test_noise_that_was_not_learnt_is_met_well_enough(kinds: Mapping[str, Kind], least_recall: float) -> None:
    """A small cut of `bench_matching`, sisters and firms that are in no register among those asked about."""
    recall, precision = shares(told(6_000, 1_800, kinds, seed=5), kinds)
    assert (recall >= least_recall, precision >= 0.985) == (True, True), (recall, precision)
