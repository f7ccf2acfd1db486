"""A status whose company was struck off ends by two hands, without a hearing; at once, and for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.models import Event
from trustlane.programme.refusals import NotYet
from trustlane.programme.stages import HOLDING, Stage
from trustlane.standing import queries as standing
from trustlane.standing.law import valid_on

pytestmark = pytest.mark.django_db


def read(programme: Programme, case: Any, by: Any = None) -> Event:
    at = programme.tick()
    return deeds.propose_lapse(
        case=case, ended=at.date() - timedelta(days=3), reason="Entry 7.", by=by or programme.officer, at=at
    )


def ends(programme: Programme, case: Any, by: Any = None) -> Event:
    return deeds.lapse_status(case=case, reason="Struck off.", by=by or programme.decider, at=programme.tick())


@pytest.mark.parametrize("stage", sorted(HOLDING))
def test_from_wherever_a_status_is_held_it_ends_and_gives_nothing_from_then_on(
    programme: Programme, stage: Stage
) -> None:
    case = programme.case(stage)
    read(programme, case)
    case.refresh_from_db()
    assert case.stage == stage
    ends(programme, case)
    case.refresh_from_db()
    assert case.stage == Stage.LAPSED
    later = programme.tick() + timedelta(days=1)
    says = [one for one in standing.snapshot(later) if one.operator == case.operator.reference]
    assert "valid" not in {one.state for one in says if valid_on(one, later.date())}


def test_nobody_ends_a_status_alone_nor_upon_what_was_read_long_ago(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    with pytest.raises(Refused):
        ends(programme, case)
    read(programme, case)
    with pytest.raises(Refused):
        ends(programme, case, programme.officer)
    programme.now += timedelta(days=31)
    with pytest.raises(Refused):
        ends(programme, case)


def test_a_day_that_has_not_come_ended_no_company(programme: Programme) -> None:
    case, at = programme.case(Stage.MONITORED), programme.tick()
    with pytest.raises(NotYet):
        deeds.propose_lapse(
            case=case, ended=at.date() + timedelta(days=1), reason="Entry 7.", by=programme.officer, at=at
        )
    assert not Event.objects.filter(case=case, move="propose_lapse").exists()


def test_the_database_lets_nobody_end_a_status_alone(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustlane.access.evaluator import as_actor, in_force

    case = programme.case(Stage.MONITORED)
    permits = type(in_force())
    monkeypatch.setattr(permits, "require", lambda self, by, permission, obj=None, *, at: as_actor(by, at))
    with pytest.raises(DatabaseError, match="no other officer read lately"), transaction.atomic():
        ends(programme, case)
    read(programme, case, programme.decider)
    with pytest.raises(DatabaseError, match="no other officer read lately"), transaction.atomic():
        ends(programme, case)
    ends(programme, case, programme.other_decider)
