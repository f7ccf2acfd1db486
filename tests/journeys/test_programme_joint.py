"""A joint validation: guests of a partner and of another agency see that visit and rate beside the team; a partner's
guest sees nothing else, the agency reads the report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import LIST, day, found, next_deed, pressed
from tests.journeys.pages import AT_BOTH_WIDTHS, assert_fits
from tests.journeys.site import Site
from tests.programme.papers.looked import text

pytestmark = pytest.mark.browser
TURNS = "tests.journeys.seeds_turns"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people", "tests.journeys.seeds_programme:office", f"{TURNS}:others", f"{TURNS}:joint"
    )


def rate(page: Any, item: str, word: str, text: str) -> None:
    """Rates a criterion, and waits until it is kept."""
    # A checklist opens the first that is not rated by itself.
    page.wait_for_load_state()
    criterion = page.locator(f"details[data-item='{item}']")
    if criterion.get_attribute("open") is None:
        criterion.locator("summary").click()
    criterion.locator("textarea").fill(text)
    criterion.get_by_role("button", name=word, exact=True).click()
    page.locator(f"details[data-item='{item}']:not([open])").wait_for()


@AT_BOTH_WIDTHS
def test_a_guest_of_a_partner_takes_part_in_one_visit_and_sees_nothing_else(
    visitor: Callable[..., Any], site: Site
) -> None:
    officer = visitor("cleo")
    address = found(officer, "Joint Jute")
    next_deed(officer, "Plan the validation")
    officer.fill("#id_begins", day(0))
    officer.fill("#id_ends", day(1))
    officer.get_by_label("Gina Guest").check()
    officer.get_by_label("Gus Grain").check()
    assert_fits(officer, "joint-plan")
    pressed(officer, "Plan the validation")

    firm = visitor("jan", width=390)
    firm.goto("/portal/status/")
    expect(firm.get_by_text("2 guests: one joint visit", exact=False)).to_contain_text("FOOD, XB01")
    assert_fits(firm, "joint-portal")

    team = visitor("vera")
    team.goto(address)
    next_deed(team, "Begin the validation")
    pressed(team, "Begin the validation")
    team.goto(f"{address}checklist/")
    rate(team, "A.O1", "Met", "Seen with our own eyes.")

    guest = visitor("gina", width=390)
    guest.goto(f"{LIST}?kind=all")
    expect(guest.locator("#cases tbody tr")).to_have_count(1)
    assert_fits(guest, "joint-guest-list")
    guest.get_by_role("link", name="Joint Jute Ltd").click()
    expect(guest.get_by_text("Vera Visit")).to_be_visible()
    assert_fits(guest, "joint-guest-case")
    guest.locator(".next-card .btn-primary", has_text="Open the checklist").click()
    rate(guest, "A.O2", "Minor gap", "Two of ten papers had no date.")
    assert_fits(guest, "joint-guest-checklist")
    # The last word is the administration's: what the team rated, a guest does not rate otherwise.
    criterion = guest.locator("details[data-item='A.O1']")
    criterion.locator("summary").click()
    criterion.locator("textarea").fill("I saw it otherwise.")
    criterion.get_by_role("button", name="Major gap").click()
    criterion.get_by_text("The team rated this criterion", exact=False).wait_for()

    # Another agency looks at the same visit instead of making its own.
    agency = visitor("gus", width=390)
    agency.goto(f"{LIST}?kind=all&search=Joint")
    agency.get_by_role("link", name="Joint Jute Ltd").click()
    expect(agency.get_by_role("heading", name="The plan")).to_be_visible()
    expect(agency.get_by_role("link", name="Validation report (PDF)")).to_have_count(0)
    assert_fits(agency, "joint-agency-case")
    agency.locator(".next-card .btn-primary", has_text="Open the checklist").click()
    rate(agency, "A.O3", "Met, with a recommendation", "The cold store has a log; sign it.")

    # Nothing else: no other part of this case, no other case, no paper, no figure, no register.
    for tab in ("application", "messages", "status", "consultations"):
        guest.goto(f"{address}?tab={tab}")
        expect(guest.get_by_text("Between us two")).to_have_count(0)
        expect(guest.get_by_role("heading", name="The plan")).to_be_visible()
    site.sow(f"{TURNS}:joint_rated")
    other = found(officer, "Jars for Jam")
    for path in (
        other,
        f"{other}checklist/",
        f"{address}record/",
        f"{address}moves/end_validation/",
        f"{address}documents/1/",
        f"{address}report.pdf",
        "/desk/programme/",
        "/desk/standing/",
        "/desk/selectivity/",
        "/desk/standing/operators/XA9200000003/",
    ):
        answered = guest.goto(path)
        assert answered is not None
        assert answered.status in (403, 404), path
    guest.goto(f"{LIST}?kind=all")
    expect(guest.locator("#cases tbody tr")).to_have_count(1)

    team.goto(address)
    team.get_by_role("link", name="End the visits").click()
    pressed(team, "End the visits")
    next_deed(team, "Report and recommend")
    team.get_by_label("To grant").check()
    team.fill("#id_reason", "Looked at together with the guest; one minor gap.")
    pressed(team, "Report and recommend")
    team.goto(f"{address}?tab=validation")
    expect(team.get_by_text("Two of ten papers had no date.")).to_be_visible()
    expect(team.get_by_text("Gina Guest").nth(1)).to_be_visible()  # of the team, and beside what she rated
    assert_fits(team, "joint-validated")
    with team.expect_download() as report:
        team.get_by_role("link", name="Validation report (PDF)").click()
    words = text(Path(report.value.path()).read_bytes())
    for said in ("Vera Visit", "Gina Guest (XB01)", "Gus Grain (FOOD)", "The cold store has a log"):
        assert said in words
    agency.goto(address)
    assert_fits(agency, "joint-agency-reported")
    with agency.expect_download() as report:
        agency.get_by_role("link", name="Validation report (PDF)").click()
    assert "The cold store has a log" in text(Path(report.value.path()).read_bytes())
    guest.goto(f"{LIST}?kind=all")
    expect(guest.locator("#cases tbody tr a")).to_have_count(0)
