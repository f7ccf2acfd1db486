"""Rules for one declaration: a few look-ups and ANDs, in microseconds."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from trustlane.selectivity.rules.plan import WORD, Answers, Plan
from trustlane.selectivity.rules.problems import ValueOfWrongType
from trustlane.selectivity.rules.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from trustlane.selectivity.rules.rule import RuleSet

# Declarations that meet the same questions share one answer; so many answers are kept, then it starts anew.
MOST_REMEMBERED = 1 << 15

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hit:
    """Which rules a declaration meets, in their order, and what follows."""

    ids: tuple[str, ...]
    lift: Mapping[str, float]  # log-odds by kind, every kind of the rule set
    unsoftened_lift: Mapping[str, float]  # the part of it that comes from intelligence
    chance: Mapping[str, float]  # floor under the chance by kind, 0 where no rule sets one
    mandatory: str | None  # the strictest lane demanded
    intelligence: bool


def hit_of(rules: RuleSet, places: list[int]) -> Hit:
    """What follows when the rules at these places, in order, are met. Sums run in that order."""
    lift = dict.fromkeys(rules.kinds, 0.0)
    unsoftened = dict.fromkeys(rules.kinds, 0.0)
    chance = dict.fromkeys(rules.kinds, 0.0)
    strictest = -1
    intelligence = False
    for place in places:
        rule = rules.rules[place]
        lift[rule.kind] += rule.effect.lift
        unsoftened[rule.kind] += rule.effect.lift * rule.effect.intelligence
        chance[rule.kind] = max(chance[rule.kind], rule.effect.chance or 0.0)
        if rule.effect.mandatory is not None:
            strictest = max(strictest, rules.lanes.index(rule.effect.mandatory))
        intelligence = intelligence or rule.effect.intelligence
    return Hit(
        ids=tuple(rules.rules[place].id for place in places),
        lift=lift,
        unsoftened_lift=unsoftened,
        chance=chance,
        mandatory=rules.lanes[strictest] if strictest >= 0 else None,
        intelligence=intelligence,
    )


class Alone:
    """The executor for one declaration."""

    def __init__(self, rules: RuleSet, plan: Plan) -> None:
        self._rules = rules
        self._plan = plan
        self._remembered: dict[int, Hit] = {}
        plain: list[tuple[str, Callable[..., int], int]] = []
        dated: list[tuple[str, Callable[[Any, Any], int]]] = []
        for name, table in plan.texts.items():
            if table.others.bounds or table.changes_by_day:
                dated.append((name, table.at))
            else:
                named: dict[Any, Any] = {**table.named, None: table.others.missing}
                plain.append((name, named.get, table.others.masks[0]))
        for name, masks in plan.flags.items():
            plain.append((name, dict(masks).get, masks[None]))
        self._plain = tuple(plain)
        self._dated = tuple(dated)
        self._ordered = tuple(
            (name, table.bounds, table.masks, table.missing)
            for name, (kind, table) in plan.ordered.items()
            if kind in (FieldType.INTEGER, FieldType.DATE)
        )
        self._converted = tuple(
            (name, _CONVERSIONS[kind], table.at) for name, (kind, table) in plan.ordered.items() if kind in _CONVERSIONS
        )
        self._several = tuple(plan.several.items())
        self._needs_day = plan.needs_day

    def __call__(self, row: Mapping[str, Any], on: date | None = None) -> Hit:
        """The rules one declaration meets on a day, `row["day"]` where none is given; absent fields are missing."""
        get = row.get
        if on is None and self._needs_day:
            on = get("day")
        answer = self._plan.full
        try:
            for name, look_up, default in self._plain:
                answer &= look_up(get(name), default)
            for name, bounds, masks, missing in self._ordered:
                value = get(name)
                answer &= missing if value is None else masks[bisect_right(bounds, value)]
            for name, at in self._dated:
                answer &= at(get(name), on)
            for name, convert, at_value in self._converted:
                answer &= at_value(convert(get(name)))
            for name, table in self._several:
                answer &= _any_of(table, get(name), on, self._plan.full)
            if self._plan.day is not None:
                answer &= self._plan.day.at(on)
        except (TypeError, AttributeError, ValueError) as error:
            raise self._wrong(row, on) from error
        remembered = self._remembered.get(answer)
        return remembered if remembered is not None else self._hit(answer)

    def _hit(self, answer: int) -> Hit:
        met = answer & ((1 << self._plan.rules) - 1)
        for word, of in self._plan.folds:
            met |= ((answer >> (word * WORD)) & ((1 << WORD) - 1)) << (of * WORD)
        for place, tree in self._plan.trees:
            if met >> place & 1 and not _true(tree, answer):
                met &= ~(1 << place)
        hit = hit_of(self._rules, [place for place in range(self._plan.rules) if met >> place & 1])
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered = {}
        self._remembered[answer] = hit
        return hit

    def _wrong(self, row: Mapping[str, Any], on: date | None) -> Exception:
        """The refusal that names the field whose value made a look-up fail."""
        for name, kind in self._rules.fields.items():
            value = row.get(name)
            if value is not None and not _PYTHON[kind](value):
                return ValueOfWrongType(name, kind.value, value)
        return ValueOfWrongType("day", FieldType.DATE.value, on)


def _any_of(table: Any, values: Any, on: date | None, full: int) -> int:
    """The mask of several texts: a question is answered with yes where one of them does."""
    texts = [text for text in values if text is not None] if values is not None else []
    if not texts:
        return int(table.others.missing)
    own = 0
    for text in texts:
        own |= table.at(text, on)
    return int(own & table.own | full & ~table.own)


def _true(tree: Answers, answer: int) -> bool:
    if isinstance(tree, int):
        return bool(answer >> tree & 1)
    verb, parts = tree
    if verb == "not":
        return not _true(parts[0], answer)
    return (all if verb == "all" else any)(_true(part, answer) for part in parts)


def _number(value: float | None) -> float | None:
    if value is None:
        return None
    number = float(value)
    return number if number == number else None  # not-a-number is missing


def _microseconds(value: datetime | None) -> int | None:
    if value is None:
        return None
    since = value - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


_CONVERSIONS: dict[FieldType, Callable[[Any], Any]] = {
    FieldType.NUMBER: _number,
    FieldType.INSTANT: _microseconds,
}


def _is_date(value: object) -> bool:
    from datetime import date

    return isinstance(value, date) and not isinstance(value, datetime)


_PYTHON: dict[FieldType, Callable[[Any], bool]] = {
    FieldType.TEXT: lambda value: isinstance(value, str),
    FieldType.TEXTS: lambda value: isinstance(value, list | tuple) and all(isinstance(one, str) for one in value),
    FieldType.INTEGER: lambda value: isinstance(value, int),
    FieldType.NUMBER: lambda value: isinstance(value, int | float),
    FieldType.DATE: _is_date,
    FieldType.INSTANT: lambda value: isinstance(value, datetime) and value.tzinfo is not None,
    FieldType.FLAG: lambda value: isinstance(value, bool),
}
