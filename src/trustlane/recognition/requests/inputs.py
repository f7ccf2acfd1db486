"""What a signature says of itself: what it covers, when it was made, until when it counts, its nonce and its key.

RFC 9421 section 4.1 leaves many ways of writing it; this exchange has one, in one order, so nothing is parsed twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from trustlane.recognition.feed.notes import SIGNED_BYTES, decoded, encoded
from trustlane.recognition.refusals import shown
from trustlane.recognition.requests.bases import listed
from trustlane.recognition.requests.refusals import ComponentsDiffer, InputUnfit, SignatureUnfit

LABEL = "mra"
TAG = "mra-v1"
INPUT, SIGNATURE = "signature-input", "signature"
# The scheme is not among them: behind a proxy that ends TLS the two sides know it differently.
COVERED = ("@method", "@authority", "@path", "@query", "content-digest")
LONGEST = 1024
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN = re.compile(
    LABEL + r"=(?P<parameters>(?P<covered>\([^()]*\));created=(?P<created>[1-9][0-9]{0,10});"
    r"expires=(?P<expires>[1-9][0-9]{0,10});"
    r'nonce="(?P<nonce>[A-Za-z0-9_-]{22,64})";keyid="(?P<keyid>[a-z0-9./-]{1,255})";tag="(?P<tag>[a-z0-9-]{1,32})")',
    re.ASCII,
)
_SIGNATURE = re.compile(LABEL + "=:([A-Za-z0-9+/]{86}==):")


@dataclass(frozen=True, slots=True)
class Input:
    """What is said of a signature; instants to the second, the nonce 16 random bytes or more in base64url."""

    created: datetime
    expires: datetime
    nonce: str
    keyid: str

    @property
    def parameters(self) -> str:
        """As it is signed."""
        created, expires = ((each - EPOCH) // timedelta(seconds=1) for each in (self.created, self.expires))
        return (
            f"{listed(COVERED)};created={created};expires={expires}"
            f';nonce="{self.nonce}";keyid="{self.keyid}";tag="{TAG}"'
        )

    @property
    def written(self) -> str:
        """The value of the header field."""
        return f"{LABEL}={self.parameters}"


def read(value: str) -> Input:
    """What the header field says; refused unless it is written in the one way and covers what it has to."""
    place = f"request, {INPUT}"
    met = _WRITTEN.fullmatch(value) if len(value) <= LONGEST else None
    if met is None:
        raise InputUnfit(place, f"{shown(value)} is not one signature labelled {LABEL} in the form of this exchange")
    if met["covered"] != listed(COVERED):
        raise ComponentsDiffer(place, f"{shown(met['covered'])} instead of {listed(COVERED)}")
    if met["tag"] != TAG:
        raise InputUnfit(place, f"it was made for {shown(met['tag'])}, not for {TAG}")
    created, expires = (EPOCH + timedelta(seconds=int(met[name])) for name in ("created", "expires"))
    return Input(created, expires, met["nonce"], met["keyid"])


def write_signature(signed: bytes) -> str:
    """The value of the field with the signature."""
    return f"{LABEL}=:{encoded(signed)}:"


def read_signature(value: str) -> bytes:
    """The signature in the field; refused unless it is the one of this exchange."""
    met = _SIGNATURE.fullmatch(value)
    found = decoded(met[1]) if met else None
    if found is None or len(found) != SIGNED_BYTES:
        raise SignatureUnfit(f"request, {SIGNATURE}", f"{shown(value)} is not {LABEL}=: base64 of 64 bytes :")
    return found
