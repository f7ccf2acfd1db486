"""The paper trail of one case for an auditor: every event beside its row of the record, and what each check found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trustlane.access.actors import id_of_person, person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.evidence import queries as evidence
from trustlane.evidence.models import Document
from trustlane.evidence.refusals import Lost
from trustlane.ledger.models import Row
from trustlane.ledger.queries import Finding, verify
from trustlane.ledger.subjects import Subject
from trustlane.programme.models import FORMER, Answer, Assignment, Case, CorrectionStep, Event, ReportAnswer
from trustlane.programme.models import Finding as Found
from trustlane.programme.moves import MOVES
from trustlane.programme.permits import Permission
from trustlane.programme.queries.asked import questions_by_then
from trustlane.programme.queries.casefile import BEGAN, clock_rows
from trustlane.programme.queries.clocks import running
from trustlane.programme.rows import ClockRow
from trustlane.programme.sampling.eyes import Decision, Deed, decisions
from trustlane.programme.sampling.links import Link, faults

MOST_READ = 300_000_000  # bytes of evidence read again for one page; what is beyond is said to be unread
# Rows of the record that are no events of the case: at most so many are checked for one page.
MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """One event, the row of the record it stands in, and whether both say the same."""

    number: int
    move: str
    says: str
    source: str
    target: str
    by_name: str
    at: datetime
    reason: str
    legal_basis: str
    ledger_row: int
    digest: str
    found: Finding  # what the digest of the row says
    joined: bool  # the row names this case, this hand, this move and this instant
    fault: str  # why it does not follow from the event before; "" where it does


@dataclass(frozen=True, slots=True)
class Hand:
    """What one person, or the clock, did in the case."""

    name: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """One document that something in the case rests on, read again."""

    id: int
    name: str
    sha256: str
    size: int
    about: tuple[str, ...]
    state: str  # kept, lost, unread


@dataclass(frozen=True, slots=True)
class Eyes:
    """One decision, and what speaks against the person who took it."""

    number: int
    says: str
    by_name: str
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """Everything an auditor follows in one case."""

    steps: tuple[Step, ...]
    hands: tuple[Hand, ...]
    eyes: tuple[Eyes, ...]
    proofs: tuple[Proof, ...]
    clocks: tuple[tuple[ClockRow, str], ...]  # with kept, missed, running or over
    others: int  # rows of the record about the case that are no events of it
    others_wrong: tuple[int, ...]  # those that do not say what was recorded
    row_is_its_events: bool  # the row of the case, which worklists read, says what the events say

    @property
    def wrong(self) -> int:
        """How many checks failed."""
        return (
            sum(1 for one in self.steps if one.found is not Finding.INTACT or not one.joined or one.fault)
            + sum(1 for one in self.eyes if one.against)
            + sum(1 for one in self.proofs if one.state == "lost")
            + len(self.others_wrong)
            + (not self.row_is_its_events)
        )


def trail(case: Case, who: Someone, *, at: datetime) -> Trail:
    """The paper trail of a case, each part checked now. Raises access' Refused."""
    permits = in_force()
    permits.require(who, Permission.SAMPLE, at=at)
    permits.require(who, Permission.SEE_INSIDE, case, at=at)
    events = list(Event.objects.filter(case=case).order_by("number"))
    recorded = _rows({event.recorded_in_id for event in events})
    names = _names({event.by for event in events})
    broken = _told(faults([Link(one.number, one.source, one.target, one.at) for one in events]))
    steps = tuple(_step(one, recorded.get(one.recorded_in_id), case, names, broken) for one in events)
    others = list(_about(case).exclude(pk__in=recorded)[:MOST_ROWS])
    return Trail(
        steps=steps,
        hands=_hands(events, names),
        eyes=_eyes(case, events, names),
        proofs=_proofs(case, who, at),
        clocks=tuple((row, kept(row)) for row in clock_rows(running(case, at=at, inside=True), at=at)),
        others=len(others),
        others_wrong=tuple(row.pk for row in others if verify(row) in (Finding.ALTERED, Finding.MISSING)),
        row_is_its_events=bool(events) and (case.stage, case.last_event) == (events[-1].target, events[-1].number),
    )


def kept(clock: ClockRow) -> str:
    """Whether who had to do something did so in time: kept, missed, running, or over where nobody had to."""
    if clock.late:
        return "missed"
    if not clock.ended:
        return "running"
    return "kept" if clock.turn else "over"


def _about(case: Case) -> Any:
    rows = Row.objects.select_related("body").prefetch_related("subjects").order_by("pk")
    return rows.filter(subjects__kind="case", subjects__subject_id=case.reference).distinct()


def _rows(numbers: Iterable[int]) -> dict[int, Row]:
    rows = Row.objects.select_related("body").prefetch_related("subjects")
    return {row.pk: row for row in rows.filter(pk__in=list(numbers))}


