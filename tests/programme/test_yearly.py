"""Two yearly reports beside each other: what differs is marked, and nothing a report holds breaks the page."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.criteria.library import YEARLY, reports
from trustlane.programme.yearly import answers_of, compared

QUESTIONS = reports().questions[YEARLY]


def said(**values: str) -> dict[str, object]:
    return {name.replace("_", "."): {"value": value} for name, value in values.items()}


def test_what_was_said_otherwise_differs_and_what_was_not_answered_is_left_out() -> None:
    lines = compared(QUESTIONS, said(P_O1_1="no", P_O1_3="12"), said(P_O1_1="no", P_O1_3="8"))
    assert [(line.question, line.now, line.before, line.differs) for line in lines] == [
        ("P.O1.1", "No", "No", False),
        ("P.O1.3", "12", "8", True),
    ]
    assert [line.section for line in lines] == ["People", "People"]


def test_what_is_said_for_the_first_time_or_no_more_differs() -> None:
    lines = compared(QUESTIONS, said(N_O1_1="yes", N_O1_2="1"), said(N_O1_1="no", C_O1_2="Fast Freight"))
    assert {line.question for line in lines if line.differs} == {"N.O1.1", "N.O1.2", "C.O1.2"}


def test_the_first_report_differs_from_nothing() -> None:
    assert not any(line.differs for line in compared(QUESTIONS, said(P_O1_3="8"), None))


def test_a_remark_is_part_of_what_is_said() -> None:
    line = compared(QUESTIONS, {"P.O1.1": {"value": "no", "note": "as always"}}, None)[0]
    assert line.now == "No – as always"


def test_documents_go_with_what_is_said_and_other_ones_differ() -> None:
    def report(*documents: object) -> dict[str, object]:
        return {"P.O1.1": {"value": "no", "documents": list(documents)}}

    same, other = compared(QUESTIONS, report(4, 7), report(4, 7))[0], compared(QUESTIONS, report(4), report(7))[0]
    assert (same.papers, same.papers_before, same.differs) == ((4, 7), (4, 7), False)
    assert (other.papers, other.papers_before, other.differs) == ((4,), (7,), True)
    first = compared(QUESTIONS, report(4, "x", True, -1), None)[0]
    assert (first.papers, first.differs) == ((4,), False)
    assert compared(QUESTIONS, {"P.O1.1": {"value": "no", "documents": "4"}}, None)[0].papers == ()


def test_an_opening_question_stands_in_no_section() -> None:
    from trustlane.criteria.library import shipped

    lines = compared(shipped().questions["safe-2025"], {"FIRM.1": {"value": "5"}}, None)
    assert [(line.question, line.section) for line in lines] == [("FIRM.1", "")]


@pytest.mark.parametrize("report", [None, "all as before", {}, {"text": "All as before."}, {"answers": "none"}, []])
def test_a_report_without_questions_holds_no_answers(report: object) -> None:
    assert answers_of(report) == {}


ANY: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=8,
)
REPORT: Any = st.dictionaries(st.sampled_from([placed.question.id for placed in QUESTIONS.placed]), ANY, max_size=6)


@given(REPORT, st.none() | REPORT)
def test_whatever_a_report_holds_is_compared_and_alike_ones_never_differ(now: Any, before: Any) -> None:
    compared(QUESTIONS, now, before)
    assert not any(line.differs for line in compared(QUESTIONS, now, now))


def test_every_question_can_be_answered_by_every_role() -> None:
    from trustlane.criteria.questionnaire.asking import Applicant, asked
    from trustlane.parties.roles import ROLES

    for role in ROLES:
        entries = asked(QUESTIONS, Applicant(frozenset({role}), "medium")).entries.values()  # type: ignore[arg-type]
        assert {entry.state for entry in entries} <= {"asked", "waits"}
