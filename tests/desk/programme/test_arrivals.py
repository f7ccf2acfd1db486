"""The pages of an arrival: who may what on them, what is refused beside the form, and that two hands do each deed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import desk_clock
from tests.programme.cases import Programme
from tests.programme.test_migrating import FILE, ON, ROWS
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Comparison, Cutover, MigrationFile, MigrationOrder, ReconciliationReport
from trustlane.standing.sheets import read_sheets

pytestmark = pytest.mark.django_db
PAGE = "/desk/arrivals/"


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    cache.clear()


@pytest.fixture
def uploader(programme: Programme, as_person: Callable[[Any], Client]) -> Client:
    return as_person(programme.person("register_officer"))


@pytest.fixture
def applier(programme: Programme, as_person: Callable[[Any], Client]) -> Client:
    return as_person(programme.person("register_officer", "the second"))


def now() -> datetime:
    return desk_clock.now()


def text(answer: Any) -> str:
    return str(answer.content.decode())


def upload(client: Client, data: bytes = FILE, **more: Any) -> Any:
    given = {
        "file": SimpleUploadedFile("holders.csv", data),
        "on": ON.isoformat(),
        "office": "XA01",
        "preset": "eu-2026",
        "told": "",
    }
    return client.post(f"{PAGE}new/", given | more, follow=True)


def apply(client: Client, **more: Any) -> Any:
    file = MigrationFile.objects.get()
    page = client.get(f"{PAGE}{file.pk}/")
    seen = page.context["preview"].digest if page.context["preview"] else "x"
    return client.post(f"{PAGE}{file.pk}/apply/", {"seen": seen, **more}, follow=True)


def carry_out() -> list[str]:
    return deeds.carry_out_orders(now=now, telling=lambda number: lambda step, done, whole: None)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("register_officer", 200),
        ("decision_maker", 200),
        ("auditor", 200),
        ("case_officer", 403),
        ("validator", 403),
        ("agency_officer", 403),
        ("administrator", 403),
    ],
)
def test_who_sees_what_arrives(
    programme: Programme, uploader: Client, as_person: Callable[[Any], Client], who: str, status: int
) -> None:
    upload(uploader)
    client, number = as_person(programme.person(who)), MigrationFile.objects.get().pk
    for page in ("", "blank.xlsx", f"{number}/", f"{number}/refused.csv"):
        assert client.get(PAGE + page).status_code == status, page
    assert (PAGE in text(client.get("/", follow=True))) == (status == 200)
    if who != "register_officer":
        assert client.get(f"{PAGE}new/").status_code == 403
        for page in ("compare/", f"{number}/apply/"):
            assert client.post(PAGE + page).status_code == 403, page


def test_a_table_is_uploaded_applied_and_signed_by_two(
    programme: Programme, uploader: Client, applier: Client, decider: Client
) -> None:
    page = upload(uploader, told=f"total: {len(ROWS)}")
    assert "Waiting for somebody else" in text(page)
    assert uploader.post(f"{page.request['PATH_INFO']}apply/", {"seen": "x"}).status_code == 403
    ordered = apply(applier)
    assert "The table is being applied" in text(ordered)
    number = MigrationFile.objects.get().pk
    progress = applier.get(f"{PAGE}{number}/progress/")
    assert "Waits to be begun" in text(progress)
    assert "HX-Refresh" not in progress.headers
    MigrationOrder.objects.update(step="bringing", done=3, whole=8, told_at=now())
    assert "3 of 8 cases" in text(applier.get(f"{PAGE}{number}/progress/"))
    assert carry_out() == ["applied"]
    assert applier.get(f"{PAGE}{number}/progress/").headers["HX-Refresh"] == "true"
    assert Case.objects.count() == len(ROWS)
    done = applier.get(f"{PAGE}{number}/")
    assert "Reconciled" in text(done)
    assert applier.post(f"{PAGE}{number}/sign/").status_code == 403
    assert "The counts are signed by two." in text(decider.post(f"{PAGE}{number}/sign/", follow=True))
    assert ReconciliationReport.objects.get().countersigned_by is not None
    assert "signed by two before" in text(decider.post(f"{PAGE}{number}/sign/", follow=True))


def test_an_order_nothing_is_heard_of_says_what_has_to_run(uploader: Client, applier: Client) -> None:
    upload(uploader)
    apply(applier)
    number = MigrationFile.objects.get().pk
    MigrationOrder.objects.update(step="reading", told_at=now() - timedelta(minutes=9))
    assert "trustlane clocks run" in text(applier.get(f"{PAGE}{number}/"))


def test_rows_that_cannot_be_used_are_told_by_sheet_row_column_and_mend(uploader: Client, applier: Client) -> None:
    page = upload(uploader, FILE.replace(b"under review", b"somewhere"))
    assert "column D (Stage)" in text(page) or "D (Stage)" in text(page)
    assert "1 row cannot be used" in text(page)
    number = MigrationFile.objects.get().pk
    taken = text(applier.get(f"{PAGE}{number}/refused.csv"))
    assert "somewhere" in taken
    assert taken.lstrip("\ufeff").startswith("Sheet,Row,Column,What is wrong,How to mend it")
    assert not applier.get(f"{PAGE}{number}/").context["may_apply"]
    apply(applier)
    assert carry_out() == ["refused"]
    assert "nothing of it was kept" in text(applier.get(f"{PAGE}{number}/"))
    assert not Case.objects.exists()


def test_counts_that_differ_are_applied_only_with_a_reason(uploader: Client, applier: Client) -> None:
    upload(uploader, told="active: 3\nsuspended: 1")
    page = apply(applier)
    assert page.status_code == 422
    assert not MigrationOrder.objects.exists()
    assert "+1" in text(page)
    apply(applier, reason="Two were entered by hand.")
    assert MigrationOrder.objects.get().reason == "Two were entered by hand."
    assert "being applied already" in text(apply(applier, reason="Again."))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-")}, "CSV or an XLSX"),
        ({"file": SimpleUploadedFile("x.csv", b"rubbish")}, "Name the columns"),
        ({"file": SimpleUploadedFile("x.csv", b"")}, "empty"),
        ({"on": "2999-01-01"}, "not come yet"),
        ({"on": "0001-01-01"}, "1900"),
        ({"on": "someday"}, "valid date"),
        ({"office": ""}, "required"),
        ({"preset": "nowhere-1999"}, "not one of the available"),
        ({"told": "many"}, "tells no number"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_form(uploader: Client, more: dict[str, Any], said: str) -> None:
    page = upload(uploader, **more)
    assert page.status_code == 422
    assert said in text(page)
    assert not MigrationFile.objects.exists()


def test_the_empty_workbook_can_be_taken(uploader: Client) -> None:
    assert read_sheets(uploader.get(f"{PAGE}blank.xlsx").content)[0].name == "Cases"


def test_two_set_the_day_of_the_cut_over(uploader: Client, applier: Client, decider: Client, officer: Client) -> None:
    upload(uploader)
    apply(applier)
    carry_out()
    for client in (decider, uploader):
        assert "Two systems run" in text(client.get(PAGE))
    assert "Two systems run" in text(officer.get("/desk/cases/?kind=all"))
    case = Case.objects.filter(stage="submitted").get()
    assert "Two systems run" in text(officer.get(f"/desk/cases/{case.reference}/"))
    today = timezone.localdate()
    propose = f"{PAGE}cut-over/"
    assert uploader.post(propose, {"day": today.isoformat(), "reason": "x"}).status_code == 403
    for wrong in ({"day": "2020-01-01", "reason": "x"}, {"day": "9999-12-31", "reason": "x"}, {"day": "x"}, {}):
        assert decider.post(propose, wrong).status_code == 422
    assert decider.post(propose, {"day": today.isoformat(), "reason": "\x00"}).status_code == 422
    decider.post(propose, {"day": today.isoformat(), "reason": "It is switched off."})
    number = Cutover.objects.get().pk
    assert decider.post(f"{propose}{number}/").status_code == 403
    assert "Two signed" in text(uploader.post(f"{propose}{number}/", follow=True))
    assert "before" in text(uploader.post(f"{propose}{number}/", follow=True))
    assert "Two systems run" not in text(decider.get(PAGE))
    assert "Two systems run" not in text(officer.get("/desk/cases/?kind=all"))


def test_a_later_table_is_compared(uploader: Client, applier: Client) -> None:
    def compare(data: bytes, on: str = ON.isoformat(), name: str = "later.csv") -> Any:
        given = {"file": SimpleUploadedFile(name, data), "on": on}
        return uploader.post(f"{PAGE}compare/", given, follow=True)

    assert "Nothing was brought yet" in text(compare(FILE))
    upload(uploader)
    apply(applier)
    carry_out()
    assert "CSV or an XLSX" in text(compare(FILE, name="x.pdf"))
    assert "not come yet" in text(compare(FILE, on="2999-01-01"))
    page = compare(FILE.replace(b"Oddlebury Seeds Ltd;N100001;active", b"Oddlebury Seeds Ltd;N100001;suspended"))
    assert "Another stage there" in text(page)
    number = Comparison.objects.get().pk
    for query in ("?kind=stage", "?kind=only_here", "?kind=nothing", "?after=rubbish"):
        assert uploader.get(f"{PAGE}comparisons/{number}/{query}").status_code == 200
    assert "suspended" in text(uploader.get(f"{PAGE}comparisons/{number}/differences.csv"))


def test_what_is_not_there_is_not_found(uploader: Client, programme: Programme, decider: Client) -> None:
    upload(uploader)
    number = MigrationFile.objects.get().pk
    for page in (
        "99/",
        f"{2**63}/",
        f"{number}/progress/",
        "99/refused.csv",
        "comparisons/99/",
        f"comparisons/{2**63}/",
    ):
        assert uploader.get(PAGE + page).status_code == 404, page
    for page in ("99/apply/", "99/sign/", f"{number}/sign/", "cut-over/99/", f"cut-over/{2**63}/"):
        assert uploader.post(PAGE + page).status_code == 404, page
    assert uploader.get(f"{PAGE}compare/").status_code == 405
