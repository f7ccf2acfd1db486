"""Commands that look after a node: settings, status, migrate, serve, stop."""

import json
import os
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from trustlane.cli import app, node_database
from trustlane.cli.refusal import Refused
from trustlane.config.settings import SECRETS, InForce, in_force

AsJson = Annotated[bool, typer.Option("--json", help="Print it for a program instead of a person.")]


def _values(settings: InForce) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for section, entries in msgspec.to_builtins(settings.settings).items():
        values |= {f"{section}.{field}": value for field, value in entries.items()}
    # Of a secret only its presence is told.
    return values | {name: "set" if name in settings.secrets else "" for name in SECRETS}


@app.command()
def settings(as_json: AsJson = False) -> None:
    """Print the settings in force and whence each came; secrets are never printed.

    Example: `TRUSTLANE_WEB_PORT=9000 trustlane settings`
    """
    node = in_force()
    values = _values(node)
    if as_json:
        told = {name: {"value": value, "from": node.origins.get(name, "")} for name, value in values.items()}
        folders = {"state": str(node.state), "evidence": str(node.evidence)}
        print(json.dumps({"settings": told, "folders": folders}, indent=2))
        return
    table = Table("setting", "value", "from", title="Settings in force", title_justify="left")
    for name, value in values.items():
        origin = node.origins.get(name, "not set" if name in SECRETS else "")
        spelled = ", ".join(value) if isinstance(value, list | tuple) else str(value)
        table.add_row(name, spelled, origin, style="" if origin not in {"built in", "not set"} else "dim")
    console = Console()
    console.print(table)
    console.print(f"State in {node.state}, evidence in {node.evidence}", style="dim", soft_wrap=True)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say how this node does: its database, and the demonstration if one runs. Exit code 0 where the database lives.

    Example: `trustlane status --json`
    """
    from trustlane.cli import supervisor
    from trustlane.config import database

    node = in_force()
    base, demo = database.status(node), supervisor.running(node)
    if as_json:
        told = {"database": msgspec.to_builtins(base), "demo": msgspec.to_builtins(demo) if demo else None}
        print(json.dumps(told | {"state": str(node.state)}, indent=2))
    else:
        console = Console()
        life = "[green]lives[/]" if base.living else "[red]does not answer[/]"
        console.print(f"Database: {base.kind}, {base.server}, {life}", soft_wrap=True)
        console.print(f"Demonstration: {demo.url} (process {demo.pid})" if demo else "Demonstration: not running")
        console.print(f"State in {node.state}", style="dim", soft_wrap=True)
    raise typer.Exit(0 if base.living else 1)


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring the database to the state this version expects, as its owner; harmless twice.

    Example: `DATABASE_URL=postgresql://owner:password@host/trustlane trustlane migrate`
    """
    from trustlane.config import migrate as bringing
    from trustlane.config.database import in_use

    with in_use(), Console(stderr=True).status("Migrating the database …"):
        bringing.django_ready()
        applied = bringing.migrate()
    if as_json:
        print(json.dumps({"applied": applied}))
    else:
        print(f"{len(applied)} migrations applied." if applied else "Nothing to apply.")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; the settings' web.host unless given.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on; the settings' web.port unless given.")] = 0,
    workers: Annotated[int, typer.Option(help="Processes; the settings' web.workers unless given.")] = 0,
) -> None:
    """Serve the pages. Refuses to start on a database that `trustlane migrate` has not brought up to date, and where
    a file or a catalogue that the settings name cannot be used.

    Example: `trustlane serve --port 8080`
    """
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from trustlane.cli import supervisor
    from trustlane.config import migrate as bringing
    from trustlane.config import secret_key
    from trustlane.config.database import in_use

    node = in_force()
    web = node.settings.web
    with in_use(node):
        secret_key.ensure(node)
        bringing.django_ready()
        if pending := bringing.pending():
            raise Refused(f"{len(pending)} migrations are pending ({pending[0]} …); run `trustlane migrate` first")
        node_database.require_programme()
        from django.db import connections

        connections.close_all()
        Server(
            "trustlane.config.wsgi:application",
            address=host or web.host,
            port=port or web.port,
            interface=Interfaces.WSGI,
            workers=workers or web.workers,
            blocking_threads=web.threads,
            respawn_failed_workers=True,
            websockets=False,
            log_level=LogLevels.warning if supervisor.MARK in os.environ else LogLevels.info,
        ).serve()


@app.command()
def stop(as_json: AsJson = False) -> None:
    """Stop the demonstration and the private database of this node. Nothing is lost.

    Example: `trustlane stop`
    """
    from trustlane.cli import supervisor
    from trustlane.config import database

    node = in_force()
    ended = supervisor.end(node)
    stopped = database.stop(node)
    if as_json:
        print(json.dumps({"demo": ended, "database": stopped}))
        return
    print("The demonstration was stopped." if ended else "No demonstration was running.")
    print(f"Stopped: {', '.join(stopped)}." if stopped else "No private database was running.")
