"""The commands about the programme: bring holders and cases of another system, sign their counts, cut over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from trustlane.cli import app
from trustlane.cli.refusal import Refused

if TYPE_CHECKING:
    from trustlane.programme.migrating.preview import MigrationPreview

programme = typer.Typer(
    no_args_is_help=True, help="The AEO programme: check its settings, bring holders and cases of another system."
)
app.add_typer(programme, name="programme")

SHOWN = 50
By = Annotated[str, typer.Option("--by", "--as", help="Name you log in with; the password is asked for.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="File with your password in its one line.", exists=True, dir_okay=False),
]


@programme.command()
def check() -> None:
    """Say whether the programme can run as the settings say: presets, words, profile, calendar and catalogues.

    What is wrong in a file is told with its line. Ends with 0 where all is well, else with 1.

    Example: `TRUSTLANE_PROGRAMME_CLOCKS_FOLDER=/srv/ours trustlane programme check`
    """
    from trustlane.cli import node_database
    from trustlane.config.settings import in_force

    with node_database.opened(in_force()):
        node_database.require_programme()
    typer.echo("The programme can run as the settings say.")


@programme.command()
def migrate(
    file: Annotated[Path, typer.Argument(help="The table, CSV or Excel (.xlsx).", exists=True, dir_okay=False)],
    by: By,
    on: Annotated[datetime, typer.Option(help="The day the table speaks of.", formats=["%Y-%m-%d"])],
    office: Annotated[str, typer.Option(help="Whose cases they are where no column says so.")],
    preset: Annotated[str, typer.Option(help="The clocks they go on under.")] = "national-2026",
    password_file: PasswordFile = None,
) -> None:
    """Upload a table of holders and cases, and print what it would bring. Nothing changes until another applies it.

    Example: `trustlane programme migrate holders.xlsx --by rosa --on 2026-03-01 --office GULLHAVEN`

    Ends with 0 when every row is usable, else with 1.
    """
    from trustlane.cli import acting
    from trustlane.config.settings import in_force

    with acting.as_person(in_force(), by, password_file) as doing, _told():
        from trustlane.programme import actions

        kept, seen = actions.upload_migration(
            file_name=file.name,
            data=file.read_bytes(),
            on=on.date(),
            office=office,
            preset=preset,
            by=doing.by,
            at=doing.at,
        )
    _print(seen)
    typer.echo(
        f"Kept as file {kept.pk}. Another person applies it: trustlane programme apply {kept.pk} {seen.digest[:12]}"
    )
    raise typer.Exit(1 if seen.refused else 0)


@programme.command()
def apply(
    number: Annotated[int, typer.Argument(help="The number of the file, as `migrate` printed it.")],
    seen: Annotated[str, typer.Argument(help="The first signs of the preview's digest, at least 12.")],
    by: By,
    password_file: PasswordFile = None,
) -> None:
    """Apply a table that another person uploaded, all of it or nothing, and sign for its counts.

    Example: `trustlane programme apply 3 5f2c90aa17d4 --by remy`
    """
    from trustlane.cli import acting
    from trustlane.config.settings import in_force

    with acting.as_person(in_force(), by, password_file) as doing, _told():
        from trustlane.programme import actions
        from trustlane.programme.queries.migrating import file_numbered, preview_of

        file = file_numbered(number)
        if file is None:
            raise Refused(f"there is no file {number}.")
        digest = preview_of(file, at=doing.at).digest
        if len(seen) < 12 or not digest.startswith(seen):
            raise Refused(f"the preview of file {number} is {digest[:12]} now, not {seen}. Look at it again.")
        report = actions.apply_migration(file=file, seen=digest, by=doing.by, at=doing.at)
    typer.echo(f"{report.in_database['cases']} cases were brought and counted; a second person signs for them.")


@programme.command()
def countersign(
    number: Annotated[int, typer.Argument(help="The number of the file.")], by: By, password_file: PasswordFile = None
) -> None:
    """Sign, as the second person, for the counts of a table that was applied.

    Example: `trustlane programme countersign 3 --by rosa`
    """
    from trustlane.cli import acting
    from trustlane.config.settings import in_force

    with acting.as_person(in_force(), by, password_file) as doing, _told():
        from trustlane.programme import actions
        from trustlane.programme.queries.migrating import reconciliation_of

        report = reconciliation_of(number)
        if report is None:
            raise Refused(f"there is no file {number} that was applied.")
        actions.countersign(report=report, by=doing.by, at=doing.at)
    typer.echo(f"The counts of file {number} are signed by two.")


@programme.command("propose-cut-over")
def propose_cut_over(
    on: Annotated[datetime, typer.Option(help="From this day on cases are decided here.", formats=["%Y-%m-%d"])],
    reason: Annotated[str, typer.Option(help="Why on that day.")],
    by: By,
    password_file: PasswordFile = None,
) -> None:
    """Propose from which day migrated cases are decided here; it counts once a second person signs for it.

    Example: `trustlane programme propose-cut-over --on 2026-04-01 --reason "The old system is switched off." --by dora`
    """
    from trustlane.cli import acting
    from trustlane.config.settings import in_force

    with acting.as_person(in_force(), by, password_file) as doing, _told():
        from trustlane.programme import actions

        kept = actions.propose_cut_over(day=on.date(), reason=reason, by=doing.by, at=doing.at)
    typer.echo(f"Proposed as {kept.pk}. Another person signs for it: trustlane programme cut-over {kept.pk}")


@programme.command("cut-over")
def cut_over(
    number: Annotated[int, typer.Argument(help="The number of the proposal, as `propose-cut-over` printed it.")],
    by: By,
    password_file: PasswordFile = None,
) -> None:
    """Sign, as the second person, for the day from which migrated cases are decided here.

    Example: `trustlane programme cut-over 1 --by rosa`
    """
    from trustlane.cli import acting
    from trustlane.config.settings import in_force

    with acting.as_person(in_force(), by, password_file) as doing, _told():
        from trustlane.programme import actions
        from trustlane.programme.queries.cutovers import proposal_numbered

        proposal = proposal_numbered(number)
        if proposal is None:
            raise Refused(f"there is no proposal {number}.")
        kept = actions.cut_over(proposal=proposal, by=doing.by, at=doing.at)
    typer.echo(f"From {kept.day} on migrated cases are decided here.")


@contextmanager
def _told() -> Iterator[None]:
    """What the programme or the register refuses, in its own words and with its mend."""
    from trustlane.parties.refusals import PartyRefused
    from trustlane.programme.refusals import ProgrammeRefused
    from trustlane.standing.refusals import StandingRefused

    try:
        yield
    except (ProgrammeRefused, StandingRefused) as refusal:
        raise Refused(f"{refusal} {refusal.mend}".strip()) from refusal
    except PartyRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _print(seen: MigrationPreview) -> None:
    from rich.markup import escape

    def plain(text: str) -> str:
        return escape("".join(each if each.isprintable() else " " for each in text))

    console = Console()
    if seen.refused:
        table = Table(title="Refused", title_justify="left", show_lines=True)
        for heading in ("Where", "What is wrong", "How to mend it"):
            table.add_column(heading, overflow="fold")
        for each in seen.refused[:SHOWN]:
            table.add_row(*map(plain, (each.place, each.reason, each.mend)))
        console.print(table)
        if len(seen.refused) > SHOWN:
            console.print(f"… and {len(seen.refused) - SHOWN:,} more.")
    for note in seen.notes[:SHOWN]:
        console.print(plain(note), style="yellow")
    stages = Table("Stage", "Cases", box=None, padding=(0, 2))
    for stage, number in seen.by_stage.items():
        stages.add_row(stage.replace("_", " "), f"{number:,}")
    console.print(stages)
    console.print(f"{len(seen.cases):,} cases can be brought; {len(seen.refused):,} refused. Total {seen.total}.")
