"""A node that answers badly is refused by name, within bounds, and nothing of its answer is believed."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.recognition.issuer import NOON, ORIGIN
from tests.wire.partner import identity, key, keyset, nonce
from trustlane.recognition import line
from trustlane.recognition.feed.refusals import (
    AnswerTooLarge,
    BodiesUnfit,
    NotServed,
    Redirected,
    SourceFailed,
    Unreachable,
)
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.line import LineSource
from trustlane.recognition.refusals import AddressUnfit
from trustlane.recognition.requests.asked import Asked
from trustlane.recognition.requests.replays import InProcess
from trustlane.recognition.requests.signing import believed, by_name

Answering = Callable[[BaseHTTPRequestHandler], None]


class Node:
    """A server on loopback whose every answer a test decides."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Answering = plain(200, b"")
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path, _, query = self.path.partition("?")
                outer.asked.append(
                    Asked(self.command, self.headers["Host"], path, query or None, tuple(self.headers.items()), content)
                )
                outer.answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *told: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def source(self, origin: str = ORIGIN) -> LineSource:
        return LineSource(origin, self.address, identity(), clock=lambda: NOON, nonce=nonce)


def plain(status: int, data: bytes, **fields: str) -> Answering:
    """An answer with these fields and its length."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        for name, value in ({"Content-Length": str(len(data))} | fields).items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(data)

    return answer


@pytest.fixture
def node() -> Iterator[Node]:
    made = Node()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_every_request_is_signed_by_our_key_and_counts_once(node: Node) -> None:
    node.answer = plain(200, b"a note", ETag='"one"')
    source = node.source()
    newest = source.newest("")
    assert newest is not None
    assert (newest.note, newest.mark) == (b"a note", '"one"')
    source.file("tile/0/000.p/1", 100)
    source.receipt(b"our word")
    callers = by_name({"mra.xb.example": (key(Role.REQUEST).public,)})
    nonces = InProcess()
    assert {believed(one, callers=callers, nonces=nonces, at=NOON).administration for one in node.asked} == {
        "mra.xb.example"
    }
    assert [(one.method, one.path, one.content) for one in node.asked] == [
        ("GET", "/mra/v1/xb/checkpoint", b""),
        ("GET", "/mra/v1/xb/tile/0/000.p/1", b""),
        ("POST", "/mra/v1/xb/receipt", b"our word"),
    ]


def test_a_note_that_is_known_is_not_sent_again(node: Node) -> None:
    node.answer = plain(304, b"")
    assert node.source().newest('"one"') is None
    assert node.asked[0].field("if-none-match") == '"one"'


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (plain(302, b"", Location="http://elsewhere.example/"), Redirected),
        (plain(301, b"", Location="/mra/v1/xb/other"), Redirected),
        (plain(404, b""), NotServed),
        (plain(410, b""), NotServed),
        (plain(401, b'{"title":"KeyUnknown"}'), Unreachable),
        (plain(429, b""), Unreachable),
        (plain(500, b"<html>"), Unreachable),
        (plain(204, b""), Unreachable),
        (plain(200, b"x" * 101), AnswerTooLarge),
        (plain(200, b"x" * 50, Content_Length="80"), Unreachable),
        (lambda to: to.connection.close(), Unreachable),
        (lambda to: to.wfile.write(b"not http at all\r\n\r\n") and to.connection.close(), Unreachable),
    ],
)
def test_what_is_no_answer_is_refused_by_name(node: Node, answer: Any, refusal: type[SourceFailed]) -> None:
    def once(to: BaseHTTPRequestHandler) -> None:
        to.close_connection = True
        answer(to)

    node.answer = once
    with pytest.raises(SourceFailed) as refused:
        node.source().file("tile/0/000.p/1", 100)
    assert type(refused.value) is refusal


def test_after_an_answer_that_was_too_large_the_next_one_is_its_own(node: Node) -> None:
    source = node.source()
    node.answer = plain(200, b"x" * 500_000)
    with pytest.raises(AnswerTooLarge):
        source.file("tile/0/000", 100)
    node.answer = plain(200, b"well")
    assert source.file("tile/0/000", 100) == b"well"


def test_a_compressed_answer_is_not_opened_beyond_its_bound(node: Node) -> None:
    source = node.source()
    node.answer = plain(200, gzip.compress(b"\0" * 80_000_000), Content_Encoding="gzip")
    with pytest.raises(AnswerTooLarge):
        source.bodies(1, 256)
    whole = gzip.compress(b'{"bodies":[]}')
    node.answer = plain(200, whole, Content_Encoding="gzip")
    assert source.bodies(1, 256) == {}
    for spoiled in (whole[:-9], b"hello"):
        node.answer = plain(200, spoiled, Content_Encoding="gzip")
        with pytest.raises(NotServed):
            source.bodies(1, 256)
    node.answer = plain(200, whole)
    with pytest.raises(BodiesUnfit):
        source.bodies(1, 256)


def test_an_answer_that_never_ends_is_left(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "WHOLE", 0.3)
    stop = threading.Event()

    def drips(to: BaseHTTPRequestHandler) -> None:
        to.close_connection = True
        plain(200, b"", Content_Length="1000000")(to)
        while not stop.wait(0.05):
            to.wfile.write(b"x")
            to.wfile.flush()

    node.answer = drips
    try:
        with pytest.raises(Unreachable):
            node.source().file("tile/0/000", 1_000_000)
    finally:
        stop.set()


def test_a_node_that_is_not_there_is_unreachable(node: Node) -> None:
    source = node.source()
    node.server.shutdown()
    node.server.server_close()
    with pytest.raises(Unreachable):
        source.newest("")


def test_keysets_are_fetched_until_there_is_no_next(node: Node) -> None:
    node.answer = plain(200, keyset().written)
    assert node.source().keyset(1) == keyset().written
    node.answer = plain(404, b"")
    assert node.source().keyset(2) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://mra.xa.example",
        "ftp://mra.xa.example",
        "mra.xa.example",
        "https://",
        "https://mra.xa.example/path",
        "https://anna@mra.xa.example",
        "https://mra.xa.example:port",
        "https://mra.xa.example?x=1",
        "file:///etc/passwd",
    ],
)
def test_an_address_is_https_and_a_host(address: str) -> None:
    with pytest.raises(AddressUnfit):
        LineSource(ORIGIN, address, identity(), clock=lambda: NOON, nonce=nonce)


def test_the_usual_port_is_not_written() -> None:
    made = [
        LineSource(ORIGIN, address, identity(), clock=lambda: NOON, nonce=nonce).authority
        for address in ("https://MRA.xa.example", "https://mra.xa.example:443/", "https://mra.xa.example:8443")
    ]
    assert made == ["mra.xa.example", "mra.xa.example", "mra.xa.example:8443"]
    assert timedelta(seconds=line.WHOLE) < timedelta(minutes=5)  # a request is answered while its signature counts
