"""Every command says what it does, with an example, and nothing of it needs a database to be read."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
import typer.main

from trustlane.cli import app


def commands(command: Any, path: tuple[str, ...] = ("trustlane",)) -> Iterator[tuple[str, Any]]:
    context = typer.Context(command, info_name=path[-1])
    names = getattr(command, "list_commands", lambda _: [])(context)
    if not names:
        yield " ".join(path), command
    for name in names:
        yield from commands(command.get_command(context, name), (*path, name))


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", ALL)
def test_every_command_says_what_it_does_with_an_example(name: str) -> None:
    told = ALL[name].help or ""
    assert len(told.split("\n")[0]) > 10
    assert "Example:" in told
    assert name in told.split("Example:", 1)[1]


@pytest.mark.parametrize("name", ALL)
def test_every_option_says_what_it_is_for(name: str) -> None:
    silent = [p.name for p in ALL[name].params if p.name != "help" and not getattr(p, "help", None)]
    assert silent == []


def test_help_is_given_without_django_polars_or_a_database() -> None:
    asked = "import sys, trustlane.cli; print(sorted({'django', 'polars', 'psycopg', 'xgboost'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
