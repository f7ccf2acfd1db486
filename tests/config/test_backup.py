"""Backups: a round trip brings everything back; one that was touched is refused and changes nothing."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from trustlane.config import binaries, database, lots
from trustlane.config.settings import InForce

pytestmark = pytest.mark.skipif(not binaries.available(), reason="no PostgreSQL server binaries on this machine")

PERSON = """
INSERT INTO access_user (username, full_name, password, email, office, operator, language, is_active, enrolled_at)
VALUES (%s, 'Ana Tui', '', '', '', '', '', true, now())
"""


def command(node: InForce, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TRUSTLANE_", "DATABASE_", "DJANGO_"))}
    env |= {"TRUSTLANE_STATE": str(node.state), "COLUMNS": "200"}
    asked = [sys.executable, "-m", "trustlane.cli", *arguments]
    return subprocess.run(asked, env=env, capture_output=True, text=True, check=False, timeout=300)


def people(node: InForce) -> list[str]:
    with database.in_use(node) as known, known.app.connect() as connection:
        return [str(row[0]) for row in connection.execute("SELECT username FROM access_user ORDER BY 1").fetchall()]


def enrol(node: InForce, name: str) -> None:
    with database.in_use(node) as known, known.owner.connect() as connection:
        connection.execute(PERSON, [name])


@pytest.fixture(scope="module")
def saved(node: InForce, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node with one person and one document, saved into a file; a second person came afterwards."""
    migrated = command(node, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    enrol(node, "ana")
    document = node.evidence / "ab" / "cd" / "abcd"
    document.parent.mkdir(parents=True)
    document.write_bytes(b"a document")
    seed, drawn = lots.ensure(node.state)
    assert drawn
    file = tmp_path_factory.mktemp("backups") / "node.tar"
    done = command(node, "backup", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == 3
    enrol(node, "bela")
    return file


def altered(saved: Path, target: Path, name: str, change: bytes) -> Path:
    """Write the same backup with one file changed, its manifest left as it was."""
    with tarfile.open(saved) as whole, tarfile.open(target, "w") as out:
        for member in whole.getmembers():
            content = whole.extractfile(member)
            assert content is not None
            data = content.read()
            if member.name == name:
                data = data[: -len(change)] + change
            member.size = len(data)
            copied = target.with_name("part")
            copied.write_bytes(data)
            with copied.open("rb") as part:
                out.addfile(member, part)
    return target


def test_only_who_made_it_can_read_it(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0


def test_the_seed_is_in_it_for_its_owner_alone(node: InForce, saved: Path) -> None:
    with tarfile.open(saved) as whole:
        member = whole.getmember("seed")
        content = whole.extractfile(member)
        assert content is not None
        assert content.read() == (node.state / lots.FILE).read_bytes()
        assert {one.mode for one in whole.getmembers()} == {0o600}


def test_a_check_says_that_it_can_be_brought_in_and_changes_nothing(node: InForce, saved: Path) -> None:
    done = command(node, "restore", str(saved), "--check")
    assert done.returncode == 0, done.stderr
    assert "can be brought in" in done.stdout
    assert people(node) == ["ana", "bela"]


def test_what_a_node_holds_is_not_replaced_unasked(node: InForce, saved: Path) -> None:
    done = command(node, "restore", str(saved))
    assert done.returncode == 1
    assert "--replace" in done.stderr
    assert people(node) == ["ana", "bela"]


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("database.dump", b"x", "database.dump: its digest is"),
        ("evidence/ab/cd/abcd", b"X", "evidence/ab/cd/abcd: its digest is"),
        ("seed", b"X", "seed: its digest is"),
        ("manifest.json", b"]", "the manifest cannot be read"),
    ],
)
def test_one_that_was_touched_is_refused_and_changes_nothing(
    node: InForce, saved: Path, tmp_path: Path, name: str, change: bytes, told: str
) -> None:
    done = command(node, "restore", str(altered(saved, tmp_path / "touched.tar", name, change)), "--replace")
    assert done.returncode == 1
    assert told in done.stderr
    assert people(node) == ["ana", "bela"]


@pytest.mark.parametrize("kept", [0, 100, 5000])
def test_one_that_was_cut_short_is_refused(node: InForce, saved: Path, tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "cut.tar"
    cut.write_bytes(saved.read_bytes()[:kept])
    assert command(node, "restore", str(cut), "--replace").returncode == 1
    assert people(node) == ["ana", "bela"]


def test_the_round_trip_brings_back_what_was_there(node: InForce, saved: Path) -> None:
    document = node.evidence / "ab" / "cd" / "abcd"
    document.unlink()
    seed = node.state / lots.FILE
    drawn = seed.read_bytes()
    seed.write_bytes(b"another seed that came afterwards")
    done = command(node, "restore", str(saved), "--replace", "--json")
    assert done.returncode == 0, done.stderr
    assert people(node) == ["ana"]
    assert seed.read_bytes() == drawn
    assert seed.stat().st_mode & 0o077 == 0
    (aside,) = node.state.glob("seed.*")
    assert aside.read_bytes() == b"another seed that came afterwards"
    assert document.read_bytes() == b"a document"
    with database.in_use(node) as known, known.owner.connect() as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE '%restor%'").fetchall()
    assert found == []


def test_after_it_the_application_still_may_only_add_to_the_record(node: InForce, saved: Path) -> None:
    with database.in_use(node) as known, known.app.connect() as connection:
        row = connection.execute(
            "SELECT has_table_privilege('ledger_row', 'INSERT'), has_table_privilege('ledger_row', 'UPDATE, DELETE')"
        ).fetchone()
    assert row == (True, False)
