"""Look at a partner's feed once: verify it, apply what is new, and keep how it went.

The steps, in this order: the note is verified, its time is not older, the tree that was seen is its beginning, the
entries come and make its root, and all of it is applied and kept in one transaction. Removals take effect there;
bodies of additions are asked for only then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from trustlane.access.evaluator import Someone, in_force
from trustlane.parties.refusals import PartyRefused
from trustlane.recognition.actions.applying import NOTHING, Done, Overtaken, apply_bodies, apply_entries
from trustlane.recognition.actions.contradicting import look_closer
from trustlane.recognition.actions.keeping import Held, agreed_now, ask_again, held_of, stops
from trustlane.recognition.agreed import Agreed
from trustlane.recognition.feed import notes
from trustlane.recognition.feed.believing import Believed, believe, extended, signed
from trustlane.recognition.feed.bodies import Sealed
from trustlane.recognition.feed.bundled import MOST
from trustlane.recognition.feed.merkle import consistency_proof
from trustlane.recognition.feed.refusals import FeedRefused, TooFarAhead
from trustlane.recognition.fetching import entries_of, node_of
from trustlane.recognition.keys.refusals import KeysRefused
from trustlane.recognition.models import (
    FeedHealth,
    FollowedFeed,
    FollowedTerms,
    RefusedLook,
    WaitingAddition,
)
from trustlane.recognition.permits import Permission
from trustlane.recognition.refusals import NotFollowed, PartnerKeysMissing, RecognitionRefused
from trustlane.recognition.sources import Source
from trustlane.standing.refusals import StandingRefused

MOST_AHEAD = 1_000_000  # entries of one look
SHARE = 4_096  # bodies applied in one transaction
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=60)
NOT_CHANGED = "not changed"

# Called between the steps with their names; a test that kills the process there proves what is left.
Between = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a look: by which name it was refused, and what was applied."""

    refusal: str = ""
    why: str = ""
    size: int = 0
    done: Done = NOTHING

    @property
    def well(self) -> bool:
        """Whether nothing was refused."""
        return not self.refusal


def follow(
    *, feed: FollowedFeed, source: Source, by: Someone, at: datetime, between: Between = lambda step: None
) -> Looked:
    """Look at the feed once, at the instant ``at``; what is refused is told by its name and raises nothing.

    Raises NotFollowed where no two persons agreed to read it. Removals that were verified are applied even where a
    later step is refused.
    """
    who = in_force().require(by, Permission.FOLLOW_FEED, feed, at=at).id
    terms = terms_of(feed)
    health, _ = FeedHealth.objects.get_or_create(feed=feed)
    done = NOTHING
    note, mark = b"", health.etag
    try:
        agreed = agreed_now(terms, at)
        newest = source.newest(health.etag)
        between("note")
        if newest is not None:
            note, mark = newest.note, newest.mark
            done += _advance(feed, agreed, note, source, who, at, between)
        done += _fill(feed, agreed, source, who, at, between)
    except Overtaken:
        return Looked("Overtaken", "another process applied something meanwhile", held_of(feed).position.size, done)
    except (FeedRefused, KeysRefused, PartnerKeysMissing) as refused:
        _refused(feed, refused, note, at)
        return Looked(type(refused).__name__, str(refused), held_of(feed).position.size, done)
    FeedHealth.objects.filter(pk=feed.pk).update(
        tried_at=at, succeeded_at=at, failures=0, again_at=None, refusal="", why="", etag=mark
    )
    return Looked(size=held_of(feed).position.size, done=done)


def terms_of(feed: FollowedFeed) -> FollowedTerms:
    """The newest terms that were agreed; NotFollowed without any."""
    feed = FollowedFeed.objects.get(pk=feed.pk)
    found = (
        FollowedTerms.objects.select_related("feed")
        .filter(feed=feed, agreed_at__isnull=False)
        .order_by("-agreed_at", "-pk")
        .first()
    )
    if found is None or feed.stopped_at is not None:
        raise NotFollowed(feed.origin, "reading it was stopped" if found else "nobody agreed to its terms yet")
    return found


def is_due(feed: FollowedFeed, at: datetime) -> bool:
    """Whether the pause after a failure is over."""
    health = FeedHealth.objects.filter(pk=feed.pk).first()
    return health is None or health.again_at is None or health.again_at <= at


def look_soon(*, partner: str, at: datetime, pause: timedelta) -> int:
    """A partner hints that there is something new: its feeds are due at once, if they were not looked at just now.

    It changes when we look and nothing else. How many feeds that was.
    """
    rows = FeedHealth.objects.filter(feed__issuer=partner, feed__stopped_at__isnull=True, again_at__gt=at)
    return rows.filter(Q(tried_at__isnull=True) | Q(tried_at__lt=at - pause)).update(again_at=None)


