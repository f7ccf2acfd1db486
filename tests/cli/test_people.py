"""`trustlane people`: two administrators let somebody in from the command line, each by a password of their own."""

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

PASSWORDS = {"anna": "crane-lantern-42", "bela": "harbour-quince-17"}
WHY = ("--reason", "begins on Monday")


@pytest.fixture(autouse=True)
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the test stands for that of the node; two administrators have founded it."""
    from trustlane.access.actions.founding import Founder, found

    @contextmanager
    def opened(_node: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(node_database, "opened", opened)
    founders = [Founder(name, name.title(), password) for name, password in PASSWORDS.items()]
    found(founders=founders, at=World.now, reason="first start")


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def ran(*arguments: str, by: str = "", password: str = "") -> tuple[int, str, str]:
        if by:
            file = tmp_path / by
            file.write_text((password or PASSWORDS[by]) + "\n")
            file.chmod(0o600)
            arguments = (*arguments, "--as", by, "--password-file", str(file))
        result = CliRunner().invoke(app, ["people", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return ran


def listed(run: Any, *arguments: str) -> dict[str, Any]:
    code, told, _ = run("list", "--json", *arguments)
    assert code == 0
    return {one["username"]: one for one in json.loads(told)["people"]}


def enrolled(run: Any, *arguments: str, role: str = "risk_manager") -> str:
    code, told, said = run("enrol", "zoe", "Zoe Reed", "--role", role, *WHY, "--json", *arguments, by="anna")
    assert code == 0, said
    return str(json.loads(told)["link"])


def test_two_administrators_let_somebody_in(run: Any) -> None:
    from trustlane.access.actions import set_up

    link = enrolled(run, "--office", "XA01")
    assert listed(run, "--state", "waiting")["zoe"]["roles"] == []
    code, told, _ = run("confirm", "zoe", "--json", by="bela")
    answer = json.loads(told)
    assert (code, answer["roles"]) == (0, ["risk_manager"])
    zoe = listed(run)["zoe"]
    assert (zoe["state"], zoe["roles"]) == ("active", [{"role": "risk_manager", "office": "XA01"}])
    user = set_up.finish(
        link=link.rsplit("/", 2)[1], code=answer["code"], password="own-long-phrase", at=datetime_now()
    )
    assert user.check_password("own-long-phrase")


def test_who_proposed_may_not_confirm(run: Any) -> None:
    enrolled(run)
    code, told, said = run("confirm", "zoe", by="anna")
    assert (code, told) == (1, "")
    assert "did not propose it" in said
    assert listed(run)["zoe"]["roles"] == []


def test_nobody_confirms_a_role_of_his_own(run: Any) -> None:
    run("grant", "bela", "auditor", *WHY, by="anna")
    code, _, said = run("confirm", "bela", by="bela")
    assert code == 1
    assert "not the one who receives" in said


def test_one_administrator_takes_a_role_away_and_declines_what_is_proposed(run: Any) -> None:
    enrolled(run)
    run("confirm", "zoe", by="bela")
    assert run("grant", "zoe", "risk_manager", "--office", "XA02", *WHY, by="anna")[0] == 0
    code, told, _ = run("withdraw", "zoe", "risk_manager", *WHY, "--json", by="bela")
    assert (code, json.loads(told)["withdrawn"], json.loads(told)["declined"]) == (0, 1, 1)
    assert listed(run)["zoe"]["roles"] == []
    assert run("withdraw", "zoe", "risk_manager", *WHY, by="bela")[0] == 1


def test_a_wrong_password_does_nothing_and_counts_towards_the_lock(run: Any, settings: Any) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        code, told, said = run("enrol", "zoe", "Zoe", *WHY, by="anna", password="wrong")
        assert (code, told) == (1, "")
        assert "do not fit together" in said
    assert run("enrol", "zoe", "Zoe", *WHY, by="anna")[0] == 1
    assert "zoe" not in listed(run)


def test_who_is_no_administrator_is_told_what_is_not_true(run: Any) -> None:
    from trustlane.access.actions import people
    from trustlane.access.models import User

    anna = User.objects.get(username="anna")
    people.enrol(username="mara", full_name="Mara", password="a-long-phrase-9", by=anna, at=World.now)
    code, _, said = run("enrol", "zoe", "Zoe", *WHY, by="mara", password="a-long-phrase-9")
    assert code == 1
    assert "The person is an administrator." in said


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("enrol", "zoe reed", "Zoe Reed", *WHY), 2, "leave out spaces"),
        (("enrol", "zoe", " ", *WHY), 2, "full name"),
        (("enrol", "zoe", "Zoe", "--role", "king", *WHY), 2, "is no role"),
        (("enrol", "zoe", "Zoe", "--operator", "OP-1", "--role", "auditor", *WHY), 2, "no role here"),
        (("enrol", "zoe", "Zoe", "--operator", "OP-1", *WHY), 1, "no operator"),
        (("enrol", "zoe", "Zoe", "--language", "tlh", *WHY), 2, "--language"),
        (("enrol", "ANNA", "Anna Again", *WHY), 1, "logs in as"),
        (("grant", "nobody", "auditor", *WHY), 1, "Nobody is enrolled"),
        (("grant", "bela", "administrator", *WHY), 1, "holds this role"),
        (("grant", "bela", "operator", *WHY), 1, "names no operator"),
        (("confirm", "bela"), 1, "Nothing waits"),
        (("withdraw", "bela", "auditor", *WHY), 1, "neither holds"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    run: Any, arguments: tuple[str, ...], code: int, told: str
) -> None:
    refused, printed, said = run(*arguments, by="anna")
    assert (refused, printed) == (code, "")
    assert told in said
    assert sorted(listed(run)) == ["anna", "bela"]


def test_the_password_is_asked_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_at_terminal", lambda: True)
    arguments = ["people", "grant", "bela", "auditor", "--as", "anna", *WHY]
    result = CliRunner().invoke(app, arguments, input="crane-lantern-42\n")
    assert result.exit_code == 0
    assert "lantern" not in result.stdout + result.stderr


def test_without_a_terminal_a_file_is_asked_for(run: Any) -> None:
    code, _, said = run("grant", "bela", "auditor", "--as", "anna", *WHY)
    assert code == 2
    assert "--password-file FILE" in said


def test_the_list_can_be_read_by_people(run: Any) -> None:
    code, told, _ = run("list", "--role", "administrator")
    assert code == 0
    assert "anna" in told
    assert "administrator" in told
    assert run("list", "--state", "gone")[0] == 2


def test_the_states_to_choose_from_are_those_of_the_directory() -> None:
    from trustlane.access import directory
    from trustlane.cli import people

    assert people.STATES == directory.STATES


def datetime_now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)  # noqa: TID251 - the command made the link by the machine's clock
