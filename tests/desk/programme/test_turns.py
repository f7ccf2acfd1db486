"""What a case asks at its turns: a correction to settle, a hearing to wait for, an appeal, a guest, a successor."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.programme.cases import Programme, document
from trustlane.desk.programme.words import waits_for
from trustlane.evidence.models import Document
from trustlane.programme import actions as deeds
from trustlane.programme.models import Assignment, Case, Correction, Event, Terms
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def address(case: Case, rest: str = "") -> str:
    return f"/desk/cases/{case.reference}/{rest}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def filled(answer: Any) -> str:
    """The one filled button of what is next in a case."""
    (button,) = text(answer).split("next-card")[1].split("</section>")[0].split("btn-primary")[1:]
    return button.split(">")[0]


def seen(case: Case) -> int:
    return Case.objects.values_list("last_event", flat=True).get(pk=case.pk)


def stage(case: Case) -> str:
    return Case.objects.values_list("stage", flat=True).get(pk=case.pk)


# --- corrections


def test_a_major_gap_is_asked_to_be_mended_before_the_report(programme: Programme, lead: Client) -> None:
    case = programme.case(Stage.REPORTING)
    found = lead.get(address(case)).context["deeds"]
    assert (found.next, "ask_correction" in found.others) == ("report", False)
    programme.do("find a gap", case)
    found = lead.get(address(case)).context["deeds"]
    assert (found.next, "report" in found.others) == ("ask_correction", True)


@pytest.mark.parametrize(
    ("of", "hand"),
    [
        (Stage.AMENDING, "Decision maker"),
        (Stage.REVALIDATION_PENDING, "Decision maker"),
        (Stage.REVALIDATION_REVIEW, "Case officer"),
        (Stage.MONITORED, "Holder"),
        (Stage.SUSPENDED, "Holder"),
    ],
)
def test_what_customs_began_waits_for_customs_though_the_holder_owes_a_report(of: Stage, hand: str) -> None:
    assert str(waits_for(of, "holder")) == hand


def test_a_correction_waits_for_the_applicant_and_then_for_the_team(programme: Programme, lead: Client) -> None:
    case = programme.case(Stage.CORRECTING)
    before = lead.get(address(case)).context
    assert (before["deeds"].next, before["deeds"].settle, str(before["waits_for"])) == ("", None, "Applicant")
    programme.do("answer_correction", case)
    correction = Correction.objects.get(finding__case=case)
    after = lead.get(address(case)).context
    assert (after["deeds"].next, after["deeds"].settle) == ("", correction.pk)
    assert str(after["waits_for"]) == "Validation team"
    assert f"corrections/{correction.pk}/" in filled(lead.get(address(case)))
    programme.do("settle each", case)
    last = lead.get(address(case)).context["deeds"]
    assert (last.next, last.settle) == ("settle_corrections", None)


def test_a_gap_is_offered_for_correction_once_and_anew_where_it_is_rated_anew(
    programme: Programme, lead: Client
) -> None:
    case = programme.case(Stage.CORRECTING)
    for step in ("answer_correction", "settle each", "settle_corrections"):
        programme.do(step, case)
    page = address(case, "moves/ask_correction/")
    assert lead.get(page).context["form"].gaps == []
    assert lead.post(page, {"reason": "Again."}).status_code == 422
    assert "ask_correction" not in lead.get(address(case)).context["deeds"].others
    programme.do("find a gap", case)
    assert [gap.item for gap in lead.get(page).context["form"].gaps] == ["A.O1"]
    assert lead.get(address(case)).context["deeds"].next == "ask_correction"


def kept(case: Case, at: datetime, **changes: Any) -> Document:
    number = document(case, at)
    if changes:
        Document.objects.filter(pk=number).update(**changes)
    return Document.objects.get(pk=number)


def test_officers_open_what_the_applicant_gave_in_the_case_and_nobody_else_does(
    programme: Programme,
    lead: Client,
    agency: Client,
    as_person: Callable[[Any], Client],
    tmp_path: Any,
    settings: Any,
) -> None:
    import io

    from trustlane.evidence import actions as evidence

    case = programme.case(Stage.CORRECTING)
    trader = programme.trader(case.operator)
    given = evidence.keep(
        name="lock.txt",
        media_type="text/plain",
        speaks_of=None,
        stream=io.BytesIO(b"A new lock."),
        operator=case.operator.reference,
        by=trader,
        at=programme.tick(),
    )
    correction = Correction.objects.get(finding__case=case)
    deeds.answer_correction(correction=correction, text="A lock.", evidence=[given.pk], by=trader, at=programme.tick())
    page = address(case, f"documents/{given.pk}/")
    for shown in (address(case, "?tab=validation"), address(case, f"corrections/{correction.pk}/")):
        assert page in text(lead.get(shown))
        assert "lock.txt" in text(lead.get(shown))
    answer = lead.get(page)
    assert b"".join(answer.streaming_content) == b"A new lock."  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    other = programme.case(Stage.CORRECTING)
    assert lead.get(address(other, f"documents/{given.pk}/")).status_code == 404
    assert lead.get(address(case, f"documents/{1 << 70}/")).status_code == 404
    guest = programme.person("guest_validator")
    planned = Event.objects.filter(case=case, move="plan_validation").latest("number")
    Assignment.objects.create(case=case, person=guest, duty="guest", round=1, begun_in=planned)
    for stranger in (agency, as_person(guest), as_person(trader)):
        assert stranger.get(page).status_code == 403


def test_a_document_whose_content_is_lost_is_told_and_not_a_fault_of_the_page(
    programme: Programme, lead: Client
) -> None:
    case = programme.case(Stage.CORRECTING)
    lost = kept(case, programme.now)
    answer = lead.get(address(case, f"documents/{lost.pk}/"), follow=True)
    assert "The content of this document cannot be found." in text(answer)


def test_the_applicants_documents_are_opened_from_its_answers(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    page = text(officer.get(address(case, "?tab=application")))
    own = Document.objects.filter(operator=case.operator.reference).values_list("pk", flat=True)
    assert own
    assert any(address(case, f"documents/{number}/") in page for number in own)


# --- hearing and appeal


@pytest.mark.parametrize(
    ("at", "move"),
    [
        (Stage.REFUSAL_HEARING, "refuse"),
        (Stage.REVOCATION_HEARING, "revoke"),
        (Stage.ANNULMENT_HEARING, "annul"),
    ],
)
def test_what_is_taken_or_refused_waits_until_somebody_was_heard(
    programme: Programme, decider: Client, at: Stage, move: str
) -> None:
    case = programme.case(at)
    before = decider.get(address(case)).context["deeds"]
    assert before.next == ""
    assert move not in before.others
    programme.do("hear", case)
    assert decider.get(address(case)).context["deeds"].next == move
    said = decider.get(address(case, f"moves/{move}/")).context["said"]
    assert [event.move for event in said][-1] == "hear"
    assert said[0].move.startswith("intend_")
    assert "It is not." in text(decider.get(address(case, f"moves/{move}/")))


def test_who_refused_reads_that_another_settles_the_appeal(
    programme: Programme, decider: Client, as_person: Callable[[Any], Client]
) -> None:
    case = programme.case(Stage.REFUSAL_APPEALED)
    page = decider.get(address(case))
    assert page.context["eyes"].by == programme.decider.full_name
    assert not page.context["eyes"].answer.allowed
    assert "did not take the decision that was appealed against" in text(page)
    other = as_person(programme.other_decider)
    assert other.get(address(case)).context["eyes"].answer.allowed
    said = other.get(address(case, "moves/dismiss_refusal_appeal/")).context["said"]
    assert [event.move for event in said] == ["refuse", "appeal_refusal"]


@pytest.mark.parametrize(
    ("at", "move", "about"),
    [
        (Stage.AMENDING, "amend", "propose_amendment"),
        (Stage.REINSTATING, "reinstate", "propose_reinstatement"),
        (Stage.FROZEN, "ratify", "freeze"),
    ],
)
def test_who_decides_reads_what_was_proposed(
    programme: Programme, decider: Client, at: Stage, move: str, about: str
) -> None:
    case = programme.case(at)
    assert [event.move for event in decider.get(address(case, f"moves/{move}/")).context["said"]] == [about]


def test_a_deed_that_decides_nothing_tells_nothing_of_a_proposal(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.AMENDING)
    assert officer.get(address(case, "moves/freeze/")).context["said"] == ()


# --- other terms


def test_a_certificate_is_renewed_with_the_terms_proposed(
    programme: Programme, officer: Client, decider: Client
) -> None:
    programme.preset = "national-2026"
    case = programme.case(Stage.MONITORED)
    held = Terms.objects.get(case=case)
    given = {"reason": "Five years are over.", "scope": ["security"], "roles": ["exporter"], "renew": "on"}
    given["conditions"] = "Report each month."
    answer = officer.post(address(case, "moves/propose_amendment/"), given)
    assert answer.status_code == 422
    assert "Validate the holder again first, or say why" in text(answer)
    given["unvisited"] = "The whole team was ill."
    assert officer.post(address(case, "moves/propose_amendment/"), given).status_code == 302
    decision = address(case, "moves/amend/")
    shown = text(decider.get(decision))
    for said in (
        "Report each month.",
        "Five years are over.",
        "The whole team was ill.",
        "a whole period from the day of the decision",
    ):
        assert said in shown
    assert decider.post(decision, {"reason": "Agreed.", "seen": seen(case)}).status_code == 302
    last = Terms.objects.filter(case=case).order_by("-pk")[0]
    assert (last.security, last.compliance, last.conditions) == (True, False, "Report each month.")
    assert last.expires is not None
    assert held.expires is not None
    assert last.expires > held.expires


def test_only_a_certificate_that_ends_is_renewed(programme: Programme, officer: Client) -> None:
    programme.preset = "eu-2026"
    case = programme.case(Stage.MONITORED)
    assert "renew" not in officer.get(address(case, "moves/propose_amendment/")).context["form"].fields


# --- guests


def plan(**changes: Any) -> dict[str, Any]:
    soon = (desk_clock.now().date() + timedelta(days=7)).isoformat()
    return {"mode": "on_site", "begins": soon, "ends": soon, "size": "2", "agenda": "", "consignments": ""} | changes


def test_a_guest_of_a_partner_is_named_in_the_plan_and_named_again_in_the_next(
    programme: Programme, officer: Client
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    assert programme.validators
    page = address(case, "moves/plan_validation/")
    assert "guests" not in officer.get(page).context["form"].fields
    guest = programme.person("guest_validator")
    assert officer.post(page, plan(guests=[programme.validators[0].pk])).status_code == 422
    assert officer.post(page, plan(guests=[guest.pk])).status_code == 302
    duties = Assignment.objects.filter(case=case, ended_in__isnull=True).values_list("person", "duty")
    assert (guest.pk, "guest") in set(duties)
    assert officer.get(page).context["form"].initial["guests"] == [guest.pk]


def test_a_guest_opens_the_checklist_of_its_visit_and_reads_what_was_found(
    programme: Programme, as_person: Callable[[Any], Client]
) -> None:
    case, guest = programme.case(Stage.VALIDATION_PLANNED), programme.person("guest_validator")
    planned = Event.objects.filter(case=case, move="plan_validation").latest("number")
    Assignment.objects.create(case=case, person=guest, duty="guest", round=1, begun_in=planned)
    client = as_person(guest)
    assert not client.get(address(case)).context["guest_rates"]
    programme.do("begin_validation", case)
    programme.do("find a gap", case)
    page = client.get(address(case))
    assert page.context["guest_rates"]
    assert "The gate stands open." in text(page)
    assert "checklist/" in filled(page)
    assert client.get(address(case, "checklist/")).context["may_rate"]
    key = {"item": "A.O2", "rating": "minor", "text": "No date.", "key": "0123456789abcdef"}
    assert client.post(address(case, "checklist/"), key).status_code == 302
    answer = client.post(address(case, "checklist/"), key | {"item": "A.O1"})
    assert answer.status_code == 422
    assert "The team rated this criterion" in text(answer)
    for rest in ("report.pdf", "certificate.pdf", "officer/", "record/", "moves/end_validation/"):
        assert client.get(address(case, rest)).status_code in (403, 404), rest


# --- successors


def test_a_merger_is_read_from_both_cases(programme: Programme, officer: Client, decider: Client) -> None:
    new, old = programme.case(Stage.MONITORED), programme.case(Stage.MONITORED)
    given = {
        "successors": new.operator.reference,
        "meant": new.operator.reference,
        "reason": "A merger.",
        "seen": seen(old),
    }
    assert decider.post(address(old, "moves/succeed/"), given).status_code == 302
    assert stage(old) == Stage.SUCCEEDED
    assert address(new) in text(officer.get(address(old)))
    assert address(old) in text(officer.get(address(new)))
    assert "Goes on with the business of" in text(officer.get(address(new)))
