"""The content of documents as files named by their digest: written once, whole or not at all, checked when read."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from trustlane.evidence.refusals import Empty, Lost, TooLarge

PART: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has come in whole but is not kept yet."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Blobs:
    """A folder of contents: ``ab/cd/abcd…``."""

    folder: Path

    @contextmanager
    def receive(self, stream: BinaryIO, *, largest: int) -> Iterator[Arrived]:
        """Take a stream to the disk, hashed on the way and never beyond ``largest`` bytes; gone unless kept."""
        arriving = self.folder / "arriving"
        arriving.mkdir(parents=True, exist_ok=True)
        path = arriving / secrets.token_hex(16)
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("xb") as file:
                while part := stream.read(PART):
                    size += len(part)
                    if size > largest:
                        raise TooLarge(
                            f"The file is larger than {largest / 1e6:,.0f} MB; split it, or save images smaller."
                        )
                    digest.update(part)
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise Empty("The file is empty; look whether it was saved, and send it again.")
            yield Arrived(path, digest.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, arrived: Arrived) -> Path:
        """Put the file where its digest says; the same content is there once, however often it comes."""
        target = self.path(arrived.sha256)
        if target.exists() and _digest(target) == arrived.sha256:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        arrived.path.chmod(0o440)
        arrived.path.replace(target)
        for folder in (target.parent, target.parent.parent, self.folder):
            _sync(folder)
        return target

    def open(self, sha256: str) -> BinaryIO:
        """The content, at its beginning, after its digest was checked."""
        try:
            file = self.path(sha256).open("rb")
        except FileNotFoundError:
            raise Lost(f"The content {sha256} is not in the folder of evidence; bring it back from a backup.") from None
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.close()
            raise Lost(f"The content {sha256} is not what was uploaded; bring it back from a backup.")
        file.seek(0)
        return file

    def path(self, sha256: str) -> Path:
        """Where this content is, or would be."""
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise ValueError(f"{sha256!r} is no SHA-256 in small hexadecimal letters")
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Make a rename survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
