"""The country in a process of its own: the same as here, and neither side waits for one that is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from textwrap import dedent

import psutil
import pytest
import typer

from tests.cli.test_demo_country import LAST, TINY, Shown, shown
from trustlane.cli.demo_beside import drawn_beside

__all__ = ["shown"]
WAIT = 60  # seconds


def test_what_another_process_draws_is_what_this_one_draws(shown: Shown) -> None:
    days: list[date] = []
    with drawn_beside(LAST, TINY, days.append) as beside:
        assert beside.history() == shown.history
        told = list(beside.stretches(shown.holds))
        standing = beside.standing()
    assert len(days) == TINY.before + TINY.days
    assert standing == shown.of.standing()
    for here, there in zip(shown.stretches, told, strict=True):
        assert there.decisions.equals(here.decisions)
        assert there.basis == here.basis.named
        assert there.read.lines.equals(here.read.lines)


def test_a_country_that_is_killed_is_told_of(capfd: pytest.CaptureFixture[str]) -> None:
    def kill(day: date) -> None:
        for child in psutil.Process().children():
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()

    with drawn_beside(LAST, TINY, kill) as beside, pytest.raises(typer.Exit) as left:
        beside.history()
    assert left.value.exit_code == 1
    assert "start once more" in capfd.readouterr().err


def test_a_country_ends_when_nobody_listens_any_more() -> None:
    listening = dedent("""
        import os
        import psutil
        from tests.cli.test_demo_country import LAST, TINY
        from trustlane.cli.demo_beside import drawn_beside

        def tell(day):
            print(*(child.pid for child in psutil.Process().children()), flush=True)
            os.kill(os.getpid(), 9)

        if __name__ == "__main__":
            with drawn_beside(LAST, TINY, tell) as beside:
                beside.history()
    """)
    died = subprocess.run(
        [sys.executable, "-c", listening],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
        timeout=WAIT,
    )
    assert died.returncode == -9
    assert died.stdout.split()
    left = [psutil.Process(int(pid)) for pid in died.stdout.split() if psutil.pid_exists(int(pid))]
    _, alive = psutil.wait_procs(left, timeout=WAIT)
    assert not alive
