"""The draw of a team: committed to before, kept whole, the same for whoever draws it again; nobody shops for one."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.programme.cases import OFFICE, Programme
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.actions.qualifying import declare
from trustlane.programme.lots import is_committed
from trustlane.programme.models import Event
from trustlane.programme.queries.drawing import (
    draw_team,
    eligible,
    next_commitment,
    repeated,
    revealed_seed,
    review_began,
)
from trustlane.programme.refusals import LotRefused, TeamTooSmall, TeamUnfit
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def team(programme: Programme, many: int = 4) -> list[Any]:
    return [programme.person("validator", f"validator {number}") for number in range(many)]


def planned(programme: Programme, case: Any, *, days: int = 7, **given: Any) -> Event:
    first = programme.now.date() + timedelta(days)
    plan = deeds.Plan("on_site", (), first, first)
    return deeds.plan_by_lot(case=case, plan=plan, by=programme.officer, at=programme.tick(), **given)


def kept(event: Event) -> dict[str, Any]:
    """The plan as the database gives it back."""
    data: dict[str, Any] = Event.objects.get(pk=event.pk).data
    return data


def test_the_team_is_drawn_among_validators_of_the_office_who_did_not_handle_the_case(programme: Programme) -> None:
    handled = programme.world.user(Role.VALIDATOR, Role.CASE_OFFICER, office=OFFICE)
    named = programme.world.user(Role.VALIDATOR, Role.CASE_OFFICER, office=OFFICE)
    programme.world.user(Role.VALIDATOR, office="XA02")
    everywhere = programme.world.user(Role.VALIDATOR)
    programme.__dict__["officer"] = handled
    case = programme.case(Stage.DESK_REVIEW)
    case = deeds.assign(case=case, officer=named, by=handled, at=programme.tick())
    expected = sorted([everywhere.pk, *(person.pk for person in programme.validators)])
    assert list(eligible(case, at=programme.now)) == expected
    drawn = draw_team(case, at=programme.now)
    assert set(drawn.team) <= set(expected)
    assert draw_team(case, at=programme.now) == drawn
    with pytest.raises(TeamTooSmall):
        draw_team(case, at=programme.now, size=4)


def test_the_seed_was_committed_to_when_the_review_began_and_is_revealed_when_the_visit_begins(
    programme: Programme,
) -> None:
    team(programme)
    case = programme.case(Stage.DESK_REVIEW)
    began = review_began(case)
    assert began is not None
    assert began.data["committed"] == next_commitment(case)
    data = kept(planned(programme, case))
    assert "seed" not in data["draw"]
    hidden = repeated(data, began, revealed_seed(case))
    assert hidden is not None
    assert (hidden.same, hidden.seed) == (True, "")
    lead = next(person for person in team(programme) if person.pk == data["team"][0])
    deeds.begin_validation(case=case, by=lead, at=programme.tick())
    assert is_committed(bytes.fromhex(revealed_seed(case)), began.data["committed"])
    again = repeated(data, began, revealed_seed(case))
    assert again is not None
    assert (again.same, again.shown_before) == (True, began.at)
    assert [stand.place for stand in again.rounds[0][1]] == [1, 2, 3, 4]


@pytest.mark.parametrize("touched", ["team", "seed", "candidate", "seat", "commitment"])
def test_a_draw_that_was_touched_comes_out_differently(programme: Programme, touched: str) -> None:
    team(programme)
    case = programme.case(Stage.DESK_REVIEW)
    data = json.loads(json.dumps(kept(planned(programme, case))))
    began, revealed = review_began(case), ""
    assert began is not None
    if touched == "team":
        data["team"] = data["team"][::-1]
    elif touched == "seed":
        revealed = "00" * 32
    elif touched == "candidate":
        data["draw"]["drawn"]["rounds"][0]["candidates"].pop()
    elif touched == "seat":
        data["draw"]["drawn"]["rounds"][0]["seated"].reverse()
    else:
        began.data["committed"] = "00" * 32
    again = repeated(data, began, revealed)
    assert again is not None
    assert not again.same


@pytest.mark.parametrize("draw", [{}, {"drawn": {}}, {"drawn": {"rounds": 3}}])
def test_what_is_no_draw_is_not_shown_as_one(draw: dict[str, Any]) -> None:
    assert repeated({"draw": draw, "team": []}) is None


def test_a_team_that_somebody_chose_is_not_planned_as_drawn(programme: Programme) -> None:
    people = team(programme)
    case = programme.case(Stage.DESK_REVIEW)
    drawn = draw_team(case, at=programme.now)
    chosen = [person.pk for person in people if person.pk not in drawn.team]
    first = programme.now.date() + timedelta(7)
    with pytest.raises(LotRefused):
        deeds.plan_validation(
            case=case,
            plan=deeds.Plan("on_site", (), first, first),
            team=chosen,
            draw=drawn.data(),
            by=programme.officer,
            at=programme.tick(),
        )


def test_a_plan_made_anew_keeps_its_team_so_that_nobody_shops_for_another(programme: Programme) -> None:
    team(programme, 6)
    case = programme.case(Stage.DESK_REVIEW)
    first = kept(planned(programme, case))
    case.refresh_from_db()
    second = kept(planned(programme, case, days=20, reason="The gate is being rebuilt."))
    assert second["team"] == first["team"]
    assert second["draw"] == first["draw"]


def test_who_is_taken_out_is_replaced_and_the_others_stay(programme: Programme) -> None:
    team(programme, 6)
    case = programme.case(Stage.DESK_REVIEW)
    first = kept(planned(programme, case))
    leaves, stays = first["team"]
    case.refresh_from_db()
    data = kept(planned(programme, case, out=(leaves, "absent"), reason="Ill."))
    assert leaves not in data["team"]
    assert data["team"][1] == stays
    again = repeated(data, review_began(case))
    assert again is not None
    assert (again.same, len(again.rounds)) == (True, 2)
    with pytest.raises(LotRefused):
        planned(programme, case, out=(leaves, "absent"), reason="Again.")
    with pytest.raises(LotRefused):
        planned(programme, case, out=(stays, "mood"), reason="Again.")


def test_a_team_of_which_one_is_away_on_the_new_days_does_not_stay_as_it_is(programme: Programme) -> None:
    team(programme)
    case = programme.case(Stage.DESK_REVIEW)
    first = kept(planned(programme, case))
    away = programme.now.date() + timedelta(20)
    person = next(one for one in team(programme) if one.pk == first["team"][0])
    declare(person=person, kind="absence", first=away, last=away, by=person, at=programme.tick())
    case.refresh_from_db()
    with pytest.raises(TeamUnfit):
        planned(programme, case, days=20, reason="Another day.")


def test_the_lead_has_the_skill_that_is_asked_for(programme: Programme) -> None:
    people = team(programme)
    declare(person=people[2], kind="skill", value="cold chain", by=people[2], at=programme.tick())
    case = programme.case(Stage.DESK_REVIEW)
    data = kept(planned(programme, case, skills=["cold chain"]))
    assert data["team"][0] == people[2].pk
