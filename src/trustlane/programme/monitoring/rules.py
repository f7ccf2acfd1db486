"""The rules of monitoring: how often something may happen to a holder before a case officer looks at it anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec

from trustlane.criteria.words import Name, Place, Sentence

Kind = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,40}\Z")]
What = Literal["finds", "amendments"]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: so many finds or amendments in so many days, of these kinds where some are named.

    Where ``percent`` is given, they also have to be that share of what was examined (finds) or declared (amendments) in
    those days, and ``among`` is how much that has to be for a share to say anything.
    """

    id: Name
    of: What
    says: Sentence
    least: Annotated[int, msgspec.Meta(ge=1)]
    days: Annotated[int, msgspec.Meta(ge=1, le=3_660)]
    kinds: tuple[Kind, ...] = ()
    percent: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None
    among: Annotated[int, msgspec.Meta(ge=1)] = 1


class Claimed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Criteria of one catalogue, by its name with its edition."""

    catalogue: Sentence
    items: tuple[Place, ...]


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which answers say that customs records are in order, and from how much on consignments speak against them."""

    finds: Annotated[int, msgspec.Meta(ge=1)]
    amendments: Annotated[int, msgspec.Meta(ge=1)]
    days: Annotated[int, msgspec.Meta(ge=1, le=3_660)]
    answers: tuple[Claimed, ...]

    def of(self, catalogue: str) -> tuple[str, ...]:
        """The criteria of a catalogue that are named."""
        return tuple(item for one in self.answers if one.catalogue == catalogue for item in one.items)


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of an administration, and the calendar days in which somebody answers once one speaks."""

    id: Name
    days_to_answer: Annotated[int, msgspec.Meta(ge=1, le=365)]
    rules: tuple[Rule, ...]
    claims: Claims | None = None  # None: no answer is held against consignments

    @property
    def longest(self) -> int:
        """The days that the rule with the longest memory looks back on."""
        return max((rule.days for rule in self.rules), default=0)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A find or an amendment: in which declaration, of which day, of which kind, and when it was told."""

    of: What
    reference: str
    day: date
    told: datetime
    kind: str = ""  # of a find, as it was reported


@dataclass(frozen=True, slots=True)
class Totals:
    """How much was declared in some days, and how much of it examined."""

    declared: int = 0
    examined: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule that speaks: what it says, and of how many of how much; ``total`` is 0 where it asks for no share."""

    rule: str
    says: str
    of: What
    many: int
    total: int
    days: int
    references: tuple[str, ...]


def grounds(
    rules: Rules,
    occurrences: Sequence[Occurrence],
    totals: Mapping[int, Totals],
    *,
    on: date,
    since: datetime | None = None,
) -> tuple[Ground, ...]:
    """The rules that speak on a day, in their order.

    ``totals`` has an entry for the days of each rule that asks for a share. A rule only speaks if something it counts
    was told after ``since``, when the holder was last looked at: else one find would call for a look for ever.
    """
    found = (_ground(rule, occurrences, totals.get(rule.days, Totals()), on=on, since=since) for rule in rules.rules)
    return tuple(ground for ground in found if ground is not None)


def _ground(
    rule: Rule, occurrences: Iterable[Occurrence], total: Totals, *, on: date, since: datetime | None
) -> Ground | None:
    counted = [
        one
        for one in occurrences
        if one.of == rule.of
        and on - timedelta(days=rule.days) < one.day <= on
        and (not rule.kinds or one.kind in rule.kinds)
    ]
    if len(counted) < rule.least or not any(since is None or one.told > since for one in counted):
        return None
    among = 0
    if rule.percent is not None:
        among = total.examined if rule.of == "finds" else total.declared
        if among < rule.among or 100 * len(counted) < rule.percent * among:
            return None
    references = tuple(one.reference for one in sorted(counted, key=lambda one: (one.day, one.reference)))
    return Ground(rule.id, rule.says, rule.of, len(counted), among, rule.days, references)
