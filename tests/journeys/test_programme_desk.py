"""An application goes over the desk: reviewed, visited with a phone through a lost line, granted; statuses freeze."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import LIST, day, found, pressed, stage
from tests.journeys.pages import AT_BOTH_WIDTHS, VIEWS_OF_MANY_PAGES, assert_fits, assert_for_everybody
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
SEEDS = "tests.journeys.seeds_programme"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", f"{SEEDS}:office", f"{SEEDS}:cases")


@AT_BOTH_WIDTHS
def test_an_application_goes_from_the_desk_over_a_phone_to_its_certificate(
    visitor: Callable[..., Any], site: Site
) -> None:
    site.sow(f"{SEEDS}:travels")
    officer = visitor("cleo")
    address = found(officer, "Trading 101")
    officer.get_by_role("link", name="Name one").click()
    officer.select_option("#id_officer", label="Cleo Case")
    pressed(officer, "Name the case officer")
    for button in ("Accept the application", "Begin the desk review"):
        officer.locator(".next-card .btn-primary", has_text=button).click()
        pressed(officer, button)
    officer.locator(".next-card .btn-primary", has_text="Plan the validation").click()
    officer.fill("#id_begins", day(3))
    officer.fill("#id_ends", day(4))
    pressed(officer, "Plan the validation")
    assert stage(officer) == "Validation planned"

    phone = visitor("vera", width=390)
    phone.goto(address)
    phone.locator(".next-card .btn-primary", has_text="Begin the validation").click()
    pressed(phone, "Begin the validation")
    phone.locator(".next-card .btn-primary", has_text="Open the checklist").click()
    left = phone.locator("[data-left]")
    asked = int(left.inner_text())
    before = phone.context.request.get(phone.url).text()
    rate(phone, "Met")
    phone.locator("[data-left]", has_text=re.compile(f"^{asked - 1}$")).wait_for()
    # A page that was drawn before the office kept what was sent is fetched anew, and counts it.
    phone.route("**/checklist/", lambda route: route.fulfill(body=before, content_type="text/html"), times=1)
    phone.reload()
    phone.locator("[data-left]", has_text=re.compile(f"^{asked - 1}$")).wait_for()

    # The line is lost: what is rated stays on the phone, what is half typed too, even when the page is loaded anew.
    phone.context.set_offline(True)
    phone.locator("details.criterion[open] textarea").fill("One lock was broken.")
    rate(phone, "Minor gap")
    phone.get_by_text("Kept on this device").wait_for()
    half = phone.locator("details.criterion[open]").first.get_attribute("data-item")
    phone.locator("details.criterion[open] textarea").fill("Half a sen")
    phone.context.set_offline(False)
    phone.reload()
    phone.locator("[data-left]", has_text=re.compile(f"^{asked - 2}$")).wait_for()
    expect(phone.locator(f"details[data-item='{half}'] textarea")).to_have_value("Half a sen")
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    # A rating without a word is held back before it is sent.
    phone.locator(f"details[data-item='{half}'] textarea").fill("")
    phone.locator(f"details[data-item='{half}']").get_by_role("button", name="Major gap").click()
    phone.get_by_text("Write what you saw, then rate.").wait_for()
    for _ in range(asked - 2):
        rate(phone, "Met")
    phone.get_by_role("link", name="End the visits").click()
    pressed(phone, "End the visits")
    phone.goto(f"{address}?tab=validation")
    expect(phone.get_by_text("One lock was broken.")).to_have_count(1)
    phone.locator(".next-card .btn-primary", has_text="Report and recommend").click()
    phone.get_by_label("To grant").check()
    phone.fill("#id_reason", "A lock was broken; all else is met.")
    pressed(phone, "Report and recommend")
    assert stage(phone) == "Awaiting decision"

    decider = visitor("dina")
    decider.goto(LIST)
    waiting = decider.locator(".stat", has_text="Await your decision").locator("a")
    count = int(waiting.locator("span").first.inner_text())
    waiting.click()
    decider.wait_for_url("**decide=yes**")
    expect(decider.locator("#cases tbody tr")).to_have_count(count)
    decider.get_by_role("link", name="Invented Trading 101 Ltd").click()
    expect(decider.get_by_text("You may decide this")).to_be_visible()
    decider.locator(".next-card .btn-primary", has_text="Grant the status").click()
    expect(decider.get_by_text("Recommended: To grant.")).to_be_visible()
    # The whole case on the page where it is decided.
    expect(decider.locator(".sheet").get_by_text("One lock was broken.")).to_be_visible()
    assert_fits(decider, "desk-decision")
    decider.fill("#id_reason", "All that matters is met.")
    pressed(decider, "Grant the status")
    assert stage(decider) == "Granted"
    decider.goto(f"{address}?tab=status")
    expect(decider.locator(".fact", has_text="Certificate")).to_contain_text("XAAEO")
    with decider.expect_download() as sheet:
        decider.get_by_role("link", name="Certificate (PDF)").click()
    assert Path(sheet.value.path()).read_bytes().startswith(b"%PDF-")


def rate(page: Any, word: str) -> None:
    """Rates the criterion that is open, and waits until it is closed."""
    criterion = page.locator("details.criterion[open]").first
    item = criterion.get_attribute("data-item")
    criterion.get_by_role("button", name=word, exact=True).click()
    page.locator(f"details[data-item='{item}']:not([open])").wait_for()


def standing_that_counted(page: Any, declaration: str) -> str:
    """What selectivity counted for the importer of a declaration, as its page tells it."""
    page.goto(f"/desk/selectivity/declarations/{declaration}/")
    importer = page.locator("tr", has=page.get_by_role("rowheader", name="Importer"))
    return str(importer.locator("[data-label='Standing that counted']").inner_text())


@AT_BOTH_WIDTHS
def test_a_freeze_is_ratified_by_another_and_becomes_a_suspension(visitor: Callable[..., Any], site: Site) -> None:
    site.sow(f"{SEEDS}:holders", f"{SEEDS}:declares_before_the_freeze")
    risk = visitor("mara")
    assert "Trusted by us" in standing_that_counted(risk, "BEFORE-201")
    decider = visitor("dina")
    address = found(decider, "Trading 201")
    decider.get_by_role("link", name="Freeze the status").click()
    decider.fill("#id_reason", "A seizure at the border.")
    pressed(decider, "Freeze the status")
    assert stage(decider) == "Frozen"
    expect(decider.get_by_text("72 hours").first).to_be_visible()
    expect(decider.locator(".clock-line", has_text="hours left")).to_be_visible()
    expect(decider.get_by_role("link", name="Ratify the freeze")).to_have_count(0)
    expect(decider.get_by_text("did not freeze the status")).to_be_visible()
    site.sow(f"{SEEDS}:declares_frozen")
    assert "Trusted by us" not in standing_that_counted(risk, "FROZEN-201")

    other = visitor("dora")
    other.goto(address)
    other.locator(".next-card .btn-primary", has_text="Ratify the freeze").click()
    other.fill("#id_reason", "Confirmed by the laboratory.")
    pressed(other, "Ratify the freeze")
    assert stage(other) == "Suspended"
    site.sow(f"{SEEDS}:declares_suspended")
    assert "Trusted by us" not in standing_that_counted(risk, "SUSPENDED-201")
    # Case officers see the register too.
    officer = visitor("cleo")
    officer.goto(f"{address}?tab=status")
    expect(officer.locator("main .badge-word", has_text="Suspended").nth(1)).to_be_visible()


@AT_BOTH_WIDTHS
def test_a_freeze_that_nobody_ratified_lapses(visitor: Callable[..., Any], site: Site) -> None:
    site.sow(f"{SEEDS}:frozen_long_ago")
    page = visitor("cleo")
    found(page, "Trading 301")
    assert stage(page) == "In force"
    expect(page.get_by_text("72 hours passed and nobody ratified the freeze.")).to_be_visible()
    expect(page.get_by_text("by the clock").first).to_be_visible()
    site.sow(f"{SEEDS}:declares_after_the_lapse")
    assert "Trusted by us" in standing_that_counted(visitor("mara"), "LAPSED-301")


def test_a_page_that_is_old_is_refused_and_keeps_what_was_typed(visitor: Callable[..., Any], site: Site) -> None:
    site.sow(f"{SEEDS}:holders")
    page, other = visitor("cleo"), visitor("cleo")
    address = found(page, "Trading 8")
    page.goto(f"{address}moves/not_accept/")
    other.goto(f"{address}moves/ask_information/")
    other.fill("#id_reason", "Which sites?")
    pressed(other, "Ask for information")
    page.fill("#id_reason", "Nothing in it is signed.")
    page.locator("main form").get_by_role("button", name="Do not accept the application").click()
    page.get_by_text("What happened meanwhile").wait_for()
    expect(page.get_by_text("Which sites?")).to_be_visible()
    expect(page.locator("#id_reason")).to_have_value("Nothing in it is signed.")


def pages(page: Any) -> list[str]:
    """Every kind of page of the programme, with what it shows when there is much and when there is nothing."""

    def of(kind: str) -> str:
        page.goto(f"{LIST}?stage={kind}&sort=name")
        address = page.locator("#cases tbody th a").first.get_attribute("href")
        assert address, kind
        return str(address)

    correcting, pending, validating = of("correcting"), of("decision_pending"), of("validating")
    return [
        LIST,
        f"{LIST}?kind=all&sort=-since",
        f"{LIST}?search=nobody-is-called-so",
        "/desk/programme/",
        *(f"{correcting}?tab={tab}" for tab in ("happened", "application", "validation", "messages", "status")),
        f"{of('desk_review')}?tab=consultations",
        f"{pending}?known=2020-01-01",
        pending,
        of("suspended"),
        f"{validating}checklist/",
        *(f"{of('submitted')}moves/{move}/" for move in ("accept", "ask_information")),
        *(f"{of('desk_review')}moves/{move}/" for move in ("consult", "plan_validation", "extend")),
        f"{of('monitored')}moves/propose_amendment/",
        f"{of('submitted')}moves/begin_review/",
        f"{of('submitted')}officer/",
    ]


@pytest.mark.parametrize(("width", "language"), VIEWS_OF_MANY_PAGES)
def test_no_page_of_the_programme_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    officer = visitor("cleo", width=width, language=language)
    for path in pages(officer):
        officer.goto(path)
        opened(officer)
        assert_for_everybody(officer)
    for username, paths in others(officer).items():
        page = visitor(username, width=width, language=language)
        for path in paths:
            page.goto(path)
            opened(page)
            assert_for_everybody(page)


def others(page: Any) -> dict[str, list[str]]:
    """What validators, deciders, auditors and agencies see."""

    def of(kind: str) -> str:
        page.goto(f"{LIST}?stage={kind}&sort=name")
        return str(page.locator("#cases tbody th a").first.get_attribute("href"))

    return {
        "vera": [f"{of('validating')}checklist/", f"{of('correcting')}?tab=validation"],
        "dina": [
            of("decision_pending"),
            f"{of('decision_pending')}moves/grant/",
            f"{of('revocation_hearing')}moves/revoke/",
        ],
        "aude": [f"{of('decision_pending')}record/", of("decision_pending")],
        "gus": [LIST, of("desk_review"), f"{of('desk_review')}moves/answer_consultation/"],
    }


def opened(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details:not([data-pop])').forEach((one) => (one.open = true))")
