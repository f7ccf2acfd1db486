"""Benefits of other agencies are theirs to grant, to withhold by one officer for 72 hours, and to end by two."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.programme.cases import WAYS, Programme
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme import actions as deeds
from trustlane.programme.actions import Granted
from trustlane.programme.agency_benefits import offered_by
from trustlane.programme.models import Case, Event, Letter, Notice
from trustlane.programme.papers.letters import write
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.queries.letters import as_paper
from trustlane.programme.refusals import BenefitNotAgreed, BenefitNotYours, NotAsked
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def fresh(case: Case) -> Case:
    return Case.objects.select_related("operator", "officer").get(pk=case.pk)


def consulted(programme: Programme, *, agrees: bool = False) -> tuple[Case, str]:
    """A case that waits for a decision, on which the food agency was asked; and a benefit of that agency."""
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    benefit = offered_by({"animal_health"}, case.roles)[0]
    deeds.answer_consultation(
        consultation=case.consultations.get(),
        opinion="favourable",
        text="Known to us.",
        benefits=[benefit] if agrees else [],
        by=programme.person("agency_officer"),
        at=programme.tick(),
    )
    for step in WAYS[Stage.DECISION_PENDING][len(WAYS[Stage.DESK_REVIEW]) :]:
        programme.do(step, case)
    return fresh(case), benefit


def grant(programme: Programme, case: Case, *benefits: str) -> None:
    terms = Granted(security=True, compliance=True, roles=case.roles, benefits=benefits)
    deeds.grant(case=case, terms=terms, reason="All is met.", by=programme.decider, at=programme.tick())


def held(programme: Programme, case: Case) -> tuple[str, ...]:
    terms = case_file(fresh(case), programme.trader(case.operator), at=programme.now).terms
    assert terms is not None
    return terms.benefits


@pytest.fixture
def holder(programme: Programme) -> tuple[Case, str]:
    case, benefit = consulted(programme, agrees=True)
    grant(programme, case, "fast-release", benefit)
    return fresh(case), benefit


@pytest.fixture
def second(programme: Programme) -> Any:
    return programme.person("agency_officer", "second of the agency")


def do(programme: Programme, verb: str, case: Case, benefit: str, by: Any = None) -> None:
    by = by or programme.person("agency_officer")
    getattr(deeds, verb)(case=case, benefits=[benefit], reason="A finding.", by=by, at=programme.tick())


def test_customs_grants_of_another_agency_only_what_that_agency_agreed_to(programme: Programme) -> None:
    case, benefit = consulted(programme)
    with pytest.raises(BenefitNotAgreed, match="Animal health"):
        grant(programme, case, "fast-release", benefit)
    grant(programme, case, "fast-release")
    assert held(programme, case) == ("fast-release",)


def test_what_the_agency_agreed_to_in_its_answer_is_on_the_certificate(
    programme: Programme, holder: tuple[Case, str]
) -> None:
    assert set(held(programme, holder[0])) == {"fast-release", holder[1]}


def test_an_agency_grants_by_a_later_deed_and_the_holder_reads_of_it(programme: Programme) -> None:
    case, benefit = consulted(programme)
    grant(programme, case, "fast-release")
    trader = programme.trader(case.operator)
    do(programme, "grant_benefits", fresh(case), benefit)
    assert benefit in held(programme, case)
    letter = write(as_paper(Letter.objects.get(event__case=case, kind="benefits_granted")))
    assert letter.subject.startswith("Animal health:")
    assert Notice.objects.filter(case=case, person=trader, event__move="grant_benefits").exists()


def test_one_officer_withholds_for_72_hours_and_no_longer(programme: Programme, holder: tuple[Case, str]) -> None:
    case, benefit = holder
    do(programme, "withhold_benefits", case, benefit)
    assert benefit not in held(programme, case)
    assert write(as_paper(Letter.objects.get(event__case=case, kind="benefits_withheld"))).subject
    programme.tick(hours=71)
    assert benefit not in held(programme, case)
    programme.tick(hours=1)
    assert benefit in held(programme, case)


def test_a_second_officer_of_the_agency_ends_what_the_first_withheld(
    programme: Programme, holder: tuple[Case, str], second: Any
) -> None:
    case, benefit = holder
    with pytest.raises(NotAsked):
        do(programme, "end_benefits", case, benefit, second)
    do(programme, "withhold_benefits", case, benefit)
    with pytest.raises(Refused):
        do(programme, "end_benefits", fresh(case), benefit)
    do(programme, "end_benefits", fresh(case), benefit, second)
    programme.tick(hours=100)
    assert held(programme, case) == ("fast-release",)
    assert write(as_paper(Letter.objects.get(event__case=case, kind="benefits_ended"))).subject
    # What was ended is granted again by a new deed.
    do(programme, "grant_benefits", fresh(case), benefit)
    assert benefit in held(programme, case)


def test_after_72_hours_nobody_ends_what_is_given_again(
    programme: Programme, holder: tuple[Case, str], second: Any
) -> None:
    case, benefit = holder
    do(programme, "withhold_benefits", case, benefit)
    programme.tick(hours=72)
    with pytest.raises(NotAsked):
        do(programme, "end_benefits", fresh(case), benefit, second)


@pytest.mark.parametrize("benefit", ["fast-release", "no-such-benefit"])
def test_an_agency_gives_nothing_that_is_not_its_own(
    programme: Programme, holder: tuple[Case, str], benefit: str
) -> None:
    with pytest.raises(BenefitNotYours):
        do(programme, "grant_benefits", holder[0], benefit)


def test_an_agency_that_was_not_asked_has_no_say(programme: Programme, holder: tuple[Case, str]) -> None:
    stranger = programme.world.user(Role.AGENCY_OFFICER, office="PORT")
    with pytest.raises(Refused):
        do(programme, "withhold_benefits", holder[0], holder[1], stranger)


def test_an_agency_sees_its_own_benefits_and_deeds(programme: Programme, holder: tuple[Case, str]) -> None:
    case, benefit = holder
    do(programme, "withhold_benefits", case, benefit)
    file = case_file(fresh(case), programme.person("agency_officer"), at=programme.now)
    assert file.seen_by == "agency" and file.terms is None
    assert [(one.benefit, one.state) for one in file.given] == [(benefit, "withheld")]
    assert (file.timeline[0].move, file.timeline[0].reason) == ("withhold_benefits", "A finding.")


def test_the_database_lets_nobody_end_alone(programme: Programme, holder: tuple[Case, str]) -> None:
    case, benefit = holder
    agent = programme.person("agency_officer")
    do(programme, "withhold_benefits", case, benefit)
    case, at = fresh(case), programme.tick()
    with pytest.raises(IntegrityError, match="ended by a second officer"), transaction.atomic():
        row = record(
            verb="programme.end_benefits", actor=agent.actor, subjects=[Subject("case", case.reference)], at=at
        )
        Event.objects.create(
            case=case,
            number=case.last_event + 1,
            move="end_benefits",
            source=case.stage,
            target=case.stage,
            path=f"end_benefits:{case.stage}>{case.stage}",
            by=agent.actor,
            person=agent,
            at=at,
            reason="x",
            data={"agency": "FOOD", "granting": "animal_health", "benefits": [benefit]},
            recorded_in=row,
        )
