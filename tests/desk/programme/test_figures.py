"""The page of figures: who opens it, and that every number on it leads to as many rows."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import Programme
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
PAGE = "/desk/programme/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("case_officer", 200),
        ("decision_maker", 200),
        ("auditor", 200),
        ("validator", 403),
        ("agency_officer", 403),
        ("guest_validator", 403),
        ("risk_manager", 403),
    ],
)
def test_who_opens_the_figures(programme: Programme, as_person: Callable[[Any], Client], who: str, status: int) -> None:
    assert as_person(programme.person(who)).get(PAGE).status_code == status


def test_every_number_leads_to_as_many_rows(programme: Programme, officer: Client) -> None:
    for stage in (Stage.SUBMITTED, Stage.VALIDATING, Stage.DECISION_PENDING, Stage.FROZEN, Stage.REFUSED):
        programme.case(stage)
    programme.case(Stage.SUBMITTED, small=False)
    page = text(officer.get(PAGE))
    links = re.findall(r'href="(/desk/cases/\?[^"]+)"[^>]*>(?:<span translate="no">)?([\d,]+)<', page)
    counted = [(unescape(href), int(many)) for href, many in links if "sort=since" not in href]
    days = {href for href, _many in counted if "visited_by" in href}
    assert len(counted) > 20
    for href, many in counted:
        total = officer.get(href).context["table"].total
        if href in days:
            assert total in [other for same, other in counted if same == href]
        else:
            assert total == many, href


def test_the_funnel_leads_to_the_cases_of_each_stage(programme: Programme, officer: Client) -> None:
    programme.case(Stage.DESK_REVIEW)
    funnel = officer.get(PAGE).context["funnel"]
    for value, link in zip(funnel.series[0].values, funnel.series[0].links, strict=True):
        assert officer.get(link).context["table"].total == value


def test_without_cases_the_page_says_so(officer: Client) -> None:
    page = text(officer.get(PAGE))
    for said in ("No clock runs", "There are no cases yet", "No visit was planned", "Nobody decided yet"):
        assert said in page
