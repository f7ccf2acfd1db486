"""Three kinds of files: told apart by their words, called by what they relate, and read back place by place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.test_reading import OTHER, OWN, WALK
from trustlane.criteria import kinds, reading
from trustlane.criteria.kinds import Kind

ASKED = """\
catalogue: own
edition: 2026
about: What a firm is asked.
opening:
  - {id: FIRM.1, text: "How many people work for you?", kind: number, unit: people}
items:
  - item: A.1
    questions:
      - {id: A.1.1, text: "Do you keep records for five years?", kind: yes_no}
"""
CATALOGUES = {"own-2026": reading.catalogue(OWN, where="x"), "other-2026": reading.catalogue(OTHER, where="x")}


def test_a_file_is_told_by_the_name_at_its_margin_that_no_other_kind_has() -> None:
    assert kinds.kind_of(OWN) is Kind.CATALOGUE
    assert kinds.kind_of(WALK) is Kind.CROSSWALK
    assert kinds.kind_of(ASKED) is Kind.QUESTIONS
    assert kinds.kind_of("about: >-\n  catalogue: of nothing\n") is Kind.CATALOGUE


def test_files_that_follow_one_another_have_one_family_and_each_its_own_name() -> None:
    catalogue = CATALOGUES["own-2026"]
    walk = reading.crosswalk(WALK, CATALOGUES, where="x")
    asked = reading.questions(ASKED, CATALOGUES, where="x")
    assert kinds.family(catalogue) == "own"
    assert kinds.family(walk) == "other-2026_own-2026"
    assert kinds.family(asked) == "own-2026_questions"
    assert kinds.called("own-2026_questions", 1) == "own-2026_questions"
    assert kinds.called("own-2026_questions", 2) == "own-2026_questions_2"
    assert kinds.title(catalogue) == "Our own"
    assert kinds.title(walk) == "own-2026 – other-2026"
    assert kinds.title(asked) == "own-2026"


def test_a_digest_changes_with_a_word_and_with_nothing_else() -> None:
    again = reading.crosswalk(f"# a remark\n{WALK}", CATALOGUES, where="y")
    walk = reading.crosswalk(WALK, CATALOGUES, where="x")
    assert kinds.digest(again) == kinds.digest(walk)
    assert kinds.digest(reading.crosswalk(WALK.replace("covers", "equal"), CATALOGUES, where="x")) != kinds.digest(walk)
    assert kinds.digest(CATALOGUES["own-2026"]) == CATALOGUES["own-2026"].digest


def test_every_item_link_and_question_is_a_place_to_comment_on() -> None:
    assert list(kinds.places(CATALOGUES["own-2026"])) == ["A.1", "A.10", "A.C1"]
    walk = kinds.places(reading.crosswalk(WALK, CATALOGUES, where="x"))
    assert walk == {"A.1 – A.1": "covers: The same words.", "A.10 – A.1": "overlaps: Some of it."}
    asked = kinds.places(reading.questions(ASKED, CATALOGUES, where="x"))
    assert list(asked) == ["FIRM.1", "A.1.1"]


NAMES = st.from_regex(r"\A[a-z][a-z-]{0,8}-[0-9]{4}\Z")


@given(NAMES, NAMES)
def test_a_pair_of_catalogues_is_one_family_whichever_is_named_first(one: str, other: str) -> None:
    assert kinds.pair(one, other) == kinds.pair(other, one)


@given(st.text())
def test_any_text_is_of_some_kind(words: str) -> None:
    assert kinds.kind_of(words) in Kind
