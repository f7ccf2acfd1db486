"""The command `trustlane`: one module a family of commands, gathered here."""

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False)


@app.callback()
def trustlane() -> None:
    """Trustlane runs the WCO SAFE Framework: who is trusted, and which consignments to look at."""


def main() -> None:
    """Run the command line."""
    app()


from trustlane.cli import standing  # noqa: E402, F401 - each family hangs its commands on `app`
