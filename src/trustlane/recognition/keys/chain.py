"""From the keyset that was pinned to the newest: every version is believed by the one before it, none is skipped.

TUF specification 1.0, section 5.3 (update the root role), for each version in turn:

1. It is a keyset (KeysetUnfit) of this administration (KeysetOfAnother).
2. Its version is the next one (VersionBack, VersionSkipped).
3. Only roots of this version and the one before signed it (SignerUnknown), and rightly (SignatureSpoiled).
4. Two roots of the version before and two of its own signed it (SignaturesTooFew).
5. It says nothing a keyset may not say (`meaning`).

At the end, and only there: 6. the newest has not expired (KeysetExpired); versions in between may have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError

from trustlane.recognition.keys import keysets
from trustlane.recognition.keys.keysets import THRESHOLD, Keyset, key_id, tuf_key
from trustlane.recognition.keys.meaning import check
from trustlane.recognition.keys.refusals import (
    FingerprintDiffers,
    KeysetExpired,
    KeysetOfAnother,
    SignatureSpoiled,
    SignaturesTooFew,
    SignerUnknown,
    VersionBack,
    VersionSkipped,
)

AHEAD = timedelta(seconds=60)  # as far as two clocks may differ


@dataclass(frozen=True, slots=True)
class Chain:
    """The versions that were believed, from the pinned one on."""

    keysets: tuple[Keyset, ...]

    @property
    def newest(self) -> Keyset:
        """The keyset that counts."""
        return self.keysets[-1]

    def followed(self, data: bytes) -> Chain:
        """Steps 1 to 5 for the next version."""
        keyset = keysets.read(data)
        last = self.newest
        if keyset.administration != last.administration:
            raise KeysetOfAnother(f"keyset {keyset.version}", f"of {keyset.administration}, not {last.administration}")
        _check_version(keyset.version, last.version)
        check_signatures(keyset, last)
        check_threshold(keyset, last)
        check(keyset, self.keysets)
        return Chain((*self.keysets, keyset))

    def current(self, at: datetime) -> Keyset:
        """Step 6: the newest, unless it does not count at that time."""
        newest = self.newest
        if at >= newest.expires:
            raise KeysetExpired(f"keyset {newest.version}", f"it expired at {newest.expires.isoformat()}")
        if newest.issued - at > AHEAD:
            raise KeysetExpired(f"keyset {newest.version}", f"by our clock it is issued at {newest.issued.isoformat()}")
        return newest


def pinned(data: bytes, *, fingerprint: bytes | None = None) -> Chain:
    """The version a reader begins with: its fingerprint was compared when the agreement was signed.

    Where it was pinned before (it comes out of our own keeping) no fingerprint is given.
    """
    keyset = keysets.read(data)
    if fingerprint is not None and keyset.fingerprint != fingerprint:
        raise FingerprintDiffers(f"keyset {keyset.version}", "its fingerprint is not the one that was exchanged")
    # Of a version above the first, the version before is not at hand: its roots' signatures are left aside.
    own = {key_id(root) for root in keyset.roots}
    for root in keyset.roots:
        _verify(keyset, root)
    if keyset.version == 1 and (strange := sorted(keyset.signatures.keys() - own)):
        raise SignerUnknown("keyset 1", f"{strange[0][:16]} is none of its roots")
    check_threshold(keyset, None)
    check(keyset)
    return Chain((keyset,))


def walked(start: Chain, later: Iterable[bytes], *, at: datetime) -> Chain:
    """From where a reader stood through every later version, in order, to the newest, which counts at that time."""
    chain = start
    for data in later:
        chain = chain.followed(data)
    chain.current(at)
    return chain


def _check_version(came: int, last: int) -> None:
    """Step 2."""
    if came <= last:
        raise VersionBack(f"keyset {came}", f"version {last} is trusted already")
    if came > last + 1:
        raise VersionSkipped(f"keyset {came}", f"version {last + 1} comes next")


def signers(keyset: Keyset, before: Keyset | None) -> tuple[bytes, ...]:
    """Who may sign a version: its own roots and those of the version before."""
    return tuple(dict.fromkeys((*keyset.roots, *(before.roots if before else ()))))


def check_signatures(keyset: Keyset, before: Keyset | None) -> None:
    """Step 3: whoever signed may sign, and rightly did; one wrong signature spoils the keyset."""
    known = signers(keyset, before)
    if strange := sorted(keyset.signatures.keys() - {key_id(root) for root in known}):
        raise SignerUnknown(f"keyset {keyset.version}", f"{strange[0][:16]} is a root of neither version")
    for root in known:
        _verify(keyset, root)


def _verify(keyset: Keyset, root: bytes) -> None:
    """Where this root signed, its signature is right."""
    line = keyset.metadata.signatures.get(key_id(root))
    if line is None:
        return
    try:
        tuf_key(root).verify_signature(line, keyset.signed)
    except (UnverifiedSignatureError, VerificationError):
        raise SignatureSpoiled(
            f"keyset {keyset.version}", f"the signature of {key_id(root)[:16]} is not one for this keyset"
        ) from None


def check_threshold(keyset: Keyset, before: Keyset | None) -> None:
    """Step 4, as python-tuf counts it: two roots of the version before, and two of its own."""
    metadata = keyset.metadata
    counted = metadata.signed.get_root_verification_result(
        before.metadata.signed if before else None, metadata.signed_bytes, metadata.signatures
    )
    if not counted.verified:
        own, previous = len(counted.second.signed), len(counted.first.signed)
        told = f"{own} of its own roots signed" + (f", {previous} of the version before" if before else "")
        raise SignaturesTooFew(f"keyset {keyset.version}", f"{told}; {THRESHOLD} are needed")
