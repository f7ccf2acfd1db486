"""Somebody new arrives in a real browser: enrolled by one, confirmed by another, and in on a password of her own."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS, assert_for_everybody
from tests.journeys.site import PASSWORD, Site

pytestmark = pytest.mark.browser

OWN = "lantern-quince-42"


@pytest.fixture(autouse=True)
def people(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", "tests.journeys.seeds:arrivals")


def enrol(page: Any, username: str, full_name: str, **fields: str) -> str:
    """Enrols somebody, and gives the link that is shown once."""
    page.goto("/desk/access/enrol/")
    page.fill("#id_full_name", full_name)
    page.fill("#id_username", username)
    for name, value in fields.items():
        field = page.locator(f"#id_{name}")
        field.select_option(value) if name == "role" else field.fill(value)
    page.fill("#id_reason", "begins on Monday")
    page.click("main button[type=submit]")
    return str(page.locator("#secret").input_value())


def choose(page: Any, link: str, code: str, password: str = OWN) -> None:
    page.goto(link)
    page.fill("#id_code", code)
    page.fill("#id_new_password1", password)
    page.fill("#id_new_password2", password)
    with page.expect_navigation():
        page.click("main button[type=submit]")


def log_in(page: Any, username: str, password: str = OWN) -> None:
    page.goto("/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    with page.expect_navigation():
        page.click("main button[type=submit]")


def test_a_risk_manager_is_enrolled_confirmed_by_a_second_administrator_and_sees_the_menus(
    visitor: Callable[..., Any],
) -> None:
    anna, bela, zoe = visitor("anna"), visitor("bela"), visitor()
    link = enrol(anna, "zoe", "Zoe Reed", office="XA01", role="risk_manager")
    anna.get_by_role("link", name="I have handed it over").click()
    expect(anna.get_by_text("Waiting for somebody else")).to_be_visible()
    expect(anna.get_by_role("button", name="Confirm")).to_have_count(0)

    zoe.goto(link)
    expect(zoe.get_by_text("A second person has to confirm you first")).to_be_visible()

    bela.goto("/desk/access/?state=waiting")
    bela.get_by_role("link", name="Zoe Reed").click()
    bela.get_by_role("button", name="Confirm, and show the code").click()
    code = bela.locator("#secret").input_value()
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)

    choose(zoe, link, "2222-2222")
    expect(zoe.get_by_text("You may try 4 more times")).to_be_visible()
    choose(zoe, link, code.lower().replace("-", " "))
    expect(zoe.get_by_text("Your password is set")).to_be_visible()
    zoe.get_by_role("link", name="To the log-in").click()
    log_in(zoe, "zoe")
    zoe.wait_for_url("**/desk/selectivity/")
    for line in ("Overview", "Declarations", "Register"):
        expect(zoe.get_by_role("navigation").get_by_role("link", name=line, exact=True)).to_be_visible()
    expect(zoe.get_by_role("link", name="People", exact=True)).to_have_count(0)

    again = visitor()
    again.goto(link)
    expect(again.get_by_text("A password was chosen by this link before")).to_be_visible()

    bela.goto("/desk/access/?search=zoe")
    bela.get_by_role("link", name="Zoe Reed").click()
    for told in ("Password chosen", "Role given", "Role proposed", "Enrolled"):
        expect(bela.locator(".event-title", has_text=told).first).to_be_visible()
    page = bela.content()
    assert link.rsplit("/", 2)[1] not in page
    assert code not in page


def test_a_role_is_taken_away_by_one_and_the_menus_are_gone(visitor: Callable[..., Any]) -> None:
    anna, aron = visitor("anna"), visitor()
    log_in(aron, "aron", "journeys-are-long")
    aron.wait_for_url("**/desk/selectivity/")
    anna.goto("/desk/access/?search=aron")
    anna.get_by_role("link", name="Aron Away").click()
    anna.get_by_role("link", name="Take away").click()
    anna.get_by_role("button", name="Take it away").click()
    expect(anna.locator("#id_reason:invalid")).to_have_count(1)  # why is asked first
    anna.fill("#id_reason", "changes office")
    anna.get_by_role("button", name="Take it away").click()
    anna.get_by_text("The role was taken away.").wait_for()
    aron.goto("/")
    expect(aron.get_by_text("You have no role yet")).to_be_visible()


def test_a_lost_password_is_replaced_by_two_and_the_old_one_ends(visitor: Callable[..., Any]) -> None:
    anna, bela, lost = visitor("anna"), visitor("bela"), visitor()
    anna.goto("/desk/access/?search=lena")
    anna.get_by_role("link", name="Lena Lost").click()
    anna.get_by_role("link", name="Password lost").click()
    anna.fill("#id_reason", "came to my desk with her card")
    anna.get_by_role("button", name="Make the link").click()
    link = anna.locator("#secret").input_value()
    bela.goto("/desk/access/?search=lena")
    bela.get_by_role("link", name="Lena Lost").click()
    bela.get_by_role("button", name="Confirm, and show the code").click()
    choose(lost, link, bela.locator("#secret").input_value())
    log_in(lost, "lena", "journeys-are-long")
    expect(lost.get_by_text("do not fit together")).to_be_visible()
    log_in(lost, "lena")
    lost.wait_for_url("**/desk/selectivity/")


def test_two_register_officers_let_somebody_in_for_a_company_and_nobody_else(visitor: Callable[..., Any]) -> None:
    rita, rolf, tom = visitor("rita"), visitor("rolf"), visitor()
    rita.goto("/desk/access/")
    expect(rita.get_by_role("link", name="Otto Operator")).to_be_visible()
    expect(rita.get_by_role("link", name="Mara Risk")).to_have_count(0)
    rita.goto("/desk/standing/operators/XA8800000001/")
    rita.get_by_role("link", name="Its people").click()
    rita.get_by_role("link", name="Enrol a person").click()
    expect(rita.locator("#id_role")).to_have_count(0)
    expect(rita.locator("#id_operator")).to_have_value("XA8800000001")
    rita.fill("#id_full_name", "Tom Trader")
    rita.fill("#id_username", "tom")
    rita.fill("#id_reason", "letter of 3 March")
    rita.click("main button[type=submit]")
    link = rita.locator("#secret").input_value()
    rolf.goto("/desk/access/?state=waiting&operator=XA8800000001")
    rolf.get_by_role("link", name="Tom Trader").click()
    rolf.get_by_role("button", name="Confirm, and show the code").click()
    choose(tom, link, rolf.locator("#secret").input_value())
    log_in(tom, "tom")
    tom.wait_for_url("**/portal/**")


def test_the_same_is_done_by_command_before_a_browser_is_at_hand(
    visitor: Callable[..., Any], site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    file.chmod(0o600)

    def trustlane(*words: str, by: str = "") -> Any:
        acting = ["--as", by, "--password-file", str(file)] if by else []
        command = [sys.executable, "-m", "trustlane.cli", "people", *words, *acting, "--json"]
        ran = subprocess.run(command, env=site.environment, capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    told = trustlane("enrol", "carl", "Carl Command", "--role", "auditor", "--reason", "the first hour", by="anna")
    assert "carl" in [one["username"] for one in trustlane("list", "--state", "waiting")["people"]]
    code = trustlane("confirm", "carl", by="bela")["code"]
    carl = visitor()
    choose(carl, f"/welcome/{told['link'].rsplit('/', 2)[1]}/", code)
    log_in(carl, "carl")
    carl.wait_for_url("**/desk/selectivity/")
    trustlane("withdraw", "carl", "auditor", "--reason", "only a try", by="anna")
    carl.goto("/")
    expect(carl.get_by_text("You have no role yet")).to_be_visible()


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_no_page_about_people_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    bela = visitor("bela", width=width, language=language)
    for path in pages(bela):
        if not path.endswith(("/amend/", "/withdraw/")):  # drawn by the same template as the others
            bela.goto(path)
            assert_for_everybody(bela)
    link = enrol(visitor("anna"), f"new{width}{language[:2]}", "New Somebody", role="auditor")
    stranger = visitor(width=width, language=language)
    for path in (link, link.replace("/welcome/", "/welcome/X")):
        stranger.goto(path)
        assert_for_everybody(stranger)
    bela.goto("/desk/access/?state=waiting")
    bela.get_by_role("link", name="New Somebody").last.click()
    bela.locator("main form button.btn-primary").click()
    bela.locator("#secret").wait_for()
    assert_for_everybody(bela)
    stranger.goto(link)
    assert_for_everybody(stranger)


def pages(page: Any) -> list[str]:
    """The pages about people, with one who has a past."""
    page.goto("/desk/access/?search=pia")
    past = page.get_by_role("link", name="Pia Past").get_attribute("href")
    grant = past and _of(page, past, "/withdraw/")
    return [
        "/desk/access/",
        "/desk/access/?search=nobody-of-this-name",
        "/desk/access/?known=2020-01-01",
        "/desk/access/?state=waiting",
        "/desk/access/enrol/",
        past,
        f"{past}amend/",
        f"{past}close/",
        f"{past}role/",
        f"{past}link/",
        grant,
    ]


def _of(page: Any, address: str, ending: str) -> str:
    page.goto(address)
    return str(page.locator(f"a[href$='{ending}']").first.get_attribute("href"))
