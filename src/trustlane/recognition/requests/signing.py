"""Signing a request, and believing one in six steps, each with its own refusals, none of them skipped.

1. Its header fields are there once (FieldAbsent, FieldTwice), in the form of the exchange (DigestUnfit, SignatureUnfit,
   InputUnfit), and cover what they have to (ComponentsDiffer).
2. It was not made ahead of our clock (CreatedAhead), not for too long (LifeTooLong), and not too long ago
   (RequestExpired).
3. The key is a partner's for requests (KeyUnknown).
4. That key signed just this request (SignatureDiffers).
5. Its content has the digest that was signed (DigestDiffers).
6. It was not seen before (Replayed). Only now, so that nobody without the key fills the memory.

Whoever repeats a request signs it again with another nonce.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from trustlane.recognition.refusals import shown
from trustlane.recognition.requests import digests, inputs
from trustlane.recognition.requests.asked import Asked
from trustlane.recognition.requests.bases import base
from trustlane.recognition.requests.inputs import COVERED, Input
from trustlane.recognition.requests.refusals import (
    CreatedAhead,
    KeyUnknown,
    LifeTooLong,
    Replayed,
    RequestExpired,
    SignatureDiffers,
)
from trustlane.recognition.requests.replays import Nonces

AHEAD = timedelta(seconds=60)  # as far as two clocks may differ
LIFE = timedelta(minutes=5)

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose key it is: an administration and its public Ed25519 key for requests."""

    administration: str
    public: bytes

    @property
    def keyid(self) -> str:
        """The name of the key in a signature: the administration and sixteen digits of the key's SHA-256."""
        return f"{self.administration}/{hashlib.sha256(self.public).hexdigest()[:16]}"


def signed(asked: Asked, *, caller: Caller, sign: Sign, at: datetime, nonce: str, life: timedelta = LIFE) -> Asked:
    """The request with its three header fields; the nonce is 16 random bytes or more in base64url without padding."""
    at = at.replace(microsecond=0)
    said = Input(at, at + life, nonce, caller.keyid)
    with_digest = asked.also([(digests.FIELD, digests.write(asked.content))])
    made = sign(_base(with_digest, said))
    return with_digest.also([(inputs.INPUT, said.written), (inputs.SIGNATURE, inputs.write_signature(made))])


def believed(asked: Asked, *, callers: Mapping[str, Caller], nonces: Nonces, at: datetime) -> Caller:
    """Who asks; ``callers`` by the name of the key, those whose keys count now."""
    digest = asked.field(digests.FIELD)
    digests.read(digest)
    made = inputs.read_signature(asked.field(inputs.SIGNATURE))
    said = inputs.read(asked.field(inputs.INPUT))
    _check_times(said, at)
    caller = callers.get(said.keyid)
    if caller is None:
        raise KeyUnknown("request, keyid", f"{shown(said.keyid)} is no key for requests of a partner")
    try:
        Ed25519PublicKey.from_public_bytes(caller.public).verify(made, _base(asked, said))
    except InvalidSignature:
        raise SignatureDiffers("request, signature", f"{caller.keyid} did not sign this request") from None
    digests.check(digest, asked.content)
    if not nonces.first_time(said.keyid, said.nonce, until=said.expires, at=at):
        raise Replayed("request, nonce", f"{said.nonce} was seen before")
    return caller


def by_name(callers: Mapping[str, tuple[bytes, ...]]) -> dict[str, Caller]:
    """Callers by the names of their keys, from administrations and their keys for requests."""
    every = (Caller(name, public) for name, publics in callers.items() for public in publics)
    return {caller.keyid: caller for caller in every}


def _base(asked: Asked, said: Input) -> bytes:
    return base([(name, asked.component(name)) for name in COVERED], said.parameters)


def _check_times(said: Input, at: datetime) -> None:
    """Step 2."""
    place = "request, created"
    if said.created - at > AHEAD:
        raise CreatedAhead(place, f"signed at {said.created.isoformat()}; our clock says {at.isoformat()}")
    if not timedelta(0) < said.expires - said.created <= LIFE:
        raise LifeTooLong(place, f"it counts for {said.expires - said.created}; at most {LIFE}")
    if at > said.expires:
        raise RequestExpired(place, f"it counted until {said.expires.isoformat()}; our clock says {at.isoformat()}")
