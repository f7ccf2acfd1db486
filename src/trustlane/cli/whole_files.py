"""Files a command writes: all of them whole, or none; whether they can be written is known before the work begins."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import mkstemp


class CannotWrite(Exception):
    """A file cannot be written where it was asked for; the message says why and what to do."""


def check(asked: Mapping[str, Path | None], read: tuple[Path, ...] = ()) -> None:
    """Refuse what could not be written at the end: by option, where each file goes, and what is read from."""
    seen: dict[Path, str] = {}
    sources = {path.resolve() for path in read}
    for option, path in asked.items():
        if path is None:
            continue
        place = path.resolve()
        if path.is_dir():
            raise CannotWrite(f"{option}: {path} is a folder; name a file in it.")
        if not place.parent.is_dir():
            raise CannotWrite(f"{option}: there is no folder {place.parent}; make it first, or name another.")
        if place in seen:
            raise CannotWrite(f"{option}: {path} is where {seen[place]} goes already; name another file.")
        if place in sources:
            raise CannotWrite(f"{option}: {path} is read from and would be lost; name another file.")
        if not os.access(place.parent, os.W_OK | os.X_OK):
            raise CannotWrite(f"{option}: nothing can be written in {place.parent}; name another folder.")
        seen[place] = option


def text(words: str) -> Callable[[Path], None]:
    """What writes these words."""

    def deed(path: Path) -> None:
        path.write_text(words, encoding="utf-8")

    return deed


def write(files: Mapping[Path, Callable[[Path], None]]) -> None:
    """Let each be written beside its place, then put all in their places."""
    made: dict[Path, Path] = {}
    try:
        for path, deed in files.items():
            number, name = mkstemp(prefix=f".{path.name[:100]}.", dir=path.resolve().parent)
            os.close(number)
            made[path] = Path(name)
            deed(made[path])
            mask = os.umask(0)
            os.umask(mask)
            made[path].chmod(0o666 & ~mask)
        for path in list(made):
            made[path].replace(path.resolve())
            del made[path]
    except OSError as error:
        raise CannotWrite(f"{error.filename or next(iter(files))}: {error.strerror or error}.") from error
    finally:
        for left in made.values():
            left.unlink(missing_ok=True)
