"""A rules document is read whole or refused with every mistake, its place, and what to write instead."""

from __future__ import annotations

import json
import math
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.selectivity.rules.lists import Entry, OfficersList, Window
from trustlane.selectivity.rules.problems import RulesRefused
from trustlane.selectivity.rules.reading import read_rules
from trustlane.selectivity.rules.schema import DECLARED, FieldType
from trustlane.selectivity.rules.tree import All, Any, Condition, Not, Op

GOOD = {
    "id": "light-electronics",
    "title": "Electronics too light for their value",
    "family": "revenue",
    "kind": "undervaluation",
    "owner": "risk desk",
    "valid_from": "2026-01-01",
    "when": {"field": "hs", "op": "prefix", "value": ["84", "85"]},
    "effect": {"lift": 0.8},
}
WATCHED = OfficersList("watched_importers", "7", "risk desk", (Entry("I1"),))


def document(**changed) -> bytes:
    rule = {key: value for key, value in {**GOOD, **changed}.items() if value is not ...}
    return json.dumps({"rules": [rule]}).encode()


def refusals(data: bytes, **options) -> dict[str, str]:
    with pytest.raises(RulesRefused) as refused:
        read_rules(data, **options)
    return {problem.place: f"{problem.reason} {problem.mend}" for problem in refused.value.problems}


def when(data) -> dict[str, str]:
    return refusals(document(when=data), lists=[WATCHED])


def test_yaml_and_json_of_the_same_rules_are_the_same_rule_set() -> None:
    yaml = b"""
rules:
  - id: light-electronics
    title: Electronics too light for their value
    family: revenue
    kind: undervaluation
    owner: risk desk
    valid_from: 2026-01-01
    when: {field: hs, op: prefix, value: ["84", "85"]}
    effect: {lift: 0.8}
"""
    assert read_rules(yaml) == read_rules(document())
    assert read_rules(yaml).digest == read_rules(document()).digest


def test_a_tree_of_all_any_and_not_is_read() -> None:
    tree = {
        "all": [
            {"field": "origin", "op": "in", "value": ["SE", "NO"]},
            {
                "any": [
                    {"field": "exporter", "op": "missing"},
                    {"not": {"field": "value_minor", "op": "lt", "value": 5}},
                ]
            },
            {"field": "importer", "op": "in_list", "value": "watched_importers"},
            {"field": "day", "op": "between", "value": ["2026-01-01", "2026-01-31"]},
        ]
    }
    read = read_rules(document(when=tree), lists=[WATCHED]).rules[0].when
    assert read == All(
        (
            Condition("origin", Op.IN, ("NO", "SE"), frozenset({"NO", "SE"})),
            Any((Condition("exporter", Op.MISSING), Not(Condition("value_minor", Op.LT, (5,))))),
            Condition("importer", Op.IN_LIST, ("watched_importers",)),
            Condition("day", Op.BETWEEN, (date(2026, 1, 1), date(2026, 1, 31))),
        )
    )


def test_plain_words_of_yaml_stay_words() -> None:
    yaml = b"""
rules:
  - {id: norway, title: Norway, family: revenue, kind: k, owner: desk, effect: {lift: 1},
     when: {all: [{field: origin, op: in, value: [NO, ON, Y]}, {field: hs, op: prefix, value: 0101}]}}
"""
    asked = read_rules(yaml).rules[0].when
    assert asked == All(
        (
            Condition("origin", Op.IN, ("NO", "ON", "Y"), frozenset({"NO", "ON", "Y"})),
            Condition("hs", Op.PREFIX, ("0101",)),
        )
    )


def test_a_commodity_code_without_quotes_is_refused_with_the_quotes_it_needs() -> None:
    assert '"8471"' in when({"field": "hs", "op": "prefix", "value": 8471})["rules[0].when.value"]


