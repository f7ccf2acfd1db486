"""From a condition tree to alternatives: each a handful of questions, one to a field, that must all be answered yes.

What a tree asks of one field alone is kept together as one question, however it is nested, because the answer is looked
up by the field's value anyway. Only conditions that mix fields are multiplied out, and only up to a cap; beyond it, or
where a field holds several texts, the caller asks each question by itself and evaluates the tree over the answers.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from trustlane.selectivity.rules.tree import All, Any, Condition, Node, Not, fields_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Questions to one field each.
Alternative: TypeAlias = "dict[str, Node]"


class TooMany(Exception):
    """The condition has more alternatives than the cap allows."""


def alternatives(node: Node, cap: int) -> list[Alternative]:
    """The tree as alternatives; raises `TooMany` beyond the cap."""
    merged: list[Alternative] = []
    for parts in _alternatives(node, cap):
        questions: dict[str, list[Node]] = {}
        for part in parts:
            (field,) = fields_of(part)
            questions.setdefault(field, []).append(part)
        merged.append({field: _joined(All, asked) for field, asked in questions.items()})
    return merged


def questions_of(node: Node, apart: frozenset[str]) -> list[Node]:
    """The largest parts of a tree that ask one field only, in reading order, each once.

    Fields that stand `apart` hold several values: there, each test is a question of its own.
    """
    found: dict[Node, None] = {}

    def walk(part: Node) -> None:
        asked = fields_of(part)
        if isinstance(part, Condition) or (len(asked) == 1 and not asked & apart):
            found[part] = None
            return
        match part:
            case Not(inner):
                walk(inner)
            case All(parts) | Any(parts):
                for inner in parts:
                    walk(inner)

    walk(node)
    return list(found)


def _alternatives(node: Node, cap: int) -> list[tuple[Node, ...]]:
    if len(fields_of(node)) == 1:
        return [(node,)]
    match node:
        case Not(part):
            return _alternatives(_denied(part), cap)
        case Any(parts):
            found: list[tuple[Node, ...]] = []
            for part in _gathered(Any, parts):
                found.extend(_alternatives(part, cap))
                if len(found) > cap:
                    raise TooMany
            return found
        case All(parts):
            factors = [_alternatives(part, cap) for part in _gathered(All, parts)]
            count = 1
            for factor in factors:
                count *= len(factor)
                if count > cap:
                    raise TooMany
            return [tuple(one for choice in choices for one in choice) for choices in product(*factors)]
        case Condition():  # pragma: no cover - a test asks exactly one field
            raise AssertionError


def _denied(part: Node) -> Node:
    """The negation of a part that mixes fields, moved one level down."""
    match part:
        case Not(inner):
            return inner
        case All(parts):
            return Any(tuple(Not(one) for one in parts))
        case Any(parts):
            return All(tuple(Not(one) for one in parts))
        case Condition():  # pragma: no cover - a test asks exactly one field
            raise AssertionError


def _gathered(kind: type[All] | type[Any], parts: Sequence[Node]) -> list[Node]:
    """Parts of an all or any, with those that ask the same single field joined to one."""
    found: dict[object, list[Node]] = {}
    for place, part in enumerate(parts):
        asked = fields_of(part)
        found.setdefault(next(iter(asked)) if len(asked) == 1 else place, []).append(part)
    return [_joined(kind, together) for together in found.values()]


def _joined(kind: type[All] | type[Any], parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
