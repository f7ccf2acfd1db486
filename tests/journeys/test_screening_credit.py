"""A list is brought with errors, mended, applied by a second person; the next screening goes by it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.site import Site

pytestmark = pytest.mark.browser

HEAD = "Name;TIN;Scope;Role;Status;Valid from;Valid to\n"
WRONG = "Fresh Medicines;XA7700000099;both;importer;perhaps;2024-01-01;2030-12-31\nNobody;;both;importer;valid;;\n"
MENDED = "Fresh Medicines;XA7700000099;both;importer;valid;2024-01-01;2030-12-31\n"
ITS_CHANGED = "/desk/selectivity/declarations/?party=XA7700000099&changed=yes&trusted=yes"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", "tests.journeys.seeds:register", "tests.journeys.seeds:screening")


def upload(page: Any, folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.write_text(text, "utf-8")
    page.goto("/desk/standing/lists/new/")
    page.set_input_files("input[type=file]", str(file))
    page.fill("#id_issuer", "XA")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/lists/\d+/"))
    return str(page.url)


def test_a_mended_list_applied_by_a_second_person_changes_the_next_screening(
    visitor: Callable[..., Any], site: Site, tmp_path: Path
) -> None:
    mara = visitor("mara")
    mara.goto(ITS_CHANGED)
    expect(mara.get_by_text("No declaration fits these filters")).to_be_visible()

    rita = visitor("rita")
    upload(rita, tmp_path, "medicines-wrong.csv", HEAD + WRONG)
    rita.get_by_role("link", name="Refused").first.click()
    expect(rita.get_by_text("names no identifier")).to_be_visible()
    expect(rita.locator("tr", has_text="perhaps").first).to_be_visible()
    waiting = upload(rita, tmp_path, "medicines.csv", HEAD + MENDED)
    expect(rita.get_by_role("button", name="Apply")).to_have_count(0)

    rolf = visitor("rolf")
    rolf.goto(waiting)
    rolf.get_by_role("button", name="Apply 1 change").click()
    rolf.get_by_text("The list was applied").wait_for()

    site.sow("tests.journeys.seeds:next_screening")
    mara.goto(ITS_CHANGED)
    mara.locator("#declarations tbody th a").first.click()
    mara.get_by_text("Without trusted traders it would have been").wait_for()
    counted = mara.locator("tr", has=mara.get_by_role("rowheader", name="Importer"))
    expect(counted.get_by_text("Trusted by us")).to_be_visible()
    expect(mara.locator(".made > li")).to_have_count(2)
    counted.get_by_role("link", name="Trusted by us").click()
    mara.get_by_role("heading", name="Fresh Medicines").wait_for()
    expect(mara.locator("main .badge-word", has_text="Valid").first).to_be_visible()
