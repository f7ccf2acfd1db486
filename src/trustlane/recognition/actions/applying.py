"""Apply what was verified, all or nothing: entries with their removals first, then bodies with their additions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from trustlane.clock.zones import day_of
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.recognition.actions.hearing import Resolved, resolved, say_additions, say_removals
from trustlane.recognition.actions.keeping import (
    Held,
    ask_again,
    changed,
    held_of,
    put_bodies,
    put_entries,
    put_notices,
    put_state,
    put_totals,
    put_tree,
    state_of,
    statuses,
    stops,
    touched_by,
)
from trustlane.recognition.actions.quarantining import stand_still
from trustlane.recognition.agreed import Agreed
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.believing import Believed
from trustlane.recognition.feed.bodies import Sealed, opened
from trustlane.recognition.feed.folding import Folded, Last, State, Told, fold
from trustlane.recognition.feed.leaves import ADDITIONS
from trustlane.recognition.feed.merkle import Frontier
from trustlane.recognition.feed.refusals import BodyGone, BodyMissing
from trustlane.recognition.models import FollowedFeed, ReadBody, ReadSubject, WaitingAddition


class Overtaken(Exception):
    """Somebody else applied something to the feed meanwhile; nothing was done."""


@dataclass(frozen=True, slots=True)
class Done:
    """How many entries were applied, and how many removals and additions took effect."""

    entries: int = 0
    removals: int = 0
    additions: int = 0

    def __add__(self, other: Done) -> Done:
        """Both."""
        return Done(self.entries + other.entries, self.removals + other.removals, self.additions + other.additions)


NOTHING = Done()


def apply_entries(
    *,
    feed: FollowedFeed,
    agreed: Agreed,
    held: Held,
    believed: Believed,
    grown: Frontier,
    data: Sequence[bytes],
    actor: str,
    at: datetime,
) -> Done:
    """Keep verified entries, let their removals take effect, and keep how far the feed was followed: one transaction.

    Additions wait for their bodies, which were not even asked for yet.
    """
    with transaction.atomic():
        lock(feed, held)
        placed = [leaves.at(seq, leaf) for seq, leaf in enumerate(data, held.position.size + 1)]
        subjects, erased = touched_by(placed)
        before = state_of(feed, subjects=subjects, seqs=erased)
        folded = fold(before, placed, bodies={}, terms=agreed.terms, on=day_of(at, settings.TIME_ZONE))
        put_entries(feed, placed, data, at)
        put_state(feed, before, folded.state, at)
        put_tree(feed, believed.position, grown, believed.note.written, at)
        put_totals(feed, folded.state)
        put_notices(feed, folded.notices, at)
        done = Done(len(placed))
        if placed:
            row = _record(feed, believed.position.size, before, folded, actor, at)
            done += Done(removals=say_removals(feed, changed(before, folded.state), row=row, at=at))
            forget_bodies(feed, erased)
        if before.held_from is None and folded.state.held_from is not None:
            _hold(feed, agreed, folded, actor, at)
    return done


def apply_bodies(
    *,
    feed: FollowedFeed,
    agreed: Agreed,
    bodies: Mapping[int, Sealed | None],
    asked: Sequence[int],
    actor: str,
    at: datetime,
) -> Done:
    """Let the additions take effect whose bodies came; the others are asked for again, each time later."""
    with transaction.atomic():
        lock(feed)
        rows = WaitingAddition.objects.filter(feed=feed, seq__among=sorted(asked))
        waiting = {row.seq: row.subject for row in rows}
        sealed = {seq: body for seq, body in bodies.items() if body is not None and seq in waiting}
        known = state_of(feed, subjects=set(waiting.values()), seqs=())
        before = _only(known, waiting)
        folded = fold(before, (), bodies=sealed, terms=agreed.terms, on=day_of(at, settings.TIME_ZONE))
        new = changed(before, folded.state)
        put_state(feed, before, folded.state, at)
        put_totals(feed, folded.state)
        put_notices(feed, folded.notices, at)
        put_bodies(feed, {last.seq: (sealed[last.seq].salt, sealed[last.seq].content) for last in new.values()})
        if new:
            who = resolved(feed, {subject: last.body for subject, last in new.items() if last.body is not None})
            row = _record_additions(feed, new, who, actor, at)
            say_additions(feed, new, scope=agreed.scope, who=who, actor=actor, row=row, at=at)
        ask_again(feed, _why(folded, bodies), at)
        for notice in folded.notices:
            if notice.told is Told.ABOVE_CAP:
                why = f"{folded.state.live} live and {folded.state.in_a_day} added today"
                stand_still(feed, agreed, kind="cap", from_seq=notice.seq, why=why, actor=actor, at=at)
    return Done(additions=len(new))


def say_again(
    feed: FollowedFeed, agreed: Agreed, subjects: Sequence[str], *, row: Row, actor: str, at: datetime
) -> None:
    """Say once more what the last additions of subjects said, from the bodies that are kept."""
    _, quarantined = stops(feed)
    rows = ReadSubject.objects.filter(feed=feed, subject__among=list(subjects), to__in=ADDITIONS)
    kept = {row.seq: row for row in rows if quarantined is None or row.seq < quarantined}
    told = statuses(feed, kept)
    lasts: dict[str, Last] = {}
    for body in ReadBody.objects.filter(feed=feed, seq__among=sorted(kept)):
        status = told[body.seq]
        if status.body is not None:
            sealed = Sealed(bytes(body.salt), bytes(body.content))
            told_of = opened(status.body, sealed, profile=agreed.profile)
            lasts[kept[body.seq].subject] = Last(status.to, body.seq, status.effective, told_of)
    who = resolved(feed, {subject: last.body for subject, last in lasts.items() if last.body is not None})
    say_additions(feed, lasts, scope=agreed.scope, who=who, actor=actor, row=row, at=at)


def forget_bodies(feed: FollowedFeed, seqs: Sequence[int] | set[int]) -> None:
    """Erase bodies, and who their subjects were where nothing newer gives them anything."""
    if not seqs:
        return
    ReadBody.objects.filter(feed=feed, seq__among=sorted(seqs)).delete()
    subjects = {status.subject for status in statuses(feed, seqs).values()}
    gone = ReadSubject.objects.filter(feed=feed, subject__among=sorted(subjects)).exclude(to__in=ADDITIONS)
    gone.update(operator=None, said="")


def lock(feed: FollowedFeed, held: Held | None = None) -> None:
    """One application to a feed at a time; Overtaken where it stands elsewhere than when it was looked at."""
    FollowedFeed.objects.select_for_update().get(pk=feed.pk)
    if held is not None and held_of(feed).position != held.position:
        raise Overtaken(feed.origin)


def _only(known: State, waiting: Mapping[int, str]) -> State:
    return replace(known, waiting={seq: status for seq, status in known.waiting.items() if seq in waiting})


def _why(folded: Folded, bodies: Mapping[int, Sealed | None]) -> dict[int, str | None]:
    """Why each addition that was asked about still waits."""
    why: dict[int, str | None] = {}
    for seq in folded.state.waiting:
        why[seq] = None if bodies.get(seq) else BodyGone.__name__ if seq in bodies else BodyMissing.__name__
    return why | {one.seq: one.why for one in folded.notices if one.told is Told.BODY_REFUSED}


def _hold(feed: FollowedFeed, agreed: Agreed, folded: Folded, actor: str, at: datetime) -> None:
    seq = folded.state.held_from or 0
    why = next((f"{one.told}: {one.why}" for one in folded.notices if one.seq == seq), "")
    stand_still(feed, agreed, kind="held", from_seq=seq, why=why, actor=actor, at=at)


def _record(feed: FollowedFeed, size: int, before: State, folded: Folded, actor: str, at: datetime) -> Row:
    lasts = changed(before, folded.state)
    known = ReadSubject.objects.filter(feed=feed, subject__among=sorted(lasts), operator__isnull=False)
    operators = sorted(known.values_list("operator__reference", flat=True))
    return record(
        verb="recognition.apply_entries",
        actor=actor,
        subjects=[Subject("followed_feed", feed.origin), *(Subject("operator", each) for each in operators)],
        at=at,
        after={"from": before.size + 1, "to": size, "removed": len(lasts)},
    )


def _record_additions(feed: FollowedFeed, new: Mapping[str, Last], who: Resolved, actor: str, at: datetime) -> Row:
    operators = sorted({each.reference for each in who.who.values()})
    return record(
        verb="recognition.apply_additions",
        actor=actor,
        subjects=[Subject("followed_feed", feed.origin), *(Subject("operator", each) for each in operators)],
        at=at,
        after={"entries": sorted(last.seq for last in new.values())},
    )