def test_every_mistake_is_named_by_its_place_at_once() -> None:
    found = when(
        {
            "all": [
                {"field": "orgin", "op": "eq", "value": "CN"},
                {"field": "value_minor", "op": "lt", "value": "5"},
                {"not": {"any": [{"field": "day", "op": "ge", "value": "31.12.2026"}]}},
                {"field": "importer", "op": "in_list", "value": "watched_importer"},
                {"field": "net_mass_g", "op": "between", "value": [5, 3]},
                {"field": "hs", "op": "lt", "value": "85"},
                {"field": "exporter", "op": "missing", "value": True},
                {"field": "carrier", "op": "in", "value": []},
                {"field": "carrier", "op": "eq", "valeu": "C1"},
            ]
        }
    )
    assert set(found) == {
        "rules[0].when.all[0].field",
        "rules[0].when.all[1].value",
        "rules[0].when.all[2].not.any[0].value",
        "rules[0].when.all[3].value",
        "rules[0].when.all[4].value",
        "rules[0].when.all[5].op",
        "rules[0].when.all[6].value",
        "rules[0].when.all[7].value",
        "rules[0].when.all[8].valeu",
    }
    assert "Did you mean origin?" in found["rules[0].when.all[0].field"]
    assert "Did you mean watched_importers?" in found["rules[0].when.all[3].value"]
    assert "Did you mean value?" in found["rules[0].when.all[8].valeu"]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"id": ...}, "rules[0].id"),
        ({"id": "two words"}, "rules[0].id"),
        ({"title": ""}, "rules[0].title"),
        ({"family": "saftey"}, "rules[0].family"),
        ({"kind": 7}, "rules[0].kind"),
        ({"owner": ...}, "rules[0].owner"),
        ({"valid_from": "2026-02-30"}, "rules[0].valid_from"),
        ({"valid_to": "2025-12-31"}, "rules[0].valid_to"),
        ({"when": ...}, "rules[0].when"),
        ({"when": []}, "rules[0].when"),
        ({"when": {"all": []}}, "rules[0].when.all"),
        ({"when": {"all": [], "not": {}}}, "rules[0].when"),
        ({"effect": {}}, "rules[0].effect"),
        ({"effect": {"lift": True}}, "rules[0].effect.lift"),
        ({"effect": {"lift": 99}}, "rules[0].effect.lift"),
        ({"effect": {"chance": 1.0}}, "rules[0].effect.chance"),
        ({"effect": {"mandatory": "rad"}}, "rules[0].effect.mandatory"),
        ({"effect": {"intelligence": "yes"}}, "rules[0].effect.intelligence"),
        ({"effect": {"lifts": 1}}, "rules[0].effect.lifts"),
        ({"eval": "__import__('os')"}, "rules[0].eval"),
    ],
)
def test_each_mistake_has_its_place(changed, place) -> None:
    assert place in refusals(document(**changed))


def test_two_rules_of_one_id_are_refused() -> None:
    data = json.dumps([GOOD, GOOD]).encode()
    assert "rules[0]" in refusals(data)["rules[1].id"]


def test_a_kind_must_belong_to_its_family_where_the_policy_names_kinds() -> None:
    kinds = {"undervaluation": "revenue", "contraband": "security"}
    assert read_rules(document(), kinds=kinds).kinds == ("undervaluation",)
    assert "family: security" in refusals(document(kind="contraband"), kinds=kinds)["rules[0].kind"]
    assert "Did you mean contraband?" in refusals(document(kind="contrband"), kinds=kinds)["rules[0].kind"]


def test_lists_come_with_entries_that_count_for_some_days() -> None:
    data = json.dumps(
        {
            "lists": {
                "hot": {"version": "3", "owner": "desk", "entries": ["A", {"value": "B", "valid_to": "2026-01-31"}]}
            },
            "rules": [{**GOOD, "when": {"field": "importer", "op": "in_list", "value": "hot"}}],
        }
    ).encode()
    (hot,) = read_rules(data).lists
    assert hot == OfficersList("hot", "3", "desk", (Entry("A"), Entry("B", Window(None, date(2026, 1, 31)))))


def test_the_digest_changes_with_whatever_changes_an_answer() -> None:
    asked = {"field": "importer", "op": "in_list", "value": "watched_importers"}
    longer = OfficersList("watched_importers", "7", "risk desk", (Entry("I1"), Entry("I2")))
    other = OfficersList("unasked", "1", "risk desk", (Entry("I9"),))
    digest = read_rules(document(when=asked), lists=[WATCHED]).digest
    assert read_rules(document(when=asked), lists=[longer]).digest != digest
    assert read_rules(document(when=asked, effect={"lift": 0.81}), lists=[WATCHED]).digest != digest
    assert read_rules(document(when=asked, valid_to="2026-12-31"), lists=[WATCHED]).digest != digest
    assert read_rules(document(when={"not": asked}), lists=[WATCHED]).digest != digest
    # A list that no rule names is no part of the set.
    assert read_rules(document(when=asked), lists=[WATCHED, other]).digest == digest


def test_every_plain_column_of_a_declaration_can_be_asked_about() -> None:
    assert {"hs", "origin", "importer", "value_minor", "day", "lodged", "containers", "regime"} <= set(DECLARED.fields)
    assert "parties" not in DECLARED.fields


WIDER = DECLARED.with_fields({"score": FieldType.NUMBER, "sealed": FieldType.FLAG})


