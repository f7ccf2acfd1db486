"""Every move is decided upon: who is told, in which words; and no sentence can carry what is not for its reader."""

from __future__ import annotations

import re
from typing import Any

import pytest

from trustlane.programme import labels
from trustlane.programme.moves import DECISIONS, Effect, Move
from trustlane.programme.moves import MOVES as TABLE
from trustlane.programme.notices import table
from trustlane.programme.notices.table import LETTERS, MORE_TIME, MOVES, TOLD_LAST, WITHOUT_LETTER, To
from trustlane.programme.papers import letters, words
from trustlane.programme.stages import ENDED, Stage


def test_every_move_says_who_is_told_and_no_other_does() -> None:
    begins = {"receive"}  # the first event of a case, and no move from one stage to another
    assert set(MOVES) == set(TABLE) | begins
    assert set(LETTERS) | TOLD_LAST <= set(TABLE) | begins


def test_a_move_tells_each_kind_of_addressee_once() -> None:
    for name, rows in MOVES.items():
        assert len({told.to for told in rows}) == len(rows), name


def test_every_letter_is_there_and_is_announced_by_a_notice_that_cannot_be_switched_off() -> None:
    assert {*LETTERS.values(), MORE_TIME} == set(letters.kinds()) == set(labels.LETTERS)
    for name in LETTERS:
        assert any(told.to is To.OPERATOR and told.legal for told in MOVES[name]), name


def test_whatever_is_decided_and_whatever_an_operator_is_told_of_is_written_to_it_or_says_why_not() -> None:
    """Walks the table of moves: a new decision without a letter does not pass."""
    told = {name for name, rows in MOVES.items() if any(row.to is To.OPERATOR for row in rows)}
    decided = {name for names in DECISIONS.values() for name in names}
    changing = {name for name, move in TABLE.items() if move.effect is not Effect.NONE or _ends(move)}
    assert decided <= told
    assert (told | decided | changing) - LETTERS.keys() == set(WITHOUT_LETTER)
    # What stands in the list decides nothing and takes nothing.
    assert not set(WITHOUT_LETTER) & (decided | changing)
    assert all(why.endswith(".") for why in WITHOUT_LETTER.values())


def test_no_letter_has_a_word_of_what_only_officers_know() -> None:
    """A covert hold is a rule of selectivity and no move at all; nor has any letter a word for one."""
    said = words.words("en")
    sentences = [each for one in said.letters.values() for each in (one.subject, *one.body)]
    sentences += said.phrases.values()
    secret = re.compile(
        r"\b(covert|secret|hold|risks?|scores?|profiles?|lanes?|targets?|targeting|suspicions?)\b", re.I
    )
    assert len(sentences) > 150
    assert not [sentence for sentence in sentences if secret.search(sentence)]
    assert not [name for name in (*TABLE, *LETTERS.values()) if secret.search(name.replace("_", " "))]


def test_only_the_person_concerned_has_notices_that_cannot_be_switched_off() -> None:
    assert {told.to for rows in MOVES.values() for told in rows if told.legal} == {To.OPERATOR}


def test_no_sentence_has_a_place_that_something_of_the_case_could_fill() -> None:
    for sentence in table.sentences():
        assert not set("{}%<>") & set(sentence)
        assert sentence.endswith(".")


@pytest.mark.parametrize("word", ["risk", "score", "hold", "profile", "lane", "target", "suspicion", "covert"])
def test_no_sentence_to_anybody_outside_names_what_only_officers_know(word: str) -> None:
    outside = {To.OPERATOR, To.AGENCY, To.GUEST}
    rows: list[Any] = [told for rows in MOVES.values() for told in rows]
    rows += [table.MESSAGE_FROM_CUSTOMS, table.ENDS_FOR_OPERATOR, table.ENDS_FOR_AGENCY]
    said = [told.says.lower().replace("holder", "") for told in rows if told.to in outside]
    assert said
    assert not [sentence for sentence in said if word in sentence]


@pytest.mark.parametrize(
    ("turn", "stage", "told"),
    [
        ("applicant", Stage.SUBMITTED, [To.OPERATOR]),
        ("holder", Stage.MONITORED, [To.OPERATOR]),
        ("agency", Stage.DESK_REVIEW, [To.AGENCY, To.OFFICER]),
        ("customs", Stage.SUBMITTED, [To.OFFICER]),
        ("customs", Stage.DECISION_PENDING, [To.OFFICER, To.DECIDER]),
        ("customs", Stage.VALIDATING, [To.OFFICER, To.TEAM]),
        ("nobody", Stage.GRANTED, []),
        ("", Stage.GRANTED, []),
    ],
)
def test_of_a_clock_those_are_warned_who_can_still_do_something(turn: str, stage: Stage, told: list[To]) -> None:
    assert [row.to for row in table.warned(turn, stage)] == told


def _ends(move: Move) -> bool:
    return any(target in ENDED for source in move.sources for target in move.targets(source))