def _names(actors: Iterable[str]) -> Mapping[str, str]:
    people = {person_of(actor) for actor in actors} - {0}
    rows = User.objects.filter(pk__in=people).values_list("pk", "full_name")
    return {id_of_person(number): name for number, name in rows}


def _told(found: Iterable[tuple[int, str]]) -> dict[int, str]:
    told: dict[int, str] = {}
    for number, fault in found:
        told.setdefault(number, fault)
    return told


def _says(move: str) -> str:
    return MOVES[move].says if move in MOVES else BEGAN[move]


def _step(event: Event, row: Row | None, case: Case, names: Mapping[str, str], broken: Mapping[int, str]) -> Step:
    return Step(
        number=event.number,
        move=event.move,
        says=_says(event.move),
        source=event.source,
        target=event.target,
        by_name=names.get(event.by, ""),
        at=event.at,
        reason=event.reason,
        legal_basis=event.legal_basis,
        ledger_row=event.recorded_in_id,
        digest="" if row is None else bytes(row.digest).hex(),
        found=Finding.MISSING if row is None else verify(row),
        joined=row is not None and _is_joined(event, row, case),
        fault=broken.get(event.number, ""),
    )


def _is_joined(event: Event, row: Row, case: Case) -> bool:
    # A file of cases is one row of the record for all of them.
    verb = "programme.apply_migration" if event.move == "migrate" else f"programme.{event.move}"
    named = Subject("case", case.reference) in [Subject(one.kind, one.subject_id) for one in row.subjects.all()]
    return named and (row.verb, row.actor, row.at) == (verb, event.by, event.at)


def _hands(events: Sequence[Event], names: Mapping[str, str]) -> tuple[Hand, ...]:
    made: dict[str, list[str]] = {}
    for event in events:
        made.setdefault(event.by, []).append(_says(event.move))
    return tuple(Hand(names.get(actor, ""), tuple(dict.fromkeys(says))) for actor, says in made.items())


def _eyes(case: Case, events: Sequence[Event], names: Mapping[str, str]) -> tuple[Eyes, ...]:
    # Once, a case officer alone said that a holder was looked at anew: that decided nothing.
    deeds = [Deed(one.number, one.move, one.person_id, _given_to(one)) for one in events if one.path not in FORMER]
    drawn: dict[int, int] = {}
    for person, number in Assignment.objects.filter(case=case).values_list("person", "begun_in__number"):
        drawn[person] = min(number, drawn.get(person, number))
    return tuple(_seen(one, names) for one in decisions(deeds, drawn))


def _seen(one: Decision, names: Mapping[str, str]) -> Eyes:
    return Eyes(one.number, _says(one.move), names.get(id_of_person(one.person), ""), one.against)


def _given_to(event: Event) -> int | None:
    given = event.data.get("officer") if event.move == "give_to_officer" else None
    return given if isinstance(given, int) else None


def _proofs(case: Case, who: Someone, at: datetime) -> tuple[Proof, ...]:
    about: dict[int, list[str]] = {}
    for what, number in _named(case):
        about.setdefault(number, []).append(what)
    found, read = [], 0
    for document in Document.objects.filter(pk__in=about).order_by("pk"):
        read += document.size
        state = "unread" if read > MOST_READ else _read_again(document, who, at)
        said = tuple(dict.fromkeys(about[document.pk]))
        found.append(Proof(document.pk, document.name, document.sha256, document.size, said, state))
    return tuple(found)


def _named(case: Case) -> Iterable[tuple[str, int]]:
    """Every document that an answer, a finding, a correction or a yearly report names, with what names it."""
    asked_at = questions_by_then(case)
    for answer in Answer.objects.filter(case=case).order_by("pk"):
        questions = asked_at(answer.at)
        placed = questions.by_id.get(answer.question) if questions else None
        files = answer.value if placed is not None and placed.question.kind == "file" else None
        numbers = [*answer.evidence, *(_number(one) for one in (files if isinstance(files, list) else ()))]
        yield from ((answer.question, number) for number in numbers if number)
    for finding in Found.objects.filter(case=case):
        yield from ((finding.item, number) for number in finding.evidence)
    for step in CorrectionStep.objects.filter(correction__finding__case=case).select_related("correction__finding"):
        yield from ((step.correction.finding.item, number) for number in step.evidence)
    for reported in ReportAnswer.objects.filter(case=case).order_by("pk"):
        yield from ((reported.question, number) for number in reported.evidence)


def _number(written: object) -> int:
    said = str(written)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 18 else 0


def _read_again(document: Document, who: Someone, at: datetime) -> str:
    try:
        evidence.open_document(document, by=who, at=at).close()
    except Lost:
        return "lost"
    return "kept"
