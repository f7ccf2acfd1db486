"""A letter is written when all it asks for is there, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme.papers import looked
from tests.programme.papers.made import ADMINISTRATION, AT, NAME, letter
from trustlane.programme.papers import letters, words
from trustlane.programme.papers.letters import letter_pdf, write
from trustlane.programme.papers.refusals import Illegible, LetterRefused, PaperRefused, TooLong, UnknownWord

KINDS = letters.kinds()


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_written_and_set_and_leaves_no_place_open(kind: str) -> None:
    written = write(letter(kind))
    parts = [written.subject, *(part for part in written.body if isinstance(part, str))]
    assert not any(words.PLACE.search(part) for part in parts)
    paper = letter_pdf(letter(kind), at=AT)
    said = looked.text(paper)
    assert looked.bare(written.subject) in looked.bare(said)
    for fact in (NAME, "14 Quay Street", "XA-7/12", "3 March 2026", ADMINISTRATION, "Office 7"):
        assert fact in said
    assert looked.faults_against_pdfa(paper) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_is_asked_for_by_name(kind: str) -> None:
    whole = letter(kind)
    for name in letters.fields(kind).keys() - letters.optional(kind):
        rest = {other: value for other, value in whole.fields.items() if other != name}
        with pytest.raises(LetterRefused, match=f"The letter {kind} lacks {name};"):
            write(replace(whole, fields=rest))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_known_leaves_out_the_paragraphs_that_need_it_and_no_other(kind: str) -> None:
    whole = letter(kind)
    for name in letters.optional(kind):
        rest = {other: value for other, value in whole.fields.items() if other != name}
        without = write(replace(whole, fields=rest))
        needs = [sentence for sentence in words.words("en").letters[kind].body if f"{{{name}}}" in sentence]
        assert needs
        assert len(without.body) == len(write(whole).body) - len(needs)


def test_a_phrase_that_is_not_there_is_refused() -> None:
    assert letters.phrase("reapply_from", day="2 April 2026").endswith("after 2 April 2026")
    with pytest.raises(UnknownWord, match="'love' has no word"):
        letters.phrase("love")


def test_a_field_without_a_place_is_refused() -> None:
    with pytest.raises(LetterRefused, match="has no place for colour"):
        write(letter("granted", colour="blue"))


@pytest.mark.parametrize(
    ("kind", "name", "value", "told"),
    [
        ("refused", "decided_on", "2 April", "is a day .* got str"),
        ("refused", "decided_on", datetime(2026, 4, 2, tzinfo=UTC), "is a day .* got datetime"),
        ("refused", "appeal_days", "thirty", "is a whole number, 0 or more; got str"),
        ("refused", "appeal_days", -1, "is a whole number"),
        ("refused", "appeal_days", True, "is a whole number, 0 or more; got bool"),
        ("refused", "legal_basis", 12, "is a text; got int"),
        ("refused", "reasons", "because", "is a tuple of 1 to 60 texts; got str"),
        ("refused", "reasons", (), "is a tuple"),
        ("refused", "reasons", ("x",) * 61, "is a tuple"),
        ("refused", "reasons", ("x", 1), "is a tuple"),
    ],
)
def test_a_field_of_another_kind_is_refused(kind: str, name: str, value: object, told: str) -> None:
    with pytest.raises(LetterRefused, match=f"The field {name} of the letter {kind} {told}"):
        write(letter(kind, **{name: value}))  # type: ignore[arg-type]


def test_a_letter_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(LetterRefused, match="There is no letter 'love' in 'en'; there are: acknowledgement"):
        letters.fields("love")


def test_a_letter_to_nobody_is_refused() -> None:
    with pytest.raises(LetterRefused, match="addressed to nobody"):
        write(replace(letter("granted"), to=()))


def test_lists_are_points_and_long_texts_are_paragraphs() -> None:
    written = write(letter("refused", reasons=("One.", "Two."), answer_considered="First.\nSecond."))
    assert ("One.", "Two.") in written.body
    assert "Second." in written.body
    said = looked.text(letter_pdf(letter("refused", reasons=("One.", "Two.")), at=AT))
    assert "– One. – Two." in said


def test_an_invented_letter_says_so() -> None:
    said = looked.text(letter_pdf(replace(letter("granted"), demonstration=True), at=AT))
    assert said.count(words.words("en").demonstration) == 2


def test_the_same_letter_is_the_same_bytes() -> None:
    assert letter_pdf(letter("refused"), at=AT) == letter_pdf(letter("refused"), at=AT)


@pytest.mark.parametrize(
    "text", ["#panic()", "$x$", "{legal_basis}", "{number}", "\\ #[x]", "*not bold*", "- not a list", "= no heading"]
)
def test_a_text_that_looks_like_markup_or_a_place_is_a_text(text: str) -> None:
    paper = letter_pdf(letter("refused", legal_basis=text, reasons=(text,), application=text), at=AT)
    assert looked.bare(looked.text(paper)).count(looked.bare(text)) >= 3


def test_a_new_line_does_not_get_into_a_subject() -> None:
    with pytest.raises(Illegible, match=r"refused\.application: U\+000A"):
        write(letter("refused", application="A\nB"))


def test_a_letter_names_the_place_of_what_it_cannot_show() -> None:
    with pytest.raises(Illegible, match=r"refused\.reasons: no font here shows U\+12000"):
        write(letter("refused", reasons=("fine", "\U00012000")))
    with pytest.raises(TooLong, match=r"refused\.legal_basis has 4,001 characters"):
        write(letter("refused", legal_basis="x" * 4_001))


def test_a_letter_of_many_pages_numbers_them() -> None:
    paper = letter_pdf(letter("refused", reasons=tuple("A long point of a list. " * 30 for _ in range(20))), at=AT)
    assert looked.pages(paper) > 2
    assert f"1 of {looked.pages(paper)}" in looked.text(paper)


@settings(max_examples=60)
@given(st.sampled_from(KINDS), st.data())
def test_any_texts_are_written_whole_or_refused(kind: str, data: st.DataObject) -> None:
    texts = st.text(max_size=60)
    by_kind = {
        "text": texts,
        "day": st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        "count": st.integers(0, 999),
        "list": st.lists(texts, min_size=1, max_size=3).map(tuple),
    }
    filled = {name: data.draw(by_kind[asked]) for name, asked in letters.fields(kind).items()}
    try:
        written = write(letter(kind, **filled))
    except PaperRefused as refusal:
        assert re.match(rf"{kind}\.", str(refusal))
        return
    for value in filled.values():
        if isinstance(value, tuple):
            assert len(next(part for part in written.body if isinstance(part, tuple))) >= 1
    assert letter_pdf(letter(kind, **filled), at=AT)
