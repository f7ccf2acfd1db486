"""Guests of a visit hear of its report where they read it, and that they are left out; their conflicts count."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Notice
from trustlane.programme.refusals import TeamUnfit
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def plan(programme: Programme, case: Case, guests: list[Any], *, days: int = 0, reason: str = "") -> None:
    day = programme.now.date() + timedelta(days=days)
    deeds.plan_validation(
        case=case,
        plan=deeds.Plan(mode="on_site", sites=(), begins=day, ends=day + timedelta(1)),
        team=[person.pk for person in programme.validators],
        guests=[guest.pk for guest in guests],
        by=programme.officer,
        at=programme.tick(),
        reason=reason,
    )


def heard(person: Any) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("says", flat=True))


@pytest.fixture
def agency(programme: Programme) -> Any:
    return programme.person("agency_officer")


@pytest.fixture
def partner(programme: Programme) -> Any:
    return programme.person("guest_validator")


def test_an_agency_that_joined_hears_of_the_report_and_a_partner_does_not(
    programme: Programme, agency: Any, partner: Any
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    plan(programme, case, [agency, partner])
    for step in ("begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    assert heard(agency)[-1] == "The report on a visit that you joined is there."
    assert "report" not in heard(partner)[-1]


def test_who_is_left_out_of_a_new_plan_hears_of_it_once(programme: Programme, agency: Any, partner: Any) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    plan(programme, case, [agency, partner])
    plan(programme, case, [partner], reason="Too many.")
    assert heard(agency)[-1] == "A validation you were asked to join goes on without you."
    assert heard(partner)[-1] == "You are asked to take part in a validation."
    plan(programme, case, [partner], reason="Another day.")
    assert len(heard(agency)) == 2


def test_the_notice_of_being_left_out_leads_to_the_own_work_and_not_to_a_locked_door(
    programme: Programme, agency: Any, partner: Any
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    plan(programme, case, [agency, partner])
    plan(programme, case, [agency], reason="Too many.")
    client = Client()
    client.force_login(partner)
    notice = Notice.objects.filter(person=partner).latest("pk")
    answer = client.post(reverse("notice", args=[notice.pk]), follow=True)
    assert answer.redirect_chain == [("/desk/cases/", 302)]
    assert answer.status_code == 200


def test_a_guest_says_of_itself_with_whom_it_is_in_conflict_and_is_not_asked_there(
    programme: Programme, partner: Any, agency: Any
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    told = {"person": partner, "kind": "conflict", "value": case.operator.reference, "reason": "My brother."}
    with pytest.raises(Refused):
        deeds.declare(by=agency, at=programme.tick(), **told)
    last = programme.now.date() + timedelta(days=5)
    deeds.declare(by=partner, at=programme.tick(), last=last, **told)
    with pytest.raises(TeamUnfit, match="declared a conflict of interest with the operator"):
        plan(programme, case, [partner, agency])
    plan(programme, case, [agency])
    other = programme.case(Stage.DESK_REVIEW)
    plan(programme, other, [partner])
    programme.tick(days=6)
    plan(programme, case, [partner], reason="It is over now.")
