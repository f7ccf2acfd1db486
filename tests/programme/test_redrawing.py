"""A seat that was drawn anew twice is drawn once more only where a second officer agreed; the draw goes on as kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.programme.cases import OFFICE, Programme
from trustlane.access.actions import roles
from trustlane.access.evaluator import as_actor, in_force
from trustlane.access.models import User
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event, RedrawAsked
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.queries.drawing import repeated, review_began
from trustlane.programme.queries.redraws import redraw_asked, takes_two, team_of
from trustlane.programme.refusals import AgreementMissing, ChoiceUnknown, NotToAgree, PersonUnknown, ReasonMissing
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def planned(programme: Programme, case: Any, *, by: Any = None, **given: Any) -> Event:
    first = programme.now.date() + timedelta(7)
    plan = deeds.Plan("on_site", (), first, first)
    event = deeds.plan_by_lot(case=case, plan=plan, by=by or programme.officer, at=programme.tick(), **given)
    case.refresh_from_db()
    return event


def out(case: Any) -> int:
    """Who leads now and is to leave."""
    return next(iter(team_of(case)))


@pytest.fixture
def drawn(programme: Programme) -> Any:
    """A case whose team was drawn anew twice."""
    for number in range(7):
        programme.person("validator", f"validator {number}")
    case = programme.case(Stage.DESK_REVIEW)
    planned(programme, case)
    for _ in range(2):
        assert not takes_two(case)
        planned(programme, case, out=(out(case), "absent"), reason="Ill.")
    return case


@pytest.fixture
def second(programme: Programme) -> Any:
    return programme.person("case_officer", "second officer")


def asked(programme: Programme, case: Any, **more: Any) -> RedrawAsked:
    given = {"leaves": out(case), "ground": "conflict", "reason": "A cousin works there.", "by": programme.officer}
    return deeds.ask_redraw(case=case, at=programme.tick(), **(given | more))


def test_a_third_redraw_waits_for_a_second_officer_and_goes_on_replayably(
    programme: Programme, drawn: Any, second: Any
) -> None:
    assert takes_two(drawn)
    leaves = out(drawn)
    with pytest.raises(AgreementMissing):
        planned(programme, drawn, out=(leaves, "conflict"), reason="A cousin works there.")
    row = asked(programme, drawn)
    with pytest.raises(AgreementMissing):
        planned(programme, drawn, out=(leaves, "conflict"), reason="A cousin works there.")
    deeds.agree_redraw(case=drawn, asked=row.pk, by=second, at=programme.tick())
    with pytest.raises(AgreementMissing):  # agreed to on another ground
        planned(programme, drawn, out=(leaves, "unfit"), reason="Other.")
    event = planned(programme, drawn, out=(leaves, "conflict"), reason="As agreed.")
    last = event.data["draw"]["drawn"]["rounds"][-1]
    assert (last["number"], last["taken_out"]["agreed_by"]) == (3, second.actor)
    assert last["taken_out"]["words"] == "A cousin works there."
    assert leaves not in event.data["team"]
    again = repeated(Event.objects.get(pk=event.pk).data, review_began(drawn))
    assert again is not None
    assert again.same
    assert redraw_asked(drawn) is None  # of the plan that stands now nobody asked anything
    with pytest.raises(AgreementMissing):  # and a fourth takes two again
        planned(programme, drawn, out=(out(drawn), "conflict"), reason="Once more.")


def test_who_asked_who_leaves_and_who_has_no_part_do_not_agree(programme: Programme, drawn: Any) -> None:
    row = asked(programme, drawn)
    # Officers of the office too: only their seats stand in the way.
    seated = [also_officer(programme, person) for person in team_of(drawn)]
    assert row.leaves in seated
    for person in (programme.officer, *seated, programme.person("auditor"), programme.trader(drawn.operator)):
        with pytest.raises(Refused):
            deeds.agree_redraw(case=drawn, asked=row.pk, by=person, at=programme.tick())


def test_who_agreed_does_not_plan_with_it(programme: Programme, drawn: Any, second: Any) -> None:
    row = asked(programme, drawn)
    deeds.agree_redraw(case=drawn, asked=row.pk, by=second, at=programme.tick())
    with pytest.raises(AgreementMissing):
        planned(programme, drawn, by=second, out=(row.leaves_id, "conflict"), reason="Mine.")


def test_what_was_agreed_to_another_was_asked_for_or_planned_since_waits_no_more(
    programme: Programme, drawn: Any, second: Any
) -> None:
    first, later = asked(programme, drawn), asked(programme, drawn)
    with pytest.raises(NotToAgree):
        deeds.agree_redraw(case=drawn, asked=first.pk, by=second, at=programme.tick())
    deeds.agree_redraw(case=drawn, asked=later.pk, by=second, at=programme.tick())
    with pytest.raises(NotToAgree):
        deeds.agree_redraw(case=drawn, asked=later.pk, by=second, at=programme.tick())
    third = asked(programme, drawn)
    planned(programme, drawn, reason="Another day.")
    with pytest.raises(NotToAgree):
        deeds.agree_redraw(case=drawn, asked=third.pk, by=second, at=programme.tick())


def test_nobody_asks_where_one_may_still_draw_alone_or_for_what_cannot_be(programme: Programme, drawn: Any) -> None:
    fresh = programme.case(Stage.DESK_REVIEW)
    planned(programme, fresh)
    with pytest.raises(NotToAgree):
        asked(programme, fresh)
    for given, refusal in (
        ({"leaves": programme.officer.pk}, PersonUnknown),
        ({"ground": "mood"}, ChoiceUnknown),
        ({"reason": " "}, ReasonMissing),
    ):
        with pytest.raises(refusal):
            asked(programme, drawn, **given)


def test_the_database_refuses_a_third_redraw_without_a_second_hand(
    programme: Programme, drawn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.programme.actions import validating

    row = asked(programme, drawn)
    for change in ({"agreed_by": programme.officer}, {"words": "Other."}, {"agreed_by": row.leaves}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RedrawAsked.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RedrawAsked.objects.filter(pk=row.pk).delete()
    with monkeypatch.context() as within:
        permits = type(in_force())
        within.setattr(permits, "require", lambda self, by, permission, obj=None, *, at: as_actor(by, at))
        with pytest.raises(DatabaseError, match="second_hand"), transaction.atomic():
            deeds.agree_redraw(case=drawn, asked=row.pk, by=programme.officer, at=programme.tick())
        for seated in team_of(drawn):
            with pytest.raises(DatabaseError, match="agreed to once by another"), transaction.atomic():
                who = User.objects.get(pk=seated)
                deeds.agree_redraw(case=drawn, asked=row.pk, by=who, at=programme.tick())
    monkeypatch.setattr(validating, "agreed_for", lambda case, person, ground: ("user:999999", "Forged."))
    with pytest.raises(DatabaseError, match="takes a second officer"), transaction.atomic():
        planned(programme, drawn, out=(out(drawn), "conflict"), reason="Forged.")


def test_who_drew_the_team_anew_neither_decides_nor_audits(
    programme: Programme, drawn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, agreeing = (
        programme.world.user(Role.CASE_OFFICER, Role.DECISION_MAKER, Role.AUDITOR, office=OFFICE) for _ in range(2)
    )
    row = asked(programme, drawn, by=asking)
    deeds.agree_redraw(case=drawn, asked=row.pk, by=agreeing, at=programme.tick())
    planned(programme, drawn, out=(row.leaves_id, "conflict"), reason="As agreed.")
    programme.validators[:] = [User.objects.get(pk=person) for person in team_of(drawn)]
    for step in ("begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, drawn)
    drawn.refresh_from_db()
    terms = deeds.Granted(security=True, compliance=True, roles=list(drawn.roles))
    permits, waits = in_force(), Case.objects.filter(pk=drawn.pk)
    for permission in (Moving("grant"), Permission.AUDIT_OWED):
        for person in (asking, agreeing):
            assert not permits.may(person, permission, drawn, at=programme.tick()).allowed
            assert not permits.visible(person, permission, waits, programme.now).exists()
    assert permits.may(programme.decider, Moving("grant"), drawn, at=programme.tick()).allowed
    monkeypatch.setattr(type(permits), "require", lambda self, by, permission, obj=None, *, at: as_actor(by, at))
    for person in (asking, agreeing):
        with pytest.raises(DatabaseError, match="drawing the team"), transaction.atomic():
            deeds.grant(case=drawn, terms=terms, reason="Mine.", by=person, at=programme.tick())


def also_officer(programme: Programme, person: int) -> User:
    """Somebody of the team, who is made a case officer of the office too."""
    user = User.objects.get(pk=person)
    first, second = programme.world.administrators()
    given = roles.propose(
        user=user, role=Role.CASE_OFFICER, office=OFFICE, by=first, at=programme.now, reason="A small office."
    )
    roles.approve(proposal=given, by=second, at=programme.now)
    return user


def client(user: Any) -> Client:
    found = Client(raise_request_exception=False)
    found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def test_a_page_takes_the_second_hand(programme: Programme, drawn: Any, second: Any) -> None:
    page = f"/desk/cases/{drawn.reference}/redraw/"
    planner, agreeing = client(programme.officer), client(second)
    assert page in planner.get(f"/desk/cases/{drawn.reference}/?tab=validation").content.decode()
    assert client(programme.trader(drawn.operator)).get(page).status_code == 403
    assert client(programme.person("auditor")).get(page).status_code == 403
    given = {"leaves": str(out(drawn)), "ground": "conflict", "reason": "A cousin works there."}
    for bad in ({}, given | {"leaves": "0"}, given | {"ground": "mood"}, given | {"reason": ""}):
        assert planner.post(page, bad).status_code == 422, bad
    assert planner.post(page, given).status_code == 302
    assert "Waits for a second officer" in planner.get(page).content.decode()
    number = RedrawAsked.objects.get().pk
    assert planner.post(f"{page}{number}/").status_code == 403
    assert "A cousin works there." in agreeing.get(page).content.decode()
    assert agreeing.post(f"{page}{number + 1}/").status_code == 409
    assert agreeing.get(f"{page}{number}/").status_code == 405
    assert agreeing.post(f"{page}{number}/").status_code == 302
    assert "Plan with it" in planner.get(page).content.decode()
    assert agreeing.post(f"{page}{number}/").status_code == 409
    fresh = programme.case(Stage.DESK_REVIEW)
    planned(programme, fresh)
    assert planner.get(f"/desk/cases/{fresh.reference}/redraw/").status_code == 404
    assert planner.post(f"/desk/cases/{fresh.reference}/redraw/", given).status_code in (409, 422)


def test_who_agreed_and_also_validates_is_not_drawn_for_it(programme: Programme, drawn: Any) -> None:
    both = programme.world.user(Role.VALIDATOR, Role.CASE_OFFICER, office=OFFICE)
    row = asked(programme, drawn)
    deeds.agree_redraw(case=drawn, asked=row.pk, by=both, at=programme.tick())
    event = planned(programme, drawn, out=(row.leaves_id, "conflict"), reason="As agreed.")
    listed = [one["id"] for one in event.data["draw"]["drawn"]["rounds"][-1]["candidates"]]
    assert str(both.pk) not in listed
