"""The rules by which the next validation of a holder is due sooner than at the longest; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from trustlane.criteria.words import Name, Sentence

Months = Annotated[int, msgspec.Meta(ge=1, le=600)]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: so many sections of that grade after controls, or so many major gaps, leave that share of the time."""

    id: Name
    says: Sentence
    least: Annotated[int, msgspec.Meta(ge=1, le=1_000)]
    percent: Annotated[int, msgspec.Meta(ge=1, le=99)]
    grade: Literal["medium", "high"] | None = None
    majors: bool = False


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of an administration, in months."""

    id: Name
    longest_months: Months
    before_end_months: Annotated[int, msgspec.Meta(ge=0, le=120)]
    least_months: Months
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A rule that speaks, and of how many."""

    rule: str
    says: str
    many: int


@dataclass(frozen=True, slots=True)
class Next:
    """In how many months the next validation is due, out of the longest, and what shortens it."""

    months: int
    longest: int
    spoken: tuple[Spoken, ...]

    def data(self) -> dict[str, object]:
        """As an event keeps it; `months` is what clocks read."""
        reasons = [{"rule": one.rule, "says": one.says, "many": one.many} for one in self.spoken]
        return {"months": self.months, "next": {"longest": self.longest, "reasons": reasons}}


def due_in(rules: Rules, whole: int, *, grades: Mapping[str, int], majors: int) -> Next:
    """In how many months, out of so many: ``grades`` are the sections by grade after controls, ``majors`` the gaps.

    A grade counts what is graver too. Nothing is shortened below the least, nor below what the whole is.
    """
    counted = {"high": grades.get("high", 0), "medium": grades.get("medium", 0) + grades.get("high", 0)}
    spoken, share = [], 100
    for rule in rules.rules:
        many = majors if rule.majors else counted[rule.grade or "high"]
        if many >= rule.least:
            spoken.append(Spoken(rule.id, rule.says, many))
            share = min(share, rule.percent)
    months = max(min(rules.least_months, whole), whole * share // 100)
    return Next(months, whole, tuple(spoken))
