"""The clocks of a case by its events: each move ends and begins what the law says it does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.programme.cases import Programme
from trustlane.programme import actions as deeds
from trustlane.programme.clocks.running import Running
from trustlane.programme.models import Case, Terms
from trustlane.programme.queries.clocks import running
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def open_ones(case: Case) -> list[str]:
    """The clocks of a case that nothing has ended, by their terms."""
    return sorted(run.term.id for run in running(case) if run.ended is None)


def the(case: Case, term: str) -> list[Running]:
    return [run for run in running(case) if run.term.id == term]


def test_what_is_dropped_leaves_no_time_to_be_heard(programme: Programme) -> None:
    case = programme.case(Stage.REVOCATION_HEARING)
    (hearing,) = the(case, "hearing")
    assert hearing.ended is None
    programme.do("drop_hearing", case)
    (hearing,) = the(case, "hearing")
    assert hearing.ended is not None
    assert Case.objects.get(pk=case.pk).due_term != "hearing"


def test_a_certificate_that_ran_out_has_no_clock_left(world: Any) -> None:
    programme = Programme(world, preset="india-2026")
    case = programme.case(Stage.MONITORED)
    last = Terms.objects.get(case=case).expires
    assert last is not None
    deeds.run_out(at=datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1))
    assert Case.objects.get(pk=case.pk).stage == Stage.LAPSED
    assert open_ones(case) == []


def test_an_appeal_that_is_allowed_ends_the_suspension_it_was_against(programme: Programme) -> None:
    case = programme.case(Stage.SUSPENSION_APPEALED)
    (suspension,) = the(case, "suspension")
    assert suspension.ended is None
    programme.do("allow_status_appeal", case)
    (suspension,) = the(case, "suspension")
    assert suspension.ended is not None


def _revoked_while_suspended(programme: Programme, *, by_holder: bool) -> Case:
    if by_holder:
        case = programme.case(Stage.MONITORED)
        programme.do("request_suspension", case)
    else:
        case = programme.case(Stage.SUSPENDED)
    for step in ("intend_revocation", "hear", "revoke", "appeal_revocation"):
        programme.do(step, case)
    deeds.allow_appeal(case=case, reason="It was too hard.", by=programme.other_decider, at=programme.tick())
    case.refresh_from_db()
    assert case.stage == Stage.SUSPENDED
    return case


def test_a_suspension_that_is_there_again_has_its_clock_again_and_no_appeal(world: Any) -> None:
    programme = Programme(world, preset="national-2026")
    case = _revoked_while_suspended(programme, by_holder=False)
    before, after = the(case, "suspension")
    assert before.ended is not None
    assert after.ended is None
    assert after.begun.at == case.since
    (decided,) = the(case, "appeal_decision")
    assert decided.ended is not None
    assert [run for run in the(case, "appeal") if run.begun.at == case.since] == []
    (ban,) = the(case, "reapplication_ban")
    assert ban.ended is not None


def test_a_suspension_the_holder_asked_for_is_not_told_as_one_of_customs(programme: Programme) -> None:
    case = _revoked_while_suspended(programme, by_holder=True)
    assert the(case, "suspension") == []
    assert len(the(case, "requested_suspension")) == 2


def test_who_asked_for_it_has_nothing_to_appeal_against(world: Any) -> None:
    programme = Programme(world, preset="national-2026")
    case = programme.case(Stage.MONITORED)
    programme.do("request_suspension", case)
    assert the(case, "appeal") == []
    programme.do("give_back", case)
    assert the(case, "appeal") == []


def test_a_plan_that_takes_the_place_of_another_gives_nobody_more_time(world: Any) -> None:
    programme = Programme(world, preset="national-2026")
    case = programme.case(Stage.VALIDATION_PLANNED)
    due = Case.objects.get(pk=case.pk).due
    (before,) = the(case, "validation")
    day = programme.now.date()
    for number in (1, 2):
        programme.now += timedelta(days=3)
        deeds.plan_validation(
            case=case,
            plan=deeds.Plan(mode="on_site", sites=(), begins=day, ends=day + timedelta(days=9)),
            team=[person.pk for person in programme.validators],
            by=programme.officer,
            at=programme.tick(),
            reason=f"The firm asked for another day, {number}.",
        )
    (after,) = the(case, "validation")
    assert (after.first_day, after.due) == (before.first_day, before.due)
    assert Case.objects.get(pk=case.pk).due == due
