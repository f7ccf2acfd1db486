"""A risk manager halves the X-ray capacity, sees the effect, adjusts the credit, takes the policy, screens with it."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS, assert_for_everybody
from tests.journeys.site import ROOT, Site

pytestmark = pytest.mark.browser
PAGE = "/desk/laboratory/"
EVERY_BOX = "/desk/laboratory/every-box/"
# A small country that is drawn in seconds.
SMALL = (
    "trade.declarations_a_day=120",
    "ecommerce.parcels_a_day=20",
    "operators.regular=120",
    "operators.occasional=400",
    "operators.senders=400",
)


MOVED = """(one, value) => {
  one.value = value;
  for (const kind of ['input', 'change']) one.dispatchEvent(new Event(kind, { bubbles: true }));
}"""


def run(site: Site, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "trustlane.cli", *words],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, f"{words} failed:\n{ran.stderr}"
    return ran.stdout


@pytest.fixture(scope="module")
def kept(sites: Callable[[bool], Site]) -> dict[str, Any]:
    """The period that whoever holds the server keeps with the command."""
    site = sites(False)
    changed = [word for place in SMALL for word in ("--set", place)]
    told: dict[str, Any] = json.loads(run(site, "laboratory", "--days", "10", "--before", "30", "--json", *changed))
    return told


@pytest.fixture(autouse=True)
def house(site: Site, kept: dict[str, Any]) -> None:
    site.sow("tests.journeys.seeds:people")


def look(page: Any, name: str) -> list[str]:
    """The cells of one look in the table: used, there are, looks, finds; in force, then tried."""
    row = page.locator("tr", has=page.get_by_role("rowheader", name=name))
    return [cell.strip() for cell in row.locator("td.num").all_inner_texts()]


def test_a_policy_is_tried_in_place_taken_away_and_screened_with(
    visitor: Callable[..., Any], site: Site, kept: dict[str, Any], tmp_path: Path
) -> None:
    page = visitor("mara")
    page.goto("/")
    page.get_by_role("link", name="Policy laboratory").click()
    page.get_by_text("This is the policy in force.").wait_for()
    expect(page.get_by_text(kept["digest"]).first).to_be_visible()
    usual = look(page, "X-ray images")
    assert usual[:4] == usual[4:]

    field = page.get_by_label("X-ray images", exact=True)
    field.fill("50")
    page.wait_for_url("**capacity.goods.orange=50")
    page.get_by_text("X-ray images: 100 → 50 %").wait_for()
    half = look(page, "X-ray images")
    page.locator("#effects [data-chart][data-drawn] canvas").nth(3).wait_for()
    assert half[:4] == usual[:4]
    assert float(half[5]) == pytest.approx(float(usual[1]) / 2, abs=1)
    assert float(half[6]) < float(usual[2])
    expect(page.get_by_label("X-ray images: slider")).to_have_value("50")

    slider = page.get_by_label("Size of credits: slider")
    slider.evaluate(MOVED, 40)
    page.wait_for_url("**credit=40")
    expect(page.get_by_label("Size of credits", exact=True)).to_have_value("40")
    page.reload()
    expect(page.get_by_label("Size of credits", exact=True)).to_have_value("40")
    assert look(page, "X-ray images")[5] == half[5]

    with page.expect_download() as taken:
        page.get_by_role("link", name="Export this policy").click()
    chosen = tmp_path / taken.value.suggested_filename
    taken.value.save_as(chosen)
    assert chosen.name == "XA-2.yaml"
    run(site, "simulate", "--scenario", "small-office", "--out", str(tmp_path / "past"), "--to", "2026-01-10")
    run(
        site,
        *("screen", str(tmp_path / "past" / "lines"), "--standing", str(tmp_path / "past" / "standing.csv")),
        *("--policy", str(chosen), "--out", str(tmp_path / "lanes.csv")),
    )
    with (tmp_path / "lanes.csv").open(encoding="utf-8-sig") as lanes:
        assert {row["lane"] for row in csv.DictReader(lanes)} >= {"green", "red"}


def test_what_cannot_be_tried_is_named_in_place_and_mended(visitor: Callable[..., Any]) -> None:
    page = visitor("mara")
    page.goto(PAGE)
    field = page.get_by_label("X-ray images", exact=True)
    field.fill("-5")
    page.get_by_role("alert").get_by_text("Give a number from 0 to 1000.").wait_for()
    page.wait_for_function(
        "document.getElementById('id_capacity.goods.orange').getAttribute('aria-invalid') === 'true'"
    )
    field.fill("100")
    page.get_by_text("This is the policy in force.").wait_for()
    page.wait_for_function("!document.getElementById('id_capacity.goods.orange').hasAttribute('aria-invalid')")


def test_it_works_without_scripts(chromium: Any, site: Site, visitor: Callable[..., Any]) -> None:
    signed_in = visitor("mara")
    signed_in.goto(PAGE)
    context = chromium.new_context(
        base_url=site.url, java_script_enabled=False, storage_state=signed_in.context.storage_state()
    )
    try:
        page = context.new_page()
        page.goto(PAGE)
        page.get_by_label("X-ray images", exact=True).fill("50")
        page.get_by_role("button", name="Show what it does").click()
        page.wait_for_url("**capacity.goods.orange=50**")
        expect(page.get_by_text("X-ray images: 100 → 50 %")).to_be_visible()
    finally:
        context.close()


def test_the_old_debate_is_retold_in_six_steps(visitor: Callable[..., Any]) -> None:
    page = visitor("mara")
    page.goto(PAGE)
    page.get_by_role("link", name="Why not scan every box?").click()
    page.get_by_role("heading", name="Why not scan every box?").wait_for()
    expect(page.locator(".debate > li")).to_have_count(6)
    expect(page.locator("[data-chart]")).to_have_count(3)
    expect(page.locator("[data-chart] canvas")).to_have_count(3)
    page.get_by_role("link", name="Try it: half the X-ray machines").click()
    page.get_by_text("X-ray images: 100 → 50 %").wait_for()


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_no_page_of_the_laboratory_shuts_anybody_out(visitor: Callable[..., Any], width: int, language: str) -> None:
    page = visitor("mara", width=width, language=language)
    for path in (PAGE, f"{PAGE}?capacity.goods.orange=50&credit=0", f"{PAGE}?random=-1", EVERY_BOX, f"{PAGE}scenario/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details:not([data-pop])').forEach((one) => (one.open = true))")
        assert_for_everybody(page)
