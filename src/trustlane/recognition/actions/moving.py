"""How every deed of an arrangement is done: lock, permit, move, save, record; and each move of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from trustlane.access import queries as access
from trustlane.access.actors import Actor, person_of, system
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.access.roles import Role
from trustlane.clock.zones import day_of
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.recognition import terms as law
from trustlane.recognition import texts
from trustlane.recognition.models import Arrangement, Event, Partner, Terms
from trustlane.recognition.moves import AGREEING, MOVES, OPEN, PROPOSING, SETTLES, hold_ends, move_named, target_of
from trustlane.recognition.permits import Moving, Permission
from trustlane.recognition.queries import drafts
from trustlane.recognition.queries.readiness import missing
from trustlane.recognition.refusals import (
    ArrangementChanged,
    HoldOver,
    NotReady,
    PartnerUnfit,
    PersonUnfit,
    ReasonMissing,
)
from trustlane.recognition.stages import FIRST, Stage

CLOCK = "recognition"  # the part of the system that ends a hold


@dataclass(frozen=True, slots=True)
class Begun:
    """A move that may be made: the arrangement is locked, the person permitted, the table asked."""

    arrangement: Arrangement
    who: Actor
    name: str
    target: Stage
    at: datetime

    @property
    def on(self) -> date:
        """The day of the deed, in the zone of the administration."""
        return day_of(self.at, settings.TIME_ZONE)


def open_arrangement(*, title: str, partners: str, plurilateral: bool, by: Someone, at: datetime) -> Arrangement:
    """Open an arrangement; partners a line each, as ``XB Customs of Northport``."""
    who = in_force().require(by, Permission.OPEN_ARRANGEMENT, at=at)
    called = texts.line(title, "title")
    found = texts.partners(partners, settings.TRUSTLANE_ADMINISTRATION)
    if len(found) > 1 and not plurilateral:
        raise PartnerUnfit("partners", f"{len(found)} partners; a bilateral arrangement has one")
    with transaction.atomic():
        number = _next_number()
        reference = f"MRA-{number}"
        row = _record(reference, OPEN, who, at, after={"title": called, "partners": dict(found)})
        arrangement = Arrangement.objects.create(
            pk=number,
            reference=reference,
            title=called,
            plurilateral=plurilateral,
            opened_at=at,
            stage=FIRST,
            since=at,
            last_event=1,
            owner_id=who.person,
        )
        Partner.objects.bulk_create(
            Partner(arrangement=arrangement, code=code, name=name, by=who.id, at=at, recorded_in=row)
            for code, name in found
        )
        _event(arrangement, 1, OPEN, "", FIRST, who, at, row)
    return arrangement


def move(
    name: str,
    *,
    arrangement: Arrangement,
    by: Someone,
    at: datetime,
    reason: str = "",
    begins: date | None = None,
    owner: int | None = None,
    seen: int | None = None,
) -> Event:
    """Make a move of the table.

    ``seen`` is the number of the last event on the page the person looked at. ``begins`` is the day from which proposed
    terms count (today where it is not said), ``owner`` the person who gets the arrangement.
    """
    move_named(name)
    with transaction.atomic():
        begun = _begin(name, arrangement, by, at, seen)
        said = texts.text(reason, "reason")
        if MOVES[name].reasoned and not said:
            raise ReasonMissing(name.replace("_", " "), "it needs a reason")
        if lacking := missing(begun.arrangement, name):
            raise NotReady(name.replace("_", " "), "; ".join(lacking))
        data = _data(begun, begins, owner)
        event = _complete(begun, said, data)
        if name in PROPOSING:
            _propose(event)
        return event


def end_holds(*, at: datetime) -> int:
    """End what was withheld for 72 hours and not ratified; gives how many."""
    by, done = system(CLOCK), 0
    for one in Arrangement.objects.filter(stage=Stage.HELD, since__lte=at).order_by("pk"):
        if at >= hold_ends(one.since):
            move("end_hold", arrangement=one, by=by, at=at)
            done += 1
    return done


def _begin(name: str, arrangement: Arrangement, by: Someone, at: datetime, seen: int | None) -> Begun:
    """Lock the arrangement and ask permits and table; within a transaction."""
    locked = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
    who = in_force().require(by, Moving(name), locked, at=at)
    if seen is not None and seen != locked.last_event:
        raise ArrangementChanged(locked.reference, "it was moved since this page was made")
    last = Event.objects.filter(arrangement=locked, number=locked.last_event).values_list("at", flat=True).get()
    if at < last:
        raise ArrangementChanged(locked.reference, f"it was moved on {last.isoformat()}, after {at.isoformat()}")
    target = target_of(name, Stage(locked.stage), Stage(locked.came_from) if locked.came_from else None)
    if name == "ratify_hold" and at >= hold_ends(locked.since):
        raise HoldOver(locked.reference, f"it was withheld until {hold_ends(locked.since).isoformat()}")
    return Begun(locked, who, name, target, at)


def _data(begun: Begun, begins: date | None, owner: int | None) -> dict[str, Any]:
    """What a move says beside its reason."""
    if begun.name in PROPOSING:
        day = texts.near(begins or begun.on, "begins", begun.on)
        return {"begins": day.isoformat(), "terms": {key: each.digest for key, each in _drafted(begun).items()}}
    if begun.name in AGREEING:
        proposed = Event.objects.filter(arrangement=begun.arrangement, move__in=SETTLES[begun.name]).latest("number")
        # What is agreed late counts from the day it is agreed.
        day = max(date.fromisoformat(proposed.data["begins"]), begun.on)
        return {"proposed_in": proposed.number, "begins": day.isoformat(), "terms": proposed.data["terms"]}
    if begun.name == "give_owner":
        person = User.objects.filter(pk=owner or 0).first()
        if person is None or not access.actor_of(person, at=begun.at).holds(Role.MRA_DESK):
            raise PersonUnfit("owner", f"person {owner} is not of the desk that keeps agreements")
        begun.arrangement.owner = person
        return {"owner": person.pk}
    return {}


def _drafted(begun: Begun) -> dict[str, law.Terms]:
    newest = drafts.newest(begun.arrangement)
    return {f"{draft.partner.code}.{direction}": law.read(draft.words) for (_, direction), draft in newest.items()}


def _propose(event: Event) -> None:
    """Keep the drafts as they stand now with the move that proposes them."""
    for (partner, direction), draft in drafts.newest(event.arrangement).items():
        read = law.read(draft.words)
        Terms.objects.create(
            proposed_in=event,
            partner_id=partner,
            direction=direction,
            words=law.written(read),
            digest=read.digest,
        )


def _complete(begun: Begun, reason: str, data: Mapping[str, Any]) -> Event:
    """Record, append the event, bring the arrangement to where it leads."""
    one, source = begun.arrangement, begun.arrangement.stage
    row = _record(
        one.reference,
        begun.name,
        begun.who,
        begun.at,
        before={"stage": source},
        after={"stage": begun.target, **data},
        reason=reason,
    )
    event = _event(
        one, one.last_event + 1, begun.name, source, begun.target, begun.who, begun.at, row, reason=reason, data=data
    )
    if begun.target != source:
        one.came_from, one.stage, one.since = source, begun.target, begun.at
    one.last_event = event.number
    one.save(update_fields=["stage", "came_from", "since", "last_event", "owner"])
    return event


def _event(
    arrangement: Arrangement,
    number: int,
    name: str,
    source: str,
    target: Stage,
    who: Actor,
    at: datetime,
    row: Row,
    *,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    return Event.objects.create(
        arrangement=arrangement,
        number=number,
        move=name,
        source=source,
        target=target,
        path=f"{name}:{source}>{target}",
        by=who.id,
        person_id=person_of(who.id) or None,
        at=at,
        reason=reason,
        data=dict(data or {}),
        recorded_in=row,
    )


def _record(
    reference: str,
    name: str,
    who: Actor,
    at: datetime,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> Row:
    return record(
        verb=f"recognition.{name}",
        actor=who.id,
        subjects=[Subject("arrangement", reference)],
        at=at,
        before=before,
        after=after,
        reason=reason,
    )


def _next_number() -> int:
    """The number the next arrangement will have: known before the row is written, because its reference holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('recognition_arrangement', 'id'))")
        return int(cursor.fetchone()[0])
