"""The methods of the programme on the desk: a risk is judged on a phone, a team is drawn, ratings are compared."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS_OF_MANY_PAGES, assert_for_everybody
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
LIST, ROUNDS = "/desk/cases/", "/desk/programme/consistency/"
VALIDATORS, STAFFING = "/desk/programme/validators/", "/desk/programme/staffing/"
SEEDS = "tests.journeys.seeds_methods"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", "tests.journeys.seeds_programme:office", f"{SEEDS}:methods")


def case(page: Any, name: str) -> str:
    page.goto(f"{LIST}?kind=all&search={name}")
    return str(page.locator("#cases tbody th a").first.get_attribute("href"))


def pages(page: Any) -> dict[str, list[str]]:
    """Every page of the methods, by who looks."""
    reviewed, drawn = case(page, "Trading 601"), case(page, "Trading 602")
    page.goto(VALIDATORS)
    vera = str(page.get_by_role("link", name="Vera Visit").get_attribute("href"))
    page.goto(vera)
    ending = str(page.get_by_role("link", name="No longer holds").first.get_attribute("href"))
    return {
        "cleo": [
            f"{reviewed}?tab=risk",
            f"{reviewed}risk/sections/A/",
            f"{reviewed}risk/legs/L01/",
            f"{reviewed}risk/chain/",
            f"{reviewed}moves/plan_validation/",
            f"{drawn}?tab=validation",
            f"{drawn}moves/plan_validation/",
            VALIDATORS,
            vera,
            ending,
            STAFFING,
        ],
        "vera": [ROUNDS],
        "dina": [ROUNDS],
    }


def rounds(page: Any) -> list[str]:
    page.goto(ROUNDS)
    return [str(link.get_attribute("href")) for link in page.locator("main .findings a").all()]


@pytest.mark.parametrize(("width", "language"), VIEWS_OF_MANY_PAGES)
def test_no_page_of_the_methods_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    found = pages(visitor("cleo"))
    for username, paths in found.items():
        page = visitor(username, width=width, language=language)
        more = rounds(page) if username in ("vera", "dina") else []
        for path in [*paths, *more]:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details:not([data-pop])').forEach((one) => (one.open = true))")
            assert_for_everybody(page)


def test_a_risk_is_judged_on_a_phone_and_stands_on_the_map(visitor: Callable[..., Any]) -> None:
    page = visitor("cleo", width=390)
    page.goto(f"{case(page, 'Trading 602')}?tab=risk")
    page.get_by_role("link", name="Cargo security").click()
    page.select_option("#id_likelihood_after", "2")
    page.get_by_role("button", name="Keep this judgement").click()
    page.get_by_text("names the controls").first.wait_for()
    page.fill("#id_controls", "Two people count.")
    page.get_by_role("button", name="Keep this judgement").click()
    page.wait_for_url("**tab=risk")
    expect(page.get_by_text("Two people count.")).to_be_visible()


def test_a_validator_rates_blind_and_the_round_is_read_once_it_is_closed(visitor: Callable[..., Any]) -> None:
    page = visitor("vera", width=390)
    page.goto(ROUNDS)
    page.get_by_role("link", name="Doors, open").click()
    expect(page.get_by_text("Anybody walks in.")).not_to_be_visible()
    page.get_by_role("button", name="Minor gap").click()
    page.get_by_text("You have rated everything").wait_for()
    decider = visitor("dina")
    decider.goto(ROUNDS)
    decider.get_by_role("link", name="Doors, open").click()
    decider.get_by_role("button", name="Close the round").click()
    decider.get_by_text("To be talked about").wait_for()
    expect(decider.get_by_text("Anybody walks in.").first).to_be_visible()
