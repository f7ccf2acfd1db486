"""The risk map of an operator: each leaf section judged before and after its controls, and what is done about the rest.

Inherent risk is likelihood × impact without controls, residual risk with them. Controls make nothing likelier and
nothing graver: residual is never above inherent, on either scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from trustlane.programme.risk.scale import LEVELS, Bands, Grade, RiskRefused, check_level

Response = Literal["take", "treat", "transfer", "terminate"]
RESPONSES: tuple[Response, ...] = get_args(Response)
Moment = Literal["before", "after"]


@dataclass(frozen=True)
class Judged:
    """How likely something is and how grave it would be, each from 1 to 5."""

    likelihood: int
    impact: int

    @property
    def rating(self) -> int:
        """Likelihood × impact, from 1 to 25."""
        return self.likelihood * self.impact


@dataclass(frozen=True)
class Risk:
    """What can go wrong in one leaf section of a catalogue, before and after controls, and the response to the rest.

    The response: *take* it as it is, *treat* it with more controls, *transfer* it to somebody who bears it, *terminate*
    what brings it about.
    """

    section: str  # or item, such as `G.O3`
    before: Judged
    after: Judged
    response: Response
    controls: tuple[str, ...] = ()
    why: str = ""  # of the response
    action: str = ""  # what will be done, where something is
    owner: str = ""  # who does it
    due: date | None = None  # by what day

    def __post_init__(self) -> None:
        for moment, judged in (("before", self.before), ("after", self.after)):
            check_level(judged.likelihood, f"{self.section}: the likelihood {moment} controls")
            check_level(judged.impact, f"{self.section}: the impact {moment} controls")
        if self.response not in RESPONSES:
            raise RiskRefused(f"{self.section}: the response is {self.response!r}, none of: {', '.join(RESPONSES)}.")
        for of in ("likelihood", "impact"):
            before, after = getattr(self.before, of), getattr(self.after, of)
            if after > before:
                raise RiskRefused(
                    f"{self.section}: the {of} is {before} before controls and {after} after them; controls do not "
                    f"raise it. Judge it before controls again."
                )

    def at(self, moment: Moment) -> Judged:
        """The judgement before or after controls."""
        return self.before if moment == "before" else self.after


@dataclass(frozen=True)
class Cell:
    """One field of the heat map, and the sections that lie in it."""

    likelihood: int
    impact: int
    grade: Grade
    sections: tuple[str, ...]


@dataclass(frozen=True)
class OpenPoint:
    """Something that a risk map leaves open: where, and which rule says so."""

    section: str
    rule: str
    sentence: str


def heat_map(risks: Iterable[Risk], moment: Moment, bands: Bands | None = None) -> tuple[Cell, ...]:
    """All 25 fields, the likeliest first, then from the least impact to the gravest: rows as they are drawn."""
    bands = bands or Bands()
    lying: dict[tuple[int, int], list[str]] = {}
    for risk in risks:
        judged = risk.at(moment)
        lying.setdefault((judged.likelihood, judged.impact), []).append(risk.section)
    return tuple(
        Cell(likelihood, impact, bands.grade(likelihood * impact), tuple(sorted(lying.get((likelihood, impact), ()))))
        for likelihood in reversed(LEVELS)
        for impact in LEVELS
    )


def ranking(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """The gravest first: by residual risk, then by its impact, then by inherent risk, then by section."""
    return tuple(sorted(risks, key=lambda one: (-one.after.rating, -one.after.impact, -one.before.rating, one.section)))


def open_points(risks: Collection[Risk], sections: Iterable[str], bands: Bands | None = None) -> tuple[OpenPoint, ...]:
    """What is left open: leaf sections nobody judged or that are judged twice, and risks that break a rule."""
    times = Counter(risk.section for risk in risks)
    found = []
    for section in dict.fromkeys([*sections, *times]):
        if not times[section]:
            found.append(OpenPoint(section, "is_judged", SENTENCES["is_judged"]))
        elif times[section] > 1:
            found.append(OpenPoint(section, "is_judged_once", SENTENCES["is_judged_once"]))
    bands = bands or Bands()
    for risk in ranking(risks):
        found += [
            OpenPoint(risk.section, rule.__name__, SENTENCES[rule.__name__]) for rule in RULES if not rule(risk, bands)
        ]
    return tuple(found)


def what_lowers_is_named(risk: Risk, bands: Bands) -> bool:
    """Risk that is lower after controls names the controls that lower it."""
    return risk.after == risk.before or bool(risk.controls)


def high_risk_is_not_just_taken(risk: Risk, bands: Bands) -> bool:
    """High risk that is left is treated, transferred or terminated; it is taken only with a reason."""
    return risk.response != "take" or bands.grade(risk.after.rating) != "high" or bool(risk.why.strip())


def what_is_not_taken_has_an_action(risk: Risk, bands: Bands) -> bool:
    """Risk that is treated, transferred or terminated says what will be done."""
    return risk.response == "take" or bool(risk.action.strip())


def what_will_be_done_has_an_owner_and_a_day(risk: Risk, bands: Bands) -> bool:
    """What will be done about a risk has somebody who does it, and a day."""
    return not risk.action.strip() or (bool(risk.owner.strip()) and risk.due is not None)


RULES: tuple[Callable[[Risk, Bands], bool], ...] = (
    what_lowers_is_named,
    high_risk_is_not_just_taken,
    what_is_not_taken_has_an_action,
    what_will_be_done_has_an_owner_and_a_day,
)
SENTENCES: dict[str, str] = {
    "is_judged": "Every leaf section is judged.",
    "is_judged_once": "A leaf section is judged once.",
    **{rule.__name__: str(rule.__doc__) for rule in RULES},
}
