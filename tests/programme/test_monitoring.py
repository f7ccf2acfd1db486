"""A find in a holder's consignment calls for a look at the holder, inside the deed that brings the report."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.programme.cases import WAYS, Programme
from tests.selectivity.declared import lines
from trustlane.access.refusals import Refused
from trustlane.parties import queries as parties
from trustlane.programme import actions as deeds
from trustlane.programme.actions.monitoring import answer_review, watch
from trustlane.programme.models import Case, Event, ReviewCall, Terms
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.conduct import conduct, reviews
from trustlane.programme.queries.dues import due_by
from trustlane.programme.queries.worklist import Wanted, of_operator, worklist
from trustlane.programme.refusals import ClockSaysNo, NotAsked, ReasonMissing, TermsMissing
from trustlane.programme.stages import Stage


@pytest.fixture
def holder(programme: Programme) -> Any:
    return programme.case(Stage.MONITORED)


def number_of(case: Any) -> str:
    return parties.identifiers([case.operator_id])[case.operator_id][0].value


def declared(programme: Programme, case: Any, *finds: str, clean: int = 0, part: str = "importer") -> datetime:
    """Declarations of yesterday that name the holder, each examined: these kinds were found, and so many were clean."""
    at = programme.tick(days=1)
    day = (at - timedelta(days=1)).date()
    results = [*finds, *[""] * clean]
    rows = [{"declaration": f"{at:%d%H}-{n}", "day": day, part: number_of(case)} for n in range(len(results))]
    observed = [
        {
            "declaration": row["declaration"],
            "examination": "physical",
            "examined_at": at,
            "result": "find" if kind else "clean",
            "kind": kind or None,
        }
        for row, kind in zip(rows, results, strict=True)
    ]
    programme.world.declared(lines(*rows), observed=observed, at=at)
    return at


def amended(programme: Programme, case: Any, number: int, *, of: int) -> datetime:
    """So many declarations of the day before yesterday, and so many of these amended by what came in a day later."""
    at = programme.tick(days=1)
    day = (at - timedelta(days=1)).date()
    rows = [{"declaration": f"{at:%d%H}-{n}", "day": day, "importer": number_of(case)} for n in range(of)]
    programme.world.declared(lines(*rows), at=at)
    at = programme.tick(days=1)
    programme.world.declared(lines(*(row | {"message": "amendment"} for row in rows[:number])), at=at)
    return at


def called(case: Any) -> list[ReviewCall]:
    return list(ReviewCall.objects.filter(case=case))


def test_one_find_that_speaks_of_security_calls_for_a_look(programme: Programme, holder: Any) -> None:
    at = declared(programme, holder, "contraband", clean=3)
    (call,) = called(holder)
    assert [ground["rule"] for ground in call.grounds] == ["serious"]
    assert (call.at, call.due) == (at, (at + timedelta(days=30)).date())


def test_what_was_found_for_somebody_else_calls_nobody(programme: Programme, holder: Any) -> None:
    other = programme.case(Stage.MONITORED)
    declared(programme, other, "contraband")
    assert called(holder) == []
    assert len(called(other)) == 1


def test_neither_an_agency_nor_a_validator_learns_of_a_call_though_it_sees_the_case(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)  # the agency never answers, and stays somebody who was asked
    for step in WAYS[Stage.MONITORED][len(WAYS[Stage.DESK_REVIEW]) :]:
        programme.do(step, case)
    agency, validator = programme.person("agency_officer"), programme.validators[0]

    def seen(who: Any) -> object:
        file = case_file(Case.objects.get(pk=case.pk), who, at=programme.now)
        lists = [
            worklist(who, wanted, at=programme.now) for wanted in (Wanted(), Wanted(late=True), Wanted(term="review"))
        ]
        (row,) = of_operator(case.operator.reference, who=who, at=programme.now)
        return (
            [[one.id for one in rows] for rows in lists],
            row.due_term,
            sorted(one.term for one in file.clocks),
            file.row.due_term,
        )

    before = [seen(who) for who in (agency, validator)]
    declared(programme, case, "contraband")
    assert len(called(case)) == 1
    assert [seen(who) for who in (agency, validator)] == before
    programme.tick(days=40)  # and it is late
    late = [seen(who) for who in (agency, validator)]
    assert "review" not in str(late)
    officers = worklist(programme.officer, Wanted(), at=programme.now)
    assert [(one.id, one.due_term) for one in officers] == [(case.pk, "review")]


@pytest.mark.parametrize("part", ["exporter", "declarant", "carrier", "representative"])
def test_a_holder_is_found_in_whatever_part_it_is_named(programme: Programme, holder: Any, part: str) -> None:
    declared(programme, holder, "prohibited", part=part)
    assert len(called(holder)) == 1


def test_two_finds_of_another_kind_call_nobody_and_the_third_does(programme: Programme, holder: Any) -> None:
    declared(programme, holder, "undervaluation", "undervaluation")
    assert called(holder) == []
    declared(programme, holder, "misclassification")
    assert [ground["rule"] for ground in called(holder)[0].grounds] == ["repeated"]


def test_amendments_alone_call_for_a_look_in_the_deed_that_brings_them(programme: Programme, holder: Any) -> None:
    amended(programme, holder, 9, of=60)
    assert called(holder) == []
    at = amended(programme, holder, 3, of=40)
    (call,) = called(holder)
    assert call.at == at
    assert [(ground["rule"], ground["many"], ground["total"]) for ground in call.grounds] == [("corrected", 12, 100)]


def test_many_amendments_of_very_many_declarations_call_nobody(programme: Programme, holder: Any) -> None:
    amended(programme, holder, 10, of=101)
    assert called(holder) == []


def test_as_many_questions_for_many_holders_as_for_one(
    programme: Programme, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        declared(programme, programme.case(Stage.MONITORED), "undervaluation", clean=1)
    with django_assert_max_num_queries(11):
        assert watch(Case.objects.all(), at=programme.tick()) == 0


def test_an_open_call_is_enough_and_an_answered_one_is_not_called_again_for_the_same(
    programme: Programme, holder: Any
) -> None:
    declared(programme, holder, "contraband")
    declared(programme, holder, "contraband")
    (call,) = called(holder)
    answer_review(call=call, outcome="in_order", reason="A stowaway.", by=programme.officer, at=programme.tick())
    assert watch(Case.objects.all(), at=programme.tick()) == 1  # the second find was told after the first call
    (again,) = [one for one in called(holder) if one.answered_at is None]
    answer_review(call=again, outcome="acted_upon", reason="Proposed.", by=programme.officer, at=programme.tick())
    assert watch(Case.objects.all(), at=programme.tick()) == 0


def test_whoever_is_suspended_is_looked_at_already(programme: Programme) -> None:
    case = programme.case(Stage.SUSPENDED)
    declared(programme, case, "contraband")
    assert called(case) == []


def test_the_worklist_says_so_until_it_is_answered(programme: Programme, holder: Any) -> None:
    before = Case.objects.get(pk=holder.pk)
    declared(programme, holder, "contraband")
    case = Case.objects.get(pk=holder.pk)
    assert (case.due_term, case.turn) == ("review", "customs")
    answer_review(
        call=called(holder)[0], outcome="in_order", reason="In order.", by=programme.officer, at=programme.tick()
    )
    case.refresh_from_db()
    assert (case.due, case.due_term, case.turn) == (before.due, before.due_term, before.turn)


def test_a_call_is_a_clock_that_officers_alone_read(programme: Programme, holder: Any) -> None:
    at = declared(programme, holder, "contraband")
    (call,) = called(holder)
    (run,) = [one for one in running(holder, inside=True) if one.term.id == "review"]
    assert (run.begun.at, run.due, run.ended) == (at, call.due, None)
    assert [one.term.id for one in (*running(holder), run)] == [one.term.id for one in running(holder, inside=True)]
    answer_review(call=call, outcome="in_order", reason="Looked.", by=programme.officer, at=programme.tick())
    assert [one.ended for one in running(holder, at=at, inside=True) if one.term.id == "review"] == [None]
    (run,) = [one for one in running(holder, inside=True) if one.term.id == "review"]
    assert run.ended is not None and run.ended.at == programme.now


def test_events_and_calls_replayed_give_what_the_case_keeps(programme: Programme, holder: Any) -> None:
    declared(programme, holder, "contraband")
    events, calls = Event.objects.filter(case=holder).order_by("number"), ReviewCall.objects.filter(case=holder)
    case, expires = Case.objects.get(pk=holder.pk), Terms.objects.get(case=holder).expires
    again = due_by(case, list(events), calls, expires=expires)
    assert (again.at, again.term, again.turn, again.wakes) == (case.due, "review", "customs", case.wakes)


def test_the_holder_is_shown_nothing_of_a_call(programme: Programme, holder: Any) -> None:
    trader = programme.trader(holder.operator)
    before = case_file(holder, trader, at=programme.tick())
    declared(programme, holder, "contraband")
    case = Case.objects.get(pk=holder.pk)
    after = case_file(case, trader, at=before.row.since + timedelta(days=9))
    assert case.due_term == "review" and before.row == after.row
    assert {one.term for one in after.clocks} == {one.term for one in before.clocks}
    (row,) = of_operator(case.operator.reference, who=trader, at=programme.now)
    assert (row.due, row.due_term, row.due_title, row.turn) == (
        before.row.due,
        before.row.due_term,
        before.row.due_title,
        before.row.turn,
    )
    (seen,) = of_operator(case.operator.reference, who=programme.officer, at=programme.now)
    assert (seen.due_term, seen.due_title, seen.turn) == ("review", "Look at the holder anew", "customs")
    inside = case_file(case, programme.officer, at=programme.now)
    assert "review" in [one.term for one in inside.clocks if not one.ended]


def test_no_move_of_the_case_lengthens_or_stops_the_clock_of_a_call(programme: Programme, holder: Any) -> None:
    declared(programme, holder, "contraband")
    more = {"case": holder, "term": "review", "by": programme.officer, "reason": "Later.", "legal_basis": "Order 3"}
    with pytest.raises(ClockSaysNo, match="has no clock 'review'"):
        deeds.extend(**more, days=10, at=programme.tick())
    with pytest.raises(ClockSaysNo, match="has no clock 'review'"):
        deeds.stop_clock(**more, at=programme.tick())


def test_an_extension_of_many_clocks_keeps_the_call_first(programme: Programme) -> None:
    programme.preset = "korea-2026"
    holder = programme.case(Stage.MONITORED)
    declared(programme, holder, "contraband")
    due = Case.objects.get(pk=holder.pk).due
    extended = deeds.extend_all(
        cases=Case.objects.all(),
        term="annual_report",
        by=programme.decider,
        at=programme.tick(),
        reason="A storm.",
        legal_basis="Order 7 of the government",
        days=30,
    )
    case = Case.objects.get(pk=holder.pk)
    assert (extended, case.due, case.due_term, case.turn) == (1, due, "review", "customs")


def test_only_a_case_officer_of_the_office_answers(programme: Programme, holder: Any) -> None:
    declared(programme, holder, "contraband")
    (call,) = called(holder)
    for person in (programme.decider, programme.validators[0], programme.trader(holder.operator)):
        with pytest.raises(Refused):
            answer_review(call=call, outcome="in_order", reason="Mine.", by=person, at=programme.tick())


@pytest.mark.parametrize(
    ("outcome", "reason", "refusal"),
    [("fine", "Looked.", TermsMissing), ("in_order", " ", ReasonMissing)],
)
def test_an_answer_has_an_outcome_and_a_reason(
    programme: Programme, holder: Any, outcome: str, reason: str, refusal: type[Exception]
) -> None:
    declared(programme, holder, "contraband")
    with pytest.raises(refusal):
        answer_review(call=called(holder)[0], outcome=outcome, reason=reason, by=programme.officer, at=programme.tick())


def test_an_answer_is_given_once(programme: Programme, holder: Any) -> None:
    declared(programme, holder, "contraband")
    (call,) = called(holder)
    answer_review(call=call, outcome="in_order", reason="Looked.", by=programme.officer, at=programme.tick())
    with pytest.raises(NotAsked):
        answer_review(call=call, outcome="in_order", reason="Again.", by=programme.officer, at=programme.tick())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM programme_reviewcall",
        "UPDATE programme_reviewcall SET grounds = '[]'",
        "INSERT INTO programme_reviewcall (case_id, rules, grounds, at, due, recorded_in_id, outcome, reason) "
        "SELECT case_id, rules, grounds, at, due, recorded_in_id, '', '' FROM programme_reviewcall",
    ],
)
def test_the_database_keeps_a_call_as_it_was(programme: Programme, holder: Any, statement: str) -> None:
    declared(programme, holder, "contraband")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_call_and_its_answer_read_as_they_were_known(programme: Programme, holder: Any) -> None:
    at = declared(programme, holder, "contraband")
    answer_review(
        call=called(holder)[0], outcome="in_order", reason="Looked.", by=programme.officer, at=programme.tick()
    )
    (then,) = reviews(holder, at=at)
    assert (then.outcome, then.reason, then.by_name) == ("", "", "")
    (now,) = reviews(holder, at=programme.now)
    assert (now.outcome, now.grounds[0].many) == ("in_order", 1)
    assert reviews(holder, at=at - timedelta(seconds=1)) == ()


def test_the_last_year_of_consignments_as_it_was_known(programme: Programme, holder: Any) -> None:
    at = declared(programme, holder, "undervaluation", clean=4)
    told = conduct(holder, at=at)
    assert (told.declared, told.examined, [one.kind for one in told.finds]) == (5, 5, ["undervaluation"])
    before = conduct(holder, at=at - timedelta(hours=1))
    assert (before.declared, before.examined, before.finds) == (0, 0, ())


def test_a_declaration_amended_after_lodging_counts_once(programme: Programme, holder: Any) -> None:
    declared(programme, holder, clean=2)
    at = programme.tick(days=1)
    row = {"declaration": f"{at - timedelta(days=1):%d%H}-0", "day": (at - timedelta(days=2)).date()}
    programme.world.declared(lines(row | {"importer": number_of(holder), "message": "amendment"}), at=at)
    told = conduct(holder, at=at)
    assert (told.declared, len(told.amendments)) == (2, 1)


def test_revalidating_counts_as_a_look(programme: Programme, holder: Any) -> None:
    declared(programme, holder, "undervaluation", "undervaluation", "undervaluation")
    (call,) = called(holder)
    for step in ("begin_revalidation", "conclude_at_desk", "revalidate"):
        programme.do(step, holder)
    answer_review(call=call, outcome="acted_upon", reason="Visited.", by=programme.officer, at=programme.tick())
    assert watch(Case.objects.all(), at=programme.tick()) == 0
