"""Files that survive the loss of power: written beside, flushed, moved into place, and the folder flushed as well."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Disk:
    """The folder of one feed: its tiles, its bundles, and what was signed last."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        try:
            return (self.folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files so that each is there whole or not at all, and stays; all of them before this returns."""
        folders: set[Path] = set()
        for name, data in files.items():
            path = self.folder / name
            folders |= self._have(path.parent)
            beside = path.with_name(f".{path.name}.new")
            self.write(beside, data)
            self.move(beside, path)
            folders.add(path.parent)
        for folder in sorted(folders):
            self.flush(folder)

    def thin(self, name: str) -> None:
        """Drop the files beside this one whose names are lower numbers; one that comes back later harms nobody."""
        path = self.folder / name
        for file in path.parent.iterdir() if path.parent.is_dir() else ():
            if file.name.isdecimal() and int(file.name) < int(path.name):
                file.unlink(missing_ok=True)

    def _have(self, folder: Path) -> set[Path]:
        """Have the folder; the folders whose list of names changed by it."""
        missing, each = [], folder
        while not each.is_dir():
            missing.append(each)
            each = each.parent
        folder.mkdir(parents=True, exist_ok=True)
        return {one.parent for one in missing}

    def write(self, path: Path, data: bytes) -> None:
        """Write a file and wait until it is on the disk."""
        with path.open("wb") as out:
            out.write(data)
            out.flush()
            self.sync(out.fileno())

    def move(self, path: Path, to: Path) -> None:
        """Put a file in the place of another, in one step."""
        path.replace(to)

    def flush(self, folder: Path) -> None:
        """Wait until the names of a folder are on the disk."""
        opened = os.open(folder, os.O_RDONLY)
        try:
            self.sync(opened)
        finally:
            os.close(opened)

    def sync(self, opened: int) -> None:
        """Wait until an opened file or folder is on the disk."""
        os.fsync(opened)
