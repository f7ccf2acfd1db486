"""A partner reads its own feed over the line, and nothing else; what is not believed is refused by its name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.recognition.issuer import NOON, ORIGIN
from tests.wire.partner import HOST, XB, asks, identity, key, keyset, line, nonce, sends, trusts
from trustlane.recognition.feed import cosignatures, notes
from trustlane.recognition.feed.checkpoints import read as read_checkpoint
from trustlane.recognition.feed.merkle import root_at
from trustlane.recognition.feed.notes import COSIGNATURE, Key
from trustlane.recognition.fetching import entries_of, node_of
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.models import FeedBody, SeenNonce, TreeReceipt
from trustlane.recognition.queries import feeds
from trustlane.recognition.requests.asked import Asked
from trustlane.recognition.requests.signing import signed

pytestmark = pytest.mark.django_db
CHECKPOINT = "/mra/v1/xb/checkpoint"


def name(answer: Any) -> str:
    """By which name it was refused."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return str(answer.json()["title"])


def test_the_whole_feed_comes_over_the_line_as_it_lies_here(feed: Any, clock: Any) -> None:
    source = line(ORIGIN, clock)
    newest = source.newest("")
    assert newest is not None
    assert newest.note == feeds.newest_note(ORIGIN)
    stated = read_checkpoint(notes.read(newest.note).text)
    assert stated.size == 3
    assert root_at(3, node_of(source, 3)) == stated.root
    assert len(entries_of(source, size=3)) == 3
    assert {seq: one.content for seq, one in source.bodies(1, 3).items() if one} == {
        one.seq: one.sealed.content for one in feeds.bodies(ORIGIN, 1, 3) if one.sealed
    }
    assert len(source.bodies(1, 3)) == 3
    assert source.newest(newest.mark) is None


def test_an_erased_body_is_marked_so_over_the_line(feed: Any, issuer: Any, clock: Any) -> None:
    told = FeedBody.objects.filter(entry__seq=2).values_list("entry__subject", flat=True)
    from trustlane.recognition.models import Pseudonym

    issuer.consent(Pseudonym.objects.get(subject=told[0]).operator, given=False)
    found = line(ORIGIN, clock).bodies(1, 3)
    assert found[2] is None
    assert found[1] is not None


def test_who_is_not_believed_is_refused_by_name(feed: Any) -> None:
    client = Client(raise_request_exception=False)
    assert client.get(CHECKPOINT).status_code == 401
    assert name(client.get(CHECKPOINT)) == "FieldAbsent"
    stranger = identity("mra.xz.example")
    assert (asks(CHECKPOINT, at=NOON, who=stranger).status_code, name(asks(CHECKPOINT, at=NOON, who=stranger))) == (
        401,
        "KeyUnknown",
    )
    assert name(asks(CHECKPOINT, at=NOON - timedelta(minutes=6))) == "RequestExpired"
    assert name(asks(CHECKPOINT, at=NOON + timedelta(minutes=2))) == "CreatedAhead"
    who = identity()
    once = signed(Asked("GET", HOST, CHECKPOINT), caller=who.caller, sign=who.sign, at=NOON, nonce=nonce())
    assert name(sends(replace(once, path="/mra/v1/status"))) == "SignatureDiffers"
    assert name(sends(once, HTTP_HOST="127.0.0.1")) == "SignatureDiffers"
    assert name(sends(replace(once, content=b"more"))) == "DigestDiffers"
    assert sends(once).status_code == 200
    again = sends(once)
    assert (again.status_code, name(again)) == (409, "Replayed")
    assert asks(CHECKPOINT, at=NOON, HTTP_HOST="elsewhere.example").status_code == 400
    assert name(asks("/mra/v1/xb/receipt", at=NOON, method="POST", content=b"x" * 20_000)) == "RequestUnfit"
    assert name(asks("/mra/v1/xb/receipt", at=NOON, method="POST", content=b"x" * 3_000_000)) == "RequestUnfit"


