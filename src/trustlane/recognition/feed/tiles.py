"""How a tree and its entries are cut into files that never change: paths, widths, and bundles of entries.

C2SP tlog-tiles: a full tile is 256 hashes of one level, a partial one holds what the tree has so far; entries stand
in bundles beside the tiles of level 0, each preceded by its length in two bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trustlane.recognition.feed.merkle import HASH_BYTES, LARGEST, Node, nodes_of
from trustlane.recognition.feed.refusals import BundleUnfit, EntryTooLong, SizeUnfit, TilePathUnfit, TileUnfit
from trustlane.recognition.refusals import shown

HEIGHT = 8  # levels of the tree in one tile
WIDTH = 1 << HEIGHT
LENGTH_BYTES = 2
LONGEST_ENTRY = 2048  # bytes; the format itself would take 65,535
DEEPEST = 63 // HEIGHT  # the highest level of tiles that a tree within 2^63 - 1 leaves can have
_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
LONGEST_PATH = 60


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A file of consecutive hashes of one level; one of level 0 holds leaf hashes."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is served, below the address of the feed."""
        return f"tile/{self.level}/{_numbered(self.index, self.width)}"


@dataclass(frozen=True, slots=True, order=True)
class Bundle:
    """A file of consecutive entries: those of the tile of level 0 with the same index and width."""

    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is served, below the address of the feed."""
        return f"tile/entries/{_numbered(self.index, self.width)}"


def _numbered(index: int, width: int) -> str:
    thousands, last = divmod(index, 1000)
    found = f"{last:03d}"
    while thousands:
        thousands, part = divmod(thousands, 1000)
        found = f"x{part:03d}/{found}"
    return found if width == WIDTH else f"{found}.p/{width}"


def at_path(path: str) -> Tile | Bundle:
    """The tile or bundle of a path; refused unless this is the one way of writing it."""
    met = _PATH.fullmatch(path) if len(path) <= LONGEST_PATH else None
    if met is None:
        raise TilePathUnfit("path of a tile", f"{shown(path)} names no tile and no bundle")
    index, width = int(re.sub("[x/]", "", met["number"])), int(met["width"] or WIDTH)
    found = Bundle(index, width) if met["level"] == "entries" else Tile(int(met["level"]), index, width)
    hashes = LARGEST >> HEIGHT * (found.level if isinstance(found, Tile) else 0)  # of that level, in the largest tree
    if found.path != path or index * WIDTH + width > hashes:
        raise TilePathUnfit("path of a tile", f"{shown(path)} names no tile and no bundle")
    return found


def tiles_of(size: int, before: int = 0) -> Iterator[Tile]:
    """The tiles of a tree of that size, level by level; with ``before``, those its tree of that size had not."""
    _sizes(size, before)
    for level in range(DEEPEST + 1):
        hashes, had = size >> HEIGHT * level, before >> HEIGHT * level
        if hashes == had:
            return
        yield from (Tile(level, index, width) for index, width in _cut(hashes, had))


def bundles_of(size: int, before: int = 0) -> Iterator[Bundle]:
    """The bundles of a tree of that size; with ``before``, those that hold something newer than that size."""
    _sizes(size, before)
    return (Bundle(index, width) for index, width in _cut(size, before))


def _cut(many: int, had: int) -> Iterator[tuple[int, int]]:
    """The files, by index and width, into which so many hashes or entries are cut."""
    full, rest = divmod(many, WIDTH)
    yield from ((index, WIDTH) for index in range(had // WIDTH, full))
    if rest and many != had:
        yield full, rest


def _sizes(size: int, before: int) -> None:
    if not 0 <= before <= size <= LARGEST:
        raise SizeUnfit("size of a tree", f"{before} and {size} are not between 0 and 2^63 - 1 in this order")


def write_tile(hashes: Sequence[bytes]) -> bytes:
    """The file of a tile: its hashes, one after the other."""
    if not 1 <= len(hashes) <= WIDTH or any(len(each) != HASH_BYTES for each in hashes):
        raise TileUnfit("tile to be written", f"a tile is 1 to {WIDTH} hashes of {HASH_BYTES} bytes")
    return b"".join(hashes)


def read_tile(data: bytes, tile: Tile) -> tuple[bytes, ...]:
    """The hashes of a tile; refused unless they are exactly as many as its path says."""
    if len(data) != tile.width * HASH_BYTES:
        raise TileUnfit(tile.path, f"{len(data)} bytes came; {tile.width} hashes are {tile.width * HASH_BYTES}")
    return tuple(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """The file of a bundle: each entry after its length."""
    if not 1 <= len(entries) <= WIDTH:
        raise BundleUnfit("bundle to be written", f"{len(entries)} entries; a bundle has 1 to {WIDTH}")
    for number, entry in enumerate(entries):
        _short(len(entry), f"entry {number} of the bundle to be written")
    return b"".join(len(entry).to_bytes(LENGTH_BYTES, "big") + entry for entry in entries)


def read_bundle(data: bytes, bundle: Bundle) -> tuple[bytes, ...]:
    """The entries of a bundle; refused unless they are exactly as many as its path says, each within its limit."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        if len(found) == bundle.width:
            raise BundleUnfit(bundle.path, f"{len(data) - at} bytes are left over after {bundle.width} entries")
        start = at + LENGTH_BYTES
        length = int.from_bytes(data[at:start], "big")
        _short(length, f"{bundle.path}, entry {len(found)}")
        at = start + length
        if at > len(data):
            raise BundleUnfit(bundle.path, f"it is cut short within entry {len(found)}")
        found.append(data[start:at])
    if len(found) != bundle.width:
        raise BundleUnfit(bundle.path, f"{len(found)} entries came instead of {bundle.width}")
    return tuple(found)


def _short(length: int, place: str) -> None:
    if length > LONGEST_ENTRY:
        raise EntryTooLong(place, f"{length} bytes; an entry has at most {LONGEST_ENTRY}")


def nodes_in(size: int, read: Callable[[Tile], Sequence[bytes]]) -> Node:
    """Every complete subtree of a tree of that size, out of its tiles; ``read`` gives the hashes of one of them."""

    def node(level: int, index: int) -> bytes:
        tier, within = divmod(level, HEIGHT)
        first = index << within  # of the hashes of that tier
        number = first >> HEIGHT
        tile = Tile(tier, number, min(WIDTH, (size >> HEIGHT * tier) - (number << HEIGHT)))
        start = first & (WIDTH - 1)
        return nodes_of(read(tile)[start : start + (1 << within)])(within, 0)

    return node
