"""An auditor draws cases by a seed, follows the trail of each, and takes the result away; the seed draws them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS_OF_MANY_PAGES, assert_for_everybody
from tests.journeys.site import Site
from trustlane.standing.sheets import read_sheets

pytestmark = pytest.mark.browser
SEED = "six dice of the board of audit: 3 1 6 6 2 4"


@pytest.fixture(autouse=True)
def people(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people", "tests.journeys.seeds_programme:office", "tests.journeys.seeds_programme:cases"
    )


def draw(page: Any, seed: str, size: int = 8) -> list[str]:
    page.goto("/desk/audits/")
    page.get_by_role("link", name="Draw a sample").first.click()
    page.fill("#id_size", str(size))
    page.fill("#id_seed", seed)
    page.get_by_role("button", name="Draw the sample").click()
    page.get_by_role("heading", name="How it was drawn").wait_for()
    return [str(name) for name in page.locator("main tbody .reference").all_inner_texts()]


@pytest.mark.parametrize("width", [1360, 390])
def test_an_auditor_samples_by_a_seed_and_follows_each_trail(visitor: Callable[..., Any], width: int) -> None:
    page = visitor("aude", width=width)
    first = draw(page, SEED)
    assert len(first) == 8
    address = page.url
    expect(page.get_by_text("Gives the same list")).to_be_visible()

    page.get_by_role("link", name="Follow the next trail").click()
    page.get_by_role("heading", name="What happened").wait_for()
    # However many events the first of the drawn cases has: each was held against its row.
    checked = page.locator(".trail-checks")
    expect(checked.get_by_text("As it was recorded").nth(1)).to_be_visible()
    assert checked.count() == checked.get_by_text("As it was recorded").count()
    page.get_by_label("Looked at: a finding").check()
    page.get_by_role("button", name="Record it").click()
    page.get_by_text("A finding without a note").wait_for()
    page.fill("#id_note", "The reason is one word.")
    page.get_by_role("button", name="Record it").click()
    page.get_by_text("What you found is recorded").wait_for()
    for _ in first[1:]:
        page.get_by_label("Looked at: in order").check()
        page.get_by_role("button", name="Record it").click()
        page.get_by_text("What you found is recorded").wait_for()
    assert page.url == address
    expect(page.get_by_text("all of them")).to_be_visible()
    expect(page.get_by_text("The reason is one word.")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Result for Excel").click()
    cases, how = read_sheets(Path(taken.value.path()).read_bytes())
    assert [row.cells[7] for row in cases.rows[1:]].count("in order") == 7
    assert ("Seed", SEED) in [tuple(row.cells[:2]) for row in how.rows]

    assert draw(page, SEED) == first
    assert draw(page, "another seed that is long enough") != first


@pytest.mark.parametrize(("width", "language"), VIEWS_OF_MANY_PAGES)
def test_no_page_of_an_audit_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    page = visitor("aude", width=width)
    draw(page, SEED)
    addresses = [page.url, page.locator("main tbody th a").first.get_attribute("href")]
    page = visitor("aude", width=width, language=language)
    for address in ("/desk/audits/", "/desk/audits/new/", *addresses):
        page.goto(address)
        assert_for_everybody(page)
