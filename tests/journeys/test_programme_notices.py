"""Somebody is told: an application comes in, its officer finds it by the bell; Customs asks, the firm reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS_OF_MANY_PAGES, assert_for_everybody
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
SEEDS = "tests.journeys.seeds_programme"
FIRM = "told"  # acts for the firm that the journey is about


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", f"{SEEDS}:office", f"{SEEDS}:told")


@pytest.mark.parametrize("width", [1360, 390])
def test_a_bell_leads_to_what_waits_and_a_letter_is_kept(visitor: Callable[..., Any], width: int) -> None:
    page = visitor(FIRM, width=width)
    page.goto("/portal/status/")
    bell = page.locator(".bell")
    count = int(bell.locator(".bell-count").inner_text())
    bell.click()
    page.wait_for_url("**/notices/")
    expect(page.locator(".notice")).to_have_count(count)
    page.locator(".notice", has_text="Customs asks you for information.").first.click()
    page.wait_for_url("**/portal/status/XA-**")
    expect(page.locator(".bell-count")).to_have_text(str(count - 1))
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Information asked for").first.click()
    assert Path(sheet.value.path()).read_bytes().startswith(b"%PDF-")
    page.goto("/notices/?show=read")
    expect(page.get_by_text("Customs asks you for information.").first).to_be_visible()

    page.goto("/notices/settings/")
    page.get_by_label("Once a day").check()
    page.get_by_role("button", name="Keep this choice").click()
    page.get_by_text("Your choice is kept.").wait_for()
    expect(page.get_by_label("Once a day")).to_be_checked()


def test_a_letter_that_no_mail_reaches_is_posted(visitor: Callable[..., Any]) -> None:
    page = visitor("cleo")
    page.goto("/desk/letters/")
    box = page.locator("tbody tr input[type=checkbox]").first
    letter = box.get_attribute("value")
    box.check()
    page.get_by_role("button", name="Mark the ticked ones as posted").click()
    page.get_by_text("1 letter was posted.").wait_for()
    expect(page.locator(f"tbody tr input[value='{letter}']")).to_have_count(0)


PAGES = {
    "cleo": ["/notices/", "/notices/?show=read", "/notices/settings/", "/desk/letters/"],
    "anna": ["/desk/mails/", "/notices/"],
}


@pytest.mark.parametrize(("width", "language"), VIEWS_OF_MANY_PAGES)
def test_no_page_of_notices_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    for username, paths in {**PAGES, FIRM: ["/notices/", "/notices/settings/", "/portal/status/"]}.items():
        page = visitor(username, width=width, language=language)
        for path in paths:
            page.goto(path)
            assert_for_everybody(page)
