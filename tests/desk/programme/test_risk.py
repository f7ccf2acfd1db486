"""The risk tab: read by officers and validators of the case alone, judged by form, bad input told at its field."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.programme.cases import Programme
from trustlane.access.roles import Role
from trustlane.programme.models import ChainMethod, LegJudged, RiskJudged
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
JUDGED = {
    "likelihood_before": "4",
    "impact_before": "5",
    "controls": "Seals are checked.\nCameras.",
    "likelihood_after": "2",
    "impact_after": "5",
    "response": "treat",
    "why": "",
    "action": "Buy locks of the invented kind.",
    "owner": "Operations",
}
SECRET = "Buy locks of the invented kind."


def address(case: Any, rest: str = "") -> str:
    return f"/desk/cases/{case.reference}/{rest}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def day(days: int) -> str:
    return (desk_clock.now().date() + timedelta(days=days)).isoformat()


def test_a_risk_is_judged_and_stands_on_the_map(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    assert "0 of" in text(officer.get(address(case, "?tab=risk")))
    page = officer.get(address(case, "risk/sections/A/"))
    assert page.status_code == 200
    answer = officer.post(address(case, "risk/sections/A/"), JUDGED | {"due": day(30)}, follow=True)
    assert answer.status_code == 200
    assert RiskJudged.objects.get(case=case).controls == ["Seals are checked.", "Cameras."]
    body = text(answer)
    assert SECRET in body
    assert "Medium" in body
    assert 'href="#risk-A"' in body
    assert SECRET in text(officer.get(address(case, "risk/sections/A/")))
    yesterday = (desk_clock.now() - timedelta(days=1)).date().isoformat()
    assert SECRET not in text(officer.get(address(case, f"?tab=risk&known={yesterday}")))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"likelihood_after": "5", "likelihood_before": "1"}, "Controls do not raise a risk"),
        ({"likelihood_before": "6"}, "valid choice"),
        ({"impact_after": "many"}, "valid choice"),
        ({"controls": ""}, "names the controls"),
        ({"owner": ""}, "has somebody who does it"),
        ({"due": "2999-01-01"}, "within ten years"),
        ({"due": "soon"}, "valid date"),
        ({"response": "pray"}, "valid choice"),
    ],
)
def test_a_judgement_that_cannot_be_is_told_at_its_field(
    programme: Programme, officer: Client, changes: dict[str, str], said: str
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    answer = officer.post(address(case, "risk/sections/A/"), JUDGED | {"due": day(30)} | changes)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not RiskJudged.objects.filter(case=case).exists()


def test_a_leg_is_mapped_judged_again_and_dropped(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    place = address(case, "risk/legs/L01/")
    leg = {
        "title": "Works to port",
        "country": "XB",
        "partner": "Haulier",
        "threat_terror": "high",
        "criterion_0": "A.O1",
        "grade_0": "medium",
    }
    for changes, said in (
        ({"country": "xb1"}, "two capital letters"),
        ({"grade_0": ""}, "how far it falls short"),
        ({"what_0": "Lock it."}, "Say who does it"),
        ({"threat_terror": "vast"}, "valid choice"),
    ):
        answer = officer.post(place, leg | changes)
        assert (answer.status_code, said in text(answer)) == (422, True)
    gap = {"what_0": "Lock it.", "owner_0": "Haulier", "due_0": day(20)}
    assert officer.post(place, leg | gap).status_code == 302
    page = text(officer.get(address(case, "?tab=risk")))
    assert "Works to port" in page
    assert "Lock it." in page
    assert "Lock it." in text(officer.get(place))
    # What is late is told before anything else, until it is said to be done.
    late = gap | {"due_0": day(-3), "short_0": "The cab has no lock."}
    assert officer.post(place, leg | late).status_code == 302
    page = text(officer.get(address(case, "?tab=risk")))
    assert "1 action on the supply chain is late." in page
    assert "The cab has no lock." in text(officer.get(place))
    for changes, said in (
        ({"done_0": day(1)}, "was done by today"),
        ({"what_0": "", "done_0": day(0)}, "what was done"),
    ):
        answer = officer.post(place, leg | late | changes)
        assert (answer.status_code, said in text(answer)) == (422, True)
    assert officer.post(place, leg | late | {"done_0": day(0)}).status_code == 302
    page = text(officer.get(address(case, "?tab=risk")))
    assert "is late." not in page
    assert "Done on" in page
    assert "Say why the leg" in text(officer.post(place, leg | {"dropped": "on"}))
    assert officer.post(place, leg | {"dropped": "on", "why": "By rail now."}).status_code == 302
    assert "Works to port" not in text(officer.get(address(case, "?tab=risk")))
    assert LegJudged.objects.filter(case=case).count() == 4


def test_how_it_is_assessed_is_said(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    place = address(case, "risk/chain/")
    assert officer.get(place).status_code == 200
    assert officer.post(place, {"every_months": "0"}).status_code == 422
    said = {"policy": "Ours.", "responsible": "Cleo", "every_months": "12", "training": "All."}
    assert officer.post(place, said).status_code == 302
    assert ChainMethod.objects.get(case=case).every_months == 12
    assert "Ours." in text(officer.get(place))


def test_what_is_not_there_is_not_found(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    assert officer.get(address(case, "risk/sections/Z9/")).status_code == 404
    assert officer.get(address(case, "risk/legs/no leg/")).status_code == 404


def test_the_map_reaches_who_judges_decides_or_audits_and_nobody_else(
    programme: Programme, officer: Client, as_person: Callable[[Any], Client]
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    officer.post(address(case, "risk/sections/A/"), JUDGED | {"due": day(30)})
    programme.do("plan_validation", case)
    reads = [programme.decider, programme.person("auditor"), programme.validators[0]]
    for person in reads:
        assert SECRET in text(as_person(person).get(address(case, "?tab=risk")))
    others = [
        programme.trader(case.operator),
        programme.person("agency_officer"),
        programme.person("guest_validator"),
        programme.person("risk_manager"),
        programme.person("administrator"),
        programme.world.user(Role.CASE_OFFICER, office="XA02"),
    ]
    for person in others:
        client = as_person(person)
        for rest in ("?tab=risk", "", "risk/sections/A/", "risk/legs/L01/", "risk/chain/"):
            answer = client.get(address(case, rest))
            assert SECRET not in text(answer), rest
            assert rest in ("?tab=risk", "") or answer.status_code == 403
    for person in (programme.decider, programme.person("auditor")):
        assert as_person(person).post(address(case, "risk/sections/A/"), JUDGED).status_code == 403
