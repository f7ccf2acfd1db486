"""What the age of a partner's feed leaves of a credit: it only fades, down to an ordinary trader's treatment."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.selectivity.declared import basis, fact, lines, many
from trustlane.recognition.feed.ages import LEFT, PATIENT, PROMPT, Ages, freshness, periodic
from trustlane.selectivity import policy, screening
from trustlane.selectivity.trust import Register
from trustlane.standing.facts import HeardFact

HISTORY = many(300, seed=4)
DECLARED = many(40, seed=5)
SIGNED = datetime(2026, 3, 12, 9, tzinfo=UTC)
ORIGIN = "mra.xa.example/xb"
FACTS = tuple(fact(f"{kind}{n}", issuer="XA", source=f"{ORIGIN} {n}") for kind in ("EXP", "IMP") for n in range(1, 60))
SECOND = timedelta(seconds=1)


def heard(ages: Ages, signed: datetime | None = SIGNED) -> HeardFact:
    """A feed whose heartbeat is of that time."""
    until = (None, None) if signed is None else (signed + ages.ageing, signed + ages.stale)
    return HeardFact("XA", ORIGIN, 17, "cm9vdA==", signed, *until)


def register(ages: Ages, signed: datetime | None = SIGNED) -> Register:
    return Register.of(FACTS, ("OWN",), heard=[heard(ages, signed)])


def seen(old: timedelta, ages: Ages = PROMPT) -> screening.Assessment:
    return screening.assess_lines(DECLARED, basis(HISTORY, register=register(ages)), at=SIGNED + old)


def worth(old: timedelta, ages: Ages = PROMPT) -> np.ndarray:
    return seen(old, ages).tracks[0].worth


ORDINARY = screening.assess_lines(DECLARED, basis(HISTORY, fact("NOBODY", issuer="XA")), at=SIGNED).tracks[0].worth
WHOLE = worth(timedelta(0))

ages_of = st.sampled_from([PROMPT, PATIENT, periodic(timedelta(days=7))])
old = st.integers(0, 15 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@given(ages_of, old, old)
@settings(max_examples=30, deadline=None)
def test_a_benefit_never_rises_with_age_and_nobody_is_worse_off_than_an_ordinary_trader(
    ages: Ages, one: timedelta, other: timedelta
) -> None:
    younger, older = sorted((one, other))
    assert (worth(younger, ages) <= worth(older, ages) + 1e-9).all()
    assert (worth(older, ages) <= ORDINARY + 1e-9).all()


@pytest.mark.parametrize("ages", [PROMPT, PATIENT, periodic(timedelta(days=7))], ids=lambda one: one.name)
def test_it_fades_at_the_limits_that_were_agreed_to_the_second(ages: Ages) -> None:
    assert (WHOLE < ORDINARY - 1e-6).any()
    for limit in (ages.fresh, ages.ageing, ages.stale):
        for age in (limit, limit + SECOND):
            left = float(LEFT[freshness(ages, age)])
            spared = ORDINARY - worth(age, ages)
            assert np.allclose(spared, (ORDINARY - WHOLE) * left), (limit, age)


def test_a_feed_that_was_never_heard_gives_nothing() -> None:
    found = screening.assess_lines(DECLARED, basis(HISTORY, register=register(PROMPT, None)), at=SIGNED)
    assert not found.trust.credits.any()
    assert np.allclose(found.tracks[0].worth, ORDINARY)


def test_a_second_standing_that_does_not_age_gives_the_whole_credit() -> None:
    facts = (*FACTS, *(fact(f"{kind}{n}", issuer="XC") for kind in ("EXP", "IMP") for n in range(1, 60)))
    rests = basis(HISTORY, register=Register.of(facts, ("OWN",), heard=[heard(PROMPT)]))
    stale = screening.assess_lines(DECLARED, rests, at=SIGNED + timedelta(hours=5))
    whole = screening.assess_lines(DECLARED, rests, at=SIGNED)
    assert np.allclose(stale.tracks[0].worth, whole.tracks[0].worth)


def test_a_claim_is_not_held_against_anybody_because_a_feed_is_old() -> None:
    claims = [{"role": "exporter", "kind": "MRA", "identifier": "EXP1"}]
    declared = lines({"exporter": "EXP1", "claims": claims})
    old = screening.assess_lines(
        declared, basis(HISTORY, register=register(PROMPT)), at=SIGNED + timedelta(days=9)
    ).trust
    assert (old.claims_unknown[0], old.claims_ended[0], old.claims_of_others[0]) == (0, 0, 0)


def test_a_decision_keeps_how_far_the_feed_was_followed_and_what_was_left_of_the_credit() -> None:
    for age, half in ((timedelta(hours=1), False), (timedelta(hours=5), True)):
        declared = lines({"exporter": "EXP1"})
        decided, _ = screening.screen(declared, basis(HISTORY, register=register(PROMPT)), at=SIGNED + age)
        (told,) = [one for one in decided["trusted"][0].to_list() if one["role"] == "exporter"]
        assert (told["feed"], told["half"]) == (f"{ORIGIN} 17 cm9vdA==", half)
    gone, _ = screening.screen(
        lines({"exporter": "EXP1"}), basis(HISTORY, register=register(PROMPT)), at=SIGNED + timedelta(hours=25)
    )
    assert gone["credits"][0] == 0
    assert policy.default().credits
