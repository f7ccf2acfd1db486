"""The keys that sign feeds to partners: files that only this node reads; a demonstration makes its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from trustlane.config.secret_key import write_privately
from trustlane.config.settings import InForce, in_force

if TYPE_CHECKING:
    from trustlane.recognition.signing import Signers

FOLDER = "feed-keys"
FEED, HEARTBEAT = "feed.pem", "heartbeat.pem"


def signers() -> Signers:
    """The keys of the node in force, opened; KeyMissing where one is not there."""
    from trustlane.recognition.signing import FileSigner, Signers

    folder = _folder(in_force())
    return Signers(FileSigner(folder / FEED), FileSigner(folder / HEARTBEAT))


def ensure_invented(settings: InForce) -> None:
    """Have keys for a demonstration, made here; a real administration brings its own."""
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in (FEED, HEARTBEAT):
        if not (folder / name).exists():
            made = Ed25519PrivateKey.generate()
            pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            write_privately(folder / name, pem.decode("ascii"))


def _folder(settings: InForce) -> Path:
    return settings.state / FOLDER
