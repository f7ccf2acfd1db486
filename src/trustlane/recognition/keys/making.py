"""A new keyset, and the signatures that roots put on it one by one, each alone and without a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from trustlane.recognition.keys import keysets
from trustlane.recognition.keys.chain import check_signatures, signers
from trustlane.recognition.keys.keysets import THRESHOLD, Keyset, WorkingKey, key_id
from trustlane.recognition.keys.meaning import MONTHS, check, months_after
from trustlane.recognition.keys.refusals import SignedTwice, SignerUnknown
from trustlane.recognition.keys.roles import LONGEST, OVERLAP, Role

Sign = Callable[[bytes], bytes]


def first(
    *, administration: str, roots: Sequence[bytes], keys: Sequence[WorkingKey], issued: datetime, expires: datetime
) -> Keyset:
    """Version 1, unsigned; refused where no reader would believe it."""
    found = Keyset(
        administration=administration,
        version=1,
        issued=issued,
        expires=expires,
        roots=tuple(sorted(roots, key=key_id)),
        keys=tuple(keys),
    )
    check(keysets.read(found.written))
    return found


def following(
    before: Sequence[Keyset],
    *,
    keys: Sequence[WorkingKey],
    issued: datetime,
    expires: datetime | None = None,
    roots: Sequence[bytes] = (),
) -> Keyset:
    """The version after the last of these, unsigned; without roots named, theirs stay."""
    last = before[-1]
    found = replace(
        last,
        version=last.version + 1,
        issued=issued,
        expires=expires or months_after(issued, MONTHS),
        roots=tuple(sorted(roots, key=key_id)) if roots else last.roots,
        keys=tuple(keys),
        signatures=MappingProxyType({}),
    )
    check(keysets.read(found.written), before)
    return found


def kept(keys: Sequence[WorkingKey], *, at: datetime) -> tuple[WorkingKey, ...]:
    """The keys of a version that its successor still needs: those that have not ended."""
    return tuple(key for key in keys if key.ends > at)


def added(keys: Sequence[WorkingKey], role: Role, public: bytes, *, at: datetime) -> tuple[WorkingKey, ...]:
    """These keys and one more of a role: from seven days before the last one of that role ends, for its full period."""
    ends = max((key.ends for key in keys if key.role == role), default=at)
    starts = max(at, ends - OVERLAP)
    return (*keys, WorkingKey(role, public, starts, starts + LONGEST[role]))


def ended(keys: Sequence[WorkingKey], role: Role, *, at: datetime) -> tuple[WorkingKey, ...]:
    """These keys without what is left of a role's: each that counts ends at that time, none is to come."""
    others = [key for key in keys if key.role != role or key.ends <= at]
    counting = [replace(key, ends=at) for key in keys if key.role == role and key.starts < at < key.ends]
    return (*others, *counting)


def signed_by(keyset: Keyset, public: bytes, sign: Sign, *, before: Keyset | None) -> Keyset:
    """The keyset with this root's signature; refused where it is no root of it or of the version before."""
    place = f"keyset {keyset.version}"
    if public not in signers(keyset, before):
        raise SignerUnknown(place, f"the key {key_id(public)[:16]} is a root of neither version")
    if key_id(public) in keyset.signatures:
        raise SignedTwice(place, f"the key {key_id(public)[:16]} signed it before")
    found = keyset.with_signature(public, sign(keyset.signed))
    check_signatures(found, before)
    return found


@dataclass(frozen=True, slots=True)
class Missing:
    """How many roots still have to sign: of this version, and of the one before."""

    own: int
    before: int

    def __bool__(self) -> bool:
        return bool(self.own or self.before)


def missing(keyset: Keyset, before: Keyset | None) -> Missing:
    """How many signatures a keyset still needs; none is verified here."""

    def lacks(roots: Sequence[bytes]) -> int:
        return max(0, THRESHOLD - sum(key_id(root) in keyset.signatures for root in roots))

    return Missing(lacks(keyset.roots), lacks(before.roots) if before else 0)
