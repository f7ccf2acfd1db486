"""What pages read of cases: frozen, with the numbers that lead to the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from trustlane.programme.agency_benefits import Given
from trustlane.programme.conditions import Held
from trustlane.programme.stages import ENDED


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a worklist or a search."""

    id: int
    reference: str
    operator: str
    name: str
    office: str
    roles: tuple[str, ...]
    stage: str
    since: datetime | None  # from when it is at that stage; None where neither is told
    due: datetime | None  # the instant at which the clock that ends first is over
    due_term: str  # which clock that is
    due_title: str  # the same in words
    turn: str  # whose turn it is
    officer: int | None
    officer_name: str
    small: bool
    wants_time: bool = False  # it asked for more time, and nobody answered yet
    key: tuple[object, ...] = ()  # of its place in the list it was asked in

    def late(self, at: datetime) -> bool:
        """The clock that ends first is over, and somebody had to do something before."""
        return self.due is not None and self.due <= at and bool(self.turn) and self.stage not in ENDED


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the timeline."""

    number: int
    move: str
    says: str
    source: str
    target: str
    by: str
    by_name: str
    at: datetime
    reason: str
    legal_basis: str
    data: Mapping[str, object]
    ledger_row: int


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock of a case as it reads at an instant."""

    term: str
    title: str
    turn: str
    begun: date
    due: date | datetime | None
    left: int | None
    unit: str  # working_days, calendar_days, hours
    stopped: bool
    late: bool
    ended: bool
    warning: bool
    silence: str  # what it means that it runs out
    reference: str
    confirmed: bool
    stops: tuple[tuple[date, date | None, str], ...] = ()
    extensions: tuple[tuple[str, str, str], ...] = ()  # how much, why, on which legal basis


# How a case is seen by who joins its visit: a partner's guest sees nothing else, another agency what it was asked too.
GUESTS_READ = frozenset({"guest", "joint"})


def coming_from(name: str, of: str) -> str:
    """Somebody's name with the office, administration or agency where there is one: `Gina Guest (NORTHPORT)`."""
    return f"{name} ({of})" if of else name


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a duty in a case."""

    id: int
    name: str
    duty: str
    of: str = ""  # the office, administration or agency this person is of

    @property
    def coming_from(self) -> str:
        return coming_from(self.name, self.of)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """How one criterion was rated."""

    id: int
    item: str
    site: int | None
    rating: str
    text: str
    place: str
    seen_at: datetime
    evidence: tuple[int, ...]
    by_name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a correction."""

    settled: str
    text: str
    evidence: tuple[int, ...]
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What has to be mended, and how that went."""

    id: int
    finding: FindingRow
    asked: str
    due: date
    steps: tuple[Step, ...]

    @property
    def settled(self) -> str:
        """How it was settled; "" while it is not."""
        return next((step.settled for step in self.steps if step.settled), "")

    @property
    def evidence(self) -> tuple[int, ...]:
        """The documents that were given with its steps."""
        return tuple(number for step in self.steps for number in step.evidence)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What the applicant answered last to one question, at one site or for all."""

    question: str
    site: int | None
    value: object
    note: str
    evidence: tuple[int, ...]
    at: datetime
    source: str = ""  # an offer that was taken up, a workbook, paper; "" where the applicant typed it
    by_name: str = ""
    typed_by: str = ""  # the officer who typed it for an applicant without an account


@dataclass(frozen=True, slots=True)
class ConsultationRow:
    """Another agency that was asked."""

    id: int
    agency: str
    question: str
    due: date
    opinion: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What was written."""

    id: int
    internal: bool
    from_customs: bool
    question: str
    text: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TermsRow:
    """What was granted."""

    number: str
    security: bool
    compliance: bool
    roles: tuple[str, ...]
    tier: str
    effective: date
    expires: date | None
    conditions: str
    mode: str
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move that the person asking can make now."""

    name: str
    says: str
    reasoned: bool


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """More time that the operator asked for and nobody answered yet."""

    number: int  # of the event
    term: str
    title: str
    amount: int
    unit: str  # days, as the clock counts them, or months
    asked_by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Askable:
    """A clock for which the operator may ask for more time, and how much at most where the law says so."""

    term: str
    title: str
    due: date | datetime | None
    longest: int | None
    unit: str  # of the longest


@dataclass(frozen=True)
class CaseFile:
    """One case as a person may see it, as of an instant."""

    row: CaseRow
    catalogue: str
    preset: str
    security: bool
    compliance: bool
    migrated: bool
    opened_at: datetime
    last_event: int
    seen_by: str  # customs, operator, guest (that visit alone), agency (what it was asked) or joint (an agency, both)
    timeline: tuple[EventRow, ...]
    clocks: tuple[ClockRow, ...]
    terms: TermsRow | None
    team: tuple[Person, ...] = ()
    plan: Mapping[str, object] = field(default_factory=dict)
    findings: tuple[FindingRow, ...] = ()
    corrections: tuple[CorrectionRow, ...] = ()
    consultations: tuple[ConsultationRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    conditions: tuple[Held, ...] = ()  # of a suspension that goes on
    beside: str = ""  # frozen or suspended, where the status is so while a hearing or an appeal goes on
    given: tuple[Given, ...] = ()  # benefits of other agencies, as they stand
    time_asked: tuple[TimeAsked, ...] = ()  # for, by the operator, and not answered yet
    askable: tuple[Askable, ...] = ()  # for who may ask, clocks that could be longer
    moves: tuple[MoveRow, ...] = ()

    @property
    def inside(self) -> bool:
        """The person reads what officers write among themselves."""
        return self.seen_by == "customs"

    @property
    def is_a_guests(self) -> bool:
        """It is read by somebody who joins its visit."""
        return self.seen_by in GUESTS_READ
