"""How every deed of a case is done: lock, permit, move, save, assert standing, record; the verbs beside this use it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection

from trustlane.access.actors import Actor, person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.programme.actions.effects import say
from trustlane.programme.actions.owned import require_own
from trustlane.programme.actions.telling import tell
from trustlane.programme.came import Came, has_account, spoken
from trustlane.programme.clocks import checks
from trustlane.programme.clocks.events import ClockRefused
from trustlane.programme.labels import RECEIVED
from trustlane.programme.models import Case, Event
from trustlane.programme.moves import AGAINST, APPEALS, ENTERED, Effect, Move, move_named, target_of
from trustlane.programme.notices.table import TOLD_LAST
from trustlane.programme.permits import Moving
from trustlane.programme.presets import preset_named
from trustlane.programme.queries.clocks import told
from trustlane.programme.queries.cutovers import only_shown
from trustlane.programme.queries.dues import Due, dues, refresh
from trustlane.programme.refusals import CaseChanged, ClockSaysNo, DualRun, ReasonMissing, ReceiptUnfit
from trustlane.programme.stages import Stage
from trustlane.programme.texts import one_of, plain_text

# The case rows follow their events; the triggers see each, as they do with any deed.
FOLLOW = """
UPDATE programme_case AS held SET last_event = made.last_event, due = made.due, due_term = made.due_term,
    turn = made.turn, wakes = made.wakes, ends = made.ends,
    wants_time = made.wants_time
FROM json_to_recordset(%s::json) AS made (
    id bigint, last_event integer, due timestamptz, due_term text, turn text, wakes timestamptz,
    ends jsonb, wants_time boolean
) WHERE held.id = made.id
"""
# What the operator sends to where its case stands, and can have sent only since then.
ANSWERS_WHERE_IT_STANDS = {"hear", "answer_correction", "comment_report", "meet_condition"}
# What of a case row is reckoned from its events.
RECKONED = ("due", "due_term", "turn", "wakes", "ends", "wants_time")


@dataclass(frozen=True, slots=True)
class Begun:
    """A move that may be made: the case is locked, the person permitted, the table asked."""

    case: Case
    who: Actor
    move: Move
    target: Stage
    at: datetime
    came: Came | None = None  # of a move of the operator that an officer enters for it

    @property
    def on(self) -> date:
        """The day of the deed, in the zone of the administration."""
        return day_of(self.at, settings.TIME_ZONE)

    @property
    def spoken(self) -> datetime:
        """The instant by which a time limit is kept: of what was sent, the end of the day it came."""
        return spoken(self.at, self.came.on if self.came else None)


def begin(
    name: str, case: Case, *, by: Someone, at: datetime, seen: int | None = None, came: Came | None = None
) -> Begun:
    """Lock the case and ask permits and table; within a transaction.

    ``seen`` is the number of the last event on the page the person looked at: refused where the case moved since, so
    that nobody decides upon what nobody has seen. ``came`` says how and when it came what an officer enters for the
    operator; without it, and with it where the operator speaks itself, ReceiptUnfit is raised. So it is where somebody
    with an account acts for the operator, and the paper itself is not kept with it.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
    who = in_force().require(by, Moving(name), locked, at=at)
    if seen is not None and seen != locked.last_event:
        raise CaseChanged(f"{locked.reference} was moved since this page was made.")
    last = Event.objects.filter(case=locked, number=locked.last_event).values_list("at", flat=True).first()
    if last is not None and at < last:
        raise CaseChanged(f"{locked.reference} was moved on {last.isoformat()}, after {at.isoformat()}.")
    require_cut_over(locked, at=at)
    target = target_of(name, Stage(locked.stage), Stage(locked.came_from) if locked.came_from else None)
    move = move_named(name)
    _require_receipt(locked, move, who, came, at)
    return Begun(locked, who, move, target, at, came)


LONGEST_AGO = timedelta(days=366)  # what came earlier is more likely a year mistyped


def require_day(received: date, *, at: datetime, since: date = date.min) -> None:
    """Raise ReceiptUnfit where nothing can have come on that day: it is not over a year ago, nor before ``since``."""
    on = day_of(at, settings.TIME_ZONE)
    first = max(on - LONGEST_AGO, since)
    if not first <= received <= on:
        raise ReceiptUnfit(f"It would have come in on {received}; expected a day from {first} to today, {on}.")


def _require_receipt(case: Case, move: Move, who: Actor, came: Came | None, at: datetime) -> None:
    entered = move.name in ENTERED and not who.operator
    if came is None and not entered:
        return
    if came is None:
        raise ReceiptUnfit("Who enters what an operator sent says how and on which day it came.")
    if not entered:
        raise ReceiptUnfit(f"'{move.name.replace('_', ' ')}' is nothing that was sent to the office.")
    one_of(came.channel, "way in which it came", RECEIVED)
    require_day(came.on, at=at, since=_first_day(case, move))
    require_own(case, came.evidence)
    if not came.evidence and has_account(case.operator.reference, at=at):
        raise ReceiptUnfit("Somebody with an account acts for this firm: what it sent is entered with the paper.")


def _first_day(case: Case, move: Move) -> date:
    """The first day on which what this move rests on can have come: what it answers, or the case, was there by then."""
    events = Event.objects.filter(case=case)
    if move.name == "answer_information":
        since = events.filter(move="ask_information").order_by("-number").values_list("at", flat=True).first()
    elif move.name in APPEALS:
        since = events.filter(move=AGAINST[move.name]).order_by("-number").values_list("at", flat=True).first()
    elif move.name in ANSWERS_WHERE_IT_STANDS:
        since = case.since
    else:
        first = events.order_by("number").values_list("data", flat=True).first() or {}
        if "on" in first:
            return date.fromisoformat(str(first["on"]))
        since = case.opened_at
    return day_of(since or case.since, settings.TIME_ZONE)


