"""Stops: another agency has a consignment looked at, for a time, and speaks for no other agency and of no trader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.selectivity.test_holds import one, screened
from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.selectivity.actions import holds
from trustlane.selectivity.holding import LONGEST, About
from trustlane.selectivity.models import Hold
from trustlane.selectivity.queries import holds as queries
from trustlane.selectivity.refusals import HoldTooLong

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def people(world: World) -> dict[str, Any]:
    return {
        "vet": world.user(Role.AGENCY_OFFICER, office="ANIMALS"),
        "second": world.user(Role.AGENCY_OFFICER, office="ANIMALS"),
        "other": world.user(Role.AGENCY_OFFICER, office="MEDICINES"),
        "risk": world.user(Role.RISK_MANAGER),
    }


def stopped(by: Any, **given: Any) -> Hold:
    whole = {
        "reference": "M9-4",
        "agency": "ANIMALS",
        "reason": "Look for live birds.",
        "until": AT + timedelta(days=5),
        "at": AT,
    }
    return holds.stop(by=by, **(whole | given))


def test_a_stopped_consignment_is_looked_at_and_who_looks_reads_what_for() -> None:
    before = screened()
    reference = before.filter(before["lane"] == "green")["declaration"][0]
    stop = one(
        about=About.DECLARATION,
        subject=reference,
        numbers=(reference,),
        withdraws_credit=False,
        demands_look=True,
        agency="ANIMALS",
        asked="Look for live birds.",
    )
    after = screened(stop)
    mine = after.filter(after["declaration"] == reference)
    assert mine["lane"][0] in ("orange", "red")
    assert "Stopped by ANIMALS: Look for live birds." in str(mine.to_dicts())


def test_an_agency_stops_for_itself_only(people: dict[str, Any]) -> None:
    assert stopped(people["vet"]).agency == "ANIMALS"
    with pytest.raises(Refused):
        stopped(people["other"])
    with pytest.raises(Refused):
        stopped(people["risk"])


def test_it_sees_its_own_stops_and_no_hold_of_customs(people: dict[str, Any]) -> None:
    stopped(people["vet"])
    holds.place(
        about=About.OPERATOR,
        subject="IMP1",
        reason="a tip",
        withdraws_credit=True,
        demands_look=False,
        until=AT + timedelta(days=3),
        by=people["risk"],
        at=AT,
    )
    assert [seen.held.subject for seen in queries.stops(by=people["vet"], at=AT)] == ["M9-4"]
    assert queries.stops(by=people["other"], at=AT) == ()
    with pytest.raises(Refused):
        queries.listed(by=people["vet"], at=AT)
    assert len(queries.listed(by=people["risk"], at=AT)) == 2


def test_another_of_the_agency_or_a_risk_manager_lets_it_stand(people: dict[str, Any]) -> None:
    first, second = stopped(people["vet"]), stopped(people["vet"], reference="M9-5")
    for person in (people["vet"], people["other"]):
        with pytest.raises(Refused):
            holds.ratify(hold=first, by=person, at=AT)
    holds.ratify(hold=first, by=people["second"], at=AT)
    holds.ratify(hold=second, by=people["risk"], at=AT)
    assert len(queries.counting(AT + timedelta(days=4))) == 2


def test_nobody_but_the_agency_ends_it(people: dict[str, Any]) -> None:
    stop = stopped(people["vet"])
    for person in (people["risk"], people["other"]):
        with pytest.raises(Refused):
            holds.end(hold=stop, reason="no", by=person, at=AT)
    holds.end(hold=stop, reason="seen", by=people["second"], at=AT)
    assert queries.counting(AT) == ()


def test_alone_it_lapses_after_72_hours(people: dict[str, Any]) -> None:
    stopped(people["vet"])
    assert len(queries.counting(AT + timedelta(hours=71))) == 1
    assert queries.counting(AT + timedelta(hours=72)) == ()


@pytest.mark.parametrize("until", [AT, AT + LONGEST + timedelta(seconds=1)])
def test_a_stop_has_an_end_within_bounds(people: dict[str, Any], until: datetime) -> None:
    with pytest.raises(HoldTooLong):
        stopped(people["vet"], until=until)


@pytest.mark.parametrize("changed", [{"about": "operator"}, {"withdraws_credit": True}, {"demands_look": False}])
def test_the_database_keeps_a_stop_to_one_consignment(people: dict[str, Any], changed: dict[str, Any]) -> None:
    row = Hold.objects.filter(pk=stopped(people["vet"]).pk).values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(**(row | {"id": None} | changed))
