"""A holder keeps what its status rests on by itself, and a validator photographs through a lost line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import assert_accessible, assert_translatable
from tests.journeys.site import Site
from tests.programme.papers.made import picture

pytestmark = pytest.mark.browser
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
QUIET = {"P-O1-3": "8", "V-O1-1": "40", "V-O1-2": "0"}


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people",
        "tests.journeys.seeds_programme:office",
        "tests.journeys.seeds_portal:firms",
        "tests.journeys.seeds_portal:a_visit",
    )


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()  # noqa: TID251 - journeys happen now


def test_a_holder_opens_a_site_renews_a_document_and_reports(visitor: Callable[..., Any]) -> None:
    page = visitor("hana", width=390)
    page.goto("/portal/status/")
    page.get_by_role("link", name="Your sites").click()
    page.get_by_role("link", name="Add a site").click()
    page.get_by_label("What do you call it?").fill("Mill Road")
    page.get_by_label("Street and number").fill("1 Mill Road")
    page.get_by_label("Town").fill("Port Blue")
    page.get_by_label("UN/LOCODE").fill("XB PBL")
    page.get_by_role("button", name="Add the site").click()
    expect(page.get_by_text("Look at it again: the country in two letters", exact=False)).to_be_visible()
    page.get_by_label("UN/LOCODE").fill("XA PBL")
    page.get_by_label("Whom do we meet there?").fill("Mia Miller")
    assert_accessible(page)
    page.get_by_role("button", name="Add the site").click()
    page.wait_for_url("**/sites/")
    expect(page.get_by_text("Mia Miller")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Answer for your sites").click()
    card = page.locator(".ask:not([hidden])", has_text="Mill Road").first
    card.locator(".choice").first.click()
    card.locator(".said-kept").wait_for()
    # What runs out is told, and a newer version takes its place.
    page.goto("/portal/documents/")
    page.locator("input[type=file]").set_input_files({"name": "iso.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.locator("input[name=expires]").fill(day(-1))
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name="Give a newer version").click()
    page.locator("input[type=file]").set_input_files({"name": "iso2.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.locator("input[name=expires]").fill(day(700))
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("replaced by number", exact=False).wait_for()
    assert_accessible(page)
    # The yearly report, a question that brings up another, and given as a whole.
    page.goto("/portal/status/")
    page.get_by_role("link", name="Give the yearly report").first.click()
    for card in page.locator(".ask:not([hidden])").filter(has=page.locator(".choice")).all():
        card.locator(".choice").filter(has_text=re.compile("^No$")).click()
        card.locator(".said-kept").wait_for()
    page.locator("#q-N-O1-1 .choice").first.click()
    page.locator("#q-N-O1-3 textarea").fill("A seal was broken; the load was counted.")
    page.locator("#said-q-N-O1-3 .said-kept").wait_for()
    page.fill("#value-q-N-O1-2", "1")
    page.locator("#said-q-N-O1-2 .said-kept").wait_for()
    page.locator("#q-F-O2-1 .choice").first.click()
    for question, value in QUIET.items():
        page.fill(f"#value-q-{question}", value)
        page.locator(f"#said-q-{question} .said-kept").wait_for()
    page.locator("#yearly-left", has_text="Everything that is needed is there.").wait_for()
    assert_accessible(page)
    page.get_by_text("What we answered is true as far as we know", exact=False).click()
    page.get_by_role("button", name="Give the report").click()
    page.wait_for_url(re.compile(r"/status/XA-C\d+/$"))
    officer = visitor("cleo")
    officer.goto(page.url.replace("/portal/status/", "/desk/cases/") + "?tab=status")
    expect(officer.get_by_text("A seal was broken; the load was counted.")).to_be_visible()
    assert_accessible(officer)
    officer.goto(officer.url.replace("tab=status", "tab=application"))
    expect(officer.get_by_text("Mia Miller")).to_be_visible()
    assert_accessible(officer)


def test_photographs_taken_on_a_lost_line_are_kept_and_sent_later(visitor: Callable[..., Any]) -> None:
    page = visitor("vera", width=390)
    page.goto("/desk/cases/?kind=all&search=Potted")
    page.locator("#cases tbody th a").first.click()
    page.wait_for_url("**/desk/cases/XA-**")
    page.goto(f"{page.url.split('?')[0]}checklist/")
    page.route("**/checklist/photo/", lambda route: route.abort())
    page.evaluate("console.error = () => {}")  # what a lost line looks like to the browser is no fault of the page
    box = page.locator("details.criterion[open]").first
    item = box.get_attribute("data-item")
    box.locator("input[name=place]").fill("Gate 2")
    box.locator("input[type=file]").set_input_files({"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    box.get_by_role("button", name="Keep").click()
    box.get_by_text("Kept on this device", exact=False).wait_for()
    page.unroute("**/checklist/photo/")
    page.reload()
    with page.expect_response("**/checklist/photo/") as answered:
        pass
    assert answered.value.ok
    page.reload()
    page.locator(f"[id='c-{item}'] .photos img").wait_for()
    expect(page.locator(f"[id='c-{item}'] .photos", has_text="Gate 2")).to_have_count(1)
    assert_accessible(page)


def test_every_sentence_of_upkeep_is_marked_for_translation(visitor: Callable[..., Any]) -> None:
    page = visitor("hana", language="en-xa")
    page.goto("/portal/status/")
    home = page.url if "XA-C" in page.url else ""
    found = re.search(r"XA-C\d+", page.locator("main").inner_text())
    assert found or home
    for path in ("sites/", "sites/add/", "yearly/", "questions/"):
        page.goto(f"/portal/status/{found[0] if found else ''}/{path}")
        assert_translatable(page)
        page.set_viewport_size({"width": 390, "height": 900})
