"""A holder is validated again: begun with a reason, a team by lot, a visit, a gap mended, and closed by fresh eyes."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import day, found, next_deed, pressed, stage
from tests.journeys.pages import AT_BOTH_WIDTHS, assert_fits
from tests.journeys.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people",
        "tests.journeys.seeds_programme:office",
        "tests.journeys.seeds_turns:holder",
    )


@AT_BOTH_WIDTHS
def test_a_holder_is_visited_again_while_its_status_stays_in_force(site: Site, visitor: Callable[..., Any]) -> None:
    officer = visitor("cleo")
    address = found(officer, "Held Hides")
    assert stage(officer) == "In force"
    officer.get_by_role("link", name="Validate the holder again").click()
    assert_fits(officer, "revalidation-begin")
    officer.fill("#id_reason", "Two years are over, and the firm moved its store.")
    pressed(officer, "Validate the holder again")
    assert stage(officer) == "In force, looked at anew"
    next_deed(officer, "Plan the validation")
    expect(officer.get_by_text("Nobody chooses the team.", exact=False)).to_be_visible()
    assert_fits(officer, "revalidation-plan")
    officer.fill("#id_begins", day(14))
    officer.fill("#id_ends", day(15))
    pressed(officer, "Plan the validation")
    assert stage(officer) == "In force, new visit planned"

    firm = visitor("hans", width=390)
    firm.goto("/portal/status/")
    expect(firm.get_by_text("Customs will visit you again", exact=False).first).to_be_visible()
    assert_fits(firm, "revalidation-portal")

    site.sow("tests.journeys.seeds_turns:visited_again")
    decider = visitor("dina", width=390)
    decider.goto(f"{address}?tab=validation")
    assert stage(decider) == "In force, revalidation to close"
    expect(decider.get_by_text("The store has a lock now", exact=False)).to_be_visible()
    next_deed(decider, "Close the new validation")
    expect(decider.get_by_text("Recommended: The status goes on as it is.")).to_be_visible()
    assert_fits(decider, "revalidation-close")
    decider.get_by_label("The status goes on as it is").check()
    decider.fill("#id_reason", "What was missing was mended and seen.")
    pressed(decider, "Close the new validation")
    assert stage(decider) == "In force"

    firm.goto("/portal/status/")
    expect(firm.get_by_text("You are an authorized operator.").first).to_be_visible()
    expect(firm.get_by_text("Customs validates you again.").first).to_be_visible()
