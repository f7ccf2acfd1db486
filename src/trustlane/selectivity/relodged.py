"""When a declaration takes the place of an earlier one: the law of a consignment that is cancelled and lodged again.

Who lodges again names the earlier reference. That word is held against what is known of both. Where it holds, lodging
again can only add: the consignment is in the random share if any of its references was drawn, and no lane is milder
than it was before. Where it does not hold, the declaration stands for itself and the wrong word is a reason to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

Answering = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was done: the instant where it is known, else the day alone, else neither."""

    day: date | None = None
    at: datetime | None = None

    def is_after(self, other: Moment) -> bool:
        """Whether this is known to be later than the other."""
        if self.at is not None and other.at is not None:
            return self.at > other.at
        return self.day is not None and other.day is not None and self.day > other.day

    @property
    def order(self) -> tuple[bool, date, bool, float]:
        """The earliest first; what is not known stands last."""
        at = self.at
        return (self.day is None, self.day or date.max, at is None, at.timestamp() if at is not None else 0.0)


@dataclass(frozen=True, slots=True)
class Lodgement:
    """What is known of one reference: who answers for the goods, when it was lodged and cancelled, what was decided."""

    answering: Answering = frozenset()  # side (importer, exporter) and identifier, of any of its versions
    lodged: Moment = Moment()
    cancelled: Moment | None = None  # None: no cancellation is known
    previous: str | None = None  # the reference it says to replace, by the word of its first version that names one
    lanes: tuple[str, ...] = ()  # decided about any of its versions in earlier batches
    lanes_without_credit: tuple[str, ...] = ()
    drawn: bool = False  # in an earlier batch

    def joined(self, other: Lodgement) -> Lodgement:
        """What two sources know of one reference; where they differ in its word, that of this one counts."""
        cancelled = [one.cancelled for one in (self, other) if one.cancelled is not None]
        return replace(
            self,
            answering=self.answering | other.answering,
            lodged=min(self.lodged, other.lodged, key=lambda one: one.order),
            cancelled=min(cancelled, key=lambda one: one.order, default=None),
            previous=self.previous if self.previous is not None else other.previous,
            lanes=self.lanes + other.lanes,
            lanes_without_credit=self.lanes_without_credit + other.lanes_without_credit,
            drawn=self.drawn or other.drawn,
        )


Known = Mapping[str, Lodgement]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known from elsewhere than the batch that is decided; `whole`: whatever is not in it does not exist."""

    known: Known = field(default_factory=dict)
    whole: bool = False


NOTHING = Earlier()


class Fault(Enum):
    """What is wrong with the word of a declaration that says to replace another."""

    UNKNOWN = "unknown"
    STANDS = "stands"
    ANOTHERS = "anothers"
    LATER = "later"
    REPLACED = "replaced"


def stands(one: Lodgement, other: Lodgement) -> bool:
    """The earlier declaration was not cancelled when this one was lodged."""
    return other.cancelled is None or other.cancelled.is_after(one.lodged)


def is_anothers(one: Lodgement, other: Lodgement) -> bool:
    """The two are not of the same importer, or for exports of the same exporter, by identifier."""
    return not one.answering & other.answering


def came_later(one: Lodgement, other: Lodgement) -> bool:
    """The declaration that is called the earlier one was lodged later."""
    return other.lodged.is_after(one.lodged)


RULES: tuple[tuple[Fault, Callable[[Lodgement, Lodgement], bool]], ...] = (
    (Fault.ANOTHERS, is_anothers),
    (Fault.LATER, came_later),
    (Fault.STANDS, stands),
)

# How much each fault weighs, as a share of the signal's weight: a reference nobody knows may be a slip of the pen.
STRENGTH = {Fault.UNKNOWN: 0.4, Fault.STANDS: 0.7, Fault.ANOTHERS: 1.0, Fault.LATER: 1.0, Fault.REPLACED: 1.0}

IS_LODGED_AGAIN = "Lodged again: what was drawn stays drawn, and no lane is milder than it was before."
SENTENCE = {
    Fault.UNKNOWN: "It says to replace a declaration that is not known.",
    Fault.STANDS: "It says to replace a declaration that was not cancelled when this one was lodged.",
    Fault.ANOTHERS: "It says to replace a declaration of another importer, or for exports of another exporter.",
    Fault.LATER: "It says to replace a declaration that was lodged later.",
    Fault.REPLACED: "It says to replace a declaration that another has replaced already.",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Which declaration takes the place of which, by reference, and what is wrong with every other such word."""

    replaces: Mapping[str, str]
    faults: Mapping[str, Fault]

    def chains(self) -> Iterator[list[str]]:
        """Each consignment that was lodged again: its references, the first lodgement first."""
        following = {earlier: later for later, earlier in self.replaces.items()}
        for first in following:
            if first in self.replaces:
                continue
            chain = [first]
            while chain[-1] in following:
                chain.append(following[chain[-1]])
            yield chain


def judged(known: Known, *, whole: bool) -> Judged:
    """Hold every word against what is known; where that is not the `whole`, what is unknown is no fault.

    The answer for one declaration depends on what is known of it, of what it names, and of others that name the same.
    """
    faults: dict[str, Fault] = {}
    held: dict[str, str] = {}
    for reference, one in known.items():
        if one.previous is None:
            continue
        other = known.get(one.previous)
        if other is None or not (whole or other.answering):
            if whole:
                faults[reference] = Fault.UNKNOWN
        elif (fault := _fault(one, other)) is not None:
            faults[reference] = fault
        else:
            held[reference] = one.previous
    for reference in _in_circles(held):
        # Each is said to come before the other, which cannot be.
        faults[reference] = Fault.LATER
        del held[reference]
    claimants: dict[str, list[str]] = {}
    for reference, previous in held.items():
        claimants.setdefault(previous, []).append(reference)
    for several in claimants.values():
        first = min(several, key=lambda reference: (known[reference].lodged.order, reference))
        for reference in several:
            if reference != first:
                faults[reference] = Fault.REPLACED
                del held[reference]
    return Judged(held, faults)


def _fault(one: Lodgement, other: Lodgement) -> Fault | None:
    return next((fault for fault, breaks in RULES if breaks(one, other)), None)


def _in_circles(previous: Mapping[str, str]) -> list[str]:
    """The references that lead back to themselves."""
    met: dict[str, int] = {}
    found: list[str] = []
    for number, start in enumerate(previous):
        path: list[str] = []
        reference = start
        while reference in previous and reference not in met:
            met[reference] = number
            path.append(reference)
            reference = previous[reference]
        if met.get(reference) == number and reference in path:
            found += path[path.index(reference) :]
    return found
