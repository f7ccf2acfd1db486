"""Rules for one declaration: a few look-ups and ANDs, in microseconds."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from trustlane.selectivity.rules.plan import WORD, Answers, Plan
from trustlane.selectivity.rules.problems import ValueOfWrongType
from trustlane.selectivity.rules.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from trustlane.selectivity.rules.masks import TextMasks
    from trustlane.selectivity.rules.rule import Rule, RuleSet

# Declarations that meet the same questions share one answer; so many answers are kept, then it starts anew.
MOST_REMEMBERED = 1 << 15

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Hit(NamedTuple):
    """Which rules a declaration meets, in their order, and what follows."""

    ids: tuple[str, ...]
    lift: Mapping[str, float]  # log-odds by kind, every kind of the rule set
    unsoftened_lift: Mapping[str, float]  # the part of it that comes from intelligence
    chance: Mapping[str, float]  # floor under the chance by kind, 0 where no rule sets one
    mandatory: str | None  # the strictest lane demanded
    intelligence: bool


class Alone:
    """The executor for one declaration."""

    def __init__(self, rules: RuleSet, plan: Plan) -> None:
        self._rules = rules
        self._plan = plan
        self._remembered: dict[int, Hit] = {}
        self._days: dict[date | None, int] = {}
        self._ids = tuple(rule.id for rule in rules.rules)
        self._effects = tuple(_effect(rule, rules) for rule in rules.rules)
        self._nothing = dict.fromkeys(rules.kinds, 0.0)
        self._nothing_said: Mapping[str, float] = MappingProxyType(self._nothing)
        # Fields are sorted by what their look-up takes: a look-up by value alone, by the day as well, by the place
        # between beginnings too, by the place between bounds, after a conversion, for each of several texts.
        plain: list[tuple[str, Callable[..., Any], int]] = []
        dated: list[tuple[str, Callable[..., Any], int]] = []
        begun: list[tuple[str, Callable[..., Any], TextMasks]] = []
        for name, table in plan.texts.items():
            named: dict[Any, Any] = {**table.named, None: table.others.missing}
            if table.others.bounds:
                begun.append((name, named.get, table))
            elif table.changes_by_day:
                dated.append((name, named.get, table.others.masks[0]))
            else:
                plain.append((name, named.get, table.others.masks[0]))
        for name, masks in plan.flags.items():
            plain.append((name, dict(masks).get, masks[None]))
        self._plain = tuple(plain)
        self._dated = tuple(dated)
        self._begun = tuple(begun)
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
        self._day = plan.day

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
            for name, look_up, default in self._dated:
                mask = look_up(get(name), default)
                answer &= mask if mask.__class__ is int else mask.at(on)
            for name, look_up, table in self._begun:
                text = get(name)
                mask = look_up(text)
                if mask is None:
                    answer &= table.others.at(text)
                else:
                    answer &= mask if mask.__class__ is int else mask.at(on)
            for name, convert, at_value in self._converted:
                answer &= at_value(convert(get(name)))
            for name, table in self._several:
                answer &= _any_of(table, get(name), on, self._plan.full)
            if self._day is not None:
                mask = self._days.get(on)
                answer &= mask if mask is not None else self._of_day(on)
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
        hit = self._follows(met)
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered = {}
        self._remembered[answer] = hit
        return hit

    def _follows(self, met: int) -> Hit:
        """What follows when these rules are met. Sums run in the rules' order."""
        ids: list[str] = []
        lift = self._nothing.copy()
        unsoftened = chance = self._nothing_said
        strictest = -1
        intelligence = False
        while met:
            lowest = met & -met
            met ^= lowest
            place = lowest.bit_length() - 1
            ids.append(self._ids[place])
            kind, weight, firm, floor, lane, told = self._effects[place]
            lift[kind] += weight
            if firm:
                unsoftened = {**unsoftened, kind: unsoftened[kind] + firm}
            if floor > chance[kind]:
                chance = {**chance, kind: floor}
            if lane > strictest:
                strictest = lane
            intelligence = intelligence or told
        mandatory = self._rules.lanes[strictest] if strictest >= 0 else None
        return Hit(tuple(ids), lift, unsoftened, chance, mandatory, intelligence)

    def _of_day(self, on: date | None) -> int:
        assert self._day is not None
        mask = self._day.at(on)
        if len(self._days) < MOST_REMEMBERED:
            self._days[on] = mask
        return mask

    def _wrong(self, row: Mapping[str, Any], on: date | None) -> Exception:
        """The refusal that names the field whose value made a look-up fail."""
        for name, kind in self._rules.fields.items():
            value = row.get(name)
            if value is not None and not _PYTHON[kind](value):
                return ValueOfWrongType(name, kind.value, value)
        return ValueOfWrongType("day", FieldType.DATE.value, on)


def _effect(rule: Rule, rules: RuleSet) -> tuple[str, float, float, float, int, bool]:
    effect = rule.effect
    lane = rules.lanes.index(effect.mandatory) if effect.mandatory is not None else -1
    firm = effect.lift * effect.intelligence
    return rule.kind, effect.lift, firm, effect.chance or 0.0, lane, effect.intelligence


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
