"""An invented partner: its keyset, trusted by two persons here, and its requests, sent to this node's own pages."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from typing import Any

from django.test import Client

from tests.recognition.keys import holders
from trustlane.recognition.keys.keysets import Keyset
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.line import Identity, LineSource
from trustlane.recognition.requests.asked import Asked
from trustlane.recognition.requests.signing import Caller, signed

XB = "mra.xb.example"
HOST = "testserver"


def keyset(administration: str = XB) -> Keyset:
    """Version 1 of an administration's keys; those who hold them go by its name."""
    keys = tuple(holders.working(role, name_of(administration, role)) for role in Role)
    unsigned = holders.unsigned(administration=administration, keys=keys)
    return holders.signed(unsigned, "root 1", "root 2")


def name_of(administration: str, role: Role) -> str:
    return f"{role} of {administration}"


def key(role: Role, administration: str = XB) -> Any:
    """The private key of a role."""
    return holders.private(name_of(administration, role))


def identity(administration: str = XB) -> Identity:
    """As whom an administration asks."""
    held = key(Role.REQUEST, administration)
    return Identity(Caller(administration, held.public), held.sign)


def trusts(desk: tuple[Any, Any], *, partner: str = "XB", given: Keyset | None = None, at: datetime) -> Any:
    """Two persons here trust a partner's keyset."""
    from trustlane.recognition.actions.trusting import agree_keyset, propose_keyset

    given = given or keyset()
    first, second = desk
    row = propose_keyset(partner=partner, data=given.written, fingerprint=given.fingerprint, by=first, at=at)
    return agree_keyset(keyset=row, fingerprint=given.fingerprint, by=second, at=at)


_nonces = count(1)


def nonce() -> str:
    """One that was not used before."""
    return base64.urlsafe_b64encode(next(_nonces).to_bytes(16, "big")).decode().rstrip("=")


def asks(
    path: str, *, at: datetime, method: str = "GET", content: bytes = b"", who: Identity | None = None, **change: Any
) -> Any:
    """What this node answers to a signed request; ``change`` are header fields that differ from what was signed."""
    who = who or identity()
    made = signed(Asked(method, HOST, path, content=content), caller=who.caller, sign=who.sign, at=at, nonce=nonce())
    return sends(made, **change)


def sends(asked: Asked, **change: Any) -> Any:
    """Send a request as it is."""
    fields = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in asked.fields}
    client = Client(raise_request_exception=False)
    where = asked.path + (f"?{asked.query}" if asked.query is not None else "")
    return client.generic(
        asked.method, where, asked.content, content_type="application/octet-stream", **(fields | change)
    )


class Pages:
    """Stands where connections stand, and asks this node's own pages."""

    def urlopen(self, method: str, url: str, body: bytes | None = None, headers: Any = None, **more: Any) -> Any:
        fields = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        fields["HTTP_HOST"] = HOST
        answer = Client(raise_request_exception=False).generic(
            method, url, body or b"", content_type="application/octet-stream", **fields
        )
        return _Answer(answer)


class _Answer:
    def __init__(self, answer: Any) -> None:
        self.status, self.headers = answer.status_code, dict(answer.headers)
        self._left: Iterator[bytes] = iter((answer.content, b""))

    def read1(self, amount: int) -> bytes:
        return next(self._left)

    def release_conn(self) -> None:
        pass

    def close(self) -> None:
        pass


def line(origin: str, clock: Callable[[], datetime], who: Identity | None = None) -> LineSource:
    """A source that reads a feed of this node over its own pages."""
    source = LineSource(origin, "http://127.0.0.1", who or identity(), clock=clock, nonce=nonce)
    source.authority = HOST
    source._pool = Pages()  # type: ignore[assignment]
    return source
