"""Who can be drawn, for which case, into which seats of a team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Kind = Literal["own", "borrowed", "guest"]  # borrowed: from another unit or a neighbour; guest: of a partner
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_SEATS = 6
Days = tuple[date, date]  # the first and the last, both included


class DrawRefused(Exception):
    """A draw that cannot be; the message says what was expected and what came."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who validates, as known when it was drawn."""

    id: str
    unit: str  # where this person works, or the administration of a guest
    kind: Kind = "own"
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()  # operators with whom a conflict of interest is declared
    validated: frozenset[str] = (
        frozenset()
    )  # ids of earlier validations of this operator in which this person took part
    absences: tuple[Days, ...] = ()
    load: int = 0  # validations under way


@dataclass(frozen=True)
class Case:
    """The validation a team is wanted for."""

    id: str  # given by the system, once for an application
    operator: str
    visit: Days
    languages: frozenset[str]  # in which the people on site can be spoken to
    group: frozenset[str] = frozenset()  # operators under the same control
    handled_by: frozenset[str] = frozenset()
    last_validation: str = ""  # its id; empty for the first

    def __post_init__(self) -> None:
        check_days(self.visit)


@dataclass(frozen=True)
class Seat:
    """One place in a team: what its holder has to be able to do (all of it), and who may hold it."""

    name: str
    skills: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset({"own", "borrowed"})


@dataclass(frozen=True)
class Wanted:
    """The team that is wanted: two seats or more, of which the first leads; and how freely it can be drawn anew.

    `most_lots` is what somebody without any load has in the urn. Beyond `most_redraws` a second person has to agree.
    """

    seats: tuple[Seat, ...]
    most_lots: int = 6
    most_redraws: int = 2

    def __post_init__(self) -> None:
        names = [seat.name for seat in self.seats]
        if not 2 <= len(names) <= MOST_SEATS:
            raise DrawRefused(f"A team has 2 to {MOST_SEATS} seats, not {len(names)}.")
        if len(set(names)) < len(names):
            raise DrawRefused(f"Two seats have one name: {', '.join(names)}; give each its own.")
        if "guest" in self.seats[0].kinds:
            raise DrawRefused(
                f"The first seat, {names[0]}, leads and is open to guests; a guest of a partner never leads."
            )
        if self.most_lots < 1 or self.most_redraws < 0:
            raise DrawRefused("Somebody without load has at least one lot, and redraws are no fewer than none.")


def check_days(days: Days) -> None:
    """Refuse days of which the last comes first."""
    if days[1] < days[0]:
        raise DrawRefused(f"The visit ends on {days[1]} before it begins on {days[0]}; change one of the two days.")
