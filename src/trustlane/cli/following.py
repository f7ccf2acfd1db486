"""`trustlane feeds follow`: read a partner's feed from its node or a folder, once or again and again."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trustlane.cli import node_database
from trustlane.cli.feeds import feeds
from trustlane.cli.telling import refuse, say
from trustlane.config import feed_keys
from trustlane.config.settings import in_force

if TYPE_CHECKING:
    from trustlane.recognition.line import LineSource
    from trustlane.recognition.models import FollowedFeed
    from trustlane.recognition.sources import Source

KEYS_EVERY = timedelta(minutes=10)


@feeds.command("follow")
def follow(
    origin: Annotated[str, typer.Argument(help="The feed, such as mra.xa.example/xb.")],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            help="The partner's node, such as https://mra.xa.example, or a folder of files.",
            metavar="X",
        ),
    ],
    every: Annotated[float, typer.Option(help="Look again every so many seconds; 0 for once.", min=0)] = 0,
) -> None:
    """Look at a partner's feed that two persons agreed to read: verify what is new, and apply it.

    What is refused is told by its name and kept; removals that were verified take effect all the same. After a failure
    the pause grows, up to a minute. A node is also asked for later versions of the partner's keys, and is given a
    receipt, signed, for what was applied, and a statement, signed, of what it took back and was erased here.

    Example: `trustlane feeds follow mra.xa.example/xb --from https://mra.xa.example --every 1`

    Ends with 0 where nothing was refused, else with 1.
    """
    with node_database.opened(in_force()):
        following = Following(origin, source)
        told = None
        while True:
            begun = time.monotonic()
            looked = following.look(patient=bool(every))
            if looked is not None and looked != told:
                say(looked)
                told = looked
            if not every:
                raise typer.Exit(0 if looked is not None and looked.startswith("Followed") else 1)
            time.sleep(max(0.0, begun + every - time.monotonic()))


class Following:
    """One feed that is looked at again and again."""

    def __init__(self, origin: str, address: str) -> None:
        from trustlane.recognition.refusals import RecognitionRefused
        from trustlane.recognition.sources import FolderSource

        self.origin = origin
        self.line: LineSource | None = None
        self.keys_again = datetime.min.replace(tzinfo=UTC)
        try:
            if "://" in address:
                self.line = _line(origin, address)
            self.source: Source = self.line or FolderSource(Path(address))
        except RecognitionRefused as refusal:
            raise refuse(f"{refusal}. {refusal.mend}") from refusal

    def look(self, *, patient: bool) -> str | None:
        """What came of one look, in a sentence; None where it is too early after a failure."""
        from trustlane.access.actors import system
        from trustlane.jobs.deciding import decide_what_changed
        from trustlane.recognition.actions.following import follow, is_due
        from trustlane.recognition.queries.following import followed
        from trustlane.recognition.refusals import NotFollowed

        at = _now()
        feed = followed(self.origin)
        if feed is None:
            raise refuse(f"Nobody proposed to read {self.origin!r}.")
        if patient and not is_due(feed, at):
            return None
        keys = self._keys(feed, at)
        try:
            looked = follow(feed=feed, source=self.source, by=system("feeds"), at=at)
        except NotFollowed as refusal:
            raise refuse(f"{refusal}. {refusal.mend}") from refusal
        if looked.done.removals or looked.done.additions:
            decide_what_changed(at=_now())  # what waits for its release and rested on it
        if not looked.well:
            self.keys_again = at  # it may be that its keys were renewed
            return f"Refused ({looked.refusal}): {looked.why}" + keys
        done = looked.done
        return (
            f"Followed to entry {looked.size}; applied now: entries {done.entries}, removals {done.removals}, "
            f"additions {done.additions}." + keys + self._receipt(feed) + self._statements(feed)
        )

    def _keys(self, feed: FollowedFeed, at: datetime) -> str:
        """Ask for later versions of the partner's keys, where the keys of its keyset count for it."""
        from trustlane.access.actors import system
        from trustlane.recognition.actions.trusting import follow_keysets
        from trustlane.recognition.queries.keysets import chain_of
        from trustlane.recognition.refusals import RecognitionRefused

        chain = chain_of(feed.issuer) if self.line and at >= self.keys_again else None
        if chain is None or self.line is None:
            return ""
        self.keys_again = at + KEYS_EVERY
        try:
            while (data := self.line.keyset(chain.newest.version + 1)) is not None:
                chain = follow_keysets(partner=feed.issuer, later=[data], by=system("feeds"), at=at)
        except RecognitionRefused as refusal:
            return f" Its keys were not renewed ({type(refusal).__name__}): {refusal}."
        return ""

    def _receipt(self, feed: FollowedFeed) -> str:
        """Hand in our receipt for what was applied, unless the issuer has it; the feed counts without it."""
        from trustlane.recognition.actions.receipting import make_receipt, receipt_due, receipt_sent
        from trustlane.recognition.keys.using import heartbeat_name
        from trustlane.recognition.refusals import RecognitionRefused

        if self.line is None or not receipt_due(feed):
            return ""
        at = _now()
        try:
            beat = feed_keys.signers().heartbeat
            name = heartbeat_name(self.line.identity.caller.administration)
            size, note = make_receipt(feed, name=name, signer=beat, at=at)
            self.line.receipt(note)
        except RecognitionRefused as refusal:
            return f" The receipt was not taken ({type(refusal).__name__}): {refusal}."
        receipt_sent(feed, size=size, at=at)
        return ""

    def _statements(self, feed: FollowedFeed) -> str:
        """Hand in our statements that bodies are gone which the issuer took back, each until the issuer took it."""
        from trustlane.recognition.actions.stating import make_statement, statement_sent, statements_due
        from trustlane.recognition.keys.using import heartbeat_name
        from trustlane.recognition.refusals import RecognitionRefused

        due = statements_due(feed) if self.line is not None else ()
        if self.line is None or not due:
            return ""
        at = _now()
        try:
            beat = feed_keys.signers().heartbeat
            name = heartbeat_name(self.line.identity.caller.administration)
            for seq in due:
                note = make_statement(feed, seq, name=name, signer=beat, at=at)
                self.line.erased(note)
                statement_sent(feed, seq=seq, note=note, at=at)
        except RecognitionRefused as refusal:
            return f" A statement of erasure was not taken ({type(refusal).__name__}): {refusal}."
        return ""


def _line(origin: str, address: str) -> LineSource:
    from trustlane.recognition.line import LineSource

    return LineSource(
        origin, address, feed_keys.asking(), clock=_now, nonce=lambda: secrets.token_urlsafe(16).rstrip("=")
    )


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
