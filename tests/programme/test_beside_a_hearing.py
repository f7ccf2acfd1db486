"""One officer withholds a status while a hearing or an appeal goes on; the case stays where it is, with its clocks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import CLOCKS, Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.conditions import Condition
from trustlane.programme.models import Case, Event
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.conditions import conditions
from trustlane.programme.refusals import FreezeRuns, HearingNotOver
from trustlane.programme.stages import Stage
from trustlane.standing import queries as standing

pytestmark = pytest.mark.django_db

APPEALS = {
    Stage.SUSPENSION_APPEALED: "suspension",
    Stage.REVOCATION_APPEALED: "revocation",
    Stage.ANNULMENT_APPEALED: "annulment",
}
ONWARD = {"intend_revocation": "revoke", "intend_annulment": "annul"}


@pytest.fixture
def suspensive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law has what is appealed against wait for the appeal."""
    for module in ("actions.effects", "withheld"):
        monkeypatch.setattr(f"trustlane.programme.{module}.suspensive", lambda preset: True)


def says(case: Case, on: date) -> list[str]:
    return [row.fact.state for row in standing.of_operator(case.operator.reference, valid=on)]


def stage(case: Case) -> str:
    return str(Case.objects.values_list("stage", flat=True).get(pk=case.pk))


def today(programme: Programme) -> date:
    return programme.now.date()


def heard(programme: Programme, meant: str = "intend_revocation", before: Stage = Stage.MONITORED) -> Case:
    """A case in a hearing that began months after the status took effect."""
    case: Case = programme.case(before)
    programme.now = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
    programme.do(meant, case)
    return case


def do(programme: Programme, case: Case, *steps: str) -> None:
    for step in steps:
        programme.do(step, case)


@pytest.mark.parametrize("meant", sorted(ONWARD))
def test_a_freeze_during_a_hearing_counts_at_once_and_the_hearing_goes_on(programme: Programme, meant: str) -> None:
    case = heard(programme, meant)
    at = stage(case)
    (before,) = [run for run in running(case) if run.term.id == "hearing"]
    event = programme.do("freeze", case)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.stage, kept.due_term, kept.turn) == (at, "freeze", "customs")
    assert kept.wakes == event.at + timedelta(hours=72)
    assert says(case, today(programme)) == ["suspended"]
    (after,) = [run for run in running(case) if run.term.id == "hearing"]
    assert (after.due, after.ended) == (before.due, None)
    with pytest.raises(HearingNotOver):
        programme.do(ONWARD[meant], case)
    programme.do("hear", case)
    (run,) = [run for run in running(case) if run.term.id == "hearing"]
    assert run.ended is not None


def test_the_next_declaration_sees_a_freeze_during_a_hearing(programme: Programme) -> None:
    from trustlane.selectivity.trust import Register

    case = heard(programme)

    def trusted() -> int:
        facts = list(standing.export(valid=today(programme)))
        return sum(row["state"] == "valid" for row in Register.of(facts, ("XA",)).rows.iter_rows(named=True))

    assert trusted() > 0
    programme.do("freeze", case)
    assert trusted() == 0


def test_a_freeze_during_a_hearing_lapses_after_72_hours_and_no_sooner(programme: Programme) -> None:
    case = heard(programme)
    event = programme.do("freeze", case)
    assert deeds.run_out(at=event.at + timedelta(hours=71, minutes=59)) == {}
    assert deeds.run_out(at=event.at + timedelta(hours=72)) == {"lapse_freeze": 1}
    assert stage(case) == Stage.REVOCATION_HEARING
    assert says(case, event.at.date() + timedelta(days=1)) == ["suspended"]
    assert says(case, event.at.date() + timedelta(days=3)) == ["valid"]
    programme.now = event.at + timedelta(days=4)
    with pytest.raises(Refused, match="withholds the status now"):
        programme.do("ratify", case)


