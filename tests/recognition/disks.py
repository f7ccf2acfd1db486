"""Disks that lose what was not flushed when the power goes, and disks on which the power goes at a chosen step."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from trustlane.recognition.disk import Disk


class PowerLost(Exception):
    """The power went; what was not flushed is gone."""


@dataclass
class Power:
    """What is really on the disk below a folder, and after how many steps the power goes."""

    folder: Path
    steps_left: int | None = None
    forgets: bool = False  # flushing does nothing: what the drill takes away to see that it counts
    flushed: dict[Path, bytes] = field(default_factory=dict)  # what was flushed of a file, by where it is now
    kept: dict[Path, bytes] = field(default_factory=dict)  # what is there after the power went
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps_left is not None:
            if not self.steps_left:
                raise PowerLost
            self.steps_left -= 1

    def goes(self) -> None:
        """The power goes: the folder becomes what was flushed."""
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        for path, data in self.kept.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.flushed, self.steps_left = dict(self.kept), None

    def disk(self, folder: Path) -> Disk:
        return _Powered(folder, self)


@dataclass(frozen=True)
class _Powered(Disk):
    power: Power

    def write(self, path: Path, data: bytes) -> None:
        self.power.step()
        self.power.flushed.pop(path, None)
        super().write(path, data)

    def move(self, path: Path, to: Path) -> None:
        self.power.step()
        super().move(path, to)
        self.power.flushed.pop(to, None)
        if path in self.power.flushed:
            self.power.flushed[to] = self.power.flushed.pop(path)

    def sync(self, opened: int) -> None:
        self.power.step()
        if self.power.forgets:
            return
        path = Path(f"/proc/self/fd/{opened}").readlink()
        if not path.is_dir():
            self.power.flushed[path] = path.read_bytes()
            return
        for each in path.iterdir():
            if each.is_file():  # a name that is kept of a file that was not flushed holds nothing
                self.power.kept[each] = self.power.flushed.get(each, b"")
        for gone in [each for each in self.power.kept if each.parent == path and not each.exists()]:
            del self.power.kept[gone]
