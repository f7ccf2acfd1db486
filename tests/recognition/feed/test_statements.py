"""A statement of erasure is written in one way, and is never taken for a checkpoint."""

from __future__ import annotations

import pytest

from tests.recognition.feed.says import NOON, ORIGIN, uuid7
from trustlane.recognition.feed import checkpoints, leaves, statements
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.leaves import MOST_ERASED, Erased
from trustlane.recognition.feed.merkle import leaf_hash
from trustlane.recognition.feed.refusals import CheckpointUnfit, FeedRefused, StatementUnfit

ENTRY = Erased(seq=500, id=uuid7(500), effective=NOON, seqs=tuple(range(1, MOST_ERASED + 1)))
DATA = leaves.write(ENTRY)
TEXT = statements.statement_of(ORIGIN, ENTRY, DATA).text


def test_it_names_feed_entry_leaf_and_bodies_and_reads_back_the_same() -> None:
    read = statements.read(TEXT)
    assert (read.origin, read.seq, read.leaf, read.seqs) == (ORIGIN, 500, leaf_hash(DATA), ENTRY.seqs)
    assert read.text == TEXT


def test_it_is_no_checkpoint_and_a_checkpoint_is_no_statement() -> None:
    with pytest.raises(CheckpointUnfit):
        checkpoints.read(TEXT)
    with pytest.raises(StatementUnfit):
        statements.read(Checkpoint(ORIGIN, 500, leaf_hash(DATA)).text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("erased/v1", "erased/v2"),
        (f"{ORIGIN}\n", "nowhere\n"),
        ("\n500\n", "\n0500\n"),
        ("\n500\n", "\n-5\n"),
        ("\n500\n", "\n99999999999999999999\n"),
        ("1 2 3", "1  2 3"),
        ("1 2 3", "1 x 3"),
        (" 150\n", " 150 151\n"),
        (" 150\n", " 150\nmore\n"),
        (" 150\n", " 150"),
        ("=\n", "\n"),
    ],
)
def test_anything_else_is_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(FeedRefused):
        statements.read(TEXT.replace(old, new))
