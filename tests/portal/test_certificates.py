"""A certificate serves as evidence where a criterion names its standard, and the desk sees that it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.programme.cases import Programme
from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.evidence.models import Document
from trustlane.programme.models import Answer, Case
from trustlane.programme.queries.asked import contradictions, self_assessment
from trustlane.programme.queries.claims import by_item, claims
from trustlane.programme.stages import Stage

HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
DAY = date(2026, 3, 2)


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


def of(name: str, case: Any, *more: Any) -> str:
    return reverse(f"portal:{name}", args=[case.reference, *more])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def certificates() -> Any:
    return Document.objects.exclude(certifies="")


def certificate(**changes: Any) -> dict[str, Any]:
    """G.O1 names ISO 28000; its first question is G.O1.1."""
    said = {
        "question": "G.O1.1",
        "certifies": "iso28000",
        "file": SimpleUploadedFile("iso28000.pdf", PDF, "application/pdf"),
        "speaks_of": "2024-05-01",
        "expires": "2027-04-30",
    } | changes
    return {name: value for name, value in said.items() if value is not None}


def test_a_certificate_is_said_to_serve_and_its_upload_fills_in_kind_and_days(programme: Programme) -> None:
    case = programme.draft(small=False)
    client = client_of(programme.trader(case.operator))
    page = text_of(client.get(of("question", case, "G.O1.1")))
    assert "A valid certificate of ISO 28000 serves as evidence for this." in page
    assert "serves as evidence" not in text_of(client.get(of("question", case, "A.O1.1")))  # it names no standard
    answer = client.post(of("attach", case), certificate(), headers=HTMX)
    assert answer.status_code == 200
    kept = certificates().get()
    assert (kept.certifies, kept.speaks_of, kept.expires) == ("iso28000", date(2024, 5, 1), date(2027, 4, 30))
    assert Answer.objects.filter(case=case, question="G.O1.1").latest("pk").evidence == [kept.pk]
    # Given once, it is one click away wherever it serves, and nowhere else.
    other = text_of(client.get(of("question", case, "M.O1.1")))
    assert "Show your ISO 28000 certificate" in other
    assert "Show your ISO 28000 certificate" not in text_of(client.get(of("question", case, "F.O1.1")))
    client.post(of("attach", case), {"question": "M.O1.1", "document": kept.pk}, headers=HTMX)
    assert Answer.objects.filter(case=case, question="M.O1.1").latest("pk").evidence == [kept.pk]


@pytest.mark.parametrize(
    "changes",
    [
        {"speaks_of": None},
        {"expires": None},
        {"certifies": "tapa"},  # G.O1 does not name it
        {"certifies": "iso99999"},
        {"expires": "2024-04-30"},
        {"file": None},
    ],
)
def test_a_certificate_without_its_days_or_of_another_standard_is_not_kept(
    programme: Programme, changes: dict[str, Any]
) -> None:
    case = programme.draft(small=False)
    client = client_of(programme.trader(case.operator))
    assert client.post(of("attach", case), certificate(**changes), headers=HTMX).status_code == 422
    assert not certificates().exists()


def test_what_is_claimed_is_told_by_criterion_and_an_expired_one_is_pointed_out(programme: Programme) -> None:
    case = programme.draft(small=False)
    trader = client_of(programme.trader(case.operator))
    trader.post(of("attach", case), certificate(expires="2026-04-30"), headers=HTMX)
    programme.do("submit", case)
    case = Case.objects.select_related("operator").get(pk=case.pk)
    (one,) = claims(case, programme.officer, at=programme.tick(), on=DAY)
    assert (one.item, one.question, one.standard, one.expired) == ("G.O1", "G.O1.1", "iso28000", False)
    (late,) = claims(case, programme.officer, at=programme.tick(), on=date(2026, 5, 1))
    assert late.expired
    assert list(by_item((one, one))) == ["G.O1"]
    found = contradictions(case, self_assessment(case, on=date(2026, 5, 1)), on=date(2026, 5, 1))
    assert "evidence_expired" in {each.rule for each in found}


def test_what_takes_the_place_of_a_certificate_is_one_and_counts_in_its_stead(programme: Programme) -> None:
    case = programme.draft(small=False)
    trader = client_of(programme.trader(case.operator))
    trader.post(of("attach", case), certificate(expires="2025-04-30"), headers=HTMX)
    old = certificates().get()
    assert "expired on" in text_of(trader.get(of("question", case, "M.O1.1")))
    newer = reverse("portal:newer", args=[old.pk])
    undated = {"file": SimpleUploadedFile("new.pdf", PDF, "application/pdf")}
    assert trader.post(newer, undated).status_code == 422
    dated = {"file": SimpleUploadedFile("new.pdf", PDF, "application/pdf"), "speaks_of": "2025-05-01"}
    assert trader.post(newer, dated | {"expires": "2028-04-30"}).status_code == 302
    programme.do("submit", case)
    case = Case.objects.select_related("operator").get(pk=case.pk)
    (one,) = claims(case, programme.officer, at=programme.tick(), on=DAY)
    assert (one.name, one.expired) == ("new.pdf", False)


def test_the_database_takes_no_certificate_without_its_days(programme: Programme) -> None:
    case = programme.draft(small=False)
    with pytest.raises(IntegrityError, match="certificates_have_their_days"), transaction.atomic():
        Document.objects.create(
            sha256="0" * 64, size=1, media_type="application/pdf", name="a.pdf", scanned_by="nobody",
            operator=case.operator.reference, uploaded_by="system:tests", uploaded_at=programme.now,
            certifies="iso28000", speaks_of=DAY,
        )  # fmt: skip


def test_the_desk_reads_the_claim_with_the_answer_and_who_validates_rates_it_still(programme: Programme) -> None:
    case = programme.draft(small=False)
    trader = client_of(programme.trader(case.operator))
    trader.post(of("attach", case), certificate(), headers=HTMX)
    programme.do("submit", case)
    officer = client_of(programme.officer)
    page = text_of(officer.get(reverse("cases:case", args=[case.reference]) + "?tab=application"))
    assert "Claimed by a certificate of ISO 28000" in page
    assert page.count("Claimed by a certificate of") == 1
    name = programme.trader(case.operator).full_name
    assert name in page  # who answered
    checklist = officer.get(reverse("cases:checklist", args=[case.reference]))
    by = {each.item.id: each for _title, items in checklist.context["sections"] for each in items}
    assert [one.standard for one in by["G.O1"].claims] == ["iso28000"]
    assert by["G.O1"].finding is None  # a certificate rates nothing
    assert by["G.O2"].claims == ()


def test_a_guest_of_the_visit_reads_no_certificate(programme: Programme) -> None:
    case = programme.case(Stage.VALIDATING)
    guest = programme.person("agency_officer")
    with pytest.raises(Refused):
        claims(case, guest, at=programme.tick(), on=DAY)
