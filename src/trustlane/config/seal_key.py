"""The key that seals certificates: named by the settings; a demonstration makes one of its own and says so."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime

from trustlane.config.secret_key import write_privately
from trustlane.config.settings import InForce

FILE = "seal.p12"
PASSPHRASE = "seal.passphrase"  # noqa: S105 - the name of a file, no secret


def named(settings: InForce) -> tuple[str, str]:
    """The file of the key and its passphrase; two empty texts where this node has none."""
    chosen = settings.settings.programme.seal_file
    if chosen:
        return chosen, settings.secrets.get("programme.seal_passphrase", "")
    try:
        return str(settings.state / FILE), (settings.state / PASSPHRASE).read_text("ascii")
    except OSError:
        return "", ""


def ensure_invented(settings: InForce) -> None:
    """Have a key for a demonstration, made here; a real administration brings its own."""
    if settings.settings.programme.seal_file or (settings.state / PASSPHRASE).exists():
        return
    from trustlane.programme.papers.keys import make_seal_key

    passphrase = secrets.token_urlsafe(24)
    made = make_seal_key(
        f"{settings.settings.node.name} (invented)",
        at=datetime.now(UTC),  # noqa: TID251 - set-up is where the clock is read
        passphrase=passphrase.encode(),
    )
    settings.state.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(settings.state / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(made.pkcs12)
    (settings.state / "seal-root.pem").write_bytes(made.root)
    write_privately(settings.state / PASSPHRASE, passphrase)
