"""Appeals against an application that was not accepted and against a downgrade: who, when, what follows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.clock.zones import day_of
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme import actions as deeds
from trustlane.programme.actions.effects import terms_of
from trustlane.programme.models import Case, Event, Letter
from trustlane.programme.papers.letters import write
from trustlane.programme.queries import letters
from trustlane.programme.queries.clocks import running
from trustlane.programme.refusals import AppealTooLate
from trustlane.programme.stages import HOLDING, Stage
from trustlane.standing import queries as standing

pytestmark = pytest.mark.django_db
BOTH = [Stage.NON_ACCEPTANCE_APPEALED, Stage.DOWNGRADE_APPEALED]
AGAIN = ("propose_amendment", "downgrade", "appeal_downgrade")


def stage(case: Case) -> str:
    return Case.objects.get(pk=case.pk).stage


def begun(case: Case, term: str) -> list[tuple[date, bool]]:
    """The clocks of a term: from which day each runs, and whether it is over."""
    return [(run.first_day, run.ended is not None) for run in running(case) if run.term.id == term]


def scope(case: Case, programme: Programme) -> tuple[bool, bool, tuple[bool, bool]]:
    """Security as the terms have it and as the register says it, and whether both say compliance."""
    held = terms_of(case)
    assert held is not None
    (row,) = standing.of_operator(case.operator.reference, valid=today(programme))
    assert row.fact.state == "valid"
    told = row.fact.scope
    return held.security, "security" in told, (held.compliance, "compliance" in told)


def today(programme: Programme) -> date:
    return day_of(programme.now, "UTC")


def said(case: Case) -> str:
    paper = write(letters.as_paper(Letter.objects.filter(case=case).order_by("-pk")[0]))
    return " ".join(part if isinstance(part, str) else " ".join(part) for part in paper.body)


@pytest.fixture
def suspensive(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from trustlane.programme.actions import appealing
    from trustlane.programme.queries import lettering_after

    for module in (appealing, lettering_after):
        monkeypatch.setattr(module, "suspensive", lambda preset: True)
    yield


@pytest.mark.parametrize(("preset", "days"), [("national-2026", 120), ("us-2026", 90)])
def test_what_was_not_accepted_is_accepted_from_the_day_of_the_appeal(world: Any, preset: str, days: int) -> None:
    programme = Programme(world, preset=preset)
    case = programme.case(Stage.NON_ACCEPTANCE_APPEALED)
    assert Case.objects.get(pk=case.pk).due_term == "appeal_decision"
    assert [over for _, over in begun(case, "decision")] in ([], [True])
    programme.tick(days=20)
    programme.do("allow_non_acceptance_appeal", case)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.stage, kept.due_term) == (Stage.ACCEPTED, "decision")
    assert begun(case, "decision")[-1] == (today(programme), False)
    (last,) = [run for run in running(case) if run.term.id == "decision" and run.ended is None]
    assert last.read(programme.now).left in (days, days + 1, days + 2)  # an end on a free day is put off
    assert all(over for _, over in begun(case, "acceptance") + begun(case, "appeal_decision"))
    assert "counts as accepted from today" in said(case)
    programme.do("begin_review", case)


def test_who_allowed_it_does_not_decide_on_the_application(programme: Programme) -> None:
    case = programme.case(Stage.NON_ACCEPTANCE_APPEALED)
    programme.do("allow_non_acceptance_appeal", case)
    for step in ("begin_review", "plan_validation", "begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    with pytest.raises(Refused, match="appealed against with success"):
        programme.do("grant", case, by=programme.other_decider)
    programme.do("grant", case)


def test_an_appeal_is_made_once_and_the_application_can_be_made_again(programme: Programme) -> None:
    case = programme.case(Stage.NON_ACCEPTANCE_APPEALED)
    programme.do("dismiss_non_acceptance_appeal", case)
    assert stage(case) == Stage.NOT_ACCEPTED
    assert "our not accepting your application" in said(case)
    with pytest.raises(Refused, match="Nobody appealed"):
        programme.do("appeal_non_acceptance", case)
    assert programme.draft(operator=case.operator).stage == Stage.DRAFT


def test_a_downgrade_that_falls_gives_back_what_was_granted_before(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    before = terms_of(case)
    assert before is not None and scope(case, programme) == (True, True, (True, True))
    for step in AGAIN:
        programme.do(step, case)
    assert stage(case) == Stage.DOWNGRADE_APPEALED and stage(case) in HOLDING
    assert scope(case, programme) == (False, False, (True, True))
    assert "stays as it is" in said(case)
    programme.tick(days=2)
    programme.do("allow_downgrade_appeal", case)
    after = terms_of(case)
    assert stage(case) == Stage.MONITORED and after is not None
    assert scope(case, programme) == (True, True, (True, True))
    assert (after.number, after.tier, after.roles, after.benefits, after.expires) == (
        before.number, before.tier, before.roles, before.benefits, before.expires,
    )  # fmt: skip
    assert after.effective == max(today(programme), before.effective)
    assert "is in force again from today" in said(case)


@pytest.mark.usefixtures("suspensive")
@pytest.mark.parametrize(("step", "kept"), [("dismiss_downgrade_appeal", False), ("allow_downgrade_appeal", True)])
def test_where_the_law_says_so_the_former_terms_hold_until_it_is_settled(
    programme: Programme, step: str, kept: bool
) -> None:
    case = programme.case(Stage.DOWNGRADE_APPEALED)
    assert scope(case, programme) == (True, True, (True, True))
    assert "has no effect" in said(case)
    programme.tick(days=2)
    programme.do(step, case)
    assert scope(case, programme) == (kept, kept, (True, True))
    with pytest.raises(Refused, match="lowered by a downgrade"):
        programme.do("appeal_downgrade", case)


def test_only_what_a_downgrade_lowered_is_appealed_against(programme: Programme) -> None:
    case = programme.case(Stage.AMENDING)
    programme.do("amend", case)
    with pytest.raises(Refused, match="lowered by a downgrade"):
        programme.do("appeal_downgrade", case)
    _written(programme, case, "appeal_downgrade", Stage.DOWNGRADE_APPEALED, "no downgrade of case")


def test_a_round_of_validation_goes_on_where_it_was(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    for step in ("propose_amendment", "downgrade", "begin_revalidation", "appeal_downgrade"):
        programme.do(step, case)
    programme.do("report_yearly", case)
    programme.do("dismiss_downgrade_appeal", case)
    assert stage(case) == Stage.REVALIDATION_REVIEW


@pytest.mark.parametrize(("at", "step"), [(Stage.NOT_ACCEPTED, ()), (Stage.MONITORED, AGAIN[:2])])
def test_an_appeal_comes_in_time(world: Any, at: Stage, step: tuple[str, ...]) -> None:
    programme = Programme(world, preset="national-2026")
    case = programme.case(at)
    for one in step:
        programme.do(one, case)
    programme.tick(days=40)
    with pytest.raises(AppealTooLate):
        programme.do("appeal_downgrade" if step else "appeal_non_acceptance", case)


@pytest.mark.parametrize("at", BOTH)
def test_who_had_a_part_in_the_case_settles_no_appeal(programme: Programme, at: Stage) -> None:
    case = programme.case(at)
    both = programme.world.user(Role.CASE_OFFICER, Role.DECISION_MAKER, office="XA01")
    deeds.assign(case=case, officer=both, by=programme.officer, at=programme.tick())
    deeds.assign(case=case, officer=programme.officer, by=programme.officer, at=programme.tick())
    for deed in (deeds.dismiss_appeal, deeds.allow_appeal):
        with pytest.raises(Refused, match="did not handle"):
            deed(case=case, reason="I say so.", by=both, at=programme.tick())
    against = at.removesuffix("_appealed")
    home = Stage.NOT_ACCEPTED if at is BOTH[0] else Stage.MONITORED
    _written(programme, case, f"dismiss_{against}_appeal", home, "handled or validated")
    if at is Stage.DOWNGRADE_APPEALED:
        with pytest.raises(Refused, match="did not lower"):
            deeds.allow_appeal(case=case, reason="I was right.", by=programme.decider, at=programme.tick())
        _written(programme, case, "allow_downgrade_appeal", home, "cannot settle", by=programme.decider)


def _written(programme: Programme, case: Case, move: str, target: Stage, refusal: str, by: Any = None) -> None:
    """Past the permits, by hand, the trigger alone refuses it."""
    case = Case.objects.get(pk=case.pk)
    person = by or programme.officer
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        row = record(
            verb=f"programme.{move}",
            actor=person.actor,
            subjects=[Subject("case", case.reference)],
            at=programme.tick(),
        )
        Event.objects.create(
            case=case, number=case.last_event + 1, move=move, source=case.stage, target=target,
            path=f"{move}:{case.stage}>{target}", by=person.actor, person=person, at=programme.now, recorded_in=row,
        )  # fmt: skip
