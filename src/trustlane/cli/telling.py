"""How a command that screens speaks to people: progress, lanes in a table, and what was refused, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    import polars as pl

    from trustlane.declarations.frame import Read, Refusal
    from trustlane.selectivity.basis import Basis

console = Console(stderr=True)

SHOWN = 10  # refusals of each sort told at the end


def refuse(message: str) -> typer.Exit:
    """Print what is wrong and how to mend it; ends with 2."""
    console.print(f"[bold red]Refused.[/] {escape(message)}", highlight=False, soft_wrap=True)
    return typer.Exit(2)


def progress() -> Progress:
    """A bar that is gone when the work is done."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def say(sentence: str) -> None:
    """One sentence, word for word."""
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def tell_row(place: str, sentence: str) -> None:
    """Where something stands, and what is to be said of it."""
    console.print(f"[yellow]{escape(place)}[/] {escape(sentence)}", highlight=False, soft_wrap=True)


def lanes_of(decisions: pl.DataFrame) -> dict[str, int]:
    """Declarations by lane, the most first."""
    return dict(decisions.group_by("lane").len().sort(["len", "lane"], descending=[True, False]).iter_rows())


def tell_lanes(decisions: pl.DataFrame) -> None:
    """Declarations by lane, in a table."""
    count = decisions.height
    table = Table("Lane", "Declarations", "Share", title=f"{count:,} declarations decided")
    for lane, number in lanes_of(decisions).items():
        table.add_row(escape(str(lane)), f"{number:,}", f"{number / count:.1%}")
    console.print(table)


def tell_changed(decisions: pl.DataFrame) -> None:
    """How many lanes the credit changed."""
    changed = int(decisions["changed"].sum())
    say(f"Trusted-trader credit changed the lane of {changed:,} declarations.")


def tell_currencies(basis: Basis) -> None:
    """Which currencies had no rate, and what was done about it."""
    unrated = list(basis.exchange.taken)
    if unrated:
        more = f" and {len(unrated) - SHOWN:,} more" if len(unrated) > SHOWN else ""
        say(
            f"No exchange rate for {', '.join(unrated[:SHOWN])}{more}: the median value was set to a typical one; "
            "give rates in the policy to mend this."
        )


def tell_unread(read: Read) -> None:
    """The first rows and messages that could not be read, and how many more there are."""
    for refusal in read.refused[:SHOWN]:
        tell_row(f"Not read: {refusal.file}, {refusal.place}:", f"{refusal.reason} {refusal.mend}")
    more = read.refused_count - min(SHOWN, len(read.refused))
    if more > 0:
        say(f"… and {more:,} more rows or messages; `trustlane declarations check` lists them.")


def tell_not_seen(refused: Sequence[Refusal]) -> None:
    """The first rows of what was done that could not be used."""
    for refusal in refused[:SHOWN]:
        tell_row(f"Of what was done, {refusal.place}:", f"{refusal.reason} {refusal.mend}")
    if len(refused) > SHOWN:
        say(f"… and {len(refused) - SHOWN:,} more rows of what was done.")
