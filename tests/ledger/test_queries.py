"""The story of a subject is told whole, in order, and as it was known; a row that was tampered with is found."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.world import NOW
from trustlane.ledger.actions import erase
from trustlane.ledger.models import Row
from trustlane.ledger.queries import Finding, faults, rows, story, verify
from trustlane.ledger.subjects import Subject

pytestmark = pytest.mark.django_db

LIST = Subject("list", "7")


def tamper(statement, *values):
    """What only somebody who owns the tables, and switches their guard off, can do."""
    with connection.cursor() as cursor:
        for switch in ("DISABLE", "ENABLE"):
            for table in ("ledger_row", "ledger_subject", "ledger_body"):
                cursor.execute(f"ALTER TABLE {table} {switch} TRIGGER USER")
            if switch == "DISABLE":
                cursor.execute(statement, values)


def test_a_story_is_told_from_its_latest_deed(deed):
    first, _, third = deed(), deed(Subject("list", "8")), deed()
    assert [entry.id for entry in story(LIST)] == [third.pk, first.pk]


def test_a_story_is_told_as_it_was_known(deed):
    known, late = deed(), deed(recorded_at=NOW + timedelta(days=1))
    assert [entry.id for entry in story(LIST, known=NOW)] == [known.pk]
    assert [entry.id for entry in story(LIST, known=NOW + timedelta(days=1))] == [late.pk, known.pk]


def test_an_id_with_leading_zeros_is_another_subject(deed):
    deed(Subject("operator", "042"))
    assert story(Subject("operator", "42")) == []


def test_a_subject_named_twice_in_a_deed_is_told_once(deed):
    deed(LIST, LIST)
    assert len(story(LIST)) == 1


def test_a_long_story_comes_in_pages(deed):
    made = [deed().pk for _ in range(5)]
    first = story(LIST, limit=2)
    second = story(LIST, limit=2, before=first[-1].id)
    assert [entry.id for entry in first + second] == made[:0:-1]


def test_a_page_of_a_story_takes_three_questions_however_long_it_is(deed, django_assert_max_num_queries):
    for _ in range(20):
        deed()
    with django_assert_max_num_queries(3):
        assert len(story(LIST)) == 20


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE ledger_body SET after = '{"state": "discarded"}' WHERE row_id = %s""",
        "UPDATE ledger_body SET reason = 'another' WHERE row_id = %s",
        "UPDATE ledger_body SET salt = sha256('x') WHERE row_id = %s",
        "UPDATE ledger_row SET actor = 'user:9' WHERE id = %s",
        "UPDATE ledger_row SET verb = 'list.discard' WHERE id = %s",
        "UPDATE ledger_row SET at = at - interval '1 day' WHERE id = %s",
        "UPDATE ledger_row SET digest = sha256('x') WHERE id = %s",
        "UPDATE ledger_subject SET subject_id = '8' WHERE row_id = %s",
        "DELETE FROM ledger_subject WHERE row_id = %s",
        "UPDATE ledger_body SET before=NULL, after=NULL, reason='', salt=NULL, erased_by_id=row_id WHERE row_id = %s",
    ],
)
def test_whatever_is_tampered_with_is_found(deed, as_owner, statement):
    row, _ = deed(), deed()
    with as_owner:
        tamper(statement, row.pk)
    assert verify(rows().get(pk=row.pk)) is Finding.ALTERED
    assert list(faults(rows())) == [(row.pk, Finding.ALTERED)]


def test_a_row_that_lost_its_content_is_found(deed, as_owner):
    row = deed()
    with as_owner:
        tamper("DELETE FROM ledger_body WHERE row_id = %s", row.pk)
    assert verify(rows().get(pk=row.pk)) is Finding.MISSING
    (entry,) = story(LIST)
    assert (entry.after, entry.erased_by) == (None, None)


def test_an_erasure_by_the_rules_is_no_fault(deed):
    erase(row=deed(), by="user:2", at=NOW, reason="asked")
    assert list(faults(rows())) == []
    assert Row.objects.count() == 2
