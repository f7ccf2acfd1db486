"""A private key under a passphrase, as one file: scrypt (RFC 7914) and ChaCha20-Poly1305 (RFC 8439).

The file says in clear whose key it is (its public key and its kind); whoever changes that cannot open it any more.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from trustlane.recognition.feed.canonical import Json
from trustlane.recognition.feed.canonical import read as read_json
from trustlane.recognition.feed.canonical import write as write_json
from trustlane.recognition.feed.notes import decoded, encoded
from trustlane.recognition.feed.refusals import EntryRefused
from trustlane.recognition.keys.refusals import LockedUnfit, PassphraseShort, PassphraseWrong
from trustlane.recognition.keys.roles import ED25519, X25519

WORK = 2**17  # scrypt's N: 128 MiB and about half a second a guess
SHORTEST = 12  # characters of a passphrase
SALT_BYTES, NONCE_BYTES, SEED_BYTES, TAG_BYTES = 16, 12, 32, 16
_LONGEST = 1024
_NAMES = {"v", "kind", "public", "salt", "nonce", "sealed"}


@dataclass(frozen=True, slots=True)
class Private:
    """A private key: its kind, and the 32 bytes it is made of. Never shown."""

    kind: str
    seed: bytes

    @property
    def public(self) -> bytes:
        """The public key to it."""
        made = Ed25519PrivateKey if self.kind == ED25519 else X25519PrivateKey
        return made.from_private_bytes(self.seed).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Its signature (RFC 8032); only of a key that signs."""
        if self.kind != ED25519:
            raise ValueError("A key that others encrypt to signs nothing.")
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def __repr__(self) -> str:
        return f"Private({self.kind}, {self.public.hex()[:16]})"


def lock(private: Private, passphrase: str, *, salt: bytes, nonce: bytes, work: int = WORK) -> bytes:
    """The file of a private key; salt and nonce are fresh random bytes, 16 and 12."""
    if len(passphrase) < SHORTEST:
        raise PassphraseShort("passphrase", f"{len(passphrase)} characters; at least {SHORTEST}")
    public = encoded(private.public)
    sealed = ChaCha20Poly1305(_key(passphrase, salt, work)).encrypt(nonce, private.seed, _clear(private.kind, public))
    raw: dict[str, Json] = {
        "v": 1,
        "kind": private.kind,
        "public": public,
        "salt": encoded(salt),
        "nonce": encoded(nonce),
        "sealed": encoded(sealed),
    }
    return write_json(raw, limit=_LONGEST, place="private key") + b"\n"


def unlock(data: bytes, passphrase: str, *, work: int = WORK) -> Private:
    """The private key of such a file; refused where the passphrase is another one or the file was changed."""
    place = "private key"
    try:
        raw = read_json(data.removesuffix(b"\n"), limit=_LONGEST, place=place)
    except EntryRefused as refused:
        raise LockedUnfit(place, f"it cannot be read ({type(refused).__name__})") from None
    if raw.keys() != _NAMES or raw["v"] != 1 or raw["kind"] not in (ED25519, X25519):
        raise LockedUnfit(place, "it has not the fields of one")
    public, salt, nonce, sealed = (decoded(str(raw[name])) for name in ("public", "salt", "nonce", "sealed"))
    lengths = (SEED_BYTES, SALT_BYTES, NONCE_BYTES, SEED_BYTES + TAG_BYTES)
    if not (public and salt and nonce and sealed) or tuple(map(len, (public, salt, nonce, sealed))) != lengths:
        raise LockedUnfit(place, "a field has not the length it should have")
    kind = str(raw["kind"])
    try:
        seed = ChaCha20Poly1305(_key(passphrase, salt, work)).decrypt(nonce, sealed, _clear(kind, str(raw["public"])))
    except InvalidTag:
        raise PassphraseWrong(place, f"the key {public.hex()[:16]} stays closed") from None
    found = Private(kind, seed)
    if found.public != public:
        raise LockedUnfit(place, "the public key in it belongs to another one")
    return found


def _key(passphrase: str, salt: bytes, work: int) -> bytes:
    """The same however a keyboard composes accents."""
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return Scrypt(salt=salt, length=32, n=work, r=8, p=1).derive(typed)


def _clear(kind: str, public: str) -> bytes:
    return f"trustlane private key 1 {kind} {public}".encode()
