"""Silence only takes: a benefit fades on the agreed schedule, down to an ordinary trader's treatment and no further."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.feed.says import NOON
from trustlane.recognition.feed.ages import (
    PATIENT,
    PROMPT,
    Ages,
    Freshness,
    age,
    burden,
    changes_at,
    credit,
    freshness,
    periodic,
)
from trustlane.recognition.feed.refusals import TimeAhead

SECOND = timedelta(seconds=1)
MONTHLY = periodic(timedelta(days=31))
SCHEDULES = [PROMPT, PATIENT, MONTHLY]
OLD = st.timedeltas(timedelta(0), timedelta(days=60)) | st.none()
CREDITS = st.fractions(0, 1)


@pytest.mark.parametrize(
    ("ages", "old", "state"),
    [
        (PROMPT, timedelta(0), Freshness.FRESH),
        (PROMPT, timedelta(minutes=15), Freshness.FRESH),
        (PROMPT, timedelta(minutes=15, seconds=1), Freshness.AGEING),
        (PROMPT, timedelta(hours=4), Freshness.AGEING),
        (PROMPT, timedelta(hours=4, seconds=1), Freshness.STALE),
        (PROMPT, timedelta(hours=24), Freshness.STALE),
        (PROMPT, timedelta(hours=24, seconds=1), Freshness.EXPIRED),
        (PATIENT, timedelta(hours=4), Freshness.FRESH),
        (PATIENT, timedelta(hours=72), Freshness.AGEING),
        (PATIENT, timedelta(days=14), Freshness.STALE),
        (PATIENT, timedelta(days=14, seconds=1), Freshness.EXPIRED),
        (MONTHLY, timedelta(days=31), Freshness.FRESH),
        (MONTHLY, timedelta(days=31, seconds=1), Freshness.AGEING),
        (MONTHLY, timedelta(days=46, hours=12), Freshness.STALE),
        (MONTHLY, timedelta(days=46, hours=12, seconds=1), Freshness.EXPIRED),
        (PROMPT, None, Freshness.EXPIRED),
    ],
)
def test_each_state_begins_and_ends_where_the_agreement_says(ages, old, state):
    assert freshness(ages, old) is state


@pytest.mark.parametrize("ages", SCHEDULES, ids=lambda ages: ages.name)
def test_every_change_happens_within_a_second_of_the_instant_foretold(ages):
    for last, following in changes_at(ages, NOON):
        assert freshness(ages, age(NOON, last)) is not following
        assert freshness(ages, age(NOON, last + SECOND)) is following


def test_what_is_left_of_a_credit_is_exact():
    left = [credit(Fraction(1, 3), state) for state in Freshness]
    assert left == [Fraction(1, 3), Fraction(1, 3), Fraction(1, 6), 0, 0]
    assert all(isinstance(each, Fraction) for each in left)


@given(st.sampled_from(SCHEDULES), CREDITS, OLD, OLD)
def test_a_benefit_never_rises_with_age(ages, agreed, one, other):
    younger, older = sorted((one, other), key=lambda old: (old is None, old or timedelta(0)))
    before, after = credit(agreed, freshness(ages, younger)), credit(agreed, freshness(ages, older))
    assert 0 <= after <= before <= agreed


@given(st.sampled_from(SCHEDULES), CREDITS, st.fractions(0, 1), OLD, OLD, st.booleans())
def test_a_burden_never_falls_with_age_and_never_exceeds_an_ordinary_traders(ages, agreed, ordinary, one, other, held):
    younger, older = sorted((one, other), key=lambda old: (old is None, old or timedelta(0)))
    before, after = (
        burden(ordinary, credit(agreed, freshness(ages, old, quarantined=held))) for old in (younger, older)
    )
    assert before <= after <= ordinary
    if freshness(ages, older) is Freshness.EXPIRED:
        assert after == ordinary


@given(st.sampled_from(SCHEDULES), CREDITS, OLD)
def test_a_quarantined_addition_gives_nothing_at_any_age(ages, agreed, old):
    state = freshness(ages, old, quarantined=True)
    assert state is Freshness.QUARANTINED
    assert credit(agreed, state) == 0


@given(st.sampled_from(SCHEDULES), st.timedeltas(timedelta(0), timedelta(days=90)), st.timedeltas(timedelta(0)))
def test_nothing_but_a_newer_signed_time_brings_a_benefit_back(ages, passed, more):
    at = NOON + passed
    rank = list(Freshness).index
    assert rank(freshness(ages, age(NOON, at))) <= rank(freshness(ages, age(NOON, at + more % timedelta(days=999))))


@pytest.mark.parametrize(("ahead", "old"), [(-5, 5), (0, 0), (1, 0), (60, 0)])
def test_a_clock_a_little_ahead_makes_no_age_below_nothing(ahead, old):
    assert age(NOON + ahead * SECOND, NOON) == old * SECOND


def test_a_signed_time_more_than_sixty_seconds_ahead_is_refused():
    with pytest.raises(TimeAhead):
        age(NOON + 60 * SECOND + timedelta(microseconds=1), NOON)


def test_where_no_heartbeat_was_ever_heard_there_is_no_age():
    assert age(None, NOON) is None


@pytest.mark.parametrize("limits", [(0, 1, 2), (2, 1, 3), (1, 3, 2), (-1, 1, 2)])
def test_a_schedule_rises_from_above_nothing(limits):
    with pytest.raises(ValueError, match="rise in this order"):
        Ages("upside down", *(each * SECOND for each in limits))


@pytest.mark.parametrize("agreed", [Fraction(-1, 2), Fraction(3, 2)])
def test_a_credit_is_a_part_of_the_whole(agreed):
    with pytest.raises(ValueError, match="between 0 and 1"):
        credit(agreed, Freshness.FRESH)
