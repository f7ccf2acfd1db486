"""A value has to answer its question; what is asked follows from the answers; nothing is submitted with gaps."""

from __future__ import annotations

from datetime import date

import pytest

from tests.programme.cases import Programme, answer_all, document
from trustlane.programme import actions as deeds
from trustlane.programme.queries.asked import contradictions, missing, newest, self_assessment
from trustlane.programme.refusals import AnswerUnfit, EvidenceUnknown, Incomplete, NotAsked, WrongStage
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("FIRM.1", "many"),
        ("FIRM.1", "0"),
        ("FIRM.1", "2.5"),
        ("FIRM.2", "yesterday"),
        ("FIRM.2", "2026-02-30"),
        ("FIRM.4", "perhaps"),
        ("FIRM.6", ["we"]),
        ("FIRM.12", "x" * 401),
        ("FIRM.12", "hidden\u202ename"),
        ("FIRM.4", "  "),
    ],
)
def test_what_does_not_answer_the_question_is_refused_with_the_mend(
    programme: Programme, question: str, value: object
) -> None:
    case = programme.draft(answered=False)
    with pytest.raises(AnswerUnfit) as refused:
        deeds.answer(case=case, question=question, value=value, by=programme.trader(case.operator), at=programme.tick())
    assert refused.value.mend


def test_answers_are_kept_as_the_question_means_them_and_name_who_gave_them(programme: Programme) -> None:
    case = programme.draft(answered=False)
    by = programme.trader(case.operator)
    for question, value in {"FIRM.1": " 12 ", "FIRM.4": "YES", "FIRM.2": date(2001, 5, 6)}.items():
        deeds.answer(case=case, question=question, value=value, by=by, at=programme.tick())
    given = self_assessment(case, on=TODAY).given
    assert {place[0]: one.value for place, one in given.items()} == {
        "FIRM.1": "12",
        "FIRM.4": "yes",
        "FIRM.2": "2001-05-06",
    }
    assert {one.by_name for one in given.values()} == {by.full_name}


def test_the_same_said_twice_is_kept_once_and_taken_back_it_is_open_again(programme: Programme) -> None:
    case = programme.draft(answered=False)
    by = programme.trader(case.operator)
    first = deeds.answer(case=case, question="FIRM.1", value="12", by=by, at=programme.tick())
    assert first is not None
    assert deeds.answer(case=case, question="FIRM.1", value="12", by=by, at=programme.tick()) is None
    deeds.answer(case=case, question="FIRM.1", value=None, by=by, at=programme.tick())
    assert ("FIRM.1", None) not in self_assessment(case, on=TODAY).given
    assert case.answers.count() == 2  # what was said stays readable
    assert deeds.answer(case=case, question="FIRM.1", value=None, by=by, at=programme.tick()) is None


def test_what_was_taken_back_counted_until_then(programme: Programme) -> None:
    case = programme.draft(answered=False)
    by = programme.trader(case.operator)
    first = deeds.answer(case=case, question="FIRM.1", value="12", by=by, at=programme.tick())
    assert first is not None
    deeds.answer(case=case, question="FIRM.1", value=None, by=by, at=programme.tick())
    assert newest(case) == []
    assert [row.value for row in newest(case, until=first.at)] == ["12"]


def test_a_question_that_is_not_asked_takes_no_answer(programme: Programme) -> None:
    case = programme.draft(answered=False)
    by = programme.trader(case.operator)
    for question, site in (("FIRM.11", None), ("NO.1", None), ("FIRM.1", 7)):
        with pytest.raises(NotAsked):
            deeds.answer(case=case, question=question, value="1", site=site, by=by, at=programme.tick())
    deeds.answer(case=case, question="FIRM.10", value="yes", by=by, at=programme.tick())
    with pytest.raises(EvidenceUnknown):
        deeds.answer(case=case, question="FIRM.11", value=["999999"], by=by, at=programme.tick())
    with pytest.raises(EvidenceUnknown):
        deeds.answer(case=case, question="FIRM.11", value=["other"], by=by, at=programme.tick())
    own = document(case, programme.now)
    assert deeds.answer(case=case, question="FIRM.11", value=[str(own)], by=by, at=programme.tick()) is not None


def test_another_operators_document_shows_nothing(programme: Programme) -> None:
    case, other = programme.draft(answered=False), programme.draft(answered=False)
    foreign = document(other, programme.now)
    with pytest.raises(EvidenceUnknown):
        deeds.answer(
            case=case,
            question="FIRM.2",
            value="2001-01-01",
            evidence=[foreign],
            by=programme.trader(case.operator),
            at=programme.tick(),
        )


def test_several_answers_are_kept_all_or_none(programme: Programme) -> None:
    case = programme.draft(answered=False)
    replies = [deeds.Reply("FIRM.1", "12"), deeds.Reply("FIRM.2", "no day")]
    with pytest.raises(AnswerUnfit):
        deeds.answer_all(case=case, replies=replies, by=programme.trader(case.operator), at=programme.tick())
    assert not case.answers.exists()


def test_nothing_is_submitted_with_gaps_and_each_gap_is_named_by_its_question(programme: Programme) -> None:
    case = programme.draft(answered=False)
    by = programme.trader(case.operator)
    with pytest.raises(Incomplete) as refused:
        deeds.submit(case=case, by=by, at=programme.tick())
    assert "FIRM.1 How many people work in your firm, owners included?" in refused.value.missing
    answer_all(case, by=by, at=programme.tick())
    assert missing(case, on=TODAY) == []
    deeds.submit(case=case, by=by, at=programme.tick())


def test_a_question_for_each_site_is_answered_for_each_of_them(programme: Programme) -> None:
    from trustlane.parties.actions.amending import add_site

    operator = programme.operator()
    for _ in range(2):
        add_site(operator=operator, actor="system:tests", at=programme.now, country="XA", name="Mill")
    case = programme.draft(operator=operator, answered=False)
    assessment = self_assessment(case, on=TODAY)
    assert sorted(assessment.sites.values()) == ["Mill (1)", "Mill (2)"]
    answer_all(case, by=programme.trader(operator), at=programme.tick())
    per_site = [site for _, site in self_assessment(case, on=TODAY).given if site is not None]
    assert set(per_site) == set(assessment.sites)


def test_a_claim_without_a_document_is_pointed_out_and_history_never_is(programme: Programme) -> None:
    case = programme.case(Stage.DRAFT)
    found = {one.rule for one in contradictions(case, self_assessment(case, on=TODAY), on=TODAY)}
    assert "claimed_without_evidence" in found
    assert not {rule for rule in found if rule.startswith(("history", "role_seen", "role_applied"))}


def test_after_the_decision_nothing_is_answered_otherwise(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    with pytest.raises(WrongStage):
        deeds.answer(case=case, question="FIRM.1", value="13", by=programme.trader(case.operator), at=programme.tick())


def test_information_is_given_with_documents_of_ones_own(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    programme.do("ask_information", case)
    by = programme.trader(case.operator)
    with pytest.raises(EvidenceUnknown):
        deeds.answer_information(case=case, text="Here.", evidence=[999_999], by=by, at=programme.tick())
    own = document(case, programme.now)
    event = deeds.answer_information(case=case, text="Here.", evidence=[own], by=by, at=programme.tick())
    assert event.data == {"evidence": [own]}
