"""The yearly report as it is written: one answer or many, all of them or none, and given once it is whole."""

from __future__ import annotations

import pytest

from tests.programme.cases import Programme, document
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.actions import Reply
from trustlane.programme.models import Case, ReportAnswer
from trustlane.programme.refusals import AnswerUnfit, Incomplete, NotAsked, WrongStage
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db

QUIET = [
    *(Reply(question, "no") for question in ("P.O1.1", "S.O1.1", "T.O1.1", "N.O1.1", "V.O1.3", "C.O1.1", "F.O1.1")),
    Reply("V.O1.1", "120"),
    Reply("V.O1.2", "2"),
    Reply("F.O2.1", "yes"),
    Reply("P.O1.3", "7"),
]


@pytest.fixture
def case(programme: Programme) -> Case:
    found: Case = programme.case(Stage.MONITORED)
    return found


def told(programme: Programme, case: Case, replies: list[Reply]) -> list[ReportAnswer]:
    return deeds.answer_report_all(case=case, replies=replies, by=programme.trader(case.operator), at=programme.tick())


def test_a_report_is_answered_in_one_go_and_given(programme: Programme, case: Case) -> None:
    kept = told(programme, case, QUIET)
    assert [one.question for one in kept] == [one.question for one in QUIET]
    event = deeds.give_report(case=case, by=programme.trader(case.operator), at=programme.tick())
    assert event.data["report"]["answers"]["P.O1.3"] == {"value": "7"}


def test_what_was_said_just_so_is_kept_once(programme: Programme, case: Case) -> None:
    told(programme, case, QUIET)
    assert told(programme, case, [*QUIET[:-1], Reply("P.O1.3", "8")])[0].value == "8"
    assert ReportAnswer.objects.filter(case=case).count() == len(QUIET) + 1


def test_documents_stay_with_an_answer_that_is_given_anew(programme: Programme, case: Case) -> None:
    told(programme, case, QUIET)
    who, question = programme.trader(case.operator), "P.O1.3"
    one, other = document(case, programme.now), document(case, programme.now)
    for number in (one, other):
        deeds.attach_to_report(case=case, question=question, added=[number], by=who, at=programme.tick())
    kept = deeds.answer_report(case=case, question=question, value="9", by=who, at=programme.tick())
    assert kept is not None
    assert (kept.value, kept.evidence) == ("9", [one, other])
    less = deeds.attach_to_report(case=case, question=question, removed=[one], by=who, at=programme.tick())
    assert less is not None
    assert (less.value, less.evidence) == ("9", [other])
    with pytest.raises(NotAsked):  # a document shows an answer; without one it would stand for nothing
        deeds.attach_to_report(case=case, question="Z.O1.1", added=[one], by=who, at=programme.tick())


def test_one_answer_is_taken_back_alone(programme: Programme, case: Case) -> None:
    told(programme, case, QUIET)
    who = programme.trader(case.operator)
    back = deeds.answer_report(case=case, question="P.O1.3", value=None, by=who, at=programme.tick())
    assert back is not None
    assert back.value is None
    assert deeds.answer_report(case=case, question="P.O1.3", value=None, by=who, at=programme.tick()) is None
    with pytest.raises(Incomplete):
        deeds.give_report(case=case, by=who, at=programme.tick())


@pytest.mark.parametrize(
    ("wrong", "refusal"), [(Reply("Z.O1.1", "no"), NotAsked), (Reply("V.O1.1", "many"), AnswerUnfit)]
)
def test_one_that_cannot_be_kept_keeps_the_others_out(
    programme: Programme, case: Case, wrong: Reply, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        told(programme, case, [*QUIET, wrong])
    assert not ReportAnswer.objects.filter(case=case).exists()


def test_only_the_holder_answers_and_only_while_it_holds(programme: Programme, case: Case) -> None:
    with pytest.raises(Refused):
        deeds.answer_report_all(case=case, replies=QUIET, by=programme.officer, at=programme.tick())
    with pytest.raises(WrongStage):
        told(programme, programme.case(Stage.DESK_REVIEW), QUIET)
