"""Arrangements on the desk: listed, opened, moved, judged, reported; bad input names its place and the mend."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.recognition.arranged import House, their_catalogue, their_crosswalk
from tests.world import World
from trustlane.recognition.queries import arrangements
from trustlane.recognition.stages import Stage

pytestmark = pytest.mark.django_db
PAGE = "/desk/recognition/"
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF"
TERMS = {
    "scope": ["security"],
    "roles": ["exporter"],
    "benefits": ["fewer_examinations"],
    "fields_told": ["legal_name"],
    "preset": "periodic",
    "days": "30",
    "additions": "200",
    "kind": "AEO",
    "pattern": "AEOXB[0-9]{10}",
    "declared_as": "exporter",
    "translates": "receiver",
    "what_1": "figures",
    "every_1": "month",
    "within_1": "10",
}


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def parts(workbook: bytes) -> dict[str, str]:
    """The parts of a workbook as text."""
    with zipfile.ZipFile(BytesIO(workbook)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


class Desk(House):
    """The browsers of the desk, of who decides, reads and trades."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.one, self.two = signed_in(self.desk), signed_in(self.other)
        self.decides, self.reads = signed_in(self.decider), signed_in(self.auditor)
        self.trades = signed_in(self.trader)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_the_list_says_what_is_next_and_by_when(desk: Desk) -> None:
    assert "No arrangement yet" in desk.one.get(PAGE).content.decode()
    one = desk.at_stage(Stage.COMPARISON)
    shown = desk.reads.get(PAGE).content.decode()
    assert one.reference in shown and "Programme comparison" in shown and "Go on to the joint visits" in shown
    assert one.reference in desk.one.get(f"{PAGE}?search=northport").content.decode()
    assert one.reference not in desk.one.get(f"{PAGE}?search=southport").content.decode()
    assert one.reference not in desk.one.get(f"{PAGE}?kind=ended").content.decode()


@pytest.mark.parametrize(("asked", "here"), [("", "Going on"), ("?kind=ended", "Ended")])
def test_the_list_says_which_of_its_tabs_is_open(desk: Desk, asked: str, here: str) -> None:
    shown = desk.reads.get(f"{PAGE}{asked}").content.decode()
    tabs = shown.partition('class="nav nav-tabs"')[2].partition("</ul>")[0]
    assert [one.partition(">")[2].partition("<")[0] for one in tabs.split("aria-current=")[1:]] == [here]


@pytest.mark.parametrize("stage", list(Stage))
def test_the_page_of_every_stage_is_drawn_for_each_reader(stage: Stage, desk: Desk) -> None:
    one = desk.at_stage(stage)
    page = f"{PAGE}{one.reference}/"
    for client in (desk.one, desk.two, desk.decides, desk.reads):
        assert client.get(page).status_code == 200
    assert desk.trades.get(page).status_code == 403
    card = desk.one.get(page).content.decode().partition('class="card next-card')[2].partition("</section>")[0]
    assert card.count("btn-primary") <= 1


