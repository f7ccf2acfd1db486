"""The one compiled form of a rule set: where each rule's bits lie, and for each field the table from value to mask.

Bits lie in words of 64. The first words hold a bit for each rule, in the rules' order: its first alternative. Further
words hold second, third, … alternatives, each at its rule's place in the word, so that one OR a word folds them. Rules
with too many alternatives, or that ask a field of several texts, have their questions in the last words, and the bit in
the first words says only whether the rule is in force that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from trustlane.selectivity.rules.lists import windows_of
from trustlane.selectivity.rules.masks import (
    Question,
    Stretches,
    TextMasks,
    day_masks,
    flag_masks,
    ordered_masks,
    text_masks,
)
from trustlane.selectivity.rules.normal import TooMany, alternatives, questions_of
from trustlane.selectivity.rules.schema import ORDERED, FieldType
from trustlane.selectivity.rules.tree import All, Any, Condition, Node, Not, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trustlane.selectivity.rules.rule import Rule, RuleSet

# A rule with more alternatives than this asks its questions one by one.
MOST_ALTERNATIVES = 8

WORD = 64

# A tree over answers: the place of a bit, or a combination of trees.
Answers: TypeAlias = "int | tuple[str, tuple[Answers, ...]]"


@dataclass(frozen=True, slots=True)
class Plan:
    """Where bits lie and what sets them."""

    rules: int
    words: int
    full: int  # every bit that is in use
    folds: tuple[tuple[int, int], ...]  # (word of further alternatives, word of the rules it belongs to)
    trees: tuple[tuple[int, Answers], ...]  # (rule, its tree over answers)
    texts: Mapping[str, TextMasks]
    several: Mapping[str, TextMasks]
    ordered: Mapping[str, tuple[FieldType, Stretches]]
    flags: Mapping[str, Mapping[bool | None, int]]
    day: Stretches | None  # none where every rule is always in force

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field some rule asks about."""
        return (*self.texts, *self.several, *self.ordered, *self.flags)

    @property
    def needs_day(self) -> bool:
        """Whether any answer depends on the day."""
        return self.day is not None or any(
            table.changes_by_day for table in (*self.texts.values(), *self.several.values())
        )


def plan_of(rules: RuleSet, most: int = MOST_ALTERNATIVES) -> Plan:
    """Compile a rule set. `most` alternatives are multiplied out for a rule; the answers do not depend on it."""
    return _Planner(rules, most).plan()


class _Planner:
    def __init__(self, rules: RuleSet, most: int) -> None:
        self.rules = rules.rules
        self.types = rules.fields
        self.windows = windows_of(rules.lists)
        self.most = most
        self.apart = frozenset(name for name, kind in self.types.items() if kind is FieldType.TEXTS)
        self.words = max(1, -(-len(self.rules) // WORD))
        self.full = (1 << len(self.rules)) - 1
        self.asked: dict[str, list[Question]] = {}
        self.layers: dict[tuple[int, int], int] = {}  # (which alternative, word of the rule) → word
        self.validity: list[tuple[int, object, object]] = []
        self.questions: dict[Node, int] = {}
        self.trees: list[tuple[int, Answers]] = []

    def plan(self) -> Plan:
        later: list[tuple[int, Rule]] = []
        for place, rule in enumerate(self.rules):
            choices = None
            if not fields_of(rule.when) & self.apart:
                try:
                    choices = alternatives(rule.when, self.most)
                except TooMany:
                    choices = None
            if choices is None:
                later.append((place, rule))
                self._in_force(place, rule)
                continue
            if not choices:
                self.full &= ~(1 << place)  # an `any` of nothing holds never
            for nth, choice in enumerate(choices):
                bit = self._bit(place, nth)
                self._in_force(bit, rule)
                for field, node in choice.items():
                    self.asked.setdefault(field, []).append((bit, node))
        for place, rule in later:
            self.trees.append((place, self._tree(rule.when, set(questions_of(rule.when, self.apart)))))
        return self._tables()

    def _bit(self, place: int, nth: int) -> int:
        if nth == 0:
            return place
        layer = (nth, place // WORD)
        if layer not in self.layers:
            self.layers[layer] = self.words
            self.words += 1
        bit = self.layers[layer] * WORD + place % WORD
        self.full |= 1 << bit
        return bit

    def _in_force(self, bit: int, rule: Rule) -> None:
        if rule.valid.first is not None or rule.valid.last is not None:
            self.validity.append((bit, rule.valid.first, rule.valid.last))

    def _tree(self, node: Node, questions: set[Node]) -> Answers:
        if node in questions:
            return self._question(node)
        match node:
            case Not(part):
                return ("not", (self._tree(part, questions),))
            case All(parts):
                return ("all", tuple(self._tree(part, questions) for part in parts))
            case Any(parts):
                return ("any", tuple(self._tree(part, questions) for part in parts))
            case Condition():  # pragma: no cover - every test is part of a question
                raise AssertionError

    def _question(self, node: Node) -> int:
        """The bit of a question; rules that ask the same share it."""
        if node not in self.questions:
            if not self.questions:
                self.first_question = self.words * WORD
            bit = self.first_question + len(self.questions)
            self.questions[node] = bit
            self.words = bit // WORD + 1
            self.full |= 1 << bit
            (field,) = fields_of(node)
            self.asked.setdefault(field, []).append((bit, node))
        return self.questions[node]

    def _tables(self) -> Plan:
        texts: dict[str, TextMasks] = {}
        several: dict[str, TextMasks] = {}
        ordered: dict[str, tuple[FieldType, Stretches]] = {}
        flags: dict[str, Mapping[bool | None, int]] = {}
        for field, questions in self.asked.items():
            kind = self.types[field]
            if kind is FieldType.TEXT:
                texts[field] = text_masks(questions, self.full, self.windows)
            elif kind is FieldType.TEXTS:
                several[field] = text_masks(questions, self.full, self.windows)
            elif kind in ORDERED:
                ordered[field] = (kind, ordered_masks(questions, self.full, kind))
            else:
                flags[field] = flag_masks(questions, self.full)
        return Plan(
            rules=len(self.rules),
            words=self.words,
            full=self.full,
            folds=tuple((word, of) for (_, of), word in self.layers.items()),
            trees=tuple(self.trees),
            texts=texts,
            several=several,
            ordered=ordered,
            flags=flags,
            day=day_masks(self.validity, self.full) if self.validity else None,  # type: ignore[arg-type]
        )