def test_a_freeze_during_a_hearing_is_ratified_by_another_and_the_hearing_goes_on(programme: Programme) -> None:
    case = heard(programme)
    deeds.freeze(case=case, reason="A seizure.", by=programme.decider, at=programme.tick())
    for step in ("ratify", "lapse_freeze"):
        with pytest.raises(Refused, match="did not freeze"):
            programme.do(step, case, by=programme.decider)
    programme.do("ratify", case, by=programme.other_decider)
    assert stage(case) == Stage.REVOCATION_HEARING
    assert says(case, today(programme) + timedelta(days=10)) == ["suspended"]
    with pytest.raises(Refused, match="status is in force"):
        programme.do("freeze", case, by=programme.person("case_officer", "another officer"))


def test_nothing_is_ratified_where_nobody_froze(programme: Programme) -> None:
    case = heard(programme)
    for step in ("ratify", "lapse_freeze"):
        with pytest.raises(Refused, match="withholds the status now"):
            programme.do(step, case)
    assert says(case, today(programme)) == ["valid"]


def test_a_status_that_was_suspended_before_its_hearing_is_not_frozen(programme: Programme) -> None:
    case = heard(programme, before=Stage.SUSPENDED)
    with pytest.raises(Refused, match="status is in force"):
        programme.do("freeze", case)


@pytest.mark.parametrize("meant", sorted(ONWARD))
@pytest.mark.parametrize("withheld", [("freeze",), ("freeze", "ratify")])
def test_what_is_taken_while_it_is_withheld_is_taken(
    programme: Programme, meant: str, withheld: tuple[str, ...]
) -> None:
    case = heard(programme, meant)
    do(programme, case, "hear", *withheld, ONWARD[meant])
    assert says(case, today(programme)) == ["revoked"]
    assert says(case, today(programme) + timedelta(days=30)) == ["revoked"]
    # The freeze is over with it: no clock gives anything back.
    assert deeds.run_out(at=programme.now + timedelta(days=5)) == {}
    assert says(case, today(programme) + timedelta(days=5)) == ["revoked"]


def test_a_hearing_is_not_dropped_while_a_freeze_runs(programme: Programme) -> None:
    case = heard(programme)
    programme.do("freeze", case)
    with pytest.raises(FreezeRuns):
        programme.do("drop_hearing", case)
    deeds.lapse_freeze(case=case, reason="Cleared.", by=programme.decider, at=programme.tick())
    assert says(case, today(programme)) == ["valid"]
    programme.do("drop_hearing", case)
    assert stage(case) == Stage.MONITORED


def test_a_status_suspended_during_a_hearing_stays_so_where_the_hearing_is_dropped(programme: Programme) -> None:
    case = heard(programme)
    do(programme, case, "freeze", "ratify", "drop_hearing")
    assert stage(case) == Stage.SUSPENDED
    assert says(case, today(programme)) == ["suspended"]
    do(programme, case, "propose_reinstatement", "reinstate")
    assert stage(case) == Stage.MONITORED
    assert says(case, today(programme)) == ["valid"]


def test_the_time_to_appeal_against_it_begins_when_the_hearing_is_dropped(world: Any) -> None:
    programme = Programme(world, preset="national-2026")
    case = heard(programme)
    do(programme, case, "freeze", "ratify")
    programme.tick(days=60)
    programme.do("drop_hearing", case)
    (suspension,) = [run for run in running(case) if run.term.id == "suspension"]
    assert suspension.ended is None
    programme.tick(days=20)
    programme.do("appeal_suspension", case)
    assert stage(case) == Stage.SUSPENSION_APPEALED


@pytest.mark.parametrize("meant", sorted(ONWARD))
def test_an_appeal_gives_back_a_status_as_it_was_when_it_was_taken(programme: Programme, meant: str) -> None:
    """It was suspended during the hearing: so it is again, and by nobody's choice otherwise."""
    case = heard(programme, meant)
    first = today(programme)
    do(programme, case, "freeze", "ratify", "hear", ONWARD[meant])
    do(programme, case, {"revoke": "appeal_revocation", "annul": "appeal_annulment"}[ONWARD[meant]])
    programme.do("allow_status_appeal", case)
    assert stage(case) == Stage.SUSPENDED
    assert says(case, today(programme)) == ["suspended"]
    assert says(case, first - timedelta(days=30)) == ["valid"]
    # Nobody could appeal against the suspension until now.
    programme.do("appeal_suspension", case)


