"""The keys that sign feeds to partners: files that only this node reads; a demonstration makes its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from trustlane.config.secret_key import write_privately
from trustlane.config.settings import InForce, in_force

if TYPE_CHECKING:
    from trustlane.recognition.keys.keysets import Keyset
    from trustlane.recognition.line import Identity
    from trustlane.recognition.signing import Signers

FOLDER = "feed-keys"
KEYSETS, ENDING = "keysets", ".root.json"  # our own, every version, as partners fetch them
FEED, HEARTBEAT, REQUEST = "feed.pem", "heartbeat.pem", "request.pem"
ROOTS = ("root-1.pem", "root-2.pem", "root-3.pem")  # of a demonstration alone: real ones never lie at a node


def signers() -> Signers:
    """The keys of the node in force, opened; KeyMissing where one is not there."""
    from trustlane.recognition.signing import FileSigner, Signers

    folder = _folder(in_force())
    return Signers(FileSigner(folder / FEED), FileSigner(folder / HEARTBEAT))


def asking() -> Identity:
    """As whom this node asks partners: its newest own keyset, and the key for requests that is named there.

    Raises KeyMissing where either is not there, or the keyset names another key.
    """
    from trustlane.recognition.keys import keysets
    from trustlane.recognition.keys.roles import Role
    from trustlane.recognition.line import Identity
    from trustlane.recognition.refusals import KeyMissing
    from trustlane.recognition.requests.signing import Caller
    from trustlane.recognition.signing import FileSigner

    node = in_force()
    signer = FileSigner(_folder(node) / REQUEST)
    own = node.state / KEYSETS
    versions = sorted(
        (int(file.name.removesuffix(ENDING)), file)
        for file in (own.iterdir() if own.is_dir() else ())
        if file.name.endswith(ENDING) and file.name.removesuffix(ENDING).isdecimal()
    )
    if not versions:
        raise KeyMissing(str(own), f"no keyset of this administration lies there, such as 1{ENDING}")
    keyset = keysets.read(versions[-1][1].read_bytes())
    if not any(key.role == Role.REQUEST and key.public == signer.public for key in keyset.keys):
        raise KeyMissing(str(_folder(node) / REQUEST), f"keyset {keyset.version} names another key for requests")
    return Identity(Caller(keyset.administration, signer.public), signer.sign)


def ensure_invented(settings: InForce) -> None:
    """Have keys for a demonstration, made here; a real administration brings its own."""
    _ensure(settings, FEED, HEARTBEAT)


def ensure_invented_keyset(settings: InForce, administration: str, *, at: datetime) -> Keyset:
    """Version 1 of a demonstration's own keys, under roots made here; the one that lies there, once it was made."""
    from trustlane.recognition.keys import keysets, making
    from trustlane.recognition.keys.meaning import MONTHS, months_after
    from trustlane.recognition.keys.roles import Role
    from trustlane.recognition.signing import FileSigner

    file = settings.state / KEYSETS / f"1{ENDING}"
    if file.exists():
        return keysets.read(file.read_bytes())
    _ensure(settings, FEED, HEARTBEAT, REQUEST, *ROOTS)
    folder, at = _folder(settings), at.replace(microsecond=0)
    working = ((Role.FEED, FEED), (Role.HEARTBEAT, HEARTBEAT), (Role.REQUEST, REQUEST))
    keys: tuple[keysets.WorkingKey, ...] = ()
    for role, name in working:
        keys = making.added(keys, role, FileSigner(folder / name).public, at=at)
    roots = [FileSigner(folder / name) for name in ROOTS]
    made = making.first(
        administration=administration,
        roots=[root.public for root in roots],
        keys=keys,
        issued=at,
        expires=months_after(at, MONTHS),
    )
    for root in roots[: keysets.THRESHOLD]:
        made = making.signed_by(made, root.public, root.sign, before=None)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".new")
    partial.write_bytes(made.written)
    partial.replace(file)
    return made


def _ensure(settings: InForce, *names: str) -> None:
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in names:
        if not (folder / name).exists():
            made = Ed25519PrivateKey.generate()
            pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            write_privately(folder / name, pem.decode("ascii"))


def _folder(settings: InForce) -> Path:
    return settings.state / FOLDER
