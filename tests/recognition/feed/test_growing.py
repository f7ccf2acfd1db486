"""Tiles that grow are the tiles of the whole tree, whatever came at once."""

from hypothesis import given
from hypothesis import strategies as st

from trustlane.recognition.feed.growing import grown
from trustlane.recognition.feed.merkle import leaf_hash, root_at, root_of
from trustlane.recognition.feed.tiles import Tile, bundles_of, nodes_in, read_bundle, read_tile, tiles_of


class Files(dict):
    """The files of a feed that was fed so many entries at a time."""

    def __init__(self, *steps):
        super().__init__()
        self.entries = []
        for many in steps:
            new = [b"entry %d" % (len(self.entries) + number) for number in range(many)]
            self.update(grown(len(self.entries), new, read=self.read))
            self.entries += new

    def read(self, file):
        return read_tile(self[file], file) if isinstance(file, Tile) else read_bundle(self[file], file)


@given(st.lists(st.sampled_from((0, 1, 2, 3, 100, 255, 256, 257, 600)), max_size=6))
def test_the_same_files_come_of_all_at_once_and_of_some_at_a_time(steps):
    files = Files(*steps)
    size = len(files.entries)
    once = Files(size)
    assert {**files, **once} == files
    assert set(once) == {*tiles_of(size), *bundles_of(size)}
    assert root_at(size, nodes_in(size, files.read)) == root_of(map(leaf_hash, files.entries))


def test_a_third_level_of_tiles_grows_as_well():
    files = Files(65_530, 10)
    assert Tile(2, 0, 1) in files
    assert root_at(65_540, nodes_in(65_540, files.read)) == root_of(map(leaf_hash, files.entries))


def test_only_what_changes_is_made():
    files = Files(600)
    made = grown(600, [b"one"], read=files.read)
    assert {file.path for file in made} == {"tile/0/002.p/89", "tile/entries/002.p/89"}
