"""Covert holds and agencies' stops: placed by one, ratified by another within 72 hours or lapsed, ended by one.

The record says that a hold was placed, ratified or ended, and by whom; on whom, and why, stays in selectivity, for the
record is read by people who need not know it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.parties import queries as parties
from trustlane.selectivity.holding import LONGEST, About, State
from trustlane.selectivity.models import Hold, HoldEnded, HoldRatified
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.queries.holds import held
from trustlane.selectivity.refusals import HoldDoesNothing, HoldSettled, HoldTooLong


def place(
    *,
    about: About,
    subject: str,
    reason: str,
    withdraws_credit: bool,
    demands_look: bool,
    until: datetime,
    by: Someone,
    at: datetime,
) -> Hold:
    """Place a hold on an operator (by one of its numbers) or on a declaration; it counts from the next screening on."""
    who = in_force().require(by, Permission.PLACE_HOLD, at=at)
    if not withdraws_credit and not demands_look:
        raise HoldDoesNothing("A hold has to withdraw credit, to demand a look, or both.")
    if not at < until <= at + LONGEST:
        raise HoldTooLong(f"A hold ends after {at} and at most {LONGEST.days} days later, not at {until}.")
    with transaction.atomic():
        hold = Hold.objects.create(
            about=about.value,
            subject=subject,
            numbers=list(_numbers(subject, at) if about is About.OPERATOR else (subject,)),
            withdraws_credit=withdraws_credit,
            demands_look=demands_look,
            reason=reason,
            placed_by=who.id,
            placed_at=at,
            until=until,
        )
        record(verb="selectivity.place_hold", actor=who.id, subjects=[_subject(hold)], at=at)
    return hold


def stop(*, reference: str, agency: str, reason: str, until: datetime, by: Someone, at: datetime) -> Hold:
    """Stop a consignment for another agency, by the reference of its declaration, which then is looked at.

    No credit is withdrawn: the agency speaks of these goods and not of who trades them.
    """
    who = in_force().require(by, Permission.PLACE_STOP, agency, at=at)
    if not at < until <= at + LONGEST:
        raise HoldTooLong(f"A stop ends after {at} and at most {LONGEST.days} days later, not at {until}.")
    with transaction.atomic():
        hold = Hold.objects.create(
            about=About.DECLARATION.value,
            subject=reference,
            numbers=[reference],
            withdraws_credit=False,
            demands_look=True,
            reason=reason,
            placed_by=who.id,
            placed_at=at,
            until=until,
            agency=agency,
        )
        record(verb="selectivity.stop", actor=who.id, subjects=[_subject(hold)], at=at)
    return hold


def ratify(*, hold: Hold, by: Someone, at: datetime) -> None:
    """Stand for a hold another person placed, while it is in force by that person's word alone."""
    with transaction.atomic():
        hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
        who = in_force().require(by, Permission.RATIFY_HOLD, hold, at=at)
        state = held(hold).state(at)
        if state is not State.ALONE:
            raise HoldSettled(f"Only a hold that waits for a second person is ratified; this one is {state.value}.")
        HoldRatified.objects.create(hold=hold, placed_by=hold.placed_by, by=who.id, at=at)
        record(verb="selectivity.ratify_hold", actor=who.id, subjects=[_subject(hold)], at=at)


def end(*, hold: Hold, reason: str, by: Someone, at: datetime) -> None:
    """End a hold before its time."""
    with transaction.atomic():
        hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
        who = in_force().require(by, Permission.END_HOLD, hold, at=at)
        if not held(hold).counts(at):
            raise HoldSettled("This hold is in force no longer.")
        HoldEnded.objects.create(hold=hold, by=who.id, at=at, reason=reason)
        record(verb="selectivity.end_hold", actor=who.id, subjects=[_subject(hold)], at=at)


def _numbers(number: str, at: datetime) -> tuple[str, ...]:
    """Everything declarations may call the operator with this number or reference, as it is known now."""
    found = {number}
    for known in (parties.operator(number, known=at), *parties.search(number, known=at, limit=5)):
        if known is None:
            continue
        called = {known.reference}
        for each in known.identifiers:
            called |= {each.identifier.value, each.written}
        if number in called:
            found |= called
    return tuple(sorted(found - {""}))


def _subject(hold: Hold) -> Subject:
    return Subject("hold", str(hold.pk))