def test_an_arrangement_goes_from_opening_to_signature_through_its_pages(desk: Desk) -> None:
    opened = desk.one.post(f"{PAGE}new/", {"title": "With Northport", "partners": "XB Customs of Northport"})
    page = opened["Location"]
    reason = {"reason": "Agreed."}
    contact = {"partner": "XB", "purpose": "desk", "name": "Bo", "mailbox": "bo@northport.example"}
    task = {"title": "Send the plan", "owner": desk.other.pk, "due": "2026-12-31"}
    minutes = {"held_on": "2026-03-01", "place": "Northport", "present": "Bo, Dora", "text": "We begin."}
    assert desk.one.post(f"{page}add/contact/", contact).status_code == 302
    assert desk.one.post(f"{page}add/task/", task).status_code == 302
    assert desk.one.post(f"{page}add/minutes/", minutes).status_code == 302
    assert "Send the plan" in desk.one.get(page).content.decode()
    assert desk.one.post(f"{page}moves/begin_plan/", reason).status_code == 302
    assert desk.one.post(f"{page}moves/begin_comparison/", reason).status_code == 302
    for words in (their_catalogue(), their_crosswalk()):
        file = SimpleUploadedFile("northport.yaml", words)
        assert desk.one.post(f"{PAGE}catalogues/", {"file": file}).status_code == 302
    sides = {"ours": "korea-aeo-2024", "theirs": "northport-aeo-1"}
    assert desk.one.post(f"{page}comparison/XB/", sides).status_code == 302
    too_soon = desk.one.post(f"{page}moves/begin_visits/", reason)
    assert too_soon.status_code == 422 and "17 items of the comparison with XB are open" in too_soon.content.decode()
    shown = desk.one.get(f"{page}comparison/XB/")
    for direction in ("inward", "outward"):
        for each in shown.context["file"].of(direction):
            said = {"direction": direction, "item": each.line.item.id, "verdict": "partly", "seen": 1, "before": 0}
            assert desk.one.post(f"{page}comparison/XB/", said).status_code == 422
            said["remedy"] = "Checked at the visit."
            assert desk.one.post(f"{page}comparison/XB/", said).status_code == 302
    for move in ("begin_visits", "begin_procedures", "complete_procedures"):
        assert desk.one.post(f"{page}moves/{move}/", reason).status_code == 302
    assert desk.one.post(f"{page}terms/XB/inward/", TERMS).status_code == 302
    proposal = reason | {"begins": "2026-12-01"}
    assert desk.one.post(f"{page}moves/propose_signature/", proposal).status_code == 302
    assert desk.one.get(f"{page}moves/sign/").status_code == 403
    assert "AEOXB[0-9]{10}" in desk.decides.get(f"{page}moves/sign/").content.decode()
    assert desk.decides.post(f"{page}moves/sign/", reason).status_code == 302
    found = arrangements.find(page.split("/")[-2])
    assert found is not None and found.stage == Stage.OPERATION


