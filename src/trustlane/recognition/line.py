"""A partner's node as a source: every request is signed, every answer bounded in bytes and time, none is redirected."""

from __future__ import annotations

import ipaddress
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from trustlane.recognition.feed import bundled, notes
from trustlane.recognition.feed.bodies import Sealed
from trustlane.recognition.feed.checkpoints import check_origin
from trustlane.recognition.feed.refusals import AnswerTooLarge, NotServed, Redirected, Unreachable
from trustlane.recognition.refusals import AddressUnfit, shown
from trustlane.recognition.requests.asked import Asked
from trustlane.recognition.requests.signing import Caller, Sign, signed
from trustlane.recognition.sources import Newest

CONNECT, READ, WHOLE = 5.0, 10.0, 60.0  # seconds: to connect, between two pieces, for an answer
PIECE = 65_536
LONGEST_KEYSET = 262_144
LONGEST_SAID = 4_096  # bytes of an answer that is only read for its words


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom we ask: our administration with its public key for requests, and what signs with it."""

    caller: Caller
    sign: Sign


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the status, the header fields by small letters, the bytes as they were sent."""

    status: int
    fields: Mapping[str, str]
    data: bytes


class LineSource:
    """A feed at the node of its issuer (`sources.Source`), and what a reader hands in there.

    ``clock`` gives the instant a request is signed at, ``nonce`` 16 random bytes or more in base64url.
    """

    def __init__(
        self,
        origin: str,
        address: str,
        identity: Identity,
        *,
        clock: Callable[[], datetime],
        nonce: Callable[[], str],
    ) -> None:
        check_origin(origin)
        self.identity, self.clock, self.nonce = identity, clock, nonce
        self.authority, self._pool = _pool(address)
        self._path = f"/mra/v1/{origin.partition('/')[2]}"

    def newest(self, known: str) -> Newest | None:
        """The newest signed note; None where the issuer says that it is still the one with that ETag."""
        more = {"If-None-Match": known} if known else {}
        answer = self._ask("GET", f"{self._path}/checkpoint", notes.LONGEST, more=more, also=(304,))
        if answer.status == 304:
            return None
        return Newest(answer.data, answer.fields.get("etag", "")[:100])

    def file(self, path: str, longest: int) -> bytes:
        """A tile or bundle by its path."""
        return self._ask("GET", f"{self._path}/{path}", longest).data

    def bodies(self, first: int, last: int) -> Mapping[int, Sealed | None]:
        """The bodies of these entries; a compressed answer is never opened beyond what it may hold."""
        place = f"{self._path}/bodies/{first}-{last}"
        answer = self._ask("GET", place, bundled.LONGEST, more={"Accept-Encoding": "gzip"})
        packed = answer.fields.get("content-encoding", "") == "gzip"
        data = _unpacked(answer.data, place, bundled.LONGEST) if packed else answer.data
        return bundled.read(data, first=first, last=last)

    def keyset(self, version: int) -> bytes | None:
        """A version of the issuer's keys; None where there is none yet."""
        try:
            return self._ask("GET", f"/keyset/{version}.root.json", LONGEST_KEYSET).data
        except NotServed:
            return None

    def receipt(self, note: bytes) -> None:
        """Hand in a receipt; refused (Unreachable) where the issuer does not take it."""
        self._ask("POST", f"{self._path}/receipt", LONGEST_SAID, content=note, also=(201,))

    def erased(self, note: bytes) -> None:
        """Hand in a statement that bodies are gone; refused (Unreachable) where the issuer does not take it."""
        self._ask("POST", f"{self._path}/erased", LONGEST_SAID, content=note, also=(201,))

    def hint(self) -> None:
        """Tell the node that there is something new here; it may look or not."""
        self._ask("POST", "/mra/v1/hint", LONGEST_SAID, also=(202,))

    def _ask(
        self,
        method: str,
        path: str,
        longest: int,
        *,
        content: bytes = b"",
        more: Mapping[str, str] | None = None,
        also: tuple[int, ...] = (),
    ) -> Answer:
        asked = signed(
            Asked(method, self.authority, path, content=content),
            caller=self.identity.caller,
            sign=self.identity.sign,
            at=self.clock(),
            nonce=self.nonce(),
        )
        answer = self._sent(asked, longest, more or {})
        if answer.status in (200, *also):
            return answer
        if 300 <= answer.status < 400:
            raise Redirected(path, f"it answers {answer.status} to {shown(answer.fields.get('location', ''))}")
        if answer.status in (404, 410):
            raise NotServed(path, f"it answers {answer.status}")
        raise Unreachable(path, f"it answers {answer.status}: {shown(answer.data[:200].decode('utf-8', 'replace'))}")

    def _sent(self, asked: Asked, longest: int, more: Mapping[str, str]) -> Answer:
        end = time.monotonic() + WHOLE
        fields = {"Host": self.authority, "User-Agent": "trustlane", "Accept-Encoding": "identity"}
        try:
            response = self._pool.urlopen(
                asked.method,
                asked.path,
                body=asked.content or None,
                headers=fields | dict(more) | dict(asked.fields),
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                data = _read(response, asked.path, longest if response.status == 200 else LONGEST_SAID, end)
            except BaseException:
                response.close()  # what was not read is not read by the next request either
                raise
            response.release_conn()
        except (HTTPError, OSError) as trouble:
            raise Unreachable(asked.path, f"it does not answer ({type(trouble).__name__})") from None
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, data)


def _pool(address: str) -> tuple[str, urllib3.HTTPConnectionPool]:
    """The host as it is signed, and connections to it; AddressUnfit."""
    parts = urlsplit(address)
    try:
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise AddressUnfit("address", f"{shown(address)} has no port that is one") from None
    if parts.scheme not in ("https", "http") or not host or parts.path.strip("/") or parts.query or parts.username:
        raise AddressUnfit("address", f"{shown(address)} is not https:// and a host")
    if parts.scheme == "http" and not _here(host):
        raise AddressUnfit("address", f"{shown(address)}: what leaves this machine goes by https")
    kind = urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
    usual = {"https": 443, "http": 80}[parts.scheme]
    timeout = urllib3.Timeout(connect=CONNECT, read=READ)
    return (host if port in (None, usual) else f"{host}:{port}"), kind(host, port, maxsize=1, timeout=timeout)


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(response: urllib3.BaseHTTPResponse, path: str, longest: int, end: float) -> bytes:
    """All of an answer, of at most so many bytes, until that moment of the machine's own clock."""
    found = bytearray()
    while piece := response.read1(PIECE):
        found += piece
        if len(found) > longest:
            raise AnswerTooLarge(path, f"more than {longest:,} bytes")
        if time.monotonic() > end:
            raise Unreachable(path, f"its answer takes longer than {WHOLE:.0f} seconds")
    return bytes(found)


def _unpacked(data: bytes, place: str, longest: int) -> bytes:
    opener = zlib.decompressobj(wbits=31)
    try:
        found = opener.decompress(data, longest + 1)
    except zlib.error:
        raise NotServed(place, "it is said to be compressed and is not") from None
    if len(found) > longest:
        raise AnswerTooLarge(place, f"more than {longest:,} bytes once it is opened")
    if not opener.eof:
        raise NotServed(place, "it is cut")
    return found
