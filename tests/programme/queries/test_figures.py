"""The figures of the programme: each counts exactly the cases its link shows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.queries import worklist
from trustlane.programme.queries.figures import figures
from trustlane.programme.queries.worklist import Wanted
from trustlane.programme.stages import APPLICATION, HOLDING, Stage

pytestmark = pytest.mark.django_db
YEAR = date(2025, 3, 2)


def test_figures_are_the_counts_of_the_lists_they_lead_to(programme: Programme) -> None:
    for stage in (Stage.SUBMITTED, Stage.SUBMITTED, Stage.VALIDATING, Stage.REFUSED, Stage.FROZEN, Stage.REVOKED):
        programme.case(stage)
    programme.case(Stage.SUBMITTED, small=False)
    programme.case(Stage.DRAFT)
    who, at = programme.officer, programme.now + timedelta(days=29, hours=20)
    found = figures(who, at=at, since=YEAR)

    def rows(**asked: object) -> int:
        return worklist.count(who, Wanted(**asked), at=at)  # type: ignore[arg-type]

    assert found.total([Stage.DRAFT]) == 0
    assert found.total(APPLICATION) == rows(kind="applications") == 4
    assert found.small(APPLICATION) == rows(kind="applications", small=True) == 3
    assert found.total(HOLDING) == rows(kind="holders") == 1
    assert found.late == rows(kind="alive", late=True) > 0
    for one in found.stages:
        assert one.cases == (rows(kind="", stage=one.stage) if one.stage != Stage.DRAFT else 0)
        assert one.late == (rows(kind="", stage=one.stage, late=True) if one.cases else 0)
    for clock in found.clocks:
        assert clock.running == rows(kind="alive", term=clock.term)
        assert clock.soon == rows(kind="alive", term=clock.term, soon=True)
        assert clock.late == rows(kind="alive", term=clock.term, late=True)
    assert found.visits
    for visit in found.visits:
        assert visit.cases == rows(kind="", visited_by=visit.person, since=YEAR)
    assert {one.person for one in found.decisions} == {programme.decider.pk, programme.officer.pk}
    for one in found.decisions:
        for kind, many in one.cases.items():
            assert many == rows(kind="", decided_by=one.person, decision=kind, since=YEAR)


def test_how_long_cases_stand_at_a_stage(programme: Programme) -> None:
    for _ in range(3):
        programme.case(Stage.SUBMITTED)
        programme.tick(days=10)
    (stage,) = [one for one in figures(programme.officer, at=programme.now, since=YEAR).stages if one.cases]
    assert (stage.stage, stage.middle, stage.longest) == ("submitted", 20, 30)


def test_days_of_validators_count_each_person_and_no_plan_that_was_replaced(programme: Programme) -> None:
    case = programme.case(Stage.VALIDATION_PLANNED)  # two days, two people
    day = programme.now.date() + timedelta(days=20)
    plan = deeds.Plan(mode="on_site", sites=(), begins=day, ends=day + timedelta(days=4))
    team = [programme.validators[1].pk, programme.person("validator", "third").pk]
    deeds.plan_validation(
        case=case, plan=plan, team=team, reason="One is ill.", by=programme.officer, at=programme.tick()
    )
    found = figures(programme.officer, at=programme.now, since=YEAR).visits
    assert {one.person: (one.days, one.cases) for one in found} == {team[0]: (5, 1), team[1]: (5, 1)}
    assert figures(programme.officer, at=programme.now, since=day + timedelta(days=1)).visits == ()


def test_figures_are_of_the_cases_a_person_may_see(programme: Programme) -> None:
    programme.case(Stage.MONITORED)
    other = programme.world.user(Role.CASE_OFFICER, office="XA02")
    found = figures(other, at=programme.now, since=YEAR)
    assert found.total(Stage) == 0
    assert (found.clocks, found.visits, found.decisions) == ((), (), ())
    with pytest.raises(Refused):
        figures(programme.validators[0], at=programme.now, since=YEAR)


def test_a_wait_that_nobody_can_shorten_is_never_late(programme: Programme) -> None:
    case = programme.case(Stage.REVOKED)
    far = datetime(2040, 1, 1, tzinfo=UTC)
    assert worklist.count(programme.officer, Wanted(kind="", late=True), at=far) == 0
    assert not worklist.row_of(case).late(far)
