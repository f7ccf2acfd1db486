"""Four eyes looked at again: whoever took part before a decision is named with what speaks against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.moves import BY_OUTSIDERS, ENTERED, HANDLING, MOVES, REOPENING, VALIDATING
from trustlane.programme.sampling.eyes import (
    HAD_ENTERED,
    HANDLED,
    ON_THE_STATUS,
    PROPOSED,
    REFUSED,
    SETTLES,
    VALIDATED,
    WAS_GIVEN,
    Deed,
    decisions,
)

ANNA, BELA, CARL = 1, 2, 3


def story(*moves: tuple[str, int | None]) -> list[Deed]:
    return [Deed(number, move, person) for number, (move, person) in enumerate(moves, start=1)]


def against(deeds: list[Deed], drawn: dict[int, int] | None = None) -> tuple[str, ...]:
    return decisions(deeds, drawn or {})[-1].against


def test_a_decision_by_somebody_new_has_nothing_against_it() -> None:
    assert against(story(("accept", ANNA), ("report", BELA), ("grant", CARL)), {BELA: 2}) == ()


@pytest.mark.parametrize("decision", sorted(ON_THE_STATUS))
def test_who_handled_validated_or_was_drawn_is_named(decision: str) -> None:
    assert against(story(("accept", ANNA), (decision, ANNA))) == (HANDLED,)
    assert against(story(("report", ANNA), (decision, ANNA))) == (VALIDATED,)
    assert against(story(("accept", BELA), (decision, ANNA)), {ANNA: 1}) == (VALIDATED,)
    assert against([Deed(1, "give_to_officer", BELA, ANNA), Deed(2, decision, ANNA)]) == (WAS_GIVEN,)
    assert against(story(("refuse", ANNA), (decision, ANNA))) == (REFUSED,)


def test_who_is_drawn_only_afterwards_is_not_named() -> None:
    assert against(story(("accept", BELA), ("send_back", ANNA)), {ANNA: 9}) == ()


def test_who_proposed_or_froze_last_does_not_settle_it() -> None:
    assert against(story(("freeze", ANNA), ("ratify", ANNA))) == (PROPOSED,)
    assert against(story(("freeze", ANNA), ("freeze", BELA), ("ratify", ANNA))) == ()
    assert against(story(("intend_revocation", ANNA), ("revoke", ANNA))) == (PROPOSED,)
    assert (
        against(
            story(
                ("ratify", BELA),
            )
        )
        == ()
    )


def test_who_refused_settles_no_appeal() -> None:
    deeds = story(("refuse", ANNA), ("appeal_refusal", BELA), ("allow_refusal_appeal", ANNA))
    assert against(deeds) == (PROPOSED, REFUSED)
    twice = story(("refuse", ANNA), ("refuse", CARL), ("dismiss_refusal_appeal", ANNA))
    assert against(twice) == (REFUSED,)


def test_an_appeal_against_a_downgrade_is_for_whoever_had_no_part_in_the_case() -> None:
    assert against(story(("downgrade", ANNA), ("ratify", BELA), ("allow_downgrade_appeal", ANNA))) == (PROPOSED,)
    assert against(story(("accept", ANNA), ("downgrade", BELA), ("allow_downgrade_appeal", ANNA))) == (HANDLED,)
    assert against(story(("downgrade", ANNA), ("ratify", BELA), ("allow_downgrade_appeal", BELA))) == ()


@pytest.mark.parametrize("decision", ["revoke", "reinstate", "dismiss_refusal_appeal", "ratify", "succeed"])
def test_who_entered_for_the_operator_decides_nothing_later_either(decision: str) -> None:
    assert against(story(("receive", ANNA), (decision, ANNA))) == (HAD_ENTERED,)
    assert against(story(("hear", ANNA), (decision, BELA))) == ()


def test_a_clock_needs_no_fresh_eyes() -> None:
    assert decisions(story(("freeze", ANNA), ("lapse_freeze", None)), {}) == ()


@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(1, 3)), max_size=25))
def test_a_decision_is_clean_exactly_where_its_person_is_new_to_what_it_settles(made: list[tuple[str, int]]) -> None:
    deeds = story(*made)
    for found in decisions(deeds, {}):
        own = {deed.move for deed in deeds[: found.number - 1] if deed.person == found.person}
        if found.move in ON_THE_STATUS and not own & (HANDLING | VALIDATING | REOPENING):
            assert found.against == ()
        if found.move in BY_OUTSIDERS and own & (HANDLING | VALIDATING):
            assert found.against
        elif found.move in SETTLES and not own & (SETTLES[found.move] | {"refuse"} | ENTERED):
            assert found.against == ()
        if own & ENTERED:
            assert found.against
        if own & (HANDLING | VALIDATING) and found.move in ON_THE_STATUS:
            assert found.against
