"""A whole site for journeys: a database of its own, the real server as a process of its own, people to log in as."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.databases import PREFIX, Copies, Copy

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "journeys-are-long"
SOW = """
import importlib, sys
from trustlane.config import migrate
migrate.django_ready()
module, function = sys.argv[1].split(":")
getattr(importlib.import_module(module), function)()
"""


@dataclass
class Site:
    """Where the site answers, and how it is filled."""

    url: str
    environment: dict[str, str]
    sown: set[str]

    def sow(self, *functions: str) -> None:
        """Run functions such as "tests.journeys.seeds:people" on the site's database, each once, in a process of its
        own: the thread that drives the browser may not touch Django's."""
        for function in functions:
            if function in self.sown:
                continue
            ran = subprocess.run(
                [sys.executable, "-c", SOW, function],
                cwd=ROOT,
                env=self.environment,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert ran.returncode == 0, f"{function} failed:\n{ran.stderr}"
            self.sown.add(function)


@contextmanager
def started(folder: Path) -> Iterator[Site]:
    """The server on a free port of this machine, on a fresh copy of the migrated database; gone at the end."""
    with Copies.in_use() as copies:
        own = Copy(copies, f"{PREFIX}journey_{uuid4().hex[:8]}", copies._template())
        own.make()
        environment = _environment(copies.owner.url(own.name), copies.role, folder)
        port = _free_port()
        log = folder / "server.log"
        with log.open("wb") as written:
            server = subprocess.Popen(
                [sys.executable, "-m", "trustlane.cli", "serve", "--host", "127.0.0.1", "--port", str(port)],
                cwd=ROOT,
                env=environment,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _await(url, server, log)
            yield Site(url, environment, set())
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            own.drop()


def _environment(database: str, role: str, folder: Path) -> dict[str, str]:
    own = {
        "DATABASE_URL": database,
        "TRUSTLANE_DATABASE_APP_ROLE": role,
        "TRUSTLANE_STATE": str(folder / "state"),
        "TRUSTLANE_DEMONSTRATION": "1",
        "TRUSTLANE_SECRET_KEY": "only-for-journeys-and-never-for-people-0123456789",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_APP_URL"}
    return kept | own


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _await(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server ended:\n{log.read_text()[-4000:]}"
        try:
            urllib.request.urlopen(f"{url}/login/", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"the server did not answer within a minute:\n{log.read_text()[-4000:]}")