def test_a_partner_is_not_told_of_feeds_of_others(feed: Any, issuer: Any) -> None:
    other = issuer.feed("mra.xa.example/xc", partner="XC")
    issuer.seal(other)
    trusts((issuer.first, issuer.second), partner="XC", given=keyset("mra.xc.example"), at=NOON)
    paths = ("checkpoint", "tile/entries/000.p/3", "bodies/1-2")
    for path in paths:
        assert asks(f"/mra/v1/xb/{path}", at=NOON).status_code == 200
        theirs, nobodys = asks(f"/mra/v1/xc/{path}", at=NOON), asks(f"/mra/v1/xz/{path}", at=NOON)
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content
    assert asks("/mra/v1/xc/receipt", at=NOON, method="POST", content=b"x").status_code == 404
    told = asks("/mra/v1/status", at=NOON).json()
    assert [one["origin"] for one in told["feeds"]] == [ORIGIN]
    own = asks("/mra/v1/xc/checkpoint", at=NOON, who=identity("mra.xc.example"))
    assert own.status_code == 200


def test_a_feed_that_nobody_opened_is_served_to_nobody(feed: Any, issuer: Any) -> None:
    from trustlane.recognition.actions.feeds import propose_feed
    from trustlane.recognition.feed.bodies import ALL

    propose_feed(
        origin="mra.xa.example/later",
        partner="XB",
        fields=ALL,
        scope=("security",),
        by=issuer.first,
        at=NOON,
        reason="later",
    )
    assert asks("/mra/v1/later/checkpoint", at=NOON).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/entries/000.p/4",
        "tile/7/x999/999",
        "tile/../../../etc/passwd",
        "tile/0/000.p/0",
        "bodies/0-3",
        "bodies/1-257",
        "bodies/3-1",
        "bodies/1-99999999999999999999999999",
        "checkpoint/",
    ],
)
def test_what_there_is_not_is_answered_with_a_name_and_never_breaks(feed: Any, path: str) -> None:
    try:
        answer = asks(f"/mra/v1/xb/{path}", at=NOON)
    except Exception as refused:  # the law of requests does not even sign such a path
        assert type(refused).__name__ == "RequestUnfit"
        return
    assert 400 <= answer.status_code < 500


