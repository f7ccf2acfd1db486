"""`trustlane feeds follow`: read a partner's feed from a folder, once or again and again."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from trustlane.cli import node_database
from trustlane.cli.feeds import feeds
from trustlane.cli.telling import refuse, say
from trustlane.config.settings import in_force


@feeds.command("follow")
def follow(
    origin: Annotated[str, typer.Argument(help="The feed, such as mra.xa.example/xb.")],
    folder: Annotated[Path, typer.Option("--from", help="The folder its files are in, as the issuer writes them.")],
    every: Annotated[float, typer.Option(help="Look again every so many seconds; 0 for once.", min=0)] = 0,
) -> None:
    """Look at a partner's feed that two persons agreed to read: verify what is new, and apply it.

    What is refused is told by its name and kept; removals that were verified take effect all the same. After a failure
    the pause grows, up to a minute.

    Example: `trustlane feeds follow mra.xa.example/xb --from /srv/feeds/xa --every 1`

    Ends with 0 where nothing was refused, else with 1.
    """
    from trustlane.recognition.sources import FolderSource

    node = in_force()
    source = FolderSource(folder)
    with node_database.opened(node):
        told = None
        while True:
            begun = time.monotonic()
            looked = look(origin, source, patient=bool(every))
            if looked is not None and looked != told:
                say(looked)
                told = looked
            if not every:
                raise typer.Exit(0 if looked is not None and looked.startswith("Followed") else 1)
            time.sleep(max(0.0, begun + every - time.monotonic()))


def look(origin: str, source: object, *, patient: bool) -> str | None:
    """What came of one look, in a sentence; None where it is too early after a failure."""
    from typing import cast

    from trustlane.access.actors import system
    from trustlane.recognition.actions.following import follow, is_due
    from trustlane.recognition.queries.following import followed
    from trustlane.recognition.refusals import NotFollowed
    from trustlane.recognition.sources import Source

    at = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    feed = followed(origin)
    if feed is None:
        raise refuse(f"Nobody proposed to read {origin!r}.")
    if patient and not is_due(feed, at):
        return None
    try:
        looked = follow(feed=feed, source=cast(Source, source), by=system("feeds"), at=at)
    except NotFollowed as refusal:
        raise refuse(f"{refusal}. {refusal.mend}") from refusal
    if not looked.well:
        return f"Refused ({looked.refusal}): {looked.why}"
    done = looked.done
    return (
        f"Followed to entry {looked.size}; applied now: entries {done.entries}, removals {done.removals}, "
        f"additions {done.additions}."
    )
