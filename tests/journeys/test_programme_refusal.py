"""A refusal with hearing and appeal: the applicant reads why, answers, appeals, and somebody else settles it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import found, next_deed, pressed, stage
from tests.journeys.pages import AT_BOTH_WIDTHS, assert_fits
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
WHY = "Nobody kept the records for a year."
AGAINST = "The records were with our accountant; here is where."
WRONG = "Nobody looked at what our accountant has."


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people",
        "tests.journeys.seeds_programme:office",
        "tests.journeys.seeds_turns:others",
        "tests.journeys.seeds_turns:refusal",
    )


@AT_BOTH_WIDTHS
def test_who_is_refused_is_heard_first_and_its_appeal_is_settled_by_another(visitor: Callable[..., Any]) -> None:
    decider = visitor("dina")
    address = found(decider, "Rights and Rugs")
    next_deed(decider, "Announce a refusal")
    decider.fill("#id_reason", WHY)
    pressed(decider, "Announce a refusal")
    assert stage(decider) == "Hearing before refusal"
    # Nothing is refused before the applicant was heard.
    expect(decider.get_by_role("link", name="Refuse the application")).to_have_count(0)
    expect(decider.locator(".next-who")).to_have_text("Applicant", use_inner_text=True)
    assert_fits(decider, "refusal-announced")

    firm = visitor("ruth", width=390)
    firm.goto("/portal/status/")
    expect(firm.get_by_text(WHY).first).to_be_visible()
    assert_fits(firm, "refusal-portal")
    firm.locator(".page-header .btn-primary").click()
    firm.get_by_label("What speaks against it").fill(AGAINST)
    assert_fits(firm, "refusal-hearing")
    firm.get_by_role("button", name="Send this to Customs").click()
    firm.wait_for_url("**/portal/status/XA-C*/")

    decider.goto(address)
    next_deed(decider, "Refuse the application")
    expect(decider.get_by_text(AGAINST)).to_be_visible()
    assert_fits(decider, "refusal-refuse")
    decider.fill("#id_reason", "What was sent are not the records.")
    pressed(decider, "Refuse the application")
    assert stage(decider) == "Refused"

    firm.goto("/portal/status/")
    expect(firm.get_by_text("What was sent are not the records.").first).to_be_visible()
    assert_fits(firm, "refusal-portal-refused")
    firm.locator(".page-header").get_by_role("link", name="Appeal").click()
    firm.get_by_label("Why the decision is wrong").fill(WRONG)
    firm.locator("main form").get_by_role("button", name="Appeal").click()
    firm.wait_for_url("**/portal/status/XA-C*/")
    expect(firm.get_by_text("Appeal under way").first).to_be_visible()

    # Who refused it reads that somebody else settles the appeal, and cannot by any address.
    decider.goto(address)
    assert stage(decider) == "Refusal under appeal"
    expect(decider.locator(".four-eyes").get_by_text("Waiting for somebody else")).to_be_visible()
    expect(decider.get_by_role("link", name="Allow the appeal")).to_have_count(0)
    assert_fits(decider, "refusal-appealed")
    refused = decider.goto(f"{address}moves/dismiss_refusal_appeal/")
    assert refused is not None
    assert refused.status == 403

    other = visitor("dora")
    other.goto(address)
    expect(other.locator(".four-eyes").get_by_text("You may decide this")).to_be_visible()
    other.get_by_role("link", name="Allow the appeal").click()
    expect(other.get_by_text(WRONG)).to_be_visible()
    expect(other.get_by_text("What was sent are not the records.")).to_be_visible()
    assert_fits(other, "refusal-allow")
    other.fill("#id_reason", "The accountant's records were not looked at.")
    pressed(other, "Allow the appeal")
    assert stage(other) == "Awaiting decision"
    # Decided anew by somebody who neither refused it nor allowed the appeal.
    expect(other.get_by_role("link", name="Grant the status")).to_have_count(0)
    third = visitor("dirk")
    third.goto(address)
    expect(third.locator(".four-eyes").get_by_text("You may decide this")).to_be_visible()
    firm.goto("/portal/status/")
    expect(firm.get_by_text("The accountant's records were not looked at.").first).to_be_visible()
