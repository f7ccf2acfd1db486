"""The further nodes of the demonstration: where each lies, what each is told, what stands beside the pages."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trustlane.cli import supervisor
from trustlane.cli.demo_exchange import partners, read_nodes
from trustlane.cli.demo_nodes import MOST, Nodes
from trustlane.cli.supervisor import Part, Tended
from trustlane.config import feed_keys, settings
from trustlane.config.database import Database, Login
from trustlane.config.demonstration import IN_FORCE, NODES_FILE
from trustlane.config.settings import InForce
from trustlane.recognition.keys.chain import pinned
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.signing import FileSigner

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def node(tmp_path: Path) -> InForce:
    return settings.load({"TRUSTLANE_STATE": str(tmp_path)}, None)


@pytest.fixture
def nodes(node: InForce, monkeypatch: pytest.MonkeyPatch) -> Nodes:
    monkeypatch.setattr(settings, "in_force", lambda: node)
    monkeypatch.setenv(NODES_FILE, "")
    owner, app = (Login("/sockets", "5432", "trustlane", name, "secret") for name in ("owner", "app"))
    return Nodes(node, Database(owner, app, private=True), "127.0.0.1", 23_400, MOST)


def test_each_node_has_a_folder_a_database_and_an_environment_of_its_own(nodes: Nodes, node: InForce) -> None:
    _, xb, xc = nodes.all
    assert xb.state != xc.state
    told = settings.load(xb.environment, None)
    assert told.settings.node.administration == "XB"
    assert told.state == xb.state == node.state / "nodes" / "xb"
    assert told.settings.web.address == xb.url
    assert "/trustlane_xb?" in told.secrets["database.url"]
    assert "/trustlane_xc?" in settings.load(xc.environment, None).secrets["database.app_url"]


def test_what_is_set_for_the_first_node_is_not_set_for_the_others(
    node: InForce, nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUSTLANE_EVIDENCE_FOLDER", "/somewhere")
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://first/of/all")
    again = Nodes(node, nodes.found, "127.0.0.1", 23_400, MOST)
    assert "TRUSTLANE_EVIDENCE_FOLDER" not in again.beside[0].environment
    assert again.beside[0].environment["DATABASE_APP_URL"].endswith("trustlane_xb?host=%2Fsockets&port=5432")


def test_a_taken_port_is_stepped_over_and_told(node: InForce, nodes: Nodes) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        moved = Nodes(node, nodes.found, "127.0.0.1", port - 1, 2)
    assert moved.beside[0].port != port
    assert moved.moved == [f"Port {port} is taken, serving XB on {moved.beside[0].port}."]


def test_keys_are_made_once_and_each_node_knows_the_others(nodes: Nodes) -> None:
    nodes.write()
    known = read_nodes(nodes.file)
    assert {code: pinned(one.keyset).newest.administration for code, one in known.items()} == {
        "XA": "mra.xa.example",
        "XB": "mra.xb.example",
        "XC": "mra.xc.example",
    }
    before = {code: one.keyset for code, one in known.items()}
    nodes.write()
    assert {code: one.keyset for code, one in read_nodes(nodes.file).items()} == before
    assert len(set(before.values())) == MOST
    assert os.environ[NODES_FILE] == str(nodes.file)
    assert [one["code"] for one in json.loads(nodes.file.read_text())] == ["XA", "XB", "XC"]


def test_an_invented_keyset_counts_and_names_the_keys_that_lie_there(node: InForce) -> None:
    made = feed_keys.ensure_invented_keyset(node, "mra.xa.example", at=NOON)
    assert pinned(made.written).current(NOON) == made
    named = {key.role: key.public for key in made.keys}
    folder = node.state / feed_keys.FOLDER
    assert named == {
        Role.FEED: FileSigner(folder / feed_keys.FEED).public,
        Role.HEARTBEAT: FileSigner(folder / feed_keys.HEARTBEAT).public,
        Role.REQUEST: FileSigner(folder / feed_keys.REQUEST).public,
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())


def test_lines_run_between_those_in_force_and_stand_still_while_they_are_cut(nodes: Nodes) -> None:
    lines = {part.name: part for part in nodes.parts() if part.name.startswith("the line")}
    assert set(lines) == {f"the line from {a} to {b}" for pair in IN_FORCE for a, b in (pair, pair[::-1])}
    nodes.cut.mkdir()
    (nodes.cut / "XA-XB").touch()
    up = {name for name, part in lines.items() if part.wanted()}
    assert up == {"the line from XA to XC", "the line from XC to XA"}


def test_partners_are_those_in_force_and_those_it_is_tried_with() -> None:
    assert sorted(partners("XB")) == ["XA", "XC"]
    assert sorted(partners("XB", of=IN_FORCE)) == ["XA"]


@pytest.fixture
def tended(node: InForce, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tended]:
    """A part that sleeps, wanted as long as no file says otherwise."""
    monkeypatch.setattr(supervisor, "RUN", ("-c", "import time; time.sleep(60)"))
    made = Tended(node, Part("sleep", (), os.environ, lambda: not (node.state / "cut").exists()), lambda said: None)
    yield made
    supervisor.end_orphans(node)
    if made.process is not None:
        made.process.wait()


def test_a_part_that_was_killed_is_begun_again_after_a_pause(tended: Tended) -> None:
    assert tended.look(100.0)
    assert not tended.look(100.3)
    first = tended.process
    assert first is not None
    first.kill()
    first.wait()
    assert not tended.look(101.0)
    assert tended.look(101.5)
    assert tended.process is not None
    assert tended.process.pid != first.pid


def test_a_part_that_is_not_wanted_is_ended_and_begun_when_it_is(tended: Tended, node: InForce) -> None:
    tended.look(1.0)
    running = tended.process
    assert running is not None
    (node.state / "cut").touch()
    assert not tended.look(2.0)
    assert running.poll() is not None
    (node.state / "cut").unlink()
    assert tended.look(3.0)


def test_what_one_part_left_behind_is_ended_without_the_others(tended: Tended, node: InForce) -> None:
    tended.look(1.0)
    other = supervisor.begun(node, Part("other", (), os.environ))
    deadline = time.monotonic() + 20
    while not supervisor.end_orphans(node, "other") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert other.wait(10) is not None
    assert tended.process is not None and tended.process.poll() is None
