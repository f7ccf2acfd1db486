"""The condition tree of a rule, and what each of its tests means.

Two-valued: a test on a missing value does not hold, `ne` and `not_in` included; its negation by `not` does. Only
`missing` holds on a missing value. So `not: {op: eq}` also catches what was left empty and `ne` does not, and the
author chooses between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from trustlane.selectivity.rules.lists import Windows

# A text, a whole number (instants are microseconds since 1970 in UTC), a number, a date or a flag.
Plain: TypeAlias = "str | int | float | date | bool"


class Op(StrEnum):
    """What a test asks of a field; its docstring-like value is what documents write."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IN = "in"
    NOT_IN = "not_in"
    BETWEEN = "between"  # both ends included
    PREFIX = "prefix"  # one of these beginnings
    IN_LIST = "in_list"  # on the officers' list of this name, on the day of the declaration
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Condition:
    """One question to one field. `operands` are the values compared with: one, two for a range, all of a set."""

    field: str
    op: Op
    operands: tuple[Plain, ...] = ()
    members: frozenset[Plain] = frozenset()  # the operands again, for sets


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Holds when one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: Node


Node: TypeAlias = "Condition | All | Any | Not"


def conditions_of(node: Node) -> Iterator[Condition]:
    """Every test of a tree, in reading order."""
    match node:
        case Condition():
            yield node
        case Not(part):
            yield from conditions_of(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from conditions_of(part)


def fields_of(node: Node) -> frozenset[str]:
    """The fields a tree asks about."""
    return frozenset(test.field for test in conditions_of(node))


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Some text that no rule names, known only by a beginning it shares with all texts of its kind."""

    beginning: str


def holds(node: Node, value: Plain | Unnamed | None, windows: Windows, day: date | None) -> bool:
    """Whether a tree about one field holds for one value of it on one day."""
    if isinstance(node, Condition):  # first, because most nodes are conditions
        return _answers(node, value, windows, day)
    if isinstance(node, Not):
        return not holds(node.part, value, windows, day)
    combine = all if isinstance(node, All) else any
    return combine(holds(part, value, windows, day) for part in node.parts)


def _answers(test: Condition, value: Plain | Unnamed | None, windows: Windows, day: date | None) -> bool:
    if value is None or test.op is Op.MISSING:
        return value is None and test.op is Op.MISSING
    if test.op is Op.IN:
        return value in test.members
    if isinstance(value, Unnamed):
        if test.op is Op.PREFIX:
            return any(value.beginning.startswith(str(start)) for start in test.operands)
        return test.op in (Op.NE, Op.NOT_IN)
    if test.op is Op.NOT_IN:
        return value not in test.members
    if test.op is Op.IN_LIST:
        return any(window.covers(day) for window in windows[str(test.operands[0])].get(str(value), ()))
    if test.op is Op.PREFIX:
        return any(str(value).startswith(str(start)) for start in test.operands)
    return _compares(test, value)


def _compares(test: Condition, value: Plain) -> bool:
    # One field holds one type and the reader has matched the operands to it, so these compare like with like.
    first = test.operands[0]
    match test.op:
        case Op.EQ:
            return value == first
        case Op.NE:
            return value != first
        case Op.LT:
            return value < first  # type: ignore[operator]
        case Op.LE:
            return value <= first  # type: ignore[operator]
        case Op.GT:
            return value > first  # type: ignore[operator]
        case Op.GE:
            return value >= first  # type: ignore[operator]
        case _:
            return first <= value <= test.operands[1]  # type: ignore[operator]
