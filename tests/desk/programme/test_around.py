"""The pages around cases: what validators declare, rounds in which several rate alike, how an office is staffed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import OFFICE, Programme
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import ConsistencyRating, ConsistencyRound, Qualification
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


VALIDATORS, ROUNDS, STAFFING = (
    "/desk/programme/validators/",
    "/desk/programme/consistency/",
    "/desk/programme/staffing/",
)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_guest_reads_and_declares_of_itself_alone(programme: Programme, as_person: Callable[[Any], Client]) -> None:
    guest, other = programme.person("guest_validator"), programme.person("agency_officer")
    client = as_person(guest)
    page = text(client.get(VALIDATORS))
    assert guest.full_name in page and other.full_name not in page
    case = programme.case(Stage.SUBMITTED)
    address = f"{VALIDATORS}{guest.pk}/"
    told = {"kind": "conflict", "value": case.operator.reference, "first": "", "last": "", "reason": "A share."}
    assert client.post(address, told).status_code == 302
    assert case.operator.reference in text(as_person(programme.officer).get(address))
    assert client.get(f"{VALIDATORS}{other.pk}/").status_code == 404


def test_a_validator_declares_for_oneself_and_ends_it(programme: Programme, lead: Client) -> None:
    me, other = programme.validators
    page = text(lead.get(VALIDATORS))
    assert me.full_name in page
    assert other.full_name not in page
    own = f"{VALIDATORS}{me.pk}/"
    assert lead.get(f"{VALIDATORS}{other.pk}/").status_code == 404
    for said, words in (
        ({"kind": "skill"}, "Say which."),
        ({"kind": "mood", "value": "good"}, "valid choice"),
        ({"kind": "conflict", "value": "NOBODY"}, "knows no operator"),
        ({"kind": "absence", "first": "2026-05-04"}, "first and a last day"),
        ({"kind": "skill", "value": "it", "first": "2026-05-04", "last": "2026-05-01"}, "before the first"),
    ):
        answer = lead.post(own, said)
        assert (answer.status_code, words in text(answer)) == (422, True), said
    assert lead.post(own, {"kind": "language", "value": "ki", "reason": "At home."}).status_code == 302
    declared = Qualification.objects.get(person=me)
    ending = f"{VALIDATORS}declarations/{declared.pk}/end/"
    assert lead.get(ending).status_code == 200
    assert lead.post(ending, {"reason": " "}).status_code == 422
    assert lead.post(ending, {"reason": "Forgotten."}).status_code == 302
    assert lead.post(ending, {"reason": "Again."}).status_code == 422
    assert "What held before" in text(lead.get(own))
    assert lead.get(f"{VALIDATORS}declarations/{declared.pk + 99}/end/").status_code == 404


def test_a_case_officer_declares_for_validators_of_the_office_and_an_auditor_reads(
    programme: Programme, officer: Client, auditor: Client, as_person: Callable[[Any], Client]
) -> None:
    person = programme.validators[0]
    case = programme.case(Stage.DESK_REVIEW)
    said = {"kind": "conflict", "value": case.operator.reference, "reason": "A brother."}
    assert officer.post(f"{VALIDATORS}{person.pk}/", said).status_code == 302
    assert auditor.get(f"{VALIDATORS}{person.pk}/").status_code == 200
    assert auditor.post(f"{VALIDATORS}{person.pk}/", said).status_code == 403
    elsewhere = as_person(programme.world.user(Role.CASE_OFFICER, office="XA02"))
    assert elsewhere.get(f"{VALIDATORS}{person.pk}/").status_code == 404
    for other in (programme.trader(case.operator), programme.decider):
        assert as_person(other).get(VALIDATORS).status_code == 403
    ending = f"{VALIDATORS}declarations/{Qualification.objects.get().pk}/end/"
    assert as_person(programme.validators[1]).post(ending, {"reason": "It is nothing."}).status_code == 403


def test_what_is_declared_for_a_time_counts_on_the_days_of_the_visit(programme: Programme) -> None:
    from trustlane.programme.queries.drawing import eligible

    person = programme.validators[0]
    case = programme.case(Stage.DESK_REVIEW)
    first = programme.now.date() + timedelta(10)
    said = {"first": first, "last": first + timedelta(5)}
    deeds.declare(person=person, kind="language", value="ki", by=person, at=programme.tick(), **said)
    during, after = (first, first + timedelta(1)), (first + timedelta(5), first + timedelta(6))
    assert eligible(case, at=programme.tick(), visit=during, language="ki") == (person.pk,)
    assert eligible(case, at=programme.now, visit=after, language="ki") == ()
    operator = case.operator.reference
    deeds.declare(person=person, kind="conflict", value=operator, by=person, at=programme.tick(), **said)
    assert person.pk not in eligible(case, at=programme.tick(), visit=during)
    assert person.pk in eligible(case, at=programme.now)


def test_a_round_is_opened_rated_blind_closed_and_read(
    programme: Programme, lead: Client, decider: Client, as_person: Callable[[Any], Client]
) -> None:
    case = programme.case(Stage.REPORTING)
    programme.do("find a gap", case)
    raters = [person.pk for person in programme.validators]
    given = {"title": "Gates", "cases": case.reference, "raters": raters}
    for changes, words in (
        ({"raters": raters[:1]}, "Choose two or more."),
        ({"cases": "XA-NONE"}, "There is no case XA-NONE"),
        ({"cases": "\n".join(f"XA-{number}" for number in range(41))}, "40 cases at most"),
        ({"title": ""}, "required"),
        ({"cases": programme.case(Stage.DESK_REVIEW).reference}, "findings have words"),
    ):
        answer = decider.post(ROUNDS, given | changes)
        assert (answer.status_code, words in text(answer)) == (422, True), changes
    assert decider.post(ROUNDS, given).status_code == 302
    made = ConsistencyRound.objects.get()
    place = f"{ROUNDS}{made.pk}/"
    assert lead.post(ROUNDS, given).status_code == 403
    assert "Gates" in text(lead.get(ROUNDS))
    page = text(lead.get(place))
    assert "The gate stands open." in page
    assert case.name not in page
    assert lead.post(place, {"item": "1", "rating": "splendid"}).status_code == 422
    assert lead.post(place, {"item": "7", "rating": "met"}).status_code == 422
    assert lead.post(place, {"item": "1", "rating": "major", "why": "Anybody walks in."}).status_code == 302
    second = as_person(programme.validators[1])
    assert "Anybody walks in." not in text(second.get(place))
    assert "Anybody walks in." not in text(decider.get(place))
    assert "1 of 1 rated" in text(decider.get(place))
    assert second.post(place, {"item": "1", "rating": "met"}).status_code == 302
    assert lead.post(f"{place}close/").status_code == 403
    assert decider.get(f"{place}close/").status_code == 405
    assert decider.post(f"{place}close/").status_code == 302
    assert decider.post(f"{place}close/", follow=True).status_code == 200
    page = text(decider.get(place))
    assert "Anybody walks in." in page
    assert "To be talked about" in page
    assert second.post(place, {"item": "1", "rating": "met"}).status_code == 403
    assert ConsistencyRating.objects.count() == 2
    for client in (as_person(programme.officer), as_person(programme.trader(case.operator))):
        assert client.get(ROUNDS).status_code == 403
        assert client.get(place).status_code == 403
    assert as_person(programme.person("validator", "stranger")).get(place).status_code == 403
    assert decider.get(f"{ROUNDS}{made.pk + 9}/").status_code == 404
    assert decider.post(f"{ROUNDS}{made.pk + 9}/close/").status_code == 404


def test_staffing_says_what_an_office_can_keep_apart(
    programme: Programme, officer: Client, as_person: Callable[[Any], Client]
) -> None:
    assert programme.validators
    page = officer.get(STAFFING)
    one = page.context["offices"][0]
    assert (one.found.office.id, one.found.office.own) == (OFFICE, 3)
    # Of three of its own, one cannot be kept apart; with a second who decides they can.
    assert not one.found.may_work
    assert programme.decider and programme.other_decider
    found = officer.get(STAFFING).context["offices"][0].found
    assert (found.office.own, found.may_work) == (5, True)
    lender = programme.world.user(Role.CASE_OFFICER, office="XA02")
    assert [each.found.office.id for each in as_person(lender).get(STAFFING).context["offices"]] == ["XA02"]
    for other in (programme.validators[0], programme.person("agency_officer")):
        assert as_person(other).get(STAFFING).status_code == 403


def test_a_borrowed_validator_is_counted_as_borrowed(programme: Programme, officer: Client) -> None:
    borrowed = programme.world.user(Role.VALIDATOR, office=OFFICE)
    type(borrowed).objects.filter(pk=borrowed.pk).update(office="XA02")
    one = officer.get(STAFFING).context["offices"][0]
    assert one.borrowed == (borrowed.full_name,)
    assert one.found.office.borrowed == 1


def test_an_audit_is_owed_where_a_validator_handled_the_case_later(programme: Programme, auditor: Client) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    programme.do("grant", case)
    assert auditor.get(STAFFING).context["offices"][0].owes == ()
    both = programme.world.user(Role.VALIDATOR, Role.CASE_OFFICER, office=OFFICE)
    programme.__dict__["validators"] = [both, programme.person("validator", "another")]
    other = programme.case(Stage.VALIDATING)
    programme.do("stop_clock", other, by=both)
    for step in ("rate all", "end_validation", "report", "grant"):
        programme.do(step, other)
    page = auditor.get(STAFFING)
    owes = page.context["offices"][0].owes
    assert [(one.case, one.people) for one in owes] == [(other.reference, (both.full_name,))]
    assert other.reference in text(page)


def test_an_auditor_records_the_outcome_of_an_audit_that_is_owed(
    programme: Programme, auditor: Client, officer: Client, decider: Client
) -> None:
    both = programme.world.user(Role.VALIDATOR, Role.CASE_OFFICER, office=OFFICE)
    programme.__dict__["validators"] = [both, programme.person("validator", "another")]
    case = programme.case(Stage.VALIDATING)
    programme.do("stop_clock", case, by=both)
    for step in ("rate all", "end_validation", "report", "grant"):
        programme.do(step, case)
    page = f"{STAFFING}{case.reference}/handle/validate-lead/"
    assert page in text(auditor.get(STAFFING))
    assert page not in text(officer.get(STAFFING))
    assert "A sample of the findings is compared with the evidence." in text(auditor.get(page))
    for client in (officer, decider):
        assert (client.get(page).status_code, client.post(page, {"verdict": "in_order"}).status_code) == (403, 403)
    for bad in ({}, {"verdict": "fine"}, {"verdict": "finding", "note": " "}, {"verdict": "in_order", "note": "\x00"}):
        assert auditor.post(page, bad).status_code == 422, bad
    assert auditor.get(f"{STAFFING}{case.reference}/handle/nothing/").status_code == 404
    assert auditor.get(f"{STAFFING}XA-NONE/handle/validate-lead/").status_code == 404
    assert auditor.post(page, {"verdict": "finding", "note": "No witness is named."}).status_code == 302
    assert "No witness is named." in text(officer.get(STAFFING))
    again = auditor.post(page, {"verdict": "in_order", "note": ""})
    assert again.status_code == 422
    assert "No audit of" in text(again)
    assert auditor.get(page).status_code == 404