def test_a_holder_says_during_the_hearing_how_it_met_a_condition(programme: Programme) -> None:
    case = heard(programme)
    programme.do("freeze", case)
    due = today(programme) + timedelta(days=20)
    deeds.ratify(
        case=case,
        reason="Confirmed.",
        by=programme.decider,
        at=programme.tick(),
        conditions=[Condition("Close the gate.", due)],
    )
    programme.do("meet_condition", case)
    (one,) = conditions(case)
    assert len(one.said) == 1


@pytest.mark.parametrize("appealed", sorted(APPEALS))
def test_what_is_under_appeal_without_effect_is_not_frozen(programme: Programme, appealed: Stage) -> None:
    case = programme.case(appealed)
    with pytest.raises(Refused, match="status is in force"):
        programme.do("freeze", case)


def under_appeal(programme: Programme, appealed: Stage) -> Case:
    """A case under an appeal that keeps the status in force, months after it took effect."""
    case: Case = programme.case(Stage.MONITORED)
    programme.now = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
    ways = {
        Stage.SUSPENSION_APPEALED: ("freeze", "ratify", "appeal_suspension"),
        Stage.REVOCATION_APPEALED: ("intend_revocation", "hear", "revoke", "appeal_revocation"),
        Stage.ANNULMENT_APPEALED: ("intend_annulment", "hear", "annul", "appeal_annulment"),
    }
    do(programme, case, *ways[appealed])
    programme.tick(days=40)
    assert says(case, today(programme)) == ["valid"]
    return case


@pytest.mark.usefixtures("suspensive")
@pytest.mark.parametrize("appealed", sorted(APPEALS))
class TestUnderAppeal:
    def test_a_freeze_counts_and_lapses(self, programme: Programme, appealed: Stage) -> None:
        case = under_appeal(programme, appealed)
        first = today(programme)
        event = programme.do("freeze", case)
        assert stage(case) == appealed
        assert says(case, first) == ["suspended"]
        assert says(case, first - timedelta(days=2)) == ["valid"]
        assert deeds.run_out(at=event.at + timedelta(hours=72)) == {"lapse_freeze": 1}
        assert says(case, first + timedelta(days=4)) == ["valid"]
        # What was withheld stays so in the past.
        assert says(case, first + timedelta(days=1)) == ["suspended"]

    @pytest.mark.parametrize("withheld", [("freeze",), ("freeze", "ratify")])
    def test_dismissed_the_decision_stands(
        self, programme: Programme, appealed: Stage, withheld: tuple[str, ...]
    ) -> None:
        case = under_appeal(programme, appealed)
        do(programme, case, *withheld, f"dismiss_{APPEALS[appealed]}_appeal")
        state = "suspended" if appealed == Stage.SUSPENSION_APPEALED else "revoked"
        assert says(case, today(programme)) == [state]
        assert says(case, today(programme) + timedelta(days=30)) == [state]
        assert deeds.run_out(at=programme.now + timedelta(days=5)) == {}

    def test_allowed_after_a_freeze_that_lapsed_it_is_in_force(self, programme: Programme, appealed: Stage) -> None:
        case = under_appeal(programme, appealed)
        first = today(programme)
        programme.do("freeze", case)
        with pytest.raises(FreezeRuns):
            programme.do("allow_status_appeal", case)
        programme.tick(hours=72)
        do(programme, case, "lapse_freeze", "allow_status_appeal")
        assert stage(case) == Stage.MONITORED
        assert says(case, today(programme)) == ["valid"]
        assert says(case, first + timedelta(days=1)) == ["suspended"]

    def test_allowed_after_it_was_suspended_anew_it_is_suspended(self, programme: Programme, appealed: Stage) -> None:
        case = under_appeal(programme, appealed)
        first = today(programme)
        do(programme, case, "freeze", "ratify", "allow_status_appeal")
        assert stage(case) == Stage.SUSPENDED
        assert says(case, today(programme) + timedelta(days=30)) == ["suspended"]
        assert says(case, first - timedelta(days=2)) == ["valid"]
        # It is a decision of its own, against which the holder may appeal.
        programme.do("appeal_suspension", case)
        assert stage(case) == Stage.SUSPENSION_APPEALED

    def test_who_decided_first_settles_no_appeal_though_another_suspended_since(
        self, programme: Programme, appealed: Stage
    ) -> None:
        case = under_appeal(programme, appealed)
        third = programme.person("decision_maker", "a third decider")
        programme.do("freeze", case, by=programme.person("case_officer", "another officer"))
        programme.do("ratify", case, by=third)
        for deed in (deeds.dismiss_appeal, deeds.allow_appeal):
            with pytest.raises(Refused, match="did not take the decision"):
                deed(case=case, reason="I was right.", by=programme.decider, at=programme.tick())
        deeds.allow_appeal(case=case, reason="It was hard.", by=third, at=programme.tick())


