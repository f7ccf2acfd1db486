"""What is recorded stays, and only as it was recorded."""

import pytest

from tests.world import NOW
from trustlane.ledger.actions import record
from trustlane.ledger.models import RowSubject
from trustlane.ledger.subjects import Subject

pytestmark = pytest.mark.django_db


def test_a_deed_is_recorded_with_its_subjects_and_content():
    row = record(
        verb="list.apply",
        actor="user:1",
        subjects=[Subject("list", "7"), Subject("operator", "0042")],
        at=NOW,
        before={"state": "open"},
        after={"state": "applied"},
        reason="checked",
    )
    assert [(s.place, s.kind, s.subject_id) for s in RowSubject.objects.filter(row=row).order_by("place")] == [
        (0, "list", "7"),
        (1, "operator", "0042"),
    ]
