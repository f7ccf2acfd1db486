"""Who may hold a seat: each rule alone, in the words people read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.assigning.people import Candidate, Case, Seat
from trustlane.programme.assigning.rules import RULES, SENTENCES, Vacancy, broken

FIRST, LAST = date(2026, 5, 4), date(2026, 5, 6)
CASE = Case(
    "A-7",
    "XA1",
    (FIRST, LAST),
    frozenset({"en", "fr"}),
    group=frozenset({"XA2"}),
    handled_by=frozenset({"clerk"}),
    last_validation="V-1",
)
VACANCY = Vacancy(CASE, Seat("lead", frozenset({"sea"})), CASE.visit, frozenset({"second"}), frozenset({"gone"}))
FIT = Candidate("p", "U1", skills=frozenset({"sea", "books"}), languages=frozenset({"fr"}))


def test_whoever_breaks_no_rule_is_eligible() -> None:
    assert broken(FIT, VACANCY) == ()


@pytest.mark.parametrize(
    ("known", "rule"),
    [
        ({"kind": "guest"}, "is_of_a_kind_that_may_sit"),
        ({"skills": frozenset({"books"})}, "has_the_skill"),
        ({"languages": frozenset({"de"})}, "speaks_the_language"),
        ({"conflicts": frozenset({"XA1"})}, "declared_no_conflict"),
        ({"conflicts": frozenset({"XA2", "XA9"})}, "declared_no_conflict"),
        ({"validated": frozenset({"V-0", "V-1"})}, "did_not_visit_last_time"),
        ({"id": "clerk"}, "did_not_handle_the_case"),
        ({"absences": ((LAST, LAST + timedelta(9)),)}, "is_not_absent"),
        ({"id": "gone"}, "was_not_taken_out"),
        ({"id": "second"}, "holds_no_other_seat"),
    ],
)
def test_one_fact_breaks_one_rule(known: dict[str, Any], rule: str) -> None:
    assert broken(replace(FIT, **known), VACANCY) == (rule,)


@pytest.mark.parametrize(
    "known",
    [
        {"conflicts": frozenset({"XA3"})},
        {"validated": frozenset({"V-0"})},
        {"kind": "borrowed"},
    ],
)
def test_what_concerns_others_keeps_nobody_away(known: dict[str, Any]) -> None:
    assert broken(replace(FIT, **known), VACANCY) == ()


def test_where_nobody_validated_before_there_is_no_last_time() -> None:
    first = replace(VACANCY, case=replace(CASE, last_validation=""))
    assert broken(replace(FIT, validated=frozenset({""})), first) == ()


@given(st.integers(-9, 9), st.integers(0, 5))
def test_absent_is_whoever_is_away_on_any_day_of_the_visit(start, long) -> None:
    begins = FIRST + timedelta(start)
    away = {begins + timedelta(day) for day in range(long + 1)}
    visit = {FIRST + timedelta(day) for day in range(3)}
    kept = broken(replace(FIT, absences=((begins, begins + timedelta(long)),)), VACANCY)
    assert ("is_not_absent" in kept) == bool(away & visit)


def test_every_rule_reads_as_a_sentence() -> None:
    assert len(SENTENCES) == len(RULES)
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in SENTENCES.values())
