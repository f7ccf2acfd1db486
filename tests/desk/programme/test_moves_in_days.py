"""Periods that officers tell on a page: shorter than the law gives, never longer."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.programme.cases import Programme
from trustlane.programme.models import Event
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def test_an_officer_asks_for_information_by_a_day_that_is_sooner_than_the_law_gives(
    programme: Programme, officer: Client
) -> None:
    case = programme.case(Stage.SUBMITTED)
    at = f"/desk/cases/{case.reference}/moves/ask_information/"
    assert "30 days that the law gives" in officer.get(at).content.decode()
    assert officer.post(at, {"reason": "Which sites?", "days": "31"}).status_code in (409, 422)
    assert officer.post(at, {"reason": "Which sites?", "days": "10"}).status_code == 302
    assert Event.objects.get(case=case, move="ask_information").data == {"days": 10}
