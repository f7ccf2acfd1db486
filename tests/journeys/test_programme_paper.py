"""A firm applies on paper: an officer enters what came by post, types its answers, and others take it from there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import AT_BOTH_WIDTHS, assert_for_everybody
from tests.journeys.seeds import now
from tests.journeys.site import Site

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", "tests.journeys.seeds_programme:office")


def enter(page: Any, number: str, name: str) -> str:
    """Enters an application that came by post four days ago; the address of its case."""
    page.goto("/desk/cases/")
    page.get_by_role("link", name="Enter an application").click()
    page.get_by_label("Number of the firm").fill(number)
    page.get_by_label("Name of the firm", exact=False).fill(name)
    page.get_by_label("How it came").select_option("paper")
    page.get_by_label("Received on").fill((now() - timedelta(days=4)).date().isoformat())
    page.get_by_label("The application, scanned", exact=False).set_input_files(
        {"name": "application.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label("Exporter", exact=True).check()
    page.get_by_label("Security", exact=True).check()
    page.get_by_label("Small firm", exact=True).check()
    assert_for_everybody(page)
    page.get_by_role("button", name="Enter it").click()
    page.wait_for_url("**/desk/cases/XA-C*/")
    return str(page.url)


@AT_BOTH_WIDTHS
def test_an_application_that_came_by_post_is_entered_typed_and_accepted(visitor: Callable[..., Any]) -> None:
    page = visitor("cleo")
    home = enter(page, "XA88000001", "Paper Mill Ltd")
    expect(page.get_by_text("This application came on paper")).to_be_visible()
    expect(page.get_by_role("link", name="application.pdf")).to_be_visible()
    expect(page.locator("main")).to_contain_text("On paper, by post, received on", use_inner_text=True)
    assert_for_everybody(page)
    # What stands on the paper is typed where the firm itself would answer.
    page.get_by_role("link", name="Type the answers").click()
    page.wait_for_url("**/questions/")
    expect(page.get_by_text("You type for Paper Mill Ltd")).to_be_visible()
    assert_for_everybody(page)
    page.goto(f"{page.url}of/FIRM/")
    page.fill("#value-q-FIRM-1", "5")
    expect(page.locator("#said-q-FIRM-1")).to_contain_text("paper received on", use_inner_text=True)
    page.reload()
    expect(page.locator("#value-q-FIRM-1")).to_have_value("5")
    assert_for_everybody(page)
    page.get_by_role("link", name="Back to the case").click()
    page.wait_for_url(home)
    # It goes on as any other.
    page.goto(f"{home}?tab=application")
    expect(page.locator("main")).to_contain_text("typed by Cleo Case", use_inner_text=True)
    expect(page.get_by_role("link", name="Application received")).to_be_visible()
    page.goto(f"{home}moves/accept/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(home)
    expect(page.locator("main")).to_contain_text("Accepted", use_inner_text=True)
    # The firm writes that it stops: that is entered too, as of the day its letter came.
    page.get_by_text("Enter what the firm sent").click()
    page.get_by_role("link", name="That it withdraws").click()
    page.wait_for_url("**/do/withdraw/")
    expect(page.get_by_text("You enter what Paper Mill Ltd sent")).to_be_visible()
    page.get_by_label("How it came").select_option("counter")
    page.get_by_label("Received on").fill((now() - timedelta(days=1)).date().isoformat())
    assert_for_everybody(page)
    page.get_by_role("button", name="Enter it").click()
    page.wait_for_url(home)
    expect(page.locator("main")).to_contain_text("Entered for", use_inner_text=True)
    expect(page.locator("main")).to_contain_text("On paper, at the counter", use_inner_text=True)


def test_what_is_missing_is_told_on_a_phone_in_another_script(visitor: Callable[..., Any]) -> None:
    page = visitor("cleo", width=390, language="ar-xb")
    page.goto("/desk/programme/receive/")
    page.locator("main form button[type=submit]").click()
    page.locator(".invalid-feedback").first.wait_for()
    assert page.locator(".invalid-feedback").count() >= 4
    assert_for_everybody(page)
