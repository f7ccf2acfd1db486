"""A partner's keys count once two persons compared the fingerprint; each later version by the one before it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction

from tests.recognition.issuers import Issuer, Reading
from tests.recognition.keys import holders
from tests.recognition.keys.holders import BEGAN, DAY
from tests.wire.partner import XB, keyset, name_of, trusts
from tests.world import World
from trustlane.access.actors import system
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role as Duty
from trustlane.recognition.actions.trusting import agree_keyset, follow_keysets, propose_keyset
from trustlane.recognition.feed.notes import COSIGNATURE
from trustlane.recognition.keys import making
from trustlane.recognition.keys.keysets import Keyset
from trustlane.recognition.keys.refusals import FingerprintDiffers, KeysetExpired, KeysRefused, VersionSkipped
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.models import PartnerKeyset
from trustlane.recognition.queries.keysets import callers, chain_of, keyset_of, keysets
from trustlane.recognition.refusals import KeysetOfAnotherPartner, KeysetSettled, PartnerKeysMissing

pytestmark = pytest.mark.django_db
NOON = BEGAN + timedelta(days=60, hours=12)
FEEDS = system("feeds")


@pytest.fixture
def desk(world: World) -> tuple[Any, Any]:
    return world.user(Duty.MRA_DESK), world.user(Duty.MRA_DESK)


def second(*, role: Role = Role.REQUEST, at: Any = None) -> Keyset:
    """Version 2, in which a role has another key at once."""
    at = at or NOON
    before = keyset()
    keys = making.added(making.ended(before.keys, role, at=at), role, holders.public("new key"), at=at)
    made = making.following((before,), keys=keys, issued=at)
    return holders.signed(made, "root 1", "root 3", before=before)


def test_two_persons_trust_a_keyset_and_only_then_it_counts(desk: tuple[Any, Any]) -> None:
    first, other = desk
    given = keyset()
    row = propose_keyset(partner="XB", data=given.written, fingerprint=given.fingerprint, by=first, at=NOON)
    assert chain_of("XB") is None
    assert callers(at=NOON) == {}
    with pytest.raises(Refused):
        agree_keyset(keyset=row, fingerprint=given.fingerprint, by=first, at=NOON)
    with pytest.raises(FingerprintDiffers):
        agree_keyset(keyset=row, fingerprint=b"\0" * 32, by=other, at=NOON)
    agree_keyset(keyset=row, fingerprint=given.fingerprint, by=other, at=NOON)
    assert keyset_of("XB", at=NOON) == given
    (found,) = callers(at=NOON).values()
    assert (found.partner, found.caller.administration) == ("XB", XB)
    with pytest.raises(KeysetSettled):
        agree_keyset(keyset=row, fingerprint=given.fingerprint, by=other, at=NOON)
    assert [(one.version, one.by_two) for one in keysets()] == [(1, True)]


def test_what_was_told_by_another_way_has_to_be_the_same(desk: tuple[Any, Any]) -> None:
    with pytest.raises(FingerprintDiffers):
        propose_keyset(partner="XB", data=keyset().written, fingerprint=b"\0" * 32, by=desk[0], at=NOON)
    with pytest.raises(KeysRefused):
        propose_keyset(partner="XB", data=b"{}", fingerprint=b"\0" * 32, by=desk[0], at=NOON)
    assert not PartnerKeyset.objects.exists()


def test_only_the_desk_of_agreements_does_so(world: World) -> None:
    for duty in (Duty.CASE_OFFICER, Duty.DECISION_MAKER, Duty.AUDITOR, Duty.RISK_MANAGER, Duty.ADMINISTRATOR):
        with pytest.raises(Refused):
            propose_keyset(
                partner="XB",
                data=keyset().written,
                fingerprint=keyset().fingerprint,
                by=world.user(duty),
                at=NOON,
            )


def test_a_code_has_one_administration_and_an_administration_one_code(desk: tuple[Any, Any]) -> None:
    trusts(desk, at=NOON)
    for partner, given in (("XB", keyset("mra.other.example")), ("XC", keyset())):
        with pytest.raises(KeysetOfAnotherPartner):
            propose_keyset(partner=partner, data=given.written, fingerprint=given.fingerprint, by=desk[0], at=NOON)


def test_a_later_version_is_believed_by_the_one_before_and_its_keys_count(desk: tuple[Any, Any]) -> None:
    trusts(desk, at=NOON)
    chain = follow_keysets(partner="XB", later=[second().written], by=FEEDS, at=NOON)
    assert chain.newest.version == 2
    assert [one.caller.public for one in callers(at=NOON).values()] == [holders.public("new key")]
    follow_keysets(partner="XB", later=[], by=FEEDS, at=NOON)
    assert [(one.version, one.by_two) for one in keysets()] == [(1, True), (2, False)]


def test_a_version_that_nobody_before_it_signed_changes_nothing(desk: tuple[Any, Any]) -> None:
    trusts(desk, at=NOON)
    forged = making.following((keyset(),), keys=keyset().keys, issued=NOON)
    third = making.following((keyset(), second()), keys=second().keys, issued=NOON)
    for data in (forged.written, b"nonsense"):
        with pytest.raises(KeysRefused):
            follow_keysets(partner="XB", later=[data], by=FEEDS, at=NOON)
    with pytest.raises(VersionSkipped):
        follow_keysets(partner="XB", later=[third.written], by=FEEDS, at=NOON)
    assert PartnerKeyset.objects.count() == 1
    with pytest.raises(PartnerKeysMissing):
        follow_keysets(partner="XC", later=[], by=FEEDS, at=NOON)


def test_an_expired_keyset_counts_for_nothing(desk: tuple[Any, Any]) -> None:
    trusts(desk, at=NOON)
    assert callers(at=keyset().expires) == {}
    with pytest.raises(KeysetExpired):
        keyset_of("XB", at=keyset().expires)


def test_the_database_holds_to_two_persons_and_to_the_version_before(desk: tuple[Any, Any]) -> None:
    first, other = desk
    row = trusts(desk, at=NOON)
    told = {"partner": "XB", "administration": XB, "data": b"x"}
    bad: list[dict[str, Any]] = [
        {"version": 3, "trusted_at": NOON},
        {"version": 9, "proposed_by": first, "proposed_at": NOON, "agreed_by": other, "trusted_at": NOON},
        {"version": 9},
    ]
    for change in bad:
        with pytest.raises(Error), transaction.atomic():
            PartnerKeyset.objects.create(**(told | change))
    waiting = PartnerKeyset.objects.create(**told, version=9, proposed_by=first, proposed_at=NOON)
    rows = PartnerKeyset.objects.filter(pk=waiting.pk)
    for change in ({"agreed_by": first, "trusted_at": NOON}, {"agreed_by": other}, {"data": b"y"}, {"version": 2}):
        with pytest.raises(Error), transaction.atomic():
            rows.update(**change)
    for deed in (lambda: row.delete(), lambda: PartnerKeyset.objects.filter(pk=row.pk).update(trusted_at=BEGAN)):
        with pytest.raises(Error), transaction.atomic():
            deed()


def test_a_feed_is_read_by_the_keys_of_the_keyset_and_of_the_next_one(desk: tuple[Any, Any], world: World) -> None:
    from tests.recognition.feed.says import Owner

    origin = f"{XB}/xa"
    signer = Owner(origin, seed=name_of(XB, Role.FEED))
    issuer = Issuer(origin, signer, Owner(f"{XB}/heartbeat", COSIGNATURE, name_of(XB, Role.HEARTBEAT)))
    with pytest.raises(PartnerKeysMissing):
        Reading(world, issuer, code="XB", signers=(), heartbeats=())
    trusts(desk, at=world.now)
    reading = Reading(world, issuer, code="XB", signers=(), heartbeats=())
    issuer.says(1)
    assert reading.looks(NOON, issuer.serves(NOON)).well
    follow_keysets(partner="XB", later=[second(role=Role.FEED).written], by=FEEDS, at=NOON)
    issuer.says(2)
    later = NOON + DAY
    assert reading.looks(later, issuer.serves(later)).refusal == "SignatureMissing"
    issuer.signer = Owner(origin, seed="new key")
    looked = reading.looks(later, issuer.serves(later))
    assert (looked.refusal, looked.size) == ("", 2)
    expired = reading.looks(second(role=Role.FEED).expires + DAY, issuer.serves(later))
    assert expired.refusal == "KeysetExpired"
