"""The node's own seed of the random share: drawn once, read by the node alone, committed to in the record."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trustlane.config import places

if TYPE_CHECKING:
    from trustlane.access.actors import Actor

FILE = "seed"
OCTETS = 32
COMMIT = "selectivity.commit_seed"


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


def commit(seed: bytes, *, by: Actor, at: datetime) -> str:
    """Put the commitment to a seed on record, once; the seed itself is told to nobody."""
    from trustlane.ledger.actions import record
    from trustlane.ledger.queries import story
    from trustlane.ledger.subjects import Subject
    from trustlane.selectivity.random_share import commitment

    committed = commitment(seed)
    subject = Subject("random_share_seed", committed)
    if not any(entry.verb == COMMIT for entry in story(subject)):
        record(verb=COMMIT, actor=by.id, subjects=[subject], at=at, after={"commitment": committed})
    return committed


def _write(file: Path, seed: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(seed)
        out.flush()
        # A seed that is committed to and then lost could never be revealed.
        os.fsync(out.fileno())
