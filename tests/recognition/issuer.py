"""An invented administration that writes feeds in these tests, and the reader it has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.believing import Believed, Keys, Position, believe, extended, signed
from trustlane.recognition.feed.folding import State, Terms, fold
from trustlane.recognition.feed.merkle import Frontier, consistency_proof
from trustlane.recognition.feed.tiles import Tile, bundles_of, nodes_in, read_bundle, read_tile
from trustlane.recognition.signing import Signers

ORIGIN = "mra.xa.example/xb"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 2)
PLENTY = Terms(live=1_000_000, in_a_day=10_000_000)


class Held:
    """A key held in memory."""

    def __init__(self, seed: str) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())
        self.public = self.key.public_key().public_bytes_raw()
        self.signed: list[bytes] = []

    def sign(self, message: bytes) -> bytes:
        self.signed.append(message)
        return self.key.sign(message)


def signers() -> Signers:
    """Keys made of fixed bytes."""
    return Signers(Held("feed"), Held("heartbeat"))


@dataclass
class Reader:
    """Follows a feed through the queries the wire will serve, by the law that readers go by."""

    keys: Keys
    origin: str = ORIGIN
    terms: Terms = PLENTY
    position: Position = field(init=False)
    frontier: Frontier = field(default_factory=Frontier)
    state: State = field(init=False)
    entries: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.position, self.state = Position(self.origin), State(origin=self.origin)

    def look(self, at: datetime = NOON, *, folds: bool = True) -> Believed:
        """Believe the newest note and apply what is new."""
        from trustlane.recognition.queries import feeds

        note = feeds.newest_note(self.origin)
        assert note is not None
        _, checkpoint = signed(note, origin=self.origin, keys=self.keys)
        proof = consistency_proof(self.position.size, checkpoint.size, nodes_in(checkpoint.size, self.read))
        believed = believe(note, position=self.position, keys=self.keys, proof=proof, at=at)
        new = list(self.fetched(self.position.size, checkpoint.size))
        self.frontier = extended(self.frontier, new, checkpoint)
        if folds:
            self.apply(new, at)
        self.entries += new
        self.position = believed.position
        return believed

    def apply(self, new: list[bytes], at: datetime) -> None:
        from trustlane.recognition.queries import feeds

        first = self.position.size + 1
        read = [leaves.at(seq, data) for seq, data in enumerate(new, first)]
        wanted = sorted({*self.state.waiting, *range(first, first + len(new))})
        bodies = {}
        for start in range(0, len(wanted), 256):
            part = wanted[start : start + 256]
            told = feeds.bodies(self.origin, part[0], part[-1])
            bodies |= {one.seq: one.sealed for one in told if one.sealed is not None}
        self.state = fold(self.state, read, bodies=bodies, terms=self.terms, on=at.date()).state

    def read(self, tile: Tile) -> tuple[bytes, ...]:
        from trustlane.recognition.queries import feeds

        return read_tile(feeds.tile(self.origin, tile.path) or b"", tile)

    def fetched(self, before: int, size: int) -> Iterable[bytes]:
        """The entries after those that are known."""
        from trustlane.recognition.queries import feeds

        for bundle in bundles_of(size, before):
            data = feeds.tile(self.origin, bundle.path)
            assert data is not None, bundle
            first = bundle.index * 256
            yield from read_bundle(data, bundle)[max(0, before - first) :]

    def trusted(self, at: datetime = NOON) -> set[str]:
        """The numbers of those to whom the feed gives something."""
        return {
            last.body.tin
            for subject, last in self.state.subjects.items()
            if last.body is not None and self.state.gives(subject, at=at, on=at.date())
        }


@dataclass
class Issuer:
    """People and deeds of an administration that tells of its operators."""

    world: Any
    folder: Path
    signers: Signers = field(default_factory=signers)

    def __post_init__(self) -> None:
        from trustlane.access.roles import Role

        self.first, self.second = self.world.user(Role.MRA_DESK), self.world.user(Role.MRA_DESK)
        self.registrar = self.world.user(Role.REGISTER_OFFICER)
        self.sealer = self.new_sealer()

    def new_sealer(self, **more: Any) -> Any:
        from trustlane.recognition.actions.sealing import Sealer

        return Sealer(self.signers, self.folder, **more)

    def reader(self, origin: str = ORIGIN) -> Reader:
        return Reader(self.signers.keys(origin), origin)

    def feed(self, origin: str = ORIGIN, *, at: datetime = NOON - timedelta(hours=2), **terms: Any) -> Any:
        """A feed that two persons opened."""
        from trustlane.recognition.actions.feeds import open_feed, propose_feed
        from trustlane.recognition.feed.bodies import ALL

        given = {"partner": "XB", "fields": ALL, "scope": ("security", "compliance")} | terms
        feed = propose_feed(origin=origin, by=self.first, at=at, reason="agreement XA-XB", **given)
        open_feed(feed=feed, by=self.second, at=at)
        feed.refresh_from_db()
        return feed

    def operator(self, number: int = 1, *, consents: bool = True, at: datetime = NOON - timedelta(hours=3)) -> Any:
        """An operator of the register, which consents unless told otherwise."""
        from trustlane.parties.identifiers import Identifier
        from trustlane.standing.actions import register_operator

        made = register_operator(
            name=f"Trader {number}",
            identifiers=[Identifier("TIN", f"XA{number:06d}")],
            by=self.registrar,
            at=at,
            issuer="XA",
        )
        if consents:
            self.consent(made, at=at)
        return made

    def consent(self, *operators: Any, given: bool = True, at: datetime = NOON) -> int:
        from trustlane.recognition.actions.consenting import give_consent, withdraw_consent

        return (give_consent if given else withdraw_consent)(operators=operators, by=self.registrar, at=at)

    def says(self, operator: Any, *said: Any, since: date = DAY, at: datetime = NOON, **more: Any) -> None:
        """What the programme makes of an operator: valid without anything else said."""
        assert_valid(operator, *said, since=since, at=at, **more)

    def seal(self, feed: Any, at: datetime = NOON) -> Any:
        return self.sealer.seal(feed, at=at)


def said(state: str = "valid", **more: Any) -> Any:
    """One thing a programme says: for both risks, in every role."""
    from trustlane.standing.actions.asserting import Said

    return Said(**({"state": state, "security": True, "compliance": True} | more))


def assert_valid(operator: Any, *sayings: Any, since: date, at: datetime, programme: str = "AEO") -> None:
    """A deed of the programme, recorded, in one transaction."""
    from django.db import transaction

    from trustlane.ledger.actions import record
    from trustlane.ledger.subjects import Subject
    from trustlane.standing.actions.asserting import assert_standing

    with transaction.atomic():
        row = record(
            verb="programme.grant", actor="system:tests", subjects=[Subject("operator", operator.reference)], at=at
        )
        assert_standing(
            operator=operator,
            issuer="XA",
            programme=programme,
            says=sayings or (said(),),
            since=since,
            name=f"Trader {operator.reference}",
            source="test",
            recorded_in=row,
            at=at,
        )
