"""The papers of a case on the desk: to be kept as files by whoever reads the case, and told where there is none."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import Programme
from tests.programme.papers.looked import codes
from tests.programme.papers.looked import text as words
from trustlane.programme.models import Case, Terms
from trustlane.programme.papers.refusals import PaperRefused
from trustlane.programme.queries import papers
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def address(case: Case, rest: str = "") -> str:
    return f"/desk/cases/{case.reference}/{rest}"


def test_the_certificate_leads_to_the_answer_whether_it_holds(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.MONITORED)
    number = Terms.objects.get(case=case).number
    assert address(case, "certificate.pdf") in officer.get(address(case)).content.decode()
    answer = officer.get(address(case, "certificate.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="certificate-{case.reference}.pdf"'
    asked_at = f"/verify/{number}/{papers.code_of(number)}/"
    assert codes(answer.content) == [f"http://testserver{asked_at}"]
    assert case.name in Client().get(asked_at).content.decode()


def test_the_report_is_there_once_the_team_reported(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.REPORTING)
    assert "report.pdf" not in officer.get(address(case)).content.decode()
    programme.do("report", case)
    assert address(case, "report.pdf") in officer.get(address(case)).content.decode()
    answer = officer.get(address(case, "report.pdf"))
    assert answer.status_code == 200
    assert programme.validators[0].full_name in words(answer.content)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.DRAFT])
def test_a_paper_is_linked_exactly_where_there_is_one(programme: Programme, officer: Client, stage: Stage) -> None:
    case = programme.case(stage)
    page = officer.get(address(case)).content.decode()
    for name in ("certificate.pdf", "report.pdf"):
        answer = officer.get(address(case, name))
        assert answer.status_code == (200 if address(case, name) in page else 404), name
        if answer.status_code == 404:
            assert "There is no such paper" in answer.content.decode()


def test_what_cannot_be_printed_is_told_with_its_place(
    programme: Programme, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: Any, **_more: Any) -> bytes:
        raise PaperRefused("holder name: a letter that no font shows.")

    monkeypatch.setattr(papers, "certificate", refused)
    case = programme.case(Stage.MONITORED)
    answer = officer.get(address(case, "certificate.pdf"))
    assert answer.status_code == 422
    assert "holder name: a letter that no font shows." in answer.content.decode()


def test_who_does_not_see_what_was_granted_gets_no_certificate(
    programme: Programme, agency: Client, as_person: Callable[[Any], Client]
) -> None:
    consulted = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", consulted)
    for name in ("certificate.pdf", "report.pdf"):
        assert agency.get(address(consulted, name)).status_code == 404
    held = programme.case(Stage.MONITORED)
    for who in ("risk_manager", "administrator"):
        for name in ("certificate.pdf", "report.pdf"):
            assert as_person(programme.person(who)).get(address(held, name)).status_code == 403
    draft = programme.case(Stage.DRAFT)
    assert as_person(programme.officer).get(address(draft, "report.pdf")).status_code == 404
    assert as_person(programme.officer).post(address(held, "certificate.pdf")).status_code == 405


def test_on_an_earlier_day_no_paper_of_today_is_offered(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.MONITORED)
    day = case.opened_at.date().isoformat()
    assert "certificate.pdf" not in officer.get(address(case, f"?known={day}")).content.decode()
