"""`feeds follow --from https://…`: reads, renews keys, hands in receipts; a failure of these stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from tests.recognition.feed.says import Owner, uuid7
from tests.recognition.issuers import Issuer, Reading
from tests.recognition.keys import holders
from tests.wire.partner import XB, key, keyset, name_of, trusts
from tests.world import World
from trustlane.access.roles import Role as Duty
from trustlane.cli import app, following, node_database
from trustlane.config import feed_keys
from trustlane.recognition.feed import leaves, notes, statements
from trustlane.recognition.feed.leaves import Erased
from trustlane.recognition.feed.notes import COSIGNATURE
from trustlane.recognition.feed.refusals import Unreachable
from trustlane.recognition.keys import making
from trustlane.recognition.keys.keysets import Keyset
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.models import SentReceipt, SentStatement
from trustlane.recognition.queries.keysets import chain_of
from trustlane.recognition.refusals import KeyMissing

pytestmark = pytest.mark.django_db
NOON = holders.BEGAN + timedelta(days=60, hours=12)
ORIGIN = f"{XB}/xa"


class Partner:
    """The partner's node as the command sees it."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer, self.at = issuer, NOON
        self.keysets = {1: keyset()}
        self.receipts: list[bytes] = []
        self.statements: list[bytes] = []
        self.takes = True
        self.identity = SimpleNamespace(caller=SimpleNamespace(administration="mra.xa.example"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.issuer.serves(self.at), name)

    def keyset(self, version: int) -> bytes | None:
        found = self.keysets.get(version)
        return found.written if found else None

    def receipt(self, note: bytes) -> None:
        if not self.takes:
            raise Unreachable("receipt", "it answers 503")
        self.receipts.append(note)

    def erased(self, note: bytes) -> None:
        if not self.takes:
            raise Unreachable("erased", "it answers 503")
        self.statements.append(note)


@pytest.fixture
def partner(world: World, monkeypatch: pytest.MonkeyPatch) -> Partner:
    @contextmanager
    def opened(_node: Any) -> Iterator[None]:
        yield

    signer = Owner(ORIGIN, seed=name_of(XB, Role.FEED))
    made = Partner(Issuer(ORIGIN, signer, Owner(f"{XB}/heartbeat", COSIGNATURE, name_of(XB, Role.HEARTBEAT))))
    beat = key(Role.HEARTBEAT, "mra.xa.example")
    monkeypatch.setattr(node_database, "opened", opened)
    monkeypatch.setattr(following, "_now", lambda: made.at)
    monkeypatch.setattr(following, "_line", lambda origin, address: made)
    monkeypatch.setattr(feed_keys, "signers", lambda: SimpleNamespace(heartbeat=beat))
    trusts((world.user(Duty.MRA_DESK), world.user(Duty.MRA_DESK)), at=world.now)
    Reading(world, made.issuer, code="XB", signers=(), heartbeats=())
    return made


@pytest.fixture
def look(partner: Partner) -> Callable[[], str]:
    watched = following.Following(ORIGIN, "https://mra.xb.example")

    def looks(at: datetime = NOON) -> str:
        partner.at = at
        return watched.look(patient=False) or ""

    return looks


def renewed() -> Keyset:
    keys = making.added(making.ended(keyset().keys, Role.FEED, at=NOON), Role.FEED, holders.public("new"), at=NOON)
    made = making.following((keyset(),), keys=keys, issued=NOON)
    return holders.signed(made, "root 1", "root 2", before=keyset())


def test_what_was_applied_is_receipted_once(partner: Partner, look: Callable[[], str]) -> None:
    partner.issuer.says(1)
    assert look().startswith("Followed to entry 1")
    look(NOON + timedelta(seconds=1))
    (receipt,) = partner.receipts
    assert any(one.name == "mra.xa.example/heartbeat" for one in notes.read(receipt).signatures)
    assert SentReceipt.objects.get().size == 1


def test_a_receipt_that_is_not_taken_is_handed_in_again(partner: Partner, look: Callable[[], str]) -> None:
    partner.issuer.says(1)
    partner.takes = False
    assert "The receipt was not taken (Unreachable)" in look()
    assert not SentReceipt.objects.exists()
    partner.takes = True
    look(NOON + timedelta(seconds=1))
    assert len(partner.receipts) == 1


def test_what_was_taken_back_is_stated_to_be_erased_until_it_is_taken(
    partner: Partner, look: Callable[[], str]
) -> None:
    issuer = partner.issuer
    issuer.says(1)
    look()
    issuer.says(1, "withdrawn", reason="consent_withdrawn")
    issuer.writes(leaves.write(Erased(seq=3, id=uuid7(3), effective=NOON, seqs=(1,))))
    issuer.bodies[1] = None
    partner.takes = False
    assert "A statement of erasure was not taken (Unreachable)" in look(NOON + timedelta(seconds=1))
    partner.takes = True
    look(NOON + timedelta(seconds=2))
    look(NOON + timedelta(seconds=3))
    (statement,) = partner.statements
    stated = statements.read(notes.read(statement).text)
    assert (stated.origin, stated.seq, stated.seqs) == (ORIGIN, 3, (1,))
    assert bytes(SentStatement.objects.get().note) == statement


def test_keys_are_renewed_when_the_feed_is_signed_by_a_new_one(partner: Partner, look: Callable[[], str]) -> None:
    partner.issuer.says(1)
    look()
    partner.issuer.says(2)
    partner.issuer.signer = Owner(ORIGIN, seed="new")
    partner.keysets[2] = renewed()
    assert look(NOON + timedelta(seconds=1)).startswith("Refused (SignatureMissing)")
    assert look(NOON + timedelta(seconds=2)).startswith("Followed to entry 2")
    chain = chain_of("XB")
    assert chain is not None and chain.newest.version == 2


def test_a_forged_keyset_is_told_and_the_feed_goes_on(partner: Partner, look: Callable[[], str]) -> None:
    partner.issuer.says(1)
    partner.keysets[2] = making.following((keyset(),), keys=keyset().keys, issued=NOON)
    said = look()
    assert said.startswith("Followed to entry 1")
    assert "Its keys were not renewed (SignaturesTooFew)" in said


def test_an_address_that_is_none_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    @contextmanager
    def opened(_node: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(node_database, "opened", opened)
    monkeypatch.setattr(feed_keys, "asking", lambda: None)
    result = CliRunner().invoke(app, ["feeds", "follow", ORIGIN, "--from", "http://mra.xb.example"])
    assert result.exit_code == 2
    assert "what leaves this machine goes by https" in result.stderr


def test_a_node_asks_by_its_newest_keyset_and_the_key_named_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_keys, "in_force", lambda: SimpleNamespace(state=tmp_path))
    held = Ed25519PrivateKey.from_private_bytes(key(Role.REQUEST).seed)
    (tmp_path / "feed-keys").mkdir()
    pem = held.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(KeyMissing):
        feed_keys.asking()
    (tmp_path / "feed-keys" / "request.pem").write_bytes(pem)
    with pytest.raises(KeyMissing):
        feed_keys.asking()
    (tmp_path / "keysets").mkdir()
    (tmp_path / "keysets" / "1.root.json").write_bytes(keyset().written)
    assert feed_keys.asking().caller.administration == XB
    (tmp_path / "keysets" / "2.root.json").write_bytes(keyset("mra.xc.example").written)
    with pytest.raises(KeyMissing):
        feed_keys.asking()
