"""A validator photographs a criterion: kept once, without what the camera wrote, shown in checklist and report."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.programme.cases import Programme
from tests.programme.papers.looked import text as words
from tests.programme.papers.made import picture
from trustlane.evidence import queries as evidence
from trustlane.evidence.models import Document
from trustlane.programme.models import Case, Photo
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path


@pytest.fixture
def case(programme: Programme) -> Case:
    made: Case = programme.case(Stage.VALIDATING)
    return made


def address(case: Case) -> str:
    return f"/desk/cases/{case.reference}/checklist/photo/"


def shot(content: bytes, **changes: str) -> dict[str, Any]:
    file = SimpleUploadedFile("gate.jpg", content, "image/jpeg")
    return {"item": "A.O1", "place": "Gate 2", "key": KEY, "photo": file} | changes


def with_exif() -> bytes:
    """A picture whose camera wrote its maker and a place."""
    exif = Image.Exif()
    exif[0x010F] = "Camera Maker"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_a_photograph_is_kept_as_evidence_without_what_the_camera_wrote(case: Case, lead: Client) -> None:
    assert b"Camera Maker" in with_exif()
    answer = lead.post(address(case), shot(with_exif(), latitude="1.234567", longitude="-2.5"), headers=JSON)
    assert answer.status_code == 200, answer.content
    kept = Photo.objects.get(case=case)
    assert (kept.item, kept.place, str(kept.latitude), str(kept.longitude)) == ("A.O1", "Gate 2", "1.23457", "-2.50000")
    with evidence.content(kept.document) as file:
        content = file.read()
    assert b"Camera Maker" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    assert kept.document.operator == ""  # not among the documents of the operator
    shown = lead.get(answer.json()["address"])
    assert (shown["Content-Type"], shown.content) == ("image/jpeg", content)
    page = lead.get(f"/desk/cases/{case.reference}/checklist/")
    assert answer.json()["address"] in page.content.decode()
    assert "geolocation=(self)" in page["Permissions-Policy"]


def test_sent_twice_through_a_lost_line_it_is_kept_once(case: Case, lead: Client) -> None:
    first = lead.post(address(case), shot(picture()), headers=JSON).json()
    again = lead.post(address(case), shot(picture()), headers=JSON).json()
    assert first == again
    assert Photo.objects.count() == Document.objects.filter(name__endswith=".jpg").count() == 1
    other = lead.post(address(case), shot(picture(), item="A.O2"), headers=JSON)
    assert other.status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"photo": SimpleUploadedFile("gate.jpg", b"not a picture", "image/jpeg")},
        {"photo": SimpleUploadedFile("gate.jpg", b"", "image/jpeg")},
        {"photo": ""},
        {"item": "Z.O99"},
        {"key": "short"},
        {"site": "12"},
        {"latitude": "91", "longitude": "0"},
        {"latitude": "NaN", "longitude": "0"},
        {"place": "a\x00b"},
        {"place": "x" * 500},
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_what_cannot_be_kept_says_what_to_do(case: Case, lead: Client, changes: dict[str, Any], script: bool) -> None:
    answer = lead.post(address(case), shot(picture()) | changes, headers=JSON if script else {})
    assert answer.status_code == (422 if script else 302)
    if script:
        assert answer.json()["problem"].endswith(".")
    assert not Photo.objects.exists()


def test_a_picture_beyond_the_bounds_is_refused(case: Case, lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustlane.programme.papers import photos

    monkeypatch.setattr(photos, "MOST_PIXELS", 100)
    answer = lead.post(address(case), shot(picture()), headers=JSON)
    assert answer.status_code == 422


def test_no_more_than_twelve_of_one_criterion(case: Case, lead: Client) -> None:
    for number in range(12):
        assert lead.post(address(case), shot(picture(), key=f"{KEY}{number}"), headers=JSON).status_code == 200
    assert lead.post(address(case), shot(picture(), key=f"{KEY}x"), headers=JSON).status_code == 422


def test_only_the_team_photographs_and_only_while_it_validates(
    programme: Programme, case: Case, lead: Client, client: Client
) -> None:
    for person in (programme.officer, programme.decider, programme.trader(case.operator)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(address(case), shot(picture()), headers=JSON).status_code == 403
    number = lead.post(address(case), shot(picture()), headers=JSON).json()["id"]
    client.force_login(programme.trader(case.operator), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/desk/cases/{case.reference}/photos/{number}.jpg").status_code == 403
    other = programme.case(Stage.VALIDATING)
    assert lead.get(f"/desk/cases/{other.reference}/photos/{number}.jpg").status_code == 404
    for step in ("rate all", "end_validation", "report"):
        programme.do(step, case)
    late = lead.post(address(case), shot(picture(), key=f"{KEY}2"), headers=JSON)
    assert late.status_code == 409


def test_the_report_shows_the_photographs(programme: Programme, case: Case, lead: Client) -> None:
    lead.post(address(case), shot(picture()), headers=JSON)
    for step in ("rate all", "end_validation", "report"):
        programme.do(step, case)
    answer = lead.get(f"/desk/cases/{case.reference}/report.pdf")
    assert answer.status_code == 200, answer.content
    assert "Gate 2" in words(answer.content)
