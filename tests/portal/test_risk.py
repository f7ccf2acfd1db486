"""Nothing of the risk map of a case reaches its operator or the public, whatever page of theirs is fetched."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from tests import desk_clock
from tests.programme.cases import Programme
from trustlane.portal import urls as portal
from trustlane.programme import actions as deeds
from trustlane.programme.risk.legs import Action, Leg, Vulnerable
from trustlane.programme.risk.mapping import Judged, Risk
from trustlane.programme.stages import Stage
from trustlane.public import urls as public

pytestmark = pytest.mark.django_db
SECRETS = ("A secret control", "A secret deed", "A secret owner", "A secret leg", "A secret gap", "see_risk")


@pytest.fixture
def programme(world: Any) -> Programme:

    today = desk_clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    return Programme(world, now=today - timedelta(days=40))


def fetched(client: Client, address: str) -> str:
    answer: Any = client.get(address)
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("latin-1")


def addresses(patterns: list[URLPattern | URLResolver], root: str, case: Any) -> list[str]:
    """Every address of a face, of this case where it names one."""
    words = {"reference": case.reference, "name": "A", "number": "1", "code": "AAAA"}
    found = []
    for pattern in patterns:
        given = {name: words[name] for name in pattern.pattern.converters}
        route = str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            kind = {"StringConverter": "str", "IntConverter": "int", "PathConverter": "path"}[type(converter).__name__]
            route = route.replace(f"<{kind}:{name}>", given[name])
        found.append(f"{root}{route}")
    return found


@pytest.mark.parametrize("stage", [Stage.CORRECTING, Stage.MONITORED])
def test_no_page_of_the_operator_or_of_the_public_tells_a_risk(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage)
    due = date(2027, 1, 1)
    risk = Risk(
        "A",
        Judged(5, 5),
        Judged(4, 4),
        "treat",
        (SECRETS[0],),
        action=SECRETS[1],
        owner=SECRETS[2],
        due=due,
    )
    deeds.judge_risk(case=case, risk=risk, by=programme.officer, at=programme.tick())
    deeds.judge_leg(
        case=case,
        leg=Leg("L01", SECRETS[3], "XB", SECRETS[2]),
        threats={"terror": "high"},
        vulnerabilities=((Vulnerable("L01", "A.O1", "high", ""), Action("L01", "A.O1", SECRETS[4], "X", due)),),
        by=programme.officer,
        at=programme.tick(),
    )
    trader, stranger = Client(raise_request_exception=False), Client(raise_request_exception=False)
    trader.force_login(programme.trader(case.operator), backend="django.contrib.auth.backends.ModelBackend")
    pages = addresses(portal.urlpatterns, "/portal/", case) + addresses(public.urlpatterns, "/verify/", case)
    assert len(pages) > 25
    assert case.name in fetched(trader, f"/portal/status/{case.reference}/")
    for client in (trader, stranger):
        for page in [*pages, *(f"{page}?tab=risk" for page in pages), f"/desk/cases/{case.reference}/?tab=risk"]:
            body = fetched(client, page)
            assert not [secret for secret in SECRETS if secret in body], page
