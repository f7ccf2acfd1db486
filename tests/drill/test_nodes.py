"""Three nodes of the demonstration: a status crosses the border, a cut line is healed, what is killed comes back."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from trustlane.cli import supervisor
from trustlane.config import database, settings

pytestmark = [pytest.mark.drill, pytest.mark.timeout(2400)]

ROOT = Path(__file__).resolve().parents[2]
STARTS = 900  # seconds, with the migrations of a new database
ARRIVES = 120  # after a start, or after a kill; by itself it takes a second or two
HERE = "SELECT count(*) FROM recognition_readsubject s JOIN recognition_followedfeed f ON f.id = s.feed_id WHERE "
PARTS = 3 + 1 + 3 + 4  # pages, clocks of the first, sealing, lines


class Three:
    """`trustlane demo` with a small house, in a folder of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TRUSTLANE_", "DATABASE_", "DJANGO_"))}
        self.environment = kept | {"TRUSTLANE_STATE": str(state), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        self.node = settings.load(self.environment, None)
        self.log = state / "demo.log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(self.command("demo"), stdout=out, stderr=subprocess.STDOUT, **self.how())

    def command(self, *asked: str) -> list[str]:
        return [sys.executable, "-m", "tests.drill.small_demo", *asked]

    def how(self) -> dict[str, object]:
        return {"cwd": ROOT, "env": self.environment, "stdin": subprocess.DEVNULL}

    def words(self) -> str:
        return self.log.read_text("utf-8", errors="replace")

    def until(self, what: Callable[[], bool], seconds: float) -> float:
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            assert self.process.poll() is None, f"it ended:\n{self.words()[-4000:]}"
            if what():
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds} s:\n{self.words()[-4000:]}")

    def stand(self, code: str, issuer: str, said: str) -> int:
        """How many operators of an issuer stand so in the register of a node because of its feed."""
        found = database.known(self.node)
        assert found is not None
        with suppress(Exception), found.owner.connect(f"{database.NAME}_{code.lower()}") as connection:
            row = connection.execute(f"{HERE} f.issuer = %s AND s.said = %s", [issuer, said]).fetchone()
            return int(row[0]) if row else 0
        return -1

    def say(self, state: str, *numbers: int) -> None:
        """A list of the first node says that of its firms."""
        said = self.command(state, *map(str, numbers))
        ran = subprocess.run(said, capture_output=True, text=True, timeout=300, check=False, **self.how())  # type: ignore[call-overload]
        assert ran.returncode == 0, ran.stderr

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()


@pytest.fixture
def three() -> Iterator[Three]:
    # Not below pytest's own folder, where a database server that root starts may not look.
    state = Path(tempfile.mkdtemp(prefix="trustlane-nodes-"))
    state.chmod(0o755)
    shown = Three(state)
    try:
        yield shown
    finally:
        shown.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            shown.process.wait(120)
        supervisor.end(shown.node)
        database.stop(shown.node)
        shutil.rmtree(state, ignore_errors=True)


def test_a_status_crosses_the_border_and_is_gone_when_it_is_suspended(
    three: Three, capsys: pytest.CaptureFixture[str]
) -> None:
    three.until(lambda: "is served at" in three.words(), STARTS)
    took = {"granted in XA, valid in XB": three.until(lambda: three.stand("XB", "XA", "valid") == 3, ARRIVES)}
    three.until(lambda: three.stand("XC", "XA", "valid") == 3, ARRIVES)
    assert three.stand("XB", "XC", "valid") == 0  # between these two it is only tried

    three.say("suspended", 1)
    took["suspended"] = three.until(lambda: three.stand("XB", "XA", "suspended") == 1, ARRIVES)
    assert three.stand("XB", "XA", "valid") == 2

    cut = three.state / "lines-cut" / "XA-XB"
    cut.parent.mkdir(exist_ok=True)
    cut.touch()
    lines = [child for child in three.children() if "mra.xa.example/xb" in child.cmdline()]
    three.until(lambda: not any(line.is_running() and line.status() != "zombie" for line in lines), 30)
    three.say("suspended", 2)
    three.until(lambda: three.stand("XC", "XA", "suspended") == 2, ARRIVES)
    assert three.stand("XB", "XA", "suspended") == 1
    cut.unlink()
    took["healed"] = three.until(lambda: three.stand("XB", "XA", "suspended") == 2, ARRIVES)

    before = three.children()
    for child in before:
        child.kill()
    three.until(lambda: len({c.pid for c in three.children()} - {c.pid for c in before}) >= PARTS, ARRIVES)
    three.say("suspended", 3)
    took["all parts killed, suspended"] = three.until(lambda: three.stand("XB", "XA", "suspended") == 3, ARRIVES)
    with capsys.disabled():
        print("\n" + ", ".join(f"{what} {seconds:.1f} s" for what, seconds in took.items()))
    assert {one["code"] for one in json.loads((three.state / "nodes.json").read_text())} == {"XA", "XB", "XC"}
