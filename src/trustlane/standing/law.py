"""What standing means: when it holds, and which two statements contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from trustlane.standing.facts import StandingFact


def valid_on(fact: StandingFact, day: date) -> bool:
    """The period the issuer states covers the day, its first and last day included."""
    return (fact.valid_from is None or fact.valid_from <= day) and (fact.valid_to is None or day <= fact.valid_to)


def known_at(fact: StandingFact, instant: datetime) -> bool:
    """We knew the fact at the instant, and nothing had replaced it by then."""
    return fact.known_from <= instant and (fact.known_to is None or instant < fact.known_to)


def as_of(facts: Iterable[StandingFact], *, valid: date, known: datetime) -> list[StandingFact]:
    """The facts that hold on a day, as they were known at an instant; a decision uses what was known then."""
    return [fact for fact in facts if known_at(fact, known) and valid_on(fact, valid)]


def periods_meet(first: StandingFact, second: StandingFact) -> bool:
    """The two periods share at least one day."""
    latest = max(first.valid_from or date.min, second.valid_from or date.min)
    earliest = min(first.valid_to or date.max, second.valid_to or date.max)
    return latest <= earliest


def contradict(first: StandingFact, second: StandingFact) -> bool:
    """Two facts an issuer cannot mean at once: one operator, one role, a shared scope and a shared day."""
    return (
        (first.operator, first.issuer, first.role) == (second.operator, second.issuer, second.role)
        and not first.scope.isdisjoint(second.scope)
        and first.known_to is None
        and second.known_to is None
        and periods_meet(first, second)
    )


def day_before(day: date) -> date:
    """The last day of a period that ends where the next begins."""
    return day - timedelta(days=1)
