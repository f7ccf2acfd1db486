"""The digest of a request's content as a header field (RFC 9530): one SHA-256, also of no content."""

from __future__ import annotations

import hashlib
import re

from trustlane.recognition.feed.notes import decoded, encoded
from trustlane.recognition.refusals import shown
from trustlane.recognition.requests.refusals import DigestDiffers, DigestUnfit

FIELD = "content-digest"
_WRITTEN = re.compile("sha-256=:([A-Za-z0-9+/]{43}=):")


def write(content: bytes) -> str:
    """The value of the field."""
    return f"sha-256=:{encoded(hashlib.sha256(content).digest())}:"


def read(value: str) -> bytes:
    """The digest in the field; refused unless it is one SHA-256 and nothing else."""
    met = _WRITTEN.fullmatch(value)
    found = decoded(met[1]) if met else None
    if found is None:
        raise DigestUnfit(f"request, {FIELD}", f"{shown(value)} is not sha-256=: base64 of 32 bytes :")
    return found


def check(value: str, content: bytes) -> None:
    """Refuse content other than that of the digest."""
    if hashlib.sha256(content).digest() != read(value):
        raise DigestDiffers("request, content", f"its {len(content):,} bytes have another digest")
