"""More time that an operator asks for: which of its requests wait for an answer, read out of the events; pure.

A request changes no clock. It is answered by an extension or by a word that declines it; where the clock ended before,
nothing is left to answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from trustlane.programme.clocks.running import Running
from trustlane.programme.clocks.terms import ExtensionRule, Term

ASKS = "ask_extension"
DECLINES = "decline_extension"
ANSWERS = frozenset({"extend", DECLINES})
# Who asks on the operator's side, as terms call them.
OPERATORS = ("applicant", "holder")


class Happened(Protocol):
    """An event, as far as requests go by it."""

    number: int
    move: str
    at: datetime
    reason: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """More time that was asked for: by the number of its event, for which clock, how much, why and when."""

    number: int
    term: str
    amount: int
    unit: str  # days, as the clock counts them, or months
    asked_by: str  # as the term calls who asks
    reason: str
    at: datetime
    came: date | None = None  # the day it came to the office, of one that an officer entered


def rule_of(term: Term) -> ExtensionRule | None:
    """The rule by which the operator may ask for more time; None where the term has none."""
    return next((rule for rule in term.extensions if rule.asked_by in OPERATORS), None)


def waiting(runs: Iterable[Running], events: Iterable[Happened]) -> tuple[Asked, ...]:
    """The requests that nobody answered and whose clock goes on, the oldest first."""
    known = list(events)
    answered = {event.data.get("answers") for event in known if event.move in ANSWERS}
    asked = [_asked(event) for event in known if event.move == ASKS and event.number not in answered]
    if not asked:
        return ()
    open_ones = [run for run in runs if run.ended is None]
    return tuple(one for one in asked if any(_is_about(one, run) for run in open_ones))


def _is_about(one: Asked, run: Running) -> bool:
    return run.term.id == one.term and run.begun.at <= one.at


def _asked(event: Happened) -> Asked:
    unit = "months" if "months" in event.data else "days"
    told = {name: str(event.data[name]) for name in ("term", "asked_by", unit)}
    came = date.fromisoformat(str(event.data["on"])) if "on" in event.data else None
    return Asked(event.number, told["term"], int(told[unit]), unit, told["asked_by"], event.reason, event.at, came)
