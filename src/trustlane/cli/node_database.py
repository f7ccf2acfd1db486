"""The node's database for a command that does a deed in it: there, brought up to date, and let go of at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from trustlane.cli.refusal import Refused
from trustlane.config.settings import InForce


@contextmanager
def opened(node: InForce) -> Iterator[None]:
    """Have the database for a while; refused where `trustlane migrate` has not brought it up to date."""
    from trustlane.config import migrate
    from trustlane.config.database import in_use

    with in_use(node):
        migrate.django_ready()
        from django.db import DatabaseError, connections

        try:
            if pending := migrate.pending():
                raise Refused(f"{len(pending)} migrations are pending ({pending[0]} …); run `trustlane migrate` first")
            yield
        except DatabaseError as trouble:
            said = str(trouble).strip().partition("\n")[0]
            raise Refused(f"the database refused, and nothing was changed: {said}") from trouble
        finally:
            connections.close_all()


def require_programme() -> None:
    """Refuse to go on where the programme cannot run as the settings say; within an opened database."""
    from datetime import UTC, datetime

    from trustlane.clock.zones import day_of
    from trustlane.config.settings import in_force
    from trustlane.programme.queries.ready import lacking

    at = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    if found := lacking(on=day_of(at, in_force().settings.node.zone)):
        raise Refused("\n".join(found))
