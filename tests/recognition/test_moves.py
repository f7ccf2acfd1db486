"""Every move of an arrangement from every stage, by everybody: what the table says and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.recognition.arranged import House
from tests.world import NOW
from trustlane.access.evaluator import in_force
from trustlane.access.refusals import Refused
from trustlane.recognition import actions
from trustlane.recognition.moves import MOVES, NEXT, SETTLES, gives, moves_from, paths, standing, target_of
from trustlane.recognition.permits import Moving
from trustlane.recognition.queries import arrangements
from trustlane.recognition.refusals import (
    ArrangementChanged,
    HoldOver,
    MoveUnknown,
    NotReady,
    PartnerUnfit,
    PersonUnfit,
    ReasonMissing,
    WrongStage,
)
from trustlane.recognition.stages import ENDED, PREPARING, Stage

READY = sorted({stage for move in MOVES.values() for stage in move.sources})


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("name", list(MOVES))
def test_a_move_leads_where_the_table_says_and_is_refused_elsewhere(name: str, stage: Stage) -> None:
    if stage in MOVES[name].sources:
        assert target_of(name, stage, Stage.OPERATION) in set(Stage)
        assert f"{name}:{stage}>" in " ".join(paths())
    else:
        with pytest.raises(WrongStage):
            target_of(name, stage, Stage.OPERATION)


def test_every_stage_is_reached_and_only_the_ends_lead_nowhere() -> None:
    reached = {way.partition(">")[2] for way in paths()}
    assert reached == set(Stage)
    assert {stage for stage in Stage if not moves_from(stage)} == ENDED
    assert set(NEXT) == set(Stage) - ENDED
    with pytest.raises(MoveUnknown):
        target_of("dance", Stage.OPERATION)


def test_a_hold_is_over_after_72_hours_even_where_nobody_wrote_it_down() -> None:
    ends = NOW + timedelta(hours=72)
    assert standing(Stage.HELD, NOW, ends - timedelta(seconds=1)) is Stage.HELD
    assert standing(Stage.HELD, NOW, ends) is Stage.OPERATION
    assert not gives(Stage.HELD, Stage.OPERATION, NOW, NOW)
    assert gives(Stage.HELD, Stage.OPERATION, NOW, ends)
    assert gives(Stage.TERMINATING, Stage.OPERATION, NOW, NOW)
    assert not gives(Stage.TERMINATING, Stage.SUSPENDED, NOW, NOW)
    assert not gives(Stage.SUSPENDED, Stage.HELD, NOW, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("stage", READY)
def test_who_may_make_which_move(stage: Stage, house: House) -> None:
    one = house.at_stage(stage)
    begun = house.desk
    for move in moves_from(stage):
        allowed = {
            who
            for who, person in {
                "desk": begun,
                "other": house.other,
                "decider": house.decider,
                "auditor": house.auditor,
                "trader": house.trader,
            }.items()
            if in_force().may(person, Moving(move.name), one, at=house.at).allowed
        }
        if move.name in SETTLES:
            assert allowed == {"other", "decider"}, move.name
        elif move.name in ("hold", "drop_proposal"):
            # Who withheld once does not again for thirty days; here the desk did so only on the way to what follows.
            assert {"other", "decider"} <= allowed <= {"desk", "other", "decider"}, move.name
        else:
            assert allowed == {"desk", "other"}, move.name


@pytest.mark.django_db
def test_from_first_soundings_to_a_signature_and_to_the_end(house: House) -> None:
    one = house.at_stage(Stage.TERMINATED)
    moves = [event.move for event in one.events.order_by("number")]
    assert moves == [
        "open",
        *(NEXT[stage] for stage in PREPARING),
        "sign",
        "propose_termination",
        "terminate",
    ]
    for name in MOVES:
        with pytest.raises((Refused, WrongStage)):
            house.move(name, one)


@pytest.mark.django_db
def test_who_proposed_does_not_agree(house: House) -> None:
    for stage, move in (
        (Stage.SIGNING, "sign"),
        (Stage.CHANGING, "agree_change"),
        (Stage.RESUMING, "resume"),
        (Stage.TERMINATING, "terminate"),
    ):
        one = house.at_stage(stage)
        with pytest.raises(Refused, match="did not propose"):
            house.move(move, one)
        house.move(move, one, by=house.other)


@pytest.mark.django_db
def test_one_withholds_at_once_and_a_second_ratifies_within_72_hours(house: House) -> None:
    one = house.at_stage(Stage.HELD)
    assert not arrangements.arrangement_file(one, house.desk, at=house.at).gives
    with pytest.raises(Refused, match="did not withhold"):
        house.move("ratify_hold", one)
    house.later(hours=72)
    with pytest.raises(HoldOver):
        house.move("ratify_hold", one, by=house.decider)
    assert arrangements.arrangement_file(one, house.desk, at=house.at).gives
    assert actions.end_holds(at=house.later()) == 1
    assert actions.end_holds(at=house.later()) == 0
    one.refresh_from_db()
    assert one.stage == Stage.OPERATION
    with pytest.raises(Refused, match="last thirty days"):
        house.move("hold", one)
    house.later(days=30)
    house.move("hold", one)
    house.move("ratify_hold", one, by=house.other)
    assert one.stage == Stage.SUSPENDED


@pytest.mark.django_db
def test_the_clock_ends_no_hold_before_its_time(house: House) -> None:
    one = house.at_stage(Stage.HELD)
    house.later(hours=71)
    assert actions.end_holds(at=house.at) == 0
    house.move("end_hold", one, by=house.decider, reason="")
    assert one.stage == Stage.OPERATION


@pytest.mark.django_db
def test_what_is_dropped_goes_back_to_where_it_came_from(house: House) -> None:
    for stage, before in (
        (Stage.SIGNING, Stage.SIGNATURE),
        (Stage.CHANGING, Stage.OPERATION),
        (Stage.RESUMING, Stage.SUSPENDED),
        (Stage.TERMINATING, Stage.OPERATION),
    ):
        one = house.at_stage(stage)
        house.move("drop_proposal", one)
        assert one.stage == before
    one = house.at_stage(Stage.SUSPENDED)
    house.move("propose_termination", one)
    house.move("drop_proposal", one, by=house.decider)
    assert one.stage == Stage.SUSPENDED


@pytest.mark.django_db
def test_a_step_waits_for_what_belongs_to_it(house: House) -> None:
    one = house.opened()
    house.move("begin_plan", one)
    with pytest.raises(NotReady, match="XB has no contact point"):
        house.move("begin_comparison", one)
    house.contact(one)
    house.move("begin_comparison", one)
    with pytest.raises(NotReady, match="not compared yet"):
        house.move("begin_visits", one)
    comparison = house.compare(one)
    with pytest.raises(NotReady, match="17 items"):
        house.move("begin_visits", one)
    house.judge_all(comparison)
    house.move("begin_visits", one)
    house.move("begin_procedures", one)
    house.move("complete_procedures", one)
    with pytest.raises(NotReady, match="no terms"):
        house.move("propose_signature", one)
    house.draft(one)
    house.move("propose_signature", one)
    house.move("sign", one, by=house.decider)
    assert one.stage == Stage.OPERATION


@pytest.mark.django_db
def test_a_move_says_why_and_rests_on_what_the_person_saw(house: House) -> None:
    one = house.opened()
    with pytest.raises(ReasonMissing):
        house.move("begin_plan", one, reason=" ")
    with pytest.raises(ArrangementChanged):
        house.move("begin_plan", one, seen=7)
    house.move("begin_plan", one, seen=1)
    with pytest.raises(ArrangementChanged):
        actions.move("abandon", arrangement=one, by=house.desk, at=NOW, reason="Late.")


@pytest.mark.django_db
def test_an_arrangement_has_its_partners(house: House) -> None:
    for partners, plurilateral in (
        ("", True),
        ("Northport", False),
        ("XA Ourselves", False),
        ("XB One\nXB Two", True),
        ("XB One\nXC Two", False),
    ):
        with pytest.raises((PartnerUnfit, Exception)) as refused:
            house.opened(partners, plurilateral=plurilateral)
        assert getattr(refused.value, "mend", "")
    one = house.at_stage(Stage.OPERATION, "XB Northport\nXC Southport", plurilateral=True)
    assert [each.code for each in one.partners.order_by("pk")] == ["XB", "XC"]
    file = arrangements.arrangement_file(one, house.desk, at=house.at)
    assert [(each.code, each.direction) for each in file.agreed.terms] == [
        ("XB", "inward"),
        ("XB", "outward"),
        ("XC", "inward"),
        ("XC", "outward"),
    ]


@pytest.mark.django_db
def test_an_owner_is_of_the_desk(house: House) -> None:
    one = house.opened()
    house.move("give_owner", one, owner=house.other.pk)
    assert one.owner == house.other
    with pytest.raises(PersonUnfit):
        house.move("give_owner", one, owner=house.auditor.pk)