@pytest.mark.parametrize(
    ("field", "op", "value", "operands"),
    [
        ("score", "gt", 1, (1.0,)),
        ("score", "eq", -0.0, (0.0,)),
        ("sealed", "eq", True, (True,)),
        ("lodged", "ge", "2026-07-01T08:30:00+01:00", (1_782_891_000_000_000,)),
        ("packages", "in", [3, 1, 3], (1, 3)),
        ("containers", "prefix", "MS", ("MS",)),
    ],
)
def test_values_are_read_in_the_type_of_their_field(field, op, value, operands) -> None:
    asked = read_rules(document(when={"field": field, "op": op, "value": value}), schema=WIDER).rules[0].when
    assert asked.operands == operands
    assert math.copysign(1, operands[0]) == 1 if isinstance(operands[0], float) else True


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("score", "gt", "1"),
        ("score", "gt", 10**400),
        ("sealed", "eq", 1),
        ("sealed", "lt", True),
        ("packages", "eq", True),
        ("packages", "eq", 2**63),
        ("packages", "in", [1, "2"]),
        ("packages", "between", [1, 2, 3]),
        ("packages", "between", 1),
        ("lodged", "ge", "2026-07-01T08:30:00"),
        ("lodged", "ge", 5),
        ("hs", "eq", ""),
        ("hs", "eq", "x" * 1001),
        ("hs", "eq", "\ud800"),
        ("hs", "in", ["x"] * 100_001),
        ("containers", "ne", "MSCU"),
        ("hs", "in_list", 5),
    ],
)
def test_values_of_another_type_are_refused(field, op, value) -> None:
    found = refusals(document(when={"field": field, "op": op, "value": value}), schema=WIDER)
    assert all(place.startswith("rules[0].when.") for place in found)


def test_a_question_without_value_says_so() -> None:
    assert "missing" in when({"field": "hs", "op": "eq"})["rules[0].when.value"]


def test_a_list_must_be_well_formed_and_have_a_name_of_its_own() -> None:
    data = json.dumps(
        {
            "lists": {
                "watched_importers": {"owner": "desk", "entries": []},
                "flat": ["A"],
                "odd": {"owner": "desk", "entries": [5, {"value": "A", "from": "2026-01-01"}], "size": 2},
                "none": {"owner": "desk"},
            },
            "rules": [GOOD],
        }
    ).encode()
    assert set(refusals(data, lists=[WATCHED])) == {
        "lists.watched_importers",
        "lists.flat",
        "lists.odd.size",
        "lists.odd.entries[0]",
        "lists.odd.entries[1].from",
        "lists.none.entries",
    }
    assert "lists" in refusals(json.dumps({"lists": [], "rules": [GOOD]}).encode())


def test_too_many_rules_and_values_are_refused_and_problems_are_told_up_to_a_bound() -> None:
    assert "10,001" in refusals(json.dumps([GOOD] * 10_001).encode())["rules"]
    assert len(refusals(json.dumps([7] * 5_000).encode())) == 200
    assert "1,000,000 values" in str(refusals(b"a: [" + b"[]," * 1_000_001 + b"]"))
    keys = b",".join(b'"%d":0' % number for number in range(1_000_001))
    assert "1,000,000 values" in str(refusals(b"{" + keys + b"}"))


def test_a_number_beyond_any_float_is_no_weight() -> None:
    assert "rules[0].effect.lift" in refusals(document(effect={"lift": 10**400}))


# --- hostile documents ------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    lines = ['a0: &a0 ["x","x","x","x","x","x","x","x","x"]']
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (bomb(), "aliases"),
        (b"rules: !!python/object/apply:os.system ['true']", "tag"),
        (b"[" * 100_000, "deep"),
        (b"rules: " + b"[" * 100_000, "deep"),
        (b"rules: " + b"{a: " * 100_000, "deep"),
        (b'{"rules": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deep"),
        (b"rules: [a\n", "not YAML"),
        (b'{"rules": [}', "not JSON"),
        (b'{"rules": NaN}', "not a number"),
        (b'{"rules": [], "rules": []}', "twice"),
        (b"rules: []\nrules: []", "twice"),
        (b"rules: []\n---\nrules: []", "second document"),
        (b"{[a, b]: c}", "JSON"),
        (b"? [a, b]\n: c", "key"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "not a mapping"),
        (b"rules", "not a mapping"),
        (b"rules: \x00", "not YAML"),
        (b'{"rules": ' + b"9" * 10_000 + b"}", "beyond all bounds"),
        (b"x" * (17 * 1024 * 1024), "bytes"),
    ],
)
def test_hostile_and_broken_documents_are_refused_in_time(data, word) -> None:
    start = time.perf_counter()
    told = " ".join(f"{place} {reason}" for place, reason in refusals(data).items())
    assert word in told
    assert time.perf_counter() - start < 10


def test_a_rule_may_not_nest_or_ask_without_end() -> None:
    deep: dict = {"field": "hs", "op": "missing"}
    for _ in range(20):
        deep = {"not": deep}
    assert any("deep" in told for told in when(deep).values())
    many = {"any": [{"field": "hs", "op": "eq", "value": f"{n:06d}"} for n in range(600)]}
    assert any("500 questions" in told for told in when(many).values())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(data) -> None:
    with pytest.raises(RulesRefused):
        read_rules(data)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["all", "any", "not", "field", "op", "value", "id", "when", "effect", "rules", "lists", "lift"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_no_document_brings_the_reader_down(anything) -> None:
    for data in (json.dumps(anything).encode(), json.dumps({"rules": [{**GOOD, "when": anything}]}).encode()):
        try:
            read_rules(data)
        except RulesRefused as refused:
            assert all(problem.place and problem.reason and problem.mend for problem in refused.problems)
