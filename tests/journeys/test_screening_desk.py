"""A risk manager goes from the day to a declaration, to why it was stopped, to who its importer was a month ago."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS, assert_for_everybody
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
LIST = "/desk/selectivity/declarations/"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", "tests.journeys.seeds:register", "tests.journeys.seeds:screening")


def red(page: Any) -> str:
    """The address of a red declaration of an importer the register knows, with a reason."""
    page.goto(f"{LIST}?lane=red&trusted=yes&sort=-day")
    address = page.locator("#declarations tbody th a").first.get_attribute("href")
    assert address
    return str(address)


def test_from_the_day_to_the_standing_of_an_importer_a_month_ago(visitor: Callable[..., Any]) -> None:
    page = visitor("mara")
    page.goto("/")
    assert page.url.endswith("/desk/selectivity/")
    page.get_by_role("heading", name="Consignments of").wait_for()
    held = page.locator(".stat", has_text="Held").locator("a")
    count = int(held.locator("span").first.inner_text())
    held.click()
    page.wait_for_url("**lane=held**")
    expect(page.locator("#declarations tbody tr")).to_have_count(count)

    page.goto("/desk/selectivity/")
    page.locator(".rates a[href*='track=goods'][href*='trusted=yes'][href*='lane=held']").first.click()
    page.select_option("#lane", "red")
    page.wait_for_url("**lane=red**")
    page.locator("#declarations tbody th a").first.click()
    page.get_by_role("heading", name="The lane, and why").wait_for()
    expect(page.get_by_text("Physical inspection before release")).to_be_visible()
    expect(page.locator(".reason").first).to_be_visible()
    expect(page.get_by_role("heading", name="Both worlds")).to_be_visible()
    expect(page.get_by_text("Decided, applied, done")).to_be_visible()

    importer = page.locator("tr", has=page.get_by_role("rowheader", name="Importer")).locator("a").first
    number = importer.inner_text()
    importer.click()
    page.wait_for_url(f"**/operators/{number}/?valid=**")
    page.get_by_role("heading", name="Juniper").wait_for()
    page.goto(re.sub(r"\?.*", "", page.url))
    expect(page.locator("main .badge-word", has_text="Suspended").first).to_be_visible()
    month_ago = datetime.now(UTC).date() - timedelta(days=30)  # noqa: TID251 - journeys happen now
    page.locator(".as-of > summary").click()
    page.fill("#as-of-valid", month_ago.isoformat())
    page.fill("#as-of-known", month_ago.isoformat())
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**known=**")
    table = page.locator(".card", has_text="In force on").locator("table").first
    expect(table.locator(".badge-word", has_text="Valid").first).to_be_visible()
    expect(table.locator(".badge-word", has_text="Suspended")).to_have_count(0)
    page.get_by_role("link", name="Its consignments").click()
    page.wait_for_url("**operator=**")
    expect(page.locator("#declarations tbody tr").first).to_be_visible()


def test_the_day_before_and_another_office_are_one_click_away(visitor: Callable[..., Any]) -> None:
    page = visitor("aude")
    page.goto("/desk/selectivity/")
    page.get_by_role("link", name="The day before").click()
    page.wait_for_url("**day=**")
    page.select_option("#office", "XA02")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**office=XA02**")
    expect(page.locator("canvas").nth(1)).to_be_attached()


def test_filters_change_the_list_in_place_and_take_it_away(visitor: Callable[..., Any]) -> None:
    page = visitor("mara")
    page.goto(LIST)
    page.select_option("#track", "entry")
    page.wait_for_url("**track=entry**")
    page.get_by_text("More filters").click()
    page.select_option("#changed", "yes")
    page.wait_for_url("**changed=yes**")
    page.goto(f"{LIST}?lane=looked")
    total = int(re.search(r"of ([\d,]+) row", page.locator(".table-foot").inner_text())[1].replace(",", ""))
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    text = taken.value.path().read_text("utf-8-sig")
    assert len(text.splitlines()) == total + 1


def test_an_officer_sees_lane_and_reasons_and_nothing_of_a_score(visitor: Callable[..., Any]) -> None:
    address = red(visitor("mara"))
    page = visitor("flora")
    page.goto(address)
    expect(page.locator(".reason").first).to_be_visible()
    for secret in ("credit", "Chances", "Weight", "Price of"):
        expect(page.locator("main")).not_to_contain_text(secret, use_inner_text=True)
    page.goto(f"{LIST}?trusted=yes")
    expect(page.get_by_text("This is not open to you")).to_be_visible()


def pages(page: Any) -> list[str]:
    amended = f"{LIST}M5-0/"
    return [
        "/desk/selectivity/",
        "/desk/selectivity/?office=XA01",
        "/desk/selectivity/?known=2020-01-01",
        LIST,
        f"{LIST}?trusted=yes&operator=XA7700000001",
        f"{LIST}?declaration=nothing-begins-so",
        red(page),
        amended,
        f"{amended}?known=2020-01-01",
        f"{LIST}no-such-number/",
    ]


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_no_page_of_selectivity_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    page = visitor("mara", width=width, language=language)
    for path in pages(page):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details:not([data-pop])').forEach((one) => (one.open = true))")
        assert_for_everybody(page)
    officer = visitor("flora", width=width, language=language)
    for path in ("/desk/selectivity/", LIST):
        officer.goto(path)
        assert_for_everybody(officer)
