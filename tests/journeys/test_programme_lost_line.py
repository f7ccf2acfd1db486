"""A checklist through a lost line: the page opens without one, what was rated arrives once, and then it is gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from tests.journeys.desk import found
from tests.journeys.pages import assert_accessible, assert_fits
from tests.journeys.site import PASSWORD, Site
from tests.programme.papers.made import picture

pytestmark = pytest.mark.browser
SEEDS = "tests.journeys.seeds_programme"
# What this device holds: copies of pages, rows of the browser's database as far as they can be read, workers.
HELD = """
async () => {
  const base = await new Promise((done) => {
    const opening = indexedDB.open("trustlane-visit");
    opening.onsuccess = () => done(opening.result);
  });
  const rows = !base.objectStoreNames.contains("rows") ? [] : await new Promise((done) => {
    const asked = base.transaction("rows").objectStore("rows").getAll();
    asked.onsuccess = () => done(asked.result);
  });
  base.close();
  const addresses = [], owners = [];
  for (const name of await caches.keys()) {
    owners.push(name.split("|")[1]);
    for (const one of await (await caches.open(name)).keys()) addresses.push(new URL(one.url).pathname);
  }
  const workers = await navigator.serviceWorker.getRegistrations();
  return {
    kinds: rows.map((row) => row.kind).sort(),
    owners,
    read: JSON.stringify(rows),
    pages: addresses.filter((one) => !one.startsWith("/static/")),
    workers: workers.map((one) => new URL(one.scope).pathname),
  };
}
"""


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", f"{SEEDS}:office", f"{SEEDS}:visits")


@pytest.fixture
def phone(visitor: Callable[..., Any]) -> Any:
    """Vera's, signed in for herself."""
    return visitor("vera", width=390, fresh=True, keeping=True)


def kept(page: Any, name: str) -> str:
    """Opens the checklist of the visit to that operator, and waits until this device keeps it; gives its address."""
    address = f"{found(page, name)}checklist/"
    page.goto(address)
    page.locator("[data-kept]").wait_for()
    return address


def again(page: Any, address: str) -> Any:
    """The page is closed, as a system does that needs the memory, and opened anew."""
    context = page.context
    page.close()
    opened = context.new_page()
    opened.goto(address)
    return opened


def signs_in(page: Any, username: str) -> None:
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/login/" not in address)


def signs_out(page: Any) -> None:
    page.locator("summary.user-button").click()
    page.get_by_role("button", name="Log out").click()


def rate(page: Any, word: str, text: str = "") -> str:
    """Rates the criterion that is open, and waits until it is closed; gives its id."""
    criterion = page.locator("details.criterion[open]").first
    item = str(criterion.get_attribute("data-item"))
    if text:
        criterion.locator("textarea").fill(text)
    criterion.get_by_role("button", name=word, exact=True).click()
    page.locator(f"details[data-item='{item}']:not([open])").wait_for()
    return item


def left(page: Any) -> Any:
    return page.locator("[data-left]")


