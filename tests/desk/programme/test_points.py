"""Points and grade on the pages of officers: on the application, and on the page where somebody decides."""

from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import Programme
from tests.programme.test_points import korean, say, terms
from trustlane.programme import actions as deeds
from trustlane.programme.models import Terms
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_case_shows_points_by_criterion_with_the_grade_and_what_the_next_lacks(
    programme: Programme, officer: Client
) -> None:
    case = korean(programme, Stage.SUBMITTED)
    address = f"/desk/cases/{case.reference}/?tab=application"
    assert "These points reach grade AAA." in text(officer.get(address))
    say(programme, case, "L.O1.1", "partly")
    page = text(officer.get(address))
    assert "These points reach no grade." in page
    assert "Legal compliance</span> 50 of the 80 needed" in page
    assert "Points and grade" not in text(officer.get(f"/desk/cases/{case.reference}/?tab=messages"))


def test_a_case_whose_criteria_know_no_grades_shows_no_points(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.SUBMITTED)
    assert "Points and grade" not in text(officer.get(f"/desk/cases/{case.reference}/?tab=application"))


def test_the_decision_shows_the_points_beside_and_grants_a_grade(programme: Programme, decider: Client) -> None:
    case = korean(programme)
    address = f"/desk/cases/{case.reference}/moves/grant/"
    page = text(decider.get(address))
    assert "Points and grade" in page
    assert '<option value="AAA" selected>' in page
    given = {
        "scope": ["security", "compliance"],
        "roles": list(case.roles),
        "tier": "A",
        "conditions": "",
        "reason": "The points are its own; two fines weigh.",
        "seen": case.last_event,
    }
    assert decider.post(address, given | {"tier": "Gold"}).status_code == 422
    assert decider.post(address, given).status_code == 302
    assert Terms.objects.get(case=case).tier == "A"
    page = text(decider.get(f"/desk/cases/{case.reference}/"))
    assert "Grade by the firm's own points" in page.replace("&#x27;", "'")


def test_where_the_points_reach_no_grade_none_is_chosen_beforehand(programme: Programme, decider: Client) -> None:
    case = korean(programme, Stage.SUBMITTED)
    say(programme, case, "L.O1.1", "no")
    for step in ("accept", "begin_review", "plan_validation", "begin_validation", "rate all", "end_validation"):
        programme.do(step, case)
    programme.do("report", case)
    page = text(decider.get(f"/desk/cases/{case.reference}/moves/grant/"))
    assert "Choose a grade" in page
    assert "selected" not in page.split('name="tier"')[1].split("</select>")[0].replace('value="" selected', "")


def test_a_change_of_terms_stays_within_the_grades(programme: Programme) -> None:
    case = korean(programme)
    deeds.grant(case=case, terms=terms(case, "A"), reason="Met.", by=programme.decider, at=programme.tick())
    programme.do("take_effect", case)
    with pytest.raises(Exception, match="AAA, AA, A"):
        deeds.propose_amendment(
            case=case, terms=terms(case, "Gold"), reason="Better.", by=programme.officer, at=programme.tick()
        )
