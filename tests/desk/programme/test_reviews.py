"""What a holder's consignments ask for: shown to who handles, decides and audits, answered there, hidden elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.desk.programme.test_case import address, text
from tests.programme.cases import Programme
from tests.programme.test_monitoring import called, declared
from trustlane.programme.models import Case, ReviewCall
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched(programme: Programme) -> Case:
    """A holder in whose consignment contraband was found."""
    case: Case = programme.case(Stage.MONITORED)
    declared(programme, case, "contraband", clean=3)
    return Case.objects.get(pk=case.pk)


def test_the_case_says_why_and_leads_to_what_was_found(officer: Client, watched: Case) -> None:
    page = text(officer.get(address(watched)))
    assert "Something was found that speaks of security." in page
    goods = officer.get(address(watched, "?tab=goods"))
    assert (goods.context["conduct"].declared, goods.context["conduct"].examined) == (4, 4)
    assert "Contraband hidden in legal cargo" in text(goods)


def test_the_worklist_names_it_among_what_is_due(officer: Client, watched: Case) -> None:
    page = text(officer.get("/desk/cases/?kind=alive&term=review"))
    assert watched.reference in page
    assert "Look at the holder anew" in page


def test_an_officer_answers_and_it_is_read_there(officer: Client, watched: Case) -> None:
    (call,) = called(watched)
    answer = officer.post(
        address(watched, f"reviews/{call.pk}/"), {"outcome": "in_order", "reason": "The seal was broken at sea."}
    )
    assert answer.status_code == 302
    page = text(officer.get(answer["Location"]))
    assert "The seal was broken at sea." in page
    assert "In order" in page


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "required"),
        ({"outcome": "fine", "reason": "Looked."}, "fine"),
        ({"outcome": "in_order", "reason": ""}, "required"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_told_beside_its_field(
    officer: Client, watched: Case, sent: dict[str, str], told: str
) -> None:
    answer = officer.post(address(watched, f"reviews/{called(watched)[0].pk}/"), sent)
    assert answer.status_code == 422
    assert told in text(answer)
    assert not ReviewCall.objects.filter(answered_at__isnull=False).exists()


def test_a_call_of_another_case_is_not_found_here(officer: Client, programme: Programme, watched: Case) -> None:
    other = programme.case(Stage.MONITORED)
    sent = {"outcome": "in_order", "reason": "Looked."}
    assert officer.post(address(other, f"reviews/{called(watched)[0].pk}/"), sent).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("decision_maker", 200), ("auditor", 200), ("validator", 403), ("agency_officer", 403)]
)
def test_who_reads_it_and_who_does_not(
    programme: Programme, as_person: Callable[[Any], Client], watched: Case, who: str, status: int
) -> None:
    client = as_person(programme.person(who))
    answer = client.get(address(watched, "?tab=goods"))
    assert answer.status_code == status
    assert ("speaks of security" in text(answer)) is (status == 200)
    sent = {"outcome": "in_order", "reason": "Looked."}
    assert client.post(address(watched, f"reviews/{called(watched)[0].pk}/"), sent).status_code == 403


def test_a_validator_of_the_team_reads_the_case_and_nothing_of_it(
    programme: Programme, as_person: Callable[[Any], Client], watched: Case
) -> None:
    from trustlane.programme.models import Assignment

    member = Assignment.objects.filter(case=watched).select_related("person")[0].person
    answer = as_person(member).get(address(watched, "?tab=goods"))
    assert answer.status_code == 200
    assert answer.context["tab"].name == "happened"
    assert "speaks of security" not in text(answer)


def test_as_of_an_earlier_day_nobody_was_called(officer: Client, programme: Programme, watched: Case) -> None:
    before = (called(watched)[0].at - timedelta(days=1)).date().isoformat()
    assert "speaks of security" not in text(officer.get(address(watched, f"?known={before}")))
