"""The checklist on a validator's device: the team's while it visits, below its own address, and nobody else's."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import Programme
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Finding
from trustlane.programme.queries.findings import latest
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
KEEP = "Trustlane-Keep"


@pytest.fixture
def case(programme: Programme) -> Case:
    made: Case = programme.case(Stage.VALIDATING)
    return made


def address(case: Case, rest: str = "") -> str:
    return f"/desk/cases/{case.reference}/checklist/{rest}"


def policy(answer: Any) -> dict[str, str]:
    """The content security policy, by its directives."""
    return dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if " " in part)


def lock(client: Client, case: Case) -> str:
    return str(client.get(address(case)).context["lock"])


def test_the_team_may_keep_the_page_as_long_as_a_session_lasts(
    case: Case, programme: Programme, lead: Client, settings: Any
) -> None:
    page = lead.get(address(case))
    assert page[KEEP] == f"{programme.validators[0].pk} {settings.SESSION_COOKIE_AGE}"
    assert f'data-keep="{address(case, "worker.js")}"' in page.content.decode()
    # No cache beside the worker's keeps it.
    assert page["Cache-Control"] == "no-store, private"


def test_the_worker_reaches_no_page_but_its_checklist(case: Case, lead: Client) -> None:
    script = lead.get(address(case, "worker.js"))
    assert script["Content-Type"].startswith("text/javascript")
    # Its reach is the folder it lies in; no header widens it.
    assert "Service-Worker-Allowed" not in script
    assert b"addEventListener" in script.content


def test_no_other_page_may_be_kept_or_have_a_worker(case: Case, lead: Client) -> None:
    assert policy(lead.get(address(case)))["worker-src"] == "'self'"
    for other in ("/desk/cases/", f"/desk/cases/{case.reference}/", "/account/"):
        page = lead.get(other)
        assert (page.status_code, policy(page)["worker-src"], KEEP in page) == (200, "'none'", False)
    for page in (lead.get(address(case)), lead.get(address(case, "worker.js"))):
        said = policy(page)
        assert (said["default-src"], said["script-src"], said["connect-src"]) == ("'none'", "'self'", "'self'")


def test_who_only_reads_keeps_nothing(case: Case, officer: Client, decider: Client, auditor: Client) -> None:
    for client in (officer, decider, auditor):
        page = client.get(address(case))
        assert (page.status_code, KEEP in page) == (200, False)
        assert "data-keep=" not in page.content.decode()
        assert client.get(address(case, "worker.js")).status_code == 403


@pytest.mark.parametrize("role", ["guest_validator", "agency_officer"])
def test_a_guest_rates_with_a_line_and_keeps_nothing(
    programme: Programme, as_person: Callable[[Any], Client], role: str
) -> None:
    guest, case = programme.person(role), programme.case(Stage.DESK_REVIEW)
    day = programme.now.date()
    plan = deeds.Plan(mode="on_site", sites=(), begins=day, ends=day + timedelta(1))
    team = [person.pk for person in programme.validators]
    deeds.plan_validation(
        case=case, plan=plan, team=team, guests=[guest.pk], by=programme.officer, at=programme.tick(), reason="Joint."
    )
    case = Case.objects.select_related("operator").get(pk=case.pk)
    programme.do("begin_validation", case)
    page = as_person(guest).get(address(case))
    assert (page.status_code, "data-rate" in page.content.decode(), KEEP in page) == (200, True, False)
    assert as_person(guest).get(address(case, "worker.js")).status_code == 403


def test_once_the_visit_is_over_nothing_is_kept(case: Case, programme: Programme, lead: Client) -> None:
    programme.do("rate all", case)
    programme.do("end_validation", case)
    page = lead.get(address(case))
    assert "data-rate" in page.content.decode()  # while the report is written the team still rates, at its desk
    assert KEEP not in page
    assert lead.get(address(case, "worker.js")).status_code == 403


def test_nobody_signed_in_is_led_to_the_form_and_given_no_script(case: Case, client: Client) -> None:
    for rest in ("", "worker.js"):
        answer = client.get(address(case, rest))
        assert (answer.status_code, KEEP in answer) == (302, False)
        assert answer["Location"].startswith("/login/")
    assert 'data-person=""' in client.get("/login/").content.decode()


def test_what_waits_is_locked_for_one_person_and_one_case(
    case: Case, programme: Programme, lead: Client, as_person: Callable[[Any], Client]
) -> None:
    other, another = as_person(programme.validators[1]), programme.case(Stage.VALIDATING)
    locks = {lock(lead, case), lock(other, case), lock(lead, another)}
    assert {len(b64decode(one)) for one in locks} == {32}
    assert len(locks) == 3
    # Once the page is gone from the device, the same person's next page opens what waits there.
    assert lock(as_person(programme.validators[0]), case) in locks


def test_a_rating_that_somebody_else_overtook_is_shown_and_not_applied(
    case: Case, programme: Programme, lead: Client, as_person: Callable[[Any], Client]
) -> None:
    drawn = lead.get(address(case)).context["newest"]
    other = as_person(programme.validators[1])
    theirs = {"item": "A.O1", "rating": "major", "text": "It was open all night.", "key": "their-key-1"}
    assert other.post(address(case), theirs, headers=JSON).status_code == 200
    mine = {"item": "A.O1", "rating": "met", "text": "Shut at noon.", "key": "my-key-0001", "newest": str(drawn)}
    told = lead.post(address(case), mine, headers=JSON)
    assert told.status_code == 409
    assert "It was open all night." in told.json()["problem"]
    assert "Major gap" in told.json()["problem"]
    assert [one.rating for one in latest(case)] == ["major"]
    # Without the script the page says the same, keeps what was typed, and knows the other's rating now.
    page = lead.post(address(case), mine)
    assert page.status_code == 409
    assert "Shut at noon." in page.content.decode()
    assert page.context["newest"] == told.json()["newest"] == latest(case)[0].pk
    # Who has read it may put its own in its place, and once: sent twice it counts once.
    again = mine | {"key": "my-key-0002", "newest": str(told.json()["newest"])}
    numbers = {lead.post(address(case), again, headers=JSON).json()["number"] for _ in range(2)}
    assert len(numbers) == 1
    assert [one.rating for one in latest(case)] == ["met"]
    assert Finding.objects.filter(case=case).count() == 2


def test_what_one_rated_twice_without_a_line_overtakes_nobody(case: Case, lead: Client) -> None:
    for number, rating in enumerate(("minor", "met")):
        said = {"item": "A.O1", "rating": rating, "text": "Seen.", "key": f"my-key-000{number}", "newest": "0"}
        assert lead.post(address(case), said, headers=JSON).status_code == 200
    assert [one.rating for one in latest(case)] == ["met"]


@pytest.mark.parametrize("newest", ["-1", "many", "9" * 30])
def test_a_number_nobody_has_is_no_rating(case: Case, lead: Client, newest: str) -> None:
    said = {"item": "A.O1", "rating": "met", "key": "my-key-0001", "newest": newest}
    assert lead.post(address(case), said, headers=JSON).status_code == 422
    assert not Finding.objects.exists()
