"""More time: a firm asks beside the period that runs, the officer grants it, and declines what goes too far."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import found, pressed
from tests.journeys.pages import AT_BOTH_WIDTHS, assert_fits
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
WHY = "Our auditor has the books until Friday."


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people",
        "tests.journeys.seeds_programme:office",
        "tests.journeys.seeds_turns:asked",
    )


@AT_BOTH_WIDTHS
def test_a_firm_asks_for_more_time_and_reads_what_came_of_it(visitor: Callable[..., Any]) -> None:
    firm = visitor("tessa", width=390)
    asks(firm, "You answer what Customs asked", "10")
    assert_fits(firm, "extension-portal-asked")
    expect(firm.get_by_text("You asked for more time; Customs has not answered yet.", exact=False)).to_be_visible()

    officer = visitor("cleo")
    officer.goto("/desk/cases/")
    assert_fits(officer, "extension-worklist")
    expect(
        officer.locator("#cases tbody tr", has_text="Time for Tea").get_by_text("asks for more time")
    ).to_be_visible()
    found(officer, "Time for Tea")
    expect(officer.get_by_text(WHY).first).to_be_visible()
    assert_fits(officer, "extension-case")
    officer.get_by_role("link", name="Grant it").click()
    # As it was asked stands in the form; the officer says why, and on which law.
    expect(officer.locator("#id_amount")).to_have_value("10")
    expect(officer.locator("#id_asked_by")).to_have_value("applicant")
    officer.fill("#id_legal_basis", "Programme order, section 7")
    officer.fill("#id_reason", "It told us in time.")
    assert_fits(officer, "extension-grant")
    pressed(officer, "Extend a clock")
    expect(officer.get_by_text("More time is asked for")).to_have_count(0)

    firm.goto("/portal/status/")
    expect(firm.get_by_text("It told us in time.").first).to_be_visible()
    # Once is all that this period allows.
    expect(firm.get_by_role("link", name="Ask for more time")).to_have_count(0)
    assert_fits(firm, "extension-portal-granted")

    # The other firm asks for all that the law allows, and reads why it was declined.
    other = visitor("tomas", width=390)
    asks(other, "You answer what Customs asked", "30")
    found(officer, "Tomorrow Toys")
    officer.get_by_role("link", name="Decline it").click()
    assert_fits(officer, "extension-decline")
    officer.fill("#id_reason", "Thirty days were enough for others.")
    pressed(officer, "Decline more time")
    other.goto("/portal/status/")
    expect(other.get_by_text("Thirty days were enough for others.").first).to_be_visible()
    expect(other.get_by_text("No more time").first).to_be_visible()
    assert_fits(other, "extension-portal-declined")


def asks(firm: Any, period: str, days: str) -> None:
    """Asks for more time from the page of the case, of that period."""
    firm.goto("/portal/status/")
    assert_fits(firm, "extension-portal")
    firm.locator(".clock-list").get_by_role("link", name="Ask for more time").click()
    expect(firm.locator("#id_kind option:checked")).to_contain_text(period)
    firm.get_by_label("How much more").fill(days)
    firm.get_by_label("Why you need it").fill(WHY)
    assert_fits(firm, "extension-ask")
    firm.locator("main form").get_by_role("button", name="Ask for more time").click()
    firm.wait_for_url("**/portal/status/XA-C*/")
