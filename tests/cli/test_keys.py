"""`trustlane keys`: from three roots in three rooms to a keyset a partner believes, on files alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trustlane.cli import app
from trustlane.recognition.keys import locked
from trustlane.recognition.keys.keysets import read
from trustlane.recognition.keys.roles import Role

PHRASE = "five words nobody puts together"


def run(*arguments: str | Path) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["keys", *map(str, arguments)])
    return told.exit_code, " ".join(told.output.split())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locked, "lock", partial(locked.lock, work=16))
    monkeypatch.setattr(locked, "unlock", partial(locked.unlock, work=16))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with four roots, and a key and its successor for every role."""
    monkeypatch.chdir(tmp_path)
    phrase = tmp_path / "phrase"
    phrase.write_text(PHRASE + "\n")
    phrase.chmod(0o600)
    for number in range(1, 5):
        assert run("make", f"root-{number}.key", "--passphrase", "phrase")[0] == 0
    for role in Role:
        for name in (role, f"{role}-2"):
            assert run("make", f"{name}.key", "--role", role, "--passphrase", "phrase")[0] == 0
    yield tmp_path


def first(*extra: str) -> tuple[int, str]:
    roots = [word for number in (1, 2, 3) for word in ("--root", f"root-{number}.pub")]
    working = [word for role in Role for word in ("--key", f"{role}.pub")]
    return run("new", "1.root.json", "--administration", "mra.xa.example", *roots, *working, *extra)


def sign(file: str, number: int, *extra: str) -> tuple[int, str]:
    return run("sign", file, "--key", f"root-{number}.key", "--passphrase", "phrase", *extra)


def test_a_keyset_is_made_signed_by_two_of_three_and_followed_by_the_next(house: Path) -> None:
    assert first()[0] == 0
    code, told = run("check", "1.root.json")
    assert (code, "SignaturesTooFew" in told) == (2, True)
    assert "missing: 1 of its own roots" in sign("1.root.json", 1)[1]
    assert "enough roots" in sign("1.root.json", 3)[1]
    one = read((house / "1.root.json").read_bytes())
    digits = one.fingerprint.hex()[:32]
    code, told = run("check", "1.root.json", "--fingerprint", " ".join(digits[at : at + 4] for at in range(0, 32, 4)))
    assert (code, "version 1 counts until" in told) == (0, True)

    roots = [word for number in (2, 3, 4) for word in ("--root", f"root-{number}.pub")]
    code, told = run("new", "2.root.json", "--after", "1.root.json", *roots, "--key", "feed_signer-2.pub")
    assert code == 0, told
    after = ("--after", "1.root.json")
    assert "1 of its own roots and 2 of the roots before" in sign("2.root.json", 4, *after)[1]
    assert "missing: 1 of the roots before" in sign("2.root.json", 2, *after)[1]
    assert run("check", "1.root.json", "2.root.json")[0] == 2
    assert "enough roots" in sign("2.root.json", 1, *after)[1]
    code, told = run("check", "1.root.json", "2.root.json")
    assert (code, "version 2 counts until" in told) == (0, True)
    assert "compare its fingerprint" in told
    two = read((house / "2.root.json").read_bytes())
    old, new = (key for key in two.keys if key.role == Role.FEED)
    assert (old.ends - new.starts).days == 7

    told = json.loads(CliRunner().invoke(app, ["keys", "show", "2.root.json", "--json"]).stdout)
    assert (told["version"], told["administration"], told["fingerprint"]) == (
        2,
        "mra.xa.example",
        two.fingerprint.hex(),
    )
    assert sorted(told["roots"].values()) == [False, True, True]
    assert "has not signed" in run("show", "2.root.json")[1]


def test_a_stolen_key_ends_now(house: Path) -> None:
    first()
    sign("1.root.json", 1)
    sign("1.root.json", 2)
    code, told = run("new", "2.root.json", "--after", "1.root.json", "--end", "heartbeat")
    assert (code, "RoleUncovered" in told) == (2, True)
    run("new", "2.root.json", "--after", "1.root.json", "--end", "heartbeat", "--key", "heartbeat-2.pub")
    two = read((house / "2.root.json").read_bytes())
    hexadecimal = (house / "heartbeat-2.pub").read_text().split()[1]
    assert [key.public.hex() for key in two.keys if key.role == Role.HEARTBEAT] == [hexadecimal]


def test_what_cannot_be_signed_is_refused_by_name(house: Path) -> None:
    first()
    assert "SignerUnknown" in sign("1.root.json", 4)[1]
    sign("1.root.json", 1)
    assert "SignedTwice" in sign("1.root.json", 1)[1]
    sign("1.root.json", 2)
    run("new", "2.root.json", "--after", "1.root.json", "--key", "feed_signer-2.pub")
    assert "name version 1 by --after" in sign("2.root.json", 1)[1]
    assert "name version 1 by --after" in sign("2.root.json", 1, "--after", "2.root.json")[1]
    (house / "phrase").write_text("another phrase than that\n")
    assert "PassphraseWrong" in sign("2.root.json", 1, "--after", "1.root.json")[1]
    (house / "phrase").chmod(0o644)
    assert "others can read" in sign("2.root.json", 1, "--after", "1.root.json")[1]
    assert "no terminal" in run("sign", "2.root.json", "--key", "root-1.key", "--after", "1.root.json")[1]


def test_a_key_is_never_written_over_and_its_file_is_nobody_elses(house: Path) -> None:
    before = (house / "root-1.key").read_bytes()
    assert "exists already" in run("make", "root-1.key", "--passphrase", "phrase")[1]
    assert (house / "root-1.key").read_bytes() == before
    assert (house / "root-1.key").stat().st_mode & 0o077 == 0
    (house / "phrase").write_text("short\n")
    assert "PassphraseShort" in run("make", "root-9.key", "--passphrase", "phrase")[1]
    assert not (house / "root-9.key").exists()
    assert "no role 'king'" in run("make", "king.key", "--role", "king", "--passphrase", "phrase")[1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["show", "nowhere.json"], "there is no such file"),
        (["show", "phrase"], "KeysetUnfit"),
        (["check", "phrase"], "KeysetUnfit"),
        (["new", "x.json", "--root", "feed_signer.pub"], "not the public key of root"),
        (["new", "x.json", "--key", "root-1.pub"], "not the public key of feed_signer"),
        (["new", "x.json", "--end", "king"], "no role 'king'"),
        (["new", "x.json", "--administration", "mra.xa.example"], "RootsUnfit"),
        (["new", "x.json", "--administration", "XA", *[f"--root=root-{n}.pub" for n in (1, 2, 3)]], "administration"),
    ],
)
def test_what_cannot_be_done_is_refused(house: Path, asked: list[str], said: str) -> None:
    code, told = run(*asked)
    assert code == 2
    assert said in told


def test_another_fingerprint_is_refused(house: Path) -> None:
    first()
    sign("1.root.json", 1)
    sign("1.root.json", 2)
    code, told = run("check", "1.root.json", "--fingerprint", "0" * 32)
    assert (code, "not the one given" in told) == (2, True)
