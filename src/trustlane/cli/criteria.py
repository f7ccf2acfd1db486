"""`trustlane criteria`: the catalogues that ship, what each asks of whom, and checks of a catalogue of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from trustlane.cli import app
from trustlane.cli.telling import refuse, say

if TYPE_CHECKING:
    from trustlane.criteria.catalogue import Catalogue

criteria = typer.Typer(no_args_is_help=True, help="Catalogues of criteria: what a programme asks, and of whom.")
app.add_typer(criteria, name="criteria")

_JSON = typer.Option("--json", help="Print JSON for a program to read.")
_ROLE = typer.Option(help="Only what is asked of operators of this role, such as exporter.")


@criteria.command("list")
def show_all(as_json: Annotated[bool, _JSON] = False) -> None:
    """List the catalogues and the crosswalks that ship, with their counts.

    Example: `trustlane criteria list`
    """
    from trustlane.criteria.counting import counts
    from trustlane.criteria.library import shipped

    library = shipped()
    if as_json:
        told = {
            "catalogues": {name: {"title": one.title, **counts(one)} for name, one in library.catalogues.items()},
            "crosswalks": {one.name: len(one.links) for one in library.crosswalks},
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    table = Table("Catalogue", "What it is", "Sections", "Must", "Should", "For customs", "Not confirmed")
    for name, one in library.catalogues.items():
        count = counts(one)
        table.add_row(
            name, one.title, *(str(count[what]) for what in ("sections", "must", "should", "customs", "unconfirmed"))
        )
    Console().print(table)
    for crosswalk in library.crosswalks:
        typer.echo(f"{crosswalk.name}: {len(crosswalk.links)} links")


@criteria.command("show")
def show_one(
    name: Annotated[str, typer.Argument(help="Which catalogue, such as safe-2025; see `list`.")],
    role: Annotated[str, _ROLE] = "",
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Print what a catalogue asks, whole or of one role.

    Example: `trustlane criteria show safe-2025 --role exporter`
    """
    import msgspec

    from trustlane.criteria.counting import counts
    from trustlane.criteria.library import shipped
    from trustlane.parties.roles import ROLES

    catalogues = shipped().catalogues
    if name not in catalogues:
        raise refuse(f"There is no catalogue {name!r}: name one of {', '.join(catalogues)}.")
    if role and role not in ROLES:
        raise refuse(f"There is no role {role!r}: name one of {', '.join(ROLES)}.")
    of = catalogues[name]
    if as_json:
        typer.echo(json.dumps(_asked(of, role) if role else msgspec.to_builtins(of), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{of.title} ({of.name})\n{of.about}")
    for section in of.sections:
        items = [one for one in section.items if not role or (one.of == "operator" and section.extent(one, role))]
        if items:
            typer.echo(f"\n{section.id}  {section.title}")
        for item in items:
            partly = ", partly" if role and section.extent(item, role) == "partly" else ""
            typer.echo(f"  {item.id}  ({item.level}{partly}) {item.question or item.text}")
    unread = counts(of)["unconfirmed"]
    if unread:
        typer.echo(
            f"\n{unread} items were not compared with the original text yet: check them before you rely on them."
        )


def _asked(of: Catalogue, role: str) -> list[dict[str, Any]]:
    import msgspec

    return [
        {"section": section.id, "extent": extent, **msgspec.to_builtins(item)}
        for section, item, extent in of.applying(role)  # type: ignore[arg-type]
    ]


@criteria.command("check")
def check(files: Annotated[list[Path], typer.Argument(help="Catalogues, questions and crosswalks, YAML.")]) -> None:
    """Read catalogues, questions and crosswalks of one's own beside those that ship; say with its line what is wrong.

    A catalogue is a file such as national-2026.yaml, its questions one such as national-2026.questions.yaml, a
    crosswalk one such as national-2026_safe-2025.yaml.

    Example: `trustlane criteria check national-2026.yaml national-2026_safe-2025.yaml`

    Ends with 0 when all of them can be used, else with 2.
    """
    from trustlane.criteria import library
    from trustlane.criteria.counting import counts
    from trustlane.written import WrittenRefused

    shipped = library.files()
    own: dict[str, str] = {}
    for path in files:
        words = _words(path)
        if path.name in own:
            raise refuse(f"{path}: another file of this name was given; one name is one catalogue.")
        if shipped.get(path.name, words) != words:
            raise refuse(f"{path}: {path.stem} ships with Trustlane; give yours another id or edition, and name it so.")
        own[path.name] = words
    try:
        read = library.read((shipped | own).items())
    except WrittenRefused as refusal:
        raise refuse(str(refusal)) from refusal
    for path in files:
        if path.name.endswith(library.BESIDE):
            of = (one for editions in read.editions.values() for one in editions)
            asked = next(one.questions for one in of if f"{one.name}.yaml" == path.name)
            say(f"{path.name}: {len(asked.placed)} questions about {len(asked.of_item)} items.")
        elif (catalogue := read.catalogues.get(path.name.removesuffix(".yaml"))) is not None:
            count = counts(catalogue)
            say(f"{path.name}: {count['sections']} sections, {count['must']} must, {count['should']} should.")
        else:
            links = next(len(one.links) for one in read.crosswalks if f"{one.name}.yaml" == path.name)
            say(f"{path.name}: {links} links.")


def _words(path: Path) -> str:
    """The text of a file; only of a plain one, and never more of it than is read."""
    from trustlane.written import SIZE_LIMIT

    if not path.is_file():
        raise refuse(f"{path}: there is no such file.")
    try:
        with path.open(encoding="utf-8") as stream:
            return stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise refuse(f"{path}: cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise refuse(f"{path}: not UTF-8 text at byte {error.start}; save it as UTF-8.") from error
