"""The supervisor: knows who really runs, steps over taken ports, and lets only one of a node in."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import typer

from trustlane.cli import supervisor
from trustlane.config import places, settings
from trustlane.config.settings import InForce


@pytest.fixture
def node(tmp_path: Path) -> InForce:
    return settings.load({"TRUSTLANE_STATE": str(tmp_path)}, None)


def left_behind(node: InForce, pid: int, started: float) -> None:
    told = {"pid": pid, "started": started, "url": "http://127.0.0.1:8000"}
    (node.state / "demo.json").write_text(json.dumps(told))


def test_a_demonstration_that_runs_is_found(node: InForce) -> None:
    me = psutil.Process()
    left_behind(node, me.pid, me.create_time())
    found = supervisor.running(node)
    assert found is not None
    assert found.pid == os.getpid()


def test_another_process_that_got_its_number_is_not_taken_for_it(node: InForce) -> None:
    left_behind(node, os.getpid(), psutil.Process().create_time() - 3600)
    assert supervisor.running(node) is None


def test_a_note_that_cannot_be_read_says_nothing(node: InForce) -> None:
    (node.state / "demo.json").write_text("{")
    assert supervisor.running(node) is None


def test_what_carries_the_mark_is_ended_and_nothing_else(node: InForce) -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    marked = subprocess.Popen(sleep, env=os.environ | {supervisor.MARK: places.key(node.state)})
    another = subprocess.Popen(sleep, env=os.environ | {supervisor.MARK: "of another node"})
    try:
        deadline = time.monotonic() + 10
        while not supervisor.end_orphans(node) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not psutil.pid_exists(marked.pid)
        assert another.poll() is None
    finally:
        for process in (marked, another):
            process.kill()
            process.wait()


def test_a_second_supervisor_of_the_same_node_is_refused(node: InForce) -> None:
    with supervisor.only_one(node), pytest.raises(typer.Exit), supervisor.only_one(node):
        pass


def test_a_taken_port_is_stepped_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert supervisor.free_port("127.0.0.1", port) != port
