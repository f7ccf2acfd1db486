"""Who asks or rests says for how long, as far as the law lets it: clocks go by what is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.programme.cases import Programme
from trustlane.programme import actions as deeds
from trustlane.programme.models import Event
from trustlane.programme.presets import left_to_say, longest_said
from trustlane.programme.queries.clocks import running
from trustlane.programme.refusals import ClockSaysNo
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def the(case: Any, term: str) -> Any:
    (run,) = [run for run in running(case) if run.term.id == term]
    return run


def test_customs_sets_a_shorter_time_for_information_and_none_that_is_longer(programme: Programme) -> None:
    asked, other = programme.case(Stage.SUBMITTED), programme.case(Stage.SUBMITTED)
    given = {"text": "Which sites?", "by": programme.officer}
    deeds.ask_information(case=asked, days=10, at=programme.tick(), **given)
    run = the(asked, "information")
    assert run.length.days == 10
    assert timedelta(days=10) <= run.due - run.first_day < timedelta(days=14)  # it ends on a working day
    for days in (31, 0):
        with pytest.raises(ClockSaysNo):
            deeds.ask_information(case=other, days=days, at=programme.tick(), **given)
    assert not Event.objects.filter(case=other, move="ask_information").exists()
    deeds.ask_information(case=other, at=programme.tick(), **given)
    assert the(other, "information").length.days == 30


def test_a_suspension_that_the_holder_asked_for_ends_when_it_said(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    deeds.request_suspension(
        case=case, reason="We rebuild.", days=200, by=programme.trader(case.operator), at=programme.tick()
    )
    run = the(case, "requested_suspension")
    assert run.length.days == 200
    assert run.due is not None
    deeds.extend(
        case=case,
        term="requested_suspension",
        days=30,
        asked_by="holder",
        reason="It takes longer.",
        legal_basis="DA",
        by=programme.officer,
        at=programme.tick(),
    )
    assert the(case, "requested_suspension").due > run.due


def test_where_the_law_bounds_a_suspension_the_holder_says_no_more(world: Any) -> None:
    programme = Programme(world, preset="national-2026")
    case = programme.case(Stage.MONITORED)
    given = {"case": case, "reason": "We rebuild.", "by": programme.trader(case.operator)}
    with pytest.raises(ClockSaysNo):
        deeds.request_suspension(days=31, at=programme.tick(), **given)
    deeds.request_suspension(days=20, at=programme.tick(), **given)
    assert the(case, "suspension").length.days == 20


def test_pages_know_where_somebody_has_to_say_how_long() -> None:
    assert left_to_say("eu-2026", "request_suspension")
    assert not left_to_say("national-2026", "request_suspension")
    assert not left_to_say("eu-2026", "ask_information")
    assert longest_said("eu-2026", "ask_information") == 30
    assert longest_said("us-2026", "ask_information") is None
