"""Propose a feed to a partner, open it as a second person, close it: two give, one takes away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.parties.roles import ROLES
from trustlane.recognition.actions import publishing
from trustlane.recognition.feed.bodies import ALL
from trustlane.recognition.feed.checkpoints import check_origin
from trustlane.recognition.feed.merkle import EMPTY
from trustlane.recognition.issuing import Occasion
from trustlane.recognition.models import DayTurned, Feed, FeedTree
from trustlane.recognition.permits import Permission
from trustlane.recognition.refusals import FeedSettled, FeedTaken, ProfileUnfit, shown
from trustlane.standing.facts import SCOPES


def propose_feed(
    *,
    origin: str,
    partner: str,
    fields: Collection[str],
    scope: Collection[str],
    roles: Collection[str] = (),
    by: Someone,
    at: datetime,
    reason: str,
) -> Feed:
    """Propose a feed and what it may tell; nothing is told until another person opens it. No role is every role."""
    check_origin(origin)
    _check(origin, "fields", fields, ALL)
    _check(origin, "scope", scope, SCOPES)
    _check(origin, "roles", roles, ROLES)
    if not scope:
        raise ProfileUnfit(origin, "it tells of no risk at all")
    with transaction.atomic():
        who = in_force().require(by, Permission.PROPOSE_FEED, at=at)
        publishing.lock_feeds()
        if Feed.objects.filter(origin=origin).exists():
            raise FeedTaken(origin, "a feed with this origin was proposed before")
        terms = {"fields": sorted(fields), "scope": sorted(scope), "roles": sorted(roles)}
        row = record(
            verb="recognition.propose_feed",
            actor=who.id,
            subjects=[Subject("feed", origin)],
            at=at,
            after={"partner": partner, **terms},
            reason=reason,
        )
        return Feed.objects.create(
            origin=origin,
            partner=partner,
            proposed_by_id=who.person,
            proposed_at=at,
            reason=reason,
            recorded_in=row,
            **terms,
        )


def open_feed(*, feed: Feed, by: Someone, at: datetime, reason: str = "") -> int:
    """Open what another person proposed, and say everybody who is valid and consents. How many entries."""
    with transaction.atomic():
        publishing.lock_feeds()
        feed = Feed.objects.select_for_update().get(pk=feed.pk)
        who = in_force().require(by, Permission.OPEN_FEED, feed, at=at)
        if feed.state != "proposed":
            raise FeedSettled(feed.origin, f"it is {feed.state}")
        feed.opened_in = record(
            verb="recognition.open_feed", actor=who.id, subjects=[Subject("feed", feed.origin)], at=at, reason=reason
        )
        feed.opened_by_id, feed.opened_at = who.person, at
        feed.save(update_fields=["opened_by", "opened_at", "opened_in"])
        FeedTree.objects.create(feed=feed, root=EMPTY)
        DayTurned.objects.create(feed=feed, day=publishing.today(at))
        return publishing.publish(feed, operators=None, occasion=Occasion.OPENING, at=at)


def close_feed(*, feed: Feed, by: Someone, at: datetime, reason: str) -> int:
    """Close a feed for good; the partner is told that nobody of it is valid any more. How many entries."""
    with transaction.atomic():
        publishing.lock_feeds()
        feed = Feed.objects.select_for_update().get(pk=feed.pk)
        who = in_force().require(by, Permission.CLOSE_FEED, feed, at=at)
        if feed.state != "open":
            raise FeedSettled(feed.origin, f"it is {feed.state}")
        feed.closed_in = record(
            verb="recognition.close_feed", actor=who.id, subjects=[Subject("feed", feed.origin)], at=at, reason=reason
        )
        feed.closed_by_id, feed.closed_at = who.person, at
        feed.save(update_fields=["closed_by", "closed_at", "closed_in"])
        return publishing.end(feed, at=at)


def turn_the_day(*, at: datetime) -> int:
    """Say what the days alone change since it was last asked: periods that begin, and those that are over.

    The sealing process asks at every look, and signs before it waits: while somebody else is saying something, it is
    left to the next look.
    """
    said = 0
    day = publishing.today(at)
    if not _to_turn(day):
        return 0
    with transaction.atomic():
        for feed, last in _to_turn(day) if publishing.feeds_locked() else []:
            operators = publishing.turned(after=last, until=day)
            said += publishing.publish(feed, operators=operators, occasion=Occasion.DAY, at=at)
            DayTurned.objects.create(feed=feed, day=day)
    return said


def _to_turn(day: date) -> list[tuple[Feed, date]]:
    newest = DayTurned.objects.order_by("feed", "-day").distinct("feed").values_list("feed", "day")
    last = dict(newest)
    return [(feed, last[feed.pk]) for feed in publishing.open_feeds() if last[feed.pk] < day]


def _check(origin: str, what: str, came: Collection[str], known: Collection[str]) -> None:
    for one in came:
        if one not in known:
            raise ProfileUnfit(f"{origin}, {what}", f"{shown(one)} is none of {', '.join(sorted(known))}")
