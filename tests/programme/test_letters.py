"""A letter is what it was when it was sent: the same bytes each time, for the operator and officers alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.programme.cases import Programme
from tests.programme.papers.looked import text as words
from tests.programme.papers.made import pseudo
from trustlane.access.actions.people import prefer
from trustlane.access.refusals import Refused
from trustlane.programme.models import Letter, SealedLetter, Terms
from trustlane.programme.notices.table import LETTERS
from trustlane.programme.papers import keys
from trustlane.programme.papers import words as dictionary
from trustlane.programme.papers.letters import write
from trustlane.programme.papers.seal import check_seal
from trustlane.programme.queries import letters, papers
from trustlane.programme.queries.lettering import points
from trustlane.programme.refusals import ClockSaysNo, NothingToPrint
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def last(case: Any) -> Letter:
    return Letter.objects.filter(case=case).latest("pk")


def test_a_letter_tells_the_reason_and_the_days_of_the_case(programme: Programme) -> None:
    case = programme.case(Stage.REFUSAL_HEARING)
    letter = last(case)
    sheet = words(letters.letter_paper(case, letter.pk, programme.trader(case.operator), at=programme.now))
    for fact in ("The record is bad.", case.reference, case.name, "within 30 days", "No decision has been made."):
        assert fact in sheet


def test_what_changes_later_changes_no_letter(programme: Programme) -> None:
    case = programme.case(Stage.REFUSAL_HEARING)
    letter, reader = last(case), programme.trader(case.operator)
    before = letters.letter_paper(case, letter.pk, reader, at=programme.now)
    programme.do("hear", case)
    assert letters.letter_paper(case, letter.pk, reader, at=programme.tick(days=40)) == before


def test_a_sealed_letter_is_sealed_once(programme: Programme, settings: Any, tmp_path: Any) -> None:
    made = keys.make_seal_key("Customs of Exampleland", at=programme.now, passphrase=b"open")
    (tmp_path / "seal.p12").write_bytes(made.pkcs12)
    settings.TRUSTLANE_SEAL = (str(tmp_path / "seal.p12"), "open")
    case = programme.case(Stage.SUBMITTED)
    reader = programme.trader(case.operator)
    first = letters.letter_paper(case, last(case).pk, reader, at=programme.tick())
    assert check_seal(first, made.root, at=programme.now).holds
    assert letters.letter_paper(case, last(case).pk, reader, at=programme.tick(days=9)) == first
    assert SealedLetter.objects.count() == 1
    assert papers.seals()


def test_a_letter_is_read_by_the_operator_and_by_officers_alone(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    agency, stranger = programme.person("agency_officer"), programme.trader(programme.operator())
    assert letters.of_case(case, agency, at=programme.now) == []
    with pytest.raises(NothingToPrint):
        letters.letter_paper(case, last(case).pk, agency, at=programme.now)
    with pytest.raises(Refused):
        letters.of_case(case, stranger, at=programme.now)
    kinds = [row.kind for row in letters.of_case(case, programme.officer, at=programme.now)]
    assert kinds == ["accepted", "acknowledgement"]
    other = programme.case(Stage.SUBMITTED)
    with pytest.raises(NothingToPrint):
        letters.letter_paper(case, last(other).pk, programme.officer, at=programme.now)
    with pytest.raises(NothingToPrint):
        letters.letter_paper(case, 1 << 80, programme.officer, at=programme.now)


def test_a_letter_of_a_case_that_is_decided_by_the_clock_names_the_day_the_law_says(programme: Programme) -> None:
    from trustlane.programme.actions import run_out

    case = programme.case(Stage.SUBMITTED)
    day = programme.now.date()
    run_out(at=programme.tick(days=45))
    letter = last(case)
    assert (letter.kind, letter.facts["fields"]["accepted_on"]) == ("accepted", day.isoformat())


def said(case: Any) -> str:
    """Everything the last letter of a case says, one line."""
    written = write(letters.as_paper(last(case)))
    points = (part if isinstance(part, str) else " ".join(part) for part in written.body)
    return " ".join((written.subject, *points))


@pytest.mark.parametrize(
    ("stage", "move", "facts"),
    [
        (Stage.AMENDING, "amend", ("customs compliance", "Exporter", "no end date", "Agreed.", "new certificate")),
        (Stage.AMENDING, "downgrade", ("lowered your status", "customs compliance", "Agreed.", "You may appeal")),
        (Stage.AMENDING, "decline_amendment", ("stays as it is", "No.")),
        (Stage.MONITORED, "request_suspension", ("as you asked", "partners are told")),
        (Stage.REINSTATING, "decline_reinstatement", ("it stays", "Not yet.", "It is lifted as soon as")),
        (Stage.REVOCATION_HEARING, "drop_hearing", ("to revoke it", "Not proven.", "not to do so")),
        (Stage.ANNULMENT_HEARING, "drop_hearing", ("to annul it", "Not proven.")),
        (Stage.NON_ACCEPTANCE_APPEALED, "allow_non_acceptance_appeal", ("not accepting", "counts as accepted")),
        (Stage.DOWNGRADE_APPEALED, "dismiss_downgrade_appeal", ("the lowering of your status", "stands")),
        (Stage.REFUSAL_APPEALED, "dismiss_refusal_appeal", ("the refusal", "dismissed", "Right.", "which court")),
        (Stage.REFUSAL_APPEALED, "allow_refusal_appeal", ("the refusal", "decided anew", "It was.")),
        (Stage.SUSPENSION_APPEALED, "dismiss_suspension_appeal", ("the suspension of your status", "stands")),
        (Stage.REVOCATION_APPEALED, "allow_status_appeal", ("the revocation", "as it was before that decision")),
        (Stage.ANNULMENT_APPEALED, "dismiss_annulment_appeal", ("the annulment of your status", "Right.")),
        (Stage.DESK_REVIEW, "withdraw", ("you withdrew your application", "nothing was decided")),
        (Stage.MONITORED, "give_back", ("you gave your status back", "no longer in force")),
        (Stage.MONITORED, "lapse_status", ("ended with your company", "It is struck off.", "no finding against you")),
        (Stage.DESK_REVIEW, "lapse", ("has ended", "The company ended.")),
        (Stage.MONITORED, "succeed", ("Invented Trading 2 Ltd", "merged or split", "merged")),
    ],
)
def test_a_decision_on_a_status_is_written_with_its_reason_and_what_follows(
    programme: Programme, stage: Stage, move: str, facts: tuple[str, ...]
) -> None:
    case = programme.case(stage)
    programme.do(move, case)
    assert last(case).kind == LETTERS[move]
    for fact in facts:
        assert fact in said(case)
    assert words(letters.letter_paper(case, last(case).pk, programme.officer, at=programme.now))


def test_a_letter_of_an_amendment_names_the_tier_and_the_conditions_decided_with_it(programme: Programme) -> None:
    from trustlane.programme import actions as deeds

    case = programme.case(Stage.MONITORED)
    terms = deeds.Granted(True, True, ["exporter"], tier="AA", conditions="Report twice a year.\nKeep the gate shut.")
    deeds.propose_amendment(case=case, terms=terms, reason="A", by=programme.officer, at=programme.tick())
    programme.do("amend", case)
    assert "Tier: AA." in said(case)
    assert "Report twice a year. Keep the gate shut." in said(case)


def test_a_freeze_that_lapsed_by_the_clock_is_written_of_without_a_reason_and_one_lifted_with_its_own(
    programme: Programme,
) -> None:
    from trustlane.programme import actions as deeds

    case, other = programme.case(Stage.FROZEN), programme.case(Stage.FROZEN)
    deeds.lapse_freeze(case=other, reason="A mix-up.", by=programme.decider, at=programme.tick())
    assert "A mix-up." in said(other)
    deeds.run_out(at=programme.tick(hours=80))
    assert last(case).kind == "freeze_ended"
    assert "reasons" not in last(case).facts["fields"]
    assert "given again from that moment" in said(case)


def test_a_certificate_that_ran_out_is_written_of_with_its_last_day(programme: Programme) -> None:
    from trustlane.programme import actions as deeds

    programme.preset = "national-2026"
    case = programme.case(Stage.MONITORED)
    day = Terms.objects.get(case=case).expires
    assert day is not None
    deeds.run_out(at=programme.tick(days=(day - programme.now.date()).days + 2))
    assert last(case).facts["fields"]["last_day"] == day.isoformat()
    assert "was not renewed" in said(case)


def test_a_status_that_was_suspended_before_it_was_revoked_is_written_of_as_suspended_again(
    programme: Programme,
) -> None:
    case = programme.case(Stage.SUSPENDED)
    for step in ("intend_revocation", "hear", "revoke", "appeal_revocation", "allow_appeal_of_suspended"):
        programme.do(step, case)
    assert "It is suspended, as it was before that decision." in said(case)


@pytest.mark.parametrize("suspends", [True, False])
def test_an_appeal_is_acknowledged_with_what_it_does_meanwhile_and_until_when_it_is_decided(
    programme: Programme, suspends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.programme.actions import effects
    from trustlane.programme.queries import lettering_after

    for module in (effects, lettering_after):
        monkeypatch.setattr(module, "suspensive", lambda preset: suspends)
    programme.preset = "national-2026"
    case = programme.case(Stage.SUSPENSION_APPEALED)
    assert ("has no effect" in said(case)) is suspends
    assert ("stays as it is" in said(case)) is not suspends
    assert "We decide within" in said(case)
    # A refusal is not undone by an appeal: there is no status that could be given back.
    refused = programme.case(Stage.REFUSAL_APPEALED)
    assert "stays as it is" in said(refused)


def test_more_time_for_the_operator_is_written_to_it_and_more_time_to_look_at_its_answer_is_not(
    programme: Programme,
) -> None:
    from trustlane.programme import actions as deeds

    programme.preset = "national-2026"
    case = programme.case(Stage.SUBMITTED)
    programme.do("ask_information", case)
    told = {"reason": "Ill.", "legal_basis": "Act 1", "by": programme.officer}
    deeds.extend(case=case, term="information", days=10, asked_by="applicant", at=programme.tick(), **told)
    assert last(case).kind == "more_time"
    assert "12 days more to give us the information we asked for" in said(case)
    before = Letter.objects.count()
    person = programme.decider
    with pytest.raises(ClockSaysNo):
        deeds.extend(case=case, term="acceptance", days=10, at=programme.tick(), **(told | {"by": person}))
    assert Letter.objects.count() == before


@pytest.fixture
def accented(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A pseudo-language that has words."""
    monkeypatch.setattr(dictionary, "FOLDER", pseudo(tmp_path, "en-xa"))
    dictionary.use("")
    yield
    monkeypatch.undo()
    dictionary.use("")


