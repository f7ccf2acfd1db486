"""The key that signs sessions: given by the settings, else made once and kept where only this node can read it."""

import os
import secrets
from pathlib import Path

from trustlane.config.settings import InForce

FILE = "secret_key"


def read(settings: InForce) -> str:
    """Read the key; a process that signs nothing for others gets one of its own where none was made yet."""
    if given := settings.secrets.get("web.secret_key"):
        return given
    try:
        return (settings.state / FILE).read_text("ascii")
    except OSError:
        return secrets.token_urlsafe(48)


def ensure(settings: InForce) -> None:
    """Have a key that every process of this node reads."""
    if settings.secrets.get("web.secret_key") or (settings.state / FILE).exists():
        return
    settings.state.mkdir(parents=True, exist_ok=True)
    partial = settings.state / f"{FILE}.{os.getpid()}"
    write_privately(partial, secrets.token_urlsafe(48))
    try:
        os.link(partial, settings.state / FILE)  # the first of several who come at once wins
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def write_privately(file: Path, text: str) -> None:
    """Write a file that only this node's account can read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
