"""The page docs/reference/cli.md: every command of `trustlane`, from its own help."""

from collections.abc import Iterator
from typing import Any

import typer
import typer.main

INTRODUCTION = """\
# The command `trustlane`

Made from the commands' own help by `make docs`; change it there.
"""


def page() -> str:
    """Write the page."""
    from trustlane.cli import app

    root = typer.main.get_command(app)
    return INTRODUCTION + "".join(_section(root, ("trustlane",)))


def _section(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    context = typer.Context(command, info_name=" ".join(path))
    if len(path) > 1:
        yield f"\n## `{' '.join(path)}`\n"
    help_text = (command.help or "").strip().replace("\f", "")
    if help_text:
        yield f"\n{_paragraphs(help_text)}\n"
    if rows := list(_rows(command, context)):
        yield "\n| | |\n|---|---|\n"
        yield from rows
    for name in getattr(command, "list_commands", lambda _: [])(context):
        inside = command.get_command(context, name)
        if inside is not None and not inside.hidden:
            yield from _section(inside, (*path, name))


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(line.strip() for line in part.splitlines()) for part in text.split("\n\n"))


def _rows(command: Any, context: typer.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        told = (getattr(parameter, "help", None) or "").replace("|", "\\|")
        if not told or "--help" in parameter.opts or any("completion" in name for name in parameter.opts):
            continue
        names = [*parameter.opts, *parameter.secondary_opts]
        spelled = (parameter.name or "").upper() if parameter.param_type_name == "argument" else ", ".join(names)
        default = parameter.default
        if isinstance(default, str | int | float) and not isinstance(default, bool) and default not in ("", 0):
            told += f" Default: `{default}`."
        yield f"| `{spelled}` | {told} |\n"
