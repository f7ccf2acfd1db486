"""Say what a validator can do and speaks, with whom it has a conflict of interest, and when it is away."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme.labels import QUALIFICATIONS
from trustlane.programme.models import Qualification
from trustlane.programme.permits import Permission
from trustlane.programme.refusals import NotAsked, ReasonMissing, TermsMissing
from trustlane.programme.texts import plain_text

SHORT = 400  # characters


def declare(
    *,
    person: User,
    kind: str,
    by: Someone,
    at: datetime,
    value: str = "",
    first: date | None = None,
    last: date | None = None,
    reason: str = "",
) -> Qualification:
    """Say something of a validator; it counts for every draw from then on, or from ``first`` to ``last``."""
    if kind not in QUALIFICATIONS:
        raise TermsMissing(f"{kind!r} is none of {', '.join(QUALIFICATIONS)}.")
    if kind == "absence" and (first is None or last is None or last < first):
        raise TermsMissing("An absence has a first and a last day, in that order.")
    value, reason = plain_text(value, "What is said", SHORT), plain_text(reason, "The reason")
    if kind != "absence" and not value:
        raise TermsMissing(f"A {kind} says which.")
    if first is not None and last is not None and last < first:
        raise TermsMissing(f"It ends on {last}, before it begins on {first}.")
    with transaction.atomic():
        who = in_force().require(by, Permission.QUALIFY, person, at=at)
        kept = Qualification.objects.create(
            person=person,
            kind=kind,
            value=value,
            first=first,
            last=last,
            reason=reason,
            by=who.id,
            at=at,
        )
        record(
            verb="programme.declare",
            actor=who.id,
            subjects=[Subject("user", str(person.pk)), Subject("qualification", str(kept.pk))],
            at=at,
            after={"kind": kind, "value": kept.value, "first": first, "last": last},
            reason=reason,
        )
    return kept


def end_declaration(*, declared: Qualification, by: Someone, at: datetime, reason: str) -> Qualification:
    """Say that something no longer holds; that it held stays readable."""
    reason = plain_text(reason, "The reason")
    if not reason:
        raise ReasonMissing("What no longer holds ends with a reason.")
    with transaction.atomic():
        locked = Qualification.objects.select_for_update(of=("self",)).select_related("person").get(pk=declared.pk)
        who = in_force().require(by, Permission.QUALIFY, locked.person, at=at)
        if locked.ended_at is not None:
            raise NotAsked("It was ended before.")
        locked.ended_at, locked.ended_by = at, who.id
        locked.save(update_fields=["ended_at", "ended_by"])
        record(
            verb="programme.end_declaration",
            actor=who.id,
            subjects=[Subject("user", str(locked.person_id)), Subject("qualification", str(locked.pk))],
            at=at,
            before={"kind": locked.kind, "value": locked.value},
            reason=reason,
        )
    return locked
