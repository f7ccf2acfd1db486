"""`trustlane simulate`: an invented country's past under a plain policy, as files; no database, no server."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from trustlane.cli import app
from trustlane.cli.telling import console, progress, refuse, say

if TYPE_CHECKING:
    from trustlane.simulate.writing import Written

DAYS = ["%Y-%m-%d"]
MOST_DAYS = 4_000


@app.command()
def simulate(
    out: Annotated[
        Path | None, typer.Option(help="Folder for what is written; it must be new or empty.", file_okay=False)
    ] = None,
    scenario: Annotated[str, typer.Option(help="A scenario that ships, or a scenario file (YAML).")] = "baseline",
    seed: Annotated[int, typer.Option(help="The same seed and scenario give the same bytes.", min=0)] = 1,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=DAYS, help="First day; without it the scenario's first.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=DAYS, help="Last day; without it 90 days are drawn.")
    ] = None,
    changed: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another value for one place, such as operators.offence_ratio=0.1; repeatable."),
    ] = None,
    scenarios: Annotated[bool, typer.Option("--list", help="List the scenarios that ship, and end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Draw an invented country's trade and what a plain policy made of it; the truth goes into a folder of its own.

    Everything is invented and follows from the scenario, whose every mechanism is named: none of it is evidence about
    the world. Folders `lines`, `events`, `observed` and `outcomes` can be used like files from a real system;
    `truth` is for judging afterwards only.

    **Example:** `trustlane simulate --scenario small-office --set operators.offence_ratio=0.1 --out past`
    """
    from trustlane.simulate.scenario import ScenarioRefused
    from trustlane.simulate.writing import FolderRefused

    if scenarios:
        _list(as_json)
        return
    if out is None:
        raise refuse("--out is missing: name a folder for what is written, or use --list to see the scenarios.")
    try:
        written = _written(out, scenario, seed, first, last, changed or [])
    except (ScenarioRefused, FolderRefused) as refusal:
        raise refuse(str(refusal)) from refusal
    if as_json:
        typer.echo(json.dumps(written.summary(), ensure_ascii=False))
        return
    _tell(written, out)


def _written(
    out: Path, scenario: str, seed: int, first: datetime | None, last: datetime | None, changed: list[str]
) -> Written:
    from trustlane.simulate.scenario import read_scenario
    from trustlane.simulate.writing import check, write

    check(out)
    chosen = read_scenario(scenario, dict(pair(one) for one in changed))
    begin = first.date() if first else chosen.begins
    end = last.date() if last else begin + timedelta(days=89)
    if begin < chosen.begins:
        raise refuse(
            f"--from: the scenario begins on {chosen.begins}; take that day or later, or `--set begins={begin}`."
        )
    if not 0 <= (end - begin).days < MOST_DAYS:
        raise refuse(f"--to: from {begin} to {end} is no period of 1 to {MOST_DAYS:,} days.")
    with progress() as bar:
        step = bar.add_task(f"Drawing {chosen.title or chosen.name}", total=(end - begin).days + 1)
        return write(
            chosen, seed, begin, end, out, lambda on: bar.update(step, advance=1, description=f"{on:%d %B %Y}")
        )


def pair(of: str) -> tuple[str, str]:
    """Place and value of one `--set`."""
    place, sign, value = of.partition("=")
    if not sign or not place.strip():
        raise refuse(f"--set {of}: write a place and a value, such as operators.offence_ratio=0.1.")
    return place.strip(), value


def _list(as_json: bool) -> None:
    from trustlane.simulate.scenario import named, read_scenario

    every = [read_scenario(name) for name in named()]
    if as_json:
        typer.echo(json.dumps([{"name": one.name, "title": one.title, "about": one.about} for one in every]))
        return
    table = Table("Scenario", "What it is", box=None, padding=(0, 2))
    for one in every:
        table.add_row(one.name, f"{one.title}. {one.about}")
    console.print(table)


def _tell(written: Written, out: Path) -> None:
    table = Table(
        "Written", "Rows", title=f"{written.scenario}, {written.first} to {written.last}, seed {written.seed}"
    )
    table.columns[1].justify = "right"
    for name, rows in written.rows.items():
        table.add_row(name, f"{rows:,}")
    console.print(table)
    say(
        f"{written.declarations:,} declarations, {written.inspected:,} of them inspected with {written.finds:,} finds; "
        f"{written.holders:,} holders of a status in the register. Scenario {written.digest}, seed {written.seed}."
    )
    say(f"Screen them: trustlane screen {out / 'lines'} --standing {out / 'standing.csv'} --own {_own(out)}")
    say(f"Learn from them: trustlane train {out / 'lines'} --outcomes {out / 'outcomes'}")
    say(f"{out / 'truth'} tells what was really there: open it to judge, never to screen or to train.")


def _own(out: Path) -> str:
    return str(json.loads((out / "scenario.json").read_text("utf-8"))["own"])
