"""Every stage is reached by deeds, and by nothing else: the database holds what the table of moves says."""

from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction

from tests.programme.cases import WAYS, Programme
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_reached_by_deeds(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage)
    events = list(case.events.order_by("number"))
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert events[-1].target == stage
    assert all(before.target == after.source for before, after in pairwise(events))


def test_the_builder_knows_a_way_to_every_stage() -> None:
    assert set(WAYS) == set(Stage)


def test_a_case_cannot_be_put_at_a_stage_its_events_did_not_lead_to(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    with pytest.raises(DatabaseError, match="where its events have brought it"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(stage="granted")


def test_a_case_cannot_be_written_as_granted_from_the_start(programme: Programme) -> None:
    case = programme.case(Stage.DRAFT)
    case.pk, case.reference, case.stage, case.last_event = None, "other", "granted", 0
    with pytest.raises(DatabaseError, match="programme_case_begins_as_a_draft"), transaction.atomic():
        case.save(force_insert=True)


def test_what_was_applied_for_is_never_edited(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(roles=["importer"])


@pytest.mark.parametrize("change", [{"at": "2020-01-01T00:00Z"}, {"reason": "another"}, {"person": None}])
def test_an_event_is_never_edited(programme: Programme, change: dict[str, object]) -> None:
    case = programme.case(Stage.NOT_ACCEPTED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(case=case, move="not_accept").update(**change)


def test_an_event_is_never_taken_away(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM programme_event WHERE case_id = %s", [case.pk])


def test_an_event_needs_a_deed_recorded_with_it(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    old = case.events.get(number=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT xid FROM ledger_row WHERE id = %s", [old.recorded_in_id])
        Event.objects.create(
            case=case,
            number=3,
            move="withdraw",
            source="accepted",
            target="withdrawn",
            path="withdraw:accepted>withdrawn",
            by=old.by,
            person_id=old.person_id,
            at=programme.tick(),
            recorded_in=old.recorded_in,
        )


def test_a_way_that_the_table_does_not_know_is_refused_by_the_database(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    from trustlane.ledger.actions import record
    from trustlane.ledger.subjects import Subject

    with pytest.raises(DatabaseError, match="programme_event_is_in_the_table_of_moves"), transaction.atomic():
        row = record(
            verb="programme.grant",
            actor=programme.decider.actor,
            subjects=[Subject("case", case.reference)],
            at=programme.tick(),
        )
        Event.objects.create(
            case=case,
            number=3,
            move="grant",
            source="submitted",
            target="granted",
            path="grant:submitted>granted",
            by=programme.decider.actor,
            person=programme.decider,
            at=programme.tick(),
            recorded_in=row,
        )


def test_terms_are_kept_by_nothing_but_a_decision(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    with pytest.raises(DatabaseError, match="kept by the decision that grants them"), transaction.atomic():
        Terms.objects.create(
            case=case,
            decided_in=case.events.get(number=2),
            number="XAAEO1",
            security=True,
            compliance=True,
            roles=["exporter"],
            effective=programme.now.date(),
        )


def test_a_case_without_events_is_not_kept(programme: Programme) -> None:
    case = programme.case(Stage.DRAFT)
    case.pk, case.reference, case.stage, case.last_event = None, "other", "granted", 1
    with pytest.raises(DatabaseError, match="no event that brought it"), transaction.atomic():
        case.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
