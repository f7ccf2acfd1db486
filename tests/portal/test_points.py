"""An operator reads the points of its own answers, and nothing of what Customs finds or judges."""

from datetime import timedelta
from typing import Any

import pytest

from tests import desk_clock
from tests.portal.test_programme import client_of, of, text_of
from tests.programme.cases import Programme
from tests.programme.test_points import korean, say
from tests.world import World
from trustlane.programme import actions as deeds
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(world: World, settings: Any, tmp_path: Any) -> Programme:
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path
    return Programme(world, now=desk_clock.now() - timedelta(days=20))


@pytest.mark.parametrize("page", ["questions", "submit"])
def test_an_applicant_reads_its_own_points_and_what_the_next_grade_lacks(programme: Programme, page: str) -> None:
    case = korean(programme, Stage.DRAFT)
    say(programme, case, "I.O1.1", "partly")
    told = " ".join(text_of(client_of(programme.trader(case.operator)).get(of(page, case))).split())
    assert "These points reach no grade." in told
    assert "Internal control</span> 50 of the 80 needed" in told
    stranger = programme.trader(programme.operator())
    assert client_of(stranger).get(of(page, case)).status_code == 404


def test_no_gap_that_was_found_is_told_beside_the_points(programme: Programme) -> None:
    case = korean(programme, Stage.VALIDATING)
    at = programme.tick()
    who = programme.validators[0]
    deeds.rate(case=case, item="L.O1", rating="major", text="Two fines.", key="1 L.O1", by=who, at=at, seen_at=at)
    told = text_of(client_of(programme.trader(case.operator)).get(of("questions", case)))
    assert "These points reach grade AAA." in told
    assert "gap found" not in told


def test_without_grades_there_is_nothing_of_points(programme: Programme) -> None:
    case = programme.case(Stage.DRAFT)
    assert "Points and grade" not in text_of(client_of(programme.trader(case.operator)).get(of("questions", case)))
