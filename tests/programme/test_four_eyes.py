"""Giving needs two: whatever one account does, and with whatever roles, it takes no case to granted alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme.cases import CLOCKS, STEPS, Programme
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event
from trustlane.programme.moves import moves_from
from trustlane.programme.refusals import ProgrammeRefused, TeamUnfit
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db

# One person who holds every role of the desk at once.
ALL = (Role.CASE_OFFICER, Role.VALIDATOR, Role.DECISION_MAKER, Role.AUDITOR, Role.REGISTER_OFFICER)
BEFORE = ["rate all", "settle each", "find a gap"]
# Decisions in favour of the applicant or holder: they need two officers, and so does each of these.
FAVOURS = frozenset(
    {
        "grant",
        "amend",
        "reinstate",
        "lapse_freeze",
        "drop_hearing",
        "allow_non_acceptance_appeal",
        "allow_refusal_appeal",
        "allow_downgrade_appeal",
        "allow_status_appeal",
        "allow_appeal_of_suspended",
    }
)


class Undone(Exception):
    """The example is over; nothing of it stays."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


@settings(max_examples=40)
@given(
    validates=st.booleans(),
    choices=st.lists(
        st.tuples(st.integers(0, 200), st.sampled_from(["applicant", "alone", "others"])), min_size=8, max_size=40
    ),
)
def test_no_sequence_of_deeds_by_one_account_takes_a_case_to_granted(
    programme: Programme, validates: bool, choices: list[tuple[int, str]]
) -> None:
    """The applicant does its part, and clocks run; one person who holds every role either handles the case or is on
    its team, others do the other part, and whatever is left is tried by that one person."""
    alone = programme.people.get("alone") or programme.world.user(*ALL, office="XA01")
    programme.people["alone"] = alone
    first, second = (programme.person("validator", name) for name in ("first validator", "second validator"))
    hands = {"alone": alone, "others": programme.person("case_officer") if validates else first}
    programme.__dict__["validators"] = [alone, second] if validates else [first, second]
    with undone():
        case = programme.case(Stage.SUBMITTED)
        reached = [case.stage]
        for choice, who in choices:
            case = Case.objects.select_related("operator").get(pk=case.pk)
            steps = [move.name for move in moves_from(Stage(case.stage)) if move.name not in ("withdraw", "lapse")]
            steps += BEFORE if case.stage in (Stage.VALIDATING, Stage.REPORTING, Stage.CORRECTING) else []
            if not steps:
                break
            by: Any = hands.get(who) or programme.trader(case.operator)
            _tried(programme, case, steps[choice % len(steps)], by)
            reached.append(Case.objects.values_list("stage", flat=True).get(pk=case.pk))
        assert Stage.GRANTED not in reached
        assert not Event.objects.filter(case=case, person=alone, move__in=FAVOURS).exists()


@pytest.mark.parametrize(("part", "said"), [("handles", "did not handle"), ("validates", "did not validate")])
def test_the_same_person_comes_as_far_as_the_decision(programme: Programme, part: str, said: str) -> None:
    """The claim above is not empty: with every role, one person takes either part up to the door of the decision."""
    alone = programme.world.user(*ALL, office="XA01")
    if part == "handles":
        programme.__dict__["officer"] = alone
    else:
        programme.__dict__["validators"] = [alone, programme.person("validator", "second validator")]
    case = programme.case(Stage.DECISION_PENDING)
    with pytest.raises(Refused, match=said):
        programme.do("grant", case, by=alone)


def test_who_handles_a_case_and_plans_its_validation_is_refused_for_the_team(programme: Programme) -> None:
    alone = programme.world.user(*ALL, office="XA01")
    programme.__dict__["validators"] = [alone, programme.person("validator", "second validator")]
    programme.__dict__["officer"] = alone
    case = programme.case(Stage.DESK_REVIEW)
    with pytest.raises(TeamUnfit, match=r"plans this validation.*handled the case"):
        programme.do("plan_validation", case)
    with pytest.raises(TeamUnfit, match=f"^{alone.full_name} handled the case[.]$"):
        programme.do("plan_validation", case, by=programme.person("case_officer", "another officer"))
    assert Case.objects.get(pk=case.pk).stage == Stage.DESK_REVIEW


@pytest.mark.parametrize(
    ("stage", "move"),
    [
        (Stage.AMENDING, "amend"),
        (Stage.REINSTATING, "reinstate"),
        (Stage.REVOCATION_HEARING, "drop_hearing"),
        (Stage.ANNULMENT_HEARING, "drop_hearing"),
    ],
)
def test_who_proposed_does_not_decide(programme: Programme, stage: Stage, move: str) -> None:
    both = programme.world.user(Role.CASE_OFFICER, Role.DECISION_MAKER, office="XA01")
    programme.__dict__["officer"] = both
    case = programme.case(stage)
    with pytest.raises(Refused, match="did not propose"):
        programme.do(move, case, by=both)
    programme.do(move, case)


@pytest.mark.parametrize("move", ["ratify", "lapse_freeze"])
def test_who_froze_neither_ratifies_nor_lifts(programme: Programme, move: str) -> None:
    case = programme.case(Stage.MONITORED)
    deeds.freeze(case=case, reason="A seizure.", by=programme.decider, at=programme.tick())
    with pytest.raises(Refused, match="did not freeze"):
        programme.do(move, case, by=programme.decider)


