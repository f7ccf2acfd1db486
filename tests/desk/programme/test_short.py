"""A grant of fewer than three of the seven measures: told on the decision, on the case, and counted with its rows."""

from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import Programme
from trustlane.programme import actions as deeds
from trustlane.programme.benefits.reading import shipped
from trustlane.programme.models import Case
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
TOLD = "these roles got fewer than three of the seven measures"
FIGURE = "Granted fewer than three of seven measures"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def one_each(*letters: str) -> list[str]:
    """A benefit of customs for exporters of each of these measures."""
    of = [one for one in shipped().benefits if one.agency == "customs" and one.is_for("exporter") and one.is_in("")]
    return [next(one.id for one in of if one.tfa == letter) for letter in letters]


def posted(case: Case, benefits: list[str]) -> dict[str, Any]:
    return {
        "scope": ["security", "compliance"],
        "roles": list(case.roles),
        "benefits": benefits,
        "conditions": "",
        "reason": "All is met.",
        "seen": case.last_event,
    }


@pytest.fixture
def short(programme: Programme, decider: Client) -> Case:
    case: Case = programme.case(Stage.DECISION_PENDING)
    answer = decider.post(f"/desk/cases/{case.reference}/moves/grant/", posted(case, one_each("a")), follow=True)
    assert "Some role got fewer than three of the seven measures" in text(answer)
    return case


def test_the_decision_tells_what_the_benefits_chosen_make_of_the_seven_measures(
    programme: Programme, decider: Client
) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    address = f"/desk/cases/{case.reference}/moves/grant/"
    assert "exporter: (a)" in text(decider.get(address))
    again = text(decider.post(address, posted(case, one_each("a")) | {"reason": ""}))
    assert "exporter: (a) of (a) to (g); 2 more needed" in again
    assert "more needed" not in text(decider.post(address, posted(case, []) | {"reason": ""}))


def test_the_case_tells_it_with_the_role_and_leads_to_all_of_whom_it_is_so(short: Case, officer: Client) -> None:
    page = text(officer.get(f"/desk/cases/{short.reference}/?tab=status"))
    assert TOLD in page
    assert "?kind=holders&amp;short=yes" in page
    assert "Fewer than three of the seven measures" in text(officer.get(f"/desk/cases/{short.reference}/"))


def test_the_figure_leads_to_just_these_rows(programme: Programme, short: Case, officer: Client) -> None:
    other = programme.case(Stage.DECISION_PENDING)
    enough = deeds.Granted(
        security=True, compliance=True, roles=list(other.roles), benefits=one_each(*_three_measures())
    )
    deeds.grant(case=other, terms=enough, reason="Met.", by=programme.decider, at=programme.tick())
    page = text(officer.get("/desk/programme/"))
    assert FIGURE in page
    assert '<a href="/desk/cases/?kind=holders&amp;short=yes"><span translate="no">1</span>' in page
    rows = text(officer.get("/desk/cases/?kind=holders&short=yes"))
    assert short.reference in rows
    assert other.reference not in rows
    assert TOLD not in text(officer.get(f"/desk/cases/{other.reference}/?tab=status"))


def _three_measures() -> list[str]:
    of = {one.tfa for one in shipped().benefits if one.agency == "customs" and one.is_for("exporter")}
    return sorted(of - {"none"})[:3]


def test_an_agency_that_was_asked_cannot_find_the_cases_by_it(programme: Programme, agency: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    for step in ("plan_validation", "begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    terms = deeds.Granted(security=True, compliance=True, roles=list(case.roles), benefits=one_each("a"))
    deeds.grant(case=case, terms=terms, reason="Met.", by=programme.decider, at=programme.tick())
    assert case.reference in text(agency.get("/desk/cases/?kind=all"))
    assert case.reference not in text(agency.get("/desk/cases/?kind=all&short=yes"))