def test_who_may_not_is_refused(desk: Desk) -> None:
    one = desk.at_stage(Stage.SIGNATURE)
    page = f"{PAGE}{one.reference}/"
    for path in ("moves/propose_signature/", "add/task/", "terms/XB/inward/"):
        for client in (desk.decides, desk.reads, desk.trades):
            assert client.get(f"{page}{path}").status_code == 403, path
    for path in ("", "example/", "new/", "catalogues/"):
        assert desk.trades.get(f"{PAGE}{path}").status_code == 403, path
    assert desk.reads.get(f"{PAGE}new/").status_code == 403
    said = {"direction": "inward", "item": "L.O1", "verdict": "gap", "remedy": "x"}
    assert desk.reads.post(f"{page}comparison/XB/", said).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "MRA-0/",
        "MRA-1%00/",
        "{}/moves/dance/",
        "{}/add/cake/",
        "{}/tasks/99/",
        "{}/tasks/99999999999999999999/",
        "{}/documents/7/",
        "{}/terms/XX/inward/",
        "{}/terms/XB/sideways/",
        "{}/comparison/XX/",
        "{}/comparison/XB%00/",
    ],
)
def test_what_there_is_not_is_not_found(path: str, desk: Desk) -> None:
    one = desk.opened()
    assert desk.one.get(PAGE + path.format(one.reference)).status_code == 404


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        ("new/", {"title": "x", "partners": "Northport"}, "no code and name"),
        ("new/", {"title": "x", "partners": "XA Us"}, "this administration itself"),
        ("{}/add/contact/", {"partner": "XB", "purpose": "desk", "name": "Bo"}, "Write a mailbox"),
        ("{}/add/task/", {"title": "x", "owner": "1", "due": "2026-02-30"}, "Enter a valid date"),
        ("{}/terms/XB/inward/", TERMS | {"pattern": "(a+)+$"}, "XB.inward.numbers.pattern"),
        ("{}/terms/XB/inward/", TERMS | {"days": ""}, "XB.inward.ages.days"),
        ("{}/moves/begin_plan/", {"reason": ""}, "This field is required"),
        ("{}/moves/begin_plan/", {"reason": "x", "seen": "9"}, "moved since this page was made"),
        ("{}/comparison/XB/", {"ours": "safe-2025", "theirs": "safe-2025"}, "Both sides of the comparison"),
    ],
)
def test_bad_input_names_its_place_and_the_mend(path: str, sent: dict[str, Any], told: str, desk: Desk) -> None:
    one = desk.opened()
    answer = desk.one.post(PAGE + path.format(one.reference), sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()


@pytest.mark.parametrize("words", [b"", b"\xff\xfe", b"id: x", their_crosswalk("7"), b"catalogue: x\nitems: []"])
def test_a_file_that_cannot_be_used_is_refused(words: bytes, desk: Desk) -> None:
    assert desk.one.post(f"{PAGE}catalogues/", {"file": SimpleUploadedFile("x.yaml", words)}).status_code == 422


def test_the_worked_example_is_read_and_taken_along(desk: Desk) -> None:
    page = desk.reads.get(f"{PAGE}example/")
    assert "It is no data of the two administrations" in page.content.decode()
    assert page.context["progress"]["inward"].asked == 14
    assert page.context["progress"]["outward"].asked == 92
    assert desk.reads.get(f"{PAGE}example/?direction=outward&show=gap").status_code == 200
    paper = desk.reads.get(f"{PAGE}example/comparison.pdf").content
    assert paper.startswith(b"%PDF") and b"pdfaid" in paper
    book = parts(desk.reads.get(f"{PAGE}example/comparison.xlsx").content)
    for name in ("Comparison", "Their operators with us", "Our operators with them"):
        assert f'name="{name}"' in book["xl/workbook.xml"]
    assert book["xl/worksheets/sheet3.xml"].count("<row ") == 93


def test_a_comparison_is_reported_with_its_verdicts(desk: Desk) -> None:
    one = desk.at_stage(Stage.COMPARISON)
    comparison = desk.compare(one)
    desk.judge(comparison, "inward", "L.O1", "gap", remedy="They add a law in 2027.")
    page = f"{PAGE}{one.reference}/comparison/XB/"
    assert desk.reads.get(f"{page}comparison.pdf").content.startswith(b"%PDF")
    book = parts(desk.reads.get(f"{page}comparison.xlsx").content)
    assert "They add a law in 2027." in book["xl/sharedStrings.xml"]
    assert "1 gap, 13 open" in book["xl/sharedStrings.xml"]
    assert "They add a law" in desk.reads.get(f"{page}?show=gap").content.decode()


def test_an_earlier_day_shows_what_was_known_then(desk: Desk) -> None:
    one = desk.at_stage(Stage.OPERATION)
    page = f"{PAGE}{one.reference}/"
    assert desk.one.get(f"{page}?known=2026-03-02").status_code == 200
    assert desk.one.get(f"{page}?known=2026-03-01").status_code == 404
    assert desk.one.get(f"{page}?known=never").status_code == 400
    desk.later(days=3)
    desk.move("hold", one)
    shown = desk.one.get(f"{page}?known=2026-03-03").content.decode()
    assert "In operation" in shown and "Withhold recognition" not in shown


def test_a_document_is_kept_and_opened(desk: Desk) -> None:
    one = desk.opened()
    page = f"{PAGE}{one.reference}/"
    sent = {"kind": "legal_basis", "file": SimpleUploadedFile("basis.pdf", PDF, "application/pdf")}
    kept = desk.one.post(f"{page}add/paper/", sent)
    if kept.status_code == 422:
        pytest.fail(str(kept.context["form"].errors))
    (paper,) = arrangements.arrangement_file(one, desk.desk, at=desk.later(days=400)).papers
    assert b"".join(desk.reads.get(f"{page}documents/{paper.document}/").streaming_content) == PDF
    assert desk.trades.get(f"{page}documents/{paper.document}/").status_code == 403
