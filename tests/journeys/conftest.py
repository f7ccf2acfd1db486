"""Journeys drive a real Chromium through the real server; where no Chromium is installed they skip and say so."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.databases import Copies
from tests.journeys.site import PASSWORD, Site, started

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE = 20_000  # ms
OTHER_WIDTH = {1360: 390, 390: 1360}
# No telemetry, no updates, no other transport than the one under test.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def template(django_db_blocker: Any) -> Iterator[None]:
    """The migrated database that sites are copied from; made before any browser runs, whose loop Django takes for a
    reason to refuse."""
    with django_db_blocker.unblock(), Copies.in_use() as copies:
        copies._template()
        yield


@pytest.fixture(scope="session")
def chromium(template: None) -> Iterator[Any]:
    """The machine's Chromium, without a window."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    # What a page shall show is waited for as long as what is to be pressed on it: the machine may be busy.
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sites(
    template: None, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Callable[[bool], Site]]:
    """The two sites of a run, each started when it is first asked for: what was done on one would stand in the way of a
    journey that is gone again with the widths exchanged."""
    with django_db_blocker.unblock(), ExitStack() as stack:
        kept: dict[bool, Site] = {}

        def of(exchanged: bool) -> Site:
            if exchanged not in kept:
                kept[exchanged] = stack.enter_context(started(tmp_path_factory.mktemp("site")))
            return kept[exchanged]

        yield of


@pytest.fixture
def exchanged(request: pytest.FixtureRequest) -> bool:
    """Whether all who sit at a desk hold a phone in this run of the journey, and the other way round."""
    return bool(getattr(request, "param", False))


@pytest.fixture
def site(sites: Callable[[bool], Site], exchanged: bool) -> Site:
    """The site that all journeys of a run share; each brings the people and things it is about."""
    return sites(exchanged)


@pytest.fixture(scope="session")
def sessions() -> dict[tuple[str, str], Any]:
    """Who signed in where already in this run, with the browser's memory of it: signing in is slow on purpose."""
    return {}


@pytest.fixture
def visitor(
    chromium: Any, site: Site, sessions: dict[tuple[str, str], Any], exchanged: bool
) -> Iterator[Callable[..., Any]]:
    """Opens browsers: `visitor("rita", width=390, language="ar-xb")` is signed in, `visitor()` is a stranger; `fresh`
    signs in anew, for a journey that signs out. In a run with the widths exchanged a desk is a phone. Only where it is
    ``keeping`` has the browser workers: a worker answers before a route of the journey does.

    Whatever a page complains about in the console, a refused style or a broken script, fails the journey.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(
        username: str = "", *, width: int = 1360, language: str = "en", fresh: bool = False, keeping: bool = False
    ) -> Any:
        width = OTHER_WIDTH[width] if exchanged else width
        signed_in = (site.url, username)
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            accept_downloads=True,
            service_workers="allow" if keeping else "block",
            storage_state=None if fresh else sessions.get(signed_in),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: _note(page, said, complaints))
        if username and (fresh or signed_in not in sessions):
            page.goto("/login/")
            page.fill("#id_username", username)
            page.fill("#id_password", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda address: "/login/" not in address)
            if not fresh:
                sessions[signed_in] = context.storage_state()
        context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def _note(page: Any, said: Any, complaints: list[str]) -> None:
    # A status such as 403 is what some journeys are about; a refusal by the content policy never is.
    if said.type == "error" and "Failed to load resource" not in said.text:
        complaints.append(f"{page.url}: {said.text}")
