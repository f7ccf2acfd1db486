"""One act for many cases: what it would do is shown with its count, done once that was seen, and told everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import Programme
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Event, Letter
from trustlane.programme.queries.clocks import running
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
PAGE = "/desk/programme/extend/"
ACT = {"term": "decision", "office": "", "since": "", "until": "", "amount": "10", "unit": "days"}
WHY = {"legal_basis": "Storm Order 3 of 2026", "reason": "The storm closed the port."}


def due_of(case: Any) -> Any:
    (run,) = [run for run in running(case) if run.term.id == "decision"]
    return run.due


def test_an_act_is_shown_with_its_count_then_done_and_stands_in_each_case_and_in_the_record(
    programme: Programme, decider: Client
) -> None:
    cases = [programme.case(Stage.ACCEPTED), programme.case(Stage.DESK_REVIEW)]
    programme.case(Stage.REFUSED)
    before = [due_of(case) for case in cases]
    page = decider.post(PAGE, ACT | WHY | {"look": "1"})
    assert page.status_code == 200
    assert {one.reference for one in page.context["found"]} == {case.reference for case in cases}
    assert all(one.then - one.due == timedelta(days=10) for one in page.context["found"])
    assert "<strong>2</strong> clocks would be extended" in page.content.decode()
    assert not Event.objects.filter(move="extend").exists()
    done = decider.post(PAGE, ACT | WHY | {"do": "1", "shown": "2"}, follow=True)
    assert "2 clocks were extended" in done.content.decode()
    assert WHY["legal_basis"] in done.content.decode()
    assert [due_of(case) - was for case, was in zip(cases, before, strict=True)] == [timedelta(days=10)] * 2
    for case in cases:
        event = Event.objects.get(case=case, move="extend")
        assert event.person == programme.decider
        assert Letter.objects.filter(event=event).exists()
        assert WHY["legal_basis"] in decider.get(f"/desk/cases/{case.reference}/").content.decode()
    (act,) = decider.get(PAGE).context["acts"]
    assert (act.cases, act.amount, act.unit, act.by) == (2, 10, "days", programme.decider.full_name)


def test_only_cases_of_the_office_whose_clock_ends_in_these_days_are_concerned(
    programme: Programme, decider: Client
) -> None:
    first = programme.case(Stage.ACCEPTED)
    programme.tick(days=5)
    second = programme.case(Stage.ACCEPTED)
    day = {"since": due_of(second).isoformat(), "until": due_of(second).isoformat()}
    assert due_of(first) < due_of(second)
    found = decider.post(PAGE, ACT | WHY | day | {"look": "1"}).context["found"]
    assert [one.reference for one in found] == [second.reference]
    decider.post(PAGE, ACT | WHY | day | {"do": "1", "shown": "1"})
    assert [event.case_id for event in Event.objects.filter(move="extend")] == [second.pk]
    backwards = ACT | WHY | {"since": "2026-05-02", "until": "2026-05-01", "look": "1"}
    assert decider.post(PAGE, backwards).status_code == 422


def test_months_go_where_the_clock_is_no_count_of_working_days(programme: Programme, decider: Client) -> None:
    case = programme.case(Stage.ACCEPTED)
    was = due_of(case)
    assert decider.post(PAGE, ACT | WHY | {"amount": "1", "unit": "months", "do": "1", "shown": "1"}).status_code == 302
    assert timedelta(days=27) < due_of(case) - was < timedelta(days=34)
    programme.preset = "national-2026"
    programme.case(Stage.SUBMITTED)
    told = decider.post(PAGE, ACT | WHY | {"term": "acceptance", "unit": "months", "look": "1"})
    assert told.status_code == 422
    assert "working days" in told.content.decode()


def test_what_changed_since_it_was_shown_is_shown_again_and_nothing_is_done(
    programme: Programme, decider: Client
) -> None:
    programme.case(Stage.ACCEPTED)
    for given in ({"do": "1"}, {"do": "1", "shown": "2"}):
        page = decider.post(PAGE, ACT | WHY | given)
        assert page.status_code == 422
        assert "Look at them again" in page.content.decode()
        assert len(page.context["found"]) == 1
    assert not Event.objects.filter(move="extend").exists()


@pytest.mark.parametrize("left_out", ["amount", "legal_basis", "reason"])
def test_an_act_has_a_length_a_basis_and_a_reason(programme: Programme, decider: Client, left_out: str) -> None:
    programme.case(Stage.ACCEPTED)
    assert decider.post(PAGE, ACT | WHY | {left_out: "", "do": "1", "shown": "1"}).status_code == 422


def test_only_who_decides_does_so_and_only_for_its_office(
    programme: Programme, officer: Client, as_person: Callable[[Any], Client]
) -> None:
    programme.case(Stage.ACCEPTED)
    assert officer.get(PAGE).status_code == 403
    elsewhere = as_person(programme.world.user(Role.DECISION_MAKER, office="XA02"))
    assert elsewhere.get(PAGE).context["terms"] == {}
    assert elsewhere.post(PAGE, ACT | WHY | {"do": "1", "shown": "1"}).status_code == 422


def test_a_single_clock_is_extended_by_law_beyond_its_term_by_who_may(
    programme: Programme, officer: Client, decider: Client
) -> None:
    case = programme.case(Stage.ACCEPTED)
    at = f"/desk/cases/{case.reference}/moves/extend/"
    given = {"term": "decision", "amount": "400", "unit": "days", "asked_by": "law", **WHY}
    assert "law" not in dict(officer.get(at).context["form"].fields["asked_by"].choices)
    assert officer.post(at, given).status_code == 422
    was = due_of(case)
    assert "law" in dict(decider.get(at).context["form"].fields["asked_by"].choices)
    assert decider.post(at, given).status_code == 302
    assert due_of(case) - was >= timedelta(days=400)


def test_the_deed_itself_refuses_another_number_than_was_shown(programme: Programme) -> None:
    from trustlane.programme.models import Case
    from trustlane.programme.refusals import CaseChanged

    programme.case(Stage.ACCEPTED)
    with pytest.raises(CaseChanged):
        deeds.extend_all(
            cases=Case.objects.all(), term="decision", days=5, seen=2, by=programme.decider, at=programme.tick(), **WHY
        )
    assert not Event.objects.filter(move="extend").exists()
