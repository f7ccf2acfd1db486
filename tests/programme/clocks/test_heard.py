"""The table of moves and the words of clocks are two lists; here they are held against each other, name by name."""

import pytest

from trustlane.programme.clocks.heard import RENEWED, UNHEARD, heard
from trustlane.programme.clocks.terms import MOVES as WORDS
from trustlane.programme.moves import MOVES


def names(move: str) -> list[str]:
    return [name for name, _more in heard(move)]


@pytest.mark.parametrize("move", [*MOVES, "open", "receive", "migrate"])
def test_of_every_move_clocks_hear_something_or_it_is_told_why_not(move: str) -> None:
    assert bool(names(move)) != (move in UNHEARD)


def test_nothing_is_told_of_moves_that_there_are_not() -> None:
    assert set(UNHEARD) - {"open", "migrate"} <= set(MOVES)


def test_clocks_know_no_word_that_no_move_says() -> None:
    assert set(WORDS) == {name for move in (*MOVES, RENEWED) for name in names(move)}


@pytest.mark.parametrize(
    ("move", "words"),
    [
        ("expire", ["lapse"]),
        ("lapse_status", ["lapse"]),
        ("drop_hearing", ["drop_hearing"]),
        ("ratify", ["ratify", "suspend"]),
        ("allow_status_appeal", ["allow_appeal"]),
        ("allow_appeal_of_suspended", ["allow_appeal", "suspend"]),
        ("dismiss_annulment_appeal", ["dismiss_appeal"]),
        ("appeal_refusal", ["appeal"]),
        ("allow_non_acceptance_appeal", ["allow_appeal", "submit", "accept"]),
        ("succeed", ["succeed"]),
        ("revalidate", ["close_revalidation"]),
        (RENEWED, ["revalidate"]),
    ],
)
def test_what_clocks_hear_of_a_move(move: str, words: list[str]) -> None:
    assert names(move) == words
