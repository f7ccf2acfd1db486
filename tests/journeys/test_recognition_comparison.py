"""From the comparison of two programmes to a signature by a second person."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import day
from tests.journeys.pages import AT_BOTH_WIDTHS, assert_fits
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
LIST = "/desk/recognition/"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people",
        "tests.journeys.seeds_recognition:desk",
        "tests.journeys.seeds_recognition:comparison",
    )


def stage(page: Any) -> Any:
    """The stage of the arrangement on the page."""
    return page.locator(".page-title .badge-word").first


def made(page: Any, title: str, why: str = "As both sides agreed.", **fields: str) -> None:
    """Follows the one filled button, says why, and is back at the arrangement."""
    page.locator(".next-card .btn-primary", has_text=title).click()
    page.wait_for_url("**/moves/**")
    for name, value in fields.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_reason", why)
    assert_fits(page, f"recognition-{title.split()[0].lower()}")
    page.locator("main form").get_by_role("button", name=title).click()
    page.wait_for_url("**/desk/recognition/MRA-*/")


@AT_BOTH_WIDTHS
def test_from_comparison_to_signature(visitor: Callable[..., Any]) -> None:
    milo, dana = visitor("milo"), visitor("dana", width=390)
    milo.goto(f"{LIST}example/")
    assert_fits(milo, "recognition-example")
    milo.goto(LIST)
    assert_fits(milo, "recognition-list")
    milo.get_by_role("link", name="Recognition with Northport").first.click()
    milo.wait_for_url("**/desk/recognition/MRA-*/")
    address = str(milo.url)
    assert_fits(milo, "recognition-arrangement")

    # What is open is judged, one item at a time; where it is not compatible, a remedy is asked for.
    milo.get_by_role("link", name="Open the comparison").click()
    milo.wait_for_load_state()
    milo.goto(f"{milo.url.split('?')[0]}?direction=outward&show=open&at=A.1")
    opened = milo.locator("details[open]")
    opened.get_by_role("button", name="Gap").click()
    expect(milo.get_by_role("alert")).to_contain_text("needs a remedy")
    assert_fits(milo, "recognition-comparison")
    milo.locator("details[open]").get_by_role("button", name="Compatible").click()
    milo.wait_for_url("**at=A.2**")
    milo.locator("details[open]").get_by_label("Remedy").fill("We add seals to our criteria.")
    milo.locator("details[open]").get_by_role("button", name="Gap").click()
    milo.wait_for_url("**at=A.3**")
    milo.locator("details[open]").get_by_role("button", name="Compatible").click()
    expect(milo.get_by_text("0 of 3 items are open")).to_be_visible()

    milo.goto(address)
    for title in ("Go on to the joint visits", "Go on to the procedures", "Make it ready to sign"):
        made(milo, title)
    expect(stage(milo)).to_have_text("Ready to sign")

    # The terms of one direction; a pattern that cannot be is told with its place.
    milo.locator("#terms .drafts a").first.click()
    milo.wait_for_url("**/terms/XB/inward/")
    milo.get_by_label("Fewer examinations").check()
    milo.fill("#id_pattern", "anything")
    milo.locator("main form").get_by_role("button", name="Keep the draft").click()
    milo.get_by_text("XB.inward.numbers.pattern", exact=False).wait_for()
    assert_fits(milo, "recognition-terms")
    milo.fill("#id_pattern", "AEOXB[0-9]{10}")
    milo.locator("main form").get_by_role("button", name="Keep the draft").click()
    milo.wait_for_url("**/desk/recognition/MRA-*/#terms")

    # One proposes; only a second person signs.
    milo.goto(address)
    made(milo, "Propose to sign", begins=day(0))
    expect(stage(milo)).to_have_text("Signing proposed")
    expect(milo.locator(".next-card .btn-primary")).to_have_count(0)
    dana.goto(address)
    assert_fits(dana, "recognition-signing")
    made(dana, "Sign", "Signed at Northport.")
    expect(stage(dana)).to_have_text("In operation")
    expect(dana.get_by_text("Benefits are given under it today")).to_be_visible()
    assert_fits(dana, "recognition-signed")
