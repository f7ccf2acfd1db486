"""`trustlane clocks`: presets that ship and our own, a check of one, the doing of what clocks mean by themselves."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from trustlane.cli import app, node_database
from trustlane.cli.telling import refuse, say
from trustlane.config.settings import in_force

if TYPE_CHECKING:
    from trustlane.programme.clocks.terms import Preset

clocks = typer.Typer(no_args_is_help=True, help="Clocks of cases: how long each step may take, and what silence means.")
app.add_typer(clocks, name="clocks")

ARRIVALS_EVERY = 2.0  # seconds
_JSON = typer.Option("--json", help="Print JSON for a program to read.")


@clocks.command("list")
def show_all(as_json: Annotated[bool, _JSON] = False) -> None:
    """List the presets of clocks: those that ship, and those of the folder that `programme.clocks_folder` names.

    Example: `trustlane clocks list`
    """
    presets = _known()
    if as_json:
        typer.echo(json.dumps({name: {"title": one.title, "clocks": len(one.terms)} for name, one in presets.items()}))
        return
    table = Table("Preset", "What it is", "Clocks", "Not confirmed")
    for name, one in presets.items():
        table.add_row(name, one.title, str(len(one.terms)), str(sum(not term.confirmed for term in one.terms)))
    Console().print(table)


@clocks.command("show")
def show_one(name: Annotated[str, typer.Argument(help="Which preset, such as eu-2026; see `list`.")]) -> None:
    """Print the clocks of a preset: how long, whose turn, what ends them, what silence means.

    Example: `trustlane clocks show eu-2026`
    """
    presets = _known()
    if name not in presets:
        raise refuse(f"There is no preset {name!r}; there are {', '.join(presets)}.")
    table = Table("Clock", "How long", "Whose turn", "Begins with", "Ends with", "Silence means")
    for term in presets[name].terms:
        how_long = f"{term.length} {term.unit.replace('_', ' ')}" if term.length else "as told"
        begins, ends = (", ".join(words).replace("_", " ") for words in (term.begins, term.ends))
        table.add_row(term.title, how_long, term.turn, begins, ends, term.silence.replace("_", " "))
    Console().print(table)


@clocks.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A preset of your own, YAML.", exists=True, dir_okay=False)],
) -> None:
    """Read a preset of your own, and say with its line what is wrong. Ends with 0 where it can be used, else with 2.

    Example: `trustlane clocks check mycountry-2026.yaml`
    """
    from trustlane.programme.clocks.library import read
    from trustlane.written import WrittenRefused, text_of

    try:
        (preset,) = read([(str(file), text_of(file))]).values()
    except WrittenRefused as refusal:
        raise refuse(str(refusal)) from refusal
    open_ones = sum(not term.confirmed for term in preset.terms)
    say(f"{preset.name} can be used: {len(preset.terms)} clocks, {open_ones} of them not confirmed.")


def _known() -> dict[str, Preset]:
    from trustlane.programme.clocks.library import known
    from trustlane.written import WrittenRefused

    try:
        return known(in_force().settings.programme.clocks_folder)
    except WrittenRefused as refusal:
        raise refuse(str(refusal)) from refusal


@clocks.command("run")
def run(
    every: Annotated[int, typer.Option(help="Do so again every so many seconds; 0 for once.", min=0)] = 0,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Do what the clocks that ran out mean, warn of those that end soon, and send the e-mails that are due.

    A freeze lapses, silence accepts, a status takes effect; whoever has to act before a clock ends is told.

    What is not released and rested on a status that was lost is decided again, within seconds.

    Files of another system that somebody ordered to be applied are applied as well, each whole or not at all.

    Who runs it twice does nothing twice; the demonstration keeps it running beside the pages.

    Example: `trustlane clocks run`
    """
    node = in_force()
    with node_database.opened(node):
        node_database.require_programme()
        while True:
            done = _once() | _arrivals()
            if as_json:
                typer.echo(json.dumps(done))
            elif done or not every:
                said = ", ".join(f"{many} × {name.replace('_', ' ')}" for name, many in sorted(done.items()))
                say(said or "No clock ran out.")
            if not every:
                return
            see_to_arrivals(time.monotonic() + every)


def see_to_arrivals(end: float) -> None:
    """Wait until then, and apply meanwhile what was ordered: somebody looks at how far it is."""
    while (left := end - time.monotonic()) > 0:
        _arrivals()
        time.sleep(max(0.0, min(left, ARRIVALS_EVERY)))


def _arrivals() -> dict[str, int]:
    from django.db import OperationalError, connection

    from trustlane.jobs.deciding import decide_what_changed
    from trustlane.programme.actions import carry_out_orders

    try:
        again = decide_what_changed(at=datetime.now(UTC))  # noqa: TID251 - a command is where the clock is read
        ended = carry_out_orders(now=lambda: datetime.now(UTC))  # noqa: TID251 - a command is where the clock is read
    except OperationalError:
        connection.close()  # the order stands, and is begun again
        return {}
    done = {f"file_{outcome}": ended.count(outcome) for outcome in set(ended)}
    return done | ({"decided again": len(again.decided)} if again.decided else {})


def _once() -> dict[str, int]:
    from django.db import OperationalError, connection

    from trustlane.jobs.mail import send_mails
    from trustlane.programme.actions import run_out, warn
    from trustlane.recognition.actions import end_holds
    from trustlane.recognition.actions.by_file import end_list_holds
    from trustlane.recognition.actions.calls import lapse_calls

    at = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    try:
        done = run_out(at=at)
        if warned := warn(at=at):
            done["people warned"] = warned
        if ended := end_holds(at=at):
            done["end_hold"] = ended
        if lapsed := end_list_holds(at=at) + lapse_calls(at=at):
            done["partner's removal lapsed"] = lapsed
        return done | {f"e-mail {how}": many for how, many in send_mails(at=at).items()}
    except OperationalError:
        # The database went away under us: the next round finds it again, and nothing was done by halves.
        connection.close()
        return {}
