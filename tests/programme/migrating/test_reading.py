"""A table from another system: what is known is read, what is not is marked, what is wrong is told by its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.clock.calendars import Calendar, is_working_day
from trustlane.parties.identifiers import Identifier
from trustlane.programme.clocks.lengths import Unit
from trustlane.programme.migrating.brought import SAYS, Brought, PartRun, Stated, counted_from, hash_total, totalled
from trustlane.programme.migrating.preview import Known, preview
from trustlane.programme.migrating.reading import MigrationRead, read_migration
from trustlane.programme.migrating.words import COLUMNS, HEADINGS, STAGES
from trustlane.programme.stages import Stage
from trustlane.standing.words import plain

ON = date(2026, 3, 1)
TERMS = ("acceptance", "decision", "hearing")
ROW = {
    "Case number": "C-1",
    "Name": "Oddlebury Seeds Ltd",
    "National number": "AB12345",
    "Stage": "active",
    "Certificate number": "XA-77",
    "Roles": "importer, exporter",
    "Scope": "both",
    "Granted on": "2024-05-03",
}


def table(*rows: Mapping[str, Any], delimiter: str = ",") -> bytes:
    """A file of these rows, each a change of the usual one."""
    changed = [ROW | row for row in rows]
    heads = list(dict.fromkeys(head for row in changed for head in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, heads, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(changed)
    return out.getvalue().encode()


def read(*rows: Mapping[str, Any], **more: Any) -> MigrationRead:
    return read_migration(table(*rows, **more), on=ON, office="XA01", terms=TERMS)


def case(**row: Any) -> Brought:
    """The one case of a file of one row."""
    found = read({name.replace("_", " ").capitalize(): value for name, value in row.items()})
    assert not found.refused, found.refused
    return found.cases[0]


def refused(**row: Any) -> tuple[str, str]:
    """Place and reason of the one refusal of a file of one row."""
    found = read({name.replace("_", " ").capitalize(): value for name, value in row.items()})
    assert not found.cases
    (one,) = found.refused
    assert one.mend
    return one.place, one.reason


def test_a_holder_is_read() -> None:
    assert case() == Brought(
        row=2,
        number="C-1",
        name="Oddlebury Seeds Ltd",
        identifiers=(Identifier("NATIONAL", "AB12345"),),
        stage=Stage.MONITORED,
        office="XA01",
        roles=("importer", "exporter"),
        security=True,
        compliance=True,
        certificate="XA-77",
        dates={"grant": date(2024, 5, 3)},
    )


def test_every_stage_can_be_written_by_its_own_name() -> None:
    assert {STAGES[plain(stage.replace("_", " "))] for stage in Stage} == set(Stage)


def test_every_heading_of_ours_is_known() -> None:
    assert not [head for head in HEADINGS if plain(head) not in COLUMNS]


def test_a_day_that_is_not_known_is_marked() -> None:
    read_one = case(granted_on="unknown", valid_from="?", submitted_on="2023-01-02")
    assert read_one.unknown == ("granted", "effective")
    assert dict(read_one.dates) == {"submit": date(2023, 1, 2)}


def test_a_day_that_is_not_told_is_not_marked() -> None:
    assert case(granted_on="").unknown == ()


def test_a_clock_comes_with_its_first_day_and_the_days_used() -> None:
    read_one = case(
        stage="under review", certificate_number="", clock="Decision", clock_begun="2026-01-05", days_used=40
    )
    assert read_one.clock == PartRun("decision", date(2026, 1, 5), 40)


def test_a_validation_under_way_is_planned_anew() -> None:
    read_one = case(stage="corrective actions", certificate_number="")
    assert (read_one.stage, read_one.stage_there) == (Stage.VALIDATION_PLANNED, "correcting")


@pytest.mark.parametrize(
    ("row", "place", "reason"),
    [
        ({"stage": "somewhere"}, "D (Stage)", "no known stage"),
        ({"stage": ""}, "D (Stage)", "says no stage"),
        ({"stage": "frozen"}, "D (Stage)", "72 hours"),
        ({"certificate_number": ""}, "E (Certificate number)", "names no certificate"),
        ({"name": " "}, "B (Name)", "names no operator"),
        ({"national_number": ""}, "C (National number)", "names no identifier"),
        ({"national_number": "1.2E+10"}, "C (National number)", "shortened"),
        ({"roles": ""}, "F (Roles)", "says no role"),
        ({"roles": "pirate"}, "F (Roles)", "no known role"),
        ({"granted_on": "03/04/2024"}, "H (Granted on)", "in some countries"),
        ({"granted_on": "2026-03-02"}, "H (Granted on)", "the day the file speaks of"),
        ({"submitted_on": "2024-06-01"}, "H (Granted on)", "before 'submit'"),
        ({"valid_from": "2025-01-01", "valid_to": "2024-01-01"}, "Valid to", "before it begins"),
        ({"clock": "lunch", "days_used": 3}, "Clock", "which the preset has not"),
        ({"clock": "decision"}, "Clock", "neither its first day"),
        ({"days_used": 4}, "Days used", "names none"),
        ({"clock": "decision", "days_used": "four"}, "Days used", "no number of days"),
        ({"clock": "decision", "clock_begun": "2026-02-27", "days_used": 9}, "Days used", "9 days were used"),
        ({"small": "medium"}, "Small", "neither yes nor no"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(row: dict[str, Any], place: str, reason: str) -> None:
    where, why = refused(**row)
    assert place in where
    assert where.startswith("row 2")
    assert reason in why


def test_a_row_with_more_cells_than_the_head_is_refused() -> None:
    found = read_migration(table({}).rstrip() + b",stray\r\n", on=ON, office="XA01", terms=TERMS)
    assert "more cells" in found.refused[0].reason


def test_a_row_that_is_too_wide_is_refused_by_itself() -> None:
    found = read_migration(table({}).rstrip() + b"," * 120 + b"x\r\n", on=ON, office="XA01", terms=TERMS)
    assert found.refused[0].row == 2


@pytest.mark.parametrize("what", ["Case number", "National number", "Certificate number"])
def test_what_may_be_there_once_is_told_of_both_rows(what: str) -> None:
    other = {"Case number": "C-2", "National number": "ZZ9", "Certificate number": "XA-78"} | {what: ROW[what]}
    found = read({}, other)
    assert len(found.cases) == 1
    assert found.refused[0].row == 3
    assert "repeats row 2" in found.refused[0].reason


def test_one_name_with_two_numbers_is_told() -> None:
    found = read({}, {"Case number": "C-2", "National number": "ZZ9", "Certificate number": "XA-78"})
    assert len(found.cases) == 2
    assert any("Rows 2 and 3 have one name" in note for note in found.notes)


def test_notes_tell_what_was_taken_for_granted() -> None:
    data = b"Name;National number;Stage;Role;Colour;Granted on\nA Ltd;Q1;accepted;importer;red;?\n;;;;;\n"
    data += b"B Ltd;Q2;validating;importer;;\n"
    found = read_migration(data, on=ON, office="XA01", terms=TERMS)
    assert [one.number for one in found.cases] == ["Q1", "Q2"]
    assert [note.split()[0] for note in found.notes] == ["Columns", "No", "1", "1"]


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"%PDF-1.4", b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_is_no_table_of_cases_is_refused_as_a_whole(data: bytes) -> None:
    found = read_migration(data, on=ON, office="XA01", terms=TERMS)
    assert not found.cases
    assert not found.columns
    assert found.refused[0].mend


@given(data=st.binary(max_size=400))
def test_whatever_bytes_come_they_are_read_or_refused(data: bytes) -> None:
    found = read_migration(data, on=ON, office="XA01", terms=TERMS)
    assert found.refused or not found.cases


CELLS = st.one_of(st.text(max_size=12), st.sampled_from(["unknown", "2024-01-05", "40", "decision", "active", "=1+1"]))


@given(
    rows=st.lists(
        st.fixed_dictionaries(dict.fromkeys([*ROW, "Clock", "Clock begun", "Days used", "Valid to"], CELLS)), max_size=6
    )
)
def test_every_row_is_a_case_or_a_refusal(rows: list[dict[str, str]]) -> None:
    found = read(*rows) if rows else MigrationRead()
    whole = {one.row for one in found.refused}
    assert not whole & {one.row for one in found.cases}
    for one in found.refused:
        assert one.reason
        assert one.mend
    if 0 not in whole:
        assert len(found.cases) + len(whole) <= len(rows)


# Clocks that ran elsewhere.
WEEKDAYS = Calendar("XA", "weekends only")


def test_used_days_count_back_from_the_day_the_file_speaks_of() -> None:
    assert counted_from(date(2026, 1, 5), 40, Unit.CALENDAR_DAYS, ON, WEEKDAYS) == ON - timedelta(days=40)


def test_without_used_days_a_clock_is_counted_from_its_first_day() -> None:
    assert counted_from(date(2026, 1, 5), None, Unit.CALENDAR_DAYS, ON, WEEKDAYS) == date(2026, 1, 5)


@given(used=st.integers(0, 200), on=st.dates(date(2025, 1, 1), date(2027, 1, 1)))
def test_as_many_working_days_lie_between_as_were_used(used: int, on: date) -> None:
    first = counted_from(None, used, Unit.WORKING_DAYS, on, WEEKDAYS)
    days = [first + timedelta(days=number) for number in range(1, (on - first).days + 1)]
    assert sum(is_working_day(WEEKDAYS, day) for day in days) == used


# What the register says of them.
def test_a_holder_in_force_is_valid_since_its_day_of_effect() -> None:
    assert case(valid_from="2024-05-08").states(ON) == (Stated("valid", date(2024, 5, 8), None),)


def test_a_suspended_holder_was_valid_before() -> None:
    read_one = case(stage="suspended", valid_from="2024-05-08", valid_to="2027-05-07", suspended_on="2026-02-01")
    assert read_one.states(ON) == (
        Stated("valid", date(2024, 5, 8), date(2026, 1, 31)),
        Stated("suspended", date(2026, 2, 1), date(2027, 5, 7)),
    )


def test_a_suspension_without_a_day_counts_from_the_day_of_the_file() -> None:
    assert [one.first for one in case(stage="suspended").states(ON)] == [None, ON]


def test_what_was_annulled_was_never_valid() -> None:
    assert case(stage="annulled", valid_from="2024-05-08").states(ON) == (Stated("revoked", date(2024, 5, 8), None),)


def test_what_ran_out_is_over_from_the_next_day_on() -> None:
    states = case(stage="lapsed", valid_from="2022-01-01", valid_to="2024-12-31").states(ON)
    assert states[1] == Stated("expired", date(2025, 1, 1), None)


def test_a_status_that_began_and_ended_on_one_day_was_not_valid_before() -> None:
    states = case(stage="revoked", valid_from="2024-05-08", revoked_on="2024-05-08").states(ON)
    assert states == (Stated("revoked", date(2024, 5, 8), None),)


def test_an_application_says_nothing_in_the_register() -> None:
    assert case(stage="under review", certificate_number="").states(ON) == ()
    assert case(stage="refused", certificate_number="").states(ON) == ()
    assert set(SAYS.values()) == {"valid", "suspended", "revoked", "withdrawn", "expired"}


# Totals, and what stands in the way.
@given(st.permutations([("1", "A", "draft", ""), ("2", "B", "monitored", "X"), ("3", "C", "lapsed", "")]))
def test_a_total_does_not_ask_for_the_order(cases: list[tuple[str, str, str, str]]) -> None:
    assert hash_total(cases) == hash_total(sorted(cases))
    assert hash_total(cases[1:]) != hash_total(cases)


def known(**said: Any) -> Known:
    given: dict[str, Any] = {
        "owners": {},
        "with_case": {},
        "with_standing": frozenset(),
        "certificates": frozenset(),
        "brought": frozenset(),
        "names": {},
    }
    return Known(**(given | said))


def test_a_preview_counts_by_stage_and_by_error() -> None:
    found = read({}, {"Case number": "C-2", "National number": "ZZ9", "Stage": "x"}, {"Case number": "C-1"})
    seen = preview(found, known(), issuer="XA")
    assert seen.by_stage == {"monitored": 1}
    assert seen.by_error == {"D (Stage)": 1, "repeats row 2:": 1}
    assert seen.total == totalled(seen.cases)
    assert seen.counts["cases"] == 1


@pytest.mark.parametrize(
    ("here", "reason"),
    [
        ({"with_case": {"AB12345": "XA-C000001"}}, "has XA-C000001 already"),
        ({"with_standing": frozenset({"AB12345"})}, "register says something"),
        ({"certificates": frozenset({"XA-77"})}, "is here already"),
        ({"brought": frozenset({"C-1"})}, "was brought before"),
    ],
)
def test_what_is_here_already_is_not_brought_again(here: dict[str, Any], reason: str) -> None:
    seen = preview(read({}), known(**here), issuer="XA")
    assert not seen.cases
    assert reason in seen.refused[0].reason


def test_numbers_of_two_operators_in_one_row_are_refused() -> None:
    owners = {"NATIONAL:XA:AB12345": "ONE", "AEO:XA77": "TWO"}
    from trustlane.parties.identifiers import match_key

    keys = [match_key(one, "XA") for one in read({}).cases[0].numbers]
    seen = preview(read({}), known(owners=dict(zip(keys, owners.values(), strict=True))), issuer="XA")
    assert "numbers of 2 operators: ONE, TWO" in seen.refused[0].reason


def test_an_operator_that_is_here_keeps_its_reference_and_a_name_of_another_is_told() -> None:
    from trustlane.parties.identifiers import match_key

    key = match_key(read({}).cases[0].identifiers[0], "XA")
    seen = preview(read({}), known(owners={key: "ONE"}, names={"oddlebury seeds ltd": "TWO"}), issuer="XA")
    assert seen.cases[0].operator == "ONE"
    assert "also the name of TWO" in seen.notes[-1]
    same = preview(read({}), known(owners={key: "ONE"}, names={"oddlebury seeds ltd": "ONE"}), issuer="XA")
    assert not [note for note in same.notes if "also the name" in note]
