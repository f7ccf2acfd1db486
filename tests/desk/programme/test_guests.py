"""What a guest of a visit can reach: the visit while it goes on, an agency its report after; nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from tests import desk_clock
from tests.programme.cases import Programme
from tests.programme.papers.made import picture
from trustlane.access.actions import roles
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Assignment, Case, Event, Photo
from trustlane.programme.queries import papers, worklist
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.refusals import NothingToPrint, TeamUnfit
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
SOON = desk_clock.now().date() + timedelta(days=7)


@pytest.fixture
def guest(programme: Programme) -> Any:
    return programme.person("guest_validator")


@pytest.fixture
def colleague(programme: Programme) -> Any:
    """Somebody of another agency."""
    return programme.person("agency_officer")


def planned(programme: Programme, *guests: Any, case: Case | None = None) -> Case:
    """A case whose visit these join."""
    found = case or programme.case(Stage.DESK_REVIEW)
    day = programme.now.date()
    deeds.plan_validation(
        case=found,
        plan=deeds.Plan(mode="on_site", sites=(), begins=day, ends=day + timedelta(1)),
        team=[person.pk for person in programme.validators],
        guests=[person.pk for person in guests],
        by=programme.officer,
        at=programme.tick(),
        reason="Another day suits better.",
    )
    return Case.objects.select_related("operator").get(pk=found.pk)


def address(case: Case, rest: str = "") -> str:
    return f"/desk/cases/{case.reference}/{rest}"


def told(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_form_that_is_sent_by_who_may_not_make_the_move_is_not_shown_to_it(
    programme: Programme, guest: Any, colleague: Any, as_person: Callable[[Any], Client]
) -> None:
    case = planned(programme, guest, colleague)
    rated = programme.validators[0].full_name
    sent = {"mode": "on_site", "begins": SOON, "ends": SOON, "size": "2", "reason": "x"}
    for person in (guest, colleague):
        answer = as_person(person).post(address(case, "moves/plan_validation/"), sent)
        assert answer.status_code == 403
        for secret in ("What is proposed", "Who may be drawn", rated, "committed"):
            assert secret not in told(answer)
    assert Event.objects.filter(case=case, move="plan_validation").count() == 1


def test_a_move_that_is_not_ones_own_is_refused_alike_at_every_stage(
    programme: Programme, colleague: Any, as_person: Callable[[Any], Client]
) -> None:
    case = planned(programme, colleague)
    client = as_person(colleague)
    seen = []
    for step in ("begin_validation", "rate all", "end_validation", "report", "grant", "freeze"):
        programme.do(step, case)
        names = ("ratify", "grant", "reinstate", "revoke", "freeze", "end_validation")
        seen.append({client.get(address(case, f"moves/{name}/")).status_code for name in names})
    assert seen == [{403}] * 6


def test_a_list_tells_an_agency_neither_the_stage_nor_since_when(programme: Programme, colleague: Any) -> None:
    case = planned(programme, colleague)
    for step in ("begin_validation", "rate all", "end_validation", "report", "grant", "freeze"):
        programme.do(step, case)
    (row,) = worklist.worklist(colleague, worklist.Wanted(kind="all"), at=programme.now)
    assert (row.stage, row.since, row.due) == ("", None, None)
    file = case_file(case, colleague, at=programme.now)
    assert (file.row.stage, file.row.since) == ("", None)


def test_a_guest_photographs_at_the_visit_and_sees_what_others_photographed_there(
    programme: Programme,
    guest: Any,
    colleague: Any,
    as_person: Callable[[Any], Client],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path
    case = planned(programme, guest, colleague)
    programme.do("begin_validation", case)
    for number, person in enumerate((programme.validators[0], guest, colleague)):
        file = SimpleUploadedFile("gate.jpg", picture(), "image/jpeg")
        sent = {"item": "A.O1", "place": "Gate", "key": f"{number}123456789abcdef", "photo": file}
        answer = as_person(person).post(address(case, "checklist/photo/"), sent, headers={"accept": "application/json"})
        assert answer.status_code == 200, told(answer)
    for person in (guest, colleague):
        for photo in Photo.objects.filter(case=case):
            assert as_person(person).get(address(case, f"photos/{photo.pk}.jpg")).status_code == 200
    # Of an earlier visit nothing.
    other = planned(programme, guest, case=programme.case(Stage.DESK_REVIEW))
    photo = Photo.objects.filter(case=case).latest("pk")
    assert as_person(guest).get(address(other, f"photos/{photo.pk}.jpg")).status_code == 404


def test_after_the_visit_a_partners_guest_sees_nothing_and_an_agency_what_was_found(
    programme: Programme, guest: Any, colleague: Any, as_person: Callable[[Any], Client]
) -> None:
    case = planned(programme, guest, colleague)
    for step in ("begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    partner, agency = as_person(guest), as_person(colleague)
    for rest in ("", "checklist/", "?tab=validation", "report.pdf"):
        assert partner.get(address(case, rest)).status_code in (403, 404), rest
        assert agency.get(address(case, rest)).status_code == 200, rest
    with pytest.raises(Refused):
        case_file(Case.objects.get(pk=case.pk), guest, at=programme.now)


def test_guests_rate_while_the_visit_goes_on(programme: Programme, guest: Any, colleague: Any) -> None:
    case = planned(programme, guest, colleague)

    def rates(person: Any) -> None:
        at = programme.tick()
        deeds.rate(case=case, item="A.O1", rating="met", text="", key=f"{at}", by=person, at=at, seen_at=at)

    programme.do("begin_validation", case)
    rates(guest)
    rates(colleague)
    programme.do("rate all", case)
    programme.do("end_validation", case)
    for person in (guest, colleague):
        with pytest.raises(Refused):
            rates(person)


def test_whoever_handled_a_case_is_no_guest_in_it(programme: Programme) -> None:
    first, second = programme.world.administrators()
    proposal = roles.propose(
        user=programme.officer, role=Role.AGENCY_OFFICER, office="FOOD", by=first, at=programme.now, reason="Both."
    )
    roles.approve(proposal=proposal, by=second, at=programme.now)
    case = programme.case(Stage.DESK_REVIEW)
    with pytest.raises(TeamUnfit, match="handled the case"):
        planned(programme, programme.officer, case=case)
    event = Event.objects.filter(case=case).latest("number")
    with pytest.raises(DatabaseError, match="is no guest in it"), transaction.atomic():
        Assignment.objects.create(case=case, person=programme.officer, duty="guest", round=1, begun_in=event)


def test_a_report_that_is_written_anew_is_not_given_out_meanwhile(
    programme: Programme, colleague: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = planned(programme, colleague)
    for step in ("begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    monkeypatch.setattr(papers, "report_pdf", lambda report, at: b"%PDF-")
    assert papers.validation_report(case, colleague, at=programme.now)
    deeds.send_back(case=case, reason="Look again.", by=programme.decider, at=programme.tick())
    case = Case.objects.select_related("operator").get(pk=case.pk)
    for person in (programme.officer, colleague):
        with pytest.raises(NothingToPrint):
            papers.validation_report(case, person, at=programme.now)
    programme.do("report", case)
    assert papers.validation_report(case, colleague, at=programme.now)


def test_as_of_a_day_a_case_has_the_team_and_the_opinions_of_that_day(programme: Programme, colleague: Any) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    before = programme.tick()
    due = programme.now.date() + timedelta(20)
    asked = deeds.consult(
        case=case, agency="FOOD", question="Clean?", due=due, by=programme.officer, at=programme.tick()
    )
    waiting = programme.now
    deeds.answer_consultation(
        consultation=asked, opinion="favourable", text="Clean.", by=colleague, at=programme.tick()
    )
    case = planned(programme, colleague, case=case)

    def as_of(then: datetime) -> Any:
        return case_file(case, programme.officer, at=programme.now, as_of=then)

    assert (as_of(before).team, as_of(before).consultations) == ((), ())
    (open_one,) = as_of(waiting).consultations
    assert (open_one.opinion, open_one.text) == ("", "")
    (answered,) = as_of(programme.now).consultations
    assert (answered.opinion, answered.text) == ("favourable", "Clean.")
    assert len(as_of(programme.now).team) == 3


def test_a_guest_is_named_with_the_agency_it_answers_for(programme: Programme) -> None:
    first, second = programme.world.administrators()
    person = programme.world.user(office="XA01")
    proposal = roles.propose(
        user=person, role=Role.AGENCY_OFFICER, office="PLANT", by=first, at=programme.now, reason="Plants."
    )
    roles.approve(proposal=proposal, by=second, at=programme.now)
    case = planned(programme, person)
    team = case_file(case, programme.officer, at=programme.now).team
    assert [one.of for one in team if one.duty == "guest"] == ["PLANT"]
