"""Pseudo-languages change every letter and nothing that a program or a browser reads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.pages.pseudo import KEPT, accented, mirrored

MESSAGES = ["%(count)s rows", "Hello {name}, <b>welcome</b>", "100 %% of %s", "&nbsp;x", "Log in", " as of %(day)s\n"]


@pytest.mark.parametrize("change", [accented, mirrored])
@pytest.mark.parametrize("message", MESSAGES)
def test_placeholders_tags_and_entities_stay(change: object, message: str) -> None:
    made = change(message)  # type: ignore[operator]
    assert sorted(KEPT.findall(made)) == sorted(KEPT.findall(message))
    assert made.startswith("\n") == message.startswith("\n")
    assert made.endswith("\n") == message.endswith("\n")


@given(st.text(st.characters(codec="ascii")))
def test_no_plain_letter_is_left_outside_what_is_kept(message: str) -> None:
    assert not re.search(r"[A-Za-z]", KEPT.sub("", accented(message)))


def test_sentences_grow_by_about_a_third_and_stand_in_brackets() -> None:
    message = "The person did not upload the list that is to be applied now"
    made = accented(message)
    assert 1.15 < len(made) / len(message) < 1.45
    assert made[0] + made[-1] == "⟦⟧"


def test_words_run_from_right_to_left() -> None:
    assert mirrored("Log in").count("\u202e") == 2


def test_nothing_stays_nothing() -> None:
    assert accented("") == ""
    assert mirrored("  ") == "  "
