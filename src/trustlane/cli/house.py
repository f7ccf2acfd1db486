"""`trustlane found`: the first two administrators of a house, named by whoever holds the server."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from trustlane.cli import app, node_database, passwords
from trustlane.cli.refusal import Refused
from trustlane.cli.telling import refuse
from trustlane.config.settings import in_force

# A name to log in with, as the database holds it: nothing that does not print, nothing that is a space.
USERNAME = re.compile(r"[^\s\x00-\x1f\x7f]+")


class NamesRefused(Exception):
    """The names given cannot be those of two administrators; the message says why and what to do."""


@app.command()
def found(
    names: Annotated[
        list[str],
        typer.Argument(help="Of each of the two: the name to log in with, then the full name.", metavar="NAMES"),
    ],
    passwords_file: Annotated[
        Path | None,
        typer.Option(
            "--passwords",
            help="File with their passwords, one a line, that only you may read (chmod 600); else you are asked.",
            dir_okay=False,
            exists=True,
        ),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "the house is founded",
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done for a program to read.")] = False,
) -> None:
    """Name the two first administrators, while there are none; or new ones, where fewer than two are left.

    From then on every role takes two: one administrator proposes it, the other approves it. A person who is enrolled
    already keeps the full name and gets the new password.

    Example: `trustlane found anna 'Anna Adler' adam 'Adam Ash'`

    Ends with 0 when it was done, with 1 where the house is founded already, with 2 where what was given cannot be used.
    """
    node = in_force()
    now = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    try:
        people = _two(names)
    except NamesRefused as refusal:
        raise refuse(str(refusal)) from refusal
    with node_database.opened(node):
        try:
            told = _found(people, passwords_file, reason=reason, at=now)
        except (NamesRefused, passwords.PasswordsRefused) as refusal:
            raise refuse(str(refusal)) from refusal
    if as_json:
        typer.echo(json.dumps({"administrators": told}, ensure_ascii=False))
        return
    for one in told:
        typer.echo(f"{one['full_name']} logs in as {one['username']} and is an administrator.")


def _two(names: Sequence[str]) -> list[tuple[str, str]]:
    """The two persons named, or why they are not two."""
    if len(names) != 4:
        raise NamesRefused(
            "Name exactly two persons, each by the name to log in with and the full name in quotes: "
            "trustlane found anna 'Anna Adler' adam 'Adam Ash'."
        )
    people = [(names[0], names[1].strip()), (names[2], names[3].strip())]
    for username, full_name in people:
        if not USERNAME.fullmatch(username):
            raise NamesRefused(f"{username!r} cannot be a name to log in with: leave out spaces.")
        if not full_name or not full_name.isprintable():
            raise NamesRefused(f"{username} has no full name that can be shown; write it after {username}, in quotes.")
    return people


def _found(
    people: Sequence[tuple[str, str]], passwords_file: Path | None, *, reason: str, at: datetime
) -> list[dict[str, str]]:
    from trustlane.access.actions import founding
    from trustlane.access.refusals import AccessRefusal

    usernames = [username for username, _ in people]
    try:
        founding.refuse_where_founded(at)
        given = passwords.of_file(passwords_file, usernames) if passwords_file else passwords.asked(usernames)
        _judge(people, given)
        users = founding.found(
            founders=[
                founding.Founder(username, full_name, password)
                for (username, full_name), password in zip(people, given, strict=True)
            ],
            at=at,
            reason=reason,
        )
    except AccessRefusal as refusal:
        raise Refused(str(refusal)) from refusal
    return [{"username": user.username, "full_name": user.full_name} for user in users]


def _judge(people: Sequence[tuple[str, str]], given: Sequence[str]) -> None:
    """The passwords hold what pages ask of them, and differ: two persons with one password are one person."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from trustlane.access.models import User

    for (username, full_name), password in zip(people, given, strict=True):
        try:
            validate_password(password, User(username=username, full_name=full_name))
        except ValidationError as trouble:
            raise passwords.PasswordsRefused(f"The password of {username}: {' '.join(trouble.messages)}") from trouble
    if len(set(given)) < len(given):
        raise passwords.PasswordsRefused("Both have the same password: let each choose one the other does not know.")
