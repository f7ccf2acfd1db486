"""Fetch what a signed tree is made of: hashes for its proofs, and its entries; each file is what its path says."""

from __future__ import annotations

from collections.abc import Sequence

from trustlane.recognition.feed.merkle import HASH_BYTES, Node
from trustlane.recognition.feed.refusals import NotServed
from trustlane.recognition.feed.tiles import (
    LENGTH_BYTES,
    LONGEST_ENTRY,
    WIDTH,
    Bundle,
    Tile,
    bundles_of,
    nodes_in,
    read_bundle,
    read_tile,
)
from trustlane.recognition.sources import Source


def node_of(source: Source, size: int) -> Node:
    """Every complete subtree of the served tree of that size; each tile is fetched once."""
    fetched: dict[Tile, Sequence[bytes]] = {}

    def read(tile: Tile) -> Sequence[bytes]:
        if tile not in fetched:
            fetched[tile] = _tile(source, tile)
        return fetched[tile]

    return nodes_in(size, read)


def _tile(source: Source, tile: Tile) -> Sequence[bytes]:
    """A tile; where a partial one is gone because the tree grew, the beginning of the full one (tlog-tiles)."""
    try:
        return read_tile(source.file(tile.path, tile.width * HASH_BYTES), tile)
    except NotServed:
        if tile.width == WIDTH:
            raise
    full = Tile(tile.level, tile.index)
    return read_tile(source.file(full.path, WIDTH * HASH_BYTES), full)[: tile.width]


def entries_of(source: Source, *, size: int, before: int = 0) -> list[bytes]:
    """The entries of the served tree after the first ``before``; nothing of them is verified yet."""
    found: list[bytes] = []
    for bundle in bundles_of(size, before):
        entries = _bundle(source, bundle)
        found += entries[max(0, before - bundle.index * WIDTH) :]
    return found


def _bundle(source: Source, bundle: Bundle) -> Sequence[bytes]:
    longest = LENGTH_BYTES + LONGEST_ENTRY
    try:
        return read_bundle(source.file(bundle.path, bundle.width * longest), bundle)
    except NotServed:
        if bundle.width == WIDTH:
            raise
    full = Bundle(bundle.index)
    return read_bundle(source.file(full.path, WIDTH * longest), full)[: bundle.width]
