"""An operator asks for more time: by the law of the clock, once, with the clock going on, answered on the record."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event, Letter, Notice
from trustlane.programme.queries import casefile
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.worklist import Wanted, worklist
from trustlane.programme.refusals import ClockSaysNo, NotAsked, ReasonMissing, TimeAskedAlready
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked_of(programme: Programme) -> Any:
    """A case under the national preset, whose applicant was asked for information: 30 days, 30 more if it asks."""
    programme.preset = "national-2026"
    case = programme.case(Stage.SUBMITTED)
    programme.do("ask_information", case)
    return fresh(case)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("operator").get(pk=case.pk)


def ask(programme: Programme, case: Case, **given: Any) -> Event:
    said = {"term": "information", "days": 10, "reason": "The auditor has our books.", "at": programme.tick()} | given
    return deeds.ask_extension(case=case, by=programme.trader(case.operator), **said)


def grant(programme: Programme, case: Case, **given: Any) -> Event:
    said = {"term": "information", "days": 10, "asked_by": "applicant", "at": programme.tick()} | given
    return deeds.extend(case=case, by=programme.officer, reason="Fair.", legal_basis="Act 1", **said)


def due(case: Case, term: str = "information") -> date:
    found = next(run.due for run in running(case) if run.term.id == term and run.ended is None)
    assert isinstance(found, date)
    return found


def file(programme: Programme, case: Case, who: Any) -> Any:
    return casefile.case_file(fresh(case), who, at=programme.now)


def listed(programme: Programme, who: Any) -> list[str]:
    return [row.reference for row in worklist(who, Wanted(kind="alive", wants_time=True), at=programme.now)]


def test_a_request_stops_no_clock_and_the_officer_finds_it(programme: Programme, asked_of: Case) -> None:
    before = due(asked_of)
    ask(programme, asked_of)
    assert due(asked_of) == before
    assert listed(programme, programme.officer) == [asked_of.reference]
    (waits,) = file(programme, asked_of, programme.officer).time_asked
    assert (waits.term, waits.amount, waits.unit, waits.reason) == (
        "information",
        10,
        "days",
        "The auditor has our books.",
    )
    assert Notice.objects.filter(event__move="ask_extension", person=programme.officer).exists()


def test_the_extension_that_grants_it_answers_it(programme: Programme, asked_of: Case) -> None:
    before = due(asked_of)
    asked = ask(programme, asked_of)
    granted = grant(programme, asked_of)
    assert granted.data["answers"] == asked.number
    assert due(asked_of) >= before + timedelta(10)
    assert listed(programme, programme.officer) == []
    assert file(programme, asked_of, programme.trader(asked_of.operator)).time_asked == ()
    assert Letter.objects.get(event=granted).kind == "more_time"


def test_who_asked_reads_why_it_was_declined(programme: Programme, asked_of: Case) -> None:
    before = due(asked_of)
    asked = ask(programme, asked_of)
    said = {"case": asked_of, "request": asked.number, "by": programme.officer}
    with pytest.raises(ReasonMissing):
        deeds.decline_extension(reason=" ", at=programme.tick(), **said)
    declined = deeds.decline_extension(reason="30 days are enough.", at=programme.tick(), **said)
    trader = programme.trader(asked_of.operator)
    told = file(programme, asked_of, trader)
    assert [(row.move, row.reason) for row in told.timeline[:2]] == [
        ("decline_extension", "30 days are enough."),
        ("ask_extension", "The auditor has our books."),
    ]
    assert told.time_asked == ()
    assert due(asked_of) == before
    letter = Letter.objects.get(event=declined)
    assert letter.kind == "more_time_declined"
    assert letter.facts["fields"]["reasons"] == ["30 days are enough."]
    assert Notice.objects.filter(event=declined, person=trader, legal=True).exists()
    with pytest.raises(NotAsked):
        deeds.decline_extension(reason="Again.", at=programme.tick(), **said)


def test_another_extension_leaves_the_request_waiting(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)  # under the EU preset either side may ask to lengthen the decision
    ask(programme, case, term="decision")
    grant(programme, case, term="decision", asked_by="customs")
    assert [one.term for one in file(programme, case, programme.officer).time_asked] == ["decision"]
    grant(programme, case, term="decision")
    assert file(programme, case, programme.officer).time_asked == ()


def test_the_answer_that_was_waited_for_ends_the_request(programme: Programme, asked_of: Case) -> None:
    """Nor does it come up again where the same is asked anew."""
    first = ask(programme, asked_of)
    programme.do("answer_information", asked_of)
    assert listed(programme, programme.officer) == []
    programme.do("ask_information", asked_of)
    assert listed(programme, programme.officer) == []
    with pytest.raises(NotAsked):
        deeds.decline_extension(
            case=asked_of, request=first.number, reason="No.", by=programme.officer, at=programme.tick()
        )


@pytest.mark.parametrize(
    ("given", "refusal", "told"),
    [
        ({"term": "acceptance"}, ClockSaysNo, "acceptance"),  # nobody may ask to lengthen it
        ({"term": "nothing_such"}, ClockSaysNo, "nothing_such"),
        ({"term": "corrective_action"}, ClockSaysNo, "none is open"),
        ({"days": 31}, ClockSaysNo, "at most 30"),
        ({"days": 0}, ClockSaysNo, "whole number"),
        ({"days": None}, ClockSaysNo, "found none"),
        ({"days": 10, "months": 1}, ClockSaysNo, "expected one of"),
        ({"reason": " "}, ClockSaysNo, "reason"),
    ],
)
def test_what_could_not_be_granted_cannot_be_asked_for(
    programme: Programme, asked_of: Case, given: dict[str, Any], refusal: type[Exception], told: str
) -> None:
    with pytest.raises(refusal, match=told):
        ask(programme, asked_of, **given)
    assert not Event.objects.filter(case=asked_of, move="ask_extension").exists()


def test_one_request_a_clock_waits_and_one_extension_is_all_the_term_allows(
    programme: Programme, asked_of: Case
) -> None:
    trader = programme.trader(asked_of.operator)
    assert [one.term for one in file(programme, asked_of, trader).askable] == ["information"]
    ask(programme, asked_of)
    with pytest.raises(TimeAskedAlready):
        ask(programme, asked_of)
    assert file(programme, asked_of, trader).askable == ()
    grant(programme, asked_of)
    assert file(programme, asked_of, trader).askable == ()
    with pytest.raises(ClockSaysNo, match="at most 1 extensions"):
        ask(programme, asked_of)


def test_what_was_asked_in_time_is_granted_late_and_what_was_not_is_not(programme: Programme, asked_of: Case) -> None:
    other = programme.case(Stage.SUBMITTED)
    programme.do("ask_information", other)
    last = due(asked_of)
    ask(programme, asked_of)
    programme.tick(days=(last - programme.now.date()).days + 5)
    with pytest.raises(ClockSaysNo, match="before the end"):
        ask(programme, other)
    assert grant(programme, asked_of).data["days"] == 10
    assert due(asked_of) > last


def test_nobody_else_asks_and_no_operator_answers(programme: Programme, asked_of: Case) -> None:
    said = {"case": asked_of, "term": "information", "days": 10, "reason": "For them."}
    stranger = programme.trader(programme.operator())
    for who in (stranger, programme.officer, programme.decider):
        with pytest.raises(Refused):
            deeds.ask_extension(by=who, at=programme.tick(), **said)
    asked = ask(programme, asked_of)
    with pytest.raises(Refused):
        deeds.decline_extension(
            case=asked_of,
            request=asked.number,
            reason="Me.",
            by=programme.trader(asked_of.operator),
            at=programme.tick(),
        )


def test_who_declines_more_time_handled_nothing(programme: Programme) -> None:
    """As with an extension: a decision maker who answers a request may still decide."""
    case = programme.case(Stage.DECISION_PENDING)
    asked = ask(programme, case, term="decision")
    deeds.decline_extension(
        case=case, request=asked.number, reason="Near its end.", by=programme.decider, at=programme.tick()
    )
    programme.do("grant", case)
    assert fresh(case).stage == Stage.GRANTED


def test_the_database_lets_a_case_say_so_and_nothing_else(asked_of: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_case SET wants_time = true WHERE id = %s", [asked_of.pk])
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("UPDATE programme_case SET small = NOT small WHERE id = %s", [asked_of.pk])
