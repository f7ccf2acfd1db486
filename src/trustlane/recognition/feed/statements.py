"""What a reader states of bodies that an issuer took back: that it holds none of them any more; pure.

A statement is a signed note of five lines: what it is, the feed, the number of the entry `erased`, the hash of that
entry's leaf, and the numbers of the entries whose bodies are gone. The reader's heartbeat key signs it with the time
(as a cosignature). The first line is no origin, so that a statement is never taken for a checkpoint, nor the reverse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from trustlane.recognition.feed.checkpoints import check_origin
from trustlane.recognition.feed.leaves import MOST_ERASED, Erased
from trustlane.recognition.feed.merkle import HASH_BYTES, LARGEST, leaf_hash
from trustlane.recognition.feed.notes import decoded, encoded
from trustlane.recognition.feed.refusals import StatementUnfit

FIRST = "erased/v1"
_NUMBER = re.compile("[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Statement:
    """That the bodies of these entries, named by one entry `erased` of a feed, are held no more."""

    origin: str
    seq: int  # of the entry `erased`
    leaf: bytes  # its leaf hash (RFC 6962)
    seqs: tuple[int, ...]

    @property
    def text(self) -> str:
        """The text that is signed."""
        numbers = " ".join(map(str, self.seqs))
        return "".join(f"{line}\n" for line in (FIRST, self.origin, self.seq, encoded(self.leaf), numbers))


def statement_of(origin: str, entry: Erased, data: bytes) -> Statement:
    """The statement that answers an entry; ``data`` are its bytes as they stand in the feed."""
    return Statement(check_origin(origin), entry.seq, leaf_hash(data), entry.seqs)


def read(text: str) -> Statement:
    """The statement of a note's text; refused (StatementUnfit) unless it is written in the one way there is."""
    lines = text.split("\n")
    if len(lines) != 6 or lines[0] != FIRST or lines[5]:
        raise StatementUnfit("statement", f"it is not five lines that begin with {FIRST}")
    hashed = decoded(lines[3])
    if hashed is None or len(hashed) != HASH_BYTES:
        raise StatementUnfit("statement, line 4", "it is not base64 of 32 bytes")
    numbers = lines[4].split(" ")
    if len(numbers) > MOST_ERASED:
        raise StatementUnfit("statement, line 5", f"{len(numbers)} numbers; at most {MOST_ERASED}")
    seqs = tuple(_number(one, "statement, line 5") for one in numbers)
    return Statement(check_origin(lines[1]), _number(lines[2], "statement, line 3"), hashed, seqs)


def _number(written: str, place: str) -> int:
    if not _NUMBER.fullmatch(written) or int(written) > LARGEST:
        raise StatementUnfit(place, "it is not the number of an entry")
    return int(written)
