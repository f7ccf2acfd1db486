"""How the tiles of a tree grow by new entries: only those that change are made, out of those that were there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trustlane.recognition.feed.merkle import leaf_hash, nodes_of
from trustlane.recognition.feed.tiles import HEIGHT, WIDTH, Bundle, Tile, bundles_of, tiles_of, write_bundle, write_tile

File = Tile | Bundle


def grown(before: int, entries: Sequence[bytes], *, read: Callable[[File], Sequence[bytes]]) -> dict[File, bytes]:
    """The files by which a tree of ``before`` leaves grows; ``read`` gives the hashes or entries of an older one."""
    size = before + len(entries)
    made: dict[File, bytes] = {}
    rest = before % WIDTH
    if rest and entries:
        entries = (*read(Bundle(before // WIDTH, rest)), *entries)
    for bundle in bundles_of(size, before):
        start = bundle.index * WIDTH - (before - rest)
        made[bundle] = write_bundle(entries[start : start + bundle.width])
    hashes: dict[int, Sequence[bytes]] = {}  # of each level, those that are new
    for tile in tiles_of(size, before):
        had = before >> HEIGHT * tile.level
        new = hashes.get(tile.level)
        if new is None:
            below = hashes.get(tile.level - 1)
            new = [leaf_hash(entry) for entry in entries[rest:]] if below is None else _above(made, tile.level, had)
            hashes[tile.level] = new
        first = tile.index * WIDTH
        kept = read(Tile(tile.level, tile.index, had - first)) if first < had else ()
        start = max(first, had) - had
        made[tile] = write_tile((*kept, *new[start : start + tile.width - len(kept)]))
    return made


def _above(made: dict[File, bytes], level: int, had: int) -> list[bytes]:
    """The new hashes of a level: one for each tile below that is full now."""
    full = sorted(each for each in made if isinstance(each, Tile) and each.level == level - 1 and each.width == WIDTH)
    width = len(made[full[0]]) // WIDTH
    cut = ([made[tile][at : at + width] for at in range(0, WIDTH * width, width)] for tile in full)
    return [nodes_of(hashes)(HEIGHT, 0) for hashes in cut]
