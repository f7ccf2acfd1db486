"""An application on paper: entered by an officer as of the day it came, typed for the firm, decided by others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.programme.cases import CLOCKS, Programme, answer_all, document
from trustlane.access.actions import people
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme import actions as deeds
from trustlane.programme.actions.moving import begin
from trustlane.programme.came import Came
from trustlane.programme.models import Answer, Assignment, Case, Event, Letter, Notice
from trustlane.programme.moves import DECIDING, ENTERED, MOVES, VALIDATING
from trustlane.programme.queries import letters, trails
from trustlane.programme.queries.answered import answers
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.queries.clocks import running
from trustlane.programme.refusals import (
    AppealTooLate,
    ChoiceUnknown,
    ClockSaysNo,
    EvidenceUnknown,
    OpenCaseExists,
    ReceiptUnfit,
    SiteUnfit,
    TeamUnfit,
)
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db

CAME = date(2026, 2, 26)  # four days before the tests' own day
ALL = (Role.CASE_OFFICER, Role.VALIDATOR, Role.DECISION_MAKER)


def receive(programme: Programme, **particulars: Any) -> Case:
    """An application on paper of a firm without an account."""
    given = {
        "operator": particulars.pop("operator", None) or programme.operator(),
        "roles": ["exporter"],
        "security": True,
        "compliance": True,
        "small": True,
        "channel": "paper",
        "received": CAME,
        "office": "XA01",
        "preset": programme.preset,
        "by": particulars.pop("by", None) or programme.officer,
        "at": programme.tick(),
    }
    return deeds.receive(**(given | particulars))


def test_it_is_submitted_on_the_day_it_came(programme: Programme) -> None:
    case = receive(programme)
    assert (case.stage, case.last_event) == (Stage.SUBMITTED, 1)
    (event,) = Event.objects.filter(case=case)
    assert (event.path, event.person, event.data) == (
        "receive:>submitted",
        programme.officer,
        {"channel": "paper", "on": "2026-02-26", "for": case.operator.reference},
    )
    acceptance = next(run for run in running(case) if run.term.id == "acceptance")
    assert acceptance.first_day == CAME
    # Thirty days from the day it came: from the day it was entered it would be 1 April.
    assert acceptance.due == date(2026, 3, 30)


def test_a_programme_with_a_period_of_its_own_for_paper_keeps_it(programme: Programme) -> None:
    programme.preset = "indonesia-2026"
    for channel in ("paper", "counter", "email"):
        terms = {run.term.id for run in running(receive(programme, channel=channel))}
        assert "acceptance_on_paper" in terms
        assert "acceptance" not in terms
    online = {run.term.id for run in running(programme.case(Stage.SUBMITTED))}
    assert "acceptance" in online
    assert "acceptance_on_paper" not in online


@pytest.mark.parametrize("received", [date(2026, 3, 3), date(2024, 3, 2)])
def test_no_day_to_come_and_no_year_mistyped(programme: Programme, received: date) -> None:
    with pytest.raises(ReceiptUnfit):
        receive(programme, received=received)
    assert not Case.objects.exists()


def test_what_cannot_be_applied_for_cannot_be_received(programme: Programme) -> None:
    operator = programme.operator()
    with pytest.raises(ChoiceUnknown):
        receive(programme, channel="portal")
    foreign = document(receive(programme), programme.now)
    with pytest.raises(EvidenceUnknown):
        receive(programme, operator=operator, evidence=[foreign])
    receive(programme, operator=operator)
    with pytest.raises(OpenCaseExists):
        receive(programme, operator=operator)


def test_only_a_case_officer_of_the_office_receives(programme: Programme) -> None:
    elsewhere = programme.world.user(Role.CASE_OFFICER, office="XA02")
    operator = programme.operator()
    assert programme.officer
    others = [programme.person(role) for role in ("validator", "decision_maker", "auditor", "register_officer")]
    for by in (elsewhere, programme.trader(operator), *others):
        with pytest.raises(Refused):
            receive(programme, operator=operator, by=by)
    assert not Case.objects.exists()


def test_the_officer_types_the_answers_and_each_says_so(programme: Programme) -> None:
    case = receive(programme, channel="email")
    answer_all(case, by=programme.officer, at=programme.tick())
    kept = Answer.objects.filter(case=case)
    assert set(kept.values_list("by", "source")) == {(programme.officer.actor, "e-mail received on 2026-02-26")}
    rows = answers(case, programme.officer, at=programme.tick())
    assert {row.typed_by for row in rows} == {programme.officer.full_name}


def test_a_workbook_that_came_by_mail_says_both(programme: Programme) -> None:
    case = receive(programme, channel="email")
    reply = deeds.Reply("FIRM.1", "5")
    (said,) = deeds.answer_all(case=case, replies=[reply], by=programme.officer, at=programme.tick(), source="workbook")
    assert said.source == "workbook, e-mail received on 2026-02-26"


def test_nobody_types_for_a_firm_that_has_an_account(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    deeds.assign(case=case, officer=programme.officer, by=programme.officer, at=programme.tick())
    with pytest.raises(Refused, match="Nobody with an account"):
        deeds.answer(case=case, question="FIRM.1", value="5", by=programme.officer, at=programme.tick())


def test_who_has_no_hand_in_the_case_types_nothing_in_it(programme: Programme) -> None:
    """Else somebody could type the answers and decide on them later."""
    case = receive(programme)
    other = programme.person("case_officer", "another officer")
    with pytest.raises(Refused, match="received the application, or is its case officer"):
        deeds.answer(case=case, question="FIRM.1", value="5", by=other, at=programme.tick())
    deeds.assign(case=case, officer=other, by=programme.officer, at=programme.tick())
    assert deeds.answer(case=case, question="FIRM.1", value="5", by=other, at=programme.tick())


def test_once_the_firm_has_an_account_it_answers_itself(programme: Programme) -> None:
    case = receive(programme)
    deeds.answer(case=case, question="FIRM.1", value="5", by=programme.officer, at=programme.tick())
    trader = programme.trader(case.operator)
    with pytest.raises(Refused, match="Nobody with an account"):
        deeds.answer(case=case, question="FIRM.1", value="6", by=programme.officer, at=programme.tick())
    own = deeds.answer(case=case, question="FIRM.1", value="6", by=trader, at=programme.tick())
    assert own is not None
    assert own.source == ""
    file = case_file(case, trader, at=programme.tick())
    (event,) = file.timeline
    assert (event.move, event.by_name, event.data) == ("receive", "", {"channel": "paper", "on": "2026-02-26"})


def test_what_it_is_asked_for_is_entered_as_of_the_day_it_came(programme: Programme) -> None:
    case = receive(programme)
    deeds.ask_information(case=case, text="Which sites?", by=programme.officer, at=programme.tick())
    asked = programme.now.date()
    programme.now += timedelta(days=6)
    came = Came("email", asked + timedelta(days=4))
    other = programme.person("case_officer", "another officer")
    with pytest.raises(Refused):
        deeds.answer_information(case=case, text="Two.", by=other, at=programme.tick(), came=came)
    with pytest.raises(ReceiptUnfit, match="how and on which day"):
        deeds.answer_information(case=case, text="Two.", by=programme.officer, at=programme.tick())
    for wrong in (asked - timedelta(days=1), programme.now.date() + timedelta(days=1)):
        with pytest.raises(ReceiptUnfit):
            late = Came("email", wrong)
            deeds.answer_information(case=case, text="Two.", by=programme.officer, at=programme.tick(), came=late)
    deeds.answer_information(case=case, text="Two.", by=programme.officer, at=programme.tick(), came=came)
    event = Event.objects.get(case=case, move="answer_information")
    told = {"channel": "email", "on": came.on.isoformat(), "for": case.operator.reference}
    assert (event.person, event.data) == (programme.officer, told)
    # Thirty days from 26 February, longer by the four days that Customs waited; not by the six until it was entered.
    (acceptance,) = [run for run in running(Case.objects.get(pk=case.pk)) if run.term.id == "acceptance"]
    assert acceptance.read(programme.now).due == date(2026, 4, 1)
    deeds.ask_information(case=case, text="Which?", by=programme.officer, at=programme.tick())
    trader = programme.trader(case.operator)
    now = Came("paper", programme.now.date())
    with pytest.raises(ReceiptUnfit, match="nothing that was sent"):
        deeds.answer_information(case=case, text="Two.", by=trader, at=programme.tick(), came=now)
    deeds.answer_information(case=case, text="Two.", by=trader, at=programme.tick())


def test_for_a_firm_with_an_account_the_paper_itself_is_needed_and_the_firm_is_told(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    deeds.assign(case=case, officer=programme.officer, by=programme.officer, at=programme.tick())
    trader, on = programme.trader(case.operator), programme.now.date()
    said: dict[str, Any] = {"case": case, "by": programme.officer, "at": programme.tick()}
    with pytest.raises(ReceiptUnfit, match="with the paper"):
        deeds.withdraw(came=Came("paper", on), **said)
    foreign = document(programme.case(Stage.SUBMITTED), programme.now)
    with pytest.raises(EvidenceUnknown):
        deeds.withdraw(came=Came("paper", on, [foreign]), **said)
    event = deeds.withdraw(came=Came("paper", on, [document(case, programme.now)]), **said)
    assert (event.person, event.data["for"]) == (programme.officer, case.operator.reference)
    assert Notice.objects.filter(event=event, person=trader, legal=True).exists()


def test_the_firm_with_an_account_is_told_of_every_entry(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    deeds.assign(case=case, officer=programme.officer, by=programme.officer, at=programme.tick())
    trader = programme.trader(case.operator)
    came = Came("email", programme.now.date(), [document(case, programme.now)])
    entered = deeds.notify_change(case=case, text="A hall.", by=programme.officer, at=programme.tick(), came=came)
    own = deeds.notify_change(case=case, text="Another.", by=trader, at=programme.tick())
    said = "Customs entered what came from you on paper or by e-mail."
    assert list(Notice.objects.filter(person=trader, says=said).values_list("event", "legal")) == [(entered.pk, True)]
    assert Notice.objects.filter(event=own).exists()
    # Its yearly report is typed line by line, by one hand.
    with pytest.raises(Refused, match="Nobody with an account"):
        deeds.report_yearly(case=case, answers={}, by=programme.officer, at=programme.tick(), came=came)


def test_a_request_that_came_in_time_is_in_time_though_entered_and_granted_later(programme: Programme) -> None:
    programme.preset = "national-2026"
    case = receive(programme)
    deeds.ask_information(case=case, text="Which?", by=programme.officer, at=programme.tick())
    (limit,) = [run.due for run in running(Case.objects.get(pk=case.pk)) if run.term.id == "information"]
    assert isinstance(limit, date)
    programme.now += timedelta(days=(limit - programme.now.date()).days + 2)
    officer = case_file(Case.objects.get(pk=case.pk), programme.officer, at=programme.now)
    assert [one.term for one in officer.askable] == ["information"]
    said: dict[str, Any] = {"case": case, "by": programme.officer, "term": "information", "days": 10}
    with pytest.raises(ClockSaysNo):
        deeds.ask_extension(reason="Ill.", at=programme.tick(), came=today(programme), **said)
    deeds.ask_extension(reason="Ill.", at=programme.tick(), came=Came("paper", limit), **said)
    granted = {"asked_by": "applicant", "reason": "Fair.", "legal_basis": "Act 1"}
    deeds.extend(at=programme.tick(), **said, **granted)
    (longer,) = [run.due for run in running(Case.objects.get(pk=case.pk)) if run.term.id == "information"]
    assert isinstance(longer, date)
    assert longer >= limit + timedelta(days=10)


def test_what_officers_do_themselves_never_came(programme: Programme) -> None:
    case = receive(programme)
    begun = Came("paper", CAME)
    with pytest.raises(ReceiptUnfit, match="nothing that was sent"), transaction.atomic():
        begin("accept", case, by=programme.officer, at=programme.tick(), came=begun)


def test_a_scan_stands_beside_the_documents_that_came_with_it(programme: Programme) -> None:
    case = receive(programme)
    deeds.ask_information(case=case, text="Which?", by=programme.officer, at=programme.tick())
    scan, enclosed = document(case, programme.now), document(case, programme.now)
    deeds.answer_information(
        case=case,
        text="This one.",
        evidence=[enclosed],
        by=programme.officer,
        at=programme.tick(),
        came=Came("paper", programme.now.date(), [scan]),
    )
    assert Event.objects.get(case=case, move="answer_information").data["evidence"] == sorted([scan, enclosed])


def test_it_withdraws_by_letter_and_a_letter_confirms_it(programme: Programme) -> None:
    """The day of a letter may lie before the application was entered, never before it came."""
    case = receive(programme)
    with pytest.raises(ReceiptUnfit):
        early = Came("paper", CAME - timedelta(days=1))
        deeds.withdraw(case=case, by=programme.officer, at=programme.tick(), came=early)
    deeds.withdraw(case=case, by=programme.officer, at=programme.tick(), came=Came("paper", CAME + timedelta(days=1)))
    assert Case.objects.get(pk=case.pk).stage == Stage.WITHDRAWN
    letter = Letter.objects.filter(case=case).latest("pk")
    assert (letter.kind, letter.by_post) == ("withdrawn", True)


def test_a_refusal_is_answered_and_appealed_against_by_letter_in_time(programme: Programme) -> None:
    programme.preset = "national-2026"
    case = receive(programme)
    answer_all(case, by=programme.officer, at=programme.tick())
    for step in (
        "accept",
        "begin_review",
        "plan_validation",
        "begin_validation",
        "rate all",
        "end_validation",
        "report",
    ):
        programme.do(step, case)
    deeds.comment_report(case=case, text="Not so.", by=programme.officer, at=programme.tick(), came=today(programme))
    programme.do("intend_refusal", case)
    programme.now += timedelta(days=3)
    deeds.hear(case=case, text="We differ.", by=programme.officer, at=programme.tick(), came=today(programme))
    programme.do("refuse", case)
    decided = programme.now.date()
    (limit,) = [run.due for run in running(Case.objects.get(pk=case.pk)) if run.term.id == "appeal"]
    programme.now += timedelta(days=(limit - decided).days + 4)
    with pytest.raises(AppealTooLate):
        deeds.appeal(case=case, reason="No.", by=programme.officer, at=programme.tick(), came=today(programme))
    deeds.appeal(case=case, reason="No.", by=programme.officer, at=programme.tick(), came=Came("paper", limit))
    assert Case.objects.get(pk=case.pk).stage == Stage.REFUSAL_APPEALED
    told = next(one for one in case_file(case, programme.trader(case.operator), at=programme.tick()).timeline)
    assert (told.by_name, told.data) == ("", {"channel": "paper", "on": limit.isoformat()})


def test_a_holder_without_an_account_reports_tells_and_rests_by_letter(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    trader, administrator = programme.trader(case.operator), programme.world.user(Role.ADMINISTRATOR)
    people.close(user=trader, by=administrator, at=programme.tick(), reason="Left.")
    deeds.assign(case=case, officer=programme.officer, by=programme.officer, at=programme.tick())
    who: dict[str, Any] = {"case": case, "by": programme.officer}
    deeds.notify_change(text="A new hall.", at=programme.tick(), came=today(programme), **who)
    deeds.report_incident(text="A seal was broken.", kind="theft", at=programme.tick(), came=today(programme), **who)
    deeds.report_yearly(answers={"ok": "yes"}, at=programme.tick(), came=today(programme), **who)
    deeds.request_suspension(reason="We move.", at=programme.tick(), came=today(programme), **who)
    assert Case.objects.get(pk=case.pk).stage == Stage.SUSPENDED
    other = programme.person("case_officer", "another officer")
    with pytest.raises(Refused, match="received the application, or is its case officer"):
        deeds.give_back(case=case, reason="No.", by=other, at=programme.tick(), came=today(programme))


def today(programme: Programme) -> Came:
    """Something that came by e-mail today."""
    return Came("email", programme.now.date())


def test_who_enters_what_a_firm_sent_neither_joins_its_team_nor_decides(programme: Programme) -> None:
    """Also after the case went to another officer; the permits, the draw and the triggers all know it."""
    alone = programme.world.user(*ALL, office="XA01")
    case = receive(programme)
    deeds.assign(case=case, officer=alone, by=programme.officer, at=programme.tick())
    deeds.ask_information(case=case, text="Which?", by=programme.officer, at=programme.tick())
    deeds.answer_information(case=case, text="Two.", by=alone, at=programme.tick(), came=today(programme))
    deeds.assign(case=case, officer=programme.officer, by=programme.officer, at=programme.tick())
    for step in ("accept", "begin_review", "plan_validation"):
        programme.do(step, case)
    planned = Event.objects.get(case=case, move="plan_validation")
    with pytest.raises(DatabaseError, match="entered what the operator"), transaction.atomic():
        Assignment.objects.create(case=case, person=alone, duty="validator", round=7, begun_in=planned)
    for step in ("begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    with pytest.raises(Refused, match="did not handle"):
        programme.do("grant", case, by=alone)


def test_who_entered_what_a_holder_said_takes_no_decision_on_its_status(programme: Programme) -> None:
    """Nor does the database let it be taken past the permits."""
    alone = programme.world.user(*ALL, office="XA01")
    case = programme.case(Stage.REVOCATION_HEARING)
    deeds.assign(case=case, officer=alone, by=programme.officer, at=programme.tick())
    came = Came("paper", programme.now.date(), [document(case, programme.now)])
    deeds.hear(case=case, text="Not so.", by=alone, at=programme.tick(), came=came)
    deeds.assign(case=case, officer=programme.officer, by=programme.officer, at=programme.tick())
    with pytest.raises(Refused, match="entered nothing in the case"):
        deeds.revoke(case=case, reason="Yes.", by=alone, at=programme.tick())
    with pytest.raises(DatabaseError, match="decides nothing in it"), transaction.atomic():
        written(programme, Case.objects.get(pk=case.pk), "revoke", Stage.REVOKED, alone)
    deeds.revoke(case=case, reason="Yes.", by=programme.decider, at=programme.tick())


def test_who_is_on_the_team_enters_nothing_for_the_firm(programme: Programme) -> None:
    """It would answer its own findings. The database says the same past the permits."""
    both = programme.world.user(*ALL, office="XA01")
    programme.__dict__["validators"] = [both, programme.validators[1]]
    case = programme.case(Stage.DECISION_PENDING)
    deeds.assign(case=case, officer=both, by=programme.officer, at=programme.tick())
    came = Came("paper", programme.now.date(), [document(case, programme.now)])
    with pytest.raises(Refused, match="did not validate"):
        deeds.comment_report(case=case, text="Well done.", by=both, at=programme.tick(), came=came)
    with pytest.raises(DatabaseError, match="enters nothing for its operator"), transaction.atomic():
        written(programme, Case.objects.get(pk=case.pk), "comment_report", Stage.DECISION_PENDING, both)


def test_the_triggers_know_the_same_moves_as_the_permits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'programme_entered_by_other_hands'")
        source = cursor.fetchone()[0]
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'programme_team_did_not_receive'")
        team = cursor.fetchone()[0]

    def listed(name: str) -> set[str]:
        inside = source.split(f"{name} text[] := ARRAY[")[1].split("]")[0]
        return {word.strip().strip("'") for word in inside.split(",")}

    assert listed("entered") == ENTERED
    assert listed("deciding") == DECIDING
    assert listed("validating") == VALIDATING
    assert all(f"'{name}'" in team for name in ENTERED)


def test_its_sites_are_typed_until_customs_plans_its_visit(programme: Programme) -> None:
    case = receive(programme)
    place = deeds.Place("Mill Road", "warehouse", "Mill Road 1", "12", "Gullhaven", "XA")
    number = deeds.open_site(case=case, place=place, by=programme.officer, at=programme.tick())
    deeds.close_site(case=case, number=number, last=date(2026, 3, 1), by=programme.officer, at=programme.tick())
    with pytest.raises(SiteUnfit):
        deeds.change_site(case=case, number=number, place=place, by=programme.officer, at=programme.tick())


def test_the_firm_is_written_to_by_post(programme: Programme) -> None:
    case = receive(programme)
    (letter,) = Letter.objects.filter(case=case)
    assert (letter.kind, letter.by_post) == ("acknowledgement", True)
    assert letter.facts["fields"]["received_on"] == "2026-02-26"
    assert letter.facts["fields"]["answer_by"] == "2026-03-30"
    assert letters.letter_paper(case, letter.pk, programme.officer, at=programme.tick()).startswith(b"%PDF")
    deeds.not_accept(case=case, reason="Half of it is missing.", by=programme.officer, at=programme.tick())
    assert Letter.objects.latest("pk").facts["fields"]["received_on"] == "2026-02-26"


def test_the_other_officers_of_the_office_are_told_and_a_firm_that_has_an_account(programme: Programme) -> None:
    other = programme.person("case_officer", "another officer")
    assert programme.decider
    operator = programme.operator()
    trader = programme.trader(operator)
    receive(programme, operator=operator)
    told = set(Notice.objects.values_list("person", "says"))
    assert told == {
        (other.pk, "An application came in."),
        (trader.pk, "Customs has received your application."),
    }


def test_what_lay_too_long_counts_as_the_law_says(programme: Programme) -> None:
    """The letter names no day that is over; the clock does, at once, what silence means."""
    programme.preset = "indonesia-2026"
    case = receive(programme, received=date(2026, 2, 2))
    assert "answer_by" not in Letter.objects.get(case=case).facts["fields"]
    deeds.run_out(at=programme.tick())
    accepted = Case.objects.get(pk=case.pk)
    assert accepted.stage == Stage.ACCEPTED
    assert Event.objects.get(case=case, number=2).by == CLOCKS.id


def test_it_goes_its_whole_way_and_others_decide(programme: Programme) -> None:
    """Who received it and holds every role neither validates nor decides; the paper trail of the case is whole."""
    alone = programme.world.user(*ALL, office="XA01")
    first, second = programme.validators
    case = receive(programme, by=alone)
    answer_all(case, by=alone, at=programme.tick())
    for step in ("accept", "begin_review"):
        programme.do(step, case)
    programme.__dict__["validators"] = [alone, second]
    with pytest.raises(TeamUnfit, match="handled the case"):
        programme.do("plan_validation", case)
    programme.__dict__["validators"] = [first, second]
    for step in ("plan_validation", "begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    with pytest.raises(Refused, match="did not handle"):
        programme.do("grant", case, by=alone)
    programme.do("grant", case)
    found = trails.trail(Case.objects.get(pk=case.pk), programme.person("auditor"), at=programme.tick())
    assert [one for one in found.steps if one.fault or not one.joined] == []
    assert [one for one in found.eyes if one.against] == []


def test_the_database_lets_the_receiver_neither_decide_nor_join_the_team(programme: Programme) -> None:
    """Written past the permits, by hand: the triggers alone stand there."""
    alone = programme.world.user(*ALL, office="XA01")
    assert programme.officer
    case = receive(programme, by=alone)
    for step in ("accept", "begin_review", "plan_validation"):
        programme.do(step, case)
    planned = Event.objects.get(case=case, move="plan_validation")
    with pytest.raises(DatabaseError, match="entered what the operator"), transaction.atomic():
        Assignment.objects.create(case=case, person=alone, duty="validator", round=7, begun_in=planned)
    for step in ("begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(DatabaseError, match="handled or validated"), transaction.atomic():
        written(programme, case, "grant", Stage.GRANTED, alone)


def written(programme: Programme, case: Case, move: str, target: str, by: Any) -> None:
    """An event written past the permits, with its row of the record."""
    about = [Subject("case", case.reference)]
    row = record(verb=f"programme.{move}", actor=by.actor, subjects=about, at=programme.tick())
    Event.objects.create(
        case=case,
        number=case.last_event + 1,
        move=move,
        source=case.stage,
        target=target,
        path=f"{move}:{case.stage}>{target}",
        by=by.actor,
        person=by,
        at=programme.now,
        recorded_in=row,
    )


def test_nothing_is_received_into_a_case_that_began(programme: Programme) -> None:
    case = programme.case(Stage.DRAFT)
    assert "receive" not in MOVES
    with pytest.raises(OpenCaseExists):
        receive(programme, operator=case.operator)


def test_the_day_is_the_one_of_the_office(programme: Programme, settings: Any) -> None:
    """At half past midnight of the office it is yesterday in Greenwich."""
    settings.TIME_ZONE = "Asia/Tokyo"
    programme.now = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    assert receive(programme, received=date(2026, 3, 3)).stage == Stage.SUBMITTED
    with pytest.raises(ReceiptUnfit):
        receive(programme, received=date(2026, 3, 3) + timedelta(days=1))
