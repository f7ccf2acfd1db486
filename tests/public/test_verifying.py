"""Anybody may ask whether a certificate holds; whose it is, only who has the sheet in hand is told."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.programme.cases import Programme
from trustlane.programme.models import Terms
from trustlane.programme.queries import papers
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(world: Any) -> Programme:
    from datetime import UTC, datetime

    # Long enough ago that the status took effect before today, whenever the test is run.
    programme = Programme(world)
    programme.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    return programme


def asked(case: Any, code: str = "") -> Any:
    number = Terms.objects.filter(case=case).order_by("-pk")[0].number
    return Client().get(f"/verify/{number}/{code}/" if code else f"/verify/{number}/")


def test_a_certificate_in_force_is_said_to_be_so_without_its_holder(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    page = asked(case)
    assert page.status_code == 200
    assert "In force today" in page.content.decode()
    assert case.name not in page.content.decode()


def test_who_has_the_sheet_in_hand_reads_the_name(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    number = Terms.objects.get(case=case).number
    assert case.name in asked(case, papers.code_of(number)).content.decode()
    wrong = asked(case, "0" * papers.CODE_LETTERS).content.decode()
    assert case.name not in wrong
    assert "may be forged" in wrong


@pytest.mark.parametrize("stage", [Stage.FROZEN, Stage.SUSPENDED, Stage.REVOKED, Stage.ANNULLED, Stage.SUCCEEDED])
def test_a_status_that_is_withheld_or_gone_is_not_in_force(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage)
    number = Terms.objects.filter(case=case)[0].number
    found = papers.verified(number, "", at=programme.tick())
    assert found is not None
    assert not found.in_force


def test_a_number_nobody_was_given_is_unknown() -> None:
    page = Client().get("/verify/XAAEO9999999/")
    assert page.status_code == 404
    assert "No such certificate" in page.content.decode()


def test_the_form_leads_to_the_answer(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    number = Terms.objects.get(case=case).number
    page = Client().get("/verify/", {"number": f" {number.lower()} "}, follow=True)
    assert "In force today" in page.content.decode()
    assert "Type the number" in Client().get("/verify/", {"number": ""}).content.decode()


@given(number=st.text(max_size=80), code=st.text(max_size=80))
def test_whatever_is_typed_is_answered(number: str, code: str) -> None:
    assert Client().get("/verify/", {"number": number, "code": code}).status_code < 500
    assert Client().get("/verify/", {"number": number, "code": code}, follow=True).status_code < 500


def test_who_is_about_to_log_in_finds_the_question_too() -> None:
    assert 'href="/verify/"' in Client().get("/login/").content.decode()
