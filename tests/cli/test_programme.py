"""`trustlane programme`: one uploads the cases of another system, another applies them, two sign, one cuts over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.programme.test_migrating import FILE
from tests.world import World
from trustlane.access.roles import Role
from trustlane.cli import app, node_database
from trustlane.programme.models import Case, Cutover, ReconciliationReport

PASSWORD = "quince-lantern-42"


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The database of the test stands for that of the node; rosa and remy keep the register, dora decides."""

    @contextmanager
    def opened(_node: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(node_database, "opened", opened)
    for name, role in (("rosa", Role.REGISTER_OFFICER), ("remy", Role.REGISTER_OFFICER), ("dora", Role.DECISION_MAKER)):
        world.user(role, username=name, password=PASSWORD)
    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n")
    secret.chmod(0o600)

    def ran(*arguments: str, by: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, ["programme", *arguments, "--by", by, "--password-file", str(secret)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return ran


def migrate(run: Any, tmp_path: Path, data: bytes = FILE) -> tuple[int, str, str]:
    table = tmp_path / "holders.csv"
    table.write_bytes(data)
    told: tuple[int, str, str] = run("migrate", str(table), "--on", "2026-03-01", "--office", "XA01", by="rosa")
    return told


def test_a_table_is_uploaded_applied_signed_and_cut_over(run: Any, tmp_path: Path) -> None:
    code, told, said = migrate(run, tmp_path)
    assert code == 0, said
    assert "8 cases can be brought; 0 refused" in told
    found = re.search(r"apply (\d+) ([0-9a-f]{12})", told)
    assert found
    number, seen = found.groups()
    code, _, said = run("apply", number, seen, by="rosa")
    assert code == 1
    assert "did not upload" in said
    code, told, said = run("apply", number, seen, by="remy")
    assert code == 0, said
    assert "8 cases were brought" in told
    assert Case.objects.count() == 8
    assert run("countersign", number, by="remy")[0] == 1
    assert run("countersign", number, by="dora")[0] == 0
    assert ReconciliationReport.objects.get().countersigned_by is not None
    assert run("propose-cut-over", "--on", "2026-04-01", "--reason", "switched off", by="dora")[0] == 0
    proposal = Cutover.objects.get()
    assert str(proposal) == "2026-04-01"
    assert run("cut-over", str(proposal.pk), by="dora")[0] == 1
    assert run("cut-over", "77", by="rosa")[0] == 1
    assert run("cut-over", str(proposal.pk), by="rosa")[0] == 0
    assert Cutover.objects.get().confirmed_by is not None


def test_rows_that_cannot_be_used_are_printed_with_their_place(run: Any, tmp_path: Path) -> None:
    code, told, _ = migrate(run, tmp_path, FILE.replace(b"under review", b"somewhere"))
    assert code == 1
    assert "row 6" in told
    assert not Case.objects.exists()


def test_what_is_no_table_is_refused_in_a_sentence(run: Any, tmp_path: Path) -> None:
    code, _, said = migrate(run, tmp_path, b"rubbish")
    assert code == 1
    assert "Name the columns" in said


@pytest.mark.parametrize("arguments", [("apply", "77", "0123456789ab"), ("countersign", "77"), ("apply", "1", "short")])
def test_what_is_not_there_is_told(run: Any, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    migrate(run, tmp_path)
    code, _, said = run(*arguments, by="remy")
    assert code == 1
    assert said
    assert not Case.objects.exists()
