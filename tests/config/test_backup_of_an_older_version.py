"""A backup made before the tables changed: brought in today, every date of every case is what it was."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trustlane.config import binaries
from trustlane.config.settings import InForce

# It makes a node, its cases and a backup, and starts Python six times for that: too long for every run.
pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(not binaries.available(), reason="no PostgreSQL server binaries on this machine"),
]

OLDER = "0005_what_validators_can_do"
ROOT = Path(__file__).resolve().parents[2]


def asked(node: InForce, *command: str) -> Any:
    """What a process of its own says on that node; as JSON where it says something."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TRUSTLANE_", "DATABASE_", "DJANGO_"))}
    env |= {"TRUSTLANE_STATE": str(node.state), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.startswith("{") else None


@pytest.fixture(scope="module")
def told(node: InForce, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the node says of its cases when they are laid, and after a backup of the older tables was brought in."""
    file = tmp_path_factory.mktemp("backups") / "older.tar"
    asked(node, "-m", "trustlane.cli", "migrate")
    before = asked(node, "-m", "tests.config.old_cases", "lay", OLDER)
    asked(node, "-m", "trustlane.cli", "backup", str(file), "--json")
    restored = asked(node, "-m", "trustlane.cli", "restore", str(file), "--replace", "--json")
    return {"before": before, "restored": restored, "after": asked(node, "-m", "tests.config.old_cases", "tell")}


def test_restoring_brings_the_tables_to_this_version(told: dict[str, Any]) -> None:
    before, after = told["before"]["applied"], told["after"]["applied"]
    assert max(before) == OLDER
    assert after[: len(before)] == before
    assert told["restored"]["migrations"] == len(after) - len(before) > 0


def test_every_date_is_what_it_was(told: dict[str, Any]) -> None:
    before, after = told["before"], told["after"]
    assert len(before["cases"]) >= 18
    assert after["cases"] == before["cases"]
    assert len(before["standing"]) > 10
    assert after["standing"] == before["standing"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_events_replayed_from_the_first_give_what_the_case_keeps(told: dict[str, Any], when: str) -> None:
    for reference, case in told[when]["cases"].items():
        assert case["replayed"] == case["kept"], reference


def test_the_cases_hold_whatever_moves_a_clock(told: dict[str, Any]) -> None:
    moves = {move for case in told["after"]["cases"].values() for move in case["moves"]}
    assert moves >= {
        "answer_information",
        "extend",
        "freeze",
        "grant",
        "intend_revocation",
        "migrate",
        "ratify",
        "start_clock",
        "stop_clock",
    }


def test_a_decision_that_stood_and_was_extended_is_due_on_the_day_counted_by_hand(told: dict[str, Any]) -> None:
    """Accepted on 7 March 2026; 120 days and 30 more, and the days from the stop to the day it was started again."""
    (case,) = [one for one in told["after"]["cases"].values() if "stop_clock" in one["moves"]]
    (decision,) = [one for one in case["clocks"] if one[0] == "decision"]
    assert decision[1:3] == ["2026-03-07", "2026-08-13"]
