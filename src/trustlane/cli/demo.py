"""The command `trustlane demo`: everything at once, with invented data, for whoever wants to look."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from trustlane.cli import app, demo_laboratory
from trustlane.cli.refusal import Refused
from trustlane.config.settings import in_force

if TYPE_CHECKING:
    from trustlane.cli.demo_nodes import Nodes

DATA = "trustlane.cli.demo_data"
OWN = "XA"  # whose data they are
# Known to everybody, so that every demonstration draws the same teams.
DRAWS = b"trustlane: the seed of the demonstration's draws of validators"


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port to serve on; the next free one if it is taken.")] = 0,
    small: Annotated[bool, typer.Option("--small", help="Load a small quarter, for a weak machine.")] = False,
    nodes: Annotated[
        int,
        typer.Option(help="How many administrations run nodes that exchange with each other; 1 for ours alone.", min=1),
    ] = 3,
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
        first = port or settings.settings.web.port
        _serve(console, first, small=small, many=nodes, prepare_only=prepare_only)


def _serve(console: Console, first: int, *, small: bool, many: int, prepare_only: bool) -> None:
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
        host = settings.settings.web.host
        port = supervisor.free_port(host, first)
        nodes = _prepare(console, small=small, many=many, host=host, port=port)
        if prepare_only:
            return
        if port != first:
            console.print(f"Port {first} is taken, serving on {port}.", style="yellow")
        for moved in nodes.moved if nodes else ():
            console.print(moved, style="yellow")
        parts = list(nodes.parts()) if nodes else []
        with ExitStack() as ends:

            def ready(url: str) -> None:
                _ready(console, url, nodes)
                keeping = demo_laboratory.begin(settings.laboratory)
                ends.callback(demo_laboratory.end, keeping, settings.laboratory)

            supervisor.Supervisor(settings, host, port, lambda said: _say(console, said), parts).run(ready)
    finally:
        used.__exit__(None, None, None)
        console.print("Stopped.", style="dim")


def _prepare(console: Console, *, small: bool, many: int, host: str, port: int) -> Nodes | None:
    """The data of all nodes; None where ours runs alone."""
    from trustlane.config import migrate

    there = importlib.util.find_spec(DATA) is not None
    data = importlib.import_module(DATA) if there else None
    size = [data.SMALL] if data and small else []
    with ExitStack() as ends:
        ends.enter_context(_marked())
        migrate.django_ready()
        # Into an empty database everything is laid: its country is drawn while it is migrated.
        begun = ends.enter_context(data.begun_early(*size)) if data and migrate.blank() else None
        with console.status("Migrating the database …"):
            applied = migrate.migrate()
        if applied:
            console.print(f"{len(applied)} migrations applied.", style="dim")
        if data is None:
            console.print("This version brings no demonstration data; the pages are empty.", style="yellow")
            return None
        return _laid(console, _beside(console, host, port, many), lambda: data.load(console, *size, begun=begun))


def _marked() -> AbstractContextManager[None]:
    from trustlane.cli import supervisor

    return supervisor.marked(in_force())


def _laid(console: Console, nodes: Nodes | None, load: Callable[[], None]) -> Nodes | None:
    """Our data laid in, and the neighbours' beside them."""
    from django.db import connections

    laying = nodes.begin_laying() if nodes else []
    try:
        load()
        if nodes:
            with console.status("Laying in the exchange with further administrations …"):
                nodes.finish_laying(laying)
    finally:
        for one in laying:
            one.terminate()  # nothing, to one that has ended
    connections.close_all()
    return nodes


def _beside(console: Console, host: str, port: int, many: int) -> Nodes | None:
    """The further nodes with keys and databases; without them the demonstration goes on, and says why."""
    from trustlane.cli import demo_nodes

    if many == 1 or in_force().settings.node.administration != OWN:
        return None
    try:
        with console.status("Making the databases of further administrations …"):
            return demo_nodes.prepared(in_force(), host, port, many)
    except Refused:  # it has said why
        console.print("The demonstration goes on without further administrations.", style="yellow")
        return None


def _ready(console: Console, url: str, nodes: Nodes | None) -> None:
    console.print(f"\n  Trustlane is served at [bold]{url}[/]  (Ctrl-C stops)\n")
    for node in nodes.beside if nodes else ():
        console.print(f"  {node.name} ({node.code}), in some seconds: [bold]{node.url}[/]")
    if nodes:
        console.print()
    if importlib.util.find_spec(DATA) is not None:
        tell = getattr(importlib.import_module(DATA), "print_people", None)
        if tell is not None:
            tell(console)


def _say(console: Console, said: str) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    console.print(f"{now:%H:%M:%S} {said}", highlight=False, markup=False)
