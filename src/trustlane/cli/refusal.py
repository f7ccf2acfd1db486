"""How a command says that it cannot be carried out: one sentence on standard error, and exit code 1."""

import typer
from rich.console import Console


class Refused(typer.Exit):
    """A command cannot be carried out; says why and what to do."""

    def __init__(self, said: str) -> None:
        tell(said)
        super().__init__(1)


def tell(said: str) -> None:
    """Say it on standard error, word for word."""
    console = Console(stderr=True)
    console.print("trustlane: ", style="red", end="")
    console.print(said, soft_wrap=True, highlight=False, markup=False)
