"""What may stand on paper, and where its lines may break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.papers import fonts, legible
from trustlane.programme.papers.refusals import Illegible, PaperRefused, TooLong


@given(st.text(max_size=60))
def test_what_passes_is_composed_seen_and_passes_again(text: str) -> None:
    try:
        passed = legible.line(text, "here")
    except PaperRefused as refusal:
        assert str(refusal).startswith("here")
        return
    assert legible.line(passed, "here") == passed
    assert all(ord(letter) in fonts.shown() or letter in "\u200c\u200d\u200e\u200f" for letter in passed)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_breaks_add_nothing_that_is_read(text: str) -> None:
    assert legible.breakable(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_long_words_get_places_to_break_but_joined_letters_do_not() -> None:
    assert legible.breakable("a" * 24) == "a" * 24
    assert legible.breakable("a" * 25).split("\u200b") == ["a" * 8, "a" * 8, "a" * 8, "a"]
    assert legible.breakable("ب" * 40) == "ب" * 40


def test_words_that_nothing_breaks_are_found_and_han_characters_are_none() -> None:
    assert legible.long_words("short " + "w" * 16 + " and-" + "v" * 20) == ("w" * 16, "v" * 20)
    assert legible.long_words("港" * 100) == ()


def test_paragraphs_begin_at_new_lines_and_empty_ones_are_left_out() -> None:
    assert legible.paragraphs("One\r\n\n two \n", "here") == ("One", "two")
    with pytest.raises(Illegible, match="here is empty"):
        legible.paragraphs("\n \n", "here")
    with pytest.raises(TooLong, match="4,001 characters; there is room for 4,000"):
        legible.paragraphs("a" * 4_001, "here")


def test_a_text_knows_its_direction_its_language_and_its_letters() -> None:
    arabic = legible.written("شركة 24")
    assert (arabic["direction"], arabic["language"]) == ("rtl", "ar")
    assert legible.written("24")["direction"] == "ltr"
    assert legible.written("直", "zh-TW") == {
        "text": "直",
        "direction": "ltr",
        "language": "zh",
        "families": fonts.families("zh-TW"),
        "words": (),
    }


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("かな", "ja"),
        ("カナ", "ja"),
        ("한글", "ko"),
        ("港", "zh"),
        ("שלום", "he"),
        ("ไทย", "th"),
        ("हिन्दी", "hi"),
        ("abc", ""),
    ],
)
def test_letters_tell_the_language_as_far_as_they_can(text: str, language: str) -> None:
    assert fonts.language_of(text) == language


@pytest.mark.parametrize(
    ("language", "form"),
    [("ja", "JP"), ("ko-KR", "KR"), ("zh-TW", "TC"), ("zh-Hant", "TC"), ("zh-HK", "HK"), ("zh", "SC"), ("", "SC")],
)
def test_the_language_decides_the_form_of_han_characters(language: str, form: str) -> None:
    assert fonts.families(language)[-1] == f"Noto Sans CJK {form}"


def test_a_package_of_letters_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FILES", (("no_such_letters", "x.ttf", "X"),))
    with pytest.raises(FileNotFoundError, match="no-such-letters"):
        fonts.files()
