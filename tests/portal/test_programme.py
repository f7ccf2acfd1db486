"""An operator applies and looks after its status by itself, sees its own case only, and is told how to mend things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.criteria.test_editions import House
from tests.criteria.test_reading import OWN
from tests.portal.sheets import DOCUMENTS, filled
from tests.programme.cases import NOW, Programme, answer_all, document
from tests.world import World
from trustlane.access.roles import Role
from trustlane.criteria.library import shipped
from trustlane.programme import actions as deeds
from trustlane.programme.conditions import Condition
from trustlane.programme.models import Answer, Case, Event
from trustlane.programme.queries.asked import self_assessment
from trustlane.programme.stages import Stage

HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def programme(world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Programme]:
    """A programme whose clock the pages read too."""
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path
    made = Programme(world, preset="national-2026")
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.tick(seconds=1))
    return made


def client_of(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def of(name: str, case: Any, *more: Any) -> str:
    return reverse(f"portal:{name}", args=[case.reference, *more])


def pages_of(case: Any) -> list[str]:
    """Every page of a case that can be looked at."""
    plain = ["case", "questions", "printed", "submit", "workbook", "workbook_out", "corrections", "sites", "site_add"]
    plain.append("yearly")
    deeds = ["answer", "be-heard", "appeal", "yearly-report", "change", "incident", "suspension", "give-back"]
    return [
        *(of(name, case) for name in plain),
        of("section", case, "FIRM"),
        of("section", case, "G"),
        of("question", case, "FIRM.1"),
        of("following", case, "FIRM.1"),
        *(of("deed", case, deed) for deed in [*deeds, "withdraw"]),
    ]


# ---- beginning -----------------------------------------------------------------------------------------------------


def test_who_has_no_case_is_told_what_it_is_good_for_and_where_to_begin(programme: Programme) -> None:
    operator = programme.operator()
    answer = client_of(programme.trader(operator)).get("/portal/status/")
    assert "examined less often" in text_of(answer)
    assert reverse("portal:begin") in text_of(answer)


def test_a_firm_nobody_registered_is_told_to_ask_its_office(programme: Programme) -> None:
    client = client_of(programme.world.trader("XA99999999"))
    for address in ("/portal/status/", "/portal/status/begin/"):
        assert "not yet registered" in text_of(client.get(address))
    client.post("/portal/status/begin/", {"roles": ["exporter"], "scope": ["security"], "small": "yes"})
    assert not Case.objects.exists()


def test_beginning_opens_a_draft_at_the_office_on_the_light_path(programme: Programme, settings: Any) -> None:
    programme.officer  # noqa: B018 - the office has somebody who handles cases
    operator = programme.operator()
    client = client_of(programme.trader(operator))
    answer = client.post("/portal/status/begin/", {"roles": ["exporter"], "scope": ["security"], "small": "yes"})
    case = Case.objects.get()
    assert answer.headers["Location"] == of("questions", case)
    assert (case.stage, case.office, case.small, case.security, case.compliance) == ("draft", "XA01", True, True, False)
    assert case.preset == settings.TRUSTLANE_PRESET
    again = client.post("/portal/status/begin/", {"roles": ["exporter"], "scope": ["security"], "small": "yes"})
    assert again.status_code == 422
    assert "has an application or a status already" in text_of(again)


@pytest.mark.parametrize("left_out", ["roles", "scope", "small"])
def test_each_choice_of_the_beginning_is_needed_and_says_so(programme: Programme, left_out: str) -> None:
    client = client_of(programme.trader(programme.operator()))
    said = {"roles": ["exporter"], "scope": ["security"], "small": "yes"}
    del said[left_out]
    answer = client.post("/portal/status/begin/", said)
    assert answer.status_code == 422
    assert "invalid-feedback" in text_of(answer)


def test_who_may_choose_between_catalogues_reads_a_sentence_of_each_and_applies_by_the_one_chosen(
    programme: Programme, settings: Any
) -> None:
    programme.officer  # noqa: B018 - the office has somebody who handles cases
    client = client_of(programme.trader(programme.operator()))
    assert "By which criteria" not in text_of(client.get("/portal/status/begin/"))
    settings.TRUSTLANE_CATALOGUES = ("safe-2025", "eu-ucc39-2016")
    page = text_of(client.get("/portal/status/begin/"))
    for name in settings.TRUSTLANE_CATALOGUES:
        assert shipped().catalogues[name].says in page
    given = {"roles": ["exporter"], "scope": ["security"], "small": "yes"}
    unchosen = client.post("/portal/status/begin/", given)
    assert unchosen.status_code == 422
    assert "Choose the criteria" in text_of(unchosen)
    assert client.post("/portal/status/begin/", given | {"catalogue": "ctpat-msc-2020"}).status_code == 422
    assert client.post("/portal/status/begin/", given | {"catalogue": "eu-ucc39-2016"}).status_code == 302
    assert Case.objects.get().catalogue == "eu-ucc39-2016"


def test_firms_apply_by_the_edition_adopted_here_from_the_day_it_is_in_force(
    programme: Programme, settings: Any
) -> None:
    House(programme.world).adopted(OWN, begins=date(2026, 5, 1))
    settings.TRUSTLANE_CATALOGUES = ("own-2026", "safe-2025")
    programme.officer  # noqa: B018 - the office has somebody who handles cases
    trader = programme.trader(programme.operator())
    assert "By which criteria" not in text_of(client_of(trader).get("/portal/status/begin/"))
    programme.now = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
    client = client_of(trader)
    assert "By which criteria" in text_of(client.get("/portal/status/begin/"))
    given = {"roles": ["exporter"], "scope": ["security"], "small": "yes", "catalogue": "own-2026"}
    unasked = client.post("/portal/status/begin/", given | {"roles": ["exporter", "carrier"]})
    assert unasked.status_code == 422
    assert client.post("/portal/status/begin/", given).status_code == 302
    assert Case.objects.get().catalogue == "own-2026"


def test_a_holder_says_until_when_its_status_rests_where_nobody_else_does(programme: Programme) -> None:
    programme.preset = "eu-2026"
    case = programme.case(Stage.MONITORED)
    client = client_of(programme.trader(case.operator))
    at, today = of("deed", case, "suspension"), programme.now.date()
    for until in ("", today.isoformat()):
        assert client.post(at, {"text": "We rebuild.", "until": until}).status_code == 422
    until = (today + timedelta(days=60)).isoformat()
    assert client.post(at, {"text": "We rebuild.", "until": until}).status_code == 302
    event = Event.objects.get(case=case, move="request_suspension")
    assert event.data["days"] == 60


# ---- answering -----------------------------------------------------------------------------------------------------


def test_an_answer_is_saved_as_one_types_and_names_who_gave_it(programme: Programme) -> None:
    case = programme.draft(answered=False)
    person = programme.trader(case.operator)
    answer = client_of(person).post(of("answer", case), {"question": "FIRM.1", "value": "5"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Saved" in text_of(answer)
    assert person.full_name in text_of(answer)
    assert Answer.objects.get().value == "5"


def test_a_wrong_value_is_refused_with_the_mend_and_what_was_there_stays(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    client.post(of("answer", case), {"question": "FIRM.1", "value": "5"}, headers=HTMX)
    answer = client.post(of("answer", case), {"question": "FIRM.1", "value": "five"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Write a number in digits" in text_of(answer)
    assert Answer.objects.get().value == "5"
    without_script = client.post(of("answer", case), {"question": "FIRM.1", "value": "five"}, follow=True)
    assert "Write a number in digits" in text_of(without_script)


def test_a_question_that_depends_on_an_answer_comes_and_goes_with_it(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    came = text_of(client.post(of("answer", case), {"question": "FIRM.10", "value": "yes"}, headers=HTMX))
    assert "Which certificates are they?" in came
    went = text_of(client.post(of("answer", case), {"question": "FIRM.10", "value": "no"}, headers=HTMX))
    assert "Which certificates are they?" not in went
    assert 'id="q-FIRM-11" hx-swap-oob="true" hidden' in went


def test_an_answer_is_taken_back_by_emptying_it(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    for value in ("5", " "):
        client.post(of("answer", case), {"question": "FIRM.1", "value": value}, headers=HTMX)
    assert not self_assessment(case, on=NOW.date()).given


def test_a_remark_is_kept_with_its_answer_and_never_lost_without_one(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    alone = client.post(of("answer", case), {"question": "FIRM.4", "value": "", "note": "Only boxes."}, headers=HTMX)
    assert alone.status_code == 422
    assert "Answer the question first" in text_of(alone)
    client.post(of("answer", case), {"question": "FIRM.4", "value": "yes", "note": "Only boxes."}, headers=HTMX)
    assert self_assessment(case, on=NOW.date()).given["FIRM.4", None].note == "Only boxes."
    page = text_of(client.get(of("section", case, "FIRM")))
    assert "Only boxes." in page
    client.post(of("answer", case), {"question": "FIRM.10", "value": "yes"}, headers=HTMX)
    kept = document(case, programme.now)
    client.post(of("attach", case), {"question": "FIRM.11", "document": kept}, headers=HTMX)
    client.post(of("answer", case), {"question": "FIRM.11", "note": "Both sites."}, headers=HTMX)
    given = self_assessment(case, on=NOW.date()).given["FIRM.11", None]
    assert (given.note, given.documents) == ("Both sites.", (kept,))


def test_several_people_of_a_firm_answer_and_each_is_named(programme: Programme) -> None:
    case = programme.draft(answered=False)
    first, second = programme.trader(case.operator), programme.world.trader(case.operator.reference)
    client_of(first).post(of("answer", case), {"question": "FIRM.1", "value": "5"}, headers=HTMX)
    client_of(second).post(of("answer", case), {"question": "FIRM.4", "value": "no"}, headers=HTMX)
    page = text_of(client_of(first).get(of("section", case, "FIRM")))
    assert first.full_name in page
    assert second.full_name in page


def test_evidence_is_uploaded_once_and_used_again(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    client.post(of("answer", case), {"question": "FIRM.2", "value": "2001-05-06"}, headers=HTMX)
    file = SimpleUploadedFile("register.pdf", PDF, "application/pdf")
    up = client.post(of("attach", case), {"question": "FIRM.2", "file": file, "speaks_of": "2026-01-31"}, headers=HTMX)
    assert up.status_code == 200, text_of(up)
    kept = self_assessment(case, on=NOW.date()).given["FIRM.2", None].evidence
    assert len(kept) == 1
    client.post(of("answer", case), {"question": "FIRM.10", "value": "yes"}, headers=HTMX)
    used = client.post(of("attach", case), {"question": "FIRM.11", "document": kept[0]}, headers=HTMX)
    assert "register.pdf" in text_of(used)
    assert self_assessment(case, on=NOW.date()).given["FIRM.11", None].documents == kept
    off = client.post(of("attach", case), {"question": "FIRM.11", "take_off": kept[0]}, headers=HTMX)
    assert off.status_code == 200
    assert ("FIRM.11", None) not in self_assessment(case, on=NOW.date()).given
    opened = client.get(reverse("portal:document", args=[kept[0]]))
    assert b"".join(opened.streaming_content) == PDF  # type: ignore[attr-defined]
    assert "attachment" in opened.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "data", "kind", "said"),
    [
        ("run.exe", b"MZ\x90\x00", "application/pdf", "can run by itself"),
        ("page.pdf", b"<html><script>1</script></html>", "application/pdf", "can run by itself"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "application/msword", "of this kind are not kept"),
        ("empty.pdf", b"", "application/pdf", "empty"),
        ("photo.png", PDF, "image/png", "not what its name says"),
    ],
)
def test_files_that_are_not_kept_are_refused_with_the_mend(
    programme: Programme, name: str, data: bytes, kind: str, said: str
) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    client.post(of("answer", case), {"question": "FIRM.2", "value": "2001-05-06"}, headers=HTMX)
    for address, more in ((of("attach", case), {"question": "FIRM.2"}), (reverse("portal:documents"), {})):
        file = SimpleUploadedFile(name, data, kind)
        answer = client.post(address, {"file": file} | more, headers=HTMX if more else {})
        assert answer.status_code == 422
        assert said in text_of(answer)


def test_nothing_is_submitted_with_gaps_and_each_gap_leads_to_its_question(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    page = text_of(client.get(of("submit", case)))
    assert of("question", case, "FIRM.1") in page
    refused = client.post(of("submit", case), {"true": "yes"})
    assert refused.status_code == 409
    answer_all(case, by=programme.trader(case.operator), at=programme.tick())
    unconfirmed = client.post(of("submit", case), {})
    assert unconfirmed.status_code == 422
    done = client.post(of("submit", case), {"true": "yes"}, follow=True)
    assert "Your application was submitted" in text_of(done)
    assert Case.objects.get(pk=case.pk).stage == "submitted"


# ---- by spreadsheet ------------------------------------------------------------------------------------------------


def test_a_workbook_goes_out_and_comes_back_with_its_faults_located(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    taken = client.get(of("workbook_out", case)).content
    book, cells = filled(taken, {"FIRM.1": "a few", "FIRM.4": "No"})
    answer = client.post(of("workbook", case), {"file": SimpleUploadedFile("back.xlsx", book)})
    assert answer.status_code == 422
    assert cells["FIRM.1"] in text_of(answer)
    assert "1 answer was taken over" in text_of(answer)
    assert Answer.objects.get().question == "FIRM.4"
    mended, _ = filled(book, {"FIRM.1": 5})
    done = client.post(of("workbook", case), {"file": SimpleUploadedFile("back.xlsx", mended)})
    assert done.headers["Location"] == of("questions", case)
    assert {one.question: one.source for one in Answer.objects.all()} == {"FIRM.4": "workbook", "FIRM.1": "workbook"}


def test_a_workbook_names_documents_by_their_numbers_and_only_ones_own(programme: Programme) -> None:
    case, other = programme.draft(answered=False), programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    own, foreign = document(case, programme.now), document(other, programme.now)
    client.post(of("answer", case), {"question": "FIRM.2", "value": "2001-05-06"}, headers=HTMX)
    taken = client.get(of("workbook_out", case)).content
    for named, kept in ((str(foreign), ()), ("elsewhere", ()), (str(own), (own,))):
        book, _ = filled(taken, {"FIRM.2": named}, DOCUMENTS)
        client.post(of("workbook", case), {"file": SimpleUploadedFile("back.xlsx", book)})
        assert self_assessment(case, on=NOW.date()).given["FIRM.2", None].evidence == kept


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"Name;Value\n", PDF])
def test_a_file_that_is_no_workbook_is_refused(programme: Programme, data: bytes) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    answer = client.post(of("workbook", case), {"file": SimpleUploadedFile("back.xlsx", data)})
    assert answer.status_code == 422


# ---- the case goes on ----------------------------------------------------------------------------------------------

STEPS = [
    (Stage.SUBMITTED, "ask_information", "answer", {"text": "Two sites."}, "answer_information"),
    (Stage.REFUSAL_HEARING, "", "be-heard", {"text": "We mended it."}, "hear"),
    (Stage.NOT_ACCEPTED, "", "appeal", {"text": "The facts are wrong."}, "appeal_non_acceptance"),
    (Stage.AMENDING, "downgrade", "appeal", {"text": "The facts are wrong."}, "appeal_downgrade"),
    (Stage.REFUSED, "", "appeal", {"text": "The facts are wrong."}, "appeal_refusal"),
    (Stage.SUSPENDED, "", "appeal", {"text": "The facts are wrong."}, "appeal_suspension"),
    (Stage.DECISION_PENDING, "", "comment", {"text": "The gate was open for a delivery."}, "comment_report"),
    (Stage.MONITORED, "", "change", {"text": "We move.", "kind": "address"}, "notify_change"),
    (Stage.MONITORED, "", "incident", {"text": "In Port.", "kind": "number_used"}, "report_incident"),
    (Stage.MONITORED, "", "suspension", {"text": "We rebuild."}, "request_suspension"),
    (Stage.MONITORED, "", "give-back", {"text": "No more exports."}, "give_back"),
    (Stage.ACCEPTED, "", "withdraw", {"text": ""}, "withdraw"),
]


@pytest.mark.parametrize(("stage", "step", "deed", "said", "move"), STEPS, ids=[f"{one[2]} {one[0]}" for one in STEPS])
def test_each_deed_is_one_small_form(
    programme: Programme, stage: Stage, step: str, deed: str, said: dict[str, str], move: str
) -> None:
    case = programme.case(stage)
    if step:
        programme.do(step, case)
    client = client_of(programme.trader(case.operator))
    assert of("deed", case, deed) in text_of(client.get(of("case", case)))
    if said["text"]:
        refused = client.post(of("deed", case, deed), said | {"text": "  "})
        assert refused.status_code == 422
        assert "Customs has to know why" in text_of(refused)
    answer = client.post(of("deed", case, deed), said)
    assert answer.headers["Location"] == of("case", case)
    assert case.events.order_by("-number").first().move == move


def test_a_holder_says_how_it_met_a_condition(programme: Programme) -> None:
    case = programme.case(Stage.FROZEN)
    asked = [Condition("Mend the fence.", programme.now.date() + timedelta(days=90))]
    deeds.ratify(case=case, conditions=asked, reason="Open.", by=programme.decider, at=programme.tick())
    client = client_of(programme.trader(case.operator))
    page = text_of(client.get(of("case", case)))
    assert "Mend the fence." in page and "You have not said yet how you met this." in page
    assert of("deed", case, "condition") in page
    assert "Mend the fence." in text_of(client.get(of("deed", case, "condition")))
    assert client.post(of("deed", case, "condition"), {"kind": "2", "text": "Done."}).status_code == 422
    client.post(of("deed", case, "condition"), {"kind": "1", "text": "A new one since Monday."})
    assert "A new one since Monday." in text_of(client.get(of("case", case)))
    plain = programme.case(Stage.SUSPENDED)
    mine = client_of(programme.trader(plain.operator))
    assert of("deed", plain, "condition") not in text_of(mine.get(of("case", plain)))


def test_a_holder_reads_of_an_incident_and_answers_it(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    programme.do("tell_incident", case)
    told = case.events.order_by("-number").first().number
    client = client_of(programme.trader(case.operator))
    page = text_of(client.get(of("case", case)))
    assert "Your number was used by somebody else" in page and "Somebody used your number." in page
    address = f"{of('deed', case, 'incident')}?answers={told}"
    assert address in page
    assert "Somebody used your number." in text_of(client.get(address))
    client.post(address, {"text": "It was not us.", "kind": "number_used", "answers": told})
    last = case.events.order_by("-number").first()
    assert (last.move, last.data["answers"]) == ("report_incident", told)
    assert "In answer to what Customs told you." in text_of(client.get(of("case", case)))
    refused = client.post(of("deed", case, "incident"), {"text": "x", "kind": "other", "answers": told + 1})
    assert refused.status_code == 409


def test_a_deed_that_is_not_possible_now_is_not_offered_and_refused(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    client = client_of(programme.trader(case.operator))
    page = text_of(client.get(of("case", case)))
    for deed in ("answer", "appeal", "give-back", "be-heard"):
        assert of("deed", case, deed) not in page
        assert client.post(of("deed", case, deed), {"text": "x"}).status_code == 409
    assert client.get(of("deed", case, "no-such-deed")).status_code == 404
    assert case.events.count() == 2


def test_a_correction_is_answered_with_evidence(programme: Programme) -> None:
    case = programme.case(Stage.CORRECTING)
    client = client_of(programme.trader(case.operator))
    page = text_of(client.get(of("corrections", case)))
    assert "Close the gate." in page
    from trustlane.programme.queries.findings import open_corrections

    number = open_corrections(case)[0].pk
    address = of("correction", case, number)
    empty = client.post(address, {"text": ""})
    assert empty.status_code == 422
    file = SimpleUploadedFile("gate.pdf", PDF, "application/pdf")
    done = client.post(address, {"text": "It has a new lock.", "file": file}, follow=True)
    assert "Customs has your answer" in text_of(done)
    assert "gate.pdf" in text_of(client.get(address))


def test_the_first_page_leads_to_the_next_deed_until_it_is_done(programme: Programme) -> None:
    case = programme.case(Stage.CORRECTING)
    client = client_of(programme.trader(case.operator))
    first = client.get(reverse("portal:standing"))
    assert of("corrections", case) in text_of(first)
    from trustlane.programme.models import Case

    ends = Case.objects.get(pk=case.pk).due
    assert ends is not None and first.context["waits"]["due"] == (ends - timedelta(seconds=1)).date()
    programme.do("answer_correction", case)
    after = client.get(reverse("portal:standing"))
    assert after.context["waits"] is None
    assert of("corrections", case) not in text_of(after)


def test_a_draft_is_gone_on_with_from_the_first_page(programme: Programme) -> None:
    case = programme.draft()
    client = client_of(programme.trader(case.operator))
    page = client.get(reverse("portal:standing"))
    assert page.context["waits"]["next"].page == "submit"
    assert of("submit", case) in text_of(page)


def test_findings_are_read_once_they_were_reported_and_not_before(programme: Programme) -> None:
    case = programme.draft()
    for step in ("submit", "accept", "begin_review", "plan_validation", "begin_validation", "rate all", "find a gap"):
        programme.do(step, case)
    client = client_of(programme.trader(case.operator))
    assert "The gate stands open." not in text_of(client.get(of("corrections", case)))
    for step in ("end_validation", "ask_correction"):
        programme.do(step, case)
    client = client_of(programme.trader(case.operator))
    assert "The gate stands open." in text_of(client.get(of("corrections", case)))


def test_a_message_reaches_customs_and_what_officers_write_inside_does_not_come_back(programme: Programme) -> None:
    from trustlane.programme import actions as deeds

    case = programme.case(Stage.SUBMITTED)
    client = client_of(programme.trader(case.operator))
    client.post(of("message", case), {"text": "When do you come?"})
    deeds.write(case=case, text="Look at the owner.", internal=True, by=programme.officer, at=programme.tick())
    deeds.write(case=case, text="In May.", by=programme.officer, at=programme.tick())
    page = text_of(client.get(of("case", case)))
    assert "When do you come?" in page
    assert "In May." in page
    assert "Look at the owner." not in page
    assert "Write something first." in text_of(client.post(of("message", case), {"text": ""}, follow=True))


@pytest.mark.parametrize("stage", list(Stage))
def test_every_page_opens_at_every_stage_and_names_no_officer(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage)
    client = client_of(programme.trader(case.operator))
    own = programme.trader(case.operator).full_name
    officers = {one.full_name for key, one in programme.people.items() if key != case.operator.reference} - {own}
    for address in [*pages_of(case), "/portal/status/", "/portal/documents/"]:
        answer = client.get(address, follow=True)
        assert answer.status_code in (200, 409), address
        if not answer.streaming and not address.endswith(".xlsx"):
            said = {name for name in officers if f">{name}<" in text_of(answer)}
            assert not said, (address, said)


def test_another_operators_case_is_a_404_like_one_that_nobody_has(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    other = client_of(programme.trader(programme.operator()))
    for address in pages_of(case):
        theirs, nobodys = other.get(address), other.get(address.replace(case.reference, "XA-C999999"))
        assert theirs.status_code == nobodys.status_code == 404
        assert other.post(address, {"text": "x"}).status_code in (404, 405)
    kept = document(case, programme.now)
    assert other.get(reverse("portal:document", args=[kept])).status_code == 404
    for name in ("answer", "attach", "message"):
        assert other.post(of(name, case), {"question": "FIRM.1", "value": "5", "text": "x"}).status_code == 404


def test_officers_have_no_pages_of_applicants(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    for person in (programme.officer, programme.world.user(Role.AUDITOR)):
        client = client_of(person)
        for address in pages_of(case):
            assert client.get(address).status_code == 403


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["yes", "no", "-1", "1e9", "\x00", "9" * 30, "2026-02-30", "FIRM.1", "FIRM.11", "A.O1.1", "\u202e", "q" * 5000]
)


@pytest.fixture
def house(programme: Programme) -> tuple[Client, list[Any]]:
    """Somebody of a firm with a draft, and cases at other stages of the same firm's past."""
    operator = programme.operator()
    client = client_of(programme.trader(operator))
    past = programme.case(Stage.REFUSED, operator=operator)
    return client, [past, programme.draft(operator=operator, answered=False)]


