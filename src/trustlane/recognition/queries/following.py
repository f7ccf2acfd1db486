"""Questions about the feeds we read: which there are, how each does, and what waits for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from trustlane.access.evaluator import Someone, in_force
from trustlane.recognition.feed.ages import Freshness
from trustlane.recognition.feed.folding import Told
from trustlane.recognition.models import (
    FeedHealth,
    FeedNotice,
    FollowedFeed,
    Quarantine,
    ReadSubject,
    RefusedLook,
    SentStatement,
    WaitingAddition,
)
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries.ages import StandingOfFeed, standing_of_feed


@dataclass(frozen=True, slots=True)
class OpenQuarantine:
    """Additions from an entry on give nothing until two persons decide; the evidence proves why by itself."""

    id: int
    origin: str
    issuer: str
    kind: str
    from_seq: int
    since: datetime
    refusal: str
    why: str
    evidence: Mapping[str, Any]
    proposed_by: int | None
    proposed_by_name: str
    proposed_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed in one look."""

    origin: str
    issuer: str
    standing: StandingOfFeed
    signed: datetime | None  # the newest time of the issuer that was believed
    tried_at: datetime | None
    succeeded_at: datetime | None
    failures: int
    refusal: str
    why: str
    again_at: datetime | None
    trusted: int  # operators the register holds as valid because of it
    waiting: int  # additions without effect so far
    alarms: int
    quarantines: tuple[OpenQuarantine, ...]
    refused: Mapping[str, int]  # how often each refusal was met
    unstated: int  # of what the partner took back, on how much we owe the statement that it is erased here
    unstated_since: datetime | None

    @property
    def well(self) -> bool:
        """Whether nobody has to look at it."""
        fresh = self.standing.state in (Freshness.FRESH, Freshness.AGEING)
        return fresh and not self.quarantines and not self.refusal and not self.standing.withheld_by


def followed(origin: str) -> FollowedFeed | None:
    """The feed of that origin, to be given to a deed."""
    return FollowedFeed.objects.filter(origin=origin).first()


def quarantine(number: int) -> Quarantine | None:
    """One quarantine, to be given to a deed."""
    return Quarantine.objects.filter(pk=number).first()


def open_quarantine(number: int, *, by: Someone, at: datetime) -> OpenQuarantine | None:
    """One quarantine that stands, to be looked at; None where there is none or it ended."""
    in_force().require(by, Permission.SEE_FOLLOWED, at=at)
    rows = Quarantine.objects.filter(ended_at__isnull=True).select_related("feed", "proposed_by")
    found = rows.filter(pk=number).first()
    return _quarantine(found) if found else None


def feeds(*, by: Someone, at: datetime) -> list[FeedRow]:
    """How every feed does that we read or read once."""
    in_force().require(by, Permission.SEE_FOLLOWED, at=at)
    return [_row(feed, at) for feed in FollowedFeed.objects.order_by("origin")]


def owed_statements(feed: FollowedFeed) -> QuerySet[FeedNotice]:
    """Where the partner took bodies back, and has no statement of ours that they are erased; in their order."""
    given = SentStatement.objects.filter(feed=feed).values("seq")
    return FeedNotice.objects.filter(feed=feed, told=Told.ERASED.value).exclude(seq__in=given).order_by("seq")


def _quarantine(one: Quarantine) -> OpenQuarantine:
    return OpenQuarantine(
        id=one.pk,
        origin=one.feed.origin,
        issuer=one.feed.issuer,
        kind=one.kind,
        from_seq=one.from_seq,
        since=one.since,
        refusal=one.refusal,
        why=one.why,
        evidence=one.evidence,
        proposed_by=one.proposed_by_id,
        proposed_by_name=one.proposed_by.full_name if one.proposed_by else "",
        proposed_at=one.proposed_at,
        reason=one.reason,
    )


def _row(feed: FollowedFeed, at: datetime) -> FeedRow:
    health = FeedHealth.objects.filter(pk=feed.pk).first() or FeedHealth(feed=feed)
    standing = standing_of_feed(feed.origin, at)
    unstated = list(owed_statements(feed).values_list("at", flat=True))
    refused: dict[str, int] = {}
    for name, times in RefusedLook.objects.filter(feed=feed).values_list("refusal", "times"):
        refused[name] = refused.get(name, 0) + times
    return FeedRow(
        origin=feed.origin,
        issuer=feed.issuer,
        standing=standing,
        signed=at - standing.age if standing.age is not None else None,
        tried_at=health.tried_at,
        succeeded_at=health.succeeded_at,
        failures=health.failures,
        refusal=health.refusal,
        why=health.why,
        again_at=health.again_at,
        trusted=ReadSubject.objects.filter(feed=feed, said="valid").count(),
        waiting=WaitingAddition.objects.filter(feed=feed).count(),
        alarms=FeedNotice.objects.filter(feed=feed, alarm=True).count(),
        quarantines=tuple(
            _quarantine(one)
            for one in Quarantine.objects.filter(feed=feed, ended_at__isnull=True)
            .select_related("feed", "proposed_by")
            .order_by("pk")
        ),
        refused=refused,
        unstated=len(unstated),
        unstated_since=min(unstated, default=None),
    )