def test_a_page_that_was_closed_opens_without_a_line_and_what_was_rated_arrives_once(phone: Any) -> None:
    address = kept(phone, "Trading 951")
    path = re.sub(r"^https?://[^/]+", "", address)
    asked = int(left(phone).inner_text())
    held = phone.evaluate(HELD)
    assert (held["pages"], held["workers"]) == ([path], [path])

    phone.context.set_offline(True)
    first = rate(phone, "Minor gap", "One lock was broken.")
    phone.get_by_text("Kept on this device").wait_for()
    phone = again(phone, address)
    expect(phone.get_by_text("No line: what you see is of")).to_be_visible()
    expect(phone.locator(f"details[data-item='{first}'] [data-state]")).to_contain_text("Minor gap …")
    phone.locator(f"details[data-item='{first}']:not([open])").wait_for()
    box = phone.locator("details.criterion[open]").first
    assert box.get_attribute("data-item") != first
    box.locator("input[type=file]").set_input_files({"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    box.get_by_role("button", name="Keep").click()
    box.locator(".photo-waits").wait_for()
    second = rate(phone, "Major gap", "The fence has a hole.")
    phone.locator("details.criterion[open] textarea").fill("Half a sen")
    phone = again(phone, address)
    expect(phone.locator("details.criterion[open] textarea")).to_have_value("Half a sen")
    assert_fits(phone, "checklist-lost-line")
    assert int(left(phone).inner_text()) == asked

    with phone.expect_response(lambda answer: answer.url.endswith("/checklist/photo/") and answer.ok):
        phone.context.set_offline(False)
    expect(left(phone)).to_have_text(str(asked - 2))
    expect(phone.locator(".checklist-back")).to_be_visible()
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    # Lost again at once: the copy is of before, and what the office has since is laid over it.
    phone.context.set_offline(True)
    phone = again(phone, address)
    expect(left(phone)).to_have_text(str(asked - 2))
    expect(phone.locator(f"details[data-item='{first}'] [data-state]")).to_have_text("Minor gap")
    phone.context.set_offline(False)
    phone.get_by_role("link", name="Load the newest").or_(
        phone.locator(".checklist[data-line='lost']")
    ).first.wait_for()
    phone = again(phone, address)
    expect(phone.locator(".checklist")).to_have_attribute("data-line", "up")
    expect(left(phone)).to_have_text(str(asked - 2))
    expect(phone.locator(f"details[data-item='{second}'] .photos li")).to_have_count(1)
    assert_accessible(phone)
    phone.goto(address.replace("checklist/", "?tab=validation"))
    for text in ("One lock was broken.", "The fence has a hole."):
        expect(phone.get_by_text(text)).to_have_count(1)

    phone.goto(address)
    phone.once("dialog", lambda asks: asks.accept())  # the half sentence is no rating; nothing is asked
    signs_out(phone)
    phone.wait_for_url("**/login/")
    held = phone.evaluate(HELD)
    assert (held["pages"], held["kinds"], held["workers"]) == ([], [], [])
    phone.context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        phone.goto(address)


def test_signing_out_asks_about_what_was_not_sent_and_empties_the_device_without_a_line(phone: Any) -> None:
    address = kept(phone, "Trading 952")
    beside = phone.context.new_page()
    beside.goto("/account/")
    phone.context.set_offline(True)
    rate(phone, "Minor gap", "One lock was broken.")
    phone.get_by_text("Kept on this device").wait_for()
    with phone.expect_event("dialog") as asked:
        signs_out(phone)
    assert asked.value.message.startswith("1 ratings or photographs are on this device only.")
    asked.value.dismiss()
    phone = again(phone, address)
    expect(phone.get_by_text("Minor gap …")).to_be_visible()
    phone.once("dialog", lambda asks: asks.accept())
    signs_out(phone)
    beside.wait_for_function("async () => !(await navigator.serviceWorker.getRegistrations()).length")
    held = beside.evaluate(HELD)
    assert (held["pages"], held["kinds"]) == ([], [])
    with pytest.raises(Error, match="ERR_"):
        beside.goto(address)


def test_a_session_that_ended_keeps_what_was_rated_and_another_person_reads_none_of_it(phone: Any) -> None:
    address = kept(phone, "Trading 953")
    asked = int(left(phone).inner_text())
    phone.context.clear_cookies(name="trustlane_session")
    rate(phone, "Minor gap", "One lock was broken.")
    expect(phone.get_by_text("You are logged out")).to_be_visible()
    vera = phone.evaluate("document.body.dataset.person")
    assert phone.evaluate(HELD)["owners"] == [vera]
    # Somebody else signs in on the same device: the copy goes, and what waits is locked.
    phone.get_by_role("link", name="Log in again").click()
    phone.wait_for_url("**/login/**")
    phone.wait_for_function("async () => !(await caches.keys()).length")
    signs_in(phone, "vito")
    phone.locator("[data-kept]").wait_for()
    held = phone.evaluate(HELD)
    assert held["owners"] == [phone.evaluate("document.body.dataset.person")] != [vera]
    assert held["kinds"] == ["rating", "typed"]
    assert "lock" not in held["read"]
    expect(left(phone)).to_have_text(str(asked))
    expect(phone.get_by_text("Minor gap …")).to_have_count(0)
    signs_out(phone)
    phone.wait_for_url("**/login/")
    assert phone.evaluate(HELD)["kinds"] == ["rating", "typed"]
    # The person it belongs to signs in again, and it is sent.
    phone.goto(address)
    signs_in(phone, "vera")
    expect(left(phone)).to_have_text(str(asked - 1))
    assert phone.evaluate(HELD)["kinds"] == ["sent"]
