"""Audits that a small office owes: done once by somebody who had no part in the case, listed while they are owed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import OFFICE, Programme
from trustlane.access.evaluator import as_actor, in_force
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Event, OwedAudit
from trustlane.programme.queries.staffed import owed_of, staffed
from trustlane.programme.refusals import ChoiceUnknown, NoteMissing, NothingOwed
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
DUTIES = {"one": "handle", "other": "validate-lead"}


@pytest.fixture
def owing(programme: Programme) -> Any:
    """A case that was granted, in which one person both validated and handled it."""
    both = programme.world.user(Role.VALIDATOR, Role.CASE_OFFICER, office=OFFICE)
    programme.__dict__["validators"] = [both, programme.person("validator", "another")]
    case = programme.case(Stage.VALIDATING)
    programme.do("stop_clock", case, by=both)
    for step in ("rate all", "end_validation", "report", "grant"):
        programme.do(step, case)
    case.refresh_from_db()
    return case


def done(programme: Programme, case: Any, **more: Any) -> OwedAudit:
    given = {**DUTIES, "verdict": "in_order", "note": "", "by": programme.person("auditor")} | more
    return deeds.audit_owed(case=case, at=programme.tick(), **given)


def test_an_audit_is_owed_until_its_outcome_is_recorded_and_stays_readable(programme: Programme, owing: Any) -> None:
    (owes,) = owed_of(owing)
    assert (owes.separation.one, owes.separation.other) == ("handle", "validate-lead")
    row = done(programme, owing, verdict="finding", note="The report names no witness.")
    assert owed_of(owing) == ()
    _, (office,) = staffed(programme.person("auditor"), at=programme.tick())
    assert (office.owes, office.late) == ((), 0)
    (told,) = office.audited
    assert (told.case, told.verdict, told.note) == (owing.reference, "finding", "The report names no witness.")
    assert (told.by_name, told.was_late, told.due) == (row.person.full_name, False, owes.due)
    with pytest.raises(NothingOwed):
        done(programme, owing)


def test_an_audit_whose_day_has_passed_is_counted_as_overdue_and_done_it_was_late(
    programme: Programme, owing: Any
) -> None:
    (owes,) = owed_of(owing)
    auditor = programme.person("auditor")
    _, (office,) = staffed(auditor, at=programme.now)
    assert (len(office.owes), office.late) == (1, 0)
    programme.tick(days=(owes.due - programme.now.date()).days)
    assert staffed(auditor, at=programme.now)[1][0].late == 0
    programme.tick(days=1)
    assert staffed(auditor, at=programme.now)[1][0].late == 1
    done(programme, owing)
    assert staffed(auditor, at=programme.tick())[1][0].audited[0].was_late


def test_who_took_part_in_the_case_or_audits_nothing_records_no_outcome(programme: Programme, owing: Any) -> None:
    for person in (programme.officer, programme.decider, programme.validators[0], programme.trader(owing.operator)):
        with pytest.raises(Refused):
            done(programme, owing, by=person)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"verdict": "fine"}, ChoiceUnknown),
        ({"verdict": "finding", "note": " "}, NoteMissing),
        ({"one": "handle", "other": "decide"}, NothingOwed),
        ({"one": "x" * 500}, NothingOwed),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(
    programme: Programme, owing: Any, given: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        done(programme, owing, **given)


def test_where_nobody_held_two_duties_nothing_is_owed(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    programme.do("grant", case)
    with pytest.raises(NothingOwed):
        done(programme, case)


def test_the_database_refuses_an_audit_by_who_took_part_and_keeps_what_was_recorded(
    programme: Programme, owing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    permits, auditor = type(in_force()), programme.person("auditor")
    with monkeypatch.context() as within:
        within.setattr(permits, "require", lambda self, by, permission, obj=None, *, at: as_actor(by, at))
        for person in (programme.officer, programme.validators[1]):
            with pytest.raises(DatabaseError, match="took part"), transaction.atomic():
                done(programme, owing, by=person)
    row = done(programme, owing, by=auditor)
    for change in (
        lambda: OwedAudit.objects.filter(pk=row.pk).update(verdict="finding", note="Other."),
        lambda: OwedAudit.objects.filter(pk=row.pk).delete(),
        lambda: _again(row, **DUTIES, decision=row.decision),  # done once
        lambda: _again(row, decision=row.decision, person=programme.person("auditor", "another")),  # not its deed
        lambda: _again(row, decision=Event.objects.filter(case=owing, move="submit").get()),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def _again(row: OwedAudit, **more: Any) -> None:
    """Another row like this one, without a deed."""
    kept = {"one": "handle", "other": "decide", "due": date(2026, 6, 1), "verdict": "in_order", "person": row.person}
    OwedAudit.objects.create(at=row.at + timedelta(days=1), recorded_in=row.recorded_in, **(kept | more))
