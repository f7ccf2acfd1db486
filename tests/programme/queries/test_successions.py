"""Mergers and splits: each of the two cases leads to the other, as far as the reader may see it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.programme.cases import Programme
from tests.world import World
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case
from trustlane.programme.queries.successions import predecessors, successors
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(world: World) -> Programme:
    return Programme(world)


def merged(programme: Programme) -> tuple[Case, Case]:
    """A holder that was merged into another, and that other."""
    new, old = programme.case(Stage.MONITORED), programme.case(Stage.MONITORED)
    deeds.succeed(case=old, successors=[new.operator], reason="A merger.", by=programme.decider, at=programme.tick())
    old.refresh_from_db()
    return old, new


def asked(programme: Programme, who: Any = None) -> dict[str, Any]:
    return {"who": who or programme.officer, "at": programme.now}


def test_each_case_of_a_merger_leads_to_the_other(programme: Programme) -> None:
    old, new = merged(programme)
    (successor,) = successors(old, **asked(programme))
    assert (successor.operator, successor.name, successor.case) == (new.operator.reference, new.name, new.reference)
    (before,) = predecessors(new, **asked(programme))
    assert (before.operator, before.case, before.since) == (old.operator.reference, old.reference, programme.now)
    assert successors(new, **asked(programme)) == predecessors(old, **asked(programme)) == ()


def test_a_case_the_reader_may_not_see_is_named_without_a_way_to_it(programme: Programme) -> None:
    old, new = merged(programme)
    elsewhere = programme.world.user(Role.CASE_OFFICER, office="XA02")
    (successor,) = successors(old, **asked(programme, elsewhere))
    assert (successor.name, successor.case) == (new.name, "")


def test_a_company_may_be_split_among_several(programme: Programme) -> None:
    case, parts = programme.case(Stage.SUSPENDED), [programme.operator(), programme.operator()]
    deeds.succeed(case=case, successors=parts, reason="A split.", by=programme.decider, at=programme.tick())
    found = successors(case, **asked(programme))
    assert [one.operator for one in found] == [one.reference for one in parts]
    assert {one.case for one in found} == {""}
