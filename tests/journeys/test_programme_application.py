"""A small exporter applies by itself: it begins, answers, shows what it has, loses nothing, submits; or by workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import AT_BOTH_WIDTHS, VIEWS_OF_MANY_PAGES, assert_accessible, assert_for_everybody
from tests.journeys.site import Site
from tests.portal.sheets import filled

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow(
        "tests.journeys.seeds:people", "tests.journeys.seeds_programme:office", "tests.journeys.seeds_portal:firms"
    )


def begin(page: Any) -> str:
    """Begins an application as a small exporter, or goes on with the one there is; the address of the case."""
    page.goto("/portal/status/")
    start = page.get_by_role("link", name="Begin an application")
    if start.count():
        start.click()
        page.get_by_text("You sell goods abroad and send them out.").click()
        page.get_by_text("Your goods are safe from being tampered with.", exact=False).click()
        page.get_by_text("Fewer than 50").click()
        page.get_by_role("button", name="Go on to the questions").click()
        page.wait_for_url("**/questions/")
        return str(page.url).removesuffix("questions/")
    page.get_by_role("link", name="Go on answering").click()
    page.wait_for_url("**/questions/")
    return str(page.url).removesuffix("questions/")


def answer_what_is_open(page: Any) -> bool:
    """Answers the one question on the page, by its kind; false where it waits for no answer that is typed."""
    card = page.locator(".ask:not([hidden]) .ask-form")
    kept = card.locator(".said-kept")
    if card.locator("input[type=radio]").count():
        card.locator(".choice").first.click()
    elif card.locator("input[type=date]").count():
        card.locator("input[type=date]").first.fill("2019-05-06")
    elif card.locator("input[inputmode=decimal]").count():
        card.locator("input[inputmode=decimal]").fill("8")
    elif card.locator("textarea[name=value]").count():
        card.locator("textarea[name=value]").fill("We keep it locked, and note who has the key.")
    else:
        return False
    card.locator(".said-kept, .said-problem").wait_for()
    assert kept.count(), f"{page.url}: {card.inner_text()}"
    return True


def give(page: Any, name: str, day: str) -> None:
    """Uploads a document to the question on the page."""
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": PDF})
    page.locator("input[name=speaks_of]").first.fill(day)
    page.get_by_role("button", name="Upload").first.click()
    page.locator(".paper-list", has_text=name).wait_for()


@AT_BOTH_WIDTHS
def test_a_small_exporter_applies_on_the_light_path(visitor: Callable[..., Any], site: Site) -> None:
    page = visitor("pola")
    page.goto("/portal/status/")
    expect(page.get_by_text("Its goods are examined less often", exact=False)).to_be_visible()
    home = begin(page)
    page.goto(f"{home}questions/of/FIRM/")
    # Saved as one types, named, and still there after a reload.
    page.fill("#value-q-FIRM-1", "5")
    page.locator("#said-q-FIRM-1 .said-kept").wait_for()
    page.fill("#value-q-FIRM-9", "a lot")
    page.locator("#said-q-FIRM-9 .said-problem").wait_for()
    page.fill("#value-q-FIRM-9", "40")
    page.locator("#said-q-FIRM-9 .said-kept").wait_for()
    page.locator("#q-FIRM-10 .choice").first.click()
    page.locator("#q-FIRM-11:not([hidden])").wait_for()
    page.locator("#q-FIRM-10 .choice").nth(1).click()
    page.locator("#q-FIRM-11").wait_for(state="hidden")
    page.reload()
    expect(page.locator("#value-q-FIRM-1")).to_have_value("5")
    expect(page.locator("#said-q-FIRM-1")).to_contain_text("Pola Potter", use_inner_text=True)
    # A colleague answers most of it in an evening, then what is left one question at a time, and uses one document
    # twice.
    site.sow("tests.journeys.seeds_portal:most_is_answered")
    colleague = visitor("piet", width=390)
    colleague.goto(f"{home}questions/")
    colleague.goto(colleague.locator(".page-header-actions a[href*='/questions/one/']").get_attribute("href"))
    used, seen = "", 0
    for _ in range(120):
        if not re.search("/questions/one/", colleague.url):
            break
        seen += 1
        if not answer_what_is_open(colleague):
            if used:
                colleague.locator("select[name=document]").select_option(index=1)
                colleague.get_by_role("button", name="Use it").click()
                colleague.locator(".paper-list").wait_for()
            else:
                give(colleague, "accounts.pdf", "2025-12-31")
                used = "accounts.pdf"
        # Until the next page is whole: before, it shows no question at all.
        with colleague.expect_navigation():
            colleague.get_by_role("link", name="Next question").click()
    assert colleague.url == f"{home}questions/"
    assert used
    assert seen >= 12
    # Everything is there: checked, confirmed, submitted.
    page.goto(f"{home}questions/submit/")
    expect(page.get_by_text("Everything that is needed is there.")).to_be_visible()
    page.get_by_text("What we answered is true as far as we know", exact=False).click()
    page.get_by_role("button", name="Submit the application").click()
    page.wait_for_url(home)
    expect(page.get_by_text("Your application was submitted.", exact=False)).to_be_visible()
    expect(
        page.locator(".clock-list").get_by_text("Customs says whether your application is complete.")
    ).to_be_visible()
    printed = visitor("pola", width=390)
    printed.goto(f"{home}questions/print/")
    expect(printed.locator("main")).to_contain_text("Piet Potter", use_inner_text=True)


def test_what_was_typed_on_a_lost_line_is_kept_and_sent_later(visitor: Callable[..., Any]) -> None:
    page = visitor("nora")
    home = begin(page)
    page.goto(f"{home}questions/of/FIRM/")
    page.route("**/questions/answer/", lambda route: route.abort())
    # What a lost line looks like to the browser is no fault of the page.
    page.evaluate("console.error = () => {}")
    page.fill("#value-q-FIRM-12", "Nora, 0123 456")
    page.locator("#said-q-FIRM-12 .said-unsent").wait_for()
    expect(page.locator("#said-q-FIRM-12")).to_contain_text("kept on this device", use_inner_text=True)
    page.unroute("**/questions/answer/")
    page.reload()
    page.locator("#said-q-FIRM-12 .said-kept").wait_for()
    page.reload()
    expect(page.locator("#value-q-FIRM-12")).to_have_value("Nora, 0123 456")
    assert page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('trustlane:')).length") == 0


@AT_BOTH_WIDTHS
def test_an_applicant_by_spreadsheet(visitor: Callable[..., Any], tmp_path: Path) -> None:
    page = visitor("sven")
    home = begin(page)
    page.goto("/portal/documents/")
    page.locator("input[type=file]").set_input_files(
        {"name": "books.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Upload").click()
    page.locator("table", has_text="books.pdf").wait_for()
    number = page.locator("tbody td.num").first.inner_text()
    faulty = {"FIRM.1": "a few", "FIRM.2": "long ago"}
    for turn in range(4):
        page.goto(f"{home}questions/workbook/")
        with page.expect_download() as taken:
            page.get_by_role("link", name="Download the workbook").click()
        data = Path(taken.value.path()).read_bytes()
        book, cells = filled(data, answers_to(data, number) | (faulty if turn == 0 else {}))
        bring(page, book)
        if turn == 0:
            page.locator("#faults").wait_for()
            told = page.locator("#faults").inner_text()
            assert cells["FIRM.1"] in told
            assert cells["FIRM.2"] in told
            assert_accessible(page)
            mended, _ = filled(book, {"FIRM.1": 5, "FIRM.2": date(2019, 5, 6)})
            bring(page, mended)
        page.wait_for_url(f"{home}questions/")
        if page.get_by_role("link", name="Check and submit").count():
            break
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_text("What we answered is true as far as we know", exact=False).click()
    page.get_by_role("button", name="Submit the application").click()
    page.wait_for_url(home)
    expect(page.get_by_text("Your application was submitted.", exact=False)).to_be_visible()


def bring(page: Any, book: bytes) -> None:
    """Brings a workbook back."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "filled.xlsx", "mimeType": kind, "buffer": book})
    page.get_by_role("button", name="Bring it back").click()


