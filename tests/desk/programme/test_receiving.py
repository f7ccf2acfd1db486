"""An application on paper at the desk: entered, typed where the firm would answer, read in its portal later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import desk_clock
from tests.portal.sheets import filled
from tests.programme.cases import Programme
from trustlane.access.roles import Role
from trustlane.evidence.models import Document
from trustlane.programme import actions as deeds
from trustlane.programme.models import Answer, Case, Correction, Event
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
AT = "/desk/programme/receive/"
CAME = (desk_clock.now() - timedelta(days=6)).date()
HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _documents(settings: Any, tmp_path: Path) -> None:
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path


@pytest.fixture
def today(programme: Programme) -> Programme:
    """The same office; what is done beside the pages is done this morning."""
    programme.now = desk_clock.now() - timedelta(hours=5)
    return programme


def paper(**particulars: Any) -> dict[str, Any]:
    return {
        "number": "XA77000001",
        "scheme": "NATIONAL",
        "name": "Paper Mill Ltd",
        "channel": "paper",
        "received": CAME.isoformat(),
        "roles": ["exporter"],
        "scope": ["security"],
        "small": "yes",
    } | particulars


def entered(officer: Client, **particulars: Any) -> Case:
    answer = officer.post(AT, paper(**particulars))
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.select_related("operator").latest("pk")


def of(case: Case, rest: str = "") -> str:
    return f"/portal/status/{case.reference}/questions/{rest}"


def test_it_is_entered_with_its_scan_for_a_firm_that_nobody_knew(officer: Client, today: Programme) -> None:
    scan = SimpleUploadedFile("application.pdf", PDF, content_type="application/pdf")
    case = entered(officer, scan=scan)
    assert (case.stage, case.name, case.security, case.compliance) == (Stage.SUBMITTED, "Paper Mill Ltd", True, False)
    document = Document.objects.get(operator=case.operator.reference)
    event = Event.objects.get(case=case)
    told = {"channel": "paper", "on": CAME.isoformat(), "for": case.operator.reference}
    assert event.data == told | {"evidence": [document.pk]}
    page = officer.get(f"/desk/cases/{case.reference}/").content.decode()
    for said in ("This application came on paper", "On paper, by post", "received on 12 Nov 2026", "application.pdf"):
        assert said in page
    assert officer.get(f"/desk/cases/{case.reference}/documents/{document.pk}/").status_code == 200
    # In the record the same stands, and in the list of letters its acknowledgement.
    record = officer.get(f"/desk/cases/{case.reference}/record/")
    assert record.status_code == 403
    assert "Paper Mill Ltd" in officer.get("/desk/letters/").content.decode()


def test_the_record_says_how_and_when_it_came(officer: Client, auditor: Client, today: Programme) -> None:
    case = entered(officer, channel="counter")
    page = auditor.get(f"/desk/cases/{case.reference}/record/").content.decode()
    for said in ("An application was received that did not come through the portal.", "counter", CAME.isoformat()):
        assert said in page


def test_a_firm_of_the_register_keeps_its_name(officer: Client, today: Programme) -> None:
    known = today.operator()
    case = entered(officer, number=known.reference, name="Mistyped")
    assert case.operator == known
    assert case.name.startswith("Invented Trading")


@pytest.mark.parametrize(
    ("particulars", "field"),
    [
        ({"number": ""}, "number"),
        ({"name": ""}, "name"),
        ({"received": (desk_clock.now() + timedelta(days=1)).date().isoformat()}, "received"),
        ({"received": ""}, "received"),
        ({"received": "1999-01-01"}, "__all__"),
        ({"channel": "portal"}, "channel"),
        ({"roles": []}, "roles"),
        ({"scope": []}, "scope"),
        ({"small": ""}, "small"),
        ({"scan": SimpleUploadedFile("a.exe", b"MZ\x90", content_type="application/pdf")}, "scan"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_stays(
    officer: Client, today: Programme, particulars: dict[str, Any], field: str
) -> None:
    from trustlane.parties.models import Operator

    answer = officer.post(AT, paper(**particulars))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Case.objects.exists()
    assert not Operator.objects.exists()


def test_a_firm_has_one_application_at_a_time(officer: Client, today: Programme) -> None:
    entered(officer)
    answer = officer.post(AT, paper(name=""))
    assert answer.status_code == 422
    assert "XA77000001 has" in str(answer.context["form"].errors)


def test_only_case_officers_find_the_way(programme: Programme, as_person: Callable[[Any], Client]) -> None:
    client = as_person(programme.officer)
    assert AT in client.get("/desk/cases/").content.decode()
    assert client.get(AT).status_code == 200
    for role in ("validator", "decision_maker", "auditor"):
        client = as_person(programme.person(role))
        assert AT not in client.get("/desk/cases/").content.decode()
        assert client.get(AT).status_code == 403
        assert client.post(AT, paper()).status_code == 403
    assert as_person(programme.world.trader("XA00000001")).get(AT).status_code == 403


def test_the_officer_types_where_the_firm_would_answer(officer: Client, today: Programme) -> None:
    case = entered(officer)
    for rest in ("", "of/FIRM/", "one/FIRM.1/", "print/", "workbook/"):
        assert officer.get(of(case, rest)).status_code == 200, rest
    section = officer.get(of(case, "of/FIRM/")).content.decode()
    assert "You type for Paper Mill Ltd" in section
    assert f"/desk/cases/{case.reference}/" in section
    said = officer.post(of(case, "answer/"), {"question": "FIRM.1", "value": "5"}, headers=HTMX)
    assert said.status_code == 200
    assert "paper received on 2026-11-12" in said.content.decode()
    kept = Answer.objects.get(case=case)
    assert (kept.value, kept.by) == ("5", today.officer.actor)
    read = officer.get(f"/desk/cases/{case.reference}/?tab=application").content.decode()
    assert "typed by" in read
    assert today.officer.full_name in read


def test_a_paper_that_shows_an_answer_is_kept_as_the_firms(officer: Client, today: Programme) -> None:
    case = entered(officer)
    from tests.programme.cases import answer_all

    answer_all(case, by=today.officer, at=today.tick())
    shown = next(one for one in Answer.objects.filter(case=case) if isinstance(one.value, list))
    scan = SimpleUploadedFile("accounts.pdf", PDF, content_type="application/pdf")
    answer = officer.post(of(case, "attach/"), {"question": shown.question, "file": scan}, headers=HTMX)
    assert answer.status_code == 200
    document = Document.objects.latest("pk")
    assert document.operator == case.operator.reference
    assert f"/desk/cases/{case.reference}/documents/{document.pk}/" in answer.content.decode()


def test_the_workbook_the_firm_mailed_is_read_with_its_faults_at_their_cells(officer: Client, today: Programme) -> None:
    case = entered(officer, channel="email")
    book, cells = filled(officer.get(of(case, "workbook.xlsx")).content, {"FIRM.1": "a few", "FIRM.9": 40})
    answer = officer.post(of(case, "workbook/"), {"file": SimpleUploadedFile("filled.xlsx", book)})
    assert answer.status_code == 422
    (fault,) = answer.context["faults"]
    assert fault.cell == cells["FIRM.1"]
    kept = Answer.objects.get(case=case)
    assert (kept.question, kept.by, kept.source) == (
        "FIRM.9",
        today.officer.actor,
        f"workbook, e-mail received on {CAME}",
    )


def test_its_sites_are_typed_too(officer: Client, today: Programme) -> None:
    case = entered(officer)
    at = f"/portal/status/{case.reference}/sites/"
    assert "Its sites" in officer.get(at).content.decode()
    given = {"name": "Mill", "kind": "factory", "city": "Gullhaven", "country": "XA"}
    assert officer.post(f"{at}add/", given).status_code == 302
    assert "Mill" in officer.get(at).content.decode()


def test_other_cases_and_other_officers_stay_out(
    officer: Client, today: Programme, as_person: Callable[[Any], Client]
) -> None:
    case = entered(officer)
    others = [today.person("case_officer", "another officer"), *map(today.person, ("validator", "decision_maker"))]
    elsewhere = today.world.user(Role.CASE_OFFICER, office="XA02")
    stranger = today.world.trader("XA00009999")
    for person in (*others, elsewhere, stranger):
        client = as_person(person)
        for rest in ("", "of/FIRM/", "one/FIRM.1/", "print/", "answers.pdf", "workbook/", "workbook.xlsx"):
            assert client.get(of(case, rest)).status_code in (403, 404), rest
        assert client.post(of(case, "answer/"), {"question": "FIRM.1", "value": "9"}).status_code in (403, 404)
        assert client.get(f"/portal/status/{case.reference}/sites/").status_code in (403, 404)
    own = today.case(Stage.SUBMITTED)
    deeds.assign(case=own, officer=today.officer, by=today.officer, at=today.tick())
    for rest in ("", "of/FIRM/", "workbook.xlsx"):
        assert officer.get(of(own, rest)).status_code == 403
    for address in ("/portal/", f"/portal/status/{case.reference}/", "/portal/documents/", of(case, "submit/")):
        assert officer.get(address).status_code == 403, address
    assert not Answer.objects.filter(case=case).exists()


def test_once_the_firm_has_an_account_it_reads_its_case_and_goes_on_itself(
    officer: Client, today: Programme, as_person: Callable[[Any], Client]
) -> None:
    case = entered(officer)
    officer.post(of(case, "answer/"), {"question": "FIRM.1", "value": "5"})
    firm = as_person(today.trader(case.operator))
    page = firm.get("/portal/status/").content.decode()
    assert case.reference in page
    assert "On paper, by post, 12 Nov 2026" in page
    section = firm.get(of(case, "of/FIRM/")).content.decode()
    assert "paper received on 2026-11-12" in section
    assert "You type for" not in section
    # Which officer typed it is no business of the firm.
    for shown in (page, section, firm.get(of(case, "print/")).content.decode()):
        assert today.officer.full_name not in shown
    assert officer.get(of(case, "of/FIRM/")).status_code == 403
    desk = officer.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "This application came on paper" not in desk
    assert "received on 12 Nov 2026" in desk
    assert firm.post(of(case, "answer/"), {"question": "FIRM.1", "value": "6"}, headers=HTMX).status_code == 200


def test_what_the_firm_was_asked_for_is_entered_when_it_comes(officer: Client, today: Programme) -> None:
    case = entered(officer)
    at, page = f"/desk/cases/{case.reference}/", f"/portal/status/{case.reference}/do/answer/"
    title = "The information it was asked for"
    assert title not in officer.get(at).content.decode()
    today.now = desk_clock.now()
    deeds.ask_information(case=case, text="Which sites?", by=today.officer, at=today.now)
    assert title in officer.get(at).content.decode()
    shown = officer.get(page).content.decode()
    assert "You enter what Paper Mill Ltd sent" in shown
    on = desk_clock.TODAY.date().isoformat()
    sent = {"text": "Two.", "channel": "paper", "received": on}
    for lacks in ({"text": ""}, {"received": ""}, {"channel": "portal"}, {"received": "2026-01-01"}):
        assert officer.post(page, sent | lacks).status_code in (409, 422), lacks
    scan = SimpleUploadedFile("answer.pdf", PDF, "application/pdf")
    assert officer.post(page, sent | {"scan": scan}).headers["Location"] == at
    told = officer.get(at).content.decode()
    assert "Two." in told
    assert "On paper" in told
    assert title not in told
    event = Event.objects.get(case=case, move="answer_information")
    assert event.data["on"] == on
    assert Document.objects.get(pk=event.data["evidence"][0]).operator == case.operator.reference


def test_a_refused_entry_keeps_no_scan(officer: Client, today: Programme) -> None:
    case = entered(officer)
    today.now = desk_clock.now()
    deeds.ask_information(case=case, text="Which sites?", by=today.officer, at=today.now)
    before = Document.objects.count()
    late = {"text": "Two.", "channel": "paper", "received": "2026-01-01"}
    scan = SimpleUploadedFile("answer.pdf", PDF, "application/pdf")
    answer = officer.post(f"/portal/status/{case.reference}/do/answer/", late | {"scan": scan})
    assert answer.status_code == 409
    assert Document.objects.count() == before


@pytest.mark.parametrize("name", ["withdraw", "change", "incident", "appeal", "be-heard", "more-time"])
def test_only_who_has_the_case_in_hand_enters_anything(
    officer: Client, today: Programme, as_person: Callable[[Any], Client], name: str
) -> None:
    case = entered(officer)
    page = f"/portal/status/{case.reference}/do/{name}/"
    others = [today.person("case_officer", "another officer"), *map(today.person, ("validator", "decision_maker"))]
    for person in (*others, today.world.trader("XA00009999")):
        assert as_person(person).get(page).status_code in (403, 404)
        assert as_person(person).post(page, {"text": "x"}).status_code in (403, 404)
    assert officer.get(page).status_code == (200 if name == "withdraw" else 409)


def test_a_firm_withdraws_by_letter(officer: Client, today: Programme) -> None:
    case = entered(officer)
    page = f"/portal/status/{case.reference}/do/withdraw/"
    assert page in officer.get(f"/desk/cases/{case.reference}/").content.decode()
    sent = {"text": "We stop.", "channel": "counter", "received": desk_clock.TODAY.date().isoformat()}
    assert officer.post(page, sent).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == Stage.WITHDRAWN


def test_for_a_firm_with_an_account_the_scan_has_to_come_with_it(officer: Client, today: Programme) -> None:
    today.now -= timedelta(days=10)
    case = today.case(Stage.SUBMITTED)
    deeds.assign(case=case, officer=today.officer, by=today.officer, at=today.tick())
    at, page = f"/desk/cases/{case.reference}/", f"/portal/status/{case.reference}/do/withdraw/"
    assert page in officer.get(at).content.decode()
    assert "This firm has an account here" in officer.get(page).content.decode()
    sent = {"text": "We stop.", "channel": "email", "received": desk_clock.TODAY.date().isoformat()}
    answer = officer.post(page, sent)
    assert answer.status_code == 422
    assert list(answer.context["came_form"].errors) == ["scan"]
    # What is typed line by line stays the firm's own.
    assert officer.get(f"/portal/status/{case.reference}/yearly/").status_code == 403
    scan = SimpleUploadedFile("letter.pdf", PDF, "application/pdf")
    assert officer.post(page, sent | {"scan": scan}).headers["Location"] == at
    told = officer.get(at).content.decode()
    for said in ("Entered for", case.operator.reference, "By e-mail", today.officer.full_name):
        assert said in told


def test_a_suspension_lasts_until_the_day_that_the_firm_wrote(officer: Client, today: Programme) -> None:
    """It counts from the day the letter came, not from the day it was entered."""
    today.now -= timedelta(days=60)
    case = today.case(Stage.MONITORED)
    deeds.assign(case=case, officer=today.officer, by=today.officer, at=today.tick())
    came = desk_clock.TODAY.date() - timedelta(days=4)
    until = came + timedelta(days=20)
    sent = {"text": "We move.", "channel": "paper", "received": came.isoformat(), "until": until.isoformat()}
    scan = SimpleUploadedFile("letter.pdf", PDF, "application/pdf")
    page = f"/portal/status/{case.reference}/do/suspension/"
    assert officer.post(page, sent | {"scan": scan}).status_code == 302
    assert Event.objects.get(case=case, move="request_suspension").data["days"] == 20


def test_what_a_firm_mended_is_entered(officer: Client, today: Programme) -> None:
    today.now -= timedelta(days=20)
    case = today.case(Stage.CORRECTING)
    deeds.assign(case=case, officer=today.officer, by=today.officer, at=today.tick())
    first = f"/portal/status/{case.reference}/corrections/"
    assert first in officer.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "You enter what" in officer.get(first).content.decode()
    number = Correction.objects.filter(finding__case=case).values_list("pk", flat=True)[0]
    sent = {"text": "A lock.", "channel": "paper", "received": desk_clock.TODAY.date().isoformat()}
    scan = SimpleUploadedFile("letter.pdf", PDF, "application/pdf")
    assert officer.post(f"{first}{number}/", sent | {"scan": scan}).status_code == 302
    event = Event.objects.get(case=case, move="answer_correction")
    assert (event.person, event.data["channel"]) == (today.officer, "paper")


def test_it_goes_on_to_acceptance(officer: Client, today: Programme) -> None:
    case = entered(officer)
    assert officer.post(f"/desk/cases/{case.reference}/moves/accept/", {"seen": 1}).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == Stage.ACCEPTED


def test_how_an_application_came_through_the_portal_is_said_too(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.SUBMITTED)
    page = officer.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "Through the portal" in page
    assert "Type the answers" not in page
