"""Clocks by themselves and by an act: what is refused waits, what is only shown is left, every running one grows."""

import logging
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.programme.cases import CLOCKS, NOW, OFFICE, Programme
from tests.programme.test_migrating import Arriving
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event, Letter, Notice
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.dues import refresh
from trustlane.programme.queries.lettering import facts_of
from trustlane.programme.refusals import CaseChanged, ClockSaysNo, ReasonMissing
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
ACT = "Storm Order 3 of 2026"


def extend_all(programme: Programme, term: str, *, by: Any = None, days: int = 10, reason: str = "The storm.") -> int:
    return deeds.extend_all(
        cases=Case.objects.all(),
        term=term,
        by=by or programme.other_decider,
        at=programme.tick(),
        reason=reason,
        legal_basis=ACT,
        days=days,
    )


def due_of(case: Case, term: str) -> Any:
    return max(run.due for run in running(case) if run.term.id == term and run.due is not None)


def test_a_case_that_is_refused_waits_an_hour_and_the_log_says_why(
    programme: Programme, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from trustlane.programme.actions import timing

    def broken(**given: Any) -> Any:
        raise CaseChanged("somebody was quicker")

    case = programme.case(Stage.FROZEN)
    whole = timing.lapse_freeze
    monkeypatch.setattr(timing, "lapse_freeze", broken)
    at = programme.tick(hours=80)
    with caplog.at_level(logging.WARNING):
        assert deeds.run_out(at=at) == {"refused": 1}
    assert case.reference in caplog.text
    assert "somebody was quicker" in caplog.text
    kept = Case.objects.get(pk=case.pk)
    assert kept.wakes == at + timedelta(hours=1)
    assert (kept.stage, kept.due, kept.due_term) == (Stage.FROZEN, case.due, "freeze")
    assert deeds.run_out(at=at + timedelta(minutes=1)) == {}
    monkeypatch.setattr(timing, "lapse_freeze", whole)
    assert deeds.run_out(at=at + timedelta(hours=1)) == {"lapse_freeze": 1}


def test_what_the_database_refuses_in_one_case_stops_no_other(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.programme.actions import timing

    first, second = programme.case(Stage.FROZEN), programme.case(Stage.FROZEN)
    whole = timing.lapse_freeze

    def broken(*, case: Case, **more: Any) -> Any:
        if case.pk == first.pk:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE programme_case SET name = 'x' WHERE id = %s", [case.pk])
        return whole(case=case, **more)

    monkeypatch.setattr(timing, "lapse_freeze", broken)
    assert deeds.run_out(at=programme.tick(hours=80)) == {"refused": 1, "lapse_freeze": 1}
    assert Case.objects.get(pk=second.pk).stage == Stage.MONITORED


def test_a_case_that_woke_for_nothing_sleeps_on(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_case SET wakes = %s WHERE id = %s", [case.since, case.pk])
    assert deeds.run_out(at=programme.tick()) == {}
    assert Case.objects.get(pk=case.pk).wakes == case.wakes


def test_an_application_wakes_when_the_silence_of_customs_says_something(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    # 2 March and 30 days: 1 April 2026, a Wednesday; it says so once that day is over.
    assert case.since.date() == NOW.date()
    assert case.wakes == datetime(2026, 4, 2, tzinfo=UTC)


def test_clocks_do_not_look_at_cases_that_are_only_shown(world: Any) -> None:
    arriving = Arriving(world)
    arriving.apply()
    later = NOW + timedelta(days=60)
    with CaptureQueriesContext(connection) as asked:
        assert deeds.run_out(at=later, by=CLOCKS) == {}
    assert len(asked) == 3  # is anything to be reckoned; is it cut over; what is due


def test_nobody_lengthens_or_stops_a_freeze(world: Any) -> None:
    programme = Programme(world, preset="national-2026")
    case = programme.case(Stage.FROZEN)
    with pytest.raises(ClockSaysNo, match="72 hours"):
        deeds.stop_clock(case=case, term="freeze", reason="wait", by=programme.officer, at=programme.tick())
    with pytest.raises(ClockSaysNo, match="72 hours"):
        extend_all(programme, "freeze")


def test_one_act_lengthens_the_clock_of_every_case_that_has_it_running(world: Any) -> None:
    programme = Programme(world, preset="national-2026")
    over, open_one, draft = programme.case(Stage.REFUSED), programme.case(Stage.SUBMITTED), programme.case()
    # A month from 2 March 2026 is Thursday 2 April; ten days more are Sunday the 12th, so Monday the 13th.
    assert due_of(over, "appeal") == date(2026, 4, 2)
    assert extend_all(programme, "appeal") == 1
    assert due_of(over, "appeal") == date(2026, 4, 13)
    kept = Case.objects.get(pk=over.pk)
    assert (kept.stage, kept.last_event) == (Stage.REFUSED, over.last_event + 1)
    assert (kept.due_term, kept.due) == ("appeal", datetime(2026, 4, 14, tzinfo=UTC))
    event = Event.objects.get(case=over, move="extend")
    assert (event.legal_basis, event.person_id) == (ACT, programme.other_decider.pk)
    assert event.recorded_in_id in {row.id for row in story(Subject("case", over.reference))}
    for other in (open_one, draft):
        assert Case.objects.get(pk=other.pk).last_event == other.last_event
    programme.tick(days=35)  # past the month, within the ten days more
    programme.do("appeal_refusal", over)


def test_it_says_the_same_of_a_case_as_a_deed_in_it_alone(programme: Programme) -> None:
    first, second = programme.case(Stage.ACCEPTED), programme.case(Stage.ACCEPTED)
    assert extend_all(programme, "decision") == 2
    for case in (first, second):
        kept = Case.objects.get(pk=case.pk)
        told = (kept.due, kept.due_term, kept.turn, kept.wakes)
        refresh(kept)
        assert (kept.due, kept.due_term, kept.turn, kept.wakes) == told
    assert extend_all(programme, "decision") == 2
    assert Event.objects.filter(move="extend").count() == 4


def test_one_case_out_of_bounds_and_none_is_lengthened(programme: Programme) -> None:
    case = programme.case(Stage.ACCEPTED)
    stranger = programme.world.user(Role.DECISION_MAKER, office="XA02")
    with pytest.raises(Refused):
        extend_all(programme, "decision", by=stranger)
    with pytest.raises(ReasonMissing):
        extend_all(programme, "decision", reason=" ")
    assert not Event.objects.filter(case=case, move="extend").exists()


def test_an_act_that_extends_many_clocks_is_told_and_written_to_each_operator(programme: Programme) -> None:
    cases = [programme.case(Stage.DESK_REVIEW), programme.case(Stage.VALIDATION_PLANNED)]
    programme.tick()
    extend_all(programme, "decision")
    for case in cases:
        event = Event.objects.get(case=case, move="extend")
        (notice,) = Notice.objects.filter(event=event)
        assert (notice.person, notice.to) == (programme.trader(case.operator), "operator")
        one = Letter.objects.get(event=event)
        # The same letter as of one clock that is extended by itself.
        assert one.facts == facts_of(event, one.language)
        assert one.facts["fields"]["extra_days"] > 0


def test_what_another_system_decides_on_is_left_to_it(world: Any) -> None:
    arriving = Arriving(world)
    arriving.apply()
    programme = Programme(world, now=NOW + timedelta(days=1))
    assert extend_all(programme, "decision") == 0
    arriving.cut_over(date(2026, 3, 3))
    programme.tick(days=1)
    assert extend_all(programme, "decision") > 0


def test_many_cases_take_no_more_statements_than_a_few(world: Any) -> None:
    from tests.programme.test_migrating import many

    arriving = Arriving(world)
    arriving.apply(many(200))
    arriving.cut_over(NOW.date())
    programme = Programme(world, now=NOW + timedelta(days=1))
    assert programme.other_decider.office == OFFICE
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        extended = extend_all(programme, "decision")
    print(f"{extended} cases extended in {time.perf_counter() - begun:.2f} s by {len(asked)} statements")
    assert extended >= 30
    assert len(asked) < 40
