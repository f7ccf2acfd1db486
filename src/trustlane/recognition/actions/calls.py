"""A suspension that a partner tells by telephone: one person enters it and it counts at once, for 72 hours.

A second person confirms it, and it stands until a newer list says otherwise; or ends it; or it lapses by itself.
"""

from __future__ import annotations

from datetime import datetime

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
from trustlane.recognition.models import ToldSuspension
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries.signed import by_file
from trustlane.recognition.refusals import CallLately, CallSettled, CallUnfit, NoPartnerByFile
from trustlane.standing.actions.applying import lock
from trustlane.standing.actions.withholding import give_back, lengthen, withhold


def enter_call(
    *,
    partner: str,
    operator: str,
    caller: str,
    telephone: str,
    told_at: datetime,
    called_back: bool,
    said: str = "",
    by: Someone,
    at: datetime,
) -> ToldSuspension:
    """Enter what a partner told by telephone of one operator (its reference), after calling it back; it counts now."""
    who = in_force().require(by, Permission.ENTER_CALL, at=at)
    given = {"caller": texts.line(caller, "caller"), "telephone": texts.line(telephone, "telephone")}
    words = texts.text(said, "said")
    if not called_back:
        raise CallUnfit("call", "nobody called the partner back")
    if not at - law.HELD_FOR <= told_at <= at:
        raise CallUnfit("call", f"told at {told_at.isoformat()}; it is {at.isoformat()}")
    with transaction.atomic():
        agreed = by_file(at).get(partner)
        if agreed is None:
            raise NoPartnerByFile(partner, "no terms for its operators are signed, or its feed is read")
        lock(partner)
        number = parties.numbers([operator]).get(operator)
        if number is None:
            raise CallUnfit("operator", f"nobody is called {operator}")
        _check_once(partner, number, who, at)
        until = at + law.HELD_FOR
        row = _record("enter_call", agreed.arrangement.reference, operator, who, at, partner=partner, **given)
        one = ToldSuspension.objects.create(
            partner=partner,
            arrangement=agreed.arrangement,
            operator_id=number,
            told_at=told_at,
            called_back=True,
            said=words,
            entered_by_id=who.person,
            entered_at=at,
            entered_in=row,
            until=until,
            **given,
        )
        changed = withhold(
            operators=[number],
            issuer=partner,
            first=day_of(at, settings.TIME_ZONE),
            last=law.last_day(until, settings.TIME_ZONE),
            source=f"{law.origin_of(partner)} told by telephone, call {one.pk}",
            recorded_in=row,
            at=at,
        )
        if not changed:
            raise CallUnfit("operator", f"{partner} says nothing valid of {operator} now")
        return one


def confirm_call(*, told: ToldSuspension, by: Someone, at: datetime) -> ToldSuspension:
    """Confirm it as the second person: it stands until a list of a later day says otherwise."""
    with transaction.atomic():
        one, who = _open(told, by, at)
        one.confirmed_by_id, one.confirmed_at = who.person, at
        one.save(update_fields=["confirmed_by", "confirmed_at"])
        row = _record("confirm_call", one.arrangement.reference, one.operator.reference, who, at, call=one.pk)
        lengthen(held_in=one.entered_in_id, issuer=one.partner, recorded_in=row, at=at)
        return one


def end_call(*, told: ToldSuspension, reason: str, by: Someone, at: datetime) -> ToldSuspension:
    """End it as the second person: what was withheld is given again from today on."""
    with transaction.atomic():
        one, who = _open(told, by, at)
        one.ended_by_id, one.ended_at, one.reason = who.person, at, texts.text(reason, "reason", needed=True)
        return _end("end_call", one, who, at)


def lapse_calls(*, at: datetime) -> int:
    """End what nobody confirmed within 72 hours; how many."""
    who, done = system("partner-lists"), 0
    rows = ToldSuspension.objects.filter(until__lte=at, confirmed_at__isnull=True, ended_at__isnull=True)
    for number in rows.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            one = _row(number)
            if one.state == "waiting":
                one.ended_at = at
                _end("lapse_call", one, who, at)
                done += 1
    return done


def _open(told: ToldSuspension, by: Someone, at: datetime) -> tuple[ToldSuspension, Actor]:
    lock(told.partner)
    one = _row(told.pk)
    who = in_force().require(by, Permission.SETTLE_CALL, one, at=at)
    if one.state != "waiting" or at >= one.until:
        raise CallSettled(str(one), "it was settled, or its 72 hours are over")
    return one, who


def _row(number: int) -> ToldSuspension:
    rows = ToldSuspension.objects.select_for_update(of=("self",)).select_related("operator", "arrangement")
    return rows.get(pk=number)


def _end(verb: str, one: ToldSuspension, who: Actor, at: datetime) -> ToldSuspension:
    one.save(update_fields=["ended_by", "ended_at", "reason"])
    row = _record(verb, one.arrangement.reference, one.operator.reference, who, at, reason=one.reason, call=one.pk)
    today = day_of(at, settings.TIME_ZONE)
    give_back(held_in=one.entered_in_id, issuer=one.partner, since=today, recorded_in=row, at=at)
    return one


def _check_once(partner: str, operator: int, who: Actor, at: datetime) -> None:
    """Neither twice at a time, nor by the same person again and again."""
    told = ToldSuspension.objects.filter(partner=partner, operator=operator)
    if told.filter(confirmed_at__isnull=True, ended_at__isnull=True).exists():
        raise CallSettled("operator", "a call about it waits for a second person")
    lately = told.filter(entered_by=who.person, entered_at__gt=at - law.BETWEEN_CALLS, confirmed_at__isnull=True)
    if lately.exists():
        raise CallLately("operator", "the last call by the same person was not confirmed")


def _record(
    verb: str, arrangement: str, operator: str, who: Actor, at: datetime, reason: str = "", **after: object
) -> Row:
    return record(
        verb=f"recognition.{verb}",
        actor=who.id,
        subjects=[Subject("arrangement", arrangement), Subject("operator", operator)],
        at=at,
        after=after,
        reason=reason,
    )
