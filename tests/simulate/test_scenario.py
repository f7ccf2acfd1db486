"""Scenarios: read whole or refused with the place and the mend; every parameter explains itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from scripts.reference_scenario import page
from trustlane.simulate.scenario import Scenario, ScenarioRefused, named, parse, read_scenario

SHIPPED = (
    "baseline",
    "bold-impostors",
    "demonstration",
    "drifting",
    "e-commerce-flood",
    "gap-seekers",
    "moving-waves",
    "small-office",
)


def structs(of: Any) -> Iterator[Any]:
    """A struct and all that its fields hold."""
    yield of
    for kind in get_type_hints(of).values():
        for one in (kind, *get_args(kind)):
            if isinstance(one, type) and issubclass(one, msgspec.Struct):
                yield from structs(one)


def test_every_parameter_says_what_it_is() -> None:
    silent = []
    count = 0
    for struct in structs(Scenario):
        assert struct.__doc__, struct
        for name, kind in get_type_hints(struct, include_extras=True).items():
            count += 1
            said = [one.description for one in getattr(kind, "__metadata__", ()) if isinstance(one, msgspec.Meta)]
            if not any(said):
                silent.append(f"{struct.__name__}.{name}")
    assert silent == []
    assert count > 150


def test_the_page_of_scenarios_names_every_parameter_and_every_scenario() -> None:
    text = page()
    for struct in structs(Scenario):
        for field in struct.__struct_fields__:
            assert f"| `{field}` |" in text, field
    for name in named():
        assert f"| `{name}` |" in text


def test_the_scenarios_that_ship_can_be_read_and_are_what_they_are_called() -> None:
    assert set(SHIPPED) <= set(named())
    read = [read_scenario(name) for name in named()]
    assert [one.name for one in read] == list(named())
    assert all(one.title and one.about for one in read)
    assert len({one.digest for one in read}) == len(read)


def test_the_baseline_is_what_stands_where_a_file_says_nothing() -> None:
    baseline = read_scenario("baseline")
    nothing = parse("name: baseline")
    assert msgspec.structs.replace(baseline, title="", about="").digest == nothing.digest


def test_a_scenario_from_a_file_is_that_of_its_words(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\noperators: {offence_ratio: 0.1}\ninspections: {scan: {catches: {contraband: 0.4}}}\n")
    read = read_scenario(file)
    assert read.operators.offence_ratio == 0.1
    assert read.inspections["scan"].catches == {"contraband": 0.4}
    assert read.inspections["red"].catches["contraband"] == 0.9  # lanes not named keep what they catch
    assert read_scenario(str(file)).digest == read.digest


def test_overrides_set_one_place_and_change_the_digest() -> None:
    plain = read_scenario("baseline")
    changed = read_scenario(
        "baseline",
        {"operators.offence_ratio": "0.5", "partners.1.consent": "0.2", "impostors.kinds.phantom_shipper": "0.4",
         "inspections.red.catches.contraband": "0.7", "trade.weekdays": "[1, 1, 1, 1, 1, 0, 0]"},
    )  # fmt: skip
    assert changed.operators.offence_ratio == 0.5
    assert changed.partners[1].consent == 0.2
    assert changed.impostors.kinds["phantom_shipper"] == 0.4
    assert changed.inspections["red"].catches["contraband"] == 0.7
    assert changed.trade.weekdays[6] == 0
    assert changed.digest != plain.digest
    same = read_scenario("baseline", {"operators.offence_ratio": str(plain.operators.offence_ratio)})
    assert same.digest == plain.digest


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("name: a\noperators: {brokrs: 3}", "operators: .*unknown field `brokrs`.*Do you mean 'brokers'"),
        ("name: a\npartners: [{code: XB, tradex: 1}]", r"partners\[0\]: .*unknown field `tradex`.*'trade'"),
        ("name: a\ninspections: {red: {hourz: 3}}", "inspections.*unknown field `hourz`.*'hours'"),
        ("name: a\noperators: {offence_ratio: 7}", "operators.offence_ratio: .*<= 5"),
        ("name: a\noperators: {offence_ratio: -1}", "operators.offence_ratio: .*>= 0"),
        ("name: a\ntrade: {declarations_a_day: many}", "trade.declarations_a_day: .*float"),
        ("name: a\ntrade: {weekdays: [1, 1]}", "trade.weekdays"),
        ("name: a\ntrade: {weekdays: [0, 0, 0, 0, 0, 0, 0]}", "trade.weekdays: give seven"),
        ("name: a\ntrade: {habits: [9, 3]}", "trade.habits: 9 and 3: give the smaller first"),
        ("name: a\nentry: {sea_days: [3, 99]}", "entry.sea_days: .*no more than 60"),
        ("name: a\npartners: [{code: XB}, {code: XB}]", r"partners\[1\].code: 'XB' stands there twice"),
        ("name: a\npartners: [{code: XA}]", "or is our own"),
        ("name: a\npartners: [{code: XB, trade: 0.95}]", "add up to more than 0.9"),
        ("name: a\nimpostors: {kinds: {smuggling: 1}}", "impostors.kinds: 'smuggling' is no kind"),
        ("name: a\nimpostors: {kinds: {contraband: 0}}", "at least one kind"),
        ("name: a\ninspections: {red: {catches: {contraband: 1.5}}}", "inspections.red.catches.contraband: 1.5"),
        ("name: a\nbaseline: {red: 0.9, orange: 0.9}", "baseline: its shares"),
        ("name: a\nprogramme: {both: 0.9, compliance: 0.9}", "programme: `both` and `compliance`"),
        ("name: a\nkinds: {undervaluation: {least_left: 0.9, most_left: 0.2}}", "exchange them"),
        ("name: a\noperators: {regular: 60000, occasional: 120000, born_a_year: 1, years: 10}", "the most are 250,000"),
        ("name: a\noperators: {regular: 60000}\nimpostors: {per_hundred_members: 400}", "impostors: over the years"),
        ("name: a\nbaseline: {control_at_entry: 0.9, request_for_information: 0.9}", "shares of entry summaries"),
        ("name: a\nbaseline: {release: {red: -3}}", "baseline.release.red: -3"),
        ("name: a\noperators: {offence_ratio: .nan}", "operators.offence_ratio"),
        ("name: a\ntrade: {weekdays: [1, 1, 1, 1, 1, 1, .nan]}", "trade.weekdays: give seven"),
        ("name: a\nbegins: 2026-13-01", "cannot be read|can be read"),
        ("title: nameless", "required field `name`"),
        ("- a", "is a list"),
        ("name: [", "line 1"),
        ("name: &x a\ntitle: *x", "refers to itself"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(words: str, told: str) -> None:
    with pytest.raises(ScenarioRefused, match=f"(?s)scenario: .*{told}"):
        parse(words)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("operators.offence_ration", "1", "no 'offence_ration'.*Do you mean 'offence_ratio'"),
        ("nowhere", "1", "there is no 'nowhere'"),
        ("name.first", "x", "'name' is a value"),
        ("partners.9.consent", "1", "there is no '9'"),
        ("operators.offence_ratio", "[", "--set operators.offence_ratio"),
        ("operators.offence_ratio", "much", "operators.offence_ratio"),
        ("captured.kinds.bribes", "0.2", "captured.kinds: 'bribes' is no kind"),
    ],
)
def test_an_override_that_fits_nowhere_is_told_with_what_would(place: str, value: str, told: str) -> None:
    with pytest.raises(ScenarioRefused, match=f"(?s){told}"):
        read_scenario("baseline", {place: value})


def test_what_is_neither_a_name_nor_a_file_is_told_with_the_names(tmp_path: Path) -> None:
    with pytest.raises(ScenarioRefused, match="Do you mean 'baseline'"):
        read_scenario("base-line")
    with pytest.raises(ScenarioRefused, match="cannot be opened"):
        read_scenario(tmp_path / "missing.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(ScenarioRefused, match="not UTF-8"):
        read_scenario(tmp_path / "bytes.yaml")
