"""`trustlane feeds`: what goes to partner administrations, opened by two persons, sealed by a process of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from trustlane.cli import acting, app, node_database
from trustlane.cli.acting import Doing
from trustlane.cli.refusal import Refused
from trustlane.cli.telling import say
from trustlane.config.settings import in_force

if TYPE_CHECKING:
    from trustlane.recognition.actions.sealing import Sealer

feeds = typer.Typer(
    no_args_is_help=True, help="Feeds between administrations: ours are opened and sealed, theirs are followed."
)
app.add_typer(feeds, name="feeds")

Origin = Annotated[str, typer.Argument(help="The origin of the feed, such as mra.xa.example/xb.", metavar="ORIGIN")]
By = Annotated[
    str, typer.Option("--by", "--as", help="Who does it: the name this person logs in with. The password is asked for.")
]
Why = Annotated[str, typer.Option("--reason", help="Why; it is recorded and shown with the deed.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="File with that password in one line, that only you may read (chmod 600); else you are asked.",
        dir_okay=False,
        exists=True,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
LOOK = 0.2  # seconds between two looks for something new


@feeds.command("list")
def listed(as_json: AsJson = False) -> None:
    """List the feeds of ours, how far each is signed, and how many entries wait for a signature.

    Example: `trustlane feeds list`
    """
    with node_database.opened(in_force()):
        from trustlane.recognition.queries import feeds as queries

        found = queries.feeds()
    if as_json:
        typer.echo(json.dumps([_plain(row) for row in found]))
        return
    table = Table(
        Column("Feed", no_wrap=True), "Partner", "State", "Tells of", "Entries signed", "Signed at", "Waiting"
    )
    for row in found:
        signed = row.signed_at.strftime("%Y-%m-%d %H:%M:%S UTC") if row.signed_at else ""
        table.add_row(row.origin, row.partner, row.state, ", ".join(row.scope), str(row.size), signed, str(row.waiting))
    Console().print(table)


@feeds.command("open")
def open_one(
    origin: Origin,
    by: By,
    reason: Why = "",
    partner: Annotated[str, typer.Option(help="To propose: the code of the partner, such as XB.")] = "",
    field: Annotated[
        list[str] | None, typer.Option(help="To propose: a field of a body that is told; all of them without a choice.")
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="To propose: security or compliance; both without a choice.")
    ] = None,
    role: Annotated[list[str] | None, typer.Option(help="To propose: a role; every one without a choice.")] = None,
    password_file: PasswordFile = None,
) -> None:
    """Open a feed to a partner: one person proposes it with --partner, another runs this again without.

    Once the second person did, everybody who is valid and consents is told.

    Example: `trustlane feeds open mra.xa.example/xb --partner XB --scope security --by anna --reason agreed`

    Ends with 0 when it was done, with 1 where it is refused, with 2 where what was given cannot be used.
    """
    with done_by(by, password_file) as doing:
        from trustlane.recognition.actions.feeds import open_feed, propose_feed
        from trustlane.recognition.feed.bodies import ALL
        from trustlane.standing.facts import SCOPES

        if partner:
            propose_feed(
                origin=origin,
                partner=partner,
                fields=field or sorted(ALL),
                scope=scope or SCOPES,
                roles=role or (),
                by=doing.by,
                at=doing.at,
                reason=reason,
            )
            said = f"Proposed. Another person opens it with `trustlane feeds open {origin} --by NAME`."
        else:
            many = open_feed(feed=_feed(origin), by=doing.by, at=doing.at, reason=reason)
            said = f"Open. {many:,} entries wait to be signed by `trustlane feeds seal`."
    say(said)


@feeds.command("close")
def close_one(origin: Origin, by: By, reason: Why, password_file: PasswordFile = None) -> None:
    """Close a feed for good: the partner is told that nobody of it is valid any more. One person is enough.

    Example: `trustlane feeds close mra.xa.example/xb --by anna --reason 'the agreement ended'`
    """
    with done_by(by, password_file) as doing:
        from trustlane.recognition.actions.feeds import close_feed

        many = close_feed(feed=_feed(origin), by=doing.by, at=doing.at, reason=reason)
    say(f"Closed. {many:,} entries wait to be signed by `trustlane feeds seal`.")


@feeds.command("take-back")
def take_back_tail(
    origin: Origin,
    checkpoint: Annotated[
        Path, typer.Option(help="File of the newest checkpoint of ours that the partner kept.", exists=True)
    ],
    by: By,
    entries: Annotated[
        Path | None,
        typer.Option(help="File of the entries missing here, each after its length in two bytes.", exists=True),
    ] = None,
    password_file: PasswordFile = None,
) -> None:
    """Take back from a partner what a restored database lost of a feed; before that, nothing of it is signed.

    Example: `trustlane feeds take-back mra.xa.example/xb --checkpoint newest.note --entries tail.bin --by anna`
    """
    with done_by(by, password_file) as doing:
        from django.conf import settings

        from trustlane.config.feed_keys import signers
        from trustlane.recognition.actions.restoring import read_entries, take_back

        came = take_back(
            feed=_feed(origin),
            note=checkpoint.read_bytes(),
            entries=read_entries(entries.read_bytes()) if entries else [],
            keys=signers().keys(origin),
            folder=Path(settings.TRUSTLANE_FEEDS_FOLDER),
            by=doing.by,
            at=doing.at,
        )
    say(f"{came.entries:,} entries were taken back; the feed may be signed on from {came.size:,}.")
    if came.nobody:
        say(f"{came.nobody:,} subjects that nobody here knows any more were taken away from the partner.")
    if came.look_at:
        say(f"Look at the standing of {', '.join(came.look_at)}: the register may have lost what the partner was told.")


@feeds.command("seal")
def seal(
    every: Annotated[
        float, typer.Option(help="Go on, with at most so many seconds between two looks; 0 for once.", min=0)
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Number what was said, lay it into the tree of its feed, and sign; every 60 seconds sign the time alone.

    One process does so at a time, however often it is started. A feed that must not be signed is named with what to
    do about it, and the others go on.

    Example: `trustlane feeds seal --every 1`

    Ends with 1 where it looked once and a feed was refused.
    """
    node = in_force()
    with node_database.opened(node):
        sealer = _sealer(node.settings.node.demonstration)
        refused: dict[str, str] = {}
        while True:
            refused = _round(sealer, refused, as_json)
            if not every:
                break
            time.sleep(min(every, LOOK))
    if refused:
        raise typer.Exit(1)


