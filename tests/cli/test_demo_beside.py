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

pytestmark = pytest.mark.timeout(4 * WAIT)


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
        for world in ("with_credit", "without_credit"):
            assert getattr(there.tables, world).table.equals(getattr(here.tables, world).table)
        for part in ("lines", "events", "observed", "outcomes"):
            assert getattr(there.read, part).equals(getattr(here.read, part)), part


def test_a_country_that_is_killed_is_told_of(capfd: pytest.CaptureFixture[str]) -> None:
    def kill(day: date) -> None:
        for child in psutil.Process().children():
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()

    with drawn_beside(LAST, TINY, kill) as beside:
        for _ in range(2):  # and whoever asks again does not wait either
            with pytest.raises(typer.Exit) as left:
                beside.history()
            assert left.value.exit_code == 1
    assert "start once more" in capfd.readouterr().err


@pytest.mark.parametrize("error", [ValueError("no bar"), OSError("no terminal")])
def test_what_goes_wrong_on_this_side_is_told_as_it_is(error: Exception) -> None:
    def fail(day: date) -> None:
        raise error

    with drawn_beside(LAST, TINY, fail) as beside, pytest.raises(type(error), match=str(error)):
        beside.history()


def test_what_goes_wrong_on_the_other_side_is_told_with_its_place() -> None:
    with drawn_beside(LAST, TINY, lambda day: None) as beside:
        beside.history()
        with pytest.raises(AttributeError) as told:
            list(beside.stretches(("no hold",)))  # type: ignore[arg-type]
    assert "demo_screening.py" in "".join(told.value.__notes__)


@pytest.mark.parametrize("moment", ["while it draws", "while it waits for holds"])
def test_a_country_ends_in_silence_when_nobody_listens_any_more(moment: str) -> None:
    listening = dedent(f"""
        import os
        import psutil
        from tests.cli.test_demo_country import LAST, TINY
        from trustlane.cli.demo_beside import drawn_beside

        def die():
            print(*(child.pid for child in psutil.Process().children()), flush=True)
            os.kill(os.getpid(), 9)

        if __name__ == "__main__":
            draws = {moment == "while it draws"}
            with drawn_beside(LAST, TINY, lambda day: die() if draws else None) as beside:
                beside.history()
                die()
    """)
    env = {**os.environ, "PYTHONPATH": "."}
    # Standard output and error stay open until the country is gone too.
    died = subprocess.run([sys.executable, "-c", listening], capture_output=True, text=True, env=env, timeout=2 * WAIT)
    assert died.returncode == -9
    assert died.stdout.split()
    assert "Traceback" not in died.stderr
    assert not [pid for pid in died.stdout.split() if _country(int(pid))]


def _country(pid: int) -> bool:
    try:
        return "spawn_main" in " ".join(psutil.Process(pid).cmdline())
    except psutil.NoSuchProcess:
        return False
