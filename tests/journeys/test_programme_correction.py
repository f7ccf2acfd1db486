"""A major finding is corrected: the team asks, the applicant shows what it mended, and the case is decided."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import found, next_deed, pressed, stage
from tests.journeys.pages import AT_BOTH_WIDTHS, assert_fits
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people",
        "tests.journeys.seeds_programme:office",
        "tests.journeys.seeds_turns:gap",
    )


@AT_BOTH_WIDTHS
def test_a_major_finding_is_mended_before_the_status_is_granted(visitor: Callable[..., Any]) -> None:
    lead = visitor("vera", width=390)
    address = found(lead, "Gap Garments")
    next_deed(lead, "Open the checklist")
    lead.locator("details[data-item='I.O1'] summary").click()
    lead.locator("details[data-item='I.O1'] textarea").fill("The gate to the yard has no lock.")
    lead.locator("details[data-item='I.O1']").get_by_role("button", name="Major gap").click()
    lead.locator("details[data-item='I.O1']:not([open])").wait_for()
    lead.get_by_role("link", name="End the visits").click()
    pressed(lead, "End the visits")
    # A major gap is mended first; the report that recommends to grant would be refused.
    next_deed(lead, "Ask for corrections")
    assert_fits(lead, "correction-ask")
    lead.get_by_label("What is to be done").fill("Put a lock on the gate, and say who has the key.")
    lead.fill("#id_reason", "One thing before we can report.")
    pressed(lead, "Ask for corrections")
    assert stage(lead) == "Corrective actions"
    expect(lead.locator(".next-who")).to_have_text("Applicant", use_inner_text=True)
    expect(lead.locator(".next-card .btn-primary")).to_have_count(0)

    firm = visitor("gail", width=390)
    firm.goto("/portal/status/")
    assert_fits(firm, "correction-portal")
    firm.get_by_role("link", name="Answer the corrections").click()
    assert_fits(firm, "correction-portal-list")
    firm.get_by_role("link", name="Answer").first.click()
    firm.get_by_label("What you changed", exact=False).fill("There is a lock since Monday; the foreman has the key.")
    firm.locator("input[type=file]").set_input_files({"name": "lock.pdf", "mimeType": "application/pdf", "buffer": PDF})
    firm.get_by_role("button", name="Send the answer").click()
    expect(firm.get_by_text("Answered, Customs looks at it")).to_be_visible()
    # There is nothing left for the firm to do: its page asks for nothing.
    firm.goto("/portal/status/")
    expect(firm.locator(".page-header .btn-primary")).to_have_count(0)

    desk = visitor("vera")
    desk.goto(address)
    expect(desk.locator(".next-who")).to_have_text("Validation team", use_inner_text=True)
    next_deed(desk, "Settle a correction")
    with desk.expect_download() as given:
        desk.get_by_role("link", name="lock.pdf").click()
    assert Path(given.value.path()).read_bytes() == PDF
    assert_fits(desk, "correction-settle")
    desk.get_by_label("Mended", exact=True).check()
    desk.fill("#id_text", "The photo shows the lock; we saw the key list.")
    desk.get_by_role("button", name="Settle it").click()
    desk.wait_for_url("**tab=validation")
    assert_fits(desk, "correction-settled")
    next_deed(desk, "Go on to the report")
    pressed(desk, "Go on to the report")
    # What was asked once is not offered again.
    expect(desk.get_by_role("link", name="Ask for corrections")).to_have_count(0)
    next_deed(desk, "Report and recommend")
    desk.get_by_label("To grant").check()
    desk.fill("#id_reason", "One gate had no lock; it has one now.")
    pressed(desk, "Report and recommend")
    assert stage(desk) == "Awaiting decision"

    decider = visitor("dina")
    decider.goto(f"{address}?tab=validation")
    expect(decider.get_by_text("we saw the key list", exact=False)).to_be_visible()
    next_deed(decider, "Grant the status")
    decider.fill("#id_reason", "The gap was mended.")
    pressed(decider, "Grant the status")
    assert stage(decider) == "Granted"
