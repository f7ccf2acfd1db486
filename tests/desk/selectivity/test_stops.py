"""Stops on the desk: an agency's people place, ratify and end them; nobody else's are shown to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.world import World
from trustlane.access.roles import Role
from trustlane.selectivity.models import Hold

PAGE = "/desk/selectivity/stops/"


def asked(**changes: str) -> dict[str, str]:
    today = desk_clock.now().date()
    until = (today + timedelta(days=10)).isoformat()
    return {"agency": "ANIMALS", "reference": "D1", "until": until, "reason": "Live birds."} | changes


@pytest.fixture
def vet(world: World, as_person: Callable[[Any], Client]) -> Client:
    return as_person(world.user(Role.AGENCY_OFFICER, office="ANIMALS"))


@pytest.fixture
def second(world: World, as_person: Callable[[Any], Client]) -> Client:
    return as_person(world.user(Role.AGENCY_OFFICER, office="ANIMALS"))


def test_a_stop_is_placed_by_one_ratified_by_another_and_ended(vet: Client, second: Client) -> None:
    assert vet.post(f"{PAGE}place", asked()).status_code == 302
    stop = Hold.objects.get()
    assert (stop.agency, stop.subject, stop.demands_look) == ("ANIMALS", "D1", True)
    assert vet.post(f"/desk/selectivity/holds/{stop.pk}/ratify").status_code == 403
    assert second.post(f"/desk/selectivity/holds/{stop.pk}/ratify")["Location"] == PAGE
    assert "Live birds." in second.get(PAGE).content.decode()
    assert second.post(f"/desk/selectivity/holds/{stop.pk}/end", {"reason": "Seen."})["Location"] == PAGE
    assert "Seen." in vet.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"agency": "MEDICINES"}, {"reference": " "}, {"until": "2020-01-01"}, {"until": "soon"}, {"reason": ""}],
)
def test_what_cannot_be_stopped_says_why(vet: Client, changes: dict[str, str]) -> None:
    assert vet.post(f"{PAGE}place", asked(**changes)).status_code == 422
    assert not Hold.objects.exists()


@pytest.mark.parametrize("role", [Role.RISK_MANAGER, Role.CASE_OFFICER, Role.AUDITOR, Role.OPERATOR])
def test_others_have_no_such_page(world: World, as_person: Callable[[Any], Client], role: Role) -> None:
    person = world.trader("XA1") if role is Role.OPERATOR else world.user(role)
    client = as_person(person)
    assert client.get(PAGE).status_code in (302, 403)
    assert client.post(f"{PAGE}place", asked()).status_code in (302, 403)


def test_a_risk_manager_sees_the_stop_among_the_holds_and_cannot_end_it(
    world: World, as_person: Callable[[Any], Client], vet: Client
) -> None:
    vet.post(f"{PAGE}place", asked())
    risk = as_person(world.user(Role.RISK_MANAGER))
    assert "ANIMALS" in risk.get("/desk/selectivity/holds/").content.decode()
    assert risk.post(f"/desk/selectivity/holds/{Hold.objects.get().pk}/end", {"reason": "no"}).status_code == 403
