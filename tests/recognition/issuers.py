"""An invented issuer that keeps a feed in memory or in a folder, and people here who agree to read it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.recognition.feed.says import HEARTBEAT, NOON, ORIGIN, SIGNER, Owner, bare, sealed, status
from tests.world import World
from trustlane.access.actors import Actor, system
from trustlane.access.roles import Role
from trustlane.recognition.agreed import Agreed
from trustlane.recognition.feed import bundled, leaves, tiles
from trustlane.recognition.feed.bodies import Sealed
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.leaves import ADDITIONS
from trustlane.recognition.feed.merkle import leaf_hash, nodes_of, root_at
from trustlane.recognition.sources import CHECKPOINT, FolderSource, MemorySource

READER: Actor = system("feeds")


@cache
def hashed(entry: bytes) -> bytes:
    """The hash of an entry."""
    return leaf_hash(entry)


class Issuer:
    """A partner that says things, seals them, and serves them; tests make it misbehave by changing what it serves."""

    def __init__(self, origin: str = ORIGIN, signer: Owner = SIGNER, heartbeat: Owner = HEARTBEAT) -> None:
        self.origin, self.signer, self.heartbeat = origin, signer, heartbeat
        self.entries: list[bytes] = []
        self.bodies: dict[int, Sealed | None] = {}
        self.source = MemorySource()

    @property
    def next(self) -> int:
        """The number of the next entry."""
        return len(self.entries) + 1

    def says(self, of: int, to: str = "valid", *, body: dict[str, Any] | None = None, **change: Any) -> int:
        """Say something of a subject, whose body names the operator of that number; the number of the entry."""
        seq = self.next
        commits = {}
        if to in ADDITIONS:
            found = sealed(of, **(body or {}))
            self.bodies[seq] = found
            commits = {"body": found.commitment}
        self.entries.append(leaves.write(status(seq, of, to, **(commits | change))))
        return seq

    def writes(self, entry: bytes) -> int:
        """Append whatever bytes."""
        self.entries.append(entry)
        return len(self.entries)

    def checkpoint(self, size: int | None = None, **change: Any) -> Checkpoint:
        """What is stated of the first entries."""
        size = len(self.entries) if size is None else size
        hashes = [hashed(entry) for entry in self.entries[:size]]
        told = {"origin": self.origin, "size": size, "root": root_at(size, nodes_of(hashes))}
        return Checkpoint(**(told | change))

    def note(self, at: datetime | None = NOON, size: int | None = None, **change: Any) -> bytes:
        """A signed checkpoint, cosigned by the heartbeat at that time, or not at all."""
        signed = self.signer.signs(bare(self.checkpoint(size, **change)))
        return (signed if at is None else self.heartbeat.cosigns(signed, at)).written

    def serves(self, at: datetime | None = NOON, *, note: bytes | None = None) -> MemorySource:
        """Seal what was said so far and serve it."""
        hashes = [hashed(entry) for entry in self.entries]
        node = nodes_of(hashes) if hashes else None
        size = len(hashes)
        for tile in tiles.tiles_of(size):
            level, first = tile.level * tiles.HEIGHT, tile.index * tiles.WIDTH
            assert node is not None
            self.source.files[tile.path] = tiles.write_tile(
                [node(level, first + offset) for offset in range(tile.width)]
            )
        for bundle in tiles.bundles_of(size):
            first = bundle.index * tiles.WIDTH
            self.source.files[bundle.path] = tiles.write_bundle(self.entries[first : first + bundle.width])
        self.source.files[CHECKPOINT] = self.note(at) if note is None else note
        self.source.sealed = self.bodies
        return self.source

    def folder(self, into: Path, at: datetime = NOON) -> FolderSource:
        """The same as a folder of files."""
        self.serves(at)
        for path, data in self.source.files.items():
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            (into / path).write_bytes(data)
        (into / "bodies").mkdir(exist_ok=True)
        for first in range(1, self.next, bundled.MOST):
            last = min(first + bundled.MOST - 1, len(self.entries))
            some = {seq: found for seq, found in self.bodies.items() if first <= seq <= last}
            (into / "bodies" / f"{first}-{last}").write_bytes(bundled.write(some))
        return FolderSource(into)


def agreed(issuer: Issuer, **change: Any) -> Agreed:
    """Terms by which this issuer's feed is read."""
    told = {
        "signers": (issuer.signer.key.written,),
        "heartbeats": (issuer.heartbeat.key.written,),
        "live": 50_000,
        "in_a_day": 50_000,
        "scope": ("security", "compliance"),
    }
    return Agreed(**(told | change))


class Reading:
    """Our side of one feed."""

    def __init__(self, world: World, issuer: Issuer, code: str = "XA", **change: Any) -> None:
        from trustlane.recognition.actions.agreeing import agree_terms, propose_terms

        self.issuer = issuer
        self.first, self.second = world.user(Role.MRA_DESK), world.user(Role.MRA_DESK)
        self.code = code
        terms = propose_terms(
            origin=issuer.origin, issuer=code, agreed=agreed(issuer, **change), by=self.first, at=world.now
        )
        self.feed = agree_terms(terms=terms, by=self.second, at=world.now).feed

    def agrees(self, at: datetime = NOON, **change: Any) -> None:
        """Other terms, by two persons."""
        from trustlane.recognition.actions.agreeing import agree_terms, propose_terms

        new = agreed(self.issuer, **change)
        terms = propose_terms(origin=self.feed.origin, issuer=self.code, agreed=new, by=self.first, at=at)
        agree_terms(terms=terms, by=self.second, at=at)

    def looks(self, at: datetime = NOON, source: Any = None, between: Callable[[str], None] | None = None) -> Any:
        """Look at the feed once."""
        from trustlane.recognition.actions.following import follow

        more = {"between": between} if between else {}
        return follow(feed=self.feed, source=source or self.issuer.source, by=READER, at=at, **more)

    def reads(self, at: datetime = NOON) -> Any:
        """Let the issuer seal what it said, and look."""
        self.issuer.serves(at)
        return self.looks(at)

    def trusted(self, at: datetime = NOON + timedelta(days=1)) -> set[str]:
        """The operators the register holds as valid by this partner on a day, as known now."""
        from trustlane.standing import queries

        return {
            row.fact.operator for row in queries.register(valid=at.date(), issuer=self.code, state="valid", size=9999)
        }

    def states(self, at: datetime = NOON) -> dict[str, str]:
        """What the register holds of each operator by this partner on a day."""
        from trustlane.standing import queries

        return {
            row.fact.operator: row.fact.state for row in queries.register(valid=at.date(), issuer=self.code, size=9999)
        }

    def quarantines(self) -> list[Any]:
        """Those that are open."""
        from trustlane.recognition.models import Quarantine

        return list(Quarantine.objects.filter(feed=self.feed, ended_at__isnull=True).order_by("pk"))
