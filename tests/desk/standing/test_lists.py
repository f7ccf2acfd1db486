"""A list goes from one pair of hands to another, and nothing happens on the way that was not shown."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.world import World
from trustlane.access.roles import Role
from trustlane.desk.standing.words import SENTENCES, sentence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.standing import queries
from trustlane.standing.refusals import StandingRefused

GOOD = "Name;TIN;Status\nAlder;XA1000000001;valid\nBirch;XA1000000002;valid\n"
MIXED = "Name;TIN;Status\nAlder;XA1000000001;valid\nBirch;;valid\nCedar;XA1000000003;trusted?\n"


@pytest.fixture(autouse=True)
def kept_apart(settings: Any, tmp_path: Path) -> None:
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path


@pytest.fixture
def first(world: World) -> Client:
    return as_person(world.user(Role.REGISTER_OFFICER, full_name="Rita"))


@pytest.fixture
def second(world: World, first: Client) -> Client:
    return as_person(world.user(Role.REGISTER_OFFICER, full_name="Rolf"))


def as_person(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, text: str | bytes, **said: Any) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(said.pop("name", "list.csv"), data)
    given = {"file": file, "issuer": "XA", "on": "2026-03-01", "complete": "no", "sender": ""} | said
    return client.post("/desk/standing/lists/new/", given)


def number_of(answer: Any) -> int:
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].rstrip("/").rsplit("/", 1)[1])


def test_who_uploaded_sees_who_may_apply_and_why_not_oneself(first: Client, second: Client) -> None:
    number = number_of(upload(first, GOOD))
    page = first.get(f"/desk/standing/lists/{number}/")
    text = page.content.decode()
    assert not page.context["may_apply"]
    assert "The person did not upload the list." in text
    assert "Rolf" in text
    assert f"/lists/{number}/apply/" not in text
    assert (
        first.post(f"/desk/standing/lists/{number}/apply/", {"seen": page.context["preview"].digest}).status_code == 403
    )
    assert queries.upload_row(number).state == "waiting"


def test_the_second_person_applies_exactly_what_was_shown(first: Client, second: Client) -> None:
    number = number_of(upload(first, GOOD))
    page = second.get(f"/desk/standing/lists/{number}/")
    assert page.context["may_apply"]
    answer = second.post(f"/desk/standing/lists/{number}/apply/", {"seen": page.context["preview"].digest}, follow=True)
    assert "The list was applied" in answer.content.decode()
    assert queries.upload_row(number).counts["added"] == 2
    assert [row.fact.name for _, row in answer.context["table"].rows] == ["Alder", "Birch"]


def test_a_preview_nobody_saw_is_not_applied(first: Client, second: Client) -> None:
    number = number_of(upload(first, GOOD))
    answer = second.post(f"/desk/standing/lists/{number}/apply/", {"seen": "0" * 64}, follow=True)
    assert "Look at the new preview below" in answer.content.decode()
    assert queries.upload_row(number).state == "waiting"


def test_refused_rows_are_shown_with_their_place_and_taken_away_as_a_file(first: Client) -> None:
    number = number_of(upload(first, MIXED))
    page = first.get(f"/desk/standing/lists/{number}/?tab=refused")
    assert [each.row for _number, each in page.context["table"].rows] == [3, 4]
    lines = first.get(f"/desk/standing/lists/{number}/refused.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Row,Column,What is wrong,How to mend it"
    assert [line.split(",")[0] for line in lines[1:]] == ["3", "4"]


@pytest.mark.parametrize(
    ("content", "said", "expected"),
    [
        (b"", {}, "The file is empty"),
        (b"Colour;Taste\nred;sweet\n", {}, "cannot be read as a list"),
        (b"MZ\x90\x00", {"name": "list.exe"}, "CSV or an XLSX"),
        (GOOD, {"issuer": "ZQ"}, "No administration has this code"),
        (GOOD, {"issuer": "Japan"}, "2 characters"),
        (GOOD, {"on": "2999-01-01"}, "has not come yet"),
        (GOOD, {"on": "soon"}, "valid date"),
    ],
)
def test_a_list_that_cannot_be_used_says_what_to_do_and_keeps_nothing(
    first: Client, content: Any, said: dict[str, str], expected: str
) -> None:
    answer = upload(first, content, **said)
    assert answer.status_code == 200
    assert expected in answer.content.decode()
    assert first.get("/desk/standing/lists/").context["uploads"] == []


def test_putting_a_list_aside_takes_a_reason(first: Client) -> None:
    number = number_of(upload(first, GOOD))
    answer = first.post(f"/desk/standing/lists/{number}/discard/", {"reason": " "}, follow=True)
    assert "Say why" in answer.content.decode()
    assert queries.upload_row(number).state == "waiting"
    first.post(f"/desk/standing/lists/{number}/discard/", {"reason": "the wrong month"})
    row = queries.upload_row(number)
    assert (row.state, row.reason) == ("discarded", "the wrong month")


def test_the_third_hand_is_told_that_it_was_settled(first: Client, second: Client, world: World) -> None:
    number = number_of(upload(first, GOOD))
    seen = second.get(f"/desk/standing/lists/{number}/").context["preview"].digest
    second.post(f"/desk/standing/lists/{number}/apply/", {"seen": seen})
    third = as_person(world.user(Role.MRA_DESK))
    answer = third.post(f"/desk/standing/lists/{number}/apply/", {"seen": seen}, follow=True)
    assert "before you" in answer.content.decode()


def test_deeds_are_done_by_forms_and_not_by_links(second: Client, first: Client) -> None:
    number = number_of(upload(first, GOOD))
    for deed in ("apply", "discard"):
        assert second.get(f"/desk/standing/lists/{number}/{deed}/").status_code == 405


def test_an_empty_list_explains_itself_and_is_read_again(first: Client) -> None:
    assert first.get("/desk/standing/lists/blank.csv").content.decode("utf-8-sig").startswith("Name,TIN")
    assert first.get("/desk/standing/lists/blank.xlsx").content[:2] == b"PK"
    assert first.get("/desk/standing/lists/blank.doc").status_code == 404


def test_every_refusal_has_a_sentence() -> None:
    for root in (StandingRefused, EvidenceRefusal):
        for kind in root.__subclasses__():
            assert kind in SENTENCES, kind
    assert sentence(ValueError("x")) == "This was refused, and nothing was changed."


def test_older_lists_are_a_page_away(first: Client) -> None:
    answer = first.get("/desk/standing/lists/?below=99999999999999999999999&state=king")
    assert answer.status_code == 200
    assert answer.context["older"] is None
