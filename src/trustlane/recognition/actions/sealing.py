"""The sealing process: lays numbered entries into tiles, proves that the tree only grew, and only then signs it.

1. What was signed last is known, here and in the file beside the database, and the entries make that tree.
2. Entries get their numbers.                      5. The file is moved from the old size and root to the new,
3. Tiles and bundles are written and flushed.      6. and so is the database; refused where another was faster.
4. The old tree is the beginning of the new one.   7. Only then is the tree signed, and its time.

Whoever dies in between has published nothing: the note is there once the transaction of steps 6 and 7 has ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from trustlane.recognition.actions.numbering import number, size_of
from trustlane.recognition.disk import Disk
from trustlane.recognition.feed import cosignatures, notes
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.growing import File, grown
from trustlane.recognition.feed.merkle import (
    EMPTY,
    Frontier,
    consistency_proof,
    leaf_hash,
    root_at,
    verify_consistency,
)
from trustlane.recognition.feed.notes import Note
from trustlane.recognition.feed.refusals import ConsistencyRefused, TilesRefused
from trustlane.recognition.feed.tiles import WIDTH, Bundle, Tile, bundles_of, nodes_in, read_bundle, read_tile, tiles_of
from trustlane.recognition.models import Feed, FeedEntry, FeedTree
from trustlane.recognition.refusals import DatabaseBehind, FileBehind, SealedMeanwhile, TreeContradicted
from trustlane.recognition.signing import Signers

BEAT = timedelta(seconds=60)
SIGNED = "signed.json"


@dataclass(frozen=True, slots=True)
class Tree:
    """A size and its root."""

    size: int = 0
    root: bytes = EMPTY


@dataclass(frozen=True, slots=True)
class Sealed:
    """What came of one look at a feed: the tree that is signed, whether a note was made, how many entries wait."""

    tree: Tree
    signed: bool
    waiting: int


@dataclass
class Sealer:
    """A sealing process at work: its keys, its folder, and up to which tree it has looked at every entry itself."""

    signers: Signers
    folder: Path
    disk: Callable[[Path], Disk] = Disk
    verified: dict[int, Tree] = field(default_factory=dict)

    def seal(self, feed: Feed, *, at: datetime) -> Sealed:
        """Steps 1 to 7 of the feed; refused, with nothing signed, where one of them does not hold."""
        disk = self.disk(folder_of(self.folder, feed.origin))
        try:
            return self._seal(feed, disk, at)
        except BaseException:
            self.verified.pop(feed.pk, None)
            raise

    def _seal(self, feed: Feed, disk: Disk, at: datetime) -> Sealed:
        kept = FeedTree.objects.get(feed=feed)
        last = Tree(kept.size, bytes(kept.root))
        promised = self._known(feed, disk, last)  # step 1
        numbered = number(feed, at=at)  # step 2
        due = kept.signed_at is None or at - kept.signed_at >= BEAT
        if numbered.size == last.size and not due:
            return Sealed(last, False, numbered.waiting)
        new = self._laid(feed, disk, promised, numbered.size)  # step 3
        _check_growth(disk, last, new)  # step 4
        _check_growth(disk, promised, new)
        swap_file(disk, feed.origin, promised, new)  # step 5
        with transaction.atomic():
            swap_database(feed, last, new)  # step 6
            self._sign(feed, new, kept.signed_at, at)  # step 7
        thin(disk, last)
        self.verified[feed.pk] = new
        return Sealed(new, True, numbered.waiting)

    def _known(self, feed: Feed, disk: Disk, last: Tree) -> Tree:
        """Step 1: what was promised to be signed last; the file is written first, so it is never behind."""
        promised = read_signed(disk, feed.origin)
        if promised.size < last.size:
            raise FileBehind(feed.origin, f"the file says {promised.size}, the database {last.size}")
        if promised.size == last.size and promised.root != last.root:
            raise TreeContradicted(feed.origin, f"file and database name two roots of size {last.size}")
        if self.verified.get(feed.pk) == promised:
            return promised
        size = size_of(feed)
        if size < promised.size:
            raise DatabaseBehind(feed.origin, f"{promised.size} entries were signed; the database has {size}")
        frontier = Frontier()
        for tree in (last, promised):
            frontier = frontier.grown(map(leaf_hash, entries_of(feed, frontier.size, tree.size)))
            if frontier.root != tree.root:
                raise TreeContradicted(feed.origin, f"the first {tree.size} entries make another root")
        if promised.size and not stands(disk, promised):
            lay(disk, Tree(), list(entries_of(feed, 0, promised.size)))
        self.verified[feed.pk] = promised
        return promised

    def _laid(self, feed: Feed, disk: Disk, before: Tree, size: int) -> Tree:
        """Step 3."""
        if size == before.size:
            return before
        lay(disk, before, list(entries_of(feed, before.size, size)))
        return Tree(size, root_at(size, nodes_in(size, hashes(disk))))

    def _sign(self, feed: Feed, tree: Tree, before: datetime | None, at: datetime) -> None:
        """Step 7. Where our clock went back no time is signed: a removal must not wait, an older time is refused."""
        stated = Checkpoint(feed.origin, tree.size, tree.root)
        key = self.signers.feed_key(feed.origin)
        note = Note(stated.text, (notes.signed_by(stated.text, key, self.signers.feed.sign),))
        second = at.replace(microsecond=0)
        signed_at = before
        if before is None or second >= before:
            beat = self.signers.heartbeat_key(feed.origin)
            note = note.also(cosignatures.cosigned_by(note.text, beat, self.signers.heartbeat.sign, at=second))
            signed_at = second
        FeedTree.objects.filter(feed=feed).update(note=note.written, signed_at=signed_at)


def folder_of(folder: Path, origin: str) -> Path:
    """Where the files of a feed lie; no origin has an underscore, so no two meet."""
    return folder / origin.replace("/", "_")


def read_signed(disk: Disk, origin: str) -> Tree:
    """The tree that the file beside the database names; nothing was ever signed where there is none."""
    data = disk.read(SIGNED)
    if data is None:
        return Tree()
    try:
        said = json.loads(data)
        tree = Tree(int(said["size"]), bytes.fromhex(said["root"]))
        if said["origin"] != origin:
            raise ValueError("it is another feed's")
    except (ValueError, KeyError, TypeError) as trouble:
        raise FileBehind(origin, f"the file {SIGNED} cannot be read ({trouble})") from None
    return tree


def write_signed(disk: Disk, origin: str, tree: Tree) -> None:
    """Have the file name this tree."""
    said = {"origin": origin, "size": tree.size, "root": tree.root.hex()}
    disk.put({SIGNED: json.dumps(said).encode()})


def swap_file(disk: Disk, origin: str, old: Tree, new: Tree) -> None:
    """Step 5: the file says the new tree, if it said the old one until now."""
    found = read_signed(disk, origin)
    if found != old:
        raise SealedMeanwhile(origin, f"the file says {found.size} instead of {old.size}")
    if new != old:
        write_signed(disk, origin, new)


def swap_database(feed: Feed, old: Tree, new: Tree) -> None:
    """Step 6: the database says the new tree, if it said the old one until now."""
    rows = FeedTree.objects.filter(feed=feed, size=old.size, root=old.root)
    if rows.update(size=new.size, root=new.root) != 1:
        raise SealedMeanwhile(feed.origin, f"the database no longer says {old.size}")


def _check_growth(disk: Disk, old: Tree, new: Tree) -> None:
    """Step 4: out of the files as they are on the disk."""
    proof = consistency_proof(old.size, new.size, nodes_in(new.size, hashes(disk)))
    verify_consistency(old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=proof)


def lay(disk: Disk, before: Tree, entries: Sequence[bytes]) -> None:
    """Write the tiles and bundles by which the tree grows by these entries."""
    made = grown(before.size, entries, read=content(disk))
    disk.put({each.path: data for each, data in made.items()})


def thin(disk: Disk, last: Tree) -> None:
    """Of tiles and bundles that are not full drop those older than this tree's: they are cut out of a wider one.

    What is wider stays: another process may be at work on it, and finds out only when it is to be signed.
    """
    full = last.size // WIDTH * WIDTH
    parts: list[Tile | Bundle] = [*tiles_of(last.size, full), *bundles_of(last.size, full)]
    for each in parts:
        if each.width < WIDTH:
            disk.thin(each.path)


def stands(disk: Disk, tree: Tree) -> bool:
    """Whether the files make that tree."""
    try:
        return root_at(tree.size, nodes_in(tree.size, hashes(disk))) == tree.root
    except (ConsistencyRefused, TilesRefused):
        return False


def hashes(disk: Disk) -> Callable[[Tile], Sequence[bytes]]:
    """Reads the hashes of a tile."""
    return lambda tile: read_tile(disk.read(tile.path) or b"", tile)


def content(disk: Disk) -> Callable[[File], Sequence[bytes]]:
    """Reads the hashes of a tile, or the entries of a bundle."""

    def read(file: File) -> Sequence[bytes]:
        data = disk.read(file.path) or b""
        return read_tile(data, file) if isinstance(file, Tile) else read_bundle(data, file)

    return read


def entries_of(feed: Feed, after: int, until: int) -> Iterator[bytes]:
    """The bytes of entries by their numbers, the first number not among."""
    rows = FeedEntry.objects.filter(feed=feed, seq__gt=after, seq__lte=until).order_by("seq")
    return (bytes(leaf or b"") for leaf in rows.values_list("leaf", flat=True).iterator(chunk_size=5_000))


@contextmanager
def only_sealer() -> Iterator[bool]:
    """Whether this process is the one that seals, as long as its connection lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('trustlane seals feeds'))")
        alone = bool((cursor.fetchone() or (False,))[0])
    try:
        yield alone
    finally:
        if alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('trustlane seals feeds'))")


def feeds_folder() -> Path:
    """The folder of this node's feeds."""
    return Path(settings.TRUSTLANE_FEEDS_FOLDER)


def opened_feeds() -> list[Feed]:
    """Every feed that was ever opened; one that is closed is sealed on, for readers who come late."""
    return list(Feed.objects.filter(opened_at__isnull=False).order_by("pk"))
