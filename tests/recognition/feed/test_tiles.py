"""A tree is cut into files that never change, and put together again from them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trustlane.recognition.feed.merkle import (
    LARGEST,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    nodes_of,
    root_at,
    root_of,
)
from trustlane.recognition.feed.refusals import (
    BundleUnfit,
    EntryTooLong,
    SizeUnfit,
    TilePathUnfit,
    TilesRefused,
    TileUnfit,
)
from trustlane.recognition.feed.tiles import (
    LONGEST_ENTRY,
    WIDTH,
    Bundle,
    Tile,
    at_path,
    bundles_of,
    nodes_in,
    read_bundle,
    read_tile,
    tiles_of,
    write_bundle,
    write_tile,
)


@pytest.mark.parametrize(
    ("found", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1067), "tile/0/x001/067"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(1, 999, 17), "tile/1/999.p/17"),
        (Tile(2, 1000, 1), "tile/2/x001/000.p/1"),
        (Tile(7, 0, 127), "tile/7/000.p/127"),
        (Bundle(0, 255), "tile/entries/000.p/255"),
        (Bundle(273), "tile/entries/273"),
        (Bundle(12345678), "tile/entries/x012/x345/678"),
    ],
)
def test_a_file_has_one_path(found, path):
    assert found.path == path
    assert at_path(path) == found


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/0/001/067",
        "tile/0/x000/067",
        "tile/0/x001",
        "tile/0/x001/x067",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/017",
        "tile/0/000.p/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/0/000\n",
        "tile/entries/-01",
        "tile/63/000",
        "tile/7/000.p/128",
        "tile/0/" + "x001/" * 7 + "000",
        "tile/0/" + "x999/" * 100 + "000",
    ],
)
def test_a_path_that_is_not_the_one_way_of_writing_it_is_refused(path):
    with pytest.raises(TilePathUnfit):
        at_path(path)


@given(st.integers(0, 7), st.integers(0, LARGEST >> 8), st.integers(1, WIDTH))
def test_every_tile_of_a_possible_tree_is_found_by_its_path(level, index, width):
    tile = Tile(level, index >> 8 * level, width)
    assume(tile.index * WIDTH + width <= LARGEST >> 8 * level)
    assert at_path(tile.path) == tile
    assert at_path(Bundle(tile.index, width).path) == Bundle(tile.index, width)


PIECES = ["tile", "/", "entries", "0", "7", "63", "000", "x001", "x000", "256", ".p", "255", "01", "\n", "x"]


@given(st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_any_text_is_a_path_or_refused(text):
    try:
        assert at_path(text).path == text
    except TilePathUnfit as refused:
        assert refused.place and refused.mend


def test_a_tree_of_seventy_thousand_is_these_tiles_and_no_others():
    tiles = list(tiles_of(70_000))
    assert tiles == [
        *(Tile(0, index) for index in range(273)),
        Tile(0, 273, 112),
        Tile(1, 0),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert list(bundles_of(70_000)) == [*(Bundle(index) for index in range(273)), Bundle(273, 112)]


def test_a_full_tile_stands_beside_a_partial_one_of_the_level_above():
    assert list(tiles_of(0)) == list(bundles_of(0)) == []
    assert list(tiles_of(255)) == [Tile(0, 0, 255)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(257)) == [Tile(0, 0), Tile(0, 1, 1), Tile(1, 0, 1)]


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_what_a_grown_tree_has_anew_and_what_it_had_make_it_whole(one, other):
    before, size = sorted((one, other))
    anew = set(tiles_of(size, before))
    assert anew == set(tiles_of(size)) - set(tiles_of(before))
    assert set(bundles_of(size, before)) == set(bundles_of(size)) - set(bundles_of(before))
    for level in range(8):
        widths = [tile.width for tile in tiles_of(size) if tile.level == level]
        assert sum(widths) == size >> 8 * level


def test_the_tiles_of_the_largest_tree_begin_without_delay():
    assert next(tiles_of(LARGEST)) == Tile(0, 0)
    assert next(tiles_of(LARGEST, LARGEST - 1)) == Tile(0, LARGEST >> 8, 255)
    assert max(tile.level for tile in tiles_of(LARGEST, LARGEST - 1)) == 0
    assert [tile.level for tile in tiles_of(2**56, 2**56 - 1)] == list(range(8))
    assert at_path("tile/7/000.p/127") == Tile(7, 0, 127)


@pytest.mark.parametrize(("size", "before"), [(-1, 0), (5, 6), (LARGEST + 1, 0), (5, -1)])
def test_sizes_that_cannot_be_are_refused(size, before):
    with pytest.raises(SizeUnfit):
        list(tiles_of(size, before))
    with pytest.raises(SizeUnfit):
        list(bundles_of(size, before))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 600, 66_000])
def test_roots_and_proofs_come_out_of_the_tiles(size):
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    node = nodes_of(leaves)
    files = {}
    for tile in tiles_of(size):
        row = [node(8 * tile.level, at) for at in range(tile.index * WIDTH, tile.index * WIDTH + tile.width)]
        files[tile.path] = write_tile(row)
    served = nodes_in(size, lambda tile: read_tile(files[tile.path], tile))
    assert root_at(size, served) == root_of(leaves)
    for index in {0, size // 3, size - 1}:
        assert inclusion_proof(index, size, served) == inclusion_proof(index, size, node)
        assert consistency_proof(index, size, served) == consistency_proof(index, size, node)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=WIDTH))
def test_the_entries_of_a_bundle_come_back_as_they_went(entries):
    assert list(read_bundle(write_bundle(entries), Bundle(0, len(entries)))) == entries


@given(st.binary(max_size=200), st.integers(1, 6))
def test_any_bytes_are_a_bundle_or_refused(data, width):
    try:
        assert write_bundle(read_bundle(data, Bundle(0, width))) == data
    except TilesRefused as refused:
        assert refused.place and refused.mend


@pytest.mark.parametrize(
    ("data", "width", "refusal", "said"),
    [
        (b"", 1, BundleUnfit, "0 entries"),
        (b"\x00", 1, BundleUnfit, "cut short"),
        (b"\x00\x02a", 1, BundleUnfit, "cut short within entry 0"),
        (b"\x00\x01a", 2, BundleUnfit, "1 entries came instead of 2"),
        (b"\x00\x01a\x00\x01b", 1, BundleUnfit, "3 bytes are left over"),
        (b"\x08\x01" + b"a" * 2049, 1, EntryTooLong, "2049 bytes"),
    ],
)
def test_a_bundle_that_is_cut_padded_or_too_long_is_refused(data, width, refusal, said):
    with pytest.raises(refusal, match=said):
        read_bundle(data, Bundle(3, width))


def test_no_bundle_is_written_that_would_be_refused():
    for entries in ([], [b"a"] * 257):
        with pytest.raises(BundleUnfit):
            write_bundle(entries)
    with pytest.raises(EntryTooLong, match="entry 1 of"):
        write_bundle([b"a", b"b" * (LONGEST_ENTRY + 1)])
    write_bundle([b"b" * LONGEST_ENTRY] * 256)


def test_a_tile_is_exactly_as_wide_as_its_path_says():
    data = write_tile([leaf_hash(b"a"), leaf_hash(b"b")])
    assert read_tile(data, Tile(0, 0, 2)) == (leaf_hash(b"a"), leaf_hash(b"b"))
    for wrong in (data[:-1], data + b"\x00", data[:32], b""):
        with pytest.raises(TileUnfit):
            read_tile(wrong, Tile(0, 0, 2))
    for hashes in ([], [b"short"], [leaf_hash(b"")] * 257):
        with pytest.raises(TileUnfit):
            write_tile(hashes)
