"""Trust the keys of a partner: two persons for the first keyset, and each later one by the one before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.recognition.keys.chain import Chain, pinned
from trustlane.recognition.keys.keysets import Keyset
from trustlane.recognition.models import PartnerKeyset
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries.keysets import chain_of
from trustlane.recognition.refusals import KeysetOfAnotherPartner, KeysetSettled, PartnerKeysMissing


def propose_keyset(*, partner: str, data: bytes, fingerprint: bytes, by: Someone, at: datetime) -> PartnerKeyset:
    """Propose the keyset with which trust in a partner begins; ``fingerprint`` is the one it told by another way.

    Raises FingerprintDiffers, and whatever `keys.chain.pinned` refuses. Nothing counts before a second person agrees.
    """
    with transaction.atomic():
        who = in_force().require(by, Permission.PROPOSE_KEYSET, at=at)
        keyset = pinned(data, fingerprint=fingerprint).newest
        _check_owner(partner, keyset.administration)
        row = PartnerKeyset.objects.create(
            partner=partner,
            administration=keyset.administration,
            version=keyset.version,
            data=data,
            proposed_by_id=who.person,
            proposed_at=at,
        )
        _recorded("recognition.propose_keyset", partner, keyset, who.id, at)
    return row


def agree_keyset(*, keyset: PartnerKeyset, fingerprint: bytes, by: Someone, at: datetime) -> PartnerKeyset:
    """Agree to a keyset another person proposed, having compared the fingerprint oneself; from now on it counts."""
    with transaction.atomic():
        _one_at_a_time(keyset.partner)
        keyset = PartnerKeyset.objects.select_for_update().get(pk=keyset.pk)
        who = in_force().require(by, Permission.AGREE_KEYSET, keyset, at=at)
        if keyset.trusted_at is not None or chain_of(keyset.partner) is not None:
            raise KeysetSettled(str(keyset), "this partner's keys are trusted already")
        chain = pinned(bytes(keyset.data), fingerprint=fingerprint)
        _check_owner(keyset.partner, keyset.administration)
        chain.current(at)
        keyset.agreed_by_id, keyset.trusted_at = who.person, at
        keyset.save(update_fields=["agreed_by", "trusted_at"])
        _recorded("recognition.agree_keyset", keyset.partner, chain.newest, who.id, at)
    return keyset


def follow_keysets(*, partner: str, later: Iterable[bytes], by: Someone, at: datetime) -> Chain:
    """Believe the versions that come after the newest of a partner, in order; what is refused ends it, and is raised.

    Those before a refused one stay believed: each was signed by the one before it.
    """
    with transaction.atomic():
        who = in_force().require(by, Permission.FOLLOW_FEED, at=at)
        _one_at_a_time(partner)
        chain = chain_of(partner)
    if chain is None:
        raise PartnerKeysMissing(partner, "nobody trusted a keyset of it")
    for data in later:
        chain = _followed(partner, chain, data, who.id, at)
    return chain


def _followed(partner: str, chain: Chain, data: bytes, actor: str, at: datetime) -> Chain:
    grown = chain.followed(data)
    with transaction.atomic():
        _one_at_a_time(partner)
        now = chain_of(partner)
        if now is not None and now.newest.version >= grown.newest.version:
            return now  # another process read it meanwhile
        PartnerKeyset.objects.create(
            partner=partner,
            administration=grown.newest.administration,
            version=grown.newest.version,
            data=data,
            trusted_at=at,
        )
        _recorded("recognition.follow_keyset", partner, grown.newest, actor, at)
    return grown


def _check_owner(partner: str, administration: str) -> None:
    """A code has one administration, and an administration one code."""
    known = PartnerKeyset.objects.filter(trusted_at__isnull=False)
    if other := known.filter(partner=partner).exclude(administration=administration).first():
        raise KeysetOfAnotherPartner(partner, f"it is known as {other.administration}, not as {administration}")
    if other := known.filter(administration=administration).exclude(partner=partner).first():
        raise KeysetOfAnotherPartner(administration, f"it is known as {other.partner}, not as {partner}")


def _one_at_a_time(partner: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('trustlane keys of ' || %s))", [partner])


def _recorded(verb: str, partner: str, keyset: Keyset, actor: str, at: datetime) -> None:
    record(
        verb=verb,
        actor=actor,
        subjects=[Subject("partner", partner)],
        at=at,
        after={
            "administration": keyset.administration,
            "version": keyset.version,
            "fingerprint": keyset.fingerprint.hex(),
        },
    )