def test_a_letter_speaks_the_language_its_reader_chose_and_keeps_it(programme: Programme, accented: None) -> None:
    case = programme.draft()
    reader = programme.trader(case.operator)
    prefer(user=reader, language="en-xa", by=reader, at=programme.now)
    programme.do("submit", case)
    first = last(case)
    assert (first.kind, first.language) == ("acknowledgement", "en-xa")
    paper = letters.letter_paper(case, first.pk, reader, at=programme.now)
    written = words(paper)
    # The words are of that language, the facts are what they are.
    assert "received" not in written
    assert "ŕéçéîṽéð" in written.lower().replace("éé", "é").replace("îî", "î")
    assert case.reference in written
    # Chosen anew, the next letter follows; the one before stays what it was.
    prefer(user=reader, language="en", by=reader, at=programme.tick())
    programme.do("accept", case)
    assert last(case).language == "en"
    assert letters.letter_paper(case, first.pk, reader, at=programme.tick(days=300)) == paper


def test_where_nobody_chose_a_language_with_words_the_administrations_is_written(
    programme: Programme, accented: None, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en-xa"
    case = programme.draft()
    reader = programme.trader(case.operator)
    prefer(user=reader, language="ar-xb", by=reader, at=programme.now)
    programme.do("submit", case)
    assert last(case).language == "en-xa"


def test_a_letter_cannot_be_sent_by_hand(programme: Programme) -> None:
    from django.db import IntegrityError

    case, other = programme.case(Stage.SUBMITTED), programme.case(Stage.DRAFT)
    event = other.events.latest("number")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(
            event=event, case=case, kind="granted", language="en", facts={}, issued_at=event.at, by_post=False
        )


def test_a_reason_of_many_lines_keeps_them_all() -> None:
    assert points("") == ["–"]
    assert points(" One.\n\nTwo. ") == ["One.", "Two."]
    many = points("\n".join(f"Line {number}." for number in range(90)))
    assert len(many) == 60
    assert many[-1].endswith("Line 89.")
