"""From a rules document to a rule set, or to the list of everything in it that must be mended."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from trustlane.selectivity.rules.conditions import MAX_SET, ConditionReader
from trustlane.selectivity.rules.documents import read_document
from trustlane.selectivity.rules.lists import Entry, OfficersList, Window
from trustlane.selectivity.rules.problems import Problem, RulesRefused, nearest
from trustlane.selectivity.rules.rule import FAMILIES, LANES, Effect, Rule, RuleSet
from trustlane.selectivity.rules.schema import DECLARED, RuleSchema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAX_RULES = 10_000
MAX_ENTRIES = 500_000
MAX_LIFT = 20.0  # e to the 20th is certainty for any purpose; more is a slip of the hand
MAX_PROBLEMS = 200

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}\Z")
_RULE_KEYS = ("id", "title", "family", "kind", "owner", "valid_from", "valid_to", "when", "effect")
_EFFECT_KEYS = ("lift", "chance", "mandatory", "intelligence")


def read_rules(
    data: bytes,
    *,
    schema: RuleSchema = DECLARED,
    lists: Iterable[OfficersList] = (),
    kinds: Mapping[str, str] | None = None,
    lanes: Sequence[str] = LANES,
) -> RuleSet:
    """The rule set of a YAML or JSON document; raises `RulesRefused` with every mistake found.

    `lists` are officers' lists kept elsewhere; the document may bring its own. `kinds` maps each kind of irregularity
    the policy knows to its family; without it any kind is taken. `lanes` are what a rule may demand, mildest first.
    """
    return _Reader(schema, {one.name: one for one in lists}, kinds, tuple(lanes)).read(read_document(data))


class _Reader:
    def __init__(
        self,
        schema: RuleSchema,
        lists: dict[str, OfficersList],
        kinds: Mapping[str, str] | None,
        lanes: tuple[str, ...],
    ) -> None:
        self.schema = schema
        self.lists = lists
        self.kinds = kinds
        self.lanes = lanes
        self.problems: list[Problem] = []

    def read(self, document: Any) -> RuleSet:
        if isinstance(document, list):
            document = {"rules": document}
        if not isinstance(document, dict):
            self._problem("document", "It is not a mapping.", "Begin with `rules:` and list the rules below.")
            raise RulesRefused(self.problems)
        self._known_keys(document, "document", ("title", "version", "rules", "lists"))
        self._read_lists(document.get("lists"))
        rules = document.get("rules")
        if not isinstance(rules, list) or not rules:
            self._problem("rules", "There is no list of rules.", "Write `rules:` and at least one rule below it.")
            rules = []
        elif len(rules) > MAX_RULES:
            self._problem("rules", f"There are {len(rules):,} rules.", f"Keep to {MAX_RULES:,} in a set.")
            rules = []
        conditions = ConditionReader(self.schema, self.lists, self.problems)
        found = []
        first_seen: dict[str, int] = {}
        for place, raw in enumerate(rules):
            rule = self._rule(raw, f"rules[{place}]", conditions)
            if rule is None:
                continue
            if rule.id in first_seen:
                self._problem(
                    f"rules[{place}].id",
                    f"{rule.id} is also the id of rules[{first_seen[rule.id]}].",
                    "Give every rule an id of its own.",
                )
            first_seen.setdefault(rule.id, place)
            found.append(rule)
            if len(self.problems) >= MAX_PROBLEMS:
                break
        if self.problems:
            raise RulesRefused(self.problems[:MAX_PROBLEMS])
        return RuleSet(tuple(found), self.schema.fields, tuple(self.lists.values()), self.lanes)

    def _rule(self, raw: Any, place: str, conditions: ConditionReader) -> Rule | None:
        if not isinstance(raw, dict):
            self._problem(place, "It is not a mapping.", f"Write the keys {', '.join(_RULE_KEYS)}.")
            return None
        before = len(self.problems)
        self._known_keys(raw, place, _RULE_KEYS)
        name = self._text(raw, "id", place)
        if name and not _ID.match(name):
            self._problem(
                f"{place}.id",
                f"{name!r:.90} is no id.",
                "Use 1 to 80 letters, digits, dots, colons, dashes, underscores.",
            )
        family = self._one_of(raw, "family", place, FAMILIES)
        kind = self._kind(raw, place, family)
        title, owner = self._text(raw, "title", place), self._text(raw, "owner", place)
        valid = self._window(raw, place)
        effect = self._effect(raw.get("effect"), f"{place}.effect")
        if "when" not in raw:
            self._problem(f"{place}.when", "The condition is missing.", "Write `when:` and a test, all, any or not.")
            return None
        when = conditions.read(raw["when"], f"{place}.when")
        if len(self.problems) > before or when is None:
            return None
        return Rule(name, title, family, kind, owner, when, effect, valid)

    def _kind(self, raw: dict[str, Any], place: str, family: str) -> str:
        if self.kinds is None:
            return self._text(raw, "kind", place)
        kind = self._one_of(raw, "kind", place, tuple(self.kinds))
        if kind and family and self.kinds[kind] != family:
            self._problem(
                f"{place}.kind",
                f"{kind} belongs to the family {self.kinds[kind]}, not {family}.",
                f"Write family: {self.kinds[kind]}, or another kind.",
            )
        return kind

    def _effect(self, raw: Any, place: str) -> Effect:
        if not isinstance(raw, dict) or not raw:
            self._problem(place, "It says nothing.", f"Write at least one of {', '.join(_EFFECT_KEYS)} below it.")
            return Effect()
        self._known_keys(raw, place, _EFFECT_KEYS)
        lift = raw.get("lift", 0.0)
        if not _is_number(lift) or abs(lift) > MAX_LIFT:
            self._problem(
                f"{place}.lift",
                f"{lift!r:.40} is no weight.",
                f"Write log-odds between -{MAX_LIFT:g} and {MAX_LIFT:g}.",
            )
            lift = 0.0
        chance = raw.get("chance")
        if chance is not None and (not _is_number(chance) or not 0 < chance < 1):
            self._problem(f"{place}.chance", f"{chance!r:.40} is no chance.", "Write a number above 0 and below 1.")
            chance = None
        mandatory = raw.get("mandatory")
        if mandatory is not None:
            mandatory = self._one_of(raw, "mandatory", place, self.lanes) or None
        intelligence = raw.get("intelligence", False)
        if not isinstance(intelligence, bool):
            self._problem(f"{place}.intelligence", f"{intelligence!r:.40} is neither.", "Write true or false.")
            intelligence = False
        return Effect(float(lift), None if chance is None else float(chance), mandatory, intelligence)

    def _read_lists(self, raw: Any) -> None:
        if raw is None:
            return
        if not isinstance(raw, dict):
            self._problem("lists", "It is not a mapping.", "Write the name of each list and its entries below it.")
            return
        for name, content in raw.items():
            place = f"lists.{name}"
            if name in self.lists:
                self._problem(place, "A list of this name is already kept.", "Rename this one, or leave it out.")
                continue
            if not isinstance(content, dict):
                self._problem(place, "It is not a mapping.", "Write version, owner and entries below it.")
                continue
            self._known_keys(content, place, ("version", "owner", "entries"))
            version = content.get("version", "1")
            owner = self._text(content, "owner", place)
            entries = content.get("entries")
            if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
                self._problem(f"{place}.entries", f"There is no list of at most {MAX_ENTRIES:,} entries.", "List them.")
                entries = []
            found = [self._entry(entry, f"{place}.entries[{nth}]") for nth, entry in enumerate(entries)]
            self.lists[name] = OfficersList(name, str(version), owner, tuple(one for one in found if one is not None))

    def _entry(self, raw: Any, place: str) -> Entry | None:
        if isinstance(raw, str) and raw:
            return Entry(raw)
        if isinstance(raw, dict):
            self._known_keys(raw, place, ("value", "valid_from", "valid_to"))
            return Entry(self._text(raw, "value", place), self._window(raw, place))
        self._problem(place, f"{raw!r:.60} is no text.", 'Put it in quotes: "…".')
        return None

    def _window(self, raw: dict[str, Any], place: str) -> Window:
        first, last = self._day(raw, "valid_from", place), self._day(raw, "valid_to", place)
        if first is not None and last is not None and last < first:
            self._problem(f"{place}.valid_to", f"{last} lies before valid_from {first}.", "Exchange or mend the two.")
        return Window(first, last)

    def _day(self, raw: dict[str, Any], key: str, place: str) -> date | None:
        value = raw.get(key)
        if value is None:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                raise ValueError
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self._problem(f"{place}.{key}", f"{value!r:.40} is no date.", "Write it as 2026-12-31, or leave it out.")
            return None

    def _text(self, raw: dict[str, Any], key: str, place: str) -> str:
        value = raw.get(key)
        if isinstance(value, str) and value.strip() and len(value) <= MAX_SET:
            return value.strip()
        if value is None or value == "":
            self._problem(f"{place}.{key}", "It is missing.", f"Write `{key}:` and a text.")
        else:
            self._problem(f"{place}.{key}", f"{value!r:.60} is no text.", 'Put it in quotes: "…".')
        return ""

    def _one_of(self, raw: dict[str, Any], key: str, place: str, known: tuple[str, ...]) -> str:
        value = raw.get(key)
        if isinstance(value, str) and value in known:
            return value
        shown = "It is missing." if value is None else f"{value!r:.60} is not known here."
        self._problem(f"{place}.{key}", shown, nearest(str(value or ""), known))
        return ""

    def _known_keys(self, raw: dict[str, Any], place: str, known: Sequence[str]) -> None:
        for key in raw:
            if key not in known:
                self._problem(f"{place}.{key:.60}", "This key is not known here.", nearest(key, known))

    def _problem(self, place: str, reason: str, mend: str) -> None:
        self.problems.append(Problem(place, reason, mend))


def _is_number(value: Any) -> bool:
    # Compared, not converted: a whole number of a thousand digits is too large for a float.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
