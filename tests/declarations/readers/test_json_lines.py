"""Declarations in JSON: each is read, or refused with the path to its fault, and never spoils its neighbours."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, OUTCOME_ROWS, Read
from trustlane.declarations.readers import read_path
from trustlane.declarations.readers.json_lines import read_json_bytes


def declared(reference: str = "A1", **more: Any) -> dict[str, Any]:
    return {"declaration": reference, "lines": [{"hs": "010121", "value_minor": 100, "currency": "EUR"}], **more}


def read(*items: object, text: str | None = None, zone: str = "UTC") -> Read:
    data = text if text is not None else json.dumps(list(items))
    found = read_json_bytes(data.encode(), "f.json", zone=zone)
    assert found.lines.schema == LINES
    assert (found.events.schema, found.observed.schema) == (EVENT_ROWS, OBSERVED_ROWS)
    assert found.outcomes.schema == OUTCOME_ROWS
    return found


def place(found: Read) -> str:
    (refusal,) = found.refused
    assert refusal.reason
    assert refusal.mend
    return refusal.place


@pytest.mark.parametrize("form", ["array", "object", "indented", "lines"])
def test_an_array_an_object_and_one_a_line_are_read_alike(tmp_path: Path, form: str) -> None:
    text = {
        "array": json.dumps([declared()]),
        "object": json.dumps(declared()),
        "indented": json.dumps(declared(), indent=2),
        "lines": json.dumps(declared()) + "\n\n",
    }[form]
    file = tmp_path / "any.name"
    file.write_text(text)
    found = read_path(file)
    assert found.refused == ()
    assert found.lines.select("declaration", "version", "message", "line", "hs").rows() == [
        ("A1", 1, "original", 1, "010121")
    ]


def test_everything_a_declaration_can_carry_is_kept() -> None:
    found = read(
        declared(
            lodged="2026-03-01T23:30:00+00:00",
            parties=[{"role": "consignor", "name": "Shop", "country": "XA"}],
            claims=[{"role": "importer", "kind": "AEOC", "identifier": "X1"}],
            containers=["MSCU1234567"],
            events=[{"event": "released", "at": "2026-03-03T09:00:00"}],
            observed=[{"lane": "red", "result": "find", "kind": "undervaluation"}],
            outcomes=[{"kind": "critical", "found": False}],
        ),
        zone="Asia/Seoul",
    )
    row = found.lines.row(0, named=True)
    assert row["lodged"] == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert row["day"] == date(2026, 3, 2)
    assert row["containers"] == ["MSCU1234567"]
    assert row["parties"][0]["name"] == "Shop"
    assert row["claims"] == [{"role": "importer", "kind": "AEOC", "identifier": "X1"}]
    assert found.events["at"].to_list() == [datetime(2026, 3, 3, 0, 0, tzinfo=UTC)]
    assert found.observed.row(0, named=True)["kind"] == "undervaluation"
    assert found.outcomes.rows() == [("A1", "critical", False)]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"lines": [{"hs": "01o1"}]}, "$.lines[0].hs"),
        ({"lines": [{"net_mass_g": -1}]}, "$.lines[0].net_mass_g"),
        ({"lines": [{"net_mass_g": 1.5}]}, "$.lines[0].net_mass_g"),
        ({"lines": [{"value_minor": 2**63, "currency": "EUR"}]}, "$.lines[0].value_minor"),
        ({"lines": [{"value_minor": 1}]}, "$.lines[0].currency"),
        ({"lines": [{"colour": "red"}]}, "$.lines[0]"),
        ({"lines": [{"line": 1}, {"line": 1}]}, "$.lines"),
        ({"lines": []}, "$.lines"),
        ({"day": "2026-02-30"}, "$.day"),
        ({"day": "0026-02-03"}, "$.day"),
        ({"regime": "smuggling"}, "$.regime"),
        ({"departure": "Namibia"}, "$.departure"),
        ({"declaration": ""}, "$.declaration"),
        ({"office": "a\0b"}, "$"),
        ({"events": [{"event": "exploded"}]}, "$.events[0].event"),
    ],
)
def test_a_fault_is_refused_by_its_path_and_its_neighbours_go_on(change: dict[str, Any], path: str) -> None:
    found = read(declared("A0"), declared("A1") | change, declared("A2"))
    assert found.lines["declaration"].to_list() == ["A0", "A2"]
    assert place(found) == f"item 2, {path}"


def test_a_repeated_version_is_refused() -> None:
    found = read(declared("A1"), declared("A1"), declared("A1", version=2, message="amendment"))
    assert found.lines.select("declaration", "version").rows() == [("A1", 1), ("A1", 2)]
    assert place(found) == "item 2, $.version"


def test_an_amendment_need_not_know_its_number() -> None:
    found = read(declared("A1", message="amendment"), {"declaration": "A2", "message": "cancellation"})
    assert found.lines.select("declaration", "version", "line").rows() == [("A1", None, 1), ("A2", None, None)]


def test_an_array_that_breaks_is_read_up_to_the_break() -> None:
    found = read(text="[" + json.dumps(declared("A1")) + ",\n" + json.dumps(declared("A2")) + ",\n{broken")
    assert found.lines["declaration"].to_list() == ["A1", "A2"]
    assert place(found) == "line 3, column 2"


def test_a_line_that_breaks_costs_one_line() -> None:
    found = read(text="\n".join([json.dumps(declared("A1")), "{", json.dumps(declared("A2"))]))
    assert found.lines["declaration"].to_list() == ["A1", "A2"]
    assert place(found) == "line 2"


def test_endless_nesting_is_refused() -> None:
    assert read(text="[" * 200_000).refused
    assert read(text='{"a":' * 200_000).refused


@given(st.text(max_size=60), st.sampled_from(["", "[", "{", '{"declaration": "A", ', "[{}, "]))
def test_no_text_whatever_breaks_it(tail: str, head: str) -> None:
    read(text=head + tail)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*LINES, "lines", "events", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=4))
def test_of_any_json_every_item_is_used_or_refused(items: list[Any]) -> None:
    found = read(*items)
    used = found.lines["declaration"].n_unique()
    assert found.refused_count + used >= len(items)
