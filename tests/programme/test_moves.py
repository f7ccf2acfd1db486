"""Every move from every stage by everybody: what table and permits allow is done, all else is refused by name."""

from typing import Any

import pytest
from django.db import transaction

from tests.programme.cases import CLOCKS, STEPS, Programme, actor
from trustlane.access.refusals import Refused
from trustlane.programme.models import Case, Event
from trustlane.programme.moves import MOVES, Hand, move_named, moves_from, target_of
from trustlane.programme.refusals import MoveUnknown, ProgrammeRefused, WrongStage
from trustlane.programme.stages import Stage

ROLES = ["case_officer", "validator", "decision_maker", "agency_officer", "auditor", "register_officer", "risk_manager"]


def test_every_move_leads_somewhere_and_is_made_by_somebody() -> None:
    for move in MOVES.values():
        assert move.sources
        assert move.hands
        assert move.says.endswith(".")
        for source in move.sources:
            assert move.targets(source)


def test_every_stage_but_the_first_is_led_to_and_none_that_goes_on_is_a_dead_end() -> None:
    from trustlane.programme.stages import ENDED

    led_to = {stage for move in MOVES.values() for source in move.sources for stage in move.targets(source)}
    assert {stage for stage in Stage if stage != Stage.DRAFT} <= led_to
    for stage in Stage:
        assert moves_from(stage) or stage in ENDED


def test_an_unknown_move_is_refused_by_name() -> None:
    with pytest.raises(MoveUnknown, match="'promote'"):
        move_named("promote")


def test_a_move_back_needs_to_know_whence() -> None:
    with pytest.raises(WrongStage):
        target_of("drop_hearing", Stage.REVOCATION_HEARING)
    assert target_of("drop_hearing", Stage.REVOCATION_HEARING, Stage.SUSPENDED) == Stage.SUSPENDED


def test_the_table_says_which_moves_a_hand_can_make_at_a_stage() -> None:
    assert {move.name for move in moves_from(Stage.FROZEN, Hand.DECISION_MAKER)} == {
        "ratify",
        "lapse_freeze",
        "extend",
        "decline_extension",
        "lapse_status",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("stage", list(Stage))
def test_every_move_by_everybody_from_a_stage(programme: Programme, stage: Stage) -> None:
    """Nothing but what table and permits allow succeeds, and what is refused leaves no trace."""
    case = programme.case(stage)
    strangers = programme.trader(programme.operator())
    everybody: dict[str, Any] = {
        "applicant": programme.trader(case.operator),
        "stranger": strangers,
        "officer": programme.officer,
        "lead": programme.validators[0],
        "decider": programme.decider,
        "other decider": programme.other_decider,
        "clock": CLOCKS,
        **{role: programme.person(role, f"another {role}") for role in ROLES},
    }
    hands = {
        "applicant": Hand.APPLICANT,
        "officer": Hand.CASE_OFFICER,
        "case_officer": Hand.CASE_OFFICER,
        "lead": Hand.VALIDATOR,
        "decider": Hand.DECISION_MAKER,
        "other decider": Hand.DECISION_MAKER,
        "decision_maker": Hand.DECISION_MAKER,
        "clock": Hand.SYSTEM,
    }
    at = programme.tick()
    actors = {who: actor(person, at) for who, person in everybody.items()}
    done: list[tuple[str, str]] = []
    for name in MOVES:
        for who, person in actors.items():
            made = _made(programme, case, name, person)
            if made:
                assert stage in MOVES[made].sources, f"{made} was made from {stage} by {who}"
                assert hands.get(who) in MOVES[made].hands, f"{made} was made by {who}"
                done.append((made, who))
    # What was refused, or undone, left no trace.
    assert Event.objects.filter(case=case).count() == case.last_event
    # A stage that goes on goes on: somebody could do something. To extend a clock, one has to run.
    assert done or {move.name for move in moves_from(stage)} <= {"extend"}


def _made(programme: Programme, case: Case, name: str, person: Any) -> str:
    """The move that was recorded, or "" where none was; undone, so that the next one finds the case where it was."""

    class Undone(Exception):
        pass

    try:
        with transaction.atomic():
            STEPS[name](programme, case)(person)
            last = Event.objects.filter(case=case).order_by("-number").values_list("number", "move").first()
            raise Undone(last[1] if last and last[0] > case.last_event else "")
    except Undone as undone:
        return str(undone.args[0])
    except (Refused, ProgrammeRefused) as refusal:
        assert str(refusal)
        return ""
