"""Covert holds on the desk: placed by one, ratified by another, ended by one; seen by who needs them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.world import World
from trustlane.access.roles import Role
from trustlane.selectivity.models import Hold

PAGE = "/desk/selectivity/holds/"


def today() -> Any:
    return desk_clock.now().date()


def asked(**changes: str) -> dict[str, str]:
    until = (today() + timedelta(days=10)).isoformat()
    whole = {"about": "operator", "subject": "IMP1", "withdraws_credit": "on", "until": until, "reason": "a tip"}
    return {name: value for name, value in (whole | changes).items() if value}


@pytest.fixture
def people(world: World, as_person: Callable[[Any], Client]) -> dict[str, Client]:
    return {
        "first": as_person(world.user(Role.RISK_MANAGER)),
        "second": as_person(world.user(Role.RISK_MANAGER)),
        "auditor": as_person(world.user(Role.AUDITOR)),
        "officer": as_person(world.officer("A1")),
        "trader": as_person(world.trader("XA1000000001")),
    }


def place(by: Client, **changes: str) -> Hold:
    assert by.post(f"{PAGE}place", asked(**changes)).status_code == 302
    return Hold.objects.latest("pk")


def test_a_hold_is_placed_by_one_and_ratified_by_another(people: dict[str, Client]) -> None:
    hold = place(people["first"])
    own = people["first"].get(PAGE).content.decode()
    assert f"/holds/{hold.pk}/ratify" not in own
    assert f"/holds/{hold.pk}/end" in own
    assert people["first"].post(f"{PAGE}{hold.pk}/ratify").status_code == 403
    assert f"/holds/{hold.pk}/ratify" in people["second"].get(PAGE).content.decode()
    people["second"].post(f"{PAGE}{hold.pk}/ratify")
    (seen,) = people["auditor"].get(PAGE).context["holds"]
    assert seen.state == "ratified"
    again = people["second"].post(f"{PAGE}{hold.pk}/ratify", follow=True)
    assert "no longer waits" in again.content.decode()


def test_a_hold_ends_with_a_reason(people: dict[str, Client]) -> None:
    hold = place(people["first"], demands_look="on")
    people["second"].post(f"{PAGE}{hold.pk}/end", {"reason": ""})
    assert people["first"].get(PAGE).context["holds"][0].state == "alone"
    people["second"].post(f"{PAGE}{hold.pk}/end", {"reason": "a mistake"})
    page = people["first"].get(PAGE)
    assert page.context["holds"][0].state == "ended"
    assert "a mistake" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"withdraws_credit": ""}, "choose at least one"),
        ({"until": "2020-01-01"}, "at most 90 days away"),
        ({"until": "2199-01-01"}, "at most 90 days away"),
        ({"reason": ""}, "Say why"),
        ({"subject": ""}, "required"),
    ],
)
def test_what_cannot_be_placed_says_why_and_keeps_what_was_typed(
    people: dict[str, Client], changes: dict[str, str], said: str
) -> None:
    answer = people["first"].post(f"{PAGE}place", asked(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Hold.objects.exists()


@pytest.mark.parametrize("who", ["officer", "trader"])
def test_others_do_not_see_that_there_are_holds(people: dict[str, Client], who: str) -> None:
    hold = place(people["first"])
    for answer in (
        people[who].get(PAGE),
        people[who].post(f"{PAGE}place", asked()),
        people[who].post(f"{PAGE}{hold.pk}/ratify"),
        people[who].post(f"{PAGE}{hold.pk}/end", {"reason": "x"}),
    ):
        assert answer.status_code == 403
    assert PAGE not in people[who].get("/", follow=True).content.decode()


def test_an_auditor_sees_holds_and_places_none(people: dict[str, Client]) -> None:
    place(people["first"])
    page = people["auditor"].get(PAGE)
    assert page.context["form"] is None
    assert "IMP1" in page.content.decode()
    assert people["auditor"].post(f"{PAGE}place", asked()).status_code == 403
    assert people["auditor"].post(f"{PAGE}999/end", {"reason": "x"}).status_code == 404
