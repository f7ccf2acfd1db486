"""`trustlane feeds`: opened by two persons, listed, sealed, closed, and taken back after a loss."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.recognition.issuer import Issuer, signers
from tests.world import World
from trustlane.access.roles import Role
from trustlane.cli import app, node_database
from trustlane.config import feed_keys

ORIGIN = "mra.xa.example/xb"
PASSWORD = "crane-lantern-42"


@pytest.fixture
def house(world: World, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Issuer:
    """The database of the test stands for that of the node; two persons of the desk of agreements have passwords."""

    @contextmanager
    def opened(_node: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(node_database, "opened", opened)
    monkeypatch.setattr(feed_keys, "signers", signers)
    settings.TRUSTLANE_ADMINISTRATION, settings.TRUSTLANE_FEEDS_FOLDER = "XA", tmp_path / "feeds"
    for name in ("anna", "bela"):
        world.user(Role.MRA_DESK, username=name, password=PASSWORD)
    return Issuer(world, tmp_path / "feeds")


@pytest.fixture
def run(house: Issuer, tmp_path: Path) -> Any:
    def ran(*arguments: str, by: str = "") -> tuple[int, str, str]:
        if by:
            file = tmp_path / by
            file.write_text(PASSWORD + "\n")
            file.chmod(0o600)
            arguments = (*arguments, "--by", by, "--password-file", str(file))
        result = CliRunner().invoke(app, ["feeds", *arguments])
        told = result.exception
        if told is not None and not isinstance(told, SystemExit):
            return 1, result.stdout, str(told)
        return result.exit_code, result.stdout, result.stderr

    return ran


def opened(run: Any) -> None:
    proposing = ("--partner", "XB", "--scope", "security", "--reason", "agreement")
    assert run("open", ORIGIN, *proposing, by="anna")[0] == 0
    assert run("open", ORIGIN, by="bela")[0] == 0


def the_one(run: Any) -> dict[str, Any]:
    (row,) = json.loads(run("list", "--json")[1])
    return dict(row)


def test_one_proposes_and_another_opens(run: Any) -> None:
    run("open", ORIGIN, "--partner", "XB", "--reason", "agreement", by="anna")
    assert the_one(run)["state"] == "proposed"
    code, _, said = run("open", ORIGIN, by="anna")
    assert code == 1 and "did not propose" in said
    code, _, said = run("open", ORIGIN, by="bela")
    assert code == 0 and "0 entries wait" in said
    assert the_one(run)["state"] == "open"


def test_what_waits_is_sealed_once_asked(run: Any, house: Issuer) -> None:
    opened(run)
    house.says(house.operator(1))
    assert the_one(run)["waiting"] == 1
    code, told, _ = run("seal", "--json")
    assert (code, json.loads(told)["size"]) == (0, 1)
    assert (the_one(run)["signed"], the_one(run)["waiting"]) == (1, 0)
    assert ORIGIN in run("list")[1]


def test_a_feed_that_must_not_be_signed_is_named_with_what_to_do(run: Any, house: Issuer) -> None:
    opened(run)
    house.says(house.operator(1))
    run("seal")
    shutil.rmtree(house.folder)
    house.folder.mkdir()
    code, _, said = run("seal")
    assert code == 1 and "take-back" in said


def test_the_partners_checkpoint_brings_it_back(run: Any, house: Issuer, tmp_path: Path) -> None:
    from trustlane.recognition.queries import feeds

    opened(run)
    house.says(house.operator(1))
    run("seal")
    kept, none = tmp_path / "newest.note", tmp_path / "tail"
    kept.write_bytes(feeds.newest_note(ORIGIN) or b"")
    none.write_bytes(b"")
    shutil.rmtree(house.folder)
    house.folder.mkdir()
    code, _, said = run("take-back", ORIGIN, "--checkpoint", str(kept), "--entries", str(none), by="anna")
    assert code == 0 and "signed on from 1" in said
    assert run("seal")[0] == 0


def test_closing_says_who_was_valid_that_it_ended(run: Any, house: Issuer) -> None:
    opened(run)
    house.says(house.operator(1))
    code, _, said = run("close", ORIGIN, "--reason", "terminated", by="anna")
    assert code == 0 and "1 entries wait" in said
    assert the_one(run)["state"] == "closed"


def test_an_unknown_feed_is_refused(run: Any) -> None:
    code, _, said = run("close", ORIGIN, "--reason", "x", by="anna")
    assert code == 1 and "no such feed" in said


def test_keys_of_a_demonstration_are_made_once_and_for_this_account_alone(tmp_path: Path) -> None:
    from types import SimpleNamespace

    node: Any = SimpleNamespace(state=tmp_path)
    feed_keys.ensure_invented(node)
    made = (tmp_path / "feed-keys" / "feed.pem").read_bytes()
    feed_keys.ensure_invented(node)
    assert (tmp_path / "feed-keys" / "feed.pem").read_bytes() == made
    assert (tmp_path / "feed-keys" / "feed.pem").stat().st_mode & 0o077 == 0


def test_without_keys_nothing_is_signed_and_it_says_so(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from trustlane.recognition.refusals import KeyMissing
    from trustlane.recognition.signing import FileSigner

    with pytest.raises(KeyMissing):
        FileSigner(tmp_path / "none.pem")
    monkeypatch.setattr(feed_keys, "signers", lambda: FileSigner(tmp_path / "none.pem"))
    code, _, said = run("seal")
    assert code == 1 and "no key can be read" in said


def test_two_persons_trust_the_keys_of_a_partner(run: Any, tmp_path: Path) -> None:
    from tests.wire.partner import keyset
    from trustlane.recognition.keys.telling import short

    file = tmp_path / "1.root.json"
    file.write_bytes(keyset().written)
    told = ("--fingerprint", short(keyset().fingerprint))
    code, _, said = run("trust-keys", "XB", "--file", str(file), "--fingerprint", "0000", by="anna")
    assert code != 0 and "not the one given" in said
    assert run("trust-keys", "XB", *told, by="bela")[0] == 1
    assert run("trust-keys", "XB", "--file", str(file), *told, by="anna")[0] == 0
    assert json.loads(run("keysets", "--json")[1])[0]["trusted_at"] is None
    assert "waits for a second person" in " ".join(run("keysets")[1].split())
    assert run("trust-keys", "XB", *told, by="anna")[0] == 1
    assert run("trust-keys", "XB", *told, by="bela")[0] == 0
    (row,) = json.loads(run("keysets", "--json")[1])
    assert (row["administration"], row["version"], row["by_two"]) == ("mra.xb.example", 1, True)
    assert row["trusted_at"]
