"""Bring the list of a partner without a node as one person, apply it as another; removals may come first, for a time.

What is applied is the list that was kept as it came, in what was agreed, whole or not at all. Its facts carry the mark
of the partner's lists, and age from the day the newest of them speaks of.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from trustlane.access.actors import Actor, system
from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.parties import queries as parties
from trustlane.recognition import by_file as law
from trustlane.recognition import texts
from trustlane.recognition.models import ReceivedList
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries.received import kept, looked, newest
from trustlane.recognition.queries.signed import Signed, by_file
from trustlane.recognition.refusals import (
    FirstListPartial,
    JumpUnconfirmed,
    ListOlder,
    ListRefused,
    ListSettledBefore,
    NoPartnerByFile,
    NothingRemoved,
)
from trustlane.standing.actions import upload_list
from trustlane.standing.actions.applying import bring, lock
from trustlane.standing.actions.discarding import put_aside
from trustlane.standing.actions.withholding import give_back, withhold
from trustlane.standing.refusals import StandingRefused
from trustlane.standing.rows import Applied


def bring_list(
    *,
    partner: str,
    file_name: str,
    data: bytes,
    speaks_of: date,
    received_on: date,
    came_by: str,
    sender: str,
    complete: bool,
    by: Someone,
    at: datetime,
) -> ReceivedList:
    """Keep a partner's list as it came, and compare it; nothing changes before another person applies it.

    ``complete``: who is missing from it holds no longer. Raises NoPartnerByFile, ListOlder, FirstListPartial, and
    whatever the reading of lists refuses (`standing.actions.upload_list`).
    """
    who = in_force().require(by, Permission.BRING_LIST, at=at)
    came_by = texts.one_of(came_by, "how it came", law.WAYS)
    sender = texts.line(sender, "sender")
    with transaction.atomic():
        agreed = _agreed(partner, at)
        lock(partner)
        today = day_of(at, settings.TIME_ZONE)
        if received_on > today or speaks_of > received_on:
            raise ListOlder("list", f"it speaks of {speaks_of}, came on {received_on}, and today is {today}")
        _check_newer(partner, speaks_of)
        if not complete and newest(partner) is None:
            raise FirstListPartial("list", f"no list of {partner} was applied before")
        upload = upload_list(
            file_name=file_name,
            data=data,
            issuer=partner,
            on=speaks_of,
            complete=complete,
            by=by,
            at=at,
            sender=sender,
            origin=law.origin_of(partner),
            scopes=agreed.terms.scope,
            kept=kept(partner, speaks_of),
        )
        received = ReceivedList.objects.create(
            partner=partner,
            number=ReceivedList.objects.filter(partner=partner).count() + 1,
            upload=upload,
            arrangement=agreed.arrangement,
            terms=agreed.terms.digest,
            came_by=came_by,
            received_on=received_on,
            speaks_of=speaks_of,
            brought_by_id=who.person,
            brought_at=at,
        )
        _record("bring_list", received, who, at, came_by=came_by, received_on=received_on, sha256=upload.sha256)
        return received


def apply_removals(*, received: ReceivedList, by: Someone, at: datetime) -> tuple[str, ...]:
    """Withhold for 72 hours what a waiting list takes away, as one person alone; the operators of whom.

    Once for a list. It ends by itself where nobody applies the list.
    """
    with transaction.atomic():
        one, who = _locked(received, Permission.HOLD_BY_LIST, by, at)
        if one.state != "waiting" or one.held_at is not None:
            raise ListSettledBefore(str(one), "it does not wait, or its removals were withheld before")
        taken = looked(one.upload, at=at).taken
        if not taken:
            raise NothingRemoved(str(one), "nobody who is valid today is missing from it")
        until = at + law.HELD_FOR
        row = _record("hold_by_list", one, who, at, operators=taken, operators_until=until)
        changed = withhold(
            operators=list(parties.numbers(taken).values()),
            issuer=one.partner,
            first=day_of(at, settings.TIME_ZONE),
            last=law.last_day(until, settings.TIME_ZONE),
            source=f"{one.upload.origin} taken away by list {one.number}, for a second person to confirm",
            recorded_in=row,
            at=at,
        )
        one.held_by_id, one.held_at, one.held_until, one.held_in = who.person, at, until, row
        one.save(update_fields=["held_by", "held_at", "held_until", "held_in"])
        return changed


def apply_received(
    *,
    received: ReceivedList,
    seen: str,
    confirmed: Collection[str] = (),
    reason: str = "",
    by: Someone,
    at: datetime,
) -> Applied:
    """Apply a list that another person brought: exactly what was looked at (``seen`` is its digest), whole or not.

    ``confirmed`` are the names of what is implausible and still right, with what the partner said of it in ``reason``.
    """
    with transaction.atomic():
        one, who = _locked(received, Permission.APPLY_BROUGHT_LIST, by, at)
        if one.state != "waiting":
            raise ListSettledBefore(str(one), f"it was {one.state} before")
        _agreed(one.partner, at)
        _check_newer(one.partner, one.speaks_of)
        found = looked(one.upload, at=at)
        said = texts.text(reason, "reason")
        if left := law.unconfirmed(found.jumps, confirmed):
            raise JumpUnconfirmed(str(one), f"not confirmed: {', '.join(left)}")
        if found.jumps and not said:
            raise JumpUnconfirmed(str(one), "what the partner said of it is not written")
        names = [each.name for each in found.jumps]
        one.applied_by_id, one.applied_at, one.confirmed, one.reason = who.person, at, " ".join(names), said
        one.save(update_fields=["applied_by", "applied_at", "confirmed", "reason"])
        _record("apply_received", one, who, at, reason=said, confirmed=names, preview=seen)
        try:
            return bring(one.upload, seen=seen, who=who, at=at, kept=kept(one.partner, one.speaks_of))
        except StandingRefused as refused:
            raise ListRefused(str(one), str(refused)) from refused


def set_aside(*, received: ReceivedList, reason: str, by: Someone, at: datetime) -> ReceivedList:
    """Set a waiting list aside; what it withheld stays withheld until its time is over."""
    with transaction.atomic():
        one, who = _locked(received, Permission.SET_LIST_ASIDE, by, at)
        if one.state != "waiting":
            raise ListSettledBefore(str(one), f"it was {one.state} before")
        said = texts.text(reason, "reason", needed=True)
        one.set_aside_by_id, one.set_aside_at, one.reason = who.person, at, said
        one.save(update_fields=["set_aside_by", "set_aside_at", "reason"])
        _record("set_list_aside", one, who, at, reason=said)
        put_aside(one.upload, who=who, at=at, reason=said, kept=kept(one.partner, one.speaks_of))
        return one


def end_list_holds(*, at: datetime) -> int:
    """Give back what lists withheld for 72 hours and nobody confirmed; how many lists."""
    who, done = system("partner-lists"), 0
    rows = ReceivedList.objects.filter(held_until__lte=at, held_over_at__isnull=True).order_by("pk")
    for number in rows.values_list("pk", flat=True):
        with transaction.atomic():
            one = ReceivedList.objects.select_for_update(of=("self",)).select_related("upload").get(pk=number)
            if one.held_over_at is not None:
                continue
            one.held_over_at = at
            one.save(update_fields=["held_over_at"])
            if one.applied_at is None:
                row = _record("end_list_hold", one, who, at)
                today = day_of(at, settings.TIME_ZONE)
                give_back(held_in=one.held_in_id or 0, issuer=one.partner, since=today, recorded_in=row, at=at)
            done += 1
    return done


def _agreed(partner: str, at: datetime) -> Signed:
    found = by_file(at).get(partner)
    if found is None:
        raise NoPartnerByFile(partner, "no terms for its operators are signed, or its feed is read")
    return found


def _check_newer(partner: str, speaks_of: date) -> None:
    last = newest(partner)
    if last is not None and speaks_of < last.speaks_of:
        raise ListOlder("list", f"it speaks of {speaks_of}; list {last.number}, of {last.speaks_of}, was applied")


def _locked(received: ReceivedList, permission: Permission, by: Someone, at: datetime) -> tuple[ReceivedList, Actor]:
    """The list, after those of its partner were locked and the permits were asked."""
    lock(received.partner)
    one = ReceivedList.objects.select_for_update(of=("self",)).select_related("upload").get(pk=received.pk)
    return one, in_force().require(by, permission, one, at=at)


def _record(verb: str, one: ReceivedList, who: Actor, at: datetime, reason: str = "", **after: object) -> Row:
    return record(
        verb=f"recognition.{verb}",
        actor=who.id,
        subjects=[
            Subject("arrangement", one.arrangement.reference),
            Subject("received_list", str(one.pk)),
            Subject("standing_list", str(one.upload_id)),
        ],
        at=at,
        after={"partner": one.partner, "list": one.number, "speaks_of": one.speaks_of, **after},
        reason=reason,
    )