def _advance(
    feed: FollowedFeed, agreed: Agreed, note: bytes, source: Source, who: str, at: datetime, between: Between
) -> Done:
    """From a note to what its entries change; a contradiction is looked at closer before it is refused."""
    held = held_of(feed)
    try:
        believed = _believed(held, agreed, note, source, at)
    except FeedRefused:
        look_closer(feed=feed, agreed=agreed, held=held, note=note, source=source, actor=who, at=at)
        raise
    between("believed")
    checkpoint = believed.checkpoint
    if checkpoint.size == held.position.size:
        if believed.position != held.position or not held.note:
            data: Sequence[bytes] = ()
        else:
            return Done()  # the same tree, and nothing younger
    else:
        data = entries_of(source, size=checkpoint.size, before=held.position.size)
    grown = extended(held.frontier, data, checkpoint)
    between("entries")
    done = apply_entries(
        feed=feed, agreed=agreed, held=held, believed=believed, grown=grown, data=data, actor=who, at=at
    )
    between("applied")
    return done


def _believed(held: Held, agreed: Agreed, note: bytes, source: Source, at: datetime) -> Believed:
    """The note, once it passed the steps of `believing`; its proof is made of the tiles that are served."""
    _, checkpoint = signed(note, origin=held.position.origin, keys=agreed.keys)
    old, new = held.position.size, checkpoint.size
    if new - old > MOST_AHEAD:
        raise TooFarAhead("checkpoint", f"{new - old:,} entries more; at most {MOST_AHEAD:,} are read in one look")
    proof = consistency_proof(old, new, node_of(source, new)) if 0 < old < new else ()
    return believe(note, position=held.position, keys=agreed.keys, proof=proof, at=at)


def _fill(feed: FollowedFeed, agreed: Agreed, source: Source, who: str, at: datetime, between: Between) -> Done:
    """Ask for the bodies that additions wait for, and apply what comes, share by share in the order of the feed."""
    done = Done()
    rows = WaitingAddition.objects.filter(feed=feed, again_at__lte=at).order_by("seq")
    waiting = list(rows.values_list("seq", flat=True))
    for start in range(0, len(waiting), SHARE):
        share = waiting[start : start + SHARE]
        stop = min((each for each in stops(feed) if each is not None), default=None)
        share = [seq for seq in share if stop is None or seq < stop]
        if not share:
            break
        bodies = _bodies(source, share)
        between("bodies")
        done += _added(feed, agreed, bodies, share, who, at)
        between("added")
    return done


def _added(
    feed: FollowedFeed,
    agreed: Agreed,
    bodies: Mapping[int, Sealed | None],
    share: Sequence[int],
    who: str,
    at: datetime,
) -> Done:
    """Apply a share of additions; where the register refuses one, all others of the share, and that one waits."""
    try:
        return apply_bodies(feed=feed, agreed=agreed, bodies=bodies, asked=share, actor=who, at=at)
    except (StandingRefused, PartyRefused) as refused:
        if len(share) == 1:
            ask_again(feed, {share[0]: f"{type(refused).__name__}: {refused}"}, at)
            return NOTHING
    half = len(share) // 2
    return _added(feed, agreed, bodies, share[:half], who, at) + _added(feed, agreed, bodies, share[half:], who, at)


def _bodies(source: Source, share: Sequence[int]) -> Mapping[int, Sealed | None]:
    """The bodies of these entries, asked for in ranges that stand still as the feed grows."""
    found: dict[int, Sealed | None] = {}
    wanted = set(share)
    for window in sorted({(seq - 1) // MOST for seq in share}):
        inside = [seq for seq in share if (seq - 1) // MOST == window]
        came = source.bodies(min(inside), max(inside))
        found.update({seq: sealed for seq, sealed in came.items() if seq in wanted})
    return found


def _refused(feed: FollowedFeed, refused: RecognitionRefused, note: bytes, at: datetime) -> None:
    """Keep by which name a look was refused, and look again later, each time after twice as long."""
    name = type(refused).__name__
    with transaction.atomic():
        health = FeedHealth.objects.select_for_update().get(pk=feed.pk)
        pause = min(FIRST_PAUSE * 2 ** min(health.failures, 10), LONGEST_PAUSE)
        told = RefusedLook.objects.filter(feed=feed).order_by("-pk").first()
        if told is not None and health.refusal == name == told.refusal:
            RefusedLook.objects.filter(pk=told.pk).update(last_at=at, times=F("times") + 1)
        else:
            RefusedLook.objects.create(
                feed=feed, refusal=name, why=str(refused), first_at=at, last_at=at, note=note[: notes.LONGEST]
            )
        FeedHealth.objects.filter(pk=feed.pk).update(
            tried_at=at, failures=F("failures") + 1, again_at=at + pause, refusal=name, why=str(refused)
        )
