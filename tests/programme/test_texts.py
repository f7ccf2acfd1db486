"""What is sent as text, table or word of a list is kept as it was meant, or refused by name with the mend."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.refusals import ChoiceUnknown, TextUnfit
from trustlane.programme.texts import DEEPEST, LONGEST, one_of, plain_table, plain_text

KEPT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(KEPT)
def test_every_text_of_characters_is_kept_but_for_the_blanks_round_it(text: str) -> None:
    assert plain_text(text, "The text") == text.strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\x00b", "U[+]0000 in line 1"),
        ("a\nb\ud800", "U[+]D800 in line 2"),
        ("\udfff", "U[+]DFFF"),
        ("x" * (LONGEST + 1), "20,001 characters; 20,000"),
        (None, "no text but NoneType"),
        (b"bytes", "no text but bytes"),
    ],
)
def test_what_cannot_be_kept_as_text_is_refused_with_the_mend(text: object, said: str) -> None:
    with pytest.raises(TextUnfit, match=f"^The reason .*{said}") as refused:
        plain_text(text, "The reason")
    assert "plain text" in refused.value.mend


def test_a_text_of_the_greatest_length_is_kept() -> None:
    assert plain_text(f" {'x' * LONGEST} ", "The text") == "x" * LONGEST


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_a_table_is_kept_as_the_database_keeps_it_or_refused(table: dict[str, object]) -> None:
    try:
        kept = plain_table(table, "The report")
    except TextUnfit:
        return
    written = json.dumps(kept, allow_nan=False, ensure_ascii=False)
    assert json.loads(written) == kept
    assert "\\u0000" not in written
    written.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), date(2026, 3, 2), b"x", {1}, "\x00", {"a": {2: "b"}}])
def test_a_value_that_no_record_keeps_is_refused_by_its_place(value: object) -> None:
    with pytest.raises(TextUnfit, match="The report"):
        plain_table({"sites": [1, value]}, "The report")


def test_tables_lie_only_so_deep_within_one_another() -> None:
    value: object = "end"
    for _ in range(DEEPEST - 1):
        value = [value]
    assert plain_table({"a": value}, "The report") == {"a": value}
    with pytest.raises(TextUnfit, match="deeper than 10"):
        plain_table({"a": [value]}, "The report")


def test_a_word_is_one_of_those_known_or_refused_with_all_of_them() -> None:
    assert one_of("met", "rating", ["met", "major"]) == "met"
    with pytest.raises(ChoiceUnknown, match=r"'good' is no rating; there are met, major[.]"):
        one_of("good", "rating", ["met", "major"])
    with pytest.raises(ChoiceUnknown, match="10, 11 …"):
        one_of("\udc80", "number", map(str, range(20)))
    with pytest.raises(ChoiceUnknown, match="there are none"):
        one_of("", "office", [])
