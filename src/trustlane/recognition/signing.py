"""Who signs: a key that stays where it is, under the name its owner goes by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from trustlane.recognition.feed.believing import Keys
from trustlane.recognition.feed.notes import COSIGNATURE, ED25519, Key
from trustlane.recognition.refusals import KeyMissing


class Signer(Protocol):
    """A private Ed25519 key in a file, or in a hardware module."""

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature (RFC 8032)."""
        ...


class FileSigner:
    """A key in a file of PEM that only this node's account reads."""

    def __init__(self, file: Path) -> None:
        try:
            key = load_pem_private_key(file.read_bytes(), None)
        except (OSError, ValueError) as trouble:
            raise KeyMissing(str(file), f"no key can be read there ({type(trouble).__name__})") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyMissing(str(file), "the key there is not one of Ed25519")
        self._key = key
        self.public = key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""
        return self._key.sign(message)


@dataclass(frozen=True, slots=True)
class Signers:
    """What signs the trees of all feeds of this node, and what signs their time."""

    feed: Signer
    heartbeat: Signer

    def feed_key(self, origin: str) -> Key:
        """Under which key a partner verifies a tree: it goes by the origin."""
        return Key(origin, ED25519, self.feed.public)

    def heartbeat_key(self, origin: str) -> Key:
        """Under which key a partner verifies the time: one of the whole administration."""
        return Key(f"{origin.partition('/')[0]}/heartbeat", COSIGNATURE, self.heartbeat.public)

    def keys(self, origin: str) -> Keys:
        """The keys of a feed as its reader has to know them."""
        return Keys(signers=(self.feed_key(origin),), heartbeats=(self.heartbeat_key(origin),))


# Gives the signers when something is to be signed: only the sealing process reads the keys.
Opened = Callable[[], Signers]
