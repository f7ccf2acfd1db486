"""Points and grades: of the firm's own answers, beside what was found; the tier granted is one of the grades."""

from __future__ import annotations

from typing import Any

import pytest

from tests.programme.cases import Programme
from tests.programme.test_papers import text
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.queries import papers
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.queries.points import OwnPoints, own_points
from trustlane.programme.refusals import TermsMissing
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
KOREA = "korea-aeo-2024"


def korean(programme: Programme, stage: Stage = Stage.DECISION_PENDING) -> Case:
    case: Case = programme.case(stage, catalogue=KOREA)
    return case


def say(programme: Programme, case: Case, question: str, value: str) -> None:
    reply = deeds.Reply(question, value, None, note="So it is.")
    deeds.answer_all(case=case, replies=[reply], by=programme.trader(case.operator), at=programme.tick())


def points(programme: Programme, case: Case) -> OwnPoints:
    found = own_points(case, on=programme.now.date())
    assert found is not None
    return found


def percents(found: OwnPoints) -> dict[str, int | None]:
    return {one.section: one.points.percent for one in found.criteria}


def terms(case: Case, tier: str) -> deeds.Granted:
    return deeds.Granted(security=True, compliance=True, roles=list(case.roles), tier=tier)


def test_answers_that_all_speak_for_the_firm_reach_the_highest_grade(programme: Programme) -> None:
    found = points(programme, korean(programme, Stage.DRAFT))
    assert (found.grade, found.next, found.lacking, found.held_back_by) == ("AAA", "", (), ())
    assert set(percents(found).values()) == {100}
    assert not found.confirmed


def test_a_criterion_that_is_met_in_part_loses_the_grade_and_says_what_lacks(programme: Programme) -> None:
    case = korean(programme, Stage.DRAFT)
    say(programme, case, "L.O1.1", "partly")
    found = points(programme, case)
    assert (percents(found)["L"], percents(found)["I"]) == (50, 100)
    assert (found.grade, found.next, found.held_back_by) == ("", "A", ("L.O1",))
    assert [(one.title, one.reached, one.at_least) for one in found.lacking] == [("Legal compliance", 50, 80)]


def test_a_criterion_that_grades_do_not_ask_for_takes_none_but_is_told(programme: Programme) -> None:
    case = korean(programme, Stage.DRAFT)
    say(programme, case, "F.O1.1", "no")
    found = points(programme, case)
    assert (found.grade, found.held_back_by) == ("AAA", ("F.O1",))


def test_criteria_without_grades_give_no_points(programme: Programme) -> None:
    assert own_points(programme.case(Stage.DRAFT), on=programme.now.date()) is None


def test_gaps_stand_beside_the_points_and_take_none_off(programme: Programme) -> None:
    case = korean(programme, Stage.VALIDATING)
    at = programme.tick()
    who = programme.validators[0]
    deeds.rate(case=case, item="L.O1", rating="major", text="Two fines.", key="1 L.O1", by=who, at=at, seen_at=at)
    found = points(programme, case)
    findings = case_file(case, programme.officer, at=programme.tick()).findings
    assert {one.section: many for one, many in found.gaps(findings) if many} == {"L": 1}
    assert found.grade == "AAA"


@pytest.mark.parametrize("tier", ["", "Gold", "aaa"])
def test_no_tier_is_granted_that_is_none_of_the_grades(programme: Programme, tier: str) -> None:
    case = korean(programme)
    with pytest.raises(TermsMissing, match="AAA, AA, A"):
        deeds.grant(case=case, terms=terms(case, tier), reason="Met.", by=programme.decider, at=programme.tick())


def test_who_decides_grants_a_grade_and_the_event_keeps_what_the_points_reach(programme: Programme) -> None:
    case = korean(programme)
    deeds.grant(case=case, terms=terms(case, "AA"), reason="Met.", by=programme.decider, at=programme.tick())
    event = Event.objects.get(case=case, move="grant")
    assert (event.data["tier"], event.data["by_points"]) == ("AA", "AAA")
    assert Terms.objects.get(case=case).tier == "AA"
    case.refresh_from_db()
    paper = papers.certificate(
        case, programme.officer, at=programme.tick(), verify_at="https://customs.example/verify/1/"
    )
    assert "AA" in text(paper).split()


def test_where_criteria_know_no_grades_nothing_is_kept_of_points(programme: Programme) -> None:
    case = programme.case(Stage.GRANTED)
    assert "by_points" not in Event.objects.get(case=case, move="grant").data


def test_the_validation_report_tells_operator_and_officers_the_points_and_no_guest(programme: Programme) -> None:
    guest = programme.person("agency_officer")
    case = programme.case(Stage.DESK_REVIEW, catalogue=KOREA)
    plan: Any = deeds.Plan(mode="on_site", sites=(), begins=programme.now.date(), ends=programme.now.date())
    deeds.plan_validation(
        case=case,
        plan=plan,
        team=[one.pk for one in programme.validators],
        guests=[guest.pk],
        reason="planned",
        by=programme.officer,
        at=programme.tick(),
    )
    for step in ("begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    case.refresh_from_db()
    told = "These points reach grade AAA."
    for reader in (programme.officer, programme.trader(case.operator)):
        assert told in text(papers.validation_report(case, reader, at=programme.tick()))
    file = case_file(case, guest, at=programme.tick())
    assert "report" in papers.available(file)
    assert "Points and grade" not in text(papers.validation_report(case, guest, at=programme.tick()))
