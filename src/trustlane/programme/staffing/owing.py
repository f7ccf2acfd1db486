"""Which audits are owed: where in a case one person held two duties that an audit has to replace keeping apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from trustlane.programme.staffing.profile import Profile, Separation


@dataclass(frozen=True)
class Done:
    """A case that was decided: on which day, and who held which duty in it."""

    case: str
    decided: date
    held: Mapping[str, Set[str]]  # people by duty
    decision: int = 0  # the event that decided it


@dataclass(frozen=True)
class Owed:
    """An audit that is owed: of which case, because of whom, by what day."""

    case: str
    separation: Separation
    people: tuple[str, ...]
    due: date
    decision: int = 0

    def is_overdue(self, on: date) -> bool:
        """Whether its day has passed."""
        return on > self.due


def owed(profile: Profile, done: Iterable[Done]) -> tuple[Owed, ...]:
    """The audits that are owed, the earliest day first."""
    found = []
    for case in done:
        for one in profile.separations:
            people = case.held.get(one.one, frozenset()) & case.held.get(one.other, frozenset())
            if one.replaced_by is not None and people:
                due = case.decided + timedelta(one.replaced_by.within_days)
                found.append(Owed(case.case, one, tuple(sorted(people)), due, case.decision))
    return tuple(sorted(found, key=lambda one: (one.due, one.case, one.separation.one, one.separation.other)))
