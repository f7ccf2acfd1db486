"""Partners without a node: a list taken in, its difference, applied by another; a suspension told by telephone."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import desk_clock
from tests.recognition.arranged import House
from tests.recognition.by_file import HEAD, ByFile, listed, refs, row
from tests.world import World
from trustlane.access.roles import Role
from trustlane.recognition.models import ReceivedList, ToldSuspension

pytestmark = pytest.mark.django_db
INDEX = "/desk/recognition/partners/"
XB = f"{INDEX}XB/"
NOW = desk_clock.TODAY


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def xb(world: World) -> ByFile:
    """In operation with XB by file for some weeks; its last list, of 31 days ago, named three."""
    house = House(world)
    house.at = NOW - timedelta(days=60)
    one = ByFile(house)
    house.at = NOW - timedelta(days=31)
    one.month(1, 2, 3)
    house.at = NOW - timedelta(minutes=1)
    return one


@pytest.fixture
def desk(xb: ByFile) -> Client:
    return signed_in(xb.house.desk)


@pytest.fixture
def other(xb: ByFile) -> Client:
    return signed_in(xb.house.other)


def taken_in(client: Client, data: str | bytes, name: str = "northport.csv", **more: Any) -> Any:
    content = data.encode() if isinstance(data, str) else data
    given = {
        "file": SimpleUploadedFile(name, content),
        "speaks_of": f"{NOW:%Y-%m-%d}",
        "received_on": f"{NOW:%Y-%m-%d}",
        "came_by": "email",
        "sender": "aeo@northport.example",
        "complete": "yes",
    }
    return client.post(f"{XB}lists/new/", {**given, **more})


def workbook(text: str) -> bytes:
    """A list as a workbook, behind a sheet of something else."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Letter").write_row(0, 0, ["Dear colleagues,"])
    sheet = book.add_worksheet("Holders")
    for number, line in enumerate(text.splitlines()):
        sheet.write_row(number, 0, line.split(";"))
    book.close()
    return out.getvalue()


def test_a_partner_stands_there_with_its_age_what_is_due_and_what_waits(xb: ByFile, desk: Client) -> None:
    page = desk.get(INDEX)
    (shown,) = page.context["rows"]
    assert (shown.code, shown.state, shown.valid, shown.overdue) == ("XB", "ageing", 3, True)
    assert shown.due == (NOW - timedelta(days=1)).date()
    assert "Its next list is overdue" in page.content.decode()
    xb.brings(listed(1, 2, 3))
    page = desk.get(INDEX).content.decode()
    assert "One list waits for a second person." in page
    assert INDEX in desk.get("/desk/recognition/").content.decode()
    assert "Lists of XB by file" in desk.get(f"/desk/recognition/{xb.one.reference}/").content.decode()
    looked = desk.get("/desk/recognition/exchange/").content.decode()
    assert XB in looked
    assert "One list waits for a second person." in looked


def test_a_month_of_a_spreadsheet_partner(xb: ByFile, desk: Client, other: Client) -> None:
    assert desk.get(f"{XB}lists/new/").status_code == 200
    text = HEAD + row(1, name="Firm One Renamed") + row(2, state="revoked") + row(4) + row(5, scope="compliance")
    answer = taken_in(desk, workbook(text), "northport.xlsx")
    assert (answer.status_code, answer["Location"]) == (302, f"{XB}lists/2/")
    received = ReceivedList.objects.get(number=2)
    assert (received.upload.sender, received.came_by) == ("aeo@northport.example", "email")
    page = desk.get(f"{XB}lists/2/")
    assert {tab.name: len(tab.rows) for tab in page.context["tabs"]} == {
        "added": 1,
        "changed": 1,
        "ended": 1,
        "removed": 1,
        "refused": 1,
    }
    assert "Waiting for somebody else" in page.content.decode()
    assert received.upload.sha256 in page.content.decode()
    refused = desk.get(f"{XB}lists/2/?tab=refused").content.decode()
    assert "Read was the sheet Holders alone; not read: Letter." in refused
    assert "was not agreed" in refused
    bad = workbook(HEAD + row(1) + "Firm 9;XB000009;exporter;both;perhaps;2024-01-01;\n")
    assert taken_in(desk, bad, "again.xlsx").status_code == 302
    assert "Holders,3,E (Status)," in desk.get(f"{XB}lists/3/refused.csv").content.decode()
    assert desk.post(f"{XB}lists/3/", {"deed": "aside", "reason": "One status is unclear."}).status_code == 302
    assert xb.valid() == refs(1, 2, 3)
    page = other.get(f"{XB}lists/2/?tab=removed")
    assert "One of 3 operators valid today is missing from it." in page.content.decode()
    seen = page.context["look"].preview.digest
    asked = {"deed": "apply", "seen": seen}
    assert desk.post(f"{XB}lists/2/", asked).status_code == 403
    answer = other.post(f"{XB}lists/2/", asked)
    assert answer.status_code == 422
    assert "was not confirmed with what the partner said of it" in answer.content.decode()
    assert xb.valid() == refs(1, 2, 3)
    names = [jump.name for jump in page.context["look"].jumps]
    said = {**asked, "confirmed": names, "reason": "XB000003 closed its doors; the others as listed."}
    assert other.post(f"{XB}lists/2/", said).status_code == 302
    assert xb.valid() == refs(1, 4)
    done = desk.get(f"{XB}lists/2/").content.decode()
    for expected in ("Dirk Desk", "Dora Desk", "closed its doors", "Periods now in the register"):
        assert expected in done
    page = desk.get(XB)
    assert (page.context["row"].state, page.context["row"].overdue) == ("fresh", False)
    assert [each.state for each in page.context["lists"]] == ["discarded", "applied", "applied"]


