"""Keep what belongs to an arrangement: tasks with their day, documents, minutes, contact points, drafts of terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from trustlane.access import queries as access
from trustlane.access.actors import Actor
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.access.roles import Role
from trustlane.clock.zones import day_of
from trustlane.evidence import actions as evidence
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.recognition import terms as law
from trustlane.recognition import texts
from trustlane.recognition.labels import CONTACTS, DIRECTIONS, DOCUMENTS
from trustlane.recognition.models import Arrangement, Contact, DirectionDraft, Minutes, Paper, Partner, Task
from trustlane.recognition.permits import Permission
from trustlane.recognition.refusals import DayUnfit, DoneBefore, PartnerUnfit, PersonUnfit, TextUnfit, WrongStage
from trustlane.recognition.stages import DRAFTING, ENDED, Stage


def add_task(*, arrangement: Arrangement, title: str, owner: int, due: date, by: Someone, at: datetime) -> Task:
    """Give somebody of the desk, or a decision maker, something to do by a day."""
    with transaction.atomic():
        one, who = _opened(arrangement, Permission.KEEP_ARRANGEMENT, by, at)
        what = texts.line(title, "task")
        person = User.objects.filter(pk=owner).first()
        if person is None or not access.actor_of(person, at=at).holds(Role.MRA_DESK, Role.DECISION_MAKER):
            raise PersonUnfit("owner", f"person {owner} neither keeps agreements nor decides")
        texts.near(due, "due", day_of(at, settings.TIME_ZONE))
        row = _record(one, "add_task", who, at, {"title": what, "owner": owner, "due": due})
        return Task.objects.create(
            arrangement=one, title=what, owner=person, due=due, by=who.id, at=at, recorded_in=row
        )


def finish_task(*, task: Task, note: str = "", by: Someone, at: datetime) -> Task:
    """Say that a task is done, and what came of it; once."""
    with transaction.atomic():
        one, who = _opened(task.arrangement, Permission.KEEP_ARRANGEMENT, by, at)
        locked = Task.objects.select_for_update().get(pk=task.pk)
        if locked.done_in_id is not None:
            raise DoneBefore("task", f"it was done on {locked.done_at:%Y-%m-%d}")
        said = texts.text(note, "note")
        row = _record(one, "finish_task", who, at, {"task": locked.pk, "title": locked.title}, reason=said)
        locked.done_in, locked.done_by, locked.done_at, locked.note = row, who.id, at, said
        locked.save(update_fields=["done_in", "done_by", "done_at", "note"])
        return locked


def keep_paper(
    *,
    arrangement: Arrangement,
    kind: str,
    name: str,
    media_type: str,
    stream: BinaryIO,
    speaks_of: date | None = None,
    by: Someone,
    at: datetime,
) -> Paper:
    """Keep a document of the arrangement; refused by an EvidenceRefusal where it cannot be kept."""
    with transaction.atomic():
        one, who = _opened(arrangement, Permission.KEEP_ARRANGEMENT, by, at)
        texts.one_of(kind, "kind", DOCUMENTS)
        document = evidence.keep(name=name, media_type=media_type, speaks_of=speaks_of, by=who, at=at, stream=stream)
        row = _record(one, "keep_paper", who, at, {"document": document.pk, "sha256": document.sha256, "kind": kind})
        return Paper.objects.create(arrangement=one, document=document, kind=kind, by=who.id, at=at, recorded_in=row)


def keep_minutes(
    *, arrangement: Arrangement, held_on: date, place: str, present: str, text: str, by: Someone, at: datetime
) -> Minutes:
    """Keep the minutes of a meeting."""
    with transaction.atomic():
        one, who = _opened(arrangement, Permission.KEEP_ARRANGEMENT, by, at)
        today = day_of(at, settings.TIME_ZONE)
        if texts.near(held_on, "held on", today) > today:
            raise DayUnfit("held on", f"{held_on.isoformat()} is still to come")
        row = _record(one, "keep_minutes", who, at, {"held_on": held_on, "place": place.strip()})
        return Minutes.objects.create(
            arrangement=one,
            held_on=held_on,
            place=texts.line(place, "place"),
            present=texts.text(present, "present", needed=True),
            text=texts.text(text, "minutes", needed=True),
            by=who.id,
            at=at,
            recorded_in=row,
        )


def add_contact(
    *,
    arrangement: Arrangement,
    partner: str,
    purpose: str,
    name: str,
    mailbox: str = "",
    telephone: str = "",
    by: Someone,
    at: datetime,
) -> Contact:
    """Name whom to reach about what: at a partner by its code, or at ours ("")."""
    with transaction.atomic():
        one, who = _opened(arrangement, Permission.KEEP_ARRANGEMENT, by, at)
        of = _partner(one, partner) if partner else None
        given = {
            "purpose": texts.one_of(purpose, "purpose", CONTACTS),
            "name": texts.line(name, "name"),
            "mailbox": texts.line(mailbox, "mailbox", needed=False),
            "telephone": texts.line(telephone, "telephone", needed=False),
        }
        if not given["mailbox"] and not given["telephone"]:
            raise TextUnfit("mailbox", "neither a mailbox nor a telephone is given")
        row = _record(one, "add_contact", who, at, {"partner": partner, "purpose": purpose})
        return Contact.objects.create(arrangement=one, partner=of, by=who.id, at=at, recorded_in=row, **given)


def end_contact(*, contact: Contact, by: Someone, at: datetime) -> Contact:
    """Say that somebody is to be reached no longer; once."""
    with transaction.atomic():
        one, who = _opened(contact.arrangement, Permission.KEEP_ARRANGEMENT, by, at)
        locked = Contact.objects.select_for_update().get(pk=contact.pk)
        if locked.ended_in_id is not None:
            raise DoneBefore("contact point", f"it ended on {locked.ended_at:%Y-%m-%d}")
        row = _record(one, "end_contact", who, at, {"contact": locked.pk})
        locked.ended_in, locked.ended_by, locked.ended_at = row, who.id, at
        locked.save(update_fields=["ended_in", "ended_by", "ended_at"])
        return locked


def draft_terms(
    *,
    arrangement: Arrangement,
    partner: str,
    direction: str,
    words: Mapping[str, Any] | None,
    by: Someone,
    at: datetime,
) -> DirectionDraft:
    """Draft the terms of one direction, or (None) that nothing is agreed for it; they count once two sign them."""
    with transaction.atomic():
        one, who = _opened(arrangement, Permission.DRAFT_TERMS, by, at)
        if one.stage not in DRAFTING:
            raise WrongStage("draft_terms", one.stage, sorted(DRAFTING))
        of = _partner(one, partner)
        texts.one_of(direction, "direction", DIRECTIONS)
        read = None if words is None else law.read(words, place=f"{of.code}.{direction}")
        kept = law.written(read) if read else None
        row = _record(
            one,
            "draft_terms",
            who,
            at,
            {"partner": of.code, "direction": direction, "digest": read.digest if read else ""},
        )
        return DirectionDraft.objects.create(
            arrangement=one, partner=of, direction=direction, words=kept, by=who.id, at=at, recorded_in=row
        )


def _opened(arrangement: Arrangement, permission: Permission, by: Someone, at: datetime) -> tuple[Arrangement, Actor]:
    """The arrangement, locked, and who acts; nothing more is kept once it has ended."""
    locked = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
    who = in_force().require(by, permission, locked, at=at)
    if locked.stage in ENDED:
        raise WrongStage(permission.value, locked.stage, sorted(set(Stage) - ENDED))
    return locked, who


def _partner(arrangement: Arrangement, code: str) -> Partner:
    found = Partner.objects.filter(arrangement=arrangement, code=code[:2]).first() if len(code) == 2 else None
    if found is None:
        raise PartnerUnfit("partner", f"{code[:20]!r} is no partner of {arrangement.reference}")
    return found


def _record(
    arrangement: Arrangement, name: str, who: Actor, at: datetime, after: Mapping[str, object], *, reason: str = ""
) -> Row:
    return record(
        verb=f"recognition.{name}",
        actor=who.id,
        subjects=[Subject("arrangement", arrangement.reference)],
        at=at,
        after=after,
        reason=reason,
    )