def complete(
    begun: Begun,
    *,
    reason: str = "",
    legal_basis: str = "",
    data: Mapping[str, object] | None = None,
) -> Event:
    """Append the event, record it, bring the case to where it leads, say what that makes of the standing, and tell.

    Terms that the move decides hang on the event, so the caller writes them after it in the same transaction, says what
    they make of the standing, and calls ``reckon``: see ``deciding.grant``. Of moves that write more
    after their event (``TOLD_LAST``) the caller also tells, when that is done.
    """
    case, move = begun.case, begun.move
    data = _with_receipt(begun, data or {})
    reason, legal_basis = plain_text(reason, "The reason"), plain_text(legal_basis, "The legal basis")
    if move.reasoned and not reason:
        raise ReasonMissing(f"'{move.name.replace('_', ' ')}' needs a reason.")
    row = _record(begun, reason, legal_basis, data)
    event = append(
        case,
        move=move.name,
        target=begun.target,
        by=begun.who.id,
        at=begun.at,
        reason=reason,
        legal_basis=legal_basis,
        data=data,
        row=row,
    )
    if move.effect not in (Effect.NONE, Effect.ASSERT, Effect.CHANGE, Effect.CHANGE_IF_SUSPENSIVE):
        say(case, move.effect, row=row, at=begun.at)
    if move.name not in TOLD_LAST:
        tell(event)
    return event


def _with_receipt(begun: Begun, data: Mapping[str, object]) -> Mapping[str, object]:
    """What an event tells, with how and when it came what it rests on; scans stand beside other documents."""
    came = begun.came
    if came is None:
        return data
    others = data.get("evidence")
    documents = sorted({*came.evidence, *(others if isinstance(others, list) else ())})
    receipt = came.told(begun.case.operator.reference)
    return {**data, **receipt, **({"evidence": documents} if documents else {})}


def stating(begun: Begun, days: int | None) -> dict[str, object]:
    """What the event tells of how long a period is, where the person says so; ClockSaysNo beyond what its term allows.

    Nothing where nobody says: then the period is as long as the preset has it.
    """
    if days is None:
        return {}
    data: dict[str, object] = {"days": days}
    from_day = {"on": begun.came.on.isoformat()} if begun.came else {}
    try:
        for tick in told(begun.move.name, begun.at, data | from_day):
            checks.check_stated(preset_named(begun.case.preset), tick, settings.TIME_ZONE)
    except ClockRefused as refusal:
        raise ClockSaysNo(str(refusal)) from refusal
    return data


def append(
    case: Case,
    *,
    move: str,
    target: Stage,
    by: str,
    at: datetime,
    row: Row,
    reason: str = "",
    legal_basis: str = "",
    data: Mapping[str, object] | None = None,
) -> Event:
    """The next event of a locked case; the case row follows it."""
    source = case.stage if case.last_event else ""
    event = Event.objects.create(
        case=case,
        number=case.last_event + 1,
        move=move,
        source=source,
        target=target,
        path=f"{move}:{source}>{target}",
        by=by,
        person_id=person_of(by) or None,
        at=at,
        reason=reason,
        legal_basis=legal_basis,
        data=dict(data or {}),
        recorded_in=row,
    )
    if target != source:
        case.came_from, case.stage, case.since = source, target, at
    case.last_event = event.number
    refresh(case)
    case.save(update_fields=["stage", "came_from", "since", "last_event", *RECKONED])
    return event


def reckon(case: Case) -> None:
    """Reckon anew when the case next wakes: what was decided was written after the event that decided it."""
    refresh(case)
    case.save(update_fields=RECKONED)


def reckon_all(cases: Sequence[Case], events: Mapping[int, Sequence[Event]] | None = None) -> None:
    """The same of many locked cases by one statement, with the last event of each; ``events`` where they are known."""
    first = dues(cases, events)
    told = [{"id": case.pk, "last_event": case.last_event, **_told(first[case.pk])} for case in cases]
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [json.dumps(told)])


def _told(due: Due) -> dict[str, object]:
    told: dict[str, object] = {
        name: at.isoformat() if at else None for name, at in (("due", due.at), ("wakes", due.wakes))
    }
    return told | {"due_term": due.term, "turn": due.turn, "ends": dict(due.ends), "wants_time": due.wants_time}


def require_cut_over(case: Case, *, at: datetime) -> None:
    """Raise DualRun where the case was brought from another system that still decides on it."""
    if only_shown(case, at=at):
        raise DualRun(f"{case.reference} is only shown: the system it comes from still decides on it.")


def next_number() -> int:
    """The number the next case will have: known before the row is written, because its reference holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('programme_case', 'id'))")
        return int(cursor.fetchone()[0])


def subjects(case: Case) -> list[Subject]:
    """What a deed in a case is about."""
    return [Subject("case", case.reference), Subject("operator", case.operator.reference)]


def _record(begun: Begun, reason: str, legal_basis: str, data: Mapping[str, object]) -> Row:
    return record(
        verb=f"programme.{begun.move.name}",
        actor=begun.who.id,
        subjects=subjects(begun.case),
        at=begun.at,
        before={"stage": begun.case.stage},
        after={"stage": begun.target, "legal_basis": legal_basis, **data},
        reason=reason,
    )
