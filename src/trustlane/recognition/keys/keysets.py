"""A keyset: the root metadata of The Update Framework, with the keys an administration works with in a field of ours.

What TUF fixes it keeps (TUF specification 1.0, section 4.3): three roots of which two must sign, a version, an expiry,
signatures by key id. TUF's other roles name no key, so that nobody can sign for them. The working keys stand in one
signed field that TUF calls unrecognised and whose bytes every TUF client verifies with the rest. A keyset has one
form: canonical JSON with exactly these fields, the signatures in the order of their key ids.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import cast

from securesystemslib.signer import Key as TufKey
from securesystemslib.signer import Signature, SSlibKey
from tuf.api.metadata import Metadata, Root
from tuf.api.metadata import Role as TufRole

from trustlane.recognition.feed.canonical import Json
from trustlane.recognition.feed.canonical import read as read_json
from trustlane.recognition.feed.fields import (
    Reader,
    check_names,
    digest,
    instant,
    like,
    number,
    one_of,
    several,
    written_instant,
)
from trustlane.recognition.feed.notes import encoded
from trustlane.recognition.feed.refusals import EntryRefused
from trustlane.recognition.keys.refusals import KeysetUnfit, RootsUnfit
from trustlane.recognition.keys.roles import ED25519, ROOT, Role, kind_of

FIELD = "x-mra"  # our signed field
SPEC_VERSION = "1.0.31"  # written as it is here, whatever version a newer library would write
LONGEST = 64 * 1024  # bytes of a keyset
ROOTS = 3
THRESHOLD = 2
MOST_KEYS = 40
MOST_SIGNATURES = 2 * ROOTS
PUBLIC_BYTES = 32
_ADMINISTRATION = like(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,3}", "a host such as mra.xa.example")
_HEX = re.compile("[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class WorkingKey:
    """A public key the administration works with: for what, and from when to before when."""

    role: Role
    public: bytes
    starts: datetime
    ends: datetime

    def counts(self, at: datetime) -> bool:
        """Whether it may be used at that time."""
        return self.starts <= at < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyset:
    """One version of an administration's keys; `roots` are public Ed25519 keys, signatures stand by key id."""

    administration: str
    version: int
    issued: datetime
    expires: datetime
    roots: tuple[bytes, ...]
    keys: tuple[WorkingKey, ...]
    signatures: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def signed(self) -> bytes:
        """The bytes that are signed: TUF's canonical form of everything but the signatures."""
        return self.metadata.signed_bytes

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of what is signed; the same whoever signed it."""
        return hashlib.sha256(self.signed).digest()

    @property
    def metadata(self) -> Metadata[Root]:
        """The same as TUF root metadata."""
        roots = {key.keyid: key for key in map(tuf_key, self.roots)}
        nobody = {name: TufRole([], 1) for name in ("timestamp", "snapshot", "targets")}
        root = Root(
            version=self.version,
            spec_version=SPEC_VERSION,
            expires=self.expires,
            keys=cast(dict[str, TufKey], roots),
            roles={ROOT: TufRole(sorted(roots), THRESHOLD), **nobody},
            consistent_snapshot=True,
            unrecognized_fields={FIELD: self._ours()},
        )
        lines = {keyid: Signature(keyid, made.hex()) for keyid, made in sorted(self.signatures.items())}
        return Metadata(root, lines)

    @property
    def written(self) -> bytes:
        """The keyset as it is kept and sent."""
        return self.metadata.to_bytes()

    def with_signature(self, public: bytes, made: bytes) -> Keyset:
        """The same with one signature more."""
        return replace(self, signatures=MappingProxyType({**self.signatures, key_id(public): made}))

    def _ours(self) -> dict[str, Json]:
        keys: list[Json] = [
            {
                "role": str(key.role),
                "type": kind_of(key.role),
                "public": encoded(key.public),
                "from": written_instant(key.starts, "key, from"),
                "to": written_instant(key.ends, "key, to"),
            }
            for key in self.keys
        ]
        return {"administration": self.administration, "issued": written_instant(self.issued, "issued"), "keys": keys}


def tuf_key(public: bytes) -> SSlibKey:
    """A root as TUF writes it, under the id that TUF computes of it."""
    keyval = {"public": public.hex()}
    return SSlibKey(key_id(public), ED25519, ED25519, keyval)


def key_id(public: bytes) -> str:
    """The id of a root: SHA-256 of the canonical JSON of the key (TUF specification, section 4.2)."""
    plain = f'{{"keytype":"ed25519","keyval":{{"public":"{public.hex()}"}},"scheme":"ed25519"}}'
    return hashlib.sha256(plain.encode()).hexdigest()


def read(data: bytes) -> Keyset:
    """The keyset these bytes write; refused unless it is in its one form. No signature is looked at here."""
    place = "keyset"
    try:
        raw = read_json(data, limit=LONGEST, place=place)
        found = _read(raw, place)
    except EntryRefused as refused:
        raise KeysetUnfit(refused.place, refused.what) from None
    if found.written != data:
        raise KeysetUnfit(place, "a field says something other than keysets do, or stands in another order")
    return found


def _read(raw: Mapping[str, Json], place: str) -> Keyset:
    check_names(raw, needed=("signed", "signatures"), allowed=(), place=place)
    signed = _object(raw["signed"], f"{place}, signed")
    check_names(signed, needed=_SIGNED, allowed=(), place=f"{place}, signed")
    ours = _object(signed[FIELD], f"{place}, {FIELD}")
    check_names(ours, needed=("administration", "issued", "keys"), allowed=(), place=f"{place}, {FIELD}")
    return Keyset(
        administration=str(_ADMINISTRATION(ours["administration"], f"{place}, administration")),
        version=number(signed["version"], f"{place}, version"),
        issued=instant(ours["issued"], f"{place}, issued"),
        expires=instant(signed["expires"], f"{place}, expires"),
        roots=_roots(signed, f"{place}, roots"),
        keys=cast(tuple[WorkingKey, ...], several(_working, MOST_KEYS)(ours["keys"], f"{place}, keys")),
        signatures=_signatures(raw["signatures"], f"{place}, signatures"),
    )


_SIGNED = ("_type", "consistent_snapshot", "expires", "keys", "roles", "spec_version", "version", FIELD)


def _roots(signed: Mapping[str, Json], place: str) -> tuple[bytes, ...]:
    """The roots; whether keys and roles say the same of them is seen when the keyset is written again."""
    role = _object(_object(signed["roles"], place).get(ROOT), place)
    if role.get("threshold") != THRESHOLD:
        raise RootsUnfit(place, f"{role.get('threshold')} must sign; here it is {THRESHOLD}")
    keys = _object(signed["keys"], place)
    if len(keys) != ROOTS:
        raise RootsUnfit(place, f"there are {len(keys)}; three are needed")
    found = []
    for keyid in sorted(keys):
        public = _object(_object(keys[keyid], place).get("keyval"), place).get("public")
        found.append(bytes.fromhex(str(like("[0-9a-f]{64}", "a public key in hexadecimal")(public, place))))
    return tuple(found)


def _working(raw: Json, place: str) -> WorkingKey:
    given = _object(raw, place)
    check_names(given, needed=_READERS, allowed=("type",), place=place)
    role, public, starts, ends = (reader(given[name], f"{place}, {name}") for name, reader in _READERS.items())
    return WorkingKey(Role(str(role)), cast(bytes, public), cast(datetime, starts), cast(datetime, ends))


_READERS: Mapping[str, Reader] = {"role": one_of(tuple(Role)), "public": digest, "from": instant, "to": instant}


def _signatures(raw: Json, place: str) -> Mapping[str, bytes]:
    if not isinstance(raw, list) or len(raw) > MOST_SIGNATURES:
        raise KeysetUnfit(place, f"they are not a list of at most {MOST_SIGNATURES}")
    found: dict[str, bytes] = {}
    for at, each in enumerate(raw):
        line = _object(each, f"{place}[{at}]")
        made = str(line.get("sig"))
        if line.keys() != {"keyid", "sig"} or not _HEX.fullmatch(made):
            raise KeysetUnfit(f"{place}[{at}]", "it is not a key id and 64 bytes in hexadecimal")
        found[str(line["keyid"])] = bytes.fromhex(made)
    return MappingProxyType(found)


def _object(raw: Json, place: str) -> Mapping[str, Json]:
    if not isinstance(raw, dict):
        raise KeysetUnfit(place, "it is no object of names and values")
    return raw
