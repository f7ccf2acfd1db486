"""One rule set, two executors: what a declaration meets alone it meets in a batch, and both are what the tree says."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.selectivity.coded import Coded
from trustlane.selectivity.rules.compiled import Compiled
from trustlane.selectivity.rules.lists import Entry, OfficersList, Window
from trustlane.selectivity.rules.problems import FieldsWanted, ValueOfWrongType
from trustlane.selectivity.rules.rule import LANES, Effect, Rule, RuleSet
from trustlane.selectivity.rules.schema import FieldType
from trustlane.selectivity.rules.tree import All, Any, Condition, Not, Op

FIELDS = {
    "hs": FieldType.TEXT,
    "importer": FieldType.TEXT,
    "containers": FieldType.TEXTS,
    "value": FieldType.INTEGER,
    "share": FieldType.NUMBER,
    "arrival": FieldType.DATE,
    "lodged": FieldType.INSTANT,
    "sealed": FieldType.FLAG,
}
FRAME = {
    "hs": pl.String,
    "importer": pl.String,
    "containers": pl.List(pl.String),
    "value": pl.Int64,
    "share": pl.Float64,
    "arrival": pl.Date,
    "lodged": pl.Datetime("us", "UTC"),
    "sealed": pl.Boolean,
    "day": pl.Date,
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Small alphabets, so that rules and declarations meet; the odd characters test the order of texts.
TEXTS = st.text(alphabet="01a\u00e9\ud7ff\ue000\U0010ffff", min_size=1, max_size=3)
INTEGERS = st.integers(-4, 4) | st.sampled_from([-(2**63), 2**63 - 1])
NUMBERS = st.sampled_from([-1e300, -1.5, -0.0, 0.0, 5e-324, 0.1, 0.30000000000000004, 1.0, 1e300])
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 6)) | st.sampled_from([date.min, date.max])
INSTANTS = st.integers(-3, 3)
VALUES = {
    "hs": TEXTS,
    "importer": TEXTS,
    "containers": TEXTS,
    "value": INTEGERS,
    "share": NUMBERS.map(lambda number: number + 0.0),
    "arrival": DAYS,
    "lodged": INSTANTS,
    "sealed": st.booleans(),
}
LISTS = ("watched", "seen")


@st.composite
def windows(draw) -> Window:
    first = draw(st.none() | DAYS)
    last = draw(st.none() | DAYS)
    if first is not None and last is not None and last < first:
        first, last = last, first
    return Window(first, last)


@st.composite
def conditions(draw, field: str) -> Condition:
    values = VALUES[field]
    if field == "sealed":
        op = draw(st.sampled_from([Op.EQ, Op.NE, Op.MISSING]))
    elif field == "containers":
        op = draw(st.sampled_from([Op.EQ, Op.IN, Op.PREFIX, Op.IN_LIST, Op.MISSING]))
    elif FIELDS[field] is FieldType.TEXT:
        op = draw(st.sampled_from([Op.EQ, Op.NE, Op.IN, Op.NOT_IN, Op.PREFIX, Op.IN_LIST, Op.MISSING]))
    else:
        op = draw(st.sampled_from([one for one in Op if one not in (Op.PREFIX, Op.IN_LIST)]))
    if op is Op.MISSING:
        return Condition(field, op)
    if op is Op.IN_LIST:
        return Condition(field, op, (draw(st.sampled_from(LISTS)),))
    if op in (Op.IN, Op.NOT_IN, Op.PREFIX):
        several = draw(st.lists(values, min_size=1, max_size=4))
        return Condition(field, op, tuple(several), frozenset(several) if op is not Op.PREFIX else frozenset())
    if op is Op.BETWEEN:
        return Condition(field, op, tuple(sorted([draw(values), draw(values)])))
    return Condition(field, op, (draw(values),))


TREES = st.recursive(
    st.sampled_from(sorted(FIELDS)).flatmap(conditions),
    lambda inner: st.one_of(
        st.lists(inner, min_size=0, max_size=4).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=0, max_size=4).map(lambda parts: Any(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=12,
)


@st.composite
def effects(draw) -> Effect:
    return Effect(
        lift=draw(st.floats(-3, 3, allow_nan=False)),
        chance=draw(st.none() | st.floats(0.01, 0.99)),
        mandatory=draw(st.none() | st.sampled_from(LANES)),
        intelligence=draw(st.booleans()),
    )


@st.composite
def rule_sets(draw, most: int = 12) -> RuleSet:
    kinds = st.sampled_from(["contraband", "undervaluation", "false_origin"])
    rules = [
        Rule(f"r{n}", "a rule", "security", draw(kinds), "desk", draw(TREES), draw(effects()), draw(windows()))
        for n in range(draw(st.integers(1, most)))
    ]
    # Some sets fill more than one word of bits.
    if draw(st.booleans()):
        rules = [Rule(f"f{n}", "", "security", "contraband", "", Any(()), Effect(1.0)) for n in range(60)] + rules
    lists = [
        OfficersList(name, "1", "desk", tuple(draw(st.lists(st.builds(Entry, TEXTS, windows()), max_size=5))))
        for name in LISTS
    ]
    return RuleSet(tuple(rules), FIELDS, tuple(lists))


ROWS = st.fixed_dictionaries(
    {
        "hs": st.none() | TEXTS,
        "importer": st.none() | TEXTS,
        "containers": st.none() | st.lists(TEXTS, max_size=3),
        "value": st.none() | INTEGERS,
        "share": st.none() | NUMBERS | st.just(math.nan) | st.just(math.inf) | st.just(-math.inf),
        "arrival": st.none() | DAYS,
        "lodged": st.none() | INSTANTS.map(lambda us: EPOCH + timedelta(microseconds=us)),
        "sealed": st.none() | st.booleans(),
        "day": st.none() | DAYS,
    }
)


def holds(node, row, lists, day) -> bool:
    """The tree, read naively."""
    match node:
        case Not(part):
            return not holds(part, row, lists, day)
        case All(parts):
            return all(holds(part, row, lists, day) for part in parts)
        case Any(parts):
            return any(holds(part, row, lists, day) for part in parts)
    value = row[node.field]
    if isinstance(value, float) and math.isnan(value):
        value = None
    if isinstance(value, datetime):
        value = (value - EPOCH) // timedelta(microseconds=1)
    if node.field == "containers":
        if node.op is Op.MISSING:
            return not value
        return any(one_holds(node, one, lists, day) for one in value or [])
    if node.op is Op.MISSING:
        return value is None
    return value is not None and one_holds(node, value, lists, day)


def one_holds(test, value, lists, day) -> bool:
    first = test.operands[0]
    match test.op:
        case Op.EQ:
            return value == first
        case Op.NE:
            return value != first
        case Op.LT:
            return value < first
        case Op.LE:
            return value <= first
        case Op.GT:
            return value > first
        case Op.GE:
            return value >= first
        case Op.IN:
            return value in test.operands
        case Op.NOT_IN:
            return value not in test.operands
        case Op.BETWEEN:
            return first <= value <= test.operands[1]
        case Op.PREFIX:
            return any(value[: len(start)] == start for start in test.operands)
        case Op.IN_LIST:
            entries = next(one.entries for one in lists if one.name == first)
            return any(entry.value == value and in_window(entry.window, day) for entry in entries)
    raise AssertionError(test.op)


def in_window(window, day) -> bool:
    if day is None:
        return window.first is None and window.last is None
    return (window.first or date.min) <= day <= (window.last or date.max)


def expected(rules, row, day) -> tuple[str, ...]:
    return tuple(
        rule.id for rule in rules.rules if in_window(rule.valid, day) and holds(rule.when, row, rules.lists, day)
    )


WAYS = ("texts", "categories", "coded")  # in which a column of texts may come


@settings(max_examples=200, deadline=None)
@given(rule_sets(), st.lists(ROWS, min_size=0, max_size=12), st.sampled_from([0, 1, 2, 8]), st.sampled_from(WAYS))
def test_alone_in_a_batch_and_read_naively_are_the_same(rules, rows, most, way) -> None:
    compiled = Compiled(rules, most_alternatives=most, threads=1)
    frame = pl.DataFrame(rows, schema=FRAME)
    if way == "categories":
        frame = frame.with_columns(pl.col("hs").cast(pl.Categorical), pl.col("importer").cast(pl.Categorical))
    hits = compiled.columnar(frame, coded=Coded(frame) if way == "coded" else None)
    ids, mandatory = hits.ids.to_list(), hits.mandatory.to_list()
    places = hits.places.to_list()
    for n, row in enumerate(rows):
        alone = compiled.scalar(row)
        assert alone.ids == expected(rules, row, row["day"])
        assert tuple(ids[n]) == alone.ids
        assert tuple(rules.rules[place].id for place in places[n]) == alone.ids
        for kind in rules.kinds:
            # To the last bit, not nearly.
            assert float(hits.lift[kind][n]).hex() == float(alone.lift[kind]).hex()
            assert float(hits.unsoftened_lift[kind][n]).hex() == float(alone.unsoftened_lift[kind]).hex()
            assert hits.chance[kind][n] == alone.chance[kind]
        assert mandatory[n] == alone.mandatory
        assert bool(hits.intelligence[n]) == alone.intelligence
    assert hits.ids.dtype == pl.List(pl.String)
    assert len(hits.ids) == len(rows)


@settings(max_examples=60, deadline=None)
@given(rule_sets(most=4), ROWS, DAYS)
def test_one_day_for_all_judges_as_that_day_in_a_column(rules, row, day) -> None:
    compiled = Compiled(rules, threads=1)
    frame = pl.DataFrame([row], schema=FRAME)
    named = compiled.columnar(frame, day).ids.to_list()
    column = compiled.columnar(frame.with_columns(pl.lit(day, dtype=pl.Date).alias("day"))).ids.to_list()
    assert named == column == [list(compiled.scalar(row, day).ids)]


@settings(max_examples=40, deadline=None)
@given(rule_sets(most=5), st.lists(ROWS, min_size=5, max_size=30))
def test_how_many_threads_and_chunks_work_changes_nothing(rules, rows) -> None:
    frame = pl.DataFrame(rows, schema=FRAME)
    frame = pl.concat([frame] * (270_000 // len(frame)))
    many = Compiled(rules, threads=3).columnar(frame)
    one = Compiled(rules, threads=1).columnar(frame[: len(rows)])
    assert many.ids[-len(rows) :].to_list() == one.ids.to_list()
    assert many.per_rule().sum() == one.per_rule().sum() * (270_000 // len(rows))


def rule(when, **more) -> Rule:
    return Rule("one", "a rule", "revenue", "undervaluation", "desk", when, Effect(1.0), **more)


def test_a_comparison_with_a_missing_value_fails_and_its_negation_holds() -> None:
    different = RuleSet((rule(Condition("hs", Op.NE, ("01",))),), FIELDS)
    negated = RuleSet((rule(Not(Condition("hs", Op.EQ, ("01",)))),), FIELDS)
    assert Compiled(different).scalar({"hs": None}).ids == ()
    assert Compiled(negated).scalar({"hs": None}).ids == ("one",)


def test_a_rule_holds_on_its_first_and_last_day_and_not_beside_them() -> None:
    valid = Window(date(2026, 1, 2), date(2026, 1, 3))
    compiled = Compiled(RuleSet((rule(Condition("hs", Op.PREFIX, ("0",)), valid=valid),), FIELDS))
    met = [bool(compiled.scalar({"hs": "01"}, date(2026, 1, day)).ids) for day in range(1, 5)]
    assert met == [False, True, True, False]


def test_columns_that_the_rules_ask_about_must_be_there() -> None:
    compiled = Compiled(RuleSet((rule(Condition("hs", Op.PREFIX, ("0",))),), FIELDS))
    with pytest.raises(FieldsWanted, match="hs"):
        compiled.columnar(pl.DataFrame({"importer": ["a"]}))


def test_a_column_without_any_value_may_come_without_a_type() -> None:
    compiled = Compiled(RuleSet((rule(Condition("hs", Op.MISSING)),), FIELDS))
    assert compiled.columnar(pl.DataFrame({"hs": [None, None]})).ids.to_list() == [["one"], ["one"]]


def test_a_value_of_another_type_is_refused_and_named() -> None:
    compiled = Compiled(RuleSet((rule(Condition("value", Op.LT, (5,))),), FIELDS))
    with pytest.raises(ValueOfWrongType, match="value holds a whole number"):
        compiled.scalar({"value": "7"})
    with pytest.raises(ValueOfWrongType, match="value holds a whole number"):
        compiled.columnar(pl.DataFrame({"value": ["7"]}))


def test_a_wrong_day_is_refused_and_named() -> None:
    compiled = Compiled(RuleSet((rule(Condition("hs", Op.MISSING), valid=Window(date(2026, 1, 1), None)),), FIELDS))
    with pytest.raises(ValueOfWrongType, match="day holds a date"):
        compiled.scalar({"day": "2026-01-01"})
    compiled = Compiled(RuleSet((rule(Condition("arrival", Op.GT, (date(2026, 1, 1),))),), FIELDS))
    with pytest.raises(ValueOfWrongType, match="arrival holds a date"):
        compiled.scalar({"arrival": datetime(2026, 1, 1, tzinfo=UTC)})


def test_whole_numbers_may_stand_where_numbers_are_asked_for() -> None:
    compiled = Compiled(RuleSet((rule(Condition("share", Op.GE, (1.0,))),), FIELDS))
    assert compiled.columnar(pl.DataFrame({"share": [0, 1, None]})).ids.to_list() == [[], ["one"], []]
    assert [compiled.scalar({"share": value}).ids for value in (0, 1, None)] == [(), ("one",), ()]


def test_many_bounds_are_searched_and_few_are_compared_with_the_same_answer() -> None:
    many = tuple(
        Rule(f"r{n}", "", "revenue", "undervaluation", "", Condition("value", Op.EQ, (3 * n,)), Effect(1.0))
        for n in range(100)
    )
    compiled = Compiled(RuleSet(many, FIELDS))
    values = list(range(-2, 305))
    ids = compiled.columnar(pl.DataFrame({"value": values})).ids.to_list()
    assert ids == [list(compiled.scalar({"value": value}).ids) for value in values]
    assert sum(map(len, ids)) == 100


def test_what_is_remembered_is_bounded_and_forgetting_changes_nothing(monkeypatch) -> None:
    monkeypatch.setattr("trustlane.selectivity.rules.alone.MOST_REMEMBERED", 2)
    rules = tuple(
        Rule(
            f"r{n}",
            "",
            "revenue",
            "undervaluation",
            "",
            Condition("value", Op.GE, (n,)),
            Effect(1.0),
            Window(date(2026, 1, 1)),
        )
        for n in range(8)
    )
    compiled = Compiled(RuleSet(rules, FIELDS))
    for day in (1, 2, 3, 4):
        for value in (0, 3, 7, 3, 0):
            assert len(compiled.scalar({"value": value}, date(2026, 1, day)).ids) == value + 1


def test_the_compiled_form_bears_the_digest_of_its_rules() -> None:
    rules = RuleSet((rule(Condition("hs", Op.MISSING)),), FIELDS)
    assert Compiled(rules).digest == rules.digest


def test_the_strictest_lane_can_be_asked_of_some_lanes_only() -> None:
    always = Not(Condition("hs", Op.EQ, ("01",)))
    rules = tuple(
        Rule(lane, "", "security", "contraband", "", always, Effect(mandatory=lane))
        for lane in ("do_not_load", "yellow")
    )
    hits = Compiled(RuleSet(rules, FIELDS)).columnar(pl.DataFrame({"hs": ["02", "01"]}))
    assert hits.mandatory.to_list() == ["do_not_load", None]
    assert hits.strictest(("blue", "yellow", "red")).tolist() == [1, -1]
