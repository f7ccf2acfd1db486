"""A document is kept with who gave it, when, and of what day it speaks; and stays as it came."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.world import NOW
from trustlane.access import actors
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.evidence.actions import keep
from trustlane.evidence.models import Document
from trustlane.evidence.queries import documents, faults, open_document
from trustlane.evidence.refusals import Dangerous, NotAllowed, TooLarge
from trustlane.evidence.storage import blobs
from trustlane.ledger import queries as ledger
from trustlane.ledger.subjects import Subject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF"


def given(by, data=PDF, **more):
    how = {"name": "certificate.pdf", "media_type": "application/pdf", "speaks_of": date(2021, 5, 1)} | more
    return keep(data=data, by=by, at=NOW, **how)


def test_a_document_is_kept_as_it_came(world):
    officer = world.user(Role.CASE_OFFICER)
    document = given(officer)
    assert (document.name, document.media_type, document.size) == ("certificate.pdf", "application/pdf", len(PDF))
    assert document.speaks_of == date(2021, 5, 1)
    assert document.uploaded_by == officer.actor
    with open_document(document, by=officer, at=NOW) as file:
        assert file.read() == PDF


def test_a_stream_is_kept_as_well(world):
    document = keep(
        stream=io.BytesIO(PDF), name="x.pdf", media_type="", speaks_of=None, by=world.user(Role.CASE_OFFICER), at=NOW
    )
    assert document.speaks_of is None


def test_either_data_or_a_stream_is_given(world):
    with pytest.raises(ValueError, match="either data or stream"):
        given(world.user(Role.CASE_OFFICER), data=None)


def test_what_was_kept_is_recorded(world):
    document = given(world.trader("OP-7"), operator="OP-7")
    (entry,) = ledger.story(Subject("document", str(document.pk)))
    assert entry.verb == "evidence.keep"
    assert entry.subjects == (Subject("document", str(document.pk)), Subject("operator", "OP-7"))
    assert entry.after["sha256"] == document.sha256


def test_the_same_content_twice_is_two_documents_and_one_file(world, folder):
    officer = world.user(Role.CASE_OFFICER)
    first, second = given(officer), given(officer, name="again.pdf")
    assert (first.sha256, first.pk) == (second.sha256, second.pk - 1)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_a_name_keeps_no_folders_and_no_hidden_characters(world):
    officer = world.user(Role.CASE_OFFICER)
    names = [
        given(officer, name=name).name for name in ("C:\\papers\\a.pdf", "../../a.pdf", "a\u202efdp.\x00pdf", "..")
    ]
    assert names == ["a.pdf", "a.pdf", "afdp.pdf", "document"]


def test_what_is_refused_leaves_neither_row_nor_file(world, folder):
    with pytest.raises(Dangerous):
        given(world.user(Role.CASE_OFFICER), data=b"MZ\x90", name="a.pdf")
    assert not Document.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_document_larger_than_the_settings_say_is_refused(world, settings):
    settings.TRUSTLANE_EVIDENCE_LARGEST = 10
    with pytest.raises(TooLarge):
        given(world.user(Role.CASE_OFFICER))


def test_a_trader_gives_documents_of_his_own_operator_only(world):
    trader = world.trader("OP-7")
    assert given(trader, operator="OP-7").operator == "OP-7"
    for operator in ("OP-8", ""):
        with pytest.raises(Refused):
            given(trader, operator=operator)


def test_a_trader_sees_no_document_of_another(world):
    mine, other = world.trader("OP-7"), world.trader("OP-8")
    document, others = given(mine, operator="OP-7"), given(other, operator="OP-8")
    assert list(documents(by=mine, at=NOW)) == [document]
    with pytest.raises(Refused):
        open_document(others, by=mine, at=NOW)


def test_somebody_without_a_role_sees_nothing_of_the_administration(world):
    given(world.user(Role.CASE_OFFICER))
    assert not documents(by=world.user(), at=NOW).exists()


def test_those_who_read_cases_see_all_documents_and_the_frontline_its_own(world):
    frontline = world.officer()
    document, own = given(world.user(Role.CASE_OFFICER)), given(frontline)
    assert list(documents(by=world.user(Role.AUDITOR), at=NOW)) == [own, document]
    assert list(documents(by=frontline, at=NOW)) == [own]


def test_the_system_may_keep_what_it_received(world):
    assert given(actors.system("feeds")).uploaded_by == "system:feeds"


@pytest.mark.parametrize("change", [{"name": "other.pdf"}, {"speaks_of": date(2025, 1, 1)}, {"sha256": "0" * 64}])
def test_the_database_refuses_to_change_a_document(world, as_owner, change):
    document = given(world.user(Role.CASE_OFFICER))
    with as_owner, pytest.raises(IntegrityError, match="keeps what it was given"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_the_database_refuses_to_remove_a_document(world, as_owner):
    document = given(world.user(Role.CASE_OFFICER))
    with as_owner, pytest.raises(IntegrityError, match="DELETE is refused"), transaction.atomic():
        Document.objects.filter(pk=document.pk)._raw_delete("default")


def test_lost_contents_are_found(world):
    officer = world.user(Role.CASE_OFFICER)
    document = given(officer)
    assert list(faults()) == []
    blobs().path(document.sha256).unlink()
    ((sha256, complaint),) = faults()
    assert sha256 == document.sha256
    assert "bring it back from a backup" in complaint


def test_where_nobody_looks_nothing_is_kept(world, settings):
    settings.TRUSTLANE_EVIDENCE_SCANNERS = []
    with pytest.raises(NotAllowed, match="No check could say"):
        given(world.user(Role.CASE_OFFICER))
