"""For each field, a table from its value to a mask of bits: which questions that value answers with yes.

A mask is one whole number; a bit that does not ask this field is always set, so the masks of all fields AND to the
answer. Texts are looked up by value, and by the stretch between beginnings where a rule asks for a prefix; what has an
order is looked up by the stretch between the bounds that rules name. A value on a list for some days only has a mask
for each stretch of days.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from trustlane.selectivity.rules.lists import ALWAYS
from trustlane.selectivity.rules.schema import FieldType
from trustlane.selectivity.rules.tree import Node, Op, Plain, Unnamed, conditions_of, holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from trustlane.selectivity.rules.lists import Windows

# A question to this field and the bit that holds its answer.
Question: TypeAlias = "tuple[int, Node]"


@dataclass(frozen=True, slots=True)
class Stretches:
    """Masks between bounds: `masks[i]` counts from `bounds[i - 1]` up to, not including, `bounds[i]`."""

    bounds: tuple[Plain, ...]
    masks: tuple[int, ...]  # one more than bounds
    missing: int

    def at(self, value: Plain | None) -> int:
        """The mask of one value."""
        return self.missing if value is None else self.masks[bisect_right(self.bounds, value)]


@dataclass(frozen=True, slots=True)
class TextMasks:
    """Masks of texts that rules name, of all others by the stretch of beginnings they fall into, and of none."""

    named: Mapping[str, int | Stretches]  # stretches of days where a list names the value for some days only
    others: Stretches
    own: int  # the bits that ask this field

    @property
    def changes_by_day(self) -> bool:
        """Whether some value means different things on different days."""
        return any(isinstance(mask, Stretches) for mask in self.named.values())

    def at(self, value: str | None, day: date | None) -> int:
        """The mask of one value on one day."""
        mask = self.named.get(value) if value is not None else None
        if mask is None:
            return self.others.at(value)
        return mask if isinstance(mask, int) else mask.at(day)


def text_masks(questions: Sequence[Question], full: int, windows: Windows) -> TextMasks:
    """The table of a text field."""
    beginnings: set[str] = set()
    lists: set[str] = set()
    asking: dict[str, list[Question]] = {}
    for question in questions:
        for test in conditions_of(question[1]):
            if test.op is Op.PREFIX:
                for start in test.operands:
                    beginnings.add(str(start))
                    beginnings.update(_after(str(start)))
            elif test.op is Op.IN_LIST:
                lists.add(str(test.operands[0]))
        for value in _named_in(question[1], windows):
            asking.setdefault(value, []).append(question)
    bounds = tuple(sorted(beginnings))
    stretches = (Unnamed(""), *(Unnamed(bound) for bound in bounds))
    others = Stretches(
        bounds,
        tuple(_mask(questions, full, full, one, windows, None) for one in stretches),
        _mask(questions, full, full, None, windows, None),
    )
    # Many values share one mask; keeping each mask once keeps the table in the processor's cache.
    once: dict[int | Stretches, int | Stretches] = {}
    named: dict[str, int | Stretches] = {}
    for value, asked in asking.items():
        mask = _of_named(value, asked, others, full, windows, lists)
        named[value] = once.setdefault(mask, mask)
    own = 0
    for bit, _ in questions:
        own |= 1 << bit
    return TextMasks(named, others, own)


def ordered_masks(questions: Sequence[Question], full: int, kind: FieldType) -> Stretches:
    """The table of a field whose values have an order."""
    bounds: set[Plain] = set()
    for _, node in questions:
        for test in conditions_of(node):
            for operand in test.operands:
                bounds.add(operand)
                bounds.update(_next(operand, kind))
    ordered = sorted(bounds)
    representatives = [_before(ordered[0], kind), *ordered] if ordered else [None]
    masks = [_mask(questions, full, full, value, {}, None) for value in representatives]
    missing = _mask(questions, full, full, None, {}, None)
    if not ordered:  # only asked whether it is missing: any value at all is not
        test_value: Plain = date(2000, 1, 1) if kind is FieldType.DATE else 0
        masks = [_mask(questions, full, full, test_value, {}, None)]
    return Stretches(tuple(ordered), tuple(masks), missing)


def flag_masks(questions: Sequence[Question], full: int) -> dict[bool | None, int]:
    """The table of a field that is true, false or missing."""
    return {value: _mask(questions, full, full, value, {}, None) for value in (True, False, None)}


def day_masks(validity: Iterable[tuple[int, date | None, date | None]], full: int) -> Stretches:
    """The table of days: from (bit, first day, last day). On an unknown day only what has no bounds is in force."""
    validity = list(validity)
    bounds = sorted({bound for _, first, last in validity for bound in _edges(first, last)})

    def mask(day: date | None) -> int:
        answer = full
        for bit, first, last in validity:
            if day is None or (first is not None and day < first) or (last is not None and day > last):
                answer &= ~(1 << bit)
        return answer

    days = [date.min, *bounds] if bounds else [date.min]
    return Stretches(tuple(bounds), tuple(mask(day) for day in days), mask(None))


def _edges(first: date | None, last: date | None) -> list[date]:
    """The days on which something begins to count, or counts no more."""
    edges = [first] if first is not None else []
    if last is not None and last < date.max:
        edges.append(last + timedelta(days=1))
    return edges


def _of_named(
    value: str, asked: Sequence[Question], others: Stretches, full: int, windows: Windows, lists: Iterable[str]
) -> int | Stretches:
    # Questions that do not name the value answer as for any text of its beginning.
    start = others.at(value)
    windows_met = [window for name in lists for window in windows[name].get(value, ())]
    unknown = _mask(asked, start, full, value, windows, None)
    if all(window == ALWAYS for window in windows_met):
        return unknown  # any day tells the same, an unknown one as well
    days = sorted({edge for window in windows_met for edge in _edges(window.first, window.last)})
    masks = tuple(_mask(asked, start, full, value, windows, day) for day in (date.min, *days))
    return Stretches(tuple(days), masks, unknown)


def _mask(
    questions: Sequence[Question],
    start: int,
    full: int,
    value: Plain | Unnamed | None,
    windows: Windows,
    day: date | None,
) -> int:
    mask = start
    for bit, node in questions:
        if holds(node, value, windows, day):
            mask |= 1 << bit
        else:
            mask &= ~(1 << bit)
    return mask & full


def _named_in(node: Node, windows: Windows) -> set[str]:
    """The texts a question names outright."""
    named: set[str] = set()
    for test in conditions_of(node):
        if test.op is Op.IN_LIST:
            named.update(windows[str(test.operands[0])])
        elif test.op is not Op.PREFIX:
            named.update(str(operand) for operand in test.operands)
    return named


def _after(start: str) -> list[str]:
    """The first text that no longer begins with `start`, in code point order; none where there is no such text."""
    while start:
        last = ord(start[-1])
        if last < 0x10FFFF:
            # Surrogates are no characters: what follows U+D7FF is U+E000.
            return [start[:-1] + chr(0xE000 if last == 0xD7FF else last + 1)]
        start = start[:-1]
    return []


def _next(value: Plain, kind: FieldType) -> list[Plain]:
    """The smallest value above one, where there is one."""
    if kind is FieldType.NUMBER:
        return [math.nextafter(float(value), math.inf)]  # type: ignore[arg-type]
    if kind is FieldType.DATE:
        assert isinstance(value, date)
        return [value + timedelta(days=1)] if value < date.max else []
    assert isinstance(value, int)
    return [value + 1] if value < 2**63 - 1 else []


def _before(value: Plain, kind: FieldType) -> Plain:
    """The greatest value below one, or itself where nothing lies below: no value will look that stretch up."""
    if kind is FieldType.NUMBER:
        return math.nextafter(float(value), -math.inf)  # type: ignore[arg-type]
    if kind is FieldType.DATE:
        assert isinstance(value, date)
        return value - timedelta(days=1) if value > date.min else value
    assert isinstance(value, int)
    return value - 1
