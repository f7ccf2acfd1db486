"""Where a feed is read from: a folder as an issuer writes it, or memory; whatever comes is treated as hostile.

A source hands out bytes and believes nothing. It raises `SourceFailed` where it has nothing to hand out, and refuses
whatever is larger than what was asked for can be before reading it whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from trustlane.recognition.feed import bundled, notes
from trustlane.recognition.feed.bodies import Sealed
from trustlane.recognition.feed.refusals import AnswerTooLarge, NotServed, Unreachable

CHECKPOINT = "checkpoint"
_RANGE = re.compile(r"([1-9][0-9]{0,18})-([1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest signed note, and the mark by which to ask whether there is a newer one (an ETag)."""

    note: bytes
    mark: str = ""


class Source(Protocol):
    """Whatever hands out a feed."""

    def newest(self, known: str) -> Newest | None:
        """The newest signed note; None where it is still the one with the mark ``known``."""

    def file(self, path: str, longest: int) -> bytes:
        """The file of a tile or bundle by its path (`feed.tiles`), of at most so many bytes; NotServed without it."""

    def bodies(self, first: int, last: int) -> Mapping[int, Sealed | None]:
        """The bodies of the entries from one number to another, at most 256: None of one that was erased.

        Those that are not handed out are left out.
        """


class FolderSource:
    """A folder of files as an issuer writes them: ``checkpoint``, ``tile/…``, ``bodies/<from>-<to>``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def newest(self, known: str) -> Newest | None:
        """The note in the file ``checkpoint``; its mark is a digest of it."""
        if not self.folder.is_dir():
            raise Unreachable(str(self.folder), "there is no such folder")
        note = self.file(CHECKPOINT, notes.LONGEST)
        mark = sha256(note).hexdigest()
        return None if mark == known else Newest(note, mark)

    def file(self, path: str, longest: int) -> bytes:
        """A file below the folder."""
        return self._read(self.folder / path, path, longest)

    def bodies(self, first: int, last: int) -> Mapping[int, Sealed | None]:
        """What the files in ``bodies`` say of these entries, whatever ranges they were written in."""
        found: dict[int, Sealed | None] = {}
        folder = self.folder / "bodies"
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            met = _RANGE.fullmatch(path.name)
            if met is None or int(met[1]) > last or int(met[2]) < first:
                continue
            data = self._read(path, f"bodies/{path.name}", bundled.LONGEST)
            read = bundled.read(data, first=int(met[1]), last=int(met[2]))
            found.update({seq: sealed for seq, sealed in read.items() if first <= seq <= last})
        return found

    @staticmethod
    def _read(path: Path, name: str, longest: int) -> bytes:
        try:
            with path.open("rb") as stream:
                data = stream.read(longest + 1)
        except FileNotFoundError:
            raise NotServed(name, "the file is not there") from None
        except OSError as trouble:
            raise Unreachable(name, f"the file cannot be read ({trouble.strerror or trouble})") from None
        if len(data) > longest:
            raise AnswerTooLarge(name, f"more than {longest:,} bytes")
        return data


@dataclass
class MemorySource:
    """A feed held in memory, by the paths of its files."""

    files: dict[str, bytes] = field(default_factory=dict)
    sealed: dict[int, Sealed | None] = field(default_factory=dict)

    def newest(self, known: str) -> Newest | None:
        """The note under ``checkpoint``."""
        note = self.file(CHECKPOINT, notes.LONGEST)
        mark = sha256(note).hexdigest()
        return None if mark == known else Newest(note, mark)

    def file(self, path: str, longest: int) -> bytes:
        """A file by its path."""
        if path not in self.files:
            raise NotServed(path, "it is not there")
        if len(self.files[path]) > longest:
            raise AnswerTooLarge(path, f"more than {longest:,} bytes")
        return self.files[path]

    def bodies(self, first: int, last: int) -> Mapping[int, Sealed | None]:
        """The bodies of these entries that are there."""
        return {seq: sealed for seq, sealed in self.sealed.items() if first <= seq <= last}
