"""The pages every person meets: signing in, being refused, one's account, the language."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS, assert_for_everybody
from tests.journeys.site import PASSWORD, Site

pytestmark = pytest.mark.browser

OPEN = ["/login/", "/no-such-page/"]
SIGNED_IN = ["/account/", "/account/password/", "/components/"]


@pytest.fixture(autouse=True)
def people(site: Site) -> None:
    site.sow("tests.journeys.seeds:people")


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_no_page_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    stranger = visitor(width=width, language=language)
    for path in OPEN:
        stranger.goto(path)
        assert_for_everybody(stranger)
    admin = visitor("anna", width=width, language=language)
    for path in SIGNED_IN:
        admin.goto(path)
        assert_for_everybody(admin)
    for name in ("Language", "account"):
        admin.goto("/account/")
        admin.locator("details[data-pop] > summary").nth(0 if name == "Language" else -1).click()
        assert_for_everybody(admin)


def test_right_to_left_turns_the_page(visitor: Callable[..., Any]) -> None:
    page = visitor("anna", language="ar-xb")
    page.goto("/account/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    sidebar = page.locator(".sidebar").bounding_box()
    assert sidebar["x"] > 1000


def test_a_page_in_one_language_says_so_and_gives_it(visitor: Callable[..., Any]) -> None:
    page = visitor("anna", language="ar-xb")
    page.goto("/components/")
    assert page.locator("main").get_attribute("lang") == "en"
    expect(page.locator("main .alert").first).to_be_visible()


def test_who_has_no_role_is_told_what_to_do(visitor: Callable[..., Any]) -> None:
    page = visitor("nina")
    page.goto("/")
    expect(page.get_by_text("You have no role yet")).to_be_visible()
    page.goto("/components/")
    expect(page.get_by_text("This is not open to you")).to_be_visible()
    expect(page.get_by_text("The person is an administrator.")).to_be_visible()


def test_the_language_is_chosen_in_the_page_and_kept(visitor: Callable[..., Any]) -> None:
    page = visitor("aude")
    page.goto("/account/")
    page.locator("summary", has_text="Language").click()
    page.locator("button[name=language][value=en-xa]").click()
    page.wait_for_load_state()
    assert page.url.endswith("/account/")
    assert page.locator("html").get_attribute("lang") == "en-xa"
    again = visitor("aude", language="en-xa")
    again.goto("/account/")
    assert again.locator("html").get_attribute("lang") == "en-xa"
    again.select_option("#own-language", "en")
    with again.expect_navigation():
        again.locator("form:has(#own-language) button").click()
    assert again.locator("html").get_attribute("lang") == "en"


def test_after_logging_out_nothing_is_shown_again(visitor: Callable[..., Any]) -> None:
    page = visitor("mara", fresh=True)
    page.goto("/account/")
    page.locator("details[data-pop] > summary").last.click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login/**")
    page.go_back()
    page.wait_for_url("**/login/**")
    expect(page.get_by_text("Mara Risk")).not_to_be_visible()


def test_wrong_passwords_lock_the_name_and_say_for_how_long(visitor: Callable[..., Any]) -> None:
    page = visitor()
    page.goto("/login/")
    for _ in range(5):
        page.fill("#id_username", "fred")
        page.fill("#id_password", "wrong")
        page.click("main button[type=submit]")
        page.wait_for_load_state()
    expect(page.get_by_text("Too many wrong passwords")).to_be_visible()
    page.goto("/login/")
    page.fill("#id_username", "fred")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.get_by_text("Too many wrong passwords")).to_be_visible()


def test_charts_are_drawn_under_the_strict_policy_and_told_as_a_table(visitor: Callable[..., Any]) -> None:
    page = visitor("anna")
    page.goto("/components/")
    page.locator("[data-chart][data-drawn] canvas").first.wait_for()
    page.locator(".chart-table > summary").first.click()
    expect(page.locator(".chart-table table").first).to_be_visible()


def test_a_table_sorts_and_filters_in_place_and_stays_at_its_address(visitor: Callable[..., Any]) -> None:
    page = visitor("anna")
    page.goto("/components/")
    page.get_by_role("link", name="Declarations", exact=True).click()
    page.wait_for_url("**sort=count**")
    page.locator("th[aria-sort=ascending]", has_text="Declarations").wait_for()
    page.select_option("#lane", "red")
    page.wait_for_url("**lane=red**")
    page.wait_for_function("document.querySelectorAll('#sample tbody tr').length === 5")
    page.reload()
    expect(page.locator("#sample tbody tr")).to_have_count(5)
