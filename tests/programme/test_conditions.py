"""A suspension says what lifts it, the holder how that is met, and nobody lifts it while a condition is open."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.programme.cases import Programme
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme import actions as deeds
from trustlane.programme.conditions import Condition, Settled
from trustlane.programme.models import Case, Event, Letter
from trustlane.programme.papers.letters import write
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.queries.letters import as_paper
from trustlane.programme.refusals import ConditionsOpen, DayPast, EvidenceUnknown, NotAsked, ReasonMissing
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
FENCE, SEALS = "Mend the fence on the north side.", "Keep the seals under two keys."
WORDS = "and you have shown us so"


def due(programme: Programme, days: int = 30) -> date:
    return programme.now.date() + timedelta(days=days)


def suspended(programme: Programme) -> Case:
    case = programme.case(Stage.FROZEN)
    asked = [Condition(FENCE, due(programme)), Condition(SEALS, due(programme, 10))]
    deeds.ratify(case=case, conditions=asked, reason="Open.", by=programme.decider, at=programme.tick())
    return fresh(case)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("operator", "officer").get(pk=case.pk)


def file(programme: Programme, case: Case, who: Any) -> Any:
    return case_file(fresh(case), who, at=programme.now)


def told(case: Case, kind: str) -> str:
    return " ".join(map(str, write(as_paper(Letter.objects.filter(event__case=case, kind=kind).latest("pk"))).body))


def say(programme: Programme, case: Case, number: int = 1, **more: Any) -> Event:
    trader = programme.trader(case.operator)
    said = {"condition": number, "text": "Mended in March."} | more
    return deeds.meet_condition(case=case, by=trader, at=programme.tick(), **said)


def propose(programme: Programme, case: Case, settled: dict[int, Settled]) -> Event:
    return deeds.propose_reinstatement(
        case=case, settled=settled, reason="It is mended.", by=programme.officer, at=programme.tick()
    )


def test_both_sides_and_the_letter_read_what_lifts_a_suspension(programme: Programme) -> None:
    case = suspended(programme)
    for who in (programme.trader(case.operator), programme.officer, programme.decider):
        assert [(one.what, one.due) for one in file(programme, case, who).conditions] == [
            (FENCE, due(programme)),
            (SEALS, due(programme, 10)),
        ]
    letter = told(case, "suspension")
    assert FENCE in letter and SEALS in letter and WORDS not in letter


def test_without_conditions_the_letter_says_what_it_always_said(programme: Programme) -> None:
    case = programme.case(Stage.SUSPENDED)
    assert WORDS in told(case, "suspension")
    assert file(programme, case, programme.officer).conditions == ()
    with pytest.raises(NotAsked):
        say(programme, case)


@pytest.mark.parametrize(("what", "days", "refusal"), [("  ", 5, ReasonMissing), (FENCE, 0, DayPast)])
def test_a_condition_says_something_and_has_a_day_that_comes(
    programme: Programme, what: str, days: int, refusal: type[Exception]
) -> None:
    case = programme.case(Stage.FROZEN)
    with pytest.raises(refusal):
        deeds.ratify(
            case=case,
            conditions=[Condition(what, due(programme, days))],
            reason="Open.",
            by=programme.decider,
            at=programme.tick(),
        )


def test_the_holder_says_how_each_is_met_and_of_none_that_is_not_there(programme: Programme) -> None:
    case = suspended(programme)
    say(programme, case, 2)
    with pytest.raises(NotAsked):
        say(programme, case, 3)
    with pytest.raises(EvidenceUnknown):
        say(programme, case, evidence=[999_999])
    first, second = file(programme, case, programme.officer).conditions
    assert (first.said, [one.text for one in second.said]) == ((), ["Mended in March."])


@pytest.mark.parametrize(
    "settled",
    [{}, {1: Settled("met")}, {1: Settled("met"), 2: Settled("waived", " ")}],
    ids=["neither", "one is open", "waived without a reason"],
)
def test_nobody_proposes_to_lift_while_one_is_neither_met_nor_waived(
    programme: Programme, settled: dict[int, Settled]
) -> None:
    case = suspended(programme)
    with pytest.raises(ConditionsOpen):
        propose(programme, case, settled)
    assert fresh(case).stage == Stage.SUSPENDED


def test_the_decider_reads_how_each_was_settled_and_the_holder_does_not(programme: Programme) -> None:
    case = suspended(programme)
    say(programme, case)
    propose(programme, case, {1: Settled("met"), 2: Settled("waived", "The store was given up.")})
    read = file(programme, case, programme.decider).conditions
    assert [one.settled for one in read] == [Settled("met"), Settled("waived", "The store was given up.")]
    assert {one.settled for one in file(programme, case, programme.trader(case.operator)).conditions} == {None}
    programme.do("decline_reinstatement", case)
    assert FENCE in told(case, "suspension_stays")
    with pytest.raises(ConditionsOpen):
        propose(programme, case, {})


def test_once_it_is_lifted_nothing_is_left_of_its_conditions(programme: Programme) -> None:
    case = suspended(programme)
    propose(programme, case, {1: Settled("met"), 2: Settled("met")})
    programme.do("reinstate", case)
    assert file(programme, case, programme.officer).conditions == ()
    programme.do("request_suspension", case)
    assert file(programme, case, programme.officer).conditions == ()
    propose(programme, case, {})


def test_the_database_refuses_a_proposal_that_leaves_a_condition_open(programme: Programme) -> None:
    case = suspended(programme)
    for data in ({}, {"conditions": [{"number": 1, "outcome": "met", "reason": ""}] * 2}):
        with pytest.raises(IntegrityError, match=r"only [01] are met or waived"), transaction.atomic():
            at = programme.tick()
            row = record(
                verb="programme.propose_reinstatement",
                actor=programme.officer.actor,
                subjects=[Subject("case", case.reference)],
                at=at,
            )
            Event.objects.create(
                case=case,
                number=case.last_event + 1,
                move="propose_reinstatement",
                source="suspended",
                target="reinstating",
                path="propose_reinstatement:suspended>reinstating",
                by=programme.officer.actor,
                person=programme.officer,
                at=at,
                reason="x",
                data=data,
                recorded_in=row,
            )
