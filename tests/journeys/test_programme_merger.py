"""A merger of two holders: the status of one ends, the other's goes on, and each case leads to the other."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import found, pressed, stage
from tests.journeys.pages import AT_BOTH_WIDTHS, assert_fits
from tests.journeys.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people",
        "tests.journeys.seeds_programme:office",
        "tests.journeys.seeds_turns:merger",
    )


def certificate(page: Any, address: str) -> str:
    """The number of the certificate of a case."""
    page.goto(f"{address}?tab=status")
    return str(page.locator(".fact", has_text="Certificate").inner_text().split()[-1])


@AT_BOTH_WIDTHS
def test_one_holder_succeeds_another(visitor: Callable[..., Any]) -> None:
    decider, anybody = visitor("dina"), visitor(width=390)
    new = found(decider, "New Oak")
    of_new = certificate(decider, new)
    old = found(decider, "Old Oak")
    of_old = certificate(decider, old)
    anybody.goto(f"/verify/{of_old}/")
    expect(anybody.get_by_role("heading", name="In force today")).to_be_visible()

    decider.goto(old)
    decider.locator(".next-card summary", has_text="More").click()
    decider.get_by_role("link", name="Pass on to successors").click()
    decider.fill("#id_successors", "XA9299999999")
    decider.fill("#id_reason", "Old Oak was merged into New Oak.")
    decider.locator("main form").get_by_role("button", name="Pass on to successors").click()
    decider.get_by_text("The register knows no operator XA9299999999", exact=False).wait_for()
    # Written by its name, found in the register, and ticked before anything is done.
    decider.fill("#id_successors", "new oak")
    decider.locator("main form").get_by_role("button", name="Pass on to successors").click()
    decider.get_by_label("New Oak Ltd (XA9200000006)").check()
    assert_fits(decider, "merger-move")
    pressed(decider, "Pass on to successors")
    assert stage(decider) == "Passed to successors"
    assert_fits(decider, "merger-old")

    # Each case leads to the other.
    decider.get_by_role("link", name="New Oak Ltd").click()
    decider.wait_for_url(new)
    assert stage(decider) == "In force"
    assert_fits(decider, "merger-new")
    decider.get_by_role("link", name="Old Oak Ltd").click()
    decider.wait_for_url(old)

    # The register and the public page say the same.
    officer = visitor("cleo")
    officer.goto("/desk/standing/operators/XA9200000005/")
    expect(officer.locator("main .badge-word", has_text="Withdrawn").first).to_be_visible()
    expect(officer.locator("main table .badge-word", has_text="Valid")).to_have_count(0)
    assert_fits(officer, "merger-register")
    officer.goto("/desk/standing/operators/XA9200000006/")
    expect(officer.locator("main table .badge-word").first).to_be_visible()
    anybody.goto(f"/verify/{of_old}/")
    expect(anybody.get_by_role("heading", name="Not in force today")).to_be_visible()
    assert_fits(anybody, "merger-verify")
    anybody.goto(f"/verify/{of_new}/")
    expect(anybody.get_by_role("heading", name="In force today")).to_be_visible()

    firm = visitor("olaf", width=390)
    firm.goto("/portal/status/")
    expect(firm.get_by_text("Passed on").first).to_be_visible()
    expect(firm.get_by_text("New Oak Ltd").first).to_be_visible()
    assert_fits(firm, "merger-portal")
