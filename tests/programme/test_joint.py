"""A joint validation: guests of a partner and of another agency rate beside the team, whose word is the last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event, Finding
from trustlane.programme.notices.table import To
from trustlane.programme.queries import papers
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.queries.findings import latest, round_of
from trustlane.programme.queries.recipients import recipients
from trustlane.programme.refusals import NothingToPrint, RatedByTheTeam, TeamUnfit
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(programme: Programme) -> Any:
    return programme.person("guest_validator")


@pytest.fixture
def case(programme: Programme, guest: Any) -> Case:
    """A joint validation under way."""
    case = programme.case(Stage.DESK_REVIEW)
    day = programme.now.date()
    deeds.plan_validation(
        case=case,
        plan=deeds.Plan(mode="on_site", sites=(), begins=day, ends=day + timedelta(1)),
        team=[person.pk for person in programme.validators],
        guests=[guest.pk],
        by=programme.officer,
        at=programme.tick(),
    )
    programme.do("begin_validation", case)
    return Case.objects.select_related("operator").get(pk=case.pk)


def rate(programme: Programme, case: Case, by: Any, rating: str = "met", item: str = "A.O1") -> Any:
    at = programme.tick()
    text = "" if rating == "met" else "Seen."
    return deeds.rate(case=case, item=item, rating=rating, text=text, key=f"{item} {at}", by=by, at=at, seen_at=at)


def test_a_guest_rates_what_the_team_has_not_rated(programme: Programme, case: Case, guest: Any) -> None:
    rate(programme, case, guest, "minor")
    rate(programme, case, guest, "met")
    assert [(one.rating, one.by) for one in latest(case)] == [("met", guest.actor)]


def test_a_guest_does_not_rate_otherwise_what_the_team_rated(programme: Programme, case: Case, guest: Any) -> None:
    rate(programme, case, guest, "minor")
    rate(programme, case, programme.validators[0], "major")
    with pytest.raises(RatedByTheTeam, match=r"A\.O1 was rated by the team"):
        rate(programme, case, guest, "met")
    assert [one.rating for one in latest(case)] == ["major"]


def _beside_the_deed(programme: Programme, case: Case, by: str, **more: Any) -> None:
    """A rating that no deed made, as from a console."""
    at = programme.tick()
    given = {"item": "A.O1", "site": None, "rating": "met", "round": round_of(case), "key": f"console {at}"} | more
    with transaction.atomic():
        Finding.objects.create(case=case, by=by, at=at, seen_at=at, **given)


def test_the_database_too_lets_no_guest_rate_otherwise_what_the_team_rated(
    programme: Programme, case: Case, guest: Any
) -> None:
    rate(programme, case, guest, "minor")
    _beside_the_deed(programme, case, guest.actor)
    rate(programme, case, programme.validators[0], "major")
    with pytest.raises(DatabaseError, match=r"criterion A\.O1 .* was rated by the team, whose word is the last"):
        _beside_the_deed(programme, case, guest.actor)
    # Another criterion is free, so is another site; and the team may always say it anew.
    _beside_the_deed(programme, case, guest.actor, item="A.O2")
    _beside_the_deed(programme, case, guest.actor, site=2)
    _beside_the_deed(programme, case, programme.validators[1].actor)
    with pytest.raises(DatabaseError, match="whose word is the last"):
        _beside_the_deed(programme, case, guest.actor)


def test_a_guest_of_another_visit_rates_nothing_here(programme: Programme, guest: Any) -> None:
    other = programme.case(Stage.VALIDATING)
    with pytest.raises(Refused):
        rate(programme, other, guest)


def test_a_guest_does_not_end_the_visit_nor_settle_nor_write(programme: Programme, case: Case, guest: Any) -> None:
    for move in ("end_validation", "ask_correction", "report"):
        with pytest.raises(Refused):
            programme.do(move, case, by=guest)
    with pytest.raises(Refused):
        deeds.write(case=case, text="Dear firm", by=guest, at=programme.tick())


def test_the_report_names_the_team_and_the_guest_and_is_not_the_guests(
    programme: Programme, case: Case, guest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = []
    monkeypatch.setattr(papers, "report_pdf", lambda report, at: named.append(report) or b"%PDF-")
    for step in ("rate all", "end_validation", "report"):
        programme.do(step, case)
    case.refresh_from_db()
    assert papers.validation_report(case, programme.officer, at=programme.now)
    assert named[0].team == tuple(person.full_name for person in programme.validators)
    assert named[0].guests == (f"{guest.full_name} ({guest.office})",)
    with pytest.raises(Refused):
        papers.validation_report(case, guest, at=programme.now)


def test_a_guest_reads_who_is_of_the_team_and_the_operator_only_that_a_guest_comes(
    programme: Programme, case: Case, guest: Any
) -> None:
    team = case_file(case, guest, at=programme.now).team
    assert {person.name for person in team} == {guest.full_name, *(one.full_name for one in programme.validators)}
    theirs = case_file(case, programme.trader(case.operator), at=programme.now).team
    assert [(person.name, person.duty) for person in theirs] == [("", "lead"), ("", "validator"), ("", "guest")]


@pytest.fixture
def agency(programme: Programme) -> Any:
    return programme.person("agency_officer")


@pytest.fixture
def visited(programme: Programme, agency: Any) -> Case:
    """A case on which an agency was asked, and whose visit somebody of that agency joins."""
    case = programme.case(Stage.DESK_REVIEW)
    day = programme.now.date()
    for name in ("FOOD", "PLANT"):
        due = day + timedelta(20)
        deeds.consult(case=case, agency=name, question=f"{name}?", due=due, by=programme.officer, at=programme.tick())
    deeds.plan_validation(
        case=case,
        plan=deeds.Plan(mode="on_site", sites=(), begins=day, ends=day + timedelta(1), consignments=("K-1",)),
        team=[person.pk for person in programme.validators],
        guests=[agency.pk],
        by=programme.officer,
        at=programme.tick(),
    )
    programme.do("begin_validation", case)
    return Case.objects.select_related("operator").get(pk=case.pk)


def test_an_agency_that_joins_a_visit_rates_there_and_reads_the_visit_and_what_it_was_asked(
    programme: Programme, visited: Case, agency: Any
) -> None:
    rate(programme, visited, programme.validators[0], item="A.O2")
    rate(programme, visited, agency, "minor")
    with pytest.raises(RatedByTheTeam):
        rate(programme, visited, agency, "major", "A.O2")
    file = case_file(visited, agency, at=programme.now)
    assert file.is_a_guests
    assert {(one.item, one.rating) for one in file.findings} == {("A.O1", "minor"), ("A.O2", "met")}
    assert [one.agency for one in file.consultations] == ["FOOD"]
    assert {event.move for event in file.timeline} == {"submit", "consult", "plan_validation", "begin_validation"}
    assert [event.reason for event in file.timeline if event.reason] == ["FOOD?"]
    # What is not of the visit, nor asked of it, stays with customs.
    assert "consignments" not in file.plan
    assert (file.terms, file.clocks, file.messages) == (None, (), ())


def test_an_agency_that_joined_reads_the_report_and_needs_no_visit_of_its_own(
    programme: Programme, visited: Case, agency: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NothingToPrint):
        papers.validation_report(visited, agency, at=programme.now)
    for step in ("rate all", "end_validation", "report"):
        programme.do(step, visited)
    visited.refresh_from_db()
    named: list[Any] = []
    monkeypatch.setattr(papers, "report_pdf", lambda report, at: named.append(report) or b"%PDF-")
    assert papers.validation_report(visited, agency, at=programme.now)
    reported = Event.objects.get(case=visited, move="report")
    # What the team recommends is for whoever decides.
    assert reported.reason
    assert reported.reason not in named[0].conclusion
    assert reported.reason not in {event.reason for event in case_file(visited, agency, at=programme.now).timeline}
    # A colleague who did not come reads what the agency was asked.
    colleague = programme.person("agency_officer", "colleague")
    assert not case_file(visited, colleague, at=programme.now).findings
    with pytest.raises(NothingToPrint):
        papers.validation_report(visited, colleague, at=programme.now)


def test_an_agency_that_was_not_asked_to_come_rates_nothing(programme: Programme, visited: Case) -> None:
    with pytest.raises(Refused):
        rate(programme, visited, programme.person("agency_officer", "colleague"))


def test_guests_are_of_a_partner_or_of_an_agency(programme: Programme) -> None:
    case, day = programme.case(Stage.DESK_REVIEW), programme.now.date()
    with pytest.raises(TeamUnfit, match="is neither a guest validator nor of another agency now"):
        deeds.plan_validation(
            case=case,
            plan=deeds.Plan(mode="on_site", sites=(), begins=day, ends=day),
            team=[person.pk for person in programme.validators],
            guests=[programme.person("auditor").pk],
            by=programme.officer,
            at=programme.tick(),
        )


def test_who_joins_is_told_whether_of_a_partner_or_of_an_agency(programme: Programme, guest: Any, agency: Any) -> None:
    case, day = programme.case(Stage.DESK_REVIEW), programme.now.date()
    deeds.plan_validation(
        case=case,
        plan=deeds.Plan(mode="on_site", sites=(), begins=day, ends=day),
        team=[person.pk for person in programme.validators],
        guests=[guest.pk, agency.pk],
        by=programme.officer,
        at=programme.tick(),
    )
    assert set(recipients(case, To.GUEST, at=programme.now)) == {guest, agency}
