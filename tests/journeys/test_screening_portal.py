"""An operator's login sees its own consignments and standing; of a score it sees nothing, on no page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS, assert_for_everybody
from tests.journeys.site import Site

pytestmark = pytest.mark.browser

LIST = "/portal/consignments/"
DESK = [
    "/desk/selectivity/",
    "/desk/selectivity/declarations/",
    "/desk/selectivity/declarations/export.csv",
    "/desk/standing/",
    "/desk/standing/lists/",
    "/desk/standing/operators/XA7700000001/",
]
# Words that would tell a risk profile, or that there is one.
FORBIDDEN = re.compile(
    r"\b(lane|score|risk score|credit|reason|weight|chance|drawn|lot|signal|model|rule|worth|yellow|orange|red)\b",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", "tests.journeys.seeds:register", "tests.journeys.seeds:screening")


def own_consignments(page: Any) -> list[str]:
    page.goto(LIST)
    return [str(link.get_attribute("href")) for link in page.locator("#consignments tbody th a").all()]


def test_an_operators_login_sees_nothing_of_a_score(visitor: Callable[..., Any]) -> None:
    page = visitor("olga")
    consignments = own_consignments(page)
    assert consignments
    for path in ["/portal/", LIST, f"{LIST}?examined=yes", *consignments]:
        page.goto(path)
        html = page.locator("main").inner_html()
        assert not FORBIDDEN.findall(re.sub(r'href="[^"]*"', "", html)), path
    for path in [*DESK, consignments[0].replace("/portal/consignments/", "/desk/selectivity/declarations/")]:
        answer = page.request.get(path)
        assert answer.status == 403, path
        assert "This is not open to you" in answer.text()
    links = page.locator("nav a, aside a").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    assert not [link for link in links if link and link.startswith("/desk/")]


def test_another_companys_consignment_and_an_unknown_number_answer_alike(visitor: Callable[..., Any]) -> None:
    mara = visitor("mara")
    mara.goto("/desk/selectivity/declarations/?party=XA7700000002")
    other = mara.locator("#declarations tbody th a").first.inner_text()
    page = visitor("olga")
    answers = [page.request.get(f"{LIST}{reference}/") for reference in (other, "no-such-number")]
    assert [answer.status for answer in answers] == [404, 404]
    page.goto(f"{LIST}{other}/")
    said = page.locator("main").inner_text()
    page.goto(f"{LIST}no-such-number/")
    expect(page.locator("main")).to_have_text(said, use_inner_text=True)


def test_a_month_leads_to_its_consignments(visitor: Callable[..., Any]) -> None:
    page = visitor("olga")
    page.goto(LIST)
    month = page.locator("table").first.locator("tbody tr").first.locator("a").first
    count = int(month.inner_text())
    month.click()
    page.wait_for_url("**day_from=**")
    expect(page.locator("#consignments tbody tr")).to_have_count(count)


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_no_page_of_the_portal_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    page = visitor("olga", width=width, language=language)
    for path in ["/portal/", LIST, f"{LIST}?reference=nothing", own_consignments(page)[0], f"{LIST}no-such-number/"]:
        page.goto(path)
        assert_for_everybody(page)