@given(data=st.data())
@hypothesis_settings(max_examples=120)
def test_no_post_breaks_a_page(house: tuple[Client, list[Any]], data: st.DataObject) -> None:
    client, cases = house
    case = data.draw(st.sampled_from(cases))
    deeds = ["answer", "be-heard", "appeal", "yearly-report", "change", "incident", "suspension", "give-back", "zz"]
    address = data.draw(
        st.sampled_from(
            [of(name, case) for name in ("answer", "attach", "submit", "workbook", "message")]
            + [of("deed", case, deed) for deed in deeds]
            + [reverse("portal:documents"), reverse("portal:begin"), of("correction", case, 1)]
        )
    )
    names = ("question", "site", "value", "note", "clear", "one", "document", "take_off", "text", "kind", "seen")
    names += ("roles", "scope", "small", "office", "speaks_of", "true", "documents")
    said: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(names), words, max_size=6))
    if data.draw(st.booleans()):
        content = data.draw(st.binary(max_size=200) | st.just(PDF))
        said["file"] = SimpleUploadedFile("x" + data.draw(st.sampled_from([".pdf", ".xlsx", ".exe"])), content)
    answer = client.post(address, said, headers=HTMX if data.draw(st.booleans()) else {})
    assert answer.status_code < 500, (address, said)


