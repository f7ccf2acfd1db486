"""`trustlane found`: two persons found the house, once, with passwords nobody else can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.world import World
from trustlane.cli import app, node_database, passwords

TWO = ("anna", "Anna Adler", "adam", "Adam Ash")
GOOD = "crane-lantern-42\nharbour-quince-17\n"


@pytest.fixture(autouse=True)
def database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the test stands for that of the node."""

    @contextmanager
    def opened(_node: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(node_database, "opened", opened)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    file = tmp_path / "passwords"
    file.write_text(GOOD)
    file.chmod(0o600)
    return file


def run(*arguments: object, typed: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["found", *[str(one) for one in arguments]], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def administrators() -> list[str]:
    from trustlane.access.queries import holders
    from trustlane.access.roles import Role

    return sorted(user.username for user in holders(Role.ADMINISTRATOR, at=World.now.replace(year=2100)))


def test_two_persons_found_the_house_and_can_log_in(given: Path) -> None:
    from django.contrib.auth import get_user_model

    code, told, _ = run(*TWO, "--passwords", given, "--json")
    assert (code, [one["username"] for one in json.loads(told)["administrators"]]) == (0, ["anna", "adam"])
    assert administrators() == ["adam", "anna"]
    adam = get_user_model().objects.get(username="adam")
    assert adam.check_password("harbour-quince-17")


def test_the_record_tells_who_was_named_and_no_password(given: Path) -> None:
    from trustlane.ledger.queries import entry, rows

    run(*TWO, "--passwords", given, "--reason", "the customs house of XA opens")
    (deed,) = [entry(row) for row in rows().filter(actor="system:setup")]
    assert (deed.verb, deed.reason) == ("access.found", "the customs house of XA opens")
    assert "lantern" not in str(deed.after)


def test_a_founded_house_is_founded_no_second_time(given: Path) -> None:
    run(*TWO, "--passwords", given)
    code, told, said = run("eve", "Eve", "ewan", "Ewan", "--passwords", given)
    assert (code, told) == (1, "")
    assert "There are two administrators" in said
    assert administrators() == ["adam", "anna"]


@pytest.mark.parametrize(
    ("names", "code", "told"),
    [
        (("anna", "Anna Adler"), 2, "exactly two"),
        ((*TWO, "eve", "Eve"), 2, "exactly two"),
        (("anna a", "Anna Adler", "adam", "Adam Ash"), 2, "leave out spaces"),
        (("anna", " ", "adam", "Adam Ash"), 2, "no full name"),
        (("anna", "Anna Adler", "ANNA", "Adam Ash"), 1, "two different persons"),
    ],
)
def test_anything_but_two_persons_is_refused_in_a_sentence(
    given: Path, names: tuple[str, ...], code: int, told: str
) -> None:
    refused, printed, said = run(*names, "--passwords", given)
    assert (refused, printed) == (code, "")
    assert told in said
    assert administrators() == []


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        (GOOD, 0o644, "chmod 600"),
        (GOOD, 0o640, "chmod 600"),
        ("crane-lantern-42\n", 0o600, "2 in all"),
        ("crane-lantern-42\ncrane-lantern-42\n", 0o600, "same password"),
        ("short\nharbour-quince-17\n", 0o600, "password of anna"),
        ("\nharbour-quince-17\n", 0o600, "password of anna"),
    ],
)
def test_passwords_others_can_read_or_guess_are_refused(given: Path, content: str, mode: int, told: str) -> None:
    given.write_text(content)
    given.chmod(mode)
    code, printed, said = run(*TWO, "--passwords", given)
    assert (code, printed) == (2, "")
    assert told in said
    assert administrators() == []


def test_passwords_are_asked_without_showing_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_at_terminal", lambda: True)
    typed = "".join(f"{one}\n{one}\n" for one in GOOD.split())
    code, told, said = run(*TWO, typed=typed)
    assert (code, administrators()) == (0, ["adam", "anna"])
    assert "Password of anna" in said
    assert "lantern" not in told + said


def test_without_a_terminal_a_file_is_asked_for() -> None:
    code, _, said = run(*TWO)
    assert code == 2
    assert "--passwords FILE" in said
