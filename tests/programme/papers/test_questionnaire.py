"""The self-assessment on paper: every question with its answer, whatever somebody typed into it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.programme.papers.looked import text
from trustlane.programme.papers import questionnaire
from trustlane.programme.papers.questionnaire import Chapter, Line, Questionnaire, questionnaire_pdf
from trustlane.programme.papers.refusals import PaperRefused

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def paper(*lines: Line, demonstration: bool = False) -> Questionnaire:
    chapters = (Chapter("About your firm", lines), Chapter("Nothing is asked here", ()))
    return Questionnaire("XA-C000001", "Customs", "Potter’s Wheel Ltd", "SAFE", AT.date(), chapters, demonstration)


def test_questions_answers_and_documents_stand_on_it() -> None:
    answered = Line("A.O1.1", "Is it locked?", "Yes", "Mill Road", "By two people.", ("iso.pdf",), "Pola", "1 Mar 2026")
    sheet = text(questionnaire_pdf(paper(answered, Line("A.O1.2", "Since when?"), demonstration=True), at=AT))
    for said in (
        "1 of 2 questions",
        "Is it locked?",
        "Mill Road",
        "By two people.",
        "iso.pdf",
        "Pola",
        "Not answered.",
    ):
        assert said in sheet, said
    assert "Nothing is asked here" not in sheet


@pytest.mark.parametrize("typed", ["x" * 4_000, "one\ttwo\n\nthree", "https://example.org/" + "a" * 200, "😀 ok"])
def test_whatever_was_typed_is_shown_or_refused_by_name(typed: str) -> None:
    try:
        assert questionnaire_pdf(paper(Line("FIRM.12", "Whom can customs ask?", typed)), at=AT).startswith(b"%PDF")
    except PaperRefused as refused:
        assert str(refused)


def test_more_questions_than_any_catalogue_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questionnaire, "MOST_QUESTIONS", 1)
    with pytest.raises(PaperRefused, match="at most 1 questions"):
        questionnaire_pdf(paper(Line("A", "One?"), Line("B", "Two?")), at=AT)


def test_the_same_answers_at_the_same_instant_are_the_same_bytes() -> None:
    one = paper(Line("A", "One?", "Yes", by="", at="1 Mar 2026"))
    assert questionnaire_pdf(one, at=AT) == questionnaire_pdf(one, at=AT)
    assert date(2026, 3, 1) == one.on
