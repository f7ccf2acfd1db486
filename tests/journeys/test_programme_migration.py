"""Holders and cases of another system arrive: mended, applied while one may leave, reconciled, cut over by two."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import VIEWS_OF_MANY_PAGES, assert_for_everybody
from tests.journeys.seeds import now
from tests.journeys.site import ROOT, Site

pytestmark = pytest.mark.browser
HEAD = (
    "Case number;Name;National number;Stage;Certificate number;Roles;Scope;"
    "Submitted on;Granted on;Valid from;Valid to\n"
)


@pytest.fixture(autouse=True)
def people(site: Site) -> None:
    site.sow("tests.journeys.seeds:people", "tests.journeys.seeds_programme:office")


# What `trustlane clocks run` does between two rounds of the clocks; the clocks of other journeys' cases are left alone.
BESIDE = """
import time
from trustlane.config import migrate
migrate.django_ready()
from trustlane.cli.clocks import see_to_arrivals
see_to_arrivals(time.monotonic() + 3600)
"""


@contextmanager
def clocks_kept(site: Site) -> Iterator[None]:
    """The process beside the pages that applies what was ordered."""
    running = subprocess.Popen([sys.executable, "-c", BESIDE], cwd=ROOT, env=site.environment)
    try:
        yield
    finally:
        running.terminate()
        running.wait(30)


def holders(number: int, mark: str) -> str:
    """So many rows: four of five hold a status, one is being applied for."""
    chance, rows = Random(number), [HEAD]
    for one in range(number):
        held = one % 5 != 0
        stage = chance.choice(("active", "active", "suspended", "revoked")) if held else "submitted"
        day = date(2019, 1, 1) + timedelta(days=chance.randrange(1500))
        granted = f"{day + timedelta(days=120)};{day + timedelta(days=125)};" if held else ";;"
        certificate = f"XA-{mark}-{one:06d}" if held else ""
        rows.append(
            f"{mark}-{one};Firm {mark} {one};{mark}{one:07d};{stage};{certificate};importer;both;{day};{granted}\n"
        )
    return "".join(rows)


def told(text: str) -> str:
    """What the old system counts itself."""
    stages = [line.split(";")[3] for line in text.splitlines()[1:]]
    return "\n".join(f"{stage}: {stages.count(stage):,}" for stage in sorted(set(stages)))


def upload(page: Any, folder: Path, name: str, text: str, counts: str) -> None:
    file = folder / name
    file.write_text(text, "utf-8")
    page.goto("/desk/arrivals/new/")
    page.set_input_files("input[type=file]", str(file))
    page.fill("#id_on", "2026-03-01")
    page.fill("#id_office", "XA01")
    page.fill("#id_told", counts)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/arrivals/\d+/"), timeout=300_000)


def arrives(visitor: Callable[..., Any], folder: Path, number: int, mark: str, width: int) -> Any:
    """A table goes through two hands; the page of the second once everything was counted again."""
    rita, text = visitor("rita", width=width), holders(number, mark)
    upload(rita, folder, f"{mark}.csv", text, told(text))
    expect(rita.get_by_text("Waiting for somebody else")).to_be_visible()
    expect(rita.locator("#counts").get_by_text("equal").nth(3)).to_be_visible()
    rolf = visitor("rolf", width=width)
    rolf.goto(rita.url)
    rolf.get_by_role("button", name=f"Apply {number:,} cases").click()
    rolf.get_by_role("heading", name="The table is being applied").wait_for()
    address = rolf.url
    rolf.goto("/desk/arrivals/")  # who leaves the page loses nothing
    rolf.goto(address)
    rolf.get_by_role("heading", name="Reconciled").wait_for(timeout=600_000)
    rows = rolf.locator("#reconciled tbody tr").all()
    for row in rows:
        _, in_file, in_database = (part.strip() for part in row.inner_text().split("\t"))
        assert in_file == in_database
    expect(rows[0]).to_contain_text(f"{number:,}", use_inner_text=True)
    return rolf


@pytest.mark.parametrize("width", [1360, 390])
def test_holders_arrive_are_reconciled_and_two_cut_over(
    visitor: Callable[..., Any], site: Site, tmp_path: Path, width: int
) -> None:
    mark = f"W{width}"
    rita = visitor("rita", width=width)
    with_fault = holders(5, f"{mark}F").replace("submitted", "somewhere")
    upload(rita, tmp_path, f"{mark}-wrong.csv", with_fault, "")
    expect(rita.get_by_text("D (Stage)")).to_be_visible()
    expect(rita.get_by_text("is no known stage")).to_be_visible()
    with clocks_kept(site):
        rolf = arrives(visitor, tmp_path, 20, mark, width)
    dora = visitor("dora", width=width)
    dora.goto(rolf.url)
    dora.get_by_role("button", name="Sign for the counts").click()
    dora.get_by_text("The counts are signed by two.").wait_for()

    dora.goto("/desk/cases/?kind=all")
    expect(dora.get_by_text("Two systems run")).to_be_visible()
    rita.goto("/desk/arrivals/")
    later = tmp_path / f"{mark}-later.csv"
    later.write_text(holders(20, mark).replace("submitted", "under review"), "utf-8")
    rita.set_input_files("#compare input[type=file]", str(later))
    rita.fill("#compare #id_on", "2026-03-02")
    rita.get_by_role("button", name="Compare it").click()
    rita.get_by_role("heading", name="Differences as of").wait_for()
    expect(rita.get_by_text("Another stage there").first).to_be_visible()

    day = (now() + timedelta(days=200)).date().isoformat()
    dora.goto("/desk/arrivals/")
    if dora.get_by_text("Propose another day").is_visible():
        dora.get_by_text("Propose another day").click()
    dora.fill("#id_day", day)
    dora.fill("#id_reason", "The old system is switched off that evening.")
    dora.get_by_role("button", name="Propose this day").click()
    dora.get_by_text("The day is proposed").wait_for()
    expect(dora.get_by_role("button", name="Sign for this day")).to_have_count(0)
    rita.goto("/desk/arrivals/")
    rita.get_by_role("button", name="Sign for this day").click()
    rita.get_by_text("Two signed for the day of the cut-over").wait_for()
    expect(rita.get_by_text("they are decided here")).to_be_visible()


@pytest.mark.parametrize(("width", "language"), VIEWS_OF_MANY_PAGES)
def test_no_page_of_an_arrival_shuts_anybody_out(
    visitor: Callable[..., Any], tmp_path: Path, width: int, language: str
) -> None:
    page = visitor("rita", width=width, language=language)
    upload(page, tmp_path, "seen.csv", holders(5, f"S{width}{language[:2].upper()}").replace("active", "x"), "total 9")
    for address in (page.url, "/desk/arrivals/", "/desk/arrivals/new/"):
        page.goto(address)
        assert_for_everybody(page)


@pytest.mark.drill
def test_twenty_thousand_holders_arrive_and_are_reconciled(
    visitor: Callable[..., Any], site: Site, tmp_path: Path
) -> None:
    begun = time.monotonic()
    with clocks_kept(site):
        page = arrives(visitor, tmp_path, 20_000, "D", 1360)
    print(f"20,000 rows uploaded, applied and reconciled on pages in {time.monotonic() - begun:.0f} s")
    print(page.locator("#reconciled").inner_text())
