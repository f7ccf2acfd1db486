"""What a desk opens with: whatever is going on, and of statuses that hold only those that ask for something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.programme.cases import Programme
from trustlane.programme.models import Case
from trustlane.programme.queries import worklist
from trustlane.programme.queries.worklist import Wanted
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def test_a_holder_that_is_late_is_going_on_and_one_that_is_not_is_not(programme: Programme) -> None:
    programme.preset = "national-2026"
    case = programme.case(Stage.MONITORED)
    due = Case.objects.values_list("due", flat=True).get(pk=case.pk)
    assert due is not None
    assert worklist.count(programme.officer, Wanted(), at=due - timedelta(days=1)) == 0
    late = due + timedelta(days=1)
    found = worklist.worklist(programme.officer, Wanted(), at=late)
    assert [row.reference for row in found] == [case.reference]
    assert worklist.count(programme.officer, Wanted(late=True, kind="alive"), at=late) == 1


def test_a_holder_that_is_to_be_looked_at_anew_is_going_on(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    assert worklist.count(programme.officer, Wanted(), at=programme.now) == 0
    Case.objects.filter(pk=case.pk).update(due=programme.now + timedelta(days=9), due_term="review", turn="customs")
    assert worklist.count(programme.officer, Wanted(), at=programme.now) == 1
