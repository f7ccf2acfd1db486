"""Questions about the feeds we read: which there are, how each does, and what waits for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trustlane.access.evaluator import Someone, in_force
from trustlane.recognition.feed.ages import Freshness
from trustlane.recognition.models import (
    FeedHealth,
    FeedNotice,
    FollowedFeed,
    Quarantine,
    ReadSubject,
    RefusedLook,
    WaitingAddition,
)
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries.ages import StandingOfFeed, standing_of_feed


@dataclass(frozen=True, slots=True)
class OpenQuarantine:
    """Additions from an entry on give nothing until two persons decide; the evidence proves why by itself."""

    id: int
    kind: str
    from_seq: int
    since: datetime
    refusal: str
    why: str
    evidence: Mapping[str, Any]
    proposed_by: int | None


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed in one look."""

    origin: str
    issuer: str
    standing: StandingOfFeed
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

    @property
    def well(self) -> bool:
        """Whether nobody has to look at it."""
        fresh = self.standing.state in (Freshness.FRESH, Freshness.AGEING)
        return fresh and not self.quarantines and not self.refusal


def followed(origin: str) -> FollowedFeed | None:
    """The feed of that origin, to be given to a deed."""
    return FollowedFeed.objects.filter(origin=origin).first()


def quarantine(number: int) -> Quarantine | None:
    """One quarantine, to be given to a deed."""
    return Quarantine.objects.filter(pk=number).first()


def feeds(*, by: Someone, at: datetime) -> list[FeedRow]:
    """How every feed does that we read or read once."""
    in_force().require(by, Permission.SEE_FOLLOWED, at=at)
    return [_row(feed, at) for feed in FollowedFeed.objects.order_by("origin")]


def _row(feed: FollowedFeed, at: datetime) -> FeedRow:
    health = FeedHealth.objects.filter(pk=feed.pk).first() or FeedHealth(feed=feed)
    refused: dict[str, int] = {}
    for name, times in RefusedLook.objects.filter(feed=feed).values_list("refusal", "times"):
        refused[name] = refused.get(name, 0) + times
    return FeedRow(
        origin=feed.origin,
        issuer=feed.issuer,
        standing=standing_of_feed(feed.origin, at),
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
            OpenQuarantine(
                one.pk, one.kind, one.from_seq, one.since, one.refusal, one.why, one.evidence, one.proposed_by_id
            )
            for one in Quarantine.objects.filter(feed=feed, ended_at__isnull=True).order_by("pk")
        ),
        refused=refused,
    )
