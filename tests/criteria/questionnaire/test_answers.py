"""A value answers its question or is refused by name with the mend; what is kept is read back the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.questionnaire.own import AT, said, values
from trustlane.criteria.question import MET, Choice, Question
from trustlane.criteria.questionnaire import answers
from trustlane.criteria.questionnaire.answers import (
    Answer,
    AnswerRefused,
    Empty,
    NotAChoice,
    NotADate,
    NotANumber,
    NotEvidence,
    OutOfBounds,
    TooFine,
    TooLong,
    Unreadable,
    check,
    latest,
    met,
    read,
    sets_aside,
    written,
)

YES_NO = Question("Q.1", "Is it?", "yes_no")
CHOICE = Question("Q.2", "Which?", "choice", choices=MET)
SCALE = Question("Q.3", "How far?", "scale", least="1", most="5", low="not", high="fully")
NUMBER = Question("Q.4", "How many?", "number", unit="people", least="0", most="1000", places=2)
FREE = Question("Q.5", "How many?", "number", unit="boxes")
DATE = Question("Q.6", "Since when?", "date", least="2000-01-01", most="2030-12-31")
DAY = Question("Q.7", "When?", "date")
TEXT = Question("Q.8", "How?", "text", most="20")
LONG = Question("Q.9", "How?", "text")
FILE = Question("Q.10", "The plan", "file")
EVERY = (YES_NO, CHOICE, SCALE, NUMBER, FREE, DATE, DAY, TEXT, LONG, FILE)


@pytest.mark.parametrize(
    ("question", "given", "kept"),
    [
        (YES_NO, "yes", "yes"),
        (YES_NO, " Yes ", "yes"),
        (YES_NO, False, "no"),
        (CHOICE, "This does not concern us", "not_applicable"),
        (CHOICE, "PARTLY", "partly"),
        (SCALE, "3", 3),
        (SCALE, 4.0, 4),
        (NUMBER, "12.5", Decimal("12.50")),
        (NUMBER, 0.1, Decimal("0.10")),
        (NUMBER, "1 000", Decimal("1000.00")),
        (NUMBER, "-0", Decimal("0.00")),
        (FREE, 1e-0, Decimal(1)),
        (FREE, "-5", Decimal(-5)),
        (DATE, "2026-03-31", date(2026, 3, 31)),
        (DATE, date(2026, 3, 31), date(2026, 3, 31)),
        (DATE, datetime(2026, 3, 31, tzinfo=UTC), date(2026, 3, 31)),
        (TEXT, "  by hand\r\n", "by hand"),
        (TEXT, 12.0, "12"),
        (TEXT, 1.5, "1.5"),
        (TEXT, True, "Yes"),
        (TEXT, False, "No"),
        (LONG, "a\rb", "a\nb"),
        (FILE, "b2, a1;a1", ("a1", "b2")),
        (FILE, 12.0, ("12",)),
        (FILE, ["x"], ("x",)),
    ],
)
def test_a_value_is_kept_as_its_kind_wants_it(question: Question, given: object, kept: object) -> None:
    found = check(question, given)
    assert found == kept
    assert type(found) is type(kept)
    assert str(found) == str(kept)


@pytest.mark.parametrize(
    ("question", "given", "refusal", "said_of_it"),
    [
        (YES_NO, "", Empty, "leave it for later"),
        (YES_NO, None, Empty, "leave it for later"),
        (FILE, [], Empty, "leave it for later"),
        (FILE, [" "], Empty, "Attach one"),
        (YES_NO, "maybe", NotAChoice, "Choose one of: Yes; No."),
        (CHOICE, "so\x00what" * 20, NotAChoice, "Choose one of: Yes; Partly; No; This does not concern us."),
        (SCALE, "high", NotANumber, "Write digits"),
        (SCALE, True, NotANumber, "'True' is no number"),
        (NUMBER, "1,5", NotANumber, "no number (people)"),
        (NUMBER, "nan", NotANumber, "Write digits"),
        (NUMBER, float("inf"), NotANumber, "Write digits"),
        (NUMBER, 1e300, NotANumber, "Write digits"),
        (NUMBER, "9" * 40, NotANumber, "Write digits"),
        (NUMBER, 1e-7, TooFine, "at most 2 decimal places"),
        (NUMBER, "1.234", TooFine, "at most 2 decimal places"),
        (SCALE, "1.5", TooFine, "whole numbers only"),
        (SCALE, 6, OutOfBounds, "from 1 to 5."),
        (NUMBER, "1000.01", OutOfBounds, "from 0 to 1000 (people)"),
        (FREE, "999999999999", OutOfBounds, "from -100000000000 to 100000000000 (boxes)"),
        (DATE, "2026-02-30", NotADate, "There is no day 2026-02-30."),
        (DATE, "31.3.2026", NotADate, "2026-03-31"),
        (DATE, 46112, NotADate, "2026-03-31"),
        (DATE, time(3), NotADate, "2026-03-31"),
        (DATE, datetime(2026, 3, 31, 4, tzinfo=UTC), NotADate, "2026-03-31"),
        (DATE, "1999-12-31", OutOfBounds, "from 2000-01-01 to 2030-12-31"),
        (DAY, "1899-01-01", OutOfBounds, "from 1900-03-01 to 2199-12-31"),
        (TEXT, "x" * 21, TooLong, "Shorten it to 20"),
        (LONG, "x" * 4_001, TooLong, "Shorten it to 4,000"),
        (LONG, "a\u202eb", Unreadable, "Type it anew"),
        (LONG, "a\ud800", Unreadable, "Type it anew"),
        (LONG, "a\ufffe", Unreadable, "Type it anew"),
        (FILE, "../etc", NotEvidence, "'../etc' is no id"),
        (FILE, object(), NotEvidence, "Name documents by their ids"),
        (FILE, [str(one) for one in range(41)], TooLong, "40 at most"),
    ],
)
def test_what_does_not_answer_is_refused_by_name(
    question: Question, given: object, refusal: type[AnswerRefused], said_of_it: str
) -> None:
    with pytest.raises(refusal) as told:
        check(question, given)
    assert type(told.value) is refusal
    assert said_of_it in str(told.value)
    assert str(told.value) == f"{told.value.reason} {told.value.mend}"
    assert len(str(told.value)) < 300


@given(st.data())
def test_what_is_kept_is_read_back_the_same_from_its_characters(data: st.DataObject) -> None:
    question = data.draw(st.sampled_from([one for one in EVERY if one not in (DATE, TEXT)]))
    value = data.draw(values(question))
    assert check(question, value) == value
    assert check(question, written(value)) == value


@given(
    st.sampled_from(EVERY),
    st.none() | st.booleans() | st.text() | st.floats() | st.integers() | st.dates() | st.datetimes() | st.times()
    | st.lists(st.text(), max_size=3) | st.decimals(),
)  # fmt: skip
def test_whatever_is_given_is_kept_or_refused_and_never_both_ways(question: Question, given: object) -> None:
    try:
        value = check(question, given)
    except AnswerRefused as refusal:
        assert refusal.mend
    else:
        assert check(question, value) == value


def test_how_far_an_answer_meets_the_item_is_what_its_choice_is_worth() -> None:
    assert [met(CHOICE, one) for one in ("yes", "partly", "no", "not_applicable", "other")] == [100, 50, 0, None, None]
    assert [met(YES_NO, one) for one in ("yes", "no")] == [100, 0]
    bad = Question("Q", "Is there one?", "yes_no", good="no")
    assert [met(bad, one) for one in ("yes", "no")] == [0, 100]
    assert met(Question("Q", "Is there one?", "yes_no", good="neither"), "yes") is None
    assert [met(SCALE, one) for one in (1, 2, 5)] == [0, 25, 100]
    turned = Question("Q", "How bad?", "scale", good="no", least="0", most="3", low="not", high="very")
    assert [met(turned, one) for one in (0, 1, 3)] == [100, 67, 0]
    assert met(TEXT, "well") is None
    assert sets_aside(CHOICE, "not_applicable")
    assert not sets_aside(CHOICE, "no")
    assert not Question("Q", "Which?", "choice", choices=(Choice("a", "A"), Choice("b", "B"))).counts


def test_the_newest_answer_counts_and_of_two_at_one_instant_the_later() -> None:
    old, new = said("Q.1", "no", at=AT - timedelta(days=1)), said("Q.1", "yes")
    assert latest([new, old]) == {("Q.1", None): new}
    again = said("Q.1", "no")
    assert latest([new, again]) == {("Q.1", None): again}
    assert set(latest([said("Q.1", "no", "north"), said("Q.1", "no", "south")])) == {("Q.1", "north"), ("Q.1", "south")}


def test_an_answer_rests_on_its_documents_and_on_those_it_is_made_of() -> None:
    assert said("Q.10", ("b",), None, "a").shown == ("a", "b")
    assert said("Q.1", "yes", None, "a").shown == ("a",)


def test_an_answer_that_no_longer_fits_is_read_as_none() -> None:
    assert read(YES_NO, said("Q.1", "yes")) == "yes"
    assert read(SCALE, said("Q.3", "yes")) is None
    assert read(SCALE, None) is None


def test_documents_are_written_with_blanks_between() -> None:
    assert written(("a1", "b2")) == "a1 b2"
    assert written(Decimal("1E+2")) == "100"


def test_a_number_in_a_file_of_questions_is_digits() -> None:
    assert answers.parsed("1.5") == Decimal("1.5")
    assert answers.parsed("1e5") is None


def test_an_answer_is_a_value_that_can_be_compared() -> None:
    assert said("Q.1", "yes") == Answer("Q.1", "yes", None, (), "ann", AT, "so")
