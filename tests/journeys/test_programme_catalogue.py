"""A new edition of the criteria goes from its file over a comment to adoption; an open application follows."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS_OF_MANY_PAGES, assert_for_everybody
from tests.journeys.seeds_catalogue import OLD, renewed
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
HERE = "/desk/criteria/"
SEEDS = "tests.journeys.seeds_catalogue"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    office = "tests.journeys.seeds_programme:office"
    site.sow("tests.journeys.seeds:people", office, f"{SEEDS}:application", f"{SEEDS}:consulted")


def sent(page: Any, button: str, at: str) -> None:
    """Presses the button of a form and is at that address."""
    page.locator("main form").get_by_role("button", name=button).click()
    page.wait_for_url(at)


def test_an_edition_goes_from_its_file_to_adoption_and_an_open_application_follows(
    visitor: Callable[..., Any], tmp_path: Path
) -> None:
    edition = f"**{HERE}national-2027/edition/**"
    today = datetime.now(UTC).date()  # noqa: TID251 - journeys happen now
    file = tmp_path / "national-2027.yaml"
    officer = visitor("cleo")
    officer.goto(HERE)
    officer.get_by_role("link", name="Load a draft").click()
    file.write_text(renewed().replace("level: must", "level: shall", 1), "utf-8")
    officer.set_input_files("input[type=file]", file)
    officer.get_by_role("button", name="Load it as a draft").click()
    officer.get_by_text("'shall' is none of: must, should").wait_for()
    expect(officer.get_by_text("line 2").first).to_be_visible()
    file.write_text(renewed(), "utf-8")
    officer.set_input_files("input[type=file]", file)
    sent(officer, "Load it as a draft", edition)
    officer.get_by_role("link", name="What is different").click()
    expect(officer.locator(".change ins").first).to_have_text(re.compile("^Has your firm, and whoever owns it"))
    officer.go_back()
    officer.get_by_role("link", name="Open the consultation").click()
    officer.fill("#id_bodies", "FOOD")
    sent(officer, "Ask these bodies", edition)

    agency = visitor("gus", width=390)
    agency.goto(f"{HERE}national-2027/?search=owners")
    agency.get_by_role("link", name="Comment A.O2").click()
    agency.fill("#id_text", "Say which office gives the extract.")
    sent(agency, "Keep the comment", edition)

    officer.reload()
    officer.get_by_role("link", name="Answer").click()
    officer.select_option("#id_outcome", "not_taken")
    officer.fill("#id_text", "The law says so already.")
    sent(officer, "Answer", edition)
    officer.get_by_role("link", name="Close the consultation").click()
    sent(officer, "Close it", edition)
    expect(officer.get_by_role("link", name="Adopt the edition")).to_have_count(0)
    expect(officer.get_by_text("Waiting for somebody else")).to_be_visible()

    decider = visitor("dina")
    decider.goto(f"{HERE}national-2027/edition/")
    expect(decider.get_by_text("You may decide this")).to_be_visible()
    decider.get_by_role("link", name="Adopt the edition").click()
    decider.fill("#id_begins", today.isoformat())
    decider.fill("#id_reason", "Agreed by the board.")
    sent(decider, "Adopt it", edition)
    expect(decider.locator(".page-title .badge-word")).to_have_text("In force", use_inner_text=True)

    officer.goto("/desk/cases/?kind=all&search=Trading 501")
    officer.locator("#cases tbody th a").first.click()
    officer.get_by_role("link", name="Look at the lines").click()
    officer.get_by_role("button", name="Go over to the new edition").click()
    officer.get_by_text("Nothing was said of").wait_for()
    officer.get_by_label("Read: it is asked anew").check()
    officer.get_by_label("Keep these answers").check()
    sent(officer, "Go over to the new edition", "**/desk/cases/XA-*/")
    expect(officer.locator(".fact", has_text="Criteria")).to_contain_text("national-2027")


PAGES = (
    HERE,
    f"{HERE}load/",
    f"{HERE}tfa-77-2017/",
    f"{HERE}islands-2027/edition/",
    f"{HERE}islands-2027/edition/comment/?item=A.O1",
    f"{HERE}{OLD}/differences/",
    f"{HERE}relations/",
    f"{HERE}relations/safe-2025/rkc-332-2006/",
    "/desk/programme/benefits/",
)


@pytest.mark.parametrize(("width", "language"), VIEWS_OF_MANY_PAGES)
def test_catalogues_are_for_everybody_on_a_desk_and_a_phone(
    visitor: Callable[..., Any], width: int, language: str
) -> None:
    page = visitor("cleo", width=width, language=language)
    for address in PAGES:
        page.goto(address)
        assert_for_everybody(page)
