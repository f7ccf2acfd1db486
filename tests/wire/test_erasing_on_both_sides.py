"""Consent is withdrawn: over the line the reader erases too and states it, signed; the issuer keeps that as proof.

One database plays both sides: XA writes, and a reader that knows XA as XZ reads, through the pages of the node.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests.recognition.dumps import ELSEWHERE, tables_naming, tables_with
from tests.recognition.issuer import NOON, ORIGIN
from tests.wire.partner import XB, asks, identity, key, keyset, line, trusts
from trustlane.access.actors import system
from trustlane.ledger.models import Row
from trustlane.recognition.actions.agreeing import agree_terms, propose_terms
from trustlane.recognition.actions.following import follow
from trustlane.recognition.actions.stating import make_statement, statement_sent, statements_due
from trustlane.recognition.agreed import Agreed
from trustlane.recognition.feed import cosignatures, notes, statements
from trustlane.recognition.feed.notes import COSIGNATURE, Key, Note
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.models import ErasedStatement, FeedBody, Pseudonym, ReadBody, ReadSubject
from trustlane.recognition.queries import feeds, following
from trustlane.recognition.refusals import BodiesHeld

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(seconds=5)
PAGE = "/mra/v1/xb/erased"

# Which tables still point at the operator, without saying anything of what was exchanged, and why.
POINTS = {
    "parties_operatorname": ELSEWHERE["parties_operatorname"],
    "parties_operatoridentifier": ELSEWHERE["parties_operatoridentifier"],
    "parties_identifier": "as it was known from one day to another",
    "standing_standing": ELSEWHERE["standing_standing"],
    "recognition_consent": "that it consented, and withdrew that, has to be shown",
    "recognition_pseudonym": "under which name it stood in the log, which nobody else ever gets",
}


class Sides:
    """Both sides, and the operator whose consent is withdrawn, with what was exchanged of it."""

    def __init__(self, issuer: Any, feed: Any, clock: Callable[[], datetime], folder: Path) -> None:
        self.issuer, self.feed, self.folder = issuer, feed, folder
        self.source = line(ORIGIN, clock)
        terms = propose_terms(origin=ORIGIN, issuer="XZ", agreed=self._agreed(), by=issuer.first, at=NOON)
        self.read = agree_terms(terms=terms, by=issuer.second, at=NOON).feed
        self.looks(NOON)
        body = FeedBody.objects.get(entry__seq=2)
        assert body.content is not None and body.salt is not None
        told = json.loads(bytes(body.content))
        self.operator = Pseudonym.objects.get(subject=body.entry.subject).operator
        self.secrets = (told["tin"], told["legal_name"], bytes(body.salt).hex())

    def _agreed(self) -> Agreed:
        keys = self.issuer.signers.keys(ORIGIN)
        return Agreed(
            signers=tuple(one.written for one in keys.signers),
            heartbeats=tuple(one.written for one in keys.heartbeats),
            live=100,
            in_a_day=100,
            scope=("security", "compliance"),
        )

    def looks(self, at: datetime) -> None:
        looked = follow(feed=self.read, source=self.source, by=system("feeds"), at=at)
        assert looked.well, looked

    def withdraws(self) -> None:
        """The operator withdraws its consent here, and the reader looks."""
        self.issuer.consent(self.operator, given=False, at=LATER)
        self.issuer.seal(self.feed, at=LATER)
        self.looks(LATER)

    def statement(self, seq: int = 5) -> bytes:
        held = key(Role.HEARTBEAT)
        return make_statement(self.read, seq, name=f"{XB}/heartbeat", signer=held, at=LATER)

    def files_with_secrets(self) -> list[str]:
        """The files of the node in which something of the body stands."""
        wanted = [one.encode() for one in self.secrets] + [bytes.fromhex(self.secrets[2])]
        files = [one for one in self.folder.rglob("*") if one.is_file()]
        assert files
        return [str(one) for one in files if any(each in one.read_bytes() for each in wanted)]


@pytest.fixture
def sides(issuer: Any, feed: Any, clock: Callable[[], datetime], tmp_path: Path) -> Sides:
    return Sides(issuer, feed, clock, tmp_path)


def recognition(tables: set[str]) -> set[str]:
    return {each for each in tables if each.startswith("recognition_")}


def test_nothing_of_the_body_is_left_on_either_side_and_the_reader_says_so(sides: Sides) -> None:
    assert recognition(tables_with(*sides.secrets)) == {"recognition_feedbody", "recognition_readbody"}
    sides.withdraws()
    assert recognition(tables_with(*sides.secrets)) == set()
    assert sides.files_with_secrets() == []
    assert sides.source.bodies(1, 5)[2] is None
    assert ReadBody.objects.count() == 2
    # The log is whole and says what became of it.
    believed = sides.issuer.reader().look(LATER)
    assert believed.position.size == 5
    (row,) = feeds.feeds()
    assert (row.unstated, row.unstated_since, row.stated) == (1, LATER, 0)
    # The reader answers over the line, once.
    assert statements_due(sides.read) == (5,)
    (owes,) = following.feeds(by=sides.issuer.first, at=LATER)
    assert (owes.unstated, owes.unstated_since) == (1, LATER)
    note = sides.statement()
    sides.source.erased(note)
    sides.source.erased(note)
    statement_sent(sides.read, seq=5, note=note, at=LATER)
    assert statements_due(sides.read) == ()
    (kept,) = ErasedStatement.objects.all()
    assert (kept.seq, kept.erased_at, bytes(kept.note)) == (5, LATER, note)
    assert Row.objects.filter(verb="recognition.erased_statement", actor="node:XB").count() == 1
    (row,) = feeds.feeds()
    assert (row.unstated, row.unstated_since, row.stated) == (0, None, 1)
    # Anybody who has the reader's key and the entry verifies it without either node.
    read = notes.read(bytes(kept.note))
    assert cosignatures.times(read, Key(f"{XB}/heartbeat", COSIGNATURE, key(Role.HEARTBEAT).public)) == (LATER,)
    assert statements.read(read.text).seqs == (2,)


def test_where_the_operator_still_stands_is_listed_with_why(sides: Sides) -> None:
    sides.withdraws()
    sides.source.erased(sides.statement())
    found = tables_with(*sides.secrets)
    assert found <= set(ELSEWHERE), found - set(ELSEWHERE)
    points = tables_naming(sides.operator.pk)
    assert points <= set(POINTS), points - set(POINTS)
    assert {"recognition_consent", "recognition_pseudonym", "standing_standing"} <= points
    assert not ReadSubject.objects.filter(operator=sides.operator).exists()


def test_what_is_not_the_readers_word_on_that_entry_is_refused(sides: Sides, issuer: Any) -> None:
    sides.withdraws()
    good = notes.read(sides.statement())
    stated = statements.read(good.text)

    def signed(text: str, role: Role = Role.HEARTBEAT, who: str = XB, at: datetime = LATER) -> bytes:
        held = key(role, who)
        name = Key(f"{who}/heartbeat", COSIGNATURE, held.public)
        return Note(text, (cosignatures.cosigned_by(text, name, held.sign, at=at),)).written

    wrong = {
        "nobody signed it": Note(good.text, ()).written,
        "another key of the partner": signed(good.text, Role.REQUEST),
        "another administration": signed(good.text, who="mra.xc.example"),
        "tomorrow": signed(good.text, at=NOON + timedelta(days=1)),
        "other bodies": signed(good.text.replace("\n2\n", "\n1\n")),
        "an entry that erases nothing": signed(good.text.replace("\n5\n", "\n4\n")),
        "an entry that is not there": signed(good.text.replace("\n5\n", "\n6\n")),
        "another entry under that number": signed(statements.Statement(ORIGIN, 5, b"\x07" * 32, stated.seqs).text),
        "another feed": signed(good.text.replace(ORIGIN, "mra.xa.example/xc")),
        "a receipt": signed(notes.read(feeds.newest_note(ORIGIN) or b"").text),
        "no note": b"hello",
        "too long": b"x" * 10_000,
    }
    for why, content in wrong.items():
        answer = asks(PAGE, at=NOON, method="POST", content=content)
        assert (answer.status_code, answer.json()["title"]) == (400, "StatementRefused"), why
    trusts((issuer.first, issuer.second), partner="XC", given=keyset("mra.xc.example"), at=NOON)
    other = asks(PAGE, at=NOON, method="POST", content=good.written, who=identity("mra.xc.example"))
    assert (other.status_code, other.json()["title"]) == (404, "FeedUnknown")
    assert not ErasedStatement.objects.exists()


def test_a_statement_is_not_signed_while_a_body_is_there(sides: Sides) -> None:
    sides.withdraws()
    ReadBody.objects.create(feed=sides.read, seq=2, salt=b"s", content=b"c")
    with pytest.raises(BodiesHeld):
        sides.statement()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_stated_stays(sides: Sides, change: str) -> None:
    sides.withdraws()
    sides.source.erased(sides.statement())
    rows = ErasedStatement.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(note=b"other") if change == "update" else rows.delete()
