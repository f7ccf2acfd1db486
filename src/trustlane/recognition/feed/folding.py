"""What the entries of a feed make of the reader's list: who is trusted by the issuer, and what waits, and why.

Pure: the state after is a function of the state before, the verified entries in order, the bodies at hand, the
agreement's terms and the day. The rules, each with its test:

1. The state of a subject is that of its highest entry.
2. Within a range removals take effect first; an addition below a removal of its subject is ignored, and one of a
   subject that was never heard of is remembered for that.
3. An addition counts once its body is there and is the one committed to; until then it waits and what was before
   stays.
4. An entry counts once, by its number and its own name, never by its content: two equal suspensions can both be real.
5. After an entry of an unknown kind, or one that cannot be read, additions wait; removals go on. A status that cannot
   be read leaves its subject nothing, because what was last said of it is not known.
6. The addition that breaks a cap and all behind it are quarantined: they give nothing until people decide.
7. An entry whose body was erased gives nothing, whether or not the body had come.
8. Another entry under a number that was applied is a fork: what was added from there on gives nothing.

A state may hold only the subjects and numbers that the entries at hand touch; all counts it keeps are totals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from trustlane.recognition.feed import bodies as feed_bodies
from trustlane.recognition.feed.bodies import Body, Sealed
from trustlane.recognition.feed.leaves import (
    ADDITIONS,
    Agreement,
    Correction,
    Erased,
    Keyset,
    Leaf,
    Status,
    Unknown,
    Unreadable,
)
from trustlane.recognition.feed.refusals import EntriesMissing, EntryRefused

Placed = Leaf | Unreadable  # what stands at one place of the feed
ERASED = "erased"
UNREADABLE = "unreadable"

_K = TypeVar("_K")
_V = TypeVar("_V")


class Told(StrEnum):
    """What a person is told of an entry."""

    UNKNOWN_KIND = "unknown_kind"
    UNREADABLE = "unreadable"
    FORK = "fork"
    BODY_REFUSED = "body_refused"
    ABOVE_CAP = "above_cap"
    REASON_UNKNOWN = "reason_unknown"
    AGREEMENT = "agreement"
    KEYSET = "keyset"
    ERASED = "erased"
    CORRECTION = "correction"


ALARMS = frozenset({Told.UNKNOWN_KIND, Told.UNREADABLE, Told.FORK, Told.BODY_REFUSED, Told.ABOVE_CAP})


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should hear of one entry."""

    told: Told
    seq: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the agreement says: the most subjects that may be live, the most additions of a day, the fields."""

    live: int
    in_a_day: int
    profile: frozenset[str] = feed_bodies.ALL


@dataclass(frozen=True, slots=True)
class Last:
    """What was last said of a subject and took effect: by which entry, from when, and who it is."""

    to: str
    seq: int
    effective: datetime | None = None
    body: Body | None = None


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The reader's list of one feed after its first ``size`` entries."""

    origin: str
    size: int = 0
    ids: Mapping[int, str] = field(default_factory=_nothing)  # the name of each entry that was applied
    subjects: Mapping[str, Last] = field(default_factory=_nothing)
    waiting: Mapping[int, Status] = field(default_factory=_nothing)  # additions without effect so far
    held_from: int | None = None  # the first entry that was not understood
    quarantined_from: int | None = None  # the first entry after the last good point
    live: int = 0  # subjects whose last state is an addition
    day: date | None = None
    in_a_day: int = 0  # additions of that day

    def gives(self, subject: str, *, at: datetime, on: date) -> bool:
        """Whether the feed gives this subject anything at that time and day; its age is another matter (`ages`)."""
        last = self.subjects.get(subject)
        if last is None or last.to not in ADDITIONS or last.effective is None or last.body is None:
            return False
        if self.quarantined_from is not None and last.seq >= self.quarantined_from:
            return False
        ends = last.body.valid_to
        return last.effective <= at and last.body.valid_from <= on and (ends is None or on <= ends)


@dataclass(frozen=True, slots=True)
class Folded:
    """The state after, and what people should hear."""

    state: State
    notices: tuple[Notice, ...] = ()


def fold(state: State, entries: Sequence[Placed], *, bodies: Mapping[int, Sealed], terms: Terms, on: date) -> Folded:
    """Apply verified entries, in order, and whatever waited and can be applied now; `on` is the day of doing it."""
    work = _Work(state, terms, on)
    new = [entry for entry in entries if work.is_new(entry)]
    for entry in new:
        work.hear(entry)
    erased = {seq for entry in new if isinstance(entry, Erased) for seq in entry.seqs}
    work.remove(new, erased)
    work.add(bodies, erased)
    return work.done()


def quarantined(state: State, *, from_seq: int) -> State:
    """The list after a fork or a rollback was found: additions from that entry on give nothing."""
    return replace(state, quarantined_from=_lowest(state.quarantined_from, from_seq))


def released(state: State) -> State:
    """The list after people decided that what waits may go on; the next fold applies what then can be."""
    return replace(state, held_from=None, quarantined_from=None)


