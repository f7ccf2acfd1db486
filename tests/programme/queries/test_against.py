"""What customs knows that speaks against answers: told to officers who may see it, and on no page of the operator."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests import desk_clock
from tests.programme.cases import Programme, document
from tests.programme.test_monitoring import declared, number_of
from tests.selectivity.declared import lines
from trustlane.evidence.models import Document
from trustlane.programme.monitoring.reading import rules, shipped
from trustlane.programme.queries.against import DECLARED_OTHERWISE, declared_otherwise, expired
from trustlane.programme.queries.asked import self_assessment
from trustlane.programme.queries.risks import risk_file
from trustlane.programme.stages import Stage
from trustlane.written import WrittenRefused

pytestmark = pytest.mark.django_db


def pointed_out(programme: Programme, case: Any, who: Any, rule: str = "declared_otherwise") -> list[Any]:
    at = programme.now
    return [one for one in risk_file(case, who, at=at, on=at.date()).contradictions if one.rule == rule]


def test_a_find_speaks_against_answers_that_claim_order_in_customs_records(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    assert pointed_out(programme, case, programme.officer) == []
    declared(programme, case, "undervaluation", clean=3)
    (one,) = pointed_out(programme, case, programme.officer)
    assert one.sentence == DECLARED_OTHERWISE
    assert {place.question.rpartition(".")[0] for place in one.where} <= {"A.O1", "A.O5", "B.O1", "F.O3"}
    assert one.where
    assert "1 found in 4 examined of 4 declared (undervaluation): " in one.detail
    assert one.detail.endswith("-0.")


def test_what_the_questions_hold_against_figures_is_held_against_consignments(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    declared(programme, case, "undervaluation", clean=3)
    told = [one.detail for one in pointed_out(programme, case, programme.officer, "history_says_otherwise")]
    assert all("On record: " in one for one in told)
    assert any("25.0 errors per hundred" in one for one in told)


def test_few_amendments_say_nothing_and_many_do(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    ours = shipped()
    assert ours.claims is not None
    assert (ours.claims.finds, ours.claims.amendments) == (1, 3)
    assessment = self_assessment(case, on=programme.now.date())
    lodged = declared(programme, case, clean=4)
    for number, told in ((0, []), (1, []), (2, ["3 amended after lodging, of 4 declared"])):
        at = programme.tick()
        row = {"declaration": f"{lodged:%d%H}-{number}", "day": (lodged - timedelta(days=1)).date()}
        programme.world.declared(lines(row | {"importer": number_of(case), "message": "amendment"}), at=at)
        found = declared_otherwise(case, assessment, at=at, on=at.date())
        said = [one.detail for one in found if one.rule == "declared_otherwise"]
        assert [one.partition(": ")[2].partition(": ")[0] for one in said] == told


def test_without_claims_nothing_is_held_against_anything(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    declared(programme, case, "undervaluation")
    silent = rules("id: ours\ndays_to_answer: 3\nrules: []\n", where="x")
    assessment = self_assessment(case, on=programme.now.date())
    assert list(declared_otherwise(case, assessment, at=programme.now, on=programme.now.date(), rules=silent)) == []


@pytest.mark.parametrize(("who", "sees"), [("decision_maker", True), ("auditor", True), ("validator", False)])
def test_who_may_not_see_consignments_is_not_told_by_the_risk_map(programme: Programme, who: str, sees: bool) -> None:
    case = programme.case(Stage.VALIDATING)
    declared(programme, case, "contraband")
    person = programme.validators[0] if who == "validator" else programme.person(who)
    assert bool(pointed_out(programme, case, person)) is sees
    assert bool(pointed_out(programme, case, person, "history_says_otherwise")) is sees


def test_an_answer_that_is_an_expired_document_is_pointed_out_until_a_newer_one_takes_its_place(
    programme: Programme,
) -> None:
    case = programme.draft()
    assessment = self_assessment(case, on=programme.now.date())
    file = next(
        name for name, one in assessment.questionnaire.entries.items() if one.question.kind == "file" and one.asked
    )
    number = document(case, programme.now)
    place = assessment.questionnaire.entries[file]
    from trustlane.programme import actions as deeds

    site = assessment.numbers[place.sites[0]]
    given = {"case": case, "question": file, "site": site, "by": programme.trader(case.operator)}
    deeds.answer(value=[str(number)], at=programme.tick(), **given)
    on = date(2026, 3, 10)
    assert list(expired(case, self_assessment(case, on=on), on=on)) == []
    old = Document.objects.get(pk=number)
    late = Document.objects.create(
        sha256="1" * 64, size=1, media_type=old.media_type, name="old.pdf", operator=old.operator,
        uploaded_by=old.uploaded_by, uploaded_at=old.uploaded_at, scanned_by="nobody",
        speaks_of=date(2026, 1, 1), expires=date(2026, 3, 9),
    )  # fmt: skip
    deeds.answer(value=[str(late.pk)], at=programme.tick(), **given)
    (one,) = expired(case, self_assessment(case, on=on), on=on)
    assert one.where[0].question == file
    assert f"Document {late.pk}, which is this answer, expired on 2026-03-09." in one.detail
    assert list(expired(case, self_assessment(case, on=on), on=date(2026, 3, 9))) == []
    Document.objects.create(
        sha256="2" * 64, size=1, media_type=old.media_type, name="new.pdf", operator=old.operator,
        uploaded_by=old.uploaded_by, uploaded_at=old.uploaded_at + timedelta(days=1), scanned_by="nobody",
        speaks_of=date(2026, 3, 1), expires=date(2027, 3, 9), supersedes=late,
    )  # fmt: skip
    assert list(expired(case, self_assessment(case, on=on), on=on)) == []


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ("{catalogue: nowhere-1, items: [A.1]}", "there is no catalogue nowhere-1"),
        ("{catalogue: safe-2025, items: [A.O99]}", "asks operators for no A.O99"),
        ("{catalogue: safe-2025, items: [A.C1]}", "asks operators for no A.C1"),
    ],
)
def test_a_claim_names_criteria_that_there_are(items: str, told: str) -> None:
    words = (
        f"id: ours\ndays_to_answer: 3\nrules: []\nclaims: {{finds: 1, amendments: 1, days: 9, answers: [{items}]}}\n"
    )
    with pytest.raises(WrittenRefused, match=told):
        rules(words, where="x")


def test_the_criteria_of_another_catalogue_are_found_by_the_crosswalks() -> None:
    from trustlane.programme.queries.against import _items

    claims = shipped().claims
    assert claims is not None
    assert _items("safe-2025", claims, date(2026, 3, 1)) >= {"A.O1", "F.O3"}
    assert _items("ctpat-msc-2020", claims, date(2026, 3, 1)) == {"7.6"}
    assert _items("nz-ses-2018", claims, date(2026, 3, 1)) == set()


def test_the_pages_of_the_operator_are_the_same_bytes_with_and_without(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import Client

    from tests.portal.test_risk import addresses
    from trustlane.portal import urls as portal

    monkeypatch.setattr("django.utils.timezone.now", desk_clock.now)
    today = desk_clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    programme = Programme(world, now=today - timedelta(days=40))
    case = programme.case(Stage.VALIDATING)
    client = Client(raise_request_exception=False)
    client.force_login(programme.trader(case.operator), backend="django.contrib.auth.backends.ModelBackend")
    pages = [one for one in addresses(portal.urlpatterns, "/portal/", case) if case.reference in one]
    before = {address: told(client, address) for address in pages}
    assert any(status == 200 for status, _ in before.values())
    declared(programme, case, "contraband", clean=3)
    assert pointed_out(programme, case, programme.officer)
    assert {address: told(client, address) for address in pages} == before


def told(client: Any, address: str) -> tuple[int, str]:
    """What a page answers, without the words that are new at every request."""
    answer = client.get(address)
    content = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("latin-1")
    if content.startswith(("%PDF", "PK")):
        return answer.status_code, ""
    return answer.status_code, re.sub(r'[A-Za-z0-9]{64}|nonce="[^"]*"', "", content)


def test_roles_are_held_against_those_that_declarations_show(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    applied = set(case.roles)
    declared(programme, case, clean=2)
    at = programme.tick()
    number = number_of(case)
    row = {"declaration": "SHIPPED-1", "day": (at - timedelta(days=1)).date(), "importer": "XA99", "exporter": "XA98"}
    programme.world.declared(lines(row | {"carrier": number}), at=at)
    seen = pointed_out(programme, case, programme.officer, "role_seen_but_not_applied_for")
    never = pointed_out(programme, case, programme.officer, "role_applied_for_but_never_seen")
    said = " ".join(one.detail for one in seen)
    assert ("importer in 2 declarations" in said) is ("importer" not in applied)
    assert "carrier in 1 declarations" in said
    assert {one.detail for one in never} == {
        f"Applies as {role}; there is no declaration in which it was that." for role in applied & {"exporter", "broker"}
    }
    # Neither is for the applicant, nor is it asked where nothing was ever declared.
    fresh = programme.case(Stage.MONITORED)
    assert pointed_out(programme, fresh, programme.officer, "role_applied_for_but_never_seen") == []