def test_what_a_page_says_of_days_left_is_counted_from_today(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    programme.now = datetime(2026, 3, 10, 9, tzinfo=UTC)
    page = text_of(client_of(programme.trader(case.operator)).get(of("case", case)))
    assert "Customs says whether your application is complete." in page
    assert (NOW + timedelta(days=28)).strftime("%-d %b %Y") in page


def test_nothing_a_holder_can_fetch_tells_that_officers_were_called_to_look(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.programme.test_monitoring import called, declared
    from trustlane.programme.actions import monitoring

    case = programme.case(Stage.MONITORED)
    holder = client_of(programme.trader(case.operator))
    with monkeypatch.context() as nobody_looks:
        nobody_looks.setattr(monitoring, "speaking", lambda *asked, **more: ())
        declared(programme, case, "contraband", clean=3)
    at, addresses = programme.now, ["/portal/", *pages_of(case)]
    before = {address: bare(holder.get(address)) for address in addresses}
    assert not called(case)
    programme.now = at  # the same instants both times
    monitoring.watch(Case.objects.all(), at=at)
    assert called(case)
    assert {address: bare(holder.get(address)) for address in addresses} == before


def bare(answer: Any) -> str:
    """A page without what is drawn anew for each request."""
    return re.sub(r'(nonce|value|csrfmiddlewaretoken|token)="[^"]{16,}"', "", text_of(answer))
