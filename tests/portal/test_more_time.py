"""More time in the portal and on the desk: asked beside the period, found by the officer, answered, read by both."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.programme.cases import Programme
from tests.world import World
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
WHY = "Our books are at the auditor's <b>office</b>."
ASKED = {"kind": "information", "amount": "10", "unit": "days", "text": WHY}


@pytest.fixture
def programme(world: World) -> Iterator[Programme]:
    return Programme(world, preset="national-2026", now=desk_clock.now() - timedelta(days=9))


@pytest.fixture
def case(programme: Programme) -> Case:
    found = programme.case(Stage.SUBMITTED)
    programme.do("ask_information", found)
    return Case.objects.select_related("operator").get(pk=found.pk)


def client_of(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def ours(case: Case, *more: str) -> str:
    return "/".join(["/portal/status", case.reference, *more, ""])


def desk(case: Case, *more: str) -> str:
    return "/".join(["/desk/cases", case.reference, *more, ""])


def test_it_is_asked_beside_the_period_and_stands_there_until_it_is_answered(programme: Programme, case: Case) -> None:
    firm = client_of(programme.trader(case.operator))
    assert f"{ours(case, 'do', 'more-time')}?period=information" in text(firm.get(ours(case)))
    form = text(firm.get(f"{ours(case, 'do', 'more-time')}?period=information"))
    assert "You answer what Customs asked (at most 30 days more)" in form
    assert firm.post(ours(case, "do", "more-time"), ASKED).status_code == 302
    asked = Event.objects.get(case=case, move="ask_extension")
    assert asked.data == {"term": "information", "days": 10, "asked_by": "applicant"}
    page = text(firm.get(ours(case)))
    assert "You asked for more time; Customs has not answered yet." in page
    assert "?period=information" not in page
    # Asked once more from a page that was open before: told, and not asked twice.
    assert firm.post(ours(case, "do", "more-time"), ASKED).status_code == 409
    assert Event.objects.filter(case=case, move="ask_extension").count() == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount": "31"}, "The period cannot be that much longer"),
        ({"amount": "0"}, "greater than or equal to 1"),
        ({"amount": ""}, "Say how much more time you need."),
        ({"kind": "acceptance"}, "Select a valid choice"),
        ({"text": " "}, "Customs has to know why"),
    ],
)
def test_what_cannot_be_asked_is_told_with_nothing_typed_lost(
    programme: Programme, case: Case, change: dict[str, str], told: str
) -> None:
    firm = client_of(programme.trader(case.operator))
    answer = firm.post(ours(case, "do", "more-time"), ASKED | change)
    assert answer.status_code in (409, 422)
    assert told in text(answer)
    assert not Event.objects.filter(case=case, move="ask_extension").exists()


def test_the_officer_finds_it_on_the_worklist_and_grants_it_as_it_was_asked(programme: Programme, case: Case) -> None:
    other = programme.case(Stage.SUBMITTED)
    client_of(programme.trader(case.operator)).post(ours(case, "do", "more-time"), ASKED)
    officer = client_of(programme.officer)
    listed = officer.get("/desk/cases/")
    assert text(listed).count("asks for more time") == 1
    (number,) = [one for one in listed.context["urgent"] if one.label == "More time asked for"]
    found = officer.get(f"/desk/cases/{number.query}")
    assert [row.reference for row in found.context["table"].rows] == [case.reference] != [other.reference]
    assert number.count == 1
    page = text(officer.get(desk(case)))
    assert "Our books are at the auditor&#x27;s &lt;b&gt;office&lt;/b&gt;." in page
    (asked,) = officer.get(desk(case)).context["file"].time_asked
    grant = f"{desk(case, 'moves', 'extend')}?request={asked.number}"
    assert grant in page
    initial = officer.get(grant).context["form"].initial
    assert {name: initial[name] for name in ("term", "amount", "unit", "asked_by")} == {
        "term": "information",
        "amount": 10,
        "unit": "days",
        "asked_by": "applicant",
    }
    sent = initial | {"reason": "Fair.", "legal_basis": "Act 1"}
    assert officer.post(grant, sent).status_code == 302
    assert "More time is asked for" not in text(officer.get(desk(case)))
    assert "asks for more time" not in text(officer.get("/desk/cases/"))
    assert "Fair." in text(client_of(programme.trader(case.operator)).get(ours(case)))


def test_who_asked_reads_why_it_was_declined(programme: Programme, case: Case) -> None:
    firm, officer = client_of(programme.trader(case.operator)), client_of(programme.officer)
    # While nothing is asked, there is nothing to decline.
    assert "decline_extension" not in text(officer.get(desk(case)))
    firm.post(ours(case, "do", "more-time"), ASKED)
    page = officer.get(desk(case, "moves", "decline_extension"))
    sent = page.context["form"].initial | {"reason": "You had a month."}
    assert officer.post(desk(case, "moves", "decline_extension"), sent | {"reason": ""}).status_code == 422
    assert officer.post(desk(case, "moves", "decline_extension"), sent).status_code == 302
    told = text(firm.get(ours(case)))
    assert "You had a month." in told
    assert "More time was declined." in told
    # A decline does not bar from asking again, better.
    assert "?period=information" in told


def test_a_request_is_nobodys_but_the_two_sides(programme: Programme, case: Case) -> None:
    """Another firm finds no such case, an agency that was asked about it reads nothing of the request."""
    programme.do("answer_information", case)
    programme.do("accept", case)
    programme.do("consult", case)
    programme.do("ask_information", case)
    deeds.ask_extension(
        case=case,
        term="information",
        days=5,
        reason=WHY,
        by=programme.trader(case.operator),
        at=programme.tick(),
    )
    stranger = client_of(programme.trader(programme.operator()))
    assert stranger.get(ours(case, "do", "more-time")).status_code == 404
    agency = client_of(programme.person("agency_officer"))
    for page in (desk(case), "/desk/cases/?kind=all", "/desk/cases/?kind=all&wants_time=yes"):
        assert "more time is asked for" not in text(agency.get(page)).lower()
        assert "asks for more time" not in text(agency.get(page))
    assert case.reference not in text(agency.get("/desk/cases/?kind=all&wants_time=yes"))
