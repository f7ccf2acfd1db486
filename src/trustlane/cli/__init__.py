"""The command `trustlane`: one module a family of commands, gathered here."""

import sys

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False)


@app.callback()
def trustlane() -> None:
    """Trustlane runs the WCO SAFE Framework: who is trusted, and which consignments to look at."""


def main() -> None:
    """Run the command line; what a node refuses is told in its own words."""
    from trustlane.cli.refusal import tell
    from trustlane.config import heaps
    from trustlane.config.refusals import NodeRefused

    heaps.share()
    try:
        app()
    except NodeRefused as refusal:
        tell(str(refusal))
        sys.exit(1)


# Each family hangs its commands on `app`; add yours here.
from trustlane.cli import (  # noqa: E402
    backup,  # noqa: F401
    clocks,  # noqa: F401
    compare,  # noqa: F401
    criteria,  # noqa: F401
    declarations,  # noqa: F401
    demo,  # noqa: F401
    feeds,  # noqa: F401
    following,  # noqa: F401
    house,  # noqa: F401
    keep,  # noqa: F401
    keys,  # noqa: F401
    laboratory,  # noqa: F401
    model,  # noqa: F401
    node,  # noqa: F401
    partner_keys,  # noqa: F401
    people,  # noqa: F401
    programme,  # noqa: F401
    rules,  # noqa: F401
    screen,  # noqa: F401
    simulate,  # noqa: F401
    standing,  # noqa: F401
    study,  # noqa: F401
)
