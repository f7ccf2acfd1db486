"""A list goes through two hands in a real browser: uploaded with errors, mended, applied, found in the register."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS, assert_accessible, assert_for_everybody
from tests.journeys.site import Site

pytestmark = pytest.mark.browser

HEAD = "Name;TIN;Scope;Role;Status;Valid from;Valid to\n"
GOOD = "Willow Freight;XA7000000001;both;carrier;valid;2025-01-01;2029-12-31\n"
BAD = "Yew Foods;;both;importer;valid;2025-01-01;\nYarrow Ltd;XA7000000003;both;importer;perhaps;2025-01-01;\n"


@pytest.fixture(autouse=True)
def people(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", "tests.journeys.seeds:register")


def upload(page: Any, folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(text, "utf-8")
    page.goto("/desk/standing/lists/new/")
    page.set_input_files("input[type=file]", str(file))
    page.fill("#id_issuer", "XA")
    page.click("main button[type=submit]")


def test_a_list_with_errors_is_mended_and_applied_by_a_second_person(
    visitor: Callable[..., Any], tmp_path: Path
) -> None:
    rita = visitor("rita")
    upload(rita, tmp_path, "willow-wrong.csv", HEAD + BAD)
    rita.wait_for_url(re.compile(r"/lists/\d+/"))
    rita.get_by_role("link", name="Refused").first.click()
    expect(rita.get_by_text("names no identifier")).to_be_visible()
    with rita.expect_download() as taken:
        rita.get_by_text("Take the refused rows").click()
    assert "How to mend it" in Path(taken.value.path()).read_text("utf-8-sig")

    upload(rita, tmp_path, "willow.csv", HEAD + GOOD)
    rita.wait_for_url(re.compile(r"/lists/\d+/"))
    expect(rita.get_by_text("Waiting for somebody else")).to_be_visible()
    expect(rita.get_by_text("Rolf Register")).to_be_visible()
    expect(rita.get_by_role("button", name="Apply")).to_have_count(0)
    address = rita.url

    rolf = visitor("rolf")
    rolf.goto("/desk/standing/lists/?state=waiting")
    rolf.get_by_role("link", name="willow.csv", exact=True).click()
    assert rolf.url == address
    rolf.get_by_role("button", name="Apply 1 change").click()
    rolf.get_by_text("The list was applied").wait_for()
    rolf.get_by_role("link", name="See the register of XA").click()
    rolf.fill("#search", "willow")
    rolf.wait_for_url("**search=willow**")
    rolf.get_by_role("link", name="Willow Freight").click()
    rolf.get_by_role("heading", name="Standing today").wait_for()
    expect(rolf.locator("main .badge-word", has_text="Valid").first).to_be_visible()


def test_a_field_to_mend_does_not_cost_the_chosen_file(visitor: Callable[..., Any], tmp_path: Path) -> None:
    page = visitor("rita")
    file = tmp_path / "kept.csv"
    file.write_text(HEAD + GOOD, "utf-8")
    page.goto("/desk/standing/lists/new/")
    page.set_input_files("input[type=file]", str(file))
    page.fill("#id_issuer", "ZQ")
    page.click("main button[type=submit]")
    page.get_by_text("No administration has this code").wait_for()
    assert page.evaluate("document.querySelector('input[type=file]').files[0].name") == "kept.csv"
    assert_accessible(page)


def test_the_standing_of_another_day_is_in_the_address_and_stays_on_the_way(visitor: Callable[..., Any]) -> None:
    page = visitor("mara")
    page.goto("/desk/standing/")
    page.locator(".as-of > summary").click()
    page.fill("#as-of-known", "2020-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("The register was empty on this day")).to_be_visible()
    assert "known=2020-01-01" in page.url
    page.get_by_role("link", name="Back to today").first.click()
    page.goto("/desk/standing/?search=Sorrel")
    page.get_by_role("link", name="Sorrel Trading").first.wait_for()


def test_pages_work_without_any_script(chromium: Any, site: Site) -> None:
    from tests.journeys.site import PASSWORD

    context = chromium.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login/")
    page.fill("#id_username", "mara")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.goto("/desk/standing/")
    page.fill("#search", "sorrel")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#register tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Status", exact=True).click()
    assert "sort=state" in page.url
    assert "search=sorrel" in page.url
    context.close()


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_no_page_of_the_register_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    page = visitor("rita", width=width, language=language)
    for path in PAGES:
        page.goto(path)
        assert_for_everybody(page)
    operator = visitor("otto", width=width, language=language)
    operator.goto("/portal/")
    assert_for_everybody(operator)


PAGES = [
    "/desk/standing/",
    "/desk/standing/?search=nobody-of-this-name",
    "/desk/standing/?known=2020-01-01",
    "/desk/standing/operators/XA6000000001/",
    "/desk/standing/operators/XA6000000001/?known=2020-01-01",
    "/desk/standing/lists/",
    "/desk/standing/lists/?state=discarded",
    "/desk/standing/lists/new/",
    "/desk/standing/lists/1/",
    "/desk/standing/lists/2/?tab=changed",
    "/desk/standing/lists/2/?tab=refused",
]
