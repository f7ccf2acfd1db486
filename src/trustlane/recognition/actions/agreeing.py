"""Agree that a feed is read and by which terms: one person proposes, another agrees; and stop reading it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.recognition.agreed import Agreed
from trustlane.recognition.feed.bodies import ALL, ALWAYS
from trustlane.recognition.feed.checkpoints import check_origin
from trustlane.recognition.models import FollowedFeed, FollowedTerms
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries.keysets import chain_of
from trustlane.recognition.refusals import FollowingRefused, FollowingSettled, PartnerKeysMissing


def propose_terms(*, origin: str, issuer: str, agreed: Agreed, by: Someone, at: datetime) -> FollowedTerms:
    """Propose that the feed be read by these terms; nothing changes before a second person agrees."""
    check_origin(origin)
    agreed.keys, agreed.ages  # noqa: B018 - both refuse what cannot be meant
    _check_keys(origin, issuer, agreed)
    if unknown := set(agreed.profile) - ALL or ALWAYS - set(agreed.profile):
        raise FollowingRefused("terms, profile", f"{', '.join(sorted(unknown))} is unknown, or always needed")
    with transaction.atomic():
        who = in_force().require(by, Permission.PROPOSE_TERMS, at=at)
        feed, _ = FollowedFeed.objects.get_or_create(origin=origin, defaults={"issuer": issuer, "opened_at": at})
        if feed.issuer != issuer:
            raise FollowingRefused(origin, f"this feed is {feed.issuer}'s, not {issuer}'s")
        terms = FollowedTerms.objects.create(
            feed=feed,
            signers=list(agreed.signers),
            heartbeats=list(agreed.heartbeats),
            witnesses=list(agreed.witnesses),
            profile=list(agreed.profile),
            scope=list(agreed.scope),
            preset=agreed.preset,
            period=agreed.period,
            live=agreed.live,
            in_a_day=agreed.in_a_day,
            proposed_by_id=who.person,
            proposed_at=at,
        )
        record(
            verb="recognition.propose_terms",
            actor=who.id,
            subjects=[Subject("followed_feed", origin)],
            at=at,
            after={"terms": terms.pk, "issuer": issuer, **_told(agreed)},
        )
    return terms


def agree_terms(*, terms: FollowedTerms, by: Someone, at: datetime) -> FollowedTerms:
    """Agree to terms another person proposed; from now on they count."""
    with transaction.atomic():
        terms = FollowedTerms.objects.select_for_update().select_related("feed").get(pk=terms.pk)
        who = in_force().require(by, Permission.AGREE_TERMS, terms, at=at)
        if terms.agreed_at is not None:
            raise FollowingSettled(str(terms), "they were agreed before")
        terms.agreed_by_id, terms.agreed_at = who.person, at
        terms.save(update_fields=["agreed_by", "agreed_at"])
        FollowedFeed.objects.filter(pk=terms.feed_id).update(stopped_at=None)
        record(
            verb="recognition.agree_terms",
            actor=who.id,
            subjects=[Subject("followed_feed", terms.feed.origin)],
            at=at,
            after={"terms": terms.pk},
        )
    return terms


def stop_following(*, feed: FollowedFeed, by: Someone, at: datetime, reason: str) -> None:
    """Stop reading a feed; what it gave fades by its age, and is not taken back here."""
    with transaction.atomic():
        who = in_force().require(by, Permission.STOP_FOLLOWING, feed, at=at)
        FollowedFeed.objects.filter(pk=feed.pk).update(stopped_at=at)
        record(
            verb="recognition.stop_following",
            actor=who.id,
            subjects=[Subject("followed_feed", feed.origin)],
            at=at,
            reason=reason,
        )


def _check_keys(origin: str, issuer: str, agreed: Agreed) -> None:
    """A feed has a key that signs it and one whose time counts; none at all where those of the keyset count."""
    if bool(agreed.signers) != bool(agreed.heartbeats):
        raise FollowingRefused("terms", "a feed needs a key that signs it and one whose time counts")
    if agreed.signers:
        return
    chain = chain_of(issuer)
    if chain is None:
        raise PartnerKeysMissing(issuer, "the terms name no keys, and nobody trusted a keyset of it")
    if chain.newest.administration != (host := origin.partition("/")[0]):
        raise FollowingRefused("terms", f"{host} is not {chain.newest.administration}, whose keyset is trusted")


def _told(agreed: Agreed) -> dict[str, object]:
    return {
        "signers": list(agreed.signers),
        "heartbeats": list(agreed.heartbeats),
        "witnesses": list(agreed.witnesses),
        "profile": list(agreed.profile),
        "scope": list(agreed.scope),
        "preset": agreed.preset,
        "live": agreed.live,
        "in_a_day": agreed.in_a_day,
    }
