"""What is recorded stays as it was recorded; its content can be erased, once, by a recorded deed."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.test_canonical import CONTENT, TEXT
from tests.world import NOW
from trustlane.ledger.actions import erase, record
from trustlane.ledger.models import Body, Row, RowSubject
from trustlane.ledger.queries import Finding, rows, story, verify
from trustlane.ledger.refusals import AlreadyErased, Unrecordable
from trustlane.ledger.subjects import Subject

pytestmark = pytest.mark.django_db

TABLES = ["ledger_row", "ledger_subject", "ledger_body"]


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def test_a_deed_is_recorded_with_its_subjects_in_order_and_its_content(deed):
    row = deed(Subject("list", "7"), Subject("operator", "0042"), before={"state": "open"}, reason="checked")
    (entry,) = story(Subject("operator", "0042"))
    assert entry.id == row.pk
    assert entry.subjects == (Subject("list", "7"), Subject("operator", "0042"))
    assert (entry.before, entry.after, entry.reason) == ({"state": "open"}, {"state": "applied"}, "checked")


@given(before=st.dictionaries(TEXT, CONTENT, max_size=3), reason=TEXT)
def test_whatever_was_recorded_is_found_intact(before, reason):
    row = record(verb="a.b", actor="user:1", subjects=[Subject("x", "1")], at=NOW, before=before, reason=reason)
    assert verify(rows().get(pk=row.pk)) is Finding.INTACT


def test_the_same_deed_twice_has_two_digests_because_its_salt_is_fresh(deed):
    assert deed().digest != deed().digest


def test_what_was_written_down_later_says_so(deed):
    row = deed(recorded_at=NOW + timedelta(days=2))
    assert rows().get(pk=row.pk).recorded_at == NOW + timedelta(days=2)
    with pytest.raises(IntegrityError, match="not_recorded_before_done"), transaction.atomic():
        deed(recorded_at=NOW - timedelta(seconds=1))


def test_a_deed_about_nothing_is_refused():
    with pytest.raises(Unrecordable, match="at least one subject"):
        record(verb="a.b", actor="user:1", subjects=[], at=NOW)


@pytest.mark.parametrize(
    "named",
    [
        {"verb": "Apply list"},
        {"verb": ""},
        {"actor": "somebody"},
        {"actor": "user:"},
        {"actor": "user:1 2"},
    ],
)
def test_a_deed_without_a_proper_verb_or_actor_is_refused(deed, named):
    with pytest.raises(IntegrityError), transaction.atomic():
        deed(**named)


def test_a_deed_that_is_undone_leaves_no_record(deed):
    with pytest.raises(RuntimeError), transaction.atomic():
        deed()
        raise RuntimeError("the deed failed")
    assert not Row.objects.exists()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}={}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_may_not_change_the_record(deed, table, statement):
    deed()
    column = "id" if table != "ledger_body" else "row_id"
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(statement.format(table, column, column))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}={}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_owner_is_refused_as_well(deed, as_owner, table, statement):
    deed()
    column = "id" if table != "ledger_body" else "row_id"
    with as_owner, pytest.raises(IntegrityError, match=r"keeps what it was given|changes only by an erasure"):
        run(statement.format(table, column, column))


def test_nobody_says_in_which_transaction_a_row_was_written(deed):
    row = deed()
    forged = Row.objects.create(verb="a.b", actor="user:1", at=NOW, recorded_at=NOW, digest=b"d" * 32, xid=3)
    assert rows().get(pk=forged.pk).xid == rows().get(pk=row.pk).xid != 3


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_to_a_row_once_it_is_committed(deed):
    row = deed()
    with pytest.raises(IntegrityError, match="nothing is added to it later"), transaction.atomic():
        RowSubject.objects.create(row=row, place=1, kind="operator", subject_id="8")
    bare = Row.objects.create(verb="a.b", actor="user:1", at=NOW, recorded_at=NOW, digest=b"d" * 32)
    with pytest.raises(IntegrityError, match="nothing is added to it later"), transaction.atomic():
        Body.objects.create(row=bare, salt=b"s" * 32)
    assert verify(rows().get(pk=bare.pk)) is Finding.MISSING


def test_an_erased_body_is_gone_and_the_digest_stays(deed):
    row = deed(Subject("operator", "0042"), reason="names a person")
    erasure = erase(row=row, by="user:2", at=NOW, reason="court order 7")
    erased = rows().get(pk=row.pk)
    assert bytes(erased.digest) == bytes(row.digest)
    assert (erased.body.before, erased.body.after, erased.body.reason, erased.body.salt) == (None, None, "", None)
    assert erased.body.erased_by_id == erasure.pk
    assert verify(erased) is Finding.ERASED


def test_the_erasure_is_part_of_the_story(deed):
    row = deed(Subject("operator", "0042"))
    erase(row=row, by="user:2", at=NOW, reason="court order 7")
    last, first = story(Subject("operator", "0042"))
    assert (last.verb, last.actor, last.reason) == ("ledger.erase", "user:2", "court order 7")
    assert last.after == {"row": row.pk, "verb": "list.apply", "digest": bytes(row.digest).hex()}
    assert (first.after, first.erased_by) == (None, last.id)


def test_what_is_erased_is_not_erased_again_and_no_second_deed_is_left(deed):
    row = deed()
    erase(row=row, by="user:2", at=NOW, reason="asked")
    with pytest.raises(AlreadyErased):
        erase(row=row, by="user:2", at=NOW, reason="asked again")
    assert Row.objects.filter(verb="ledger.erase").count() == 1


def test_the_content_of_an_erasure_can_be_erased_too(deed):
    row = deed()
    first = erase(row=row, by="user:2", at=NOW, reason="names somebody")
    erase(row=first, by="user:3", at=NOW, reason="it did")
    assert [verify(each) for each in rows()] == [Finding.INTACT, Finding.ERASED, Finding.ERASED]


def test_what_is_erased_stays_erased(deed, as_owner):
    row = deed()
    erasure = erase(row=row, by="user:2", at=NOW, reason="asked")
    with as_owner, pytest.raises(IntegrityError, match="changes only by an erasure"):
        run("UPDATE ledger_body SET salt=%s, erased_by_id=NULL WHERE row_id=%s", b"s" * 32, row.pk)
    with as_owner, pytest.raises(IntegrityError, match="changes only by an erasure"):
        run("UPDATE ledger_body SET after='{}', erased_by_id=%s WHERE row_id=%s", erasure.pk, row.pk)


def test_nothing_is_erased_without_a_recorded_deed(deed):
    row, other = deed(), deed(verb="ledger.read")
    with pytest.raises(IntegrityError, match="no erasure of ledger row"):
        run("SELECT ledger_erase_body(%s, %s)", row.pk, other.pk)


def test_an_erasure_erases_only_the_row_it_names(deed):
    row, other = deed(), deed()
    erasure = deed(Subject("ledger_row", str(other.pk)), verb="ledger.erase")
    with pytest.raises(IntegrityError, match="no erasure of ledger row"):
        run("SELECT ledger_erase_body(%s, %s)", row.pk, erasure.pk)


def test_an_erasure_erases_nothing_but_the_whole(deed, as_owner):
    row = deed()
    erasure = deed(Subject("ledger_row", str(row.pk)), verb="ledger.erase")
    with as_owner, pytest.raises(IntegrityError, match="whole_or_erased"):
        run("UPDATE ledger_body SET after='{}', erased_by_id=%s WHERE row_id=%s", erasure.pk, row.pk)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_of_yesterday_erases_nothing_today(deed):
    row = deed()
    erasure = deed(Subject("ledger_row", str(row.pk)), verb="ledger.erase")
    with pytest.raises(IntegrityError, match="no erasure of ledger row"):
        run("SELECT ledger_erase_body(%s, %s)", row.pk, erasure.pk)


def test_a_temporary_table_cannot_stand_in_for_the_record(deed):
    row = deed()
    run("CREATE TEMPORARY TABLE ledger_row (id bigint, verb text, xid xid8)")
    run("CREATE TEMPORARY TABLE ledger_subject (row_id bigint, kind text, subject_id text)")
    run("INSERT INTO pg_temp.ledger_row VALUES (99, 'ledger.erase', pg_current_xact_id())")
    run("INSERT INTO pg_temp.ledger_subject VALUES (99, 'ledger_row', %s)", str(row.pk))
    with pytest.raises(IntegrityError, match="no erasure of ledger row"):
        run("SELECT ledger_erase_body(%s, 99)", row.pk)


@pytest.mark.django_db(transaction=True)
def test_those_who_record_do_not_wait_for_one_another(deed):
    inside, finished = threading.Event(), threading.Event()
    failures = []

    def slowly():
        try:
            with transaction.atomic():
                deed(Subject("operator", "1"), actor="user:1")
                inside.set()
                assert finished.wait(20)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    def quickly(number):
        try:
            with transaction.atomic():
                run("SET LOCAL lock_timeout = '2s'")
                for _ in range(10):
                    deed(Subject("operator", "1"), actor=f"user:{number}")
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert inside.wait(20)
    quick = [threading.Thread(target=quickly, args=[number]) for number in range(2, 6)]
    for thread in quick:
        thread.start()
    for thread in quick:
        thread.join(20)
    # The slow one holds the lowest number and has not committed; forty later rows are there.
    assert Row.objects.count() == 40
    finished.set()
    slow.join(20)
    assert not failures
    assert Row.objects.count() == 41
    assert {verify(row) for row in rows()} == {Finding.INTACT}
