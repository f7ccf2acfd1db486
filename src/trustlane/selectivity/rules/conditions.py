"""From the `when` of a rules document to a condition tree, checked against the fields that exist and their types."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from trustlane.selectivity.rules.problems import Problem, nearest
from trustlane.selectivity.rules.schema import ORDERED, FieldType, RuleSchema
from trustlane.selectivity.rules.tree import All, Condition, Node, Not, Op, Plain
from trustlane.selectivity.rules.tree import Any as Either

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_DEPTH = 16
MAX_TESTS = 500  # in one rule
MAX_SET = 100_000
MAX_TEXT = 1_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SETS = (Op.IN, Op.NOT_IN)
_TEXT_OPS = frozenset({Op.EQ, Op.NE, *_SETS, Op.PREFIX, Op.IN_LIST, Op.MISSING})
_ORDERED_OPS = frozenset({Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE, *_SETS, Op.BETWEEN, Op.MISSING})
_OPS: dict[FieldType, frozenset[Op]] = {
    FieldType.TEXT: _TEXT_OPS,
    # For several texts a test holds where one of them passes; `ne` would then surprise, so `not` is asked for.
    FieldType.TEXTS: _TEXT_OPS - {Op.NE, Op.NOT_IN},
    FieldType.FLAG: frozenset({Op.EQ, Op.NE, Op.MISSING}),
    **dict.fromkeys(ORDERED, _ORDERED_OPS),
}


class ConditionReader:
    """Reads condition trees; what is wrong goes to `problems`, and the tree is then none."""

    def __init__(self, schema: RuleSchema, lists: Collection[str], problems: list[Problem]) -> None:
        self.fields = schema.fields
        self.lists = lists
        self.problems = problems
        self._tests = 0

    def read(self, raw: Any, place: str) -> Node | None:
        """The tree of one rule."""
        self._tests = 0
        return self._node(raw, place, 0)

    def _node(self, raw: Any, place: str, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            return self._problem(place, f"Conditions nest more than {MAX_DEPTH} deep.", "Write a flatter condition.")
        if not isinstance(raw, dict) or not raw:
            return self._problem(place, "It is no condition.", "Write all, any, not, or field with op and value.")
        combined = [key for key in ("all", "any", "not") if key in raw]
        if not combined:
            return self._test(raw, place)
        if len(raw) > 1:
            return self._problem(
                place, f"{', '.join(map(str, raw))} stand together.", "Keep one here; put the others below an `all`."
            )
        word = combined[0]
        if word == "not":
            part = self._node(raw["not"], f"{place}.not", depth + 1)
            return None if part is None else Not(part)
        parts = raw[word]
        if not isinstance(parts, list) or not parts:
            return self._problem(f"{place}.{word}", "It lists no conditions.", "List at least one below it.")
        read = [
            self._node(part, f"{place}.{word}[{nth}]", depth + 1) for nth, part in enumerate(parts[: MAX_TESTS + 1])
        ]
        good = tuple(part for part in read if part is not None)
        if len(good) < len(read):
            return None
        return All(good) if word == "all" else Either(good)

    def _test(self, raw: dict[str, Any], place: str) -> Node | None:
        self._tests += 1
        if self._tests > MAX_TESTS:
            # Said once; the rule is refused as a whole.
            if self._tests == MAX_TESTS + 1:
                self._problem(
                    place, f"The rule asks more than {MAX_TESTS} questions.", "Use sets and lists, or two rules."
                )
            return None
        before = len(self.problems)
        for key in raw:
            if key not in ("field", "op", "value"):
                known = ("field", "op", "value", "all", "any", "not")
                self._problem(f"{place}.{key:.60}", "This key is not known here.", nearest(key, known))
        field, word = raw.get("field"), raw.get("op")
        if not isinstance(field, str) or field not in self.fields:
            shown = "It is missing." if field is None else f"{field!r:.60} is no field of a declaration here."
            self._problem(f"{place}.field", shown, nearest(str(field or ""), self.fields))
        kind = self.fields.get(field) if isinstance(field, str) else None
        allowed = _OPS[kind] if kind else frozenset(Op)
        if not isinstance(word, str) or word not in allowed:
            shown = (
                "It is missing." if word is None else f"{word!r:.40} cannot be asked of {kind.value if kind else 'it'}."
            )
            self._problem(f"{place}.op", shown, nearest(str(word or ""), allowed))
        if len(self.problems) > before or kind is None:
            return None
        op = Op(str(word))
        if op is Op.MISSING:
            if "value" in raw:
                return self._problem(f"{place}.value", "`missing` takes no value.", "Leave it out; negate with `not`.")
            return Condition(str(field), op)
        if "value" not in raw:
            return self._problem(f"{place}.value", "It is missing.", "Write `value:` and what to compare with.")
        operands = self._operands(raw["value"], op, kind, f"{place}.value")
        if operands is None:
            return None
        return Condition(str(field), op, operands, frozenset(operands) if op in _SETS else frozenset())

    def _operands(self, value: Any, op: Op, kind: FieldType, place: str) -> tuple[Plain, ...] | None:
        if op is Op.IN_LIST:
            if isinstance(value, str) and value in self.lists:
                return (value,)
            return self._problem(place, f"{value!r:.60} is no officers' list here.", nearest(str(value), self.lists))
        several = op in _SETS or (op is Op.PREFIX and isinstance(value, list))
        if several or op is Op.BETWEEN:
            if not isinstance(value, list) or not value:
                return self._problem(place, f"`{op}` wants a list of values.", "Write it as [first, second].")
            if len(value) > MAX_SET:
                return self._problem(place, f"It holds {len(value):,} values.", f"Keep to {MAX_SET:,}; use a list.")
            read = [self._operand(one, kind, f"{place}[{nth}]") for nth, one in enumerate(value)]
            good = [one for one in read if one is not None]
            if len(good) < len(read):
                return None
            if op is not Op.BETWEEN:
                return tuple(sorted(set(good)))
            if len(good) != 2:
                return self._problem(place, f"A range has two ends, this has {len(good)}.", "Write [lowest, highest].")
            if good[0] > good[1]:  # type: ignore[operator]
                return self._problem(place, "The lower end lies above the upper.", "Exchange the two.")
            return tuple(good)
        one = self._operand(value, kind, place)
        return None if one is None else (one,)

    def _operand(self, value: Any, kind: FieldType, place: str) -> Plain | None:
        """One value of the field's own type, or none with the problem told."""
        match kind:
            case FieldType.TEXT | FieldType.TEXTS:
                return self._text(value, place)
            case FieldType.FLAG:
                if isinstance(value, bool):
                    return value
                return self._problem(place, f"{value!r:.40} is neither.", "Write true or false.")
            case FieldType.INTEGER:
                if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
                    return value
                return self._problem(place, f"{value!r:.40} is no whole number.", "Write digits only, without quotes.")
            case FieldType.NUMBER:
                if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
                    return float(value) + 0.0  # minus zero becomes zero
                return self._problem(place, f"{value!r:.40} is no number.", "Write a number, without quotes.")
            case FieldType.DATE:
                return self._date(value, place)
            case FieldType.INSTANT:
                return self._instant(value, place)

    def _text(self, value: Any, place: str) -> Plain | None:
        if not isinstance(value, str):
            return self._problem(place, f"{value!r:.40} is no text.", f'Put it in quotes: "{value!s:.40}".')
        if not value or len(value) > MAX_TEXT:
            return self._problem(
                place, f"It has {len(value):,} characters.", f"Write 1 to {MAX_TEXT:,}; ask `missing` for none."
            )
        if any("\ud800" <= one <= "\udfff" for one in value):
            return self._problem(
                place, "It holds half of a character (a lone surrogate).", "Write the character itself."
            )
        return value

    def _date(self, value: Any, place: str) -> Plain | None:
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                raise ValueError
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            return self._problem(place, f"{value!r:.40} is no date.", "Write it as 2026-12-31.")

    def _instant(self, value: Any, place: str) -> Plain | None:
        try:
            instant = datetime.fromisoformat(value)
            since = instant - _EPOCH
        except (TypeError, ValueError, OverflowError):
            return self._problem(
                place, f"{value!r:.40} is no instant with its offset.", "Write it as 2026-12-31T08:30:00+00:00."
            )
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds

    def _problem(self, place: str, reason: str, mend: str) -> Any | None:
        """Note a problem; gives none, so that the caller can return it in place of what could not be read."""
        self.problems.append(Problem(place, reason, mend))
        return None
