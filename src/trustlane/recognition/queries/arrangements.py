"""Arrangements as lists and as files, as of any instant: where each stands, what is next, what is agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from trustlane.access import queries as access
from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.recognition import terms as law
from trustlane.recognition.models import (
    Arrangement,
    Contact,
    DirectionDraft,
    Event,
    Minutes,
    Paper,
    Partner,
    Task,
    Terms,
)
from trustlane.recognition.moves import (
    AGREEING,
    MOVES,
    NEXT,
    OPEN,
    OPEN_SAYS,
    SETTLES,
    Move,
    gives,
    hold_ends,
    moves_from,
    standing,
)
from trustlane.recognition.permits import Moving, Permission
from trustlane.recognition.queries import comparisons, drafts
from trustlane.recognition.queries.comparisons import ComparisonFile
from trustlane.recognition.stages import ENDED, Stage


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner of an arrangement."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What somebody has to do."""

    id: int
    title: str
    owner: int
    owner_name: str
    due: date
    done_at: datetime | None
    done_by: str
    note: str


@dataclass(frozen=True)
class ArrangementRow:
    """One line of the list."""

    id: int
    reference: str
    title: str
    plurilateral: bool
    partners: tuple[PartnerRow, ...]
    stage: str
    came_from: str
    since: datetime
    last_event: int
    owner: int | None
    owner_name: str
    next_move: str
    due: date | datetime | None  # of the task that is due first, or the end of a hold
    due_what: str  # the title of that task; "" for a hold

    @property
    def ended(self) -> bool:
        """It goes on no longer."""
        return self.stage in ENDED


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the timeline."""

    number: int
    move: str
    says: str
    source: str
    target: str
    by_name: str
    at: datetime
    reason: str
    data: Mapping[str, Any]
    ledger_row: int


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A document of the arrangement."""

    id: int
    document: int
    kind: str
    name: str
    size: int
    speaks_of: date | None
    sha256: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MinutesRow:
    """Minutes of a meeting."""

    id: int
    held_on: date
    place: str
    present: str
    text: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Whom to reach about what; with an empty code, at ours."""

    id: int
    code: str
    purpose: str
    name: str
    mailbox: str
    telephone: str


@dataclass(frozen=True, slots=True)
class TermsRow:
    """The terms of one direction, drafted, proposed or in force."""

    code: str
    direction: str
    terms: law.Terms
    by_name: str = ""
    at: datetime | None = None
    changes: tuple[str, ...] = ()  # the names of the terms that differ from those in force


@dataclass(frozen=True, slots=True)
class Agreed:
    """What two persons agreed: from which day it counts, and the terms."""

    begins: date
    event: int
    terms: tuple[TermsRow, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """What one side owes the other, and on which day next; None upon an event."""

    code: str
    by_us: bool
    debt: law.Debt
    due: date | None


@dataclass(frozen=True)
class ArrangementFile:
    """One arrangement as of an instant."""

    row: ArrangementRow
    timeline: tuple[EventRow, ...]
    tasks: tuple[TaskRow, ...]
    papers: tuple[PaperRow, ...]
    minutes: tuple[MinutesRow, ...]
    contacts: tuple[ContactRow, ...]
    drafts: tuple[TermsRow, ...]
    proposed: Agreed | None  # what waits for a second person
    agreed: Agreed | None  # what counts, or counts from its day on
    owed: tuple[Owed, ...]
    comparisons: Mapping[str, ComparisonFile]  # by the code of the partner
    gives: bool  # operators of a partner get what the terms say
    moves: tuple[Move, ...] = field(default=())

    def draft(self, code: str, direction: str) -> TermsRow | None:
        """The draft of a direction."""
        return next((one for one in self.drafts if (one.code, one.direction) == (code, direction)), None)


def find(reference: str) -> Arrangement | None:
    """The arrangement of that reference."""
    return Arrangement.objects.filter(reference=reference).first()


def partner(arrangement: Arrangement, code: str) -> Partner | None:
    """The partner of that code."""
    return Partner.objects.filter(arrangement=arrangement, code=code).first()


def task(arrangement: Arrangement, number: int) -> Task | None:
    """The task of that number."""
    return Task.objects.filter(arrangement=arrangement, pk=number).first() if number < 1 << 62 else None


def contact(arrangement: Arrangement, number: int) -> Contact | None:
    """The contact point of that number."""
    return Contact.objects.filter(arrangement=arrangement, pk=number).first() if number < 1 << 62 else None


def paper(arrangement: Arrangement, number: int) -> Paper | None:
    """The document of that number, as a paper of the arrangement."""
    rows = Paper.objects.filter(arrangement=arrangement).select_related("document")
    return rows.filter(document=number).first() if number < 1 << 62 else None


def rows(
    by: Someone, *, at: datetime, ended: bool = False, search: str = "", mine: bool = False
) -> list[ArrangementRow]:
    """The arrangements that go on, or those that ended, the one that is due first on top."""
    who = in_force().require(by, Permission.SEE_ARRANGEMENTS, at=at)
    found = _rows().filter(stage__in=ENDED) if ended else _rows().exclude(stage__in=ENDED)
    if mine:
        found = found.filter(owner=who.person)
    listed = [_row(one, at) for one in found]
    wanted = search.strip().casefold()[:100]
    if wanted:
        listed = [one for one in listed if wanted in _searched(one)]
    return sorted(listed, key=lambda one: (one.due is None, str(one.due or ""), one.id))


def arrangement_file(
    arrangement: Arrangement, by: Someone, *, at: datetime, as_of: datetime | None = None
) -> ArrangementFile:
    """One arrangement as a person may see it, as it was known at an instant (None: now)."""
    who = in_force().require(by, Permission.SEE_ARRANGEMENTS, arrangement, at=at)
    known = as_of or at
    one = _rows().get(pk=arrangement.pk)
    events = [event for event in one.events.order_by("number") if event.at <= known]
    if not events:
        raise Arrangement.DoesNotExist
    row = _row(one, known) if as_of is None else _row_then(one, events, known)
    stage, came_from = Stage(row.stage), Stage(row.came_from) if row.came_from else None
    agreed, proposed = _agreed(one, events), _proposed(one, events, stage)
    drafted = tuple(_drafts(one, known, agreed))
    today = day_of(known, settings.TIME_ZONE)
    return ArrangementFile(
        row=row,
        timeline=_timeline(events),
        tasks=_tasks(one, known),
        papers=_papers(one, known),
        minutes=_minutes(one, known),
        contacts=_contacts(one, known),
        drafts=drafted,
        proposed=proposed,
        agreed=agreed,
        owed=tuple(_owed(agreed, today)) if agreed and stage not in ENDED else (),
        comparisons=_comparisons(one, as_of, today),
        gives=gives(stage, came_from, row.since, known) and (agreed is not None and agreed.begins <= today),
        moves=()
        if as_of is not None
        else tuple(
            move for move in moves_from(Stage(one.stage)) if in_force().may(who, Moving(move.name), one, at=at).allowed
        ),
    )


def proposed_by(arrangement: Arrangement) -> EventRow | None:
    """The event that waits for a second person; None where nothing does."""
    begun = [name for move, names in SETTLES.items() if arrangement.stage in MOVES[move].sources for name in names]
    found = Event.objects.filter(arrangement=arrangement, move__in=begun).order_by("-number").first()
    return _timeline([found])[0] if found else None


def _rows() -> Any:
    return (
        Arrangement.objects.select_related("owner")
        .prefetch_related(
            Prefetch("partners", Partner.objects.order_by("pk")),
            Prefetch("tasks", Task.objects.order_by("due", "pk")),
        )
        .order_by("-pk")
    )


def _row(one: Arrangement, at: datetime) -> ArrangementRow:
    return _made_row(one, one.stage, one.came_from, one.since, one.last_event, one.owner_id, at)


def _row_then(one: Arrangement, events: Sequence[Event], at: datetime) -> ArrangementRow:
    """The row as the events up to an instant make it."""
    moved = [event for event in events if event.source != event.target]
    owners = [event.data["owner"] for event in events if event.move == "give_owner"]
    opened = events[0].person_id
    return _made_row(
        one,
        moved[-1].target,
        moved[-1].source,
        moved[-1].at,
        events[-1].number,
        owners[-1] if owners else opened,
        at,
    )


def _made_row(
    one: Arrangement, stage: str, came_from: str, since: datetime, last: int, owner: int | None, at: datetime
) -> ArrangementRow:
    counts = standing(Stage(stage), since, at)
    open_tasks = [task for task in one.tasks.all() if task.at <= at and (task.done_at is None or task.done_at > at)]
    due: date | datetime | None = open_tasks[0].due if open_tasks else None
    what = open_tasks[0].title if open_tasks else ""
    if counts is Stage.HELD:
        due, what = hold_ends(since), ""
    names = access.names({f"user:{owner}"}) if owner else {}
    return ArrangementRow(
        id=one.pk,
        reference=one.reference,
        title=one.title,
        plurilateral=one.plurilateral,
        partners=tuple(PartnerRow(each.pk, each.code, each.name) for each in one.partners.all()),
        stage=stage,
        came_from=came_from,
        since=since,
        last_event=last,
        owner=owner,
        owner_name=names[f"user:{owner}"].full_name if owner else "",
        next_move=NEXT.get(Stage(stage), ""),
        due=due,
        due_what=what,
    )


def _searched(one: ArrangementRow) -> str:
    words = [one.reference, one.title, *(f"{each.code} {each.name}" for each in one.partners)]
    return " ".join(words).casefold()


def _timeline(events: Sequence[Event]) -> tuple[EventRow, ...]:
    names = access.names({event.by for event in events})
    return tuple(
        EventRow(
            number=event.number,
            move=event.move,
            says=OPEN_SAYS if event.move == OPEN else MOVES[event.move].says,
            source=event.source,
            target=event.target,
            by_name=names[event.by].full_name,
            at=event.at,
            reason=event.reason,
            data=event.data,
            ledger_row=event.recorded_in_id,
        )
        for event in events
    )


def _tasks(one: Arrangement, known: datetime) -> tuple[TaskRow, ...]:
    found = [task for task in one.tasks.select_related("owner").order_by("due", "pk") if task.at <= known]
    names = access.names({task.done_by for task in found if task.done_by})

    def row(task: Task) -> TaskRow:
        done = task.done_at is not None and task.done_at <= known
        by = names[task.done_by].full_name if done else ""
        return TaskRow(
            task.pk,
            task.title,
            task.owner_id,
            task.owner.full_name,
            task.due,
            task.done_at if done else None,
            by,
            task.note if done else "",
        )

    told = [row(task) for task in found]
    return tuple(sorted(told, key=lambda each: (each.done_at is not None, each.due, each.id)))


def _papers(one: Arrangement, known: datetime) -> tuple[PaperRow, ...]:
    found = [paper for paper in one.papers.select_related("document").order_by("-pk") if paper.at <= known]
    names = access.names({paper.by for paper in found})
    return tuple(
        PaperRow(
            paper.pk,
            paper.document_id,
            paper.kind,
            paper.document.name,
            paper.document.size,
            paper.document.speaks_of,
            paper.document.sha256,
            names[paper.by].full_name,
            paper.at,
        )
        for paper in found
    )


def _minutes(one: Arrangement, known: datetime) -> tuple[MinutesRow, ...]:
    found: list[Minutes] = [each for each in one.minutes.order_by("-held_on", "-pk") if each.at <= known]
    names = access.names({each.by for each in found})
    return tuple(
        MinutesRow(each.pk, each.held_on, each.place, each.present, each.text, names[each.by].full_name, each.at)
        for each in found
    )


def _contacts(one: Arrangement, known: datetime) -> tuple[ContactRow, ...]:
    found = one.contacts.select_related("partner").order_by("partner__code", "purpose", "pk")
    return tuple(
        ContactRow(
            each.pk,
            each.partner.code if each.partner else "",
            each.purpose,
            each.name,
            each.mailbox,
            each.telephone,
        )
        for each in found
        if each.at <= known and (each.ended_at is None or each.ended_at > known)
    )


def _drafts(one: Arrangement, known: datetime, agreed: Agreed | None) -> list[TermsRow]:
    found: list[DirectionDraft] = list(drafts.newest(one, at=known).values())
    names = access.names({draft.by for draft in found})
    in_force_now = {(each.code, each.direction): each.terms for each in agreed.terms} if agreed else {}
    return [
        TermsRow(
            draft.partner.code,
            draft.direction,
            read := law.read(draft.words),
            names[draft.by].full_name,
            draft.at,
            law.differences(in_force_now.get((draft.partner.code, draft.direction)), read) if agreed else (),
        )
        for draft in found
    ]


def _agreed(one: Arrangement, events: Sequence[Event]) -> Agreed | None:
    last = next((event for event in reversed(events) if event.move in AGREEING), None)
    if last is None:
        return None
    terms = _terms(one, events, last.data["proposed_in"])
    return Agreed(date.fromisoformat(last.data["begins"]), last.number, terms)


def _proposed(one: Arrangement, events: Sequence[Event], stage: Stage) -> Agreed | None:
    if stage not in (Stage.SIGNING, Stage.CHANGING):
        return None
    last = next(event for event in reversed(events) if event.target == stage and event.source != stage)
    return Agreed(date.fromisoformat(last.data["begins"]), last.number, _terms(one, events, last.number))


def _terms(one: Arrangement, events: Sequence[Event], number: int) -> tuple[TermsRow, ...]:
    proposing = next(event for event in events if event.number == number)
    found = Terms.objects.filter(proposed_in=proposing).select_related("partner").order_by("partner", "direction")
    return tuple(TermsRow(each.partner.code, each.direction, law.read(each.words)) for each in found)


def _owed(agreed: Agreed, today: date) -> list[Owed]:
    """Who tells owes: inward it is the partner, outward we."""
    found = [
        Owed(each.code, each.direction == law.OUTWARD, debt, debt.due(max(today, agreed.begins)))
        for each in agreed.terms
        for debt in each.terms.owes
    ]
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, one.code))


def _comparisons(one: Arrangement, as_of: datetime | None, today: date) -> dict[str, ComparisonFile]:
    found = {}
    for each in one.partners.all():
        comparison = comparisons.of_partner(each)
        if comparison is not None and (as_of is None or comparison.at <= as_of):
            on = today if as_of is None else None
            found[each.code] = comparisons.comparison_file(comparison, at=as_of, on=on)
    return found
