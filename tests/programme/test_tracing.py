"""Consignments of a plan are traced by the team, each, before it reports; what was said stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Traced
from trustlane.programme.queries.tracing import traced, untraced
from trustlane.programme.refusals import ChoiceUnknown, NotTraced, ReasonMissing, TextUnfit, WrongStage
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
SEEN = {"documents": "Order 12, waybill 7"}


@pytest.fixture
def visited(programme: Programme) -> Case:
    """A visit under way that has two consignments to trace."""
    case = programme.case(Stage.DESK_REVIEW)
    day = programme.now.date()
    plan = deeds.Plan(mode="on_site", sites=(), begins=day, ends=day, consignments=("K-1", "K-2", "K-1"))
    team = [person.pk for person in programme.validators]
    deeds.plan_validation(case=case, plan=plan, team=team, by=programme.officer, at=programme.tick())
    programme.do("begin_validation", case)
    return Case.objects.select_related("operator").get(pk=case.pk)


def trace(programme: Programme, case: Case, consignment: str = "K-1", by: Any = None, **said: Any) -> Traced:
    given = {"outcome": "matches", **SEEN} | said
    who = by or programme.validators[0]
    return deeds.trace(case=case, consignment=consignment, by=who, at=programme.tick(), **given)


def report(programme: Programme, case: Case, recommends: str = "grant") -> Any:
    return deeds.report(
        case=case, recommends=recommends, reason="All is met.", by=programme.validators[0], at=programme.tick()
    )


def test_the_report_waits_for_each_consignment_of_the_plan(programme: Programme, visited: Case) -> None:
    for step in ("rate all", "end_validation"):
        programme.do(step, visited)
    for recommends in ("grant", "refuse"):
        with pytest.raises(NotTraced, match="K-1, K-2"):
            report(programme, visited, recommends)
    trace(programme, visited)
    with pytest.raises(NotTraced, match="Not traced yet: K-2"):
        report(programme, visited)
    trace(programme, visited, "K-2", outcome="untraceable", documents="", note="The carrier kept no papers.")
    assert report(programme, visited).target == Stage.DECISION_PENDING
    with pytest.raises(WrongStage):
        trace(programme, visited)


def test_a_later_word_counts_and_both_are_kept(programme: Programme, visited: Case) -> None:
    first = trace(programme, visited)
    trace(programme, visited, outcome="differs", note="Nine boxes, not ten.")
    assert traced(visited)["K-1"].note == "Nine boxes, not ten."
    assert untraced(visited) == ["K-2"]
    assert Traced.objects.filter(case=visited).count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Traced.objects.filter(pk=first.pk).update(outcome="untraceable", note="Other.")
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"consignment": "K-9"}, ChoiceUnknown),
        ({"outcome": "fine"}, ChoiceUnknown),
        ({"documents": " "}, ReasonMissing),
        ({"outcome": "differs"}, ReasonMissing),
        ({"outcome": "untraceable", "documents": ""}, ReasonMissing),
        ({"note": "a\x00b"}, TextUnfit),
        ({"documents": "x" * 1_501}, TextUnfit),
    ],
)
def test_what_says_nothing_is_refused(
    programme: Programme, visited: Case, said: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        trace(programme, visited, **said)
    assert not Traced.objects.filter(case=visited).exists()


def test_only_the_team_traces(programme: Programme, visited: Case) -> None:
    others = [programme.officer, programme.decider, programme.trader(visited.operator)]
    for who in [*others, programme.person("validator", "third validator")]:
        with pytest.raises(Refused):
            trace(programme, visited, by=who)


def test_a_new_visit_is_traced_anew(programme: Programme, visited: Case) -> None:
    case = programme.case(Stage.VALIDATION_PLANNED)
    day = programme.now.date() + timedelta(3)
    team = [person.pk for person in programme.validators]
    plan = deeds.Plan(mode="on_site", sites=(), begins=day, ends=day, consignments=("K-1",))
    said = {"case": case, "plan": plan, "team": team, "by": programme.officer, "reason": "Another day."}
    deeds.plan_validation(at=programme.tick(), **said)
    assert untraced(case) == ["K-1"]
    with pytest.raises(WrongStage):  # nothing is traced before the visit
        trace(programme, case)


def test_it_is_said_on_a_page_and_the_report_that_comes_too_early_is_told_so(
    programme: Programme, visited: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: programme.tick(seconds=1))
    client = Client(raise_request_exception=False)
    client.force_login(programme.validators[0], backend="django.contrib.auth.backends.ModelBackend")
    case = f"/desk/cases/{visited.reference}/"
    page = client.get(f"{case}?tab=validation").content.decode()
    assert page.count("Not traced yet") == 2
    assert f"{case}traced/2/" in page
    assert client.get(f"{case}traced/3/").status_code == 404
    assert client.post(f"{case}traced/2/", {"outcome": "differs", **SEEN}).status_code == 422
    said = {"outcome": "differs", "note": "Nine <b>boxes</b>.", **SEEN}
    assert client.post(f"{case}traced/2/", said).status_code == 302
    page = client.get(f"{case}?tab=validation").content.decode()
    assert "Nine &lt;b&gt;boxes&lt;/b&gt;." in page
    assert page.count("Not traced yet") == 1
    for step in ("rate all", "end_validation"):
        programme.do(step, visited)
    told = client.post(f"{case}moves/report/", {"recommends": "grant", "reason": "All is met."})
    assert told.status_code == 422
    assert "Not traced yet: K-1." in told.content.decode()
    firm = Client(raise_request_exception=False)
    firm.force_login(programme.trader(visited.operator), backend="django.contrib.auth.backends.ModelBackend")
    assert "Nine" not in firm.get(f"/portal/status/{visited.reference}/").content.decode()
    assert firm.get(f"{case}traced/1/").status_code in (403, 404)
