"""Risks and legs of a supply chain: judged by who may, kept one after the other, open points told, and never edited."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.models import ChainMethod, LegJudged, RiskJudged
from trustlane.programme.queries.risks import RiskFile, legs_of, residual, risk_file
from trustlane.programme.refusals import ChoiceUnknown, DualRun, ReasonMissing, RiskUnfit
from trustlane.programme.risk.legs import THREATS, Action, Leg, Method, Vulnerable
from trustlane.programme.risk.mapping import Judged, Risk
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
SEALS = Risk(
    "A", Judged(4, 5), Judged(2, 5), "treat", ("Seals are checked.",), action="Buy locks.", owner="Officer", due=DAY
)
ROAD = Leg("L01", "Works to port", "XB", "Haulier")


def seen(programme: Programme, case: Any, **more: Any) -> RiskFile:
    return risk_file(case, programme.officer, at=programme.tick(), on=programme.now.date(), **more)


def judged(programme: Programme, case: Any, risk: Risk = SEALS, by: Any = None) -> RiskJudged:
    return deeds.judge_risk(case=case, risk=risk, by=by or programme.officer, at=programme.tick())


def mapped(programme: Programme, case: Any, leg: Leg = ROAD, **more: Any) -> LegJudged:
    given: dict[str, Any] = {"threats": dict.fromkeys(THREATS, "medium"), "vulnerabilities": ()} | more
    return deeds.judge_leg(case=case, leg=leg, by=programme.officer, at=programme.tick(), **given)


def test_the_last_judgement_counts_and_earlier_ones_stay_readable(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    assert residual(case, programme.now) == "medium"
    judged(programme, case)
    before = programme.now
    judged(programme, case, replace(SEALS, after=Judged(1, 2)))
    assert [(one.risk.after, one.after) for one in seen(programme, case).kept] == [(Judged(1, 2), "low")]
    assert [one.risk.after for one in seen(programme, case, as_of=before).kept] == [Judged(2, 5)]
    assert residual(case, before) == "medium"
    assert residual(case, programme.now) == "low"


def test_sections_nobody_judged_are_open_and_a_response_whose_day_passed_is_late(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    judged(programme, case)
    found = seen(programme, case)
    assert {point.section for point in found.open_points} == set(found.sections) - {"A"}
    assert not found.late
    later = risk_file(case, programme.officer, at=programme.now, on=DAY + timedelta(1))
    assert [one.risk.section for one in later.late] == ["A"]


@pytest.mark.parametrize(
    "changes",
    [{"controls": ()}, {"action": ""}, {"owner": " "}, {"due": None}, {"response": "take", "after": Judged(4, 5)}],
)
def test_a_judgement_that_breaks_a_rule_is_refused_with_its_sentence(
    programme: Programme, changes: dict[str, Any]
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    with pytest.raises(RiskUnfit):
        judged(programme, case, replace(SEALS, **changes))
    with pytest.raises(ChoiceUnknown):
        judged(programme, case, replace(SEALS, section="Z9"))


@pytest.mark.parametrize("who", ["trader", "guest", "agency", "decider", "other office", "not of the team"])
def test_nobody_else_judges(programme: Programme, who: str) -> None:
    from trustlane.access.roles import Role

    case = programme.case(Stage.DESK_REVIEW)
    person = {
        "trader": lambda: programme.trader(case.operator),
        "guest": lambda: programme.person("guest_validator"),
        "agency": lambda: programme.person("agency_officer"),
        "decider": lambda: programme.decider,
        "other office": lambda: programme.world.user(Role.CASE_OFFICER, office="XA02"),
        "not of the team": lambda: programme.validators[0],
    }[who]()
    with pytest.raises(Refused):
        judged(programme, case, by=person)
    if who != "decider":
        with pytest.raises(Refused):
            risk_file(case, person, at=programme.now, on=DAY)


def test_the_team_judges_too(programme: Programme) -> None:
    case = programme.case(Stage.VALIDATING)
    assert judged(programme, case, by=programme.validators[1]).by == programme.validators[1].actor


def test_the_five_steps_are_done_once_every_leg_is_judged_and_every_gap_has_its_action(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    assert set(seen(programme, case).missing) == {1, 5}
    gap = Vulnerable("L01", "A.O1", "high", "")
    mapped(programme, case, vulnerabilities=((gap, None),))
    assert set(seen(programme, case).missing) == {4, 5}
    mapped(programme, case, vulnerabilities=((gap, Action("L01", "A.O1", "Lock it.", "Haulier", DAY)),))
    deeds.say_method(case=case, method=Method("Ours.", "Cleo", 12, "All."), by=programme.officer, at=programme.tick())
    found = seen(programme, case)
    assert not found.missing
    assert [(one.rating, one.grade) for one in found.legs] == [(6, "high")]
    assert len(risk_file(case, programme.officer, at=programme.now, on=DAY + timedelta(1)).overdue) == 1


def test_a_leg_leaves_the_map_with_a_reason(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    mapped(programme, case)
    with pytest.raises(ReasonMissing):
        mapped(programme, case, dropped=True)
    mapped(programme, case, dropped=True, why="They ship by rail now.")
    assert not legs_of(case)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"threats": {"boredom": "low"}}, ChoiceUnknown),
        ({"threats": {"terror": "vast"}}, ChoiceUnknown),
        ({"vulnerabilities": ((Vulnerable("L01", "Z9", "low", ""), None),)}, ChoiceUnknown),
        ({"vulnerabilities": ((Vulnerable("L01", "A.O1", "vast", ""), None),)}, RiskUnfit),  # type: ignore[arg-type]
        ({"leg": replace(ROAD, title=" ")}, ReasonMissing),
    ],
)
def test_a_leg_that_cannot_be_is_refused(programme: Programme, changes: dict[str, Any], refusal: type) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    with pytest.raises(refusal):
        mapped(programme, case, **changes)


def test_a_map_has_an_end(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    row = mapped(programme, case)
    LegJudged.objects.bulk_create(
        LegJudged(case=case, leg=f"M{number}", title="Road", by=row.by, at=row.at, recorded_in=row.recorded_in)
        for number in range(39)
    )
    with pytest.raises(RiskUnfit):
        mapped(programme, case, replace(ROAD, id="L02"))
    with pytest.raises(RiskUnfit):
        deeds.say_method(case=case, method=Method("", "", 0, ""), by=programme.officer, at=programme.tick())


def test_what_the_validators_found_speaks_against_what_the_applicant_says(programme: Programme) -> None:
    case = programme.case(Stage.VALIDATING)
    programme.do("find a gap", case)
    found = [one for one in seen(programme, case).contradictions if one.rule == "found_otherwise"]
    assert [one.detail for one in found] == ["The gate stands open."]
    assert all(place.question.startswith("A.O1") for one in found for place in one.where)


def test_what_was_judged_is_never_changed(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    judged(programme, case)
    mapped(programme, case)
    deeds.say_method(case=case, method=Method("Ours.", "", 12, ""), by=programme.officer, at=programme.tick())
    for model in (RiskJudged, LegJudged, ChainMethod):
        for change in (lambda rows: rows.update(by="user:1"), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(model.objects.filter(case=case))


def test_a_case_that_another_system_decides_is_not_judged_here(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    monkeypatch.setattr("trustlane.programme.actions.moving.only_shown", lambda case, at: True)
    with pytest.raises(DualRun):
        judged(programme, case)
