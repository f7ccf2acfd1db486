"""Signed notes: a text, and the lines of those who signed it (C2SP signed-note).

Nothing of a text may be used before a known key verified it. Lines of unknown keys are kept and ignored, so that keys
can be changed and witnesses added; lines that are no signature lines are refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from trustlane.recognition.feed.refusals import (
    KeyUnfit,
    NoteTooLarge,
    NoteUnfit,
    SignatureLineUnfit,
    SignatureWrong,
)
from trustlane.recognition.refusals import shown

ED25519 = 0x01  # signature types of signed-note
COSIGNATURE = 0x04
PUBLIC_BYTES = 32
ID_BYTES = 4
SIGNED_BYTES = 64
LONGEST = 262_144  # bytes of a note: sixteen post-quantum signatures are less than half of it
MOST_SIGNATURES = 32
LONGEST_NAME = 255
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")

# Signs bytes with a key that stays where it is: a file, or a hardware module.
Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Key:
    """A public Ed25519 key under the name its owner goes by; the kind says what its signatures state."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not _named(self.name):
            raise KeyUnfit("key", f"{shown(self.name)} cannot be the name of a key")
        if self.kind not in (ED25519, COSIGNATURE):
            raise KeyUnfit(f"key {self.name}", f"signature type {self.kind} is not used here")
        if len(self.public) != PUBLIC_BYTES:
            raise KeyUnfit(f"key {self.name}", f"{len(self.public)} bytes; a public Ed25519 key has {PUBLIC_BYTES}")

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature line names the key (signed-note, "Signatures")."""
        hashed = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(hashed).digest()[:ID_BYTES]

    @property
    def written(self) -> str:
        """The key in one line, as it is put into an agreement (signed-note, "Verifier keys")."""
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    def verify(self, message: bytes, signed: bytes, *, place: str) -> None:
        """Refuse unless this key made the 64 bytes for this message (RFC 8032)."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signed, message)
        except InvalidSignature:
            raise SignatureWrong(place, f"the signature is not one of the key {self.name}") from None


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line: whose key it names, and what that key made."""

    name: str
    id: bytes
    signed: bytes

    @property
    def line(self) -> str:
        """The line as it stands in the note, without its end."""
        return f"— {self.name} {encoded(self.id + self.signed)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a newline, and the signature lines below it."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def written(self) -> bytes:
        """The note as it is sent."""
        return "".join((self.text, "\n", *(f"{each.line}\n" for each in self.signatures))).encode()

    def by(self, key: Key) -> tuple[Signature, ...]:
        """The lines that name this key, by name and id."""
        return tuple(each for each in self.signatures if (each.name, each.id) == (key.name, key.id))

    def verified(self, key: Key) -> bool:
        """Whether this key signed the text; refused where a line in its name is wrong."""
        lines = self.by(key)
        for each in lines:
            key.verify(self.text.encode(), each.signed, place="signed note")
        return bool(lines)

    def also(self, signature: Signature) -> Note:
        """The note with one more signature line at its end."""
        return Note(self.text, (*self.signatures, signature))


def signed_by(text: str, key: Key, sign: Sign) -> Signature:
    """The line with which a key signs a text."""
    return Signature(key.name, key.id, sign(text.encode()))


def read(data: bytes) -> Note:
    """A note as it was sent; refused unless it has the form of one. Nothing is verified here."""
    if len(data) > LONGEST:
        raise NoteTooLarge("signed note", f"{len(data):,} bytes came; at most {LONGEST:,} are read")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteUnfit(f"signed note, byte {error.start}", "it is not UTF-8") from None
    if control := _CONTROL.search(whole):
        raise NoteUnfit(f"signed note, character {control.start()}", "a control character stands there")
    above, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise NoteUnfit("signed note", "no blank line with signature lines below it")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteTooLarge("signed note", f"{len(lines)} signatures came; at most {MOST_SIGNATURES} are read")
    return Note(f"{above}\n", tuple(_signature(line, number) for number, line in enumerate(lines, 1)))


def _signature(line: str, number: int) -> Signature:
    place = f"signed note, signature {number}"
    dash, _, rest = line.partition(" ")
    name, _, told = rest.partition(" ")
    if dash != "—" or not _named(name):
        raise SignatureLineUnfit(place, f"{shown(line)} is not a dash, a name and a signature")
    made = decoded(told)
    if made is None or len(made) <= ID_BYTES:
        raise SignatureLineUnfit(place, "the signature is not base64 of four bytes and more")
    return Signature(name, made[:ID_BYTES], made[ID_BYTES:])


def read_key(written: str) -> Key:
    """A key as it stands in an agreement; refused unless the id in it is its own."""
    name, _, rest = written.partition("+")
    told, _, material = rest.partition("+")
    made = decoded(material)
    if not made:
        raise KeyUnfit("key", f"{shown(written)} is not name, plus, id, plus, key in base64")
    key = Key(name, made[0], made[1:])
    if told != key.id.hex():
        raise KeyUnfit(f"key {name}", f"the id {shown(told)} is not that of the key, {key.id.hex()}")
    return key


def encoded(data: bytes) -> str:
    """Standard base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes | None:
    """The bytes of standard base64; None where the text is not the one way of writing them."""
    try:
        found = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return found if encoded(found) == text else None


def _named(name: str) -> bool:
    """Whether a key may be called so: no blank of any script, no plus, no control character (signed-note, "Format")."""
    if not 0 < len(name) <= LONGEST_NAME or "+" in name or _CONTROL.search(name):
        return False
    return not any(each.isspace() or "\ud800" <= each <= "\udfff" for each in name)