def _sealer(demonstration: bool) -> Sealer:
    from django.conf import settings
    from django.utils.module_loading import import_string

    from trustlane.config import feed_keys
    from trustlane.recognition.actions.sealing import Sealer
    from trustlane.recognition.refusals import KeyMissing

    if demonstration:
        feed_keys.ensure_invented(in_force())
    try:
        signers = import_string(settings.TRUSTLANE_FEED_SIGNERS)()
    except KeyMissing as missing:
        raise Refused(f"{missing}. {missing.mend}") from missing
    return Sealer(signers, Path(settings.TRUSTLANE_FEEDS_FOLDER))


def _round(sealer: Sealer, before: dict[str, str], as_json: bool) -> dict[str, str]:
    """One look at every feed; what was refused, by feed, told once as long as it stays the same."""
    from django.db import InterfaceError, OperationalError, connection

    from trustlane.recognition.actions.feeds import turn_the_day
    from trustlane.recognition.actions.sealing import only_sealer, opened_feeds
    from trustlane.recognition.refusals import RecognitionRefused

    refused: dict[str, str] = {}
    try:
        with only_sealer() as alone:
            if not alone:
                return before
            at = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
            turn_the_day(at=at)
            for feed in opened_feeds():
                try:
                    done = sealer.seal(feed, at=at)
                except RecognitionRefused as refusal:
                    refused[feed.origin] = f"{refusal}. {refusal.mend}"
                    if before.get(feed.origin) != refused[feed.origin]:
                        say(f"Not signed. {refused[feed.origin]}")
                    continue
                if done.signed and as_json:
                    told = {"feed": feed.origin, "size": done.tree.size, "root": done.tree.root.hex()}
                    typer.echo(json.dumps(told))
    except (OperationalError, InterfaceError):
        # The database went away under us: the next look finds it again, and everything is verified anew.
        connection.close()
        sealer.verified.clear()
    return refused


@contextmanager
def done_by(by: str, password_file: Path | None) -> Iterator[Doing]:
    from trustlane.recognition.refusals import RecognitionRefused

    with acting.as_person(in_force(), by, password_file) as doing:
        try:
            yield doing
        except RecognitionRefused as refusal:
            raise Refused(f"{refusal}. {refusal.mend}") from refusal


def _feed(origin: str) -> Any:
    from trustlane.recognition.queries import feeds as queries
    from trustlane.recognition.refusals import FeedUnknown

    found = queries.feed(origin)
    if found is None:
        raise FeedUnknown(origin, "there is no such feed")
    return found


def _plain(row: Any) -> dict[str, Any]:
    return {
        "feed": row.origin,
        "partner": row.partner,
        "state": row.state,
        "fields": row.fields,
        "scope": row.scope,
        "roles": row.roles,
        "signed": row.size,
        "signed_at": row.signed_at.isoformat() if row.signed_at else None,
        "waiting": row.waiting,
    }
