"""Checkpoints: how large an issuer states its feed to be, and of which root (C2SP tlog-checkpoint)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from trustlane.parties.identifiers import LOOKALIKES
from trustlane.recognition.feed.merkle import EMPTY, HASH_BYTES, LARGEST
from trustlane.recognition.feed.notes import decoded, encoded
from trustlane.recognition.feed.refusals import CheckpointUnfit, OriginLooksAlike, OriginOfAnother, OriginUnfit
from trustlane.recognition.refusals import shown

LONGEST_ORIGIN = 255
MOST_EXTENSIONS = 16
# A dotted host and a path: no text of ours can ever begin like the header of a cosignature.
_ORIGIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[a-z0-9-]+)+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_ALIKE = str.maketrans({"0": "O", "1": "I", "L": "I", "5": "S", "8": "B"})


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the issuer states: which feed, how many entries, and the root of their tree."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, encoded(self.root), *self.extensions))


def read(text: str) -> Checkpoint:
    """The checkpoint of a note's text; refused unless it is origin, size, root and lines that are not empty."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise CheckpointUnfit("checkpoint", "it is not three lines or more, none of them empty")
    origin, size, root, *extensions = lines
    if len(origin) > LONGEST_ORIGIN or len(extensions) > MOST_EXTENSIONS:
        raise CheckpointUnfit("checkpoint", "the origin is too long, or too many lines follow the root")
    if not _SIZE.fullmatch(size) or int(size) > LARGEST:
        raise CheckpointUnfit("checkpoint, line 2", f"{shown(size)} is not the size of a tree")
    hashed = decoded(root)
    if hashed is None or len(hashed) != HASH_BYTES:
        raise CheckpointUnfit("checkpoint, line 3", f"{shown(root)} is not base64 of 32 bytes")
    if size == "0" and hashed != EMPTY:
        raise CheckpointUnfit("checkpoint, line 3", "a tree without leaves has another root")
    return Checkpoint(origin, int(size), hashed, tuple(extensions))


def check_origin(origin: str) -> str:
    """The origin of a feed as an agreement may name it; refused unless nobody can misread it."""
    if len(origin) > LONGEST_ORIGIN or not _ORIGIN.fullmatch(origin):
        raise OriginUnfit("origin", f"{shown(origin)} is not a host with dots and a path")
    return origin


def check_feed(came: str, expected: str) -> None:
    """Refuse a checkpoint of another feed, and say so where its name could be mistaken for the expected one."""
    if came == expected:
        return
    told = f"{shown(came)} came instead of {shown(expected)}"
    if _likeness(came) == _likeness(expected):
        raise OriginLooksAlike("checkpoint, line 1", told)
    raise OriginOfAnother("checkpoint, line 1", told)


def _likeness(origin: str) -> str:
    """What an eye sees of it: letters of other scripts as Latin ones, no case, no signs, no accents."""
    plain = unicodedata.normalize("NFKD", origin).casefold().upper().translate(LOOKALIKES).translate(_ALIKE)
    seen = "".join(each for each in plain if each.isalnum())
    return seen.replace("RN", "M").replace("VV", "W")
