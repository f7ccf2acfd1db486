"""Yields: finds are counted among declarations that somebody looked at, per rule and anywhere."""

import polars as pl

from trustlane.declarations.frame import OUTCOME_ROWS
from trustlane.selectivity.rules.compiled import Compiled
from trustlane.selectivity.rules.rule import Effect, Rule, RuleSet
from trustlane.selectivity.rules.schema import FieldType
from trustlane.selectivity.rules.tree import Condition, Op
from trustlane.selectivity.rules.yields import yields


def rule(name: str, prefix: str, kind: str) -> Rule:
    return Rule(name, name, "revenue", kind, "desk", Condition("hs", Op.PREFIX, (prefix,)), Effect(1.0))


def test_finds_are_counted_among_examined_hits_and_by_kind() -> None:
    rules = RuleSet(
        (
            rule("electronics", "85", "undervaluation"),
            rule("phones", "8517", "misclassification"),
            rule("none", "99", "x"),
        ),
        {"hs": FieldType.TEXT},
    )
    frame = pl.DataFrame({"declaration": ["a", "b", "c", "d"], "hs": ["851712", "850110", "850111", "010121"]})
    outcomes = pl.DataFrame(
        {
            "declaration": ["a", "a", "b", "d"],
            "kind": ["misclassification", "undervaluation", "undervaluation", None],
            "found": [True, False, False, True],
        },
        schema=OUTCOME_ROWS,
    )
    found = yields(Compiled(rules).columnar(frame, on="declaration"), frame["declaration"], outcomes)
    electronics, phones, none = found.rules
    assert (electronics.hits, electronics.alone, electronics.share) == (3, 2, 0.75)
    assert (electronics.found.hits, electronics.found.cases) == (1, 2)
    assert (electronics.found_of_kind.hits, phones.found_of_kind.hits) == (0, 1)
    assert (none.hits, none.found.rate) == (0, None)
    assert (found.anywhere.hits, found.anywhere.cases) == (2, 3)
    assert found.hit_by_none == 1


def test_without_any_outcome_nothing_is_said_about_finds() -> None:
    rules = RuleSet((rule("electronics", "85", "undervaluation"),), {"hs": FieldType.TEXT})
    frame = pl.DataFrame({"declaration": ["a"], "hs": ["851712"]})
    found = yields(Compiled(rules).columnar(frame), frame["declaration"], pl.DataFrame(schema=OUTCOME_ROWS))
    assert found.rules[0].hits == 1
    assert found.rules[0].found.rate is None
    assert found.anywhere.cases == 0
