"""A director asks whom trust spares what and reaches the rows behind a figure; a trader sees itself beside peers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS, assert_for_everybody
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
BENEFITS = "/desk/benefits/"
HOLDS = "/desk/selectivity/holds/"
PEERS = "/portal/peers/"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people",
        "tests.journeys.seeds:register",
        "tests.journeys.seeds:screening",
        "tests.journeys.seeds:peers",
    )


def number(text: str) -> int:
    return int(text.strip().replace(",", ""))


def rows(page: Any) -> int:
    """How many rows the list under a figure says it has."""
    if not page.locator("#declarations tbody tr").count():
        return 0
    said = re.search(r"of ([\d,]+) row", page.locator("#declarations .table-foot").inner_text())
    assert said is not None
    return number(said[1])


def test_a_director_reaches_the_rows_behind_a_figure(visitor: Callable[..., Any]) -> None:
    page = visitor("aude")
    page.goto("/")
    page.get_by_role("link", name="Benefits").click()
    page.get_by_role("heading", name="What trust spares, and whom").wait_for()
    expect(page.locator("canvas").nth(2)).to_be_attached()
    for title in (
        "Decided, applied, done",
        "One declaration without its own credit",
        "The whole programme without credit",
    ):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    spared = page.locator(".stat", has_text="Spared by their own credit").locator("a")
    count = number(spared.locator("span").first.inner_text())
    assert count > 0
    spared.click()
    page.wait_for_url("**withheld=held**")
    assert rows(page) == count

    page.goto(BENEFITS)
    ours = page.locator(".card", has_text="Decided, applied, done").locator("tr", has_text="Trusted by us").last
    for place, asked in ((2, "lane=held"), (3, "applied=held"), (4, "done=held")):
        cell = ours.locator("th, td").nth(place).locator("a")
        count, address = number(cell.inner_text()), cell.get_attribute("href")
        assert address is not None
        assert asked in address
        page.goto(address)
        assert rows(page) == count
        page.goto(BENEFITS)


def test_a_spared_declaration_says_what_its_own_credit_did(visitor: Callable[..., Any]) -> None:
    page = visitor("aude")
    page.goto(BENEFITS)
    page.locator(".stat", has_text="Spared by their own credit").locator("a").click()
    page.wait_for_url("**withheld=held**")
    page.locator("#declarations tbody th a").first.click()
    page.get_by_role("heading", name="Both worlds").wait_for()
    expect(page.get_by_text("With only its own credit withheld it would have been")).to_be_visible()


def test_the_period_and_the_office_are_chosen_and_taken_away(visitor: Callable[..., Any]) -> None:
    page = visitor("aude")
    page.goto(BENEFITS)
    page.select_option("#office", "XA02")
    page.select_option("#track", "entry")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**track=entry**")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    assert taken.value.path().read_text("utf-8-sig").startswith("Month,Group,Declarations")


def test_a_trader_sees_itself_beside_firms_like_it(visitor: Callable[..., Any]) -> None:
    page = visitor("otto")
    page.goto("/portal/")
    page.get_by_role("link", name="You and firms like yours").first.click()
    page.get_by_role("heading", name="You and firms like yours").wait_for()
    peers = page.locator("tr", has_text="Firms like yours, on average")
    expect(peers).to_have_count(1)
    expect(peers).to_contain_text("10 or more firms", use_inner_text=True)
    expect(peers).to_contain_text("25 %", use_inner_text=True)
    month = page.locator(".table tbody tr a").first
    count = number(month.inner_text())
    month.click()
    page.wait_for_url("**day_from=**")
    expect(page.locator("#consignments tbody tr")).to_have_count(count)
    assert visitor("otto").request.get(BENEFITS).status == 403


def test_a_hold_is_placed_by_one_and_ratified_by_another(visitor: Callable[..., Any]) -> None:
    page = visitor("mara")
    page.goto(HOLDS)
    page.fill("#id_subject", "XA7700000003")
    page.fill("#id_reason", "A tip that was checked twice.")
    page.get_by_role("button", name="Place the hold").click()
    page.get_by_text("It lapses after 72 hours unless another ratifies it.").wait_for()
    expect(page.get_by_role("button", name="Ratify")).to_have_count(0)
    second = visitor("mira")
    second.goto(HOLDS)
    second.get_by_role("button", name="Ratify").first.click()
    second.get_by_text("The hold stands until its end.").wait_for()


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_no_page_of_benefits_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    page = visitor("mara", width=width, language=language)
    for path in (BENEFITS, f"{BENEFITS}?office=XA01&track=entry", f"{BENEFITS}?known=2020-01-01", HOLDS):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details:not([data-pop])').forEach((one) => (one.open = true))")
        assert_for_everybody(page)
    trader = visitor("otto", width=width, language=language)
    trader.goto(PEERS)
    assert_for_everybody(trader)
