"""The node's own seed of the random share: drawn once, read by the node alone, saved with it and brought back."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from trustlane.config import places

FILE = "seed"
OCTETS = 32


def ensure(state: Path) -> tuple[Path, bool]:
    """The file of the node's seed, and whether it was drawn just now."""
    file = state / FILE
    if file.exists():
        return file, False
    if not state.exists():
        places.make_private(state)
    partial = state / f"{FILE}.{os.getpid()}"
    partial.unlink(missing_ok=True)
    try:
        _write(partial, secrets.token_bytes(OCTETS))
        os.link(partial, file)  # the first of several who come at once wins
    except FileExistsError:
        return file, False
    finally:
        partial.unlink(missing_ok=True)
    return file, True


def bring(seed: Path, state: Path) -> Path | None:
    """Put a saved seed in force; where another is set aside for it: that one's new place.

    A seed that was committed to is never thrown away: without it, what was drawn by it could not be shown to be right.
    """
    file, saved = state / FILE, seed.read_bytes()
    aside = None
    if file.exists():
        present = file.read_bytes()
        if present == saved:
            return None
        aside = state / f"{FILE}.{hashlib.sha256(present).hexdigest()[:16]}"
        if not aside.exists():
            os.link(file, aside)
    partial = state / f"{FILE}.{os.getpid()}"
    partial.unlink(missing_ok=True)
    try:
        _write(partial, saved)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return aside


def _write(file: Path, seed: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(seed)
        out.flush()
        # A seed that is committed to and then lost could never be revealed.
        os.fsync(out.fileno())
