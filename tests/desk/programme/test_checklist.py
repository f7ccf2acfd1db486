"""The checklist of a visit: rated one by one, kept once however often it is sent, and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.programme.cases import Programme
from trustlane.programme.models import Case, Finding
from trustlane.programme.queries.findings import latest
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def address(case: Case) -> str:
    return f"/desk/cases/{case.reference}/checklist/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def rating(**changes: str) -> dict[str, str]:
    return {"item": "A.O1", "rating": "minor", "text": "The gate was open.", "key": KEY} | changes


@pytest.fixture
def case(programme: Programme) -> Case:
    made: Case = programme.case(Stage.VALIDATING)
    return made


def test_a_rating_is_kept_and_the_next_criterion_opens(case: Case, lead: Client) -> None:
    before = lead.get(address(case)).context
    assert before["left"] == before["asked"]
    answer = lead.post(address(case), rating(place="Gate 2"))
    assert answer.status_code == 302
    assert answer["Location"].endswith("?at=A.O2#c-A.O2")
    found = Finding.objects.get(case=case)
    assert (found.item, found.rating, found.text, found.place) == ("A.O1", "minor", "The gate was open.", "Gate 2")
    after = lead.get(answer["Location"])
    assert after.context["left"] == before["asked"] - 1
    opened = [each.item.id for _title, items in after.context["sections"] for each in items if each.open]
    assert opened == ["A.O2"]


def test_the_same_rating_sent_twice_counts_once_and_another_takes_its_place(case: Case, lead: Client) -> None:
    lead.post(address(case), rating())
    lead.post(address(case), rating())
    assert Finding.objects.filter(case=case).count() == 1
    lead.post(address(case), rating(rating="met", text=""))
    assert [one.rating for one in latest(case)] == ["met"]


def test_by_script_the_answer_says_what_is_left(case: Case, lead: Client) -> None:
    asked = lead.get(address(case)).context["asked"]
    answer = lead.post(address(case), rating(), headers={"accept": "application/json"})
    kept = latest(case)[0]
    told = {"item": "A.O1", "word": "Minor gap", "tone": "warn", "left": asked - 1, "number": kept.pk}
    assert answer.json() == told
    # By its number a page that is drawn later tells whether it holds what was sent.
    assert lead.get(address(case)).context["newest"] == kept.pk


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "  "},
        {"rating": "splendid"},
        {"key": "short"},
        {"key": "x" * 65},
        {"key": "with space 12345"},
        {"item": "Z.O99"},
        {"item": "<script>"},
        {"site": "12"},
        {"text": "x" * 20_001},
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_a_rating_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    case: Case, lead: Client, changes: dict[str, str], script: bool
) -> None:
    headers = {"accept": "application/json"} if script else {}
    answer = lead.post(address(case), rating(place="Gate 2") | changes, headers=headers)
    assert answer.status_code == 422
    assert Finding.objects.count() == 0
    if script:
        assert answer.json()["problem"]
    elif changes.get("item") is None:
        assert "Gate 2" in text(answer)
        assert 'id="c-A.O1"' in text(answer)
    else:
        assert answer.context["lost"]


def test_the_time_it_was_seen_is_the_devices_within_the_visit(case: Case, lead: Client, programme: Programme) -> None:
    seen = programme.now + timedelta(minutes=5)
    lead.post(address(case), rating(seen_at=seen.isoformat()))
    assert Finding.objects.get(case=case).seen_at == seen
    for number, written in enumerate(
        ("1900-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00", "noon", "2026-11-20T10:00:00")
    ):
        lead.post(address(case), rating(item="A.O2", key=f"{KEY}{number}", seen_at=written))
        found = Finding.objects.filter(case=case, item="A.O2").latest("pk")
        assert desk_clock.now() - found.seen_at < timedelta(minutes=5)


def test_only_the_team_rates_and_officers_of_the_case_read(
    case: Case, programme: Programme, as_person: Callable[[Any], Client], officer: Client, decider: Client
) -> None:
    for client in (officer, decider):
        assert client.get(address(case)).status_code == 200
        assert "data-rate" not in text(client.get(address(case)))
        assert client.post(address(case), rating()).status_code == 403
    stranger = as_person(programme.person("validator", "third"))
    assert stranger.get(address(case)).status_code == 403
    assert stranger.post(address(case), rating()).status_code == 403


def test_after_the_report_nothing_is_rated(programme: Programme, lead: Client) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    assert "data-rate" not in text(lead.get(address(case)))
    count = Finding.objects.filter(case=case).count()
    answer = lead.post(address(case), rating(), headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert "Look at the case again" in answer.json()["problem"]
    assert Finding.objects.filter(case=case).count() == count


def test_the_visit_can_be_ended_once_nothing_is_left(case: Case, programme: Programme, lead: Client) -> None:
    ends = f"/desk/cases/{case.reference}/moves/end_validation/"
    assert ends not in text(lead.get(address(case)))
    programme.do("rate all", case)
    page = lead.get(address(case))
    assert page.context["left"] == 0
    assert ends in text(page)
    last = lead.post(address(case), rating())
    assert last.status_code == 302


def test_what_was_found_is_read_on_the_closed_checklist(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.CORRECTING)
    assert "The gate stands open." in text(officer.get(address(case)))


def test_what_is_asked_site_by_site_is_left_until_each_site_was_rated(
    case: Case, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.desk.programme.views import checklist as page
    from trustlane.programme.queries import findings

    monkeypatch.setattr(page, "sites_of", lambda one: {7: "Harbour store", 9: "Inland store"})
    monkeypatch.setattr(findings, "sites_of", lambda case: [7, 9])
    before = lead.get(address(case)).context
    lines = [each.line for _title, items in before["sections"] for each in items]
    apart = next(line for line in lines if line.site == 7)
    assert before["asked"] == len(lines) > len({line.item for line in lines})
    assert f'id="c-{apart.item}@9"' in text(lead.get(address(case)))
    assert "Harbour store" in text(lead.get(address(case)))
    found = Finding(
        case=case, round=findings.round_of(case), item=apart.item, site=7, rating="met", key="k" * 16, by="user:1"
    )
    found.at = found.seen_at = desk_clock.now()
    found.save()
    after = lead.get(address(case)).context
    assert after["left"] == before["left"] - 1
    assert apart.item in findings.unrated(case)
    shown = {each.line.key: each.finding for _title, items in after["sections"] for each in items}
    assert shown[f"{apart.item}@7"] is not None
    assert shown[f"{apart.item}@9"] is None
    opened = [
        each.line.key
        for _t, items in lead.get(f"{address(case)}?at={apart.item}").context["sections"]
        for each in items
        if each.open
    ]
    assert opened == [f"{apart.item}@7"]
