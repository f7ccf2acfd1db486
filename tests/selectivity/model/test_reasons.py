"""Reasons name what the declaration says, heaviest first, for the rows asked for only."""

import numpy as np

from tests.selectivity.declared import lines
from tests.selectivity.model.history import history, several_lines
from trustlane.selectivity.model.declared import declarations_of
from trustlane.selectivity.model.model import Model
from trustlane.selectivity.model.reasons import SCHEMA

RISKY = {"hs": "851712", "origin": "XB", "importer": "BAD", "departure": "XA", "tax_type": "A"}


def test_the_cause_is_named_with_its_value(model: Model) -> None:
    rows = lines({"hs": "090121", "origin": "XA"}, RISKY)
    told = model.contributions(rows, declarations_of(rows), np.array([1]))
    assert told["row"].unique().to_list() == [1] and dict(told.schema) == SCHEMA
    assert any("BAD" in text for text in told["text"]) and any("XB" in text or "8517" in text for text in told["text"])


def test_reasons_come_heaviest_first_and_all_raise_the_chance(model: Model) -> None:
    rows = lines(RISKY, RISKY)
    told = model.contributions(rows, declarations_of(rows), np.array([0, 1]), top=3)
    assert told.height == 6
    for _, part in told.group_by("row"):
        assert part["weight"].is_sorted(descending=True) and (part["weight"] > 0).all()


def test_nobody_asked_for_gets_no_reasons(model: Model) -> None:
    rows = lines(RISKY)
    assert model.contributions(rows, declarations_of(rows), np.array([], int)).is_empty()


def test_the_riskiest_line_speaks_for_its_declaration(model: Model) -> None:
    rows = lines({"declaration": "A", "hs": "090121"}, {"declaration": "A", "line": 2, **RISKY})
    told = model.contributions(rows, declarations_of(rows), np.array([0]))
    assert told["row"].unique().to_list() == [0]
    assert any("BAD" in text for text in told["text"])


def test_a_declaration_has_the_same_reasons_alone(model: Model) -> None:
    rows = several_lines(history(60, seed=5))
    heads = declarations_of(rows)
    told = model.contributions(rows, heads, np.arange(heads.height))
    for place in (0, 7, 19):
        mine = rows.join(heads[place : place + 1], on=["declaration", "version"], how="semi")
        alone = model.contributions(mine, declarations_of(mine), np.array([0]))
        assert alone.drop("row").equals(told.filter(told["row"] == place).drop("row"))


def test_every_sentence_is_one_and_none_is_missing(model: Model) -> None:
    rows = history(300, seed=6)
    told = model.contributions(rows, declarations_of(rows), np.arange(300), top=60)
    assert told["text"].null_count() == 0
    assert told["text"].str.ends_with(".").all() and told["text"].str.len_chars().min() > 5  # type: ignore[operator]
    assert not told["text"].str.contains("None|nan|null|hs6|_").any()
