"""A targeting rule, a set of them with their lists, and the digest that names this very version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from trustlane.selectivity.rules.lists import ALWAYS, OfficersList, Window
from trustlane.selectivity.rules.schema import FieldType
from trustlane.selectivity.rules.tree import All, Any, Condition, Node, Not, conditions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FAMILIES = ("security", "revenue")

# What a rule can demand: for declarations of goods, then for entry summaries, each from the mildest to the strictest.
LANES = (
    "blue",
    "yellow",
    "orange",
    "red",
    "request_for_information",
    "control_at_entry",
    "request_for_screening",
    "do_not_load",
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows when a rule hits.

    `lift` is added to the log-odds of the rule's kind; `chance` is a floor under the chance of that kind (the highest
    floor of all rules that hit counts); `mandatory` is the mildest lane allowed; what comes from `intelligence` is
    never softened by any credit.
    """

    lift: float = 0.0
    chance: float | None = None
    mandatory: str | None = None
    intelligence: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One targeting rule, as an officer wrote it and answers for it."""

    id: str
    title: str
    family: str
    kind: str  # of irregularity, as the policy names it
    owner: str
    when: Node
    effect: Effect
    valid: Window = ALWAYS  # judged on the day of the declaration


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in their order, the lists they name, and the types of the fields they ask about."""

    rules: tuple[Rule, ...]
    fields: Mapping[str, FieldType]
    lists: tuple[OfficersList, ...] = ()
    lanes: tuple[str, ...] = LANES  # what rules may demand, from the mildest to the strictest
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        asked = sorted({test.field for rule in self.rules for test in conditions_of(rule.when)})
        object.__setattr__(self, "fields", {name: FieldType(self.fields[name]) for name in asked})
        named = sorted(
            {str(test.operands[0]) for rule in self.rules for test in conditions_of(rule.when) if test.op == "in_list"}
        )
        known = {one.name: one for one in self.lists}
        object.__setattr__(self, "lists", tuple(known[name] for name in named))
        object.__setattr__(self, "digest", _digest(self))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of irregularity the rules speak of, sorted."""
        return tuple(sorted({rule.kind for rule in self.rules}))


def _digest(rules: RuleSet) -> str:
    """SHA-256 of everything that can change an answer or its wording, in one canonical writing."""
    content = {
        "rules": [{**asdict(rule), "when": _written(rule.when)} for rule in rules.rules],
        "fields": {name: kind.name for name, kind in rules.fields.items()},
        "lists": [asdict(one) for one in rules.lists],
        "lanes": rules.lanes,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _written(node: Node) -> object:
    match node:
        case Condition(field=name, op=op, operands=operands):
            return [name, str(op), [[type(one).__name__, one] for one in operands]]
        case Not(part):
            return ["not", _written(part)]
        case All(parts) | Any(parts):
            return [type(node).__name__.lower(), [_written(part) for part in parts]]
