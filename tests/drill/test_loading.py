"""kill -9 while the demonstration data are loaded: the next start ends with exactly what an undisturbed one gives."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trustlane.config import binaries, database, settings
from trustlane.config.settings import InForce

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(2400),
    pytest.mark.skipif(not binaries.available(), reason="no PostgreSQL server binaries on this machine"),
    pytest.mark.skipif(importlib.util.find_spec("trustlane.cli.demo_data") is None, reason="no demonstration data"),
]

# When the power goes, as shares of the time an undisturbed load takes.
MOMENTS = (0.1, 0.35, 0.6, 0.85, 0.97)
# Rows that come and go with each start, and say nothing about the data.
PASSING = {"django_session", "axes_accesslog", "axes_accessattempt"}


@contextmanager
def fresh_node() -> Iterator[InForce]:
    folder = Path(tempfile.mkdtemp(prefix="tld-", dir="/var/tmp"))
    folder.chmod(0o755)
    node = settings.load({"TRUSTLANE_STATE": str(folder)}, None)
    try:
        yield node
    finally:
        database.stop(node)
        shutil.rmtree(folder, ignore_errors=True)


def start(node: InForce) -> subprocess.Popen[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TRUSTLANE_", "DATABASE_", "DJANGO_", "PYTEST_"))}
    asked = [sys.executable, "-m", "trustlane.cli", "demo", "--small", "--nodes", "1", "--prepare-only"]
    with (node.state / "words.log").open("ab") as words:
        return subprocess.Popen(
            asked, env=env | {"TRUSTLANE_STATE": str(node.state)}, stdout=words, stderr=words, start_new_session=True
        )


def finish(node: InForce) -> float:
    began = time.monotonic()
    assert start(node).wait(900) == 0, (node.state / "words.log").read_text("utf-8", errors="replace")[-3000:]
    return time.monotonic() - began


def rows(node: InForce) -> dict[str, int]:
    with database.in_use(node) as known, known.owner.connect() as connection:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = sorted({str(row[0]) for row in connection.execute(asked).fetchall()} - PASSING)
        found = {}
        for table in tables:
            row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # type: ignore[call-overload]
            found[table] = int(row[0]) if row else 0
    return found


def test_a_load_that_was_killed_again_and_again_ends_whole(capsys: pytest.CaptureFixture[str]) -> None:
    with fresh_node() as undisturbed:
        takes = finish(undisturbed)
        expected = rows(undisturbed)
        again = finish(undisturbed)
        assert rows(undisturbed) == expected
    with fresh_node() as node:
        for share in MOMENTS:
            started = start(node)
            time.sleep(takes * share)
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGKILL)
            started.wait(30)
        finish(node)
        assert rows(node) == expected
    with capsys.disabled():
        print(f"\n{sum(expected.values()):,} rows loaded in {takes:.1f} s, found whole in {again:.1f} s", end="")
        print(f", and the same after {len(MOMENTS)} kills")