def test_an_expired_keyset_opens_no_door(feed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    later = keyset().expires
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert name(asks(CHECKPOINT, at=later)) == "KeyUnknown"


def test_a_nonce_is_remembered_by_the_database_and_forgotten_in_the_end(feed: Any) -> None:
    from trustlane.recognition.actions.remembering import FORGET, InDatabase

    memory = InDatabase()
    until = NOON + timedelta(minutes=5)
    assert memory.first_time("mra.xb.example/1", "n", until=until, at=NOON)
    assert not memory.first_time("mra.xb.example/1", "n", until=until, at=NOON)
    assert memory.first_time("mra.xc.example/1", "n", until=until, at=NOON)
    SeenNonce.objects.bulk_create(
        SeenNonce(keyid="mra.xb.example/1", nonce=f"old {number}", until=NOON) for number in range(FORGET)
    )
    later = NOON + timedelta(minutes=3)
    assert memory.first_time("mra.xb.example/1", "new", until=later, at=later)
    assert set(SeenNonce.objects.filter(keyid="mra.xb.example/1").values_list("nonce", flat=True)) == {"n", "new"}


def test_whoever_asks_too_often_waits(feed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trustlane.recognition.actions.remembering.MOST", 3)
    monkeypatch.setattr("trustlane.recognition.actions.remembering.FORGET", 1)
    answers = [asks(CHECKPOINT, at=NOON) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"]


def receipt_of(note: bytes, *, role: Role = Role.HEARTBEAT, at: Any = NOON, administration: str = XB) -> bytes:
    """The note with the line of a key of the partner."""
    read, held = notes.read(note), key(role, administration)
    name = Key(f"{administration}/heartbeat", COSIGNATURE, held.public)
    return read.also(cosignatures.cosigned_by(read.text, name, held.sign, at=at)).written


def hands_in(content: bytes) -> Any:
    return asks("/mra/v1/xb/receipt", at=NOON, method="POST", content=content)


def test_a_receipt_is_kept_once_and_stands_in_the_record(feed: Any, issuer: Any) -> None:
    from trustlane.ledger.models import Row

    note = feeds.newest_note(ORIGIN)
    assert note is not None
    assert hands_in(receipt_of(note)).status_code == 201
    assert hands_in(receipt_of(note)).status_code == 201
    (kept,) = TreeReceipt.objects.all()
    assert (kept.size, kept.applied_at) == (3, NOON)
    assert Row.objects.filter(verb="recognition.receipt", actor="node:XB").exists()
    assert asks("/mra/v1/status", at=NOON).json()["feeds"][0]["receipt"] == 3


def test_a_receipt_that_is_not_the_partners_word_is_refused(feed: Any, issuer: Any) -> None:
    note = feeds.newest_note(ORIGIN)
    assert note is not None
    wrong = {
        "nothing of it is signed": note,
        "another key of the partner": receipt_of(note, role=Role.REQUEST),
        "another administration": receipt_of(note, administration="mra.xc.example"),
        "tomorrow": receipt_of(note, at=NOON + timedelta(days=1)),
        "no note": b"hello",
        "not text": b"\xff\xfe",
        "too long": b"x" * 10_000,
    }
    for why, content in wrong.items():
        answer = hands_in(content)
        assert (answer.status_code, name(answer)) == (400, "ReceiptRefused"), why
    assert not TreeReceipt.objects.exists()


def test_a_receipt_for_a_tree_that_is_none_of_ours_is_refused_and_kept_in_the_record(feed: Any, issuer: Any) -> None:
    from tests.recognition.feed.says import bare
    from trustlane.ledger.models import Row
    from trustlane.recognition.feed.checkpoints import Checkpoint

    forked = bare(Checkpoint(ORIGIN, 2, b"\x07" * 32))
    answer = hands_in(receipt_of(forked.also(notes.read(feeds.newest_note(ORIGIN) or b"").signatures[0]).written))
    assert (answer.status_code, name(answer)) == (409, "ReceiptContradicts")
    assert Row.objects.filter(verb="recognition.receipt_contradicts", actor="node:XB").count() == 1
    assert not TreeReceipt.objects.exists()


def test_hints_are_answered_alike_and_only_the_partners_own_is_heard(feed: Any, world: Any) -> None:
    from trustlane.recognition.models import FeedHealth, FollowedFeed

    followed = FollowedFeed.objects.create(origin="mra.xb.example/xa", issuer="XB", opened_at=NOON)
    other = FollowedFeed.objects.create(origin="mra.xc.example/xa", issuer="XC", opened_at=NOON)
    for one in (followed, other):
        FeedHealth.objects.create(feed=one, again_at=NOON + timedelta(hours=1), tried_at=NOON - timedelta(minutes=1))
    unsigned = Client(raise_request_exception=False).post("/mra/v1/hint")
    assert FeedHealth.objects.filter(again_at__isnull=True).count() == 0
    heard = asks("/mra/v1/hint", at=NOON, method="POST")
    assert (unsigned.status_code, heard.status_code) == (202, 202)
    assert unsigned.content == heard.content == b""
    assert FeedHealth.objects.get(again_at__isnull=True).feed_id == followed.pk
    FeedHealth.objects.update(again_at=NOON + timedelta(hours=1), tried_at=NOON - timedelta(seconds=1))
    asks("/mra/v1/hint", at=NOON, method="POST")
    assert not FeedHealth.objects.filter(again_at__isnull=True).exists()


def test_our_keysets_are_open_to_everybody(feed: Any, settings: Any) -> None:
    settings.TRUSTLANE_KEYSETS_FOLDER.mkdir()
    (settings.TRUSTLANE_KEYSETS_FOLDER / "1.root.json").write_bytes(keyset("mra.xa.example").written)
    client = Client(raise_request_exception=False)
    assert client.get("/keyset/1.root.json").content == keyset("mra.xa.example").written
    assert client.get("/keyset/2.root.json").status_code == 404
    assert client.get(f"/keyset/{'9' * 400}.root.json").status_code == 404
    assert client.post("/keyset/1.root.json").status_code == 405


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_other_methods_are_refused(feed: Any, method: str) -> None:
    assert Client(raise_request_exception=False).generic(method, CHECKPOINT).status_code == 405
