"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature), read line by line."""

import base64
import hashlib
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from conformance.reader.refused import Refused

PLAIN, COSIGNED = 1, 4
LONGEST = 262_144
LAST_SECOND = 253_402_300_799  # of the year 9999


def unbase64(text: str) -> bytes:
    """Standard base64, written in the one way; ValueError otherwise."""
    raw = text.encode("ascii")
    data = base64.b64decode(raw, validate=True)
    if base64.b64encode(data) != raw:
        raise ValueError("not the one way of writing base64")
    return data


@dataclass(frozen=True)
class Verifier:
    """A key as an agreement names it."""

    name: str
    kind: int
    public: bytes

    @property
    def hint(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, kind and key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:4]

    def made(self, signature: bytes, message: bytes) -> bool:
        """Whether it made this signature."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def verifier(line: str, kind: int) -> Verifier:
    """A key from its line: name, plus, hint, plus, kind and key in base64."""
    name, hint, material = line.split("+", 2)
    data = unbase64(material)
    found = Verifier(name, data[0], data[1:])
    if len(found.public) != 32 or found.kind != kind or found.hint.hex() != hint:
        raise Refused("KeyUnfit", line)
    return found


def _name_is_fit(name: str) -> bool:
    if not 1 <= len(name) <= 255 or "+" in name:
        return False
    return not any(c.isspace() or ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in name)


@dataclass(frozen=True)
class Note:
    """The text, and for each line below it: name, hint, what was signed."""

    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]

    def of(self, key: Verifier) -> list[bytes]:
        """What this key is said to have signed."""
        return [blob for name, hint, blob in self.lines if name == key.name and hint == key.hint]


def parse(data: bytes) -> Note:
    """Take a note apart."""
    if len(data) > LONGEST:
        raise Refused("NoteTooLarge", f"{len(data)} bytes")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("NoteUnfit", "not UTF-8") from None
    if any(ord(c) < 32 and c != "\n" for c in whole):
        raise Refused("NoteUnfit", "a control character")
    cut = whole.rfind("\n\n")
    tail = whole[cut + 2 :] if cut >= 0 else ""
    if not tail.endswith("\n"):
        raise Refused("NoteUnfit", "no signatures below an empty line")
    lines = tail[:-1].split("\n")
    if len(lines) > 32:
        raise Refused("NoteTooLarge", f"{len(lines)} signatures")
    return Note(whole[: cut + 1], tuple(_line(each) for each in lines))


def _line(line: str) -> tuple[str, bytes, bytes]:
    parts = line.split(" ", 2)
    try:
        if len(parts) != 3 or parts[0] != "\u2014" or not _name_is_fit(parts[1]):
            raise ValueError
        blob = unbase64(parts[2])
        if len(blob) < 5:
            raise ValueError
    except ValueError:
        raise Refused("SignatureLineUnfit", ascii(line)[:60]) from None
    return parts[1], blob[:4], blob[4:]


def signed_by(note: Note, key: Verifier) -> bool:
    """Whether this key signed the text; a wrong line in its name is refused."""
    blobs = note.of(key)
    if any(not key.made(blob, note.text.encode()) for blob in blobs):
        raise Refused("SignatureWrong", key.name)
    return bool(blobs)


def cosign_message(text: str, seconds: int) -> bytes:
    """What a cosigner signs."""
    return b"cosignature/v1\ntime %d\n" % seconds + text.encode()


def times(note: Note, key: Verifier) -> list[int]:
    """The POSIX seconds at which this key cosigned."""
    found = []
    for blob in note.of(key):
        if len(blob) != 72:
            raise Refused("SignatureLineUnfit", f"cosignature of {key.name}")
        seconds = int.from_bytes(blob[:8], "big")
        if not key.made(blob[8:], cosign_message(note.text, seconds)):
            raise Refused("SignatureWrong", key.name)
        if seconds > LAST_SECOND:
            raise Refused("SignatureLineUnfit", "a time after the year 9999")
        found.append(seconds)
    return found


def cosign(text: str, name: str, seed: bytes, seconds: int) -> str:
    """A cosignature line."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = Verifier(name, COSIGNED, private.public_key().public_bytes_raw())
    blob = key.hint + seconds.to_bytes(8, "big") + private.sign(cosign_message(text, seconds))
    return f"\u2014 {name} {base64.b64encode(blob).decode()}"


def checkpoint(text: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint's text."""
    lines = text.split("\n")
    if lines[-1] != "" or len(lines) < 4 or "" in lines[:-1]:
        raise Refused("CheckpointUnfit", "not three full lines")
    origin, size, root = lines[:3]
    if len(origin) > 255 or len(lines) - 4 > 16:
        raise Refused("CheckpointUnfit", "too much of it")
    digits = size.isascii() and size.isdigit() and len(size) <= 19 and (size == "0" or size[0] != "0")
    if not digits or int(size) >= 1 << 63:
        raise Refused("CheckpointUnfit", "size")
    try:
        top = unbase64(root)
    except ValueError:
        top = b""
    if len(top) != 32 or (size == "0" and top != hashlib.sha256().digest()):
        raise Refused("CheckpointUnfit", "root")
    return origin, int(size), top


_OTHER_ALPHABETS = str.maketrans("АВЕКМНОРСТХІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ015LB8", "ABEKMHOPCTXISJABEZHIKMNOPTYXOISIBB")


def check_origin(came: str, wanted: str) -> None:
    """Another feed is refused; one that looks like the wanted one by a name of its own."""
    if came != wanted:
        raise Refused("OriginLooksAlike" if _seen(came) == _seen(wanted) else "OriginOfAnother", ascii(came))


def _seen(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).casefold().upper().translate(_OTHER_ALPHABETS)
    return "".join(c for c in folded if c.isalnum()).replace("RN", "M").replace("VV", "W")