def test_the_file_is_given_back_byte_for_byte(xb: ByFile, desk: Client) -> None:
    text = "\ufeff" + listed(1, 2, 3).replace("\n", "\r\n")
    taken_in(desk, text)
    answer = desk.get(f"{XB}lists/2/file/")
    assert b"".join(answer.streaming_content) == text.encode()
    assert "attachment" in answer["Content-Disposition"]


def test_a_file_that_is_no_list_is_told_with_its_place_and_mend(xb: ByFile, desk: Client) -> None:
    answer = taken_in(desk, b"Name;Town\nFirm;Port\n")
    assert answer.status_code == 422
    assert "no heading row with an identifier column" in answer.content.decode()
    for field, value in (
        ("received_on", f"{NOW + timedelta(days=1):%Y-%m-%d}"),
        ("speaks_of", f"{NOW + timedelta(days=1):%Y-%m-%d}"),
        ("came_by", "pigeon"),
        ("sender", ""),
        ("sender", "a\x00b"),
    ):
        answer = taken_in(desk, listed(1), **{field: value})
        assert answer.status_code == 422, field
        assert answer.context["form"].errors[field]
    older = taken_in(desk, listed(1), speaks_of=f"{NOW - timedelta(days=40):%Y-%m-%d}")
    assert "speaks of an earlier day than one that was applied" in older.content.decode()
    assert ReceivedList.objects.count() == 1
    assert taken_in(desk, listed(1), name="list.pdf").status_code == 422


def test_one_withholds_what_ends_and_is_asked_about_it_all_the_same(xb: ByFile, desk: Client, other: Client) -> None:
    taken_in(desk, listed(1, 2))
    assert desk.post(f"{XB}lists/2/", {"deed": "hold"}).status_code == 302
    assert xb.valid() == refs(1, 2)
    page = other.get(f"{XB}lists/2/")
    assert "Dora Desk withholds what it takes away" in page.content.decode()
    assert [jump.name for jump in page.context["look"].jumps] == ["missing"]
    assert desk.post(f"{XB}lists/2/", {"deed": "hold"}).status_code == 422
    assert desk.post(f"{XB}lists/2/", {"deed": "aside", "reason": ""}).status_code == 422
    assert desk.post(f"{XB}lists/2/", {"deed": "aside", "reason": "A row was lost."}).status_code == 302
    assert "A row was lost." in desk.get(f"{XB}lists/2/").content.decode()
    assert desk.post(f"{XB}lists/2/", {"deed": "burn"}).status_code == 404


def test_the_page_of_the_register_leads_to_where_it_is_settled(xb: ByFile, desk: Client, other: Client) -> None:
    taken_in(desk, listed(1, 2, 3, 4))
    upload = ReceivedList.objects.get(number=2).upload_id
    page = other.get(f"/desk/standing/lists/{upload}/").content.decode()
    assert f"/desk/standing/lists/{upload}/apply/" not in page
    assert f"{INDEX}uploads/{upload}/" in page
    assert other.get(f"{INDEX}uploads/{upload}/")["Location"] == f"{XB}lists/2/"
    xb.applies(ReceivedList.objects.get(number=2), at=NOW)
    page = other.get(f"/desk/standing/lists/{upload}/").content.decode()
    assert "Dora Desk" in page
    assert "Dirk Desk" in page


def told(**more: Any) -> dict[str, Any]:
    return {
        "operator": "XB000001",
        "caller": "Bo Partner",
        "telephone": "+99 1 234",
        "told_at": f"{NOW:%Y-%m-%dT}00:30",
        "called_back": "on",
        "said": "Seals were broken.",
        **more,
    }