@pytest.mark.usefixtures("suspensive")
def test_conditions_of_both_suspensions_hold_until_the_appeal_against_the_first_is_allowed(
    programme: Programme,
) -> None:
    case = programme.case(Stage.FROZEN)
    due = today(programme) + timedelta(days=90)
    for what in ("Close the gate.", "Find the seals."):
        deeds.ratify(
            case=case,
            reason="Confirmed.",
            by=programme.decider,
            at=programme.tick(),
            conditions=[Condition(what, due)],
        )
        if what == "Close the gate.":
            programme.do("appeal_suspension", case)
            programme.do("freeze", case, by=programme.person("case_officer", "another officer"))
    assert [(one.number, one.what) for one in conditions(case)] == [(1, "Close the gate."), (2, "Find the seals.")]
    programme.do("allow_status_appeal", case)
    assert [(one.number, one.what) for one in conditions(case)] == [(2, "Find the seals.")]


def test_a_freeze_during_a_hearing_is_warned_of_and_waits_for_who_decides(programme: Programme) -> None:
    from trustlane.programme.actions.telling import warn
    from trustlane.programme.models import Notice
    from trustlane.programme.withheld import with_a_freeze

    assert programme.other_decider
    case, other = heard(programme), programme.case(Stage.MONITORED)
    assert not Case.objects.filter(with_a_freeze()).exists()
    event = programme.do("freeze", case)
    assert list(Case.objects.filter(with_a_freeze())) == [case]
    assert other.pk
    warn(at=event.at + timedelta(hours=67))
    told = Notice.objects.filter(case=case, clock__startswith="freeze")
    assert {one.says for one in told} >= {"The time for a decision ends soon."}


@pytest.mark.parametrize(
    ("before", "move", "target", "words"),
    [
        ((), "ratify", "revocation_hearing", "no freeze runs"),
        ((), "lapse_freeze", "revocation_hearing", "no freeze runs"),
        (("freeze",), "freeze", "revocation_hearing", "withheld already"),
        (("freeze", "ratify"), "freeze", "revocation_hearing", "withheld already"),
        (("freeze",), "drop_hearing", "monitored", "a freeze runs"),
        (("freeze", "ratify"), "drop_hearing", "monitored", "came from suspended"),
    ],
)
def test_the_database_refuses_what_the_permits_do(
    programme: Programme, before: tuple[str, ...], move: str, target: str, words: str
) -> None:
    """Written past the permits, by hand: the trigger alone stands there."""
    from trustlane.ledger.actions import record
    from trustlane.ledger.subjects import Subject

    case = heard(programme)
    do(programme, case, *before)
    case = Case.objects.get(pk=case.pk)
    person = programme.other_decider
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        row = record(
            verb=f"programme.{move}",
            actor=person.actor,
            subjects=[Subject("case", case.reference)],
            at=programme.tick(),
        )
        Event.objects.create(
            case=case,
            number=case.last_event + 1,
            move=move,
            source=case.stage,
            target=target,
            path=f"{move}:{case.stage}>{target}",
            by=person.actor,
            person=person,
            at=programme.now,
            recorded_in=row,
        )


def test_no_clock_ends_a_freeze_during_a_hearing_early(programme: Programme) -> None:
    case = heard(programme)
    event = programme.do("freeze", case)
    with pytest.raises(DatabaseError, match="has not lasted 72 hours"), transaction.atomic():
        deeds.lapse_freeze(case=case, reason="Early.", by=CLOCKS, at=event.at + timedelta(hours=2))
