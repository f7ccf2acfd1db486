"""The command `trustlane demo`: everything at once, with invented data, for whoever wants to look."""

import importlib
import importlib.util
import os
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from trustlane.cli import app, demo_laboratory
from trustlane.config.settings import in_force

DATA = "trustlane.cli.demo_data"
# Known to everybody, so that every demonstration draws the same teams.
DRAWS = b"trustlane: the seed of the demonstration's draws of validators"


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port to serve on; the next free one if it is taken.")] = 0,
    small: Annotated[bool, typer.Option("--small", help="Load a small quarter, for a weak machine.")] = False,
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Load the data and stop before serving.")
    ] = False,
) -> None:
    """Serve the pages with demonstration data; Ctrl-C stops. Whatever was killed comes back with the next start.

    Example: `trustlane demo --port 8000`
    """
    from trustlane.cli import supervisor

    os.environ["TRUSTLANE_DEMONSTRATION"] = "1"
    in_force.cache_clear()
    settings, console = in_force(), Console()
    with supervisor.stopping_cleanly(), supervisor.only_one(settings):
        _serve(console, port or settings.settings.web.port, small=small, prepare_only=prepare_only)


def _serve(console: Console, first: int, *, small: bool, prepare_only: bool) -> None:
    from trustlane.cli import supervisor
    from trustlane.config import database, lots, seal_key, secret_key

    settings = in_force()
    supervisor.end_orphans(settings)
    with console.status("Starting the database …"):
        used = database.in_use(settings)
        used.__enter__()
    try:
        secret_key.ensure(settings)
        seal_key.ensure_invented(settings)
        lots.ensure(settings.state, lots.DRAWS, DRAWS)
        console.print(f"Database: {database.status(settings).server}", style="dim")
        _prepare(console, small=small)
        if prepare_only:
            return
        host = settings.settings.web.host
        port = supervisor.free_port(host, first)
        if port != first:
            console.print(f"Port {first} is taken, serving on {port}.", style="yellow")
        keeping = demo_laboratory.begin(settings.laboratory)
        try:
            supervisor.Supervisor(settings, host, port, lambda said: _say(console, said)).run(
                lambda url: _ready(console, url)
            )
        finally:
            demo_laboratory.end(keeping, settings.laboratory)
    finally:
        used.__exit__(None, None, None)
        console.print("Stopped.", style="dim")


def _prepare(console: Console, *, small: bool) -> None:
    from trustlane.cli import supervisor
    from trustlane.config import migrate

    with console.status("Migrating the database …"):
        migrate.django_ready()
        applied = migrate.migrate()
    if applied:
        console.print(f"{len(applied)} migrations applied.", style="dim")
    if importlib.util.find_spec(DATA) is None:
        console.print("This version brings no demonstration data; the pages are empty.", style="yellow")
        return
    data = importlib.import_module(DATA)
    with supervisor.marked(in_force()):
        data.load(console, *([data.SMALL] if small else []))
    from django.db import connections

    connections.close_all()


def _ready(console: Console, url: str) -> None:
    console.print(f"\n  Trustlane is served at [bold]{url}[/]  (Ctrl-C stops)\n")
    if importlib.util.find_spec(DATA) is not None:
        tell = getattr(importlib.import_module(DATA), "print_people", None)
        if tell is not None:
            tell(console)


def _say(console: Console, said: str) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    console.print(f"{now:%H:%M:%S} {said}", highlight=False, markup=False)
