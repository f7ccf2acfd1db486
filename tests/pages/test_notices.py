"""One's own notices: counted on every page, read one by one or at once, leading to the case; no other's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import Programme
from trustlane.programme.models import Letter, Mail, Notice, NoticeChoice
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(world: Any, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """A programme whose clock the pages read too."""
    made = Programme(world)
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.tick(seconds=1))
    return made


def client_of(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_notice_is_counted_until_it_is_opened_and_leads_to_the_case(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    programme.do("ask_information", case)
    trader = programme.trader(case.operator)
    client = client_of(trader)
    page = client.get("/notices/").content.decode()
    assert "Customs asks you for information." in page
    assert "Which sites?" not in page
    assert "2 unread notices" in page
    notice = Notice.objects.filter(person=trader).latest("pk")
    answer = client.post(f"/notices/{notice.pk}/")
    assert answer["Location"] == f"/portal/status/{case.reference}/"
    assert "1 unread notice" in client.get(answer["Location"]).content.decode()
    assert "Customs asks you for information." in client.get("/notices/?show=read").content.decode()
    officer = client_of(programme.officer)
    own = Notice.objects.filter(person=programme.officer).latest("pk")
    assert officer.post(f"/notices/{own.pk}/")["Location"] == f"/desk/cases/{case.reference}/"


def test_anothers_notice_and_one_that_is_not_there_are_the_same(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    client = client_of(programme.trader(programme.operator()))
    other = Notice.objects.filter(case=case).latest("pk")
    assert client.post(f"/notices/{other.pk}/").status_code == 404
    assert client.post(f"/notices/{1 << 70}/").status_code == 404
    assert client.get(f"/notices/{other.pk}/").status_code == 405
    other.refresh_from_db()
    assert other.read_at is None


def test_all_are_read_at_once(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    client = client_of(programme.trader(case.operator))
    assert client.post("/notices/read/").status_code == 302
    assert "Notices: all read" in client.get("/notices/").content.decode()


def test_a_long_list_is_cut_and_a_place_that_was_made_up_begins_anew(programme: Programme) -> None:
    from trustlane.programme import actions as deeds

    case = programme.case(Stage.SUBMITTED)
    for _number in range(33):
        deeds.write(case=case, text="Hello.", by=programme.officer, at=programme.tick())
    client = client_of(programme.trader(case.operator))
    first = client.get("/notices/").content.decode()
    assert first.count('class="notice ') == 30
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(after).content.decode().count('class="notice ') == 4
    for place in ("x", "WyJwayIsICJhIl0", "W10", "\x00"):
        assert client.get("/notices/", {"after": place}).content.decode().count('class="notice ') == 30


def test_a_choice_is_kept_and_what_is_no_choice_is_told(programme: Programme) -> None:
    client = client_of(programme.officer)
    assert client.post("/notices/settings/", {"mailed": "hourly"}).status_code == 422
    assert client.post("/notices/settings/", {"mailed": "daily"}).status_code == 302
    assert NoticeChoice.objects.get().mailed == "daily"
    assert "law wants you to know" not in client.get("/notices/settings/").content.decode()
    trader = client_of(programme.trader(programme.operator()))
    assert "law wants you to know" in trader.get("/notices/settings/").content.decode()


@pytest.mark.parametrize("path", ["/notices/", "/notices/settings/", "/desk/letters/", "/desk/mails/"])
def test_a_stranger_is_sent_to_sign_in(path: str) -> None:
    assert Client().get(path).status_code == 302


def test_letters_are_posted_from_their_list(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    letter = Letter.objects.get(case=case)
    officer = client_of(programme.officer)
    page = officer.get("/desk/letters/").content.decode()
    assert f"/desk/cases/{case.reference}/letters/{letter.pk}.pdf" in page
    assert officer.get(f"/desk/cases/{case.reference}/letters/{letter.pk}.pdf").content.startswith(b"%PDF-")
    for chosen in ([], ["x"], ["9" * 40], [str(letter.pk + 1)]):
        assert officer.post("/desk/letters/", {"letters": chosen}).status_code == 422
    assert officer.post("/desk/letters/", {"letters": [str(letter.pk)]}).status_code == 302
    assert "No letter waits for the post" in officer.get("/desk/letters/").content.decode()
    assert client_of(programme.decider).get("/desk/letters/").status_code == 403
    assert client_of(programme.trader(case.operator)).get("/desk/letters/").status_code == 403


def test_an_operator_keeps_its_own_letters(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    letter = Letter.objects.get(case=case)
    address = f"/portal/status/{case.reference}/letters/{letter.pk}.pdf"
    client = client_of(programme.trader(case.operator))
    assert address in client.get(f"/portal/status/{case.reference}/").content.decode()
    assert client.get(address).content.startswith(b"%PDF-")
    assert client.get(address.replace(f"{letter.pk}.pdf", "99999.pdf")).status_code == 404
    other = client_of(programme.trader(programme.operator()))
    assert other.get(address).status_code == 404


def test_an_administrator_sees_what_could_not_be_mailed_and_has_it_tried_again(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    at = programme.tick()
    mail = Mail.objects.create(
        person=programme.trader(case.operator),
        digest=False,
        made_at=at,
        due_at=at,
        tries=8,
        failed_with="no such mailbox",
        given_up_at=at,
    )
    administrator = client_of(programme.world.administrators()[0])
    assert "no such mailbox" in administrator.get("/desk/mails/").content.decode()
    assert administrator.post(f"/desk/mails/{mail.pk}/again/").status_code == 302
    assert administrator.post(f"/desk/mails/{mail.pk}/again/").status_code == 404
    assert "no such mailbox" not in administrator.get("/desk/mails/").content.decode()
    officer = client_of(programme.officer)
    assert officer.get("/desk/mails/").status_code == 403
    assert officer.post(f"/desk/mails/{mail.pk}/again/").status_code == 403
