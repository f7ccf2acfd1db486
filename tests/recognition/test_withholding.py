"""A feed gives as long as its arrangement does; withheld or ended it gives nothing at once, and removes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.recognition.arranged import House
from tests.recognition.feed.says import ORIGIN
from tests.recognition.issuers import Issuer, Reading
from tests.world import World
from trustlane.recognition.queries.ages import heard, standing_of_feed
from trustlane.recognition.queries.giving import withheld_by
from trustlane.recognition.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(world: World, house: House) -> Reading:
    """Two operators of XB, read from its feed, which is always younger than a minute."""
    made = Reading(world, Issuer(), code="XB")
    for of in (1, 2):
        made.issuer.says(of)
    assert made.reads(house.at).well
    return made


def whole(house: House) -> bool:
    """Whether what the feed says is worth a whole credit at this instant; both ways of asking agree."""
    (told,) = heard(house.at)
    left = standing_of_feed(ORIGIN, house.at).left
    assert (left == 1) == (told.whole_until is not None)
    assert (left == 0) == (told.half_until is None)
    return left == 1


def test_where_nothing_was_ever_signed_the_terms_of_two_persons_count(house: House, reading: Reading) -> None:
    assert whole(house)
    house.at_stage(Stage.SIGNING)
    reading.reads(house.at)
    assert withheld_by(["XB"], house.at) == {}
    assert whole(house)


@pytest.mark.parametrize(
    ("stage", "gives"),
    [
        (Stage.OPERATION, True),
        (Stage.CHANGING, True),
        (Stage.TERMINATING, True),
        (Stage.HELD, False),
        (Stage.SUSPENDED, False),
        (Stage.RESUMING, False),
        (Stage.TERMINATED, False),
    ],
)
def test_a_stage_gives_or_withholds_at_once(house: House, reading: Reading, stage: Stage, gives: bool) -> None:
    one = house.at_stage(stage)
    reading.reads(house.at)
    assert whole(house) is gives
    assert withheld_by(["XB", "XC"], house.at) == ({} if gives else {"XB": one.reference})


def test_while_it_is_suspended_removals_apply_and_resuming_brings_the_others_back(
    house: House, reading: Reading
) -> None:
    one = house.at_stage(Stage.SUSPENDED)
    reading.issuer.says(1, "revoked")
    assert reading.reads(house.later()).well
    assert reading.trusted(house.at) == {"XA000002"}
    house.move("propose_resumption", one)
    house.move("resume", one, by=house.decider)
    reading.reads(house.at)
    assert whole(house)
    assert reading.trusted(house.at) == {"XA000002"}


def test_a_hold_that_nobody_ratified_is_over_by_its_own_time(house: House, reading: Reading) -> None:
    house.at_stage(Stage.HELD)
    assert not whole(house)
    house.later(hours=72)
    reading.reads(house.at)
    assert whole(house)


def test_a_direction_without_terms_gives_nothing(house: House, reading: Reading) -> None:
    one = house.at_stage(Stage.OPERATION)
    drop: dict[str, Any] = {"arrangement": one, "partner": "XB", "direction": "inward", "words": None}
    from trustlane.recognition import actions

    actions.draft_terms(**drop, by=house.desk, at=house.later())
    house.move("propose_change", one)
    assert withheld_by(["XB"], house.at) == {}
    house.move("agree_change", one, by=house.decider)
    assert withheld_by(["XB"], house.at) == {"XB": one.reference}


def test_terms_that_begin_later_leave_those_before_them_in_force(house: House, reading: Reading) -> None:
    one = house.at_stage(Stage.OPERATION)
    house.move("propose_change", one, begins=house.at.date() + timedelta(days=9))
    house.move("agree_change", one, by=house.decider)
    assert withheld_by(["XB"], house.at) == {}


def test_of_two_arrangements_with_a_partner_one_that_gives_is_enough(house: House, reading: Reading) -> None:
    house.at_stage(Stage.TERMINATED)
    assert withheld_by(["XB"], house.at) != {}
    house.at_stage(Stage.OPERATION, "XB Northport\nXC Westland", plurilateral=True)
    assert withheld_by(["XB", "XC"], house.at) == {}


def test_a_past_that_is_taken_over_is_judged_by_age_alone(house: House, reading: Reading) -> None:
    house.at_stage(Stage.SUSPENDED)
    (told,) = heard()
    assert told.whole_until is not None


def test_silence_fades_by_the_preset_of_the_arrangement_and_a_changed_one_counts_from_its_day(
    house: House, reading: Reading
) -> None:
    one = house.at_stage(Stage.OPERATION)
    reading.reads(house.at)
    signed = house.at

    def whole_for() -> timedelta:
        (told,) = heard(house.at)
        assert told.whole_until is not None and told.signed is not None
        return told.whole_until - told.signed

    assert whole_for() == timedelta(hours=4)
    house.draft(one, ages={"preset": "patient"})
    house.move("propose_change", one, begins=signed.date() + timedelta(days=1))
    house.move("agree_change", one, by=house.decider)
    assert whole_for() == timedelta(hours=4)
    house.later(days=1)
    assert whole_for() == timedelta(hours=72)
    assert standing_of_feed(ORIGIN, house.at).state == "ageing"
    (past,) = heard()
    assert past.whole_until == signed + timedelta(hours=4)
