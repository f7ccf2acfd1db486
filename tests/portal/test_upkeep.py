"""An operator keeps its sites, documents and yearly report by itself, and comments on what was found at its firm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.programme.cases import Programme
from tests.world import World
from trustlane.evidence.models import Document
from trustlane.parties import queries as parties
from trustlane.parties.models import Site
from trustlane.programme import actions as deeds
from trustlane.programme.models import Answer, Case, Event, ReportAnswer
from trustlane.programme.queries.asked import self_assessment
from trustlane.programme.stages import Stage

HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
MILL = {
    "name": "Mill Road",
    "kind": "warehouse",
    "street": "1 Mill Road",
    "city": "Port Blue",
    "country": "XA",
    "locode": "XA PBL",
    "contact": "Mia Miller, 0123 456",
}


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


def per_site(case: Any, on: date) -> set[tuple[str, str | None]]:
    """Where the questions that are asked site by site are asked."""
    entries = self_assessment(case, on=on).questionnaire.asked
    return {(entry.question.id, site) for entry in entries if entry.question.per_site for site in entry.sites}


# ---- sites ---------------------------------------------------------------------------------------------------------


def test_a_site_added_while_drafting_brings_its_own_questions(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    answer = client.post(of("site_add", case), MILL | {"since": "2024-05-01"})
    assert answer.headers["Location"] == of("sites", case)
    client.post(of("site_add", case), MILL | {"name": "Yard", "kind": "yard", "locode": ""})
    facts = parties.operator(case.operator.reference)
    assert facts is not None
    mill, yard = facts.sites
    assert (mill.locode, mill.contact, mill.valid_from) == ("XAPBL", "Mia Miller, 0123 456", date(2024, 5, 1))
    asked = per_site(case, programme.now.date())
    assert {site for _question, site in asked} == {"Mill Road", "Yard"}
    page = text_of(client.get(of("sites", case)))
    assert "Mia Miller" in page
    assert of("site_close", case, yard.number) in page
    # Nothing of it is an event: the draft is nobody's but the applicant's.
    assert not Event.objects.filter(case=case, move="notify_change").exists()


def test_a_closed_site_is_asked_about_no_more_and_stays_as_it_was(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    client.post(of("site_add", case), MILL)
    client.post(of("site_add", case), MILL | {"name": "Yard"})
    before = programme.now
    client.post(of("site_close", case, 1), {"last": "2026-03-05"})
    assert "Mill Road" in {site for _question, site in per_site(case, date(2026, 3, 5))}
    assert {site for _question, site in per_site(case, date(2026, 3, 6))} == {"Yard"}
    known = parties.operator(case.operator.reference, known=before)
    assert known is not None
    assert known.sites[0].valid_to is None
    again = client.post(of("site_close", case, 1), {"last": "2026-03-06"})
    assert again.status_code == 422
    programme.tick(days=10)
    client = client_of(programme.trader(case.operator))
    assert "1 site is closed" in text_of(client.get(of("sites", case)))
    assert client.post(of("site", case, 1), MILL).status_code == 422


def test_what_is_said_otherwise_keeps_what_was_not_said(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    client.post(of("site_add", case), MILL | {"since": "2024-05-01"})
    client.post(of("site", case, 1), MILL | {"contact": "Max Miller"})
    now = Site.objects.get(known_to__isnull=True)
    assert (now.number, now.contact, now.valid.lower) == (1, "Max Miller", date(2024, 5, 1))
    assert Site.objects.count() == 2


def test_a_holder_tells_of_a_site_by_a_change_and_answers_for_it(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    person = programme.trader(case.operator)
    client = client_of(person)
    client.post(of("site_add", case), MILL | {"reason": "The old place is too small."})
    told = Event.objects.get(case=case, move="notify_change")
    assert told.data["site"] == {"deed": "open", "number": 1}
    assert told.reason == "Opens a site: Mill Road, Port Blue. The old place is too small."
    assert "Answer for your new sites" in text_of(client.get(of("case", case)))
    question = sorted(question for question, _site in per_site(case, programme.now.date()))[0]
    refused = client.post(of("answer", case), {"question": "FIRM.1", "value": "9"}, headers=HTMX)
    assert refused.status_code == 409
    before = Answer.objects.count()
    answer_all_at_site(case, person, programme)
    assert Answer.objects.count() > before
    assert Answer.objects.filter(question=question, site=1).exists()
    assert "Answer for your new sites" not in text_of(client.get(of("case", case)))
    desk = client_of(programme.officer).get(reverse("cases:case", args=[case.reference]) + "?tab=application")
    assert "Mia Miller" in text_of(desk)


def answer_all_at_site(case: Any, person: Any, programme: Programme) -> None:
    """Answers what is asked about the sites a holder told of."""
    from tests.programme.cases import favourable
    from trustlane.programme import actions as deeds

    while True:
        assessment = self_assessment(case, on=programme.now.date())
        if not assessment.left:
            return
        for one in assessment.left:
            value = favourable(assessment.questionnaire.entries[one.where.question].question, case, programme.now)
            deeds.answer(
                case=case,
                question=one.where.question,
                site=assessment.numbers[one.where.site],
                value=value,
                note="We do.",
                by=person,
                at=programme.tick(seconds=1),
            )


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"city": ""},
        {"kind": "castle"},
        {"country": "X"},
        {"country": "11"},
        {"locode": "XB PBL"},
        {"locode": "XA1"},
        {"since": "soon"},
        {"since": "0001-01-01"},
        {"name": "a\x00b"},
        {"contact": "x" * 2_000},
    ],
)
def test_what_cannot_be_right_about_a_site_is_told(programme: Programme, said: dict[str, str]) -> None:
    case = programme.draft(answered=False)
    answer = client_of(programme.trader(case.operator)).post(of("site_add", case), MILL | said)
    assert answer.status_code == 422
    assert not Site.objects.exists()


def test_sites_stand_still_while_customs_decides_and_are_nobody_elses(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    client = client_of(programme.trader(case.operator))
    assert client.post(of("site_add", case), MILL).status_code == 409
    assert client.get(of("site", case, 1)).status_code == 404
    stranger = client_of(programme.trader(programme.operator()))
    for address in (of("sites", case), of("site_add", case), of("site_close", case, 1)):
        assert stranger.get(address).status_code == 404
        assert client_of(programme.officer).get(address).status_code == 403


# ---- documents -----------------------------------------------------------------------------------------------------


def give(client: Client, address: str, **days: str) -> Any:
    return client.post(address, {"file": SimpleUploadedFile("iso.pdf", PDF, "application/pdf")} | days)


def with_an_expired_document(programme: Programme) -> Any:
    case = programme.case(Stage.SUBMITTED)
    client = client_of(programme.trader(case.operator))
    give(client, reverse("portal:documents"), speaks_of="2025-01-01", expires="2026-03-01")
    number = Document.objects.order_by("-pk").values_list("pk", flat=True)[0]
    question = Answer.objects.filter(case=case, question="FIRM.1").first()
    assert question is not None
    answer = client.post(of("attach", case), {"question": "A.O1.1", "document": str(number)}, headers=HTMX)
    assert answer.status_code == 200, text_of(answer)
    return case, client, number


def test_a_document_that_ran_out_is_told_to_both_sides(programme: Programme) -> None:
    case, client, number = with_an_expired_document(programme)
    page = text_of(client.get(of("case", case)))
    assert "Expired on" in page
    assert reverse("portal:newer", args=[number]) in page
    address = reverse("cases:case", args=[case.reference]) + "?tab=application"
    assert "which is behind this answer, expired on 2026-03-01" in text_of(client_of(programme.officer).get(address))


def test_a_newer_version_counts_in_every_answer_and_the_old_one_stays(programme: Programme) -> None:
    case, client, number = with_an_expired_document(programme)
    answer = give(client, reverse("portal:newer", args=[number]), speaks_of="2026-03-01", expires="2028-03-01")
    assert answer.status_code == 302, text_of(answer)
    newer = Document.objects.get(supersedes=number)
    assert Document.objects.filter(pk=number).exists()
    assert "Expired on" not in text_of(client.get(of("case", case)))
    address = reverse("cases:case", args=[case.reference]) + "?tab=application"
    assert "expired on" not in text_of(client_of(programme.officer).get(address))
    assert "replaced by number" in text_of(client.get(reverse("portal:documents")))
    again = give(client, reverse("portal:newer", args=[number]))
    assert again.status_code == 409
    assert newer.operator == case.operator.reference
    stranger = client_of(programme.trader(programme.operator()))
    assert stranger.get(reverse("portal:newer", args=[number])).status_code == 404
    assert give(stranger, reverse("portal:newer", args=[number])).status_code == 404


def test_a_document_soon_to_run_out_is_told_in_time(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    soon = (programme.now.date() + timedelta(days=30)).isoformat()
    give(client, reverse("portal:documents"), expires=soon)
    assert "Runs out on" in text_of(client.get(reverse("portal:documents")))


def test_days_out_of_order_are_told(programme: Programme) -> None:
    case = programme.draft(answered=False)
    client = client_of(programme.trader(case.operator))
    answer = give(client, reverse("portal:documents"), speaks_of="2026-01-02", expires="2026-01-01")
    assert answer.status_code == 422
    assert "lies before the day it speaks of" in text_of(answer)


# ---- the yearly report ---------------------------------------------------------------------------------------------

QUIET = {
    "P.O1.1": "no", "P.O1.3": "8", "S.O1.1": "no", "T.O1.1": "no", "N.O1.1": "no", "V.O1.1": "40", "V.O1.2": "1",
    "V.O1.3": "no", "C.O1.1": "no", "F.O1.1": "no", "F.O2.1": "yes",
}  # fmt: skip


def write_report(client: Client, case: Any, **said: str) -> None:
    for question, value in (QUIET | {name.replace("_", "."): value for name, value in said.items()}).items():
        answer = client.post(of("yearly_answer", case), {"question": question, "value": value}, headers=HTMX)
        assert answer.status_code == 200, text_of(answer)


def give_report(client: Client, case: Any) -> Any:
    last = Case.objects.get(pk=case.pk).last_event
    return client.post(of("yearly", case), {"true": "yes", "seen": str(last)})


def test_the_yearly_report_is_answered_as_one_types_and_frozen_with_its_event(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    client = client_of(programme.trader(case.operator))
    assert give_report(client, case).status_code == 409  # nothing was answered
    write_report(client, case, N_O1_1="yes", N_O1_2="2", N_O1_3="A seal was broken.")
    assert give_report(client, case).headers["Location"] == of("case", case)
    report = Event.objects.get(case=case, move="report_yearly").data["report"]
    assert report["questions"] == "yearly-2026"
    assert report["answers"]["N.O1.3"] == {"value": "A seal was broken."}
    # The next one begins empty, and what was given stays.
    assert "Last year:" in text_of(client.get(of("yearly", case)))
    client.post(of("yearly_answer", case), {"question": "P.O1.3", "value": "9"}, headers=HTMX)
    assert ReportAnswer.objects.order_by("-pk").values_list("round", flat=True)[0] == 2
    assert Event.objects.get(case=case, move="report_yearly").data["report"] == report


def test_the_desk_reads_two_reports_beside_each_other(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    client = client_of(programme.trader(case.operator))
    write_report(client, case)
    give_report(client, case)
    address = reverse("cases:case", args=[case.reference]) + "?tab=status"
    assert "there is none to compare it with" in text_of(client_of(programme.officer).get(address))
    programme.tick(days=360)
    client = client_of(programme.trader(case.operator))
    write_report(client, case, P_O1_3="12")
    give_report(client, case)
    page = text_of(client_of(programme.officer).get(address))
    assert "1 answer differs from the year before." in page
    assert page.count("Differs") == 1


def test_answers_to_a_report_are_checked_and_nobody_elses(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    client = client_of(programme.trader(case.operator))
    for question, value, status in (
        ("P.O1.3", "many", 422),
        ("P.O1.1", "perhaps", 422),
        ("P.O1.2", "Who?", 409),
        ("Z.O9.9", "x", 404),
    ):
        answer = client.post(of("yearly_answer", case), {"question": question, "value": value}, headers=HTMX)
        assert answer.status_code == status, question
    assert not ReportAnswer.objects.exists()
    stranger = client_of(programme.trader(programme.operator()))
    assert stranger.get(of("yearly", case)).status_code == 404
    assert stranger.post(of("yearly_answer", case), {"question": "P.O1.3", "value": "8"}).status_code == 404
    applied = programme.case(Stage.SUBMITTED)
    other = client_of(programme.trader(applied.operator))
    assert other.get(of("yearly", applied)).status_code == 409
    said = other.post(of("yearly_answer", applied), {"question": "P.O1.3", "value": "8"}, headers=HTMX)
    assert said.status_code == 409


def test_documents_go_with_the_answers_of_a_report_and_officers_open_them(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    client = client_of(programme.trader(case.operator))
    attach = of("yearly_attach", case)
    paper = SimpleUploadedFile("register.pdf", PDF, content_type="application/pdf")
    # Nothing was answered that it could show, and nothing is kept.
    answer = client.post(attach, {"question": "P.O1.1", "file": paper}, headers=HTMX)
    assert answer.status_code == 409
    given = Document.objects.filter(name="register.pdf")
    assert not given.exists()
    write_report(client, case)
    assert client.post(attach, {"question": "P.O1.1"}, headers=HTMX).status_code == 422
    assert client.post(attach, {"question": "P.O1.1", "document": "999999"}, headers=HTMX).status_code == 422
    assert client.post(attach, {"question": "Z.O9.9"}, headers=HTMX).status_code == 404
    paper.seek(0)
    answer = client.post(attach, {"question": "P.O1.1", "file": paper}, headers=HTMX)
    assert answer.status_code == 200, text_of(answer)
    assert "register.pdf" in text_of(answer)
    number = given.get().pk
    assert client.post(attach, {"question": "N.O1.1", "document": str(number)}).status_code == 302
    client.post(attach, {"question": "N.O1.1", "take_off": str(number)}, headers=HTMX)
    # What is said otherwise keeps its documents.
    client.post(of("yearly_answer", case), {"question": "P.O1.3", "value": "9"}, headers=HTMX)
    assert "register.pdf" in text_of(client.get(of("yearly", case)))
    stranger = client_of(programme.trader(programme.operator()))
    assert stranger.post(attach, {"question": "P.O1.1", "document": str(number)}).status_code == 404
    assert give_report(client, case).status_code == 302
    answers = Event.objects.get(case=case, move="report_yearly").data["report"]["answers"]
    assert answers["P.O1.1"] == {"value": "no", "documents": [number]}
    assert "documents" not in answers["N.O1.1"]
    page = text_of(client_of(programme.officer).get(reverse("cases:case", args=[case.reference]) + "?tab=status"))
    assert "register.pdf" in page


# ---- comments on the report ----------------------------------------------------------------------------------------


def test_the_operator_comments_on_the_report_and_who_decides_reads_it(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    client = client_of(programme.trader(case.operator))
    assert of("deed", case, "comment") in text_of(client.get(of("case", case)))
    client.post(of("deed", case, "comment"), {"text": "The gate was open for a delivery."})
    event = Event.objects.get(case=case, move="comment_report")
    assert event.data["report"] < event.number
    address = reverse("cases:case", args=[case.reference])
    for tab in ("", "?tab=validation"):
        assert "The gate was open for a delivery." in text_of(client_of(programme.decider).get(address + tab))
    assert client.post(of("deed", case, "comment"), {"text": ""}).status_code == 422


def test_the_report_is_a_page_with_how_where_and_when_and_the_way_to_comment(programme: Programme) -> None:
    case = programme.case(Stage.REPORTING)
    client = client_of(programme.trader(case.operator))
    assert "Report written" not in text_of(client.get(of("corrections", case)))
    at = programme.tick()
    seen = {"item": "A.O1", "rating": "minor", "text": "A seal was missing.", "place": "Gate 4", "key": "a seal"}
    deeds.rate(case=case, **seen, by=programme.validators[0], at=at, seen_at=at)
    programme.do("report", case)
    page = text_of(client.get(of("corrections", case)))
    assert "Report written" in page and "A seal was missing." in page and "Gate 4" in page
    assert of("report", case) in page and of("deed", case, "comment") in page
    client.post(of("deed", case, "comment"), {"text": "It lay on the desk."})
    assert "It lay on the desk." in text_of(client.get(of("corrections", case)))


def test_nobody_comments_on_a_report_that_is_not_written(programme: Programme) -> None:
    case = programme.case(Stage.REPORTING)
    client = client_of(programme.trader(case.operator))
    assert client.post(of("deed", case, "comment"), {"text": "Too early."}).status_code == 409


# ---- answer once ---------------------------------------------------------------------------------------------------


def two_cases(programme: Programme) -> tuple[Any, Any, Client]:
    """A case under one catalogue that was withdrawn, and a draft of the same operator under another."""
    old = programme.case(Stage.WITHDRAWN, small=False)  # a small firm is not asked all that is offered
    new = programme.draft(operator=old.operator, answered=False, catalogue="eu-ucc39-2016")
    return old, new, client_of(programme.trader(old.operator))


def test_what_was_answered_elsewhere_is_offered_and_taken_with_where_it_comes_from(programme: Programme) -> None:
    old, new, client = two_cases(programme)
    page = text_of(client.get(of("section", new, "3")))
    assert "You answered this on" in page
    assert not Answer.objects.filter(case=new).exists()  # nothing is taken over by itself
    key = re.search(r'name="question" value="3.7.1">.{0,400}?name="offer" value="([0-9a-f]{16})"', page, re.DOTALL)
    assert key is not None
    said = {"question": "3.7.1", "offer": key[1]}
    assert client.post(of("take", new), said, headers=HTMX).status_code == 200
    taken = Answer.objects.get(case=new)
    was = Answer.objects.filter(case=old, question="B.O6.1").latest("pk")
    assert (taken.question, taken.value) == ("3.7.1", was.value)
    assert taken.source.startswith("offer: safe-2025 B.O6 by safe-2025_eu-ucc39-2016, answered ")
    assert "offer: safe-2025 B.O6" in text_of(client.get(of("section", new, "3")))
    assert client.post(of("take", new), said, headers=HTMX).status_code == 409  # it is answered now


def test_only_an_offer_that_was_seen_is_taken_and_only_by_its_own_firm(programme: Programme) -> None:
    _old, new, client = two_cases(programme)
    for said in ({"question": "3.7.1", "offer": "0" * 16}, {"question": "3.7.1"}, {"question": "2.1.1", "offer": "x"}):
        assert client.post(of("take", new), said, headers=HTMX).status_code == 409
    stranger = client_of(programme.trader(programme.operator()))
    assert stranger.post(of("take", new), {"question": "3.7.1", "offer": "0" * 16}).status_code == 404
    assert not Answer.objects.filter(case=new).exists()
