"""Passwords of people enrolled on the command line: asked without echo, or from a file nobody else reads."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

LARGEST = 64 * 1024


class PasswordsRefused(Exception):
    """The passwords cannot be had, or cannot be taken; the message says why and what to do."""


def asked(usernames: Sequence[str]) -> list[str]:
    """Ask each person at the terminal, twice, without showing what is typed."""
    if not _at_terminal():
        raise PasswordsRefused("There is no terminal to ask for passwords at; give them by --passwords FILE.")
    return [
        typer.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True, err=True) for name in usernames
    ]


def asked_once(username: str) -> list[str]:
    """Ask one person for the password in use, without showing what is typed."""
    if not _at_terminal():
        raise PasswordsRefused("There is no terminal to ask for the password at; give it by --passwords FILE.")
    return [typer.prompt(f"Password of {username}", hide_input=True, err=True)]


def of_file(path: Path, usernames: Sequence[str]) -> list[str]:
    """One password a line, in the order of the names; refused where anybody else could read the file."""
    try:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PasswordsRefused(f"--passwords: {path} is no ordinary file.")
            if status.st_mode & 0o077 or status.st_uid not in (os.geteuid(), 0):
                raise PasswordsRefused(f"--passwords: others can read {path}; run `chmod 600 {path}` as its owner.")
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise PasswordsRefused(f"--passwords: {path} cannot be opened: {error.strerror}.") from error
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise PasswordsRefused(f"--passwords: {path} is not UTF-8 text.") from error
    if len(data) > LARGEST or len(lines) != len(usernames):
        raise PasswordsRefused(
            f"--passwords: {path} has {len(lines)} lines; write one password a line, {len(usernames)} in all, "
            f"in the order of {', '.join(usernames)}."
        )
    return lines


def _at_terminal() -> bool:
    return sys.stdin.isatty()
