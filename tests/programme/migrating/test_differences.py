"""A later table of the old system held against what was brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from trustlane.parties.identifiers import Identifier
from trustlane.programme.migrating.brought import Brought
from trustlane.programme.migrating.differences import Difference, Here, counted, differences
from trustlane.programme.stages import Stage


def there(number: str, **more: object) -> Brought:
    given_ = Brought(
        row=7, number=number, name="Firm", identifiers=(Identifier("TIN", "XA1"),), stage=Stage.MONITORED,
        office="XA01", roles=("importer",), security=True, compliance=True, certificate="C1",
    )  # fmt: skip
    return replace(given_, **more)


def here(number: str) -> Here:
    return Here(number, f"XA-{number}", "Firm", "monitored", "C1", None)


@given(st.sets(st.text(min_size=1, max_size=4)), st.sets(st.text(min_size=1, max_size=4)))
def test_every_case_is_in_both_or_told(ours: set[str], theirs: set[str]) -> None:
    found = differences([there(number) for number in theirs], [here(number) for number in ours])
    assert {one.number for one in found if one.kind == "only_here"} == ours - theirs
    assert {one.number for one in found if one.kind == "only_there"} == theirs - ours
    assert len(found) == len(ours ^ theirs)


def test_each_thing_that_is_said_otherwise_is_a_difference_of_its_own() -> None:
    later = there("1", stage=Stage.SUSPENDED, certificate="C2", expires=date(2030, 1, 2), name="Firm Ltd")
    found = differences([later], [here("1")])
    assert found == (
        Difference("stage", "1", "XA-1", "Firm", "monitored", "suspended", 7),
        Difference("certificate", "1", "XA-1", "Firm", "C1", "C2", 7),
        Difference("last_day", "1", "XA-1", "Firm", "", "2030-01-02", 7),
        Difference("name", "1", "XA-1", "Firm", "Firm", "Firm Ltd", 7),
    )
    assert counted(found) == {"stage": 1, "certificate": 1, "last_day": 1, "name": 1}


def test_a_validation_that_is_planned_anew_here_is_no_difference() -> None:
    case = there("1", stage=Stage.VALIDATION_PLANNED, stage_there="validating")
    assert differences([case], [replace(here("1"), stage="validating")]) == ()