def test_a_suspension_by_telephone_counts_at_once_and_another_confirms_it(
    xb: ByFile, desk: Client, other: Client
) -> None:
    assert desk.get(f"{XB}calls/new/").status_code == 200
    assert desk.post(f"{XB}calls/new/", told()).status_code == 302
    assert xb.valid() == refs(2, 3)
    at = f"{XB}calls/{ToldSuspension.objects.get().pk}/"
    own = desk.get(at).content.decode()
    assert "Waiting for somebody else" in own
    assert "Counts for 72 hours" in own
    assert desk.post(at, {"deed": "confirm"}).status_code == 403
    assert "Seals were broken." in other.get(at).content.decode()
    assert other.post(at, {"deed": "end", "reason": ""}).status_code == 422
    assert signed_in(xb.house.decider).post(at, {"deed": "confirm"}).status_code == 302
    assert "Dina Decides" in desk.get(at).content.decode()
    assert other.post(at, {"deed": "end", "reason": "no"}).status_code == 422
    assert "Confirmed" in desk.get(XB).content.decode()


def test_a_likeness_suspends_nobody_until_somebody_says_who_is_meant(xb: ByFile, desk: Client, other: Client) -> None:
    answer = desk.post(f"{XB}calls/new/", told(operator="Firm"))
    assert answer.status_code == 422
    assert "This one is meant" in answer.content.decode()
    assert "makes nobody valid today" in desk.post(f"{XB}calls/new/", told(operator="Nobody Ltd")).content.decode()
    assert xb.valid() == refs(1, 2, 3)
    assert desk.post(f"{XB}calls/new/", told(operator="Firm", pick="XB000002")).status_code == 302
    assert xb.valid() == refs(1, 3)
    at = f"{XB}calls/{ToldSuspension.objects.get().pk}/"
    assert other.post(at, {"deed": "end", "reason": "Another firm of that name."}).status_code == 302
    assert xb.valid() == refs(1, 2, 3)


def test_nobody_confirmed_it_and_the_page_says_so_before_any_clock_ran(
    xb: ByFile, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.post(f"{XB}calls/new/", told())
    at = f"{XB}calls/{ToldSuspension.objects.get().pk}/"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=73))
    other = signed_in(xb.house.other)
    page = other.get(at).content.decode()
    assert "nobody confirmed it until" in page
    assert "Confirm it" not in page
    assert other.post(at, {"deed": "confirm"}).status_code == 422
    assert other.get(XB).context["row"].calls == 0


@pytest.mark.parametrize("more", [{"called_back": ""}, {"caller": ""}, {"telephone": ""}, {"told_at": "2026-13-01"}])
def test_what_was_not_called_back_is_not_entered(xb: ByFile, desk: Client, more: dict[str, str]) -> None:
    answer = desk.post(f"{XB}calls/new/", told(**more))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(more)
    assert xb.valid() == refs(1, 2, 3)


def opens(client: Client, page: str) -> int:
    answer = client.get(XB + page)
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, so that the file is closed
    return answer.status_code


def test_who_may_see_sees_and_who_may_not_is_told_nothing(xb: ByFile, desk: Client, world: World) -> None:
    taken_in(desk, listed(1, 2, 3))
    desk.post(f"{XB}calls/new/", told())
    call = f"calls/{ToldSuspension.objects.get().pk}/"
    pages = ("", "lists/2/", "lists/2/file/", "lists/2/refused.csv", call)
    for user in (xb.house.auditor, xb.house.decider):
        reader = signed_in(user)
        assert [opens(reader, page) for page in pages] == [200] * len(pages)
        assert "Take in a list" not in reader.get(XB).content.decode()
        assert [reader.get(XB + page).status_code for page in ("lists/new/", "calls/new/")] == [403, 403]
        assert reader.post(f"{XB}lists/2/", {"deed": "aside", "reason": "no"}).status_code == 403
    assert INDEX not in signed_in(world.user(Role.RISK_MANAGER)).get("/desk/recognition/exchange/").content.decode()
    for role in (Role.CASE_OFFICER, Role.REGISTER_OFFICER, Role.RISK_MANAGER):
        stranger = signed_in(world.user(role))
        for page in (*pages, "lists/new/", "calls/new/"):
            answer = stranger.get(XB + page)
            assert answer.status_code == 403
            assert "northport" not in answer.content.decode()
    for gone in (f"{INDEX}XC/", f"{XB}lists/9/", f"{XB}calls/9/", f"{INDEX}XC/lists/2/", f"{INDEX}uploads/99999/"):
        assert desk.get(gone).status_code == 404
