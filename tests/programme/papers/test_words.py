"""Every language says everything, and no letter has a place for what an operator must not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programme.papers.made import pseudo
from trustlane.parties.roles import ROLES
from trustlane.programme.benefits.catalogue import Agency
from trustlane.programme.labels import AGENCIES
from trustlane.programme.papers import certificate, words
from trustlane.programme.papers.refusals import UnknownWord
from trustlane.programme.papers.words import LetterWords

LETTERS = {
    "revalidation_begun",
    "revalidation_closed",
    "benefits_granted",
    "benefits_withheld",
    "benefits_ended",
    "incident",
    "acknowledgement",
    "request_for_information",
    "not_accepted",
    "accepted",
    "validation_announced",
    "corrective_action",
    "intention_to_refuse",
    "granted",
    "refused",
    "freeze",
    "suspension",
    "lifted",
    "intention_to_revoke",
    "revoked",
    "intention_to_annul",
    "annulled",
    "extension",
    "more_time",
    "more_time_declined",
    "amended",
    "amendment_declined",
    "downgraded",
    "freeze_ended",
    "suspended_on_request",
    "suspension_stays",
    "hearing_dropped",
    "appeal_received",
    "appeal_dismissed",
    "appeal_allowed",
    "withdrawn",
    "given_back",
    "application_ended",
    "ended_with_company",
    "expired",
    "succeeded",
}


@pytest.mark.parametrize("language", words.languages())
def test_every_language_has_every_word(language: str) -> None:
    spoken, english = words.words(language), words.words("en")
    assert set(spoken.letters) == LETTERS
    assert set(spoken.roles) == set(ROLES)
    assert set(spoken.scopes) == set(certificate.SCOPES)
    assert tuple(spoken.agencies) == get_args(Agency)
    assert set(AGENCIES) == set(get_args(Agency))
    for part in (
        "certificate",
        "report",
        "letter",
        "roles",
        "scopes",
        "agencies",
        "modes",
        "incidents",
        "ratings",
        "traced",
        "states",
        "phrases",
    ):
        own, theirs = getattr(spoken, part), getattr(english, part)
        assert own.keys() == theirs.keys()
        for name, sentence in own.items():
            assert set(words.PLACE.findall(sentence)) == set(words.PLACE.findall(theirs[name])), (part, name)
    for name, letter in spoken.letters.items():
        assert dict(letter.fields) == dict(english.letters[name].fields)
        assert set(letter.optional) == set(english.letters[name].optional)


@pytest.mark.parametrize("language", words.languages())
def test_no_letter_of_any_language_has_a_fault(language: str) -> None:
    assert list(words.faults(words.words(language))) == []


@pytest.mark.parametrize(
    "kind", ["not_accepted", "refused", "suspension", "amended", "downgraded", "revoked", "annulled"]
)
def test_an_adverse_decision_gives_its_reasons_its_legal_basis_and_the_way_to_appeal(kind: str) -> None:
    fields = words.words("en").letters[kind].fields
    assert {"reasons", "legal_basis", "appeal_body", "appeal_days", "appeal_by"} <= fields.keys()


@pytest.mark.parametrize("kind", ["intention_to_refuse", "intention_to_revoke", "intention_to_annul"])
def test_an_intention_says_until_when_the_operator_is_heard_and_that_nothing_is_decided(kind: str) -> None:
    letter = words.words("en").letters[kind]
    assert {"hearing_days", "hearing_by", "reasons"} <= letter.fields.keys()
    assert any("No decision has been made." in sentence for sentence in letter.body)


@pytest.mark.parametrize(
    ("letter", "told"),
    [
        (LetterWords("S", {"a": "text"}, ("b",)), "has the field a and uses it nowhere"),
        (LetterWords("S {a}", {}, ("b",)), "uses a, which is none of its fields"),
        (LetterWords("S", {"risk_score": "count"}, ("{risk_score}",)), "has a place for risk; that is never told"),
        (LetterWords("S", {"profile": "text"}, ("{profile}",)), "has a place for profile"),
        (LetterWords("S", {"lane": "text"}, ("{lane}",)), "has a place for lane"),
        (LetterWords("S", {"a": "list"}, ("See {a}",)), "has the list a inside a sentence"),
        (LetterWords("S", {}, ("b",), ("c",)), "may lack c, which is none of its fields"),
        (LetterWords("S {a}", {"a": "text"}, ("b",), ("a",)), "may lack a, which its subject needs"),
    ],
)
def test_a_letter_with_a_fault_is_told(letter: LetterWords, told: str) -> None:
    import msgspec

    spoken = msgspec.structs.replace(words.words("en"), letters={"bad": letter})
    assert any(told in fault for fault in words.faults(spoken))


def test_a_language_with_a_fault_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "faults", lambda spoken: ["The letter x is wrong."])
    words.use("")
    with pytest.raises(UnknownWord, match=r"words/en.yaml: The letter x is wrong"):
        words.words("en")
    monkeypatch.undo()
    assert words.words("en").letters


def test_days_are_written_as_the_language_writes_them() -> None:
    assert words.day(date(2026, 3, 3), "en") == "3 March 2026"
    assert words.day(date(2026, 3, 3), "fr") == "3 mars 2026"


def test_days_of_a_language_that_no_calendar_knows_are_written_as_its_first_part_says() -> None:
    assert words.day(date(2026, 3, 3), "fr-xz1234") == "3 mars 2026"


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """English and two languages made of it."""
    monkeypatch.setattr(words, "FOLDER", pseudo(tmp_path, "en-xa", "fr"))
    words.use("")
    yield
    monkeypatch.undo()
    words.use("")


@pytest.mark.parametrize(
    ("chosen", "house", "spoken"),
    [
        ([], "en", "en"),
        (["", ""], "fr", "fr"),
        (["en-xa"], "en", "en-xa"),
        (["", "en-xa"], "en", "en-xa"),
        (["fr", "en-xa", "fr"], "en", "fr"),
        (["fr", "en-xa"], "fr", "fr"),
        (["fr", "en-xa"], "en", "en-xa"),
        (["de"], "fr", "fr"),
        (["de"], "de", "en"),
    ],
)
def test_people_are_written_to_in_their_language_else_in_the_administrations(
    three: None, chosen: list[str], house: str, spoken: str
) -> None:
    assert words.spoken_to(chosen, house=house) == spoken


def test_a_language_made_of_the_english_has_every_word_and_no_fault(three: None) -> None:
    test_every_language_has_every_word("en-xa")
    assert list(words.faults(words.words("en-xa"))) == []


@given(st.text(), st.text())
def test_what_is_filled_in_is_never_filled_again(one: str, two: str) -> None:
    assert words.fill("{a}|{b}", {"a": one, "b": two}) == f"{one}|{two}"
