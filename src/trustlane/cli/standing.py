"""The commands about lists of trusted operators: check one without a database, and write an empty one."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from trustlane.cli import app

standing = typer.Typer(no_args_is_help=True, help="Lists of trusted operators: check one, or write an empty one.")
app.add_typer(standing, name="standing")


@standing.command()
def check(
    file: Annotated[Path, typer.Argument(help="The list, CSV or Excel (.xlsx).", exists=True, dir_okay=False)],
    issuer: Annotated[
        str, typer.Option(help="Who speaks in the list, where no column says so: an ISO 3166 code.")
    ] = "XA",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Read a list and print what is refused, by row and column, with how to mend it. Needs no database.

    Example: `trustlane standing check holders.xlsx --issuer JP`

    Ends with 0 when every row is usable, else with 1.
    """
    from trustlane.standing.lists import read_list

    now = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    read = read_list(file, known=now, default_issuer=issuer)
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "facts": [_fact(asdict(fact)) for fact in read.facts],
                    "refused": [
                        {"row": each.row, "column": each.column, "reason": each.reason, "mend": each.mend}
                        for each in read.refused
                    ],
                    "notes": list(read.notes),
                    "columns": [{"heading": heading, "read_as": meaning} for heading, meaning in read.columns],
                },
                ensure_ascii=False,
                indent=2,
                default=str,
            )
        )
        raise typer.Exit(1 if read.refused else 0)
    console = Console()
    if read.refused:
        table = Table(title=f"Refused in {file.name}", title_justify="left", show_lines=True)
        for heading in ("Where", "What is wrong", "How to mend it"):
            table.add_column(heading, overflow="fold")
        for each in read.refused:
            table.add_row(_plain(each.place), _plain(each.reason), _plain(each.mend))
        console.print(table)
    for note in read.notes:
        console.print(_plain(note), style="yellow")
    operators = len({fact.operator for fact in read.facts})
    console.print(f"{len(read.facts)} facts about {operators} operators can be used; {len(read.refused)} rows refused.")
    raise typer.Exit(1 if read.refused else 0)


@standing.command()
def template(
    file: Annotated[Path, typer.Argument(help="The file to write; its ending says the kind: .xlsx or .csv.")],
) -> None:
    """Write an empty list with its headings and one line that explains each.

    Example: `trustlane standing template holders.xlsx`
    """
    from trustlane.standing.exports import blank_csv, blank_xlsx

    if file.exists():
        typer.echo(f"{file} exists; name a new file.", err=True)
        raise typer.Exit(2)
    file.write_bytes(blank_xlsx() if file.suffix.lower() == ".xlsx" else blank_csv())
    typer.echo(f"Wrote {file}.")


def _fact(fact: dict[str, object]) -> dict[str, object]:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in fact.items()}


def _plain(text: str) -> str:
    """Text from a file, with nothing in it that a terminal or rich would act on."""
    from rich.markup import escape

    return escape("".join(each if each.isprintable() else " " for each in text))