def answers_to(data: bytes, document: str) -> dict[str, Any]:
    """An answer to each question of a workbook, by the kind the library gives it."""
    import io

    from trustlane.criteria.library import shipped
    from trustlane.criteria.questionnaire.answers import choices
    from trustlane.evidence.workbook import read_workbook
    from trustlane.portal.views.workbook import BOUNDS

    of = shipped().questions["safe-2025"].by_id
    said: dict[str, Any] = {}
    for _, rows in read_workbook(io.BytesIO(data), BOUNDS):
        for row in rows:
            placed = of.get(str(row.cells[0])) if row.cells else None
            if placed is None:
                continue
            kind = placed.question.kind
            if kind in ("choice", "yes_no"):
                said[placed.question.id] = choices(placed.question)[0][1]
            else:
                said[placed.question.id] = {
                    "number": 8,
                    "scale": 4,
                    "date": date(2019, 5, 6),
                    "text": "As we always did.",
                    "file": document,
                }[kind]
    return said


CASES = {
    "hana": ["status/", "do/incident/", "do/give-back/", "questions/", "questions/of/FIRM/", "corrections/"],
    "cora": ["status/", "corrections/", "questions/of/A/"],
    "ines": ["status/", "do/answer/"],
    "rhea": ["status/", "do/be-heard/", "do/appeal/"],
    "nora": [
        "status/",
        "do/withdraw/",
        *(f"questions/{one}" for one in ("", "of/G/", "one/FIRM.4/", "submit/", "workbook/", "print/")),
    ],
}


def pages(page: Any, paths: list[str]) -> list[str]:
    if page.url == "about:blank":
        page.goto("/portal/status/")
    home = re.search(r"XA-C\d+", page.locator("main").inner_text())
    assert home is not None
    return ["/portal/status/" if path == "status/" else f"/portal/status/{home.group()}/{path}" for path in paths]


@pytest.mark.parametrize(("width", "language"), VIEWS_OF_MANY_PAGES)
def test_no_page_of_an_application_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    begin(visitor("nora"))
    for username, paths in CASES.items():
        plain = visitor(username)
        plain.goto("/portal/status/")
        page = visitor(username, width=width, language=language)
        for path in pages(plain, paths):
            page.goto(path)
            assert_for_everybody(page)
    page = visitor("olga", width=width, language=language)
    for path in ("/portal/status/", "/portal/status/begin/", "/portal/documents/"):
        page.goto(path)
        assert_for_everybody(page)


def test_an_incident_is_reported_and_a_correction_answered_on_a_phone(visitor: Callable[..., Any]) -> None:
    page = visitor("hana", width=390)
    page.goto("/portal/status/")
    page.get_by_role("link", name="Report an incident").click()
    page.get_by_label("What happened", exact=False).fill("A parcel under our number that we never sent.")
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("Customs was told of the incident.")).to_be_visible()
    expect(page.get_by_text("A parcel under our number that we never sent.")).to_be_visible()
    page = visitor("cora", width=390)
    page.goto("/portal/status/")
    page.get_by_role("link", name="Answer the corrections").click()
    page.get_by_role("link", name="Answer").first.click()
    page.get_by_label("What you changed", exact=False).fill("It has a new lock since Monday.")
    page.locator("input[type=file]").set_input_files({"name": "lock.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Answered, Customs looks at it")).to_be_visible()
