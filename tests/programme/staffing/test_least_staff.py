"""The least staff of a small office: a whole case goes with as many people, and with fewer it stops, pair by pair."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from tests.programme.cases import OFFICE, Programme
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import OwedAudit
from trustlane.programme.queries.staffed import owed_of
from trustlane.programme.refusals import TeamTooSmall, TeamUnfit
from trustlane.programme.staffing.law import AT_THE_DRAW, NEVER
from trustlane.programme.staffing.profile import shipped
from trustlane.programme.staffing.staffing import Office, staffing

pytestmark = pytest.mark.django_db
# From application to status, withheld and given back: every duty of the profile is done by whom the plan names.
WAY = (
    "submit",
    "accept",
    "begin_review",
    "plan_validation",
    "begin_validation",
    "rate all",
    "end_validation",
    "report",
    "grant",
    "take_effect",
)
HELD = {"handle", "validate-lead", "validate-second", "decide"}


def people(programme: Programme, many: int) -> list[Any]:
    """People who hold every role there is to hold in an office: what stops them is the case, not a role."""
    return [
        programme.world.user(Role.CASE_OFFICER, Role.VALIDATOR, Role.DECISION_MAKER, office=OFFICE) for _ in range(many)
    ]


def walk(programme: Programme, who: dict[str, Any]) -> Any:
    """A whole case, each duty by whom it is given to."""
    programme.__dict__["officer"] = who["handle"]
    programme.__dict__["validators"] = [who["validate-lead"], who["validate-second"]]
    programme.__dict__["decider"] = who["decide"]
    case = programme.draft()
    for step in WAY:
        programme.do(step, case)
    programme.do("freeze", case, by=who["freeze"])
    programme.do("ratify", case, by=who["ratify"])
    case.refresh_from_db()
    return case


def plan(own: int, borrowed: int = 0) -> dict[str, str]:
    return staffing(shipped(), [Office(OFFICE, own, borrowed)])[0].plan


def test_the_least_staff_that_is_told_takes_a_whole_case_to_its_end_and_owes_nothing(programme: Programme) -> None:
    least = staffing(shipped(), [Office(OFFICE, 0)])[0].least_to_work
    assert least == 4
    shared = plan(least)
    there = dict(zip(sorted(set(shared.values())), people(programme, least), strict=True))
    case = walk(programme, {duty: there[who] for duty, who in shared.items()})
    assert case.stage == "suspended"
    assert owed_of(case) == ()


def test_two_of_their_own_and_two_borrowed_validators_are_told_to_be_enough_and_are(programme: Programme) -> None:
    shared = plan(2, 2)
    assert shared["validate-lead"].startswith("borrowed")
    assert shared["validate-second"].startswith("borrowed")
    there = dict(zip(("own 1", "own 2"), people(programme, 2), strict=True))
    lent = programme.world.user(Role.VALIDATOR, office=OFFICE), programme.world.user(Role.VALIDATOR, office=OFFICE)
    there |= dict(zip(("borrowed 1", "borrowed 2"), lent, strict=True))
    assert walk(programme, {duty: there[who] for duty, who in shared.items()}).stage == "suspended"


@pytest.mark.parametrize("both", sorted(map(sorted, combinations(sorted(HELD), 2))), ids=" and ".join)
def test_three_people_cannot_whichever_two_duties_one_of_them_holds(programme: Programme, both: list[str]) -> None:
    assert frozenset(both) in NEVER | AT_THE_DRAW
    three = people(programme, 3)
    shared: dict[str, Any] = {}
    for duty in sorted(HELD):
        shared[duty] = shared[both[0]] if duty == both[1] else three[len(set(map(id, shared.values())))]
    with pytest.raises((Refused, TeamTooSmall, TeamUnfit)):
        walk(programme, shared | {"freeze": three[0], "ratify": three[1]})


def test_nobody_ratifies_their_own_freeze_however_few_there_are(programme: Programme) -> None:
    four = people(programme, 4)
    shared = dict(zip(("handle", "validate-lead", "validate-second", "decide"), four, strict=True))
    with pytest.raises(Refused):
        walk(programme, shared | {"freeze": four[3], "ratify": four[3]})


def test_every_replacement_that_ships_can_really_be_and_owes_its_audit(programme: Programme) -> None:
    """One of the team that was drawn handles the case afterwards; for each such pair an audit is owed and done."""
    replaced = [one for one in shipped().separations if one.replaced_by]
    assert {frozenset((one.one, one.other)) for one in replaced} == AT_THE_DRAW
    assert all(one.replaced_by and one.replaced_by.within_days <= 30 for one in replaced)
    four = people(programme, 4)
    shared = dict(zip(("handle", "validate-lead", "validate-second", "decide"), four, strict=True))
    programme.__dict__["officer"] = shared["handle"]
    programme.__dict__["validators"] = [shared["validate-lead"], shared["validate-second"]]
    programme.__dict__["decider"] = shared["decide"]
    case = programme.draft()
    for step in WAY[: WAY.index("rate all")]:
        programme.do(step, case)
    for person in programme.validators:
        programme.do("stop_clock", case, by=person)
        programme.do("start_clock", case, by=person)
    for step in WAY[WAY.index("rate all") : WAY.index("take_effect")]:
        programme.do(step, case)
    owes = owed_of(case)
    assert {(one.separation.one, one.separation.other) for one in owes} == {(one.one, one.other) for one in replaced}
    auditor = programme.person("auditor")
    for one in owes:
        duties = {"one": one.separation.one, "other": one.separation.other}
        deeds.audit_owed(case=case, **duties, verdict="in_order", note="", by=auditor, at=programme.tick())
    assert owed_of(case) == ()
    assert OwedAudit.objects.filter(decision__case=case).count() == 2
