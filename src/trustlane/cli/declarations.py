"""The commands about files of declarations: what can be read of them, and a mapping for a table of one's own."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from trustlane.cli import app
from trustlane.cli.refusal import Refused

if TYPE_CHECKING:
    from trustlane.declarations.frame import Read

declarations = typer.Typer(
    no_args_is_help=True, help="Files of declarations: check them, or describe a table of your own."
)
app.add_typer(declarations, name="declarations")

SHOWN = 50


@declarations.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(help="Files or folders: CSV, Parquet, Excel, JSON, WCO, SAD or ENS.", exists=True)
    ],
    mapping: Annotated[Path | None, typer.Option(help="Column mapping of your tables (YAML).", exists=True)] = None,
    zone: Annotated[str, typer.Option(help="Time zone of the offices, such as Asia/Seoul.")] = "UTC",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Read files and print what is read, and what is refused: where, why, and how to mend it. Needs no database.

    Example: `trustlane declarations check january.csv messages/`

    Ends with 0 when everything is usable, else with 1.
    """
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from trustlane.declarations.readers import gathered, read_path

    chosen = _mapping(mapping)
    _zone(zone)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        step = bar.add_task("Reading")
        reads = []
        for path in files:
            bar.update(step, description=f"Reading {path.name}")
            reads.append(read_path(path, mapping=chosen, zone=zone))
        read = gathered(reads)
    if as_json:
        typer.echo(json.dumps(_told(read), ensure_ascii=False, indent=2, default=str))
    else:
        _print(read)
    raise typer.Exit(1 if read.refused_count else 0)


@declarations.command()
def mapping(
    file: Annotated[Path, typer.Argument(help="A table: CSV, Parquet or Excel.", exists=True, dir_okay=False)],
    out: Annotated[Path | None, typer.Option(help="Where the mapping goes; without it, it is printed.")] = None,
) -> None:
    """Propose a column mapping for a table of your own, from its header and first rows.

    Example: `trustlane declarations mapping extract.csv --out mapping.yaml`, then correct it, then
    `trustlane declarations check extract.csv --mapping mapping.yaml`
    """
    from trustlane.declarations.readers.delimited import TableRefused
    from trustlane.declarations.readers.proposing import propose

    try:
        text = propose(file)
    except TableRefused as refused:
        raise Refused(f"{file}, {refused.place}: {refused.reason} {refused.mend}") from None
    if out is None:
        typer.echo(text, nl=False)
        return
    if out.exists():
        raise Refused(f"{out} exists; name a new file.")
    out.write_text(text, "utf-8")
    typer.echo(f"Wrote {out}. Look at every line before you use it.")


def _mapping(path: Path | None) -> Any:
    if path is None:
        return None
    from trustlane.declarations.readers.mapping_files import MappingRefused, load_mapping

    try:
        return load_mapping(path)
    except MappingRefused as refused:
        faults = "\n".join(f"  {fault.place}: {fault.reason} {fault.mend}" for fault in refused.faults)
        raise Refused(f"the mapping {path} cannot be used.\n{faults}") from None


def _zone(name: str) -> None:
    from zoneinfo import available_timezones

    if name not in available_timezones():
        raise Refused(f"there is no time zone {name!r}. Use an IANA name such as Africa/Nairobi.")


def _told(read: Read) -> dict[str, Any]:
    days = read.lines["day"].drop_nulls()
    return {
        "declarations": read.lines["declaration"].n_unique(),
        "lines": read.lines.height,
        "messages": dict(read.lines.group_by("message").len().sort("message").iter_rows()),
        "regimes": dict(read.lines.group_by("regime").len().sort("regime").iter_rows()),
        "offices": read.lines["office"].drop_nulls().n_unique(),
        "first_day": days.min(),
        "last_day": days.max(),
        "events": read.events.height,
        "observed": read.observed.height,
        "outcomes": read.outcomes.height,
        "refused": [asdict(refusal) for refusal in read.refused],
        "refused_unlisted": [{"reason": reason, "number": number} for reason, number in read.unlisted],
        "refused_count": read.refused_count,
    }


def _print(read: Read) -> None:
    from rich.markup import escape

    def plain(text: str) -> str:
        return escape("".join(each if each.isprintable() else " " for each in text))

    console = Console()
    if read.refused:
        table = Table(title="Refused", title_justify="left", show_lines=True)
        for heading in ("File", "Where", "What is wrong", "How to mend it"):
            table.add_column(heading, overflow="fold")
        for each in read.refused[:SHOWN]:
            table.add_row(*map(plain, (Path(each.file).name, each.place, each.reason, each.mend)))
        console.print(table)
        if len(read.refused) > SHOWN:
            console.print(f"… and {len(read.refused) - SHOWN:,} more; --json lists them.")
        for reason, number in read.unlisted:
            console.print(plain(f"… and {number:,} more: {reason}"))
    told = _told(read)
    span = f", {told['first_day']} to {told['last_day']}" if told["first_day"] else ""
    console.print(
        f"{told['declarations']:,} declarations with {told['lines']:,} lines can be used{span}; "
        f"{told['events']:,} events, {told['observed']:,} reports of treatment, {told['outcomes']:,} known results; "
        f"{told['refused_count']:,} refused."
    )