@pytest.mark.parametrize(
    "stage",
    [Stage.REFUSAL_APPEALED, Stage.SUSPENSION_APPEALED, Stage.REVOCATION_APPEALED, Stage.ANNULMENT_APPEALED],
)
def test_who_decided_settles_no_appeal_against_it(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage)
    for deed in (deeds.dismiss_appeal, deeds.allow_appeal):
        with pytest.raises(Refused, match="did not take the decision"):
            deed(case=case, reason="I was right.", by=programme.decider, at=programme.tick())


def test_a_refusal_that_fell_is_decided_anew_by_somebody_else(programme: Programme) -> None:
    case = programme.case(Stage.REFUSAL_APPEALED)
    programme.do("allow_refusal_appeal", case)
    for person in (programme.decider, programme.other_decider):
        with pytest.raises(Refused, match="appealed against with success"):
            programme.do("grant", case, by=person)
    programme.do("grant", case, by=programme.person("decision_maker", "a third decider"))


def test_what_a_holder_asked_for_itself_is_no_suspension_to_appeal_against(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    programme.do("request_suspension", case)
    with pytest.raises(Refused, match="Customs suspended"):
        programme.do("appeal_suspension", case)


@pytest.mark.parametrize("meant", ["intend_revocation", "intend_annulment"])
def test_an_appeal_gives_back_what_there_was_and_no_more(programme: Programme, meant: str) -> None:
    case = programme.case(Stage.SUSPENDED)
    taken = {"intend_revocation": "revoke", "intend_annulment": "annul"}[meant]
    for step in (meant, "hear", taken, {"revoke": "appeal_revocation", "annul": "appeal_annulment"}[taken]):
        programme.do(step, case)
    programme.do("allow_status_appeal", case)
    assert Case.objects.get(pk=case.pk).stage == Stage.SUSPENDED


def test_nobody_appeals_twice_against_one_decision(programme: Programme) -> None:
    case = programme.case(Stage.REFUSAL_APPEALED)
    programme.do("dismiss_refusal_appeal", case)
    with pytest.raises(Refused, match="Nobody appealed"):
        programme.do("appeal_refusal", case)


def test_nobody_withholds_the_same_status_again_and_again(programme: Programme) -> None:
    case = programme.case(Stage.FROZEN)
    programme.tick(hours=73)
    programme.do("lapse_freeze", case)
    with pytest.raises(Refused, match="thirty days"):
        programme.do("freeze", case)
    programme.do("freeze", case, by=programme.person("case_officer", "another officer"))


def test_who_had_a_case_for_a_while_decides_nothing_in_it(programme: Programme) -> None:
    both = programme.world.user(Role.CASE_OFFICER, Role.DECISION_MAKER, office="XA01")
    case = programme.case(Stage.SUBMITTED)
    deeds.assign(case=case, officer=both, by=programme.officer, at=programme.tick())
    deeds.assign(case=case, officer=programme.officer, by=programme.officer, at=programme.tick())
    for step in (
        "accept",
        "begin_review",
        "plan_validation",
        "begin_validation",
        "rate all",
        "end_validation",
        "report",
    ):
        programme.do(step, case)
    with pytest.raises(Refused, match="did not handle"):
        programme.do("grant", case, by=both)


def test_no_officer_alone_lets_a_status_run_out(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    for who in (programme.officer, programme.decider, CLOCKS):
        with pytest.raises((Refused, ProgrammeRefused)):
            deeds.expire(case=case, reason="Enough.", by=who, at=programme.tick())
        with pytest.raises((Refused, ProgrammeRefused)):
            deeds.lapse(case=case, reason="Enough.", by=who, at=programme.tick())


@pytest.mark.parametrize("who", ["officer", "lead", "second"])
@pytest.mark.parametrize("move", ["grant", "intend_refusal", "revalidate"])
def test_the_database_refuses_the_decision_of_who_took_part(programme: Programme, who: str, move: str) -> None:
    """Written past the permits, by hand: the trigger alone stands there."""
    from trustlane.ledger.actions import record
    from trustlane.ledger.subjects import Subject

    case = programme.case(Stage.REVALIDATION_PENDING if move == "revalidate" else Stage.DECISION_PENDING)
    person = {"officer": programme.officer, "lead": programme.validators[0], "second": programme.validators[1]}[who]
    target = {"grant": "granted", "intend_refusal": "refusal_hearing", "revalidate": "monitored"}[move]
    with pytest.raises(DatabaseError, match="handled or validated"), transaction.atomic():
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


def test_the_triggers_know_the_same_moves_as_the_permits() -> None:
    """The names are written twice, in the table and in the database; a move that is added goes into both."""
    from trustlane.programme.moves import HANDLING, MOVES, VALIDATING, Hand

    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'programme_event_has_fresh_eyes'")
        source = cursor.fetchone()[0]

    def listed(name: str) -> set[str]:
        inside = source.split(f"{name} text[] := ARRAY[")[1].split("]")[0]
        return {word.strip().strip("'") for word in inside.split(",")}

    assert listed("handling") == HANDLING
    assert listed("validating") == VALIDATING
    assert listed("by_clock") == {name for name, move in MOVES.items() if Hand.SYSTEM in move.hands} | {"migrate"}


def _tried(programme: Programme, case: Case, step: str, by: Any) -> None:
    try:
        with transaction.atomic():
            STEPS[step](programme, case)(by if step != "take_effect" else CLOCKS)
    except (Refused, ProgrammeRefused):
        pass