class _Work:
    """One fold: copies of what it changes, and what it has to tell."""

    def __init__(self, state: State, terms: Terms, on: date) -> None:
        self.before, self.terms, self.on = state, terms, on
        self.size, self.live = state.size, state.live
        self.ids, self.subjects, self.waiting = dict(state.ids), dict(state.subjects), dict(state.waiting)
        self.held_from, self.quarantined_from = state.held_from, state.quarantined_from
        self.day, self.in_a_day = state.day, state.in_a_day
        self.notices: list[Notice] = []

    def is_new(self, entry: Placed) -> bool:
        """Rule 4, and rule 8 for what comes again under another name; a gap is refused."""
        name = "" if isinstance(entry, Unreadable) else entry.id
        if entry.seq > self.size + 1:
            raise EntriesMissing(f"entry {entry.seq}", f"{self.size} were applied; the next is {self.size + 1}")
        if entry.seq == self.size + 1:
            self.size, self.ids[entry.seq] = entry.seq, name
            return True
        applied = self.ids.get(entry.seq)
        if applied and name and applied != name:
            self.quarantined_from = _lowest(self.quarantined_from, entry.seq)
            self.tell(Told.FORK, entry.seq)
        return False

    def hear(self, entry: Placed) -> None:
        """What an entry changes beside subjects, and what is told of it."""
        if isinstance(entry, Unknown):
            self.held_from = _lowest(self.held_from, entry.seq)
            self.tell(Told.UNKNOWN_KIND, entry.seq, entry.kind)
        elif isinstance(entry, Unreadable):
            self.held_from = _lowest(self.held_from, entry.seq)
            self.tell(Told.UNREADABLE, entry.seq, str(entry.refused))
        elif isinstance(entry, Status):
            if entry.adds:
                self.waiting[entry.seq] = entry
            elif not entry.reason_known:
                self.tell(Told.REASON_UNKNOWN, entry.seq, entry.reason)
        else:
            self.tell(_TOLD[type(entry)], entry.seq)

    def remove(self, new: Iterable[Placed], erased: Collection[int]) -> None:
        """Rule 2: removals first; and rule 7 for bodies that had come."""
        for entry in new:
            if isinstance(entry, Status) and not entry.adds:
                self.put(entry.subject, Last(entry.to, entry.seq, entry.effective))
            elif isinstance(entry, Unreadable) and entry.subject is not None:
                self.put(entry.subject, Last(UNREADABLE, entry.seq))
        for subject, last in list(self.subjects.items()) if erased else ():
            if last.seq in erased and last.to in ADDITIONS:
                self.put(subject, Last(ERASED, last.seq, last.effective))

    def add(self, bodies: Mapping[int, Sealed], erased: Collection[int]) -> None:
        """Rules 1, 2, 3, 5, 6 and 7, over all additions that wait, in the order of the feed."""
        for seq, entry in sorted(self.waiting.items()):
            last = self.subjects.get(entry.subject)
            if last is not None and seq < last.seq:
                del self.waiting[seq]
            elif seq in erased:
                del self.waiting[seq]
                self.put(entry.subject, Last(ERASED, seq, entry.effective))
            elif not self.stopped(seq) and (body := self.body_of(entry, bodies)) is not None:
                if self.capped(last):
                    self.quarantined_from = seq
                    self.tell(Told.ABOVE_CAP, seq)
                    continue
                del self.waiting[seq]
                self.day, self.in_a_day = self.on, self.added() + 1
                self.put(entry.subject, Last(entry.to, seq, entry.effective, body))

    def stopped(self, seq: int) -> bool:
        return any(first is not None and seq >= first for first in (self.held_from, self.quarantined_from))

    def body_of(self, entry: Status, bodies: Mapping[int, Sealed]) -> Body | None:
        sealed = bodies.get(entry.seq)
        if sealed is None or entry.body is None:
            return None
        try:
            return feed_bodies.opened(
                entry.body, sealed, profile=self.terms.profile, place=f"body of entry {entry.seq}"
            )
        except EntryRefused as refused:
            self.tell(Told.BODY_REFUSED, entry.seq, str(refused))
            return None

    def capped(self, last: Last | None) -> bool:
        """Whether one addition more would be above what the agreement expects."""
        more = last is None or last.to not in ADDITIONS
        return self.added() >= self.terms.in_a_day or (more and self.live >= self.terms.live)

    def added(self) -> int:
        """The additions of this day so far."""
        return self.in_a_day if self.day == self.on else 0

    def put(self, subject: str, last: Last) -> None:
        """Rule 1; nothing lower than what stands there comes here."""
        before = self.subjects.get(subject)
        self.live += (last.to in ADDITIONS) - (before is not None and before.to in ADDITIONS)
        self.subjects[subject] = last

    def tell(self, told: Told, seq: int, why: str = "") -> None:
        self.notices.append(Notice(told, seq, why))

    def done(self) -> Folded:
        state = State(
            origin=self.before.origin,
            size=self.size,
            ids=_frozen(self.ids),
            subjects=_frozen(self.subjects),
            waiting=_frozen(self.waiting),
            held_from=self.held_from,
            quarantined_from=self.quarantined_from,
            live=self.live,
            day=self.day,
            in_a_day=self.in_a_day,
        )
        return Folded(state, tuple(self.notices))


_TOLD: Mapping[type[Agreement | Keyset | Erased | Correction], Told] = {
    Agreement: Told.AGREEMENT,
    Keyset: Told.KEYSET,
    Erased: Told.ERASED,
    Correction: Told.CORRECTION,
}


def _lowest(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _frozen(mapping: dict[_K, _V]) -> Mapping[_K, _V]:
    return MappingProxyType(mapping)
