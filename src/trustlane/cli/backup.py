"""Commands that save a node into one file and bring it back."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from trustlane.cli import app
from trustlane.cli.refusal import Refused
from trustlane.config.settings import in_force

AsJson = Annotated[bool, typer.Option("--json", help="Print what was done for a program to read.")]


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; replaced if it exists.")],
    as_json: AsJson = False,
) -> None:
    """Save the database, the evidence and the seed of the random share into one file, with the digest of every part.

    The node may go on working. Keep the file where nobody else can read it: whoever has the seed knows every draw.

    Example: `trustlane backup /media/stick/trustlane-monday.tar`
    """
    from trustlane.config import backup as saving
    from trustlane.config.database import in_use

    now = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    with in_use() as database, _shown() as progress:
        manifest = saving.write(in_force(), database, file, at=now, progress=progress)
    told = {"file": str(file), "bytes": file.stat().st_size, "files": len(manifest.files)}
    told |= {"rows": sum(manifest.rows.values()), "made": manifest.made}
    if as_json:
        print(json.dumps(told))
    else:
        kept = sum(name.startswith(f"{saving.EVIDENCE}/") for name in manifest.files)
        seed = "the seed of the random share, " if saving.SEED in manifest.files else ""
        print(f"{file}: {told['rows']:,} rows, {kept:,} documents, {seed}{told['bytes']:,} bytes.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup to bring in.", exists=True, dir_okay=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what the node holds now.")] = False,
    check_only: Annotated[bool, typer.Option("--check", help="Only check that the backup can be brought in.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a backup in: checked byte by byte, restored beside the database in force, then put in its place at once.

    Example: `trustlane restore /media/stick/trustlane-monday.tar --check`
    """
    from trustlane.config import backup as saving
    from trustlane.config import migrate
    from trustlane.config.database import in_use

    settings = in_force()
    settings.state.mkdir(parents=True, exist_ok=True)
    with in_use() as database, _shown() as progress, tempfile.TemporaryDirectory(dir=settings.state) as folder:
        if not check_only and not replace and not saving.is_empty(database.owner):
            raise Refused(
                f"database {database.owner.name} is not empty; save it with `trustlane backup`, then add --replace "
                "to put the backup in its place"
            )
        # Believed in steps: ours, whole and unchanged; restored aside and counted; readable by this version.
        manifest = saving.verify(file, Path(folder), progress)
        with saving.fresh(database.owner) as incoming:
            progress("Restoring the database", 0, 0)
            saving.load(incoming, manifest, Path(folder))
            progress("Bringing it to this version", 0, 0)
            applied = migrate.bring_forward(incoming)
            if not check_only:
                brought = saving.bring_documents(Path(folder), settings.evidence)
                saving.swap(database.owner, incoming)
                aside = saving.bring_seed(Path(folder), settings.state)
    told = {"file": str(file), "made": manifest.made, "rows": sum(manifest.rows.values()), "migrations": len(applied)}
    if as_json:
        print(json.dumps(told | {"restored": not check_only}))
    elif check_only:
        print(f"{file} of {manifest.made} can be brought in: {told['rows']:,} rows came back, every digest is right.")
    else:
        print(f"{file} of {manifest.made} is in force: {told['rows']:,} rows, {brought:,} documents brought.")
        if aside is not None:
            print(f"Lots are drawn by the seed of the backup again; the one that was in force is kept in {aside}.")


@contextmanager
def _shown() -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        def told(what: str, done: int, whole: int) -> None:
            bars.update(task, description=what, completed=done, total=whole or None)

        yield told
