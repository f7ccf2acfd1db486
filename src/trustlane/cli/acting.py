"""Who does a deed on the command line: a named person, once the password was right, by the permits of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustlane.cli import node_database, passwords
from trustlane.cli.refusal import Refused
from trustlane.cli.telling import refuse
from trustlane.config.settings import InForce

if TYPE_CHECKING:
    from trustlane.access.models import User


@dataclass(frozen=True)
class Doing:
    """The person who acts, and the one instant of the command."""

    by: User
    at: datetime


@contextmanager
def as_person(node: InForce, by: str, password_file: Path | None) -> Iterator[Doing]:
    """The person who acts, once the password was right; all or nothing, and refusals in a sentence."""
    now = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    with node_database.opened(node):
        from django.db import transaction

        from trustlane.access.refusals import AccessRefusal
        from trustlane.access.refusals import Refused as NotPermitted

        try:
            (password,) = passwords.of_file(password_file, [by]) if password_file else passwords.asked_once(by)
        except passwords.PasswordsRefused as refusal:
            raise refuse(str(refusal).replace("--passwords", "--password-file")) from refusal
        user = _logged_in(by, password)
        try:
            with transaction.atomic():
                yield Doing(user, now)
        except NotPermitted as refusal:
            raise Refused(f"{by} may not do this. Not true: {' '.join(refusal.why)}") from refusal
        except AccessRefusal as refusal:
            raise Refused(str(refusal)) from refusal


def _logged_in(username: str, password: str) -> User:
    """The person behind name and password; wrong ones count towards the lock as they do on the page."""
    from django.contrib.auth import authenticate
    from django.http import HttpRequest

    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    user: Any = authenticate(request, username=username, password=password)
    if user is None:
        raise Refused(f"Name and password do not fit together, or {username!r} is locked out for a while.")
    found: User = user
    return found
