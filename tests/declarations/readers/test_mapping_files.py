"""Column mappings: what ships is whole, and whatever is wrong in one is told at once, with its place and mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.readers.mapping import KINDS
from trustlane.declarations.readers.mapping_files import MappingRefused, load_mapping, parse_mapping, shipped


def faults(text: str) -> dict[str, str]:
    with pytest.raises(MappingRefused) as refused:
        parse_mapping(text, "m.yaml")
    assert all(fault.reason and fault.mend for fault in refused.value.faults)
    return {fault.place: fault.reason for fault in refused.value.faults}


def test_two_mappings_ship_and_our_own_names_every_column() -> None:
    ours = {mapping.name: mapping for mapping in shipped()}
    assert set(ours) >= {"kcs", "trustlane"}
    assert {column.target for column in ours["trustlane"].columns} == set(KINDS)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("columns: {declaration: ref, colour: x}", "columns.colour"),
        ("columns: {declaration: ref, net_mass_g: net}", "columns.net_mass_g.unit"),
        ("columns: {declaration: ref, net_mass_g: {from: net, unit: stone}}", "columns.net_mass_g.unit"),
        ("columns: {declaration: ref, value_minor: {from: v, unit: major}}", "columns.value_minor"),
        ("columns: {declaration: ref, regime: {constant: smuggling}}", "columns.regime"),
        ("columns: {declaration: {from: a, constant: b}}", "columns.declaration"),
        ("columns: {declaration: {pad: x, from: a}}", "columns.declaration.pad"),
        ("columns: {hs: code}", "columns"),
        ("columns: {declaration: a, day: {from: d, counted: true}}", "columns.day.counted"),
        ("zone: Atlantis/Capital\ncolumns: {declaration: a}", "zone"),
        ("encoding: klingon\ncolumns: {declaration: a}", "encoding"),
        ("delimiter: ab\ncolumns: {declaration: a}", "delimiter"),
        ("columns: {declaration: a}\noutcomes: [{kind: x, from: y}]", "outcomes[1].found"),
        ('columns: {declaration: a}\noutcomes: [{kind: x, from: y, found: ["1"], clear: ["1"]}]', "outcomes[1]"),
        ("columns: {declaration: a}\nparties: [{role: importer}]", "parties[1]"),
        ("columns: {declaration: a}\nclaims: [{role: importer, kind: AEOC}]", "claims[1].identifier"),
        ("columns: {declaration: a}\nobserved: {lane: x}", "observed"),
        ("columns: {declaration: a}\ncollumns: {}", "collumns"),
        ("columns: [a, b]", "columns"),
        ("just text", "the file"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, place: str) -> None:
    assert place in faults(text)


def test_all_faults_are_told_at_once() -> None:
    assert set(faults("zone: x\ncolumns: {declaration: a, hue: b, net_mass_g: c}")) == {
        "zone",
        "columns.hue",
        "columns.net_mass_g.unit",
    }


def test_broken_yaml_is_told_by_line_and_column() -> None:
    assert list(faults("columns:\n  declaration: {from: a\n")) == ["line 3, column 1"]


def test_norway_stays_a_country() -> None:
    mapping = parse_mapping("columns: {declaration: a, origin: {from: o, values: {Norge: NO}}}", "m.yaml")
    column = mapping.column("origin")
    assert column is not None
    assert column.values == {"Norge": "NO"}


def test_a_mapping_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused):
        load_mapping(tmp_path / "none.yaml")
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"name: caf\xe9")
    with pytest.raises(MappingRefused):
        load_mapping(file)


@given(
    st.one_of(
        st.text(max_size=80),
        st.sampled_from(["columns:\n  declaration: ", "outcomes:\n  - "]).flatmap(
            lambda head: st.text(max_size=40).map(lambda tail: head + tail)
        ),
    )
)
def test_no_text_whatever_breaks_it(text: str) -> None:
    try:
        parse_mapping(text, "m.yaml")
    except MappingRefused as refused:
        assert refused.faults
