"""The node's own seeds, of the random share and of the draws of validators: drawn once, read by the node alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from trustlane.config import places
from trustlane.config.settings import in_force

FILE = "seed"
DRAWS = "draws"  # another: the seed of the random share is revealed after its period
OCTETS = 32


def ensure(state: Path, name: str = FILE, invented: bytes = b"") -> tuple[Path, bool]:
    """The file of a seed of the node, and whether it was drawn just now; a demonstration has an ``invented`` one."""
    file = state / name
    if file.exists():
        return file, False
    if not state.exists():
        places.make_private(state)
    # Several threads of one process may come at once.
    partial = state / f"{name}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        _write(partial, invented or secrets.token_bytes(OCTETS))
        os.link(partial, file)  # the first of several who come at once wins
    except FileExistsError:
        return file, False
    finally:
        partial.unlink(missing_ok=True)
    return file, True


def bring(seed: Path, state: Path, name: str = FILE) -> Path | None:
    """Put a saved seed in force; where another is set aside for it: that one's new place.

    A seed that was committed to is never thrown away: without it, what was drawn by it could not be shown to be right.
    """
    file, saved = state / name, seed.read_bytes()
    aside = None
    if file.exists():
        present = file.read_bytes()
        if present == saved:
            return None
        aside = state / f"{name}.{hashlib.sha256(present).hexdigest()[:16]}"
        if not aside.exists():
            os.link(file, aside)
    partial = state / f"{name}.{os.getpid()}"
    partial.unlink(missing_ok=True)
    try:
        _write(partial, saved)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return aside


def of_draws() -> bytes:
    """The secret that seeds of draws are derived from; made where this node has none yet."""
    return ensure(in_force().state, DRAWS)[0].read_bytes()


def _write(file: Path, seed: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(seed)
        out.flush()
        # A seed that is committed to and then lost could never be revealed.
        os.fsync(out.fileno())
