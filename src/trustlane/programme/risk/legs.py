"""The five-step assessment of a supply chain: legs, threats, vulnerability, actions, method.

Steps: (1) map the flow of goods and who takes part, (2) judge the threats of each leg, (3) judge its vulnerability
against the criteria, (4) plan an action for each gap, with owner and day, (5) write down how the assessment is done.
Source: the five-step guide of C-TPAT as we have it (unconfirmed).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from trustlane.programme.risk.scale import GRADES, Grade, RiskRefused

Threat = Literal["terror", "contraband", "people_smuggling", "organised_crime", "conditions"]
THREATS: tuple[Threat, ...] = get_args(Threat)  # conditions: whatever fosters the others, such as corruption
STEPS: dict[int, str] = {
    1: "Map the flow of goods and who takes part.",
    2: "Judge the threats of each leg.",
    3: "Judge how vulnerable each leg is.",
    4: "Plan an action for each gap, with owner and day.",
    5: "Write down how the assessment is done, by whom and how often.",
}


@dataclass(frozen=True)
class Leg:
    """One stretch of the way of the goods, or one place where they rest, and whose hands they are in."""

    id: str
    title: str
    country: str
    partner: str  # who holds the goods; the operator itself included


@dataclass(frozen=True)
class Threatened:
    """How much one threat weighs on a leg, and on what that rests."""

    leg: str
    threat: Threat
    grade: Grade
    why: str


@dataclass(frozen=True)
class Vulnerable:
    """How far a leg falls short of one criterion: low where it is met."""

    leg: str
    criterion: str
    grade: Grade
    why: str

    @property
    def is_gap(self) -> bool:
        """Whether something has to be done."""
        return self.grade != "low"


@dataclass(frozen=True)
class Action:
    """What closes a gap: who does it, by what day, and when it was done."""

    leg: str
    criterion: str
    what: str
    owner: str
    due: date
    done: date | None = None

    def is_overdue(self, on: date) -> bool:
        """Whether the day has passed and nothing was done."""
        return on > self.due and (self.done is None or self.done > on)


@dataclass(frozen=True)
class Method:
    """How the assessment is done: the policy, who is responsible, how often (months), who is trained."""

    policy: str
    responsible: str
    every_months: int
    training: str

    @property
    def is_written(self) -> bool:
        """Whether nothing is left out."""
        return all(one.strip() for one in (self.policy, self.responsible, self.training)) and self.every_months > 0


@dataclass(frozen=True)
class Chain:
    """The whole assessment as it was made."""

    legs: tuple[Leg, ...]
    threats: tuple[Threatened, ...]
    vulnerabilities: tuple[Vulnerable, ...]
    actions: tuple[Action, ...]
    method: Method | None

    def __post_init__(self) -> None:
        known = {leg.id for leg in self.legs}
        if len(known) < len(self.legs):
            raise RiskRefused("Two legs have one id; give each its own.")
        graded = [(one.leg, one.grade) for one in self.threats] + [(one.leg, one.grade) for one in self.vulnerabilities]
        for leg in [*(leg for leg, _ in graded), *(one.leg for one in self.actions)]:
            if leg not in known:
                raise RiskRefused(f"There is no leg {leg!r}; there are: {', '.join(sorted(known)) or 'none'}.")
        for leg, grade in graded:
            if grade not in GRADES:
                raise RiskRefused(f"Leg {leg}: {grade!r} is none of: {', '.join(GRADES)}.")


@dataclass(frozen=True)
class Rated:
    """A leg: its greatest threat × its greatest vulnerability (1 to 9); None where one of them was not judged."""

    leg: Leg
    threat: Grade | None
    vulnerability: Grade | None

    @property
    def rating(self) -> int | None:
        """1, 2, 3, 4, 6 or 9."""
        if self.threat is None or self.vulnerability is None:
            return None
        return (GRADES.index(self.threat) + 1) * (GRADES.index(self.vulnerability) + 1)

    @property
    def grade(self) -> Grade | None:
        """Low up to 2, medium up to 4, high above."""
        rating = self.rating
        return None if rating is None else "low" if rating <= 2 else "medium" if rating <= 4 else "high"


def rated(chain: Chain) -> tuple[Rated, ...]:
    """Every leg with its rating: those not judged first, then the gravest, else in the order of the chain."""
    found = []
    for leg in chain.legs:
        threats = [one.grade for one in chain.threats if one.leg == leg.id]
        gaps = [one.grade for one in chain.vulnerabilities if one.leg == leg.id]
        found.append(Rated(leg, _greatest(threats), _greatest(gaps)))
    return tuple(sorted(found, key=lambda one: -10 if one.rating is None else -one.rating))


def gaps_without_action(chain: Chain) -> tuple[Vulnerable, ...]:
    """Gaps for which nobody planned anything."""
    planned = {(action.leg, action.criterion) for action in chain.actions}
    return tuple(one for one in chain.vulnerabilities if one.is_gap and (one.leg, one.criterion) not in planned)


def overdue(chain: Chain, on: date) -> tuple[Action, ...]:
    """Actions whose day has passed, the oldest first."""
    return tuple(sorted((one for one in chain.actions if one.is_overdue(on)), key=lambda one: one.due))


def steps_missing(chain: Chain) -> dict[int, tuple[str, ...]]:
    """The steps that are not done, each with what is missing."""
    found = {step: tuple(missing) for step, missing in ((step, _missing(step, chain)) for step in STEPS)}
    return {step: missing for step, missing in found.items() if missing}


def _missing(step: int, chain: Chain) -> Collection[str]:
    return tuple({1: _legs, 2: _threats, 3: _vulnerabilities, 4: _actions, 5: _method}[step](chain))


def _legs(chain: Chain) -> Iterator[str]:
    if not chain.legs:
        yield "No leg is on the map; begin where the goods begin their way."
    for leg in chain.legs:
        if not leg.partner.strip():
            yield f"Leg {leg.id} names nobody who holds the goods."


def _threats(chain: Chain) -> Iterator[str]:
    judged = {(one.leg, one.threat) for one in chain.threats}
    for leg in chain.legs:
        left = [threat for threat in THREATS if (leg.id, threat) not in judged]
        if left:
            yield f"Leg {leg.id} is not judged for: {', '.join(left)}."


def _vulnerabilities(chain: Chain) -> Iterator[str]:
    judged = {one.leg for one in chain.vulnerabilities}
    yield from (f"Leg {leg.id} is held against no criterion." for leg in chain.legs if leg.id not in judged)


def _actions(chain: Chain) -> Iterator[str]:
    yield from (f"Leg {one.leg}, {one.criterion}: nobody planned anything." for one in gaps_without_action(chain))
    yield from (f"Leg {one.leg}, {one.criterion}: no owner." for one in chain.actions if not one.owner.strip())


def _method(chain: Chain) -> Iterator[str]:
    if chain.method is None or not chain.method.is_written:
        yield "Policy, responsible person, frequency and training are not all written down."


def _greatest(grades: Collection[Grade]) -> Grade | None:
    return max(grades, key=GRADES.index, default=None)
