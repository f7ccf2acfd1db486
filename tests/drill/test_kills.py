"""kill -9 of any part, then everything is back: as root and as an ordinary user, on either PostgreSQL."""

import contextlib
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.drill.checkouts import FIRST_START_TAKES, LATER_START_TAKES, Checkout, Demonstration, cloned, ordinary_user
from trustlane.config import binaries

pytestmark = [pytest.mark.drill, pytest.mark.timeout(2400)]

# Asked of the clone's own database, as its own user.
ASK = """
import sys
from trustlane.config import database
with database.ensure().owner.connect() as connection:
    answer = connection.execute(sys.argv[1])
    print([list(row) for row in answer.fetchall()] if answer.description else "done")
"""


def ended(process: psutil.Process) -> bool:
    """Nothing of it runs; that nobody took note of its end yet (a zombie) is its parent's matter."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def ask(checkout: Checkout, question: str) -> str:
    return checkout.run(str(checkout.folder / ".venv/bin/python"), "-c", ASK, question).strip()


@pytest.fixture(scope="module", params=["root", "ordinary"])
def checkout(request: pytest.FixtureRequest) -> Iterator[Checkout]:
    with ExitStack() as held:
        if request.param == "root":
            if os.geteuid() != 0:
                pytest.skip("this drill runs as an ordinary user")
            user = "root"
        else:
            user = held.enter_context(ordinary_user())
        yield held.enter_context(cloned(user))


@pytest.fixture(params=["machine", "wheel"])
def demonstration(request: pytest.FixtureRequest, checkout: Checkout, tmp_path: Path) -> Iterator[Demonstration]:
    if not binaries.available(request.param):
        pytest.skip(f"no PostgreSQL of the {request.param} here")
    checkout.postgres = request.param
    shown = Demonstration(checkout, tmp_path / "demo.log")
    try:
        yield shown
    finally:
        shown.end()


def test_all_is_back_after_any_part_was_killed(
    demonstration: Demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, checkout = demonstration, demonstration.checkout
    took = {"first start": shown.start(FIRST_START_TAKES)}
    major = ask(checkout, "SELECT current_setting('server_version_num')::int / 10000")
    ask(checkout, "CREATE TABLE IF NOT EXISTS drill (word text)")
    ask(checkout, "INSERT INTO drill VALUES ('committed')")

    began, killed = time.monotonic(), shown.pages()
    killed.kill()
    again = shown.pages(other_than=killed.pid)
    shown.until_served(60)
    took["pages killed"] = time.monotonic() - began

    for worker in again.children():
        worker.kill()
    took["workers killed"] = shown.until_served(60)

    # One process of a server dies, and it starts all of them anew.
    next(part for part in shown.postmaster().children() if "writer" in " ".join(part.cmdline())).kill()
    took["a backend killed"] = shown.until_served(90)

    shown.postmaster().kill()
    took["postmaster killed"] = shown.until_served(90)

    shown.supervisor().kill()
    shown.reap()
    took["supervisor killed, started again"] = shown.start(LATER_START_TAKES)
    serving = [p for p in shown.supervisor().children() if "serve" in p.cmdline()]
    assert len(serving) == 1

    shown.kill_everything()
    took["everything killed, started again"] = shown.start(LATER_START_TAKES)
    assert ask(checkout, "SELECT word FROM drill") == "[['committed']]"

    postmaster, pages = shown.postmaster(), shown.pages()
    shown.end()
    assert ended(postmaster)
    assert ended(pages)
    took["stopped, started again"] = shown.start(LATER_START_TAKES)

    with capsys.disabled():
        told = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in took.items())
        print(
            f"\n{checkout.user}, PostgreSQL {major.strip('[]')} ({checkout.postgres}): {len(took)} recoveries: {told}"
        )


def test_a_second_one_says_where_the_first_runs(demonstration: Demonstration) -> None:
    shown = demonstration
    shown.start(FIRST_START_TAKES)
    second = shown.checkout.start("make", "demo", log=shown.log)
    assert second.wait(60) != 0
    assert f"already runs at {shown.url}" in shown.words()
    shown.until_served(5)


def test_a_taken_port_is_stepped_over(demonstration: Demonstration) -> None:
    import socket

    shown = demonstration
    with socket.socket() as taken:
        # Not one that the system gives to outgoing connections: it might give away the next one too, unseen.
        for free in range(20_100, 20_200):
            with contextlib.suppress(OSError):
                taken.bind(("127.0.0.1", free))
                break
        taken.listen()
        port = taken.getsockname()[1]
        shown.checkout.extra = {"TRUSTLANE_WEB_PORT": str(port)}
        try:
            shown.start(FIRST_START_TAKES)
        finally:
            shown.checkout.extra = {}
        assert not shown.url.endswith(f":{port}")
        assert f"Port {port} is taken" in shown.words()
