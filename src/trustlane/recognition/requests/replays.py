"""No request counts twice: what a memory of nonces has to do, and one that keeps them in this process."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from trustlane.recognition.requests.refusals import MemoryFull


class Nonces(Protocol):
    """A memory that all processes which answer requests share."""

    def first_time(self, keyid: str, nonce: str, *, until: datetime, at: datetime) -> bool:
        """Remember the nonce of a key, in one step, and say whether it is new; it may be forgotten after ``until``."""


class InProcess:
    """Nonces of one process, at most so many of one key, so that no partner fills the memory of another."""

    def __init__(self, most: int = 10_000) -> None:
        self.most = most
        self._seen: dict[str, dict[str, datetime]] = {}

    def first_time(self, keyid: str, nonce: str, *, until: datetime, at: datetime) -> bool:
        """As `Nonces` says; refused where the memory of this key is full of nonces that count still."""
        seen = self._seen.setdefault(keyid, {})
        if nonce in seen:
            return False
        if len(seen) >= self.most:
            seen = self._seen[keyid] = {each: end for each, end in seen.items() if end >= at}
        if len(seen) >= self.most:
            raise MemoryFull("request, nonce", f"{self.most:,} requests of one key came within their lives")
        seen[nonce] = until
        return True
