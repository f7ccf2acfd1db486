"""An operator keeps its own certificate and the report on its visit; another's papers have no address."""

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


@pytest.fixture
def programme(world: Any, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """A programme whose clock the pages read too."""
    made = Programme(world)
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.tick(seconds=1))
    return made


def client_of(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(case: Case, rest: str = "") -> str:
    return f"/portal/status/{case.reference}/{rest}"


def test_a_holder_keeps_its_certificate(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    client = client_of(programme.trader(case.operator))
    assert address(case, "certificate.pdf") in client.get("/portal/status/").content.decode()
    answer = client.get(address(case, "certificate.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    number = Terms.objects.get(case=case).number
    sheet = words(answer.content)
    assert case.name in sheet
    assert codes(answer.content) == [f"http://testserver/verify/{number}/{papers.code_of(number)}/"]


def test_the_report_names_nobody_of_the_team(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    answer = client_of(programme.trader(case.operator)).get(address(case, "report.pdf"))
    assert answer.status_code == 200
    assert programme.validators[0].full_name not in words(answer.content)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_paper_is_linked_exactly_where_there_is_one(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage)
    client = client_of(programme.trader(case.operator))
    page = client.get(address(case)).content.decode()
    for name in ("certificate.pdf", "report.pdf"):
        answer = client.get(address(case, name))
        assert answer.status_code == (200 if address(case, name) in page else 404), name
        if answer.status_code == 404:
            assert "There is no such paper" in answer.content.decode()


def test_what_cannot_be_printed_sends_to_the_office(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_given: Any, **_more: Any) -> bytes:
        raise PaperRefused("holder name: a letter that no font shows.")

    monkeypatch.setattr(papers, "certificate", refused)
    case = programme.case(Stage.MONITORED)
    answer = client_of(programme.trader(case.operator)).get(address(case, "certificate.pdf"))
    assert answer.status_code == 422
    assert "Write to your customs office" in answer.content.decode()


def test_the_papers_of_another_have_no_address(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    stranger = client_of(programme.trader(programme.operator()))
    for name in ("certificate.pdf", "report.pdf"):
        assert stranger.get(address(case, name)).status_code == 404
        assert client_of(programme.officer).get(address(case, name)).status_code == 403
        assert Client().get(address(case, name)).status_code == 302
