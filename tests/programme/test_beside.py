"""Who holds a status may apply under another catalogue: answers are offered, and one status is held at a time."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.programme.cases import Programme
from trustlane.clock.zones import day_of
from trustlane.programme import actions as deeds
from trustlane.programme.models import Answer, Case
from trustlane.programme.queries.asked import self_assessment
from trustlane.programme.queries.offered import offered
from trustlane.programme.refusals import OpenCaseExists
from trustlane.programme.stages import Stage
from trustlane.standing.models import Standing

EU, CTPAT = "eu-ucc39-2016", "ctpat-msc-2020"


def held(programme: Programme) -> Any:
    """A status held by the criteria of SAFE."""
    return programme.case(Stage.MONITORED, small=False)


@pytest.mark.parametrize("catalogue", [EU, CTPAT])
def test_answers_of_a_held_case_are_offered_under_another_catalogue_with_where_they_come_from(
    programme: Programme, catalogue: str
) -> None:
    case = held(programme)
    new = programme.draft(operator=case.operator, catalogue=catalogue, answered=False, roles=["importer", "exporter"])
    on = day_of(programme.now, "UTC")
    found = offered(new, self_assessment(new, on=on), on=on)
    every = [one for offers in found.values() for one in offers]
    assert every
    assert {(one.case, one.catalogue) for one in every} == {(case.reference, "safe-2025")}
    assert {one.crosswalk for one in every} == {f"safe-2025_{catalogue}"}
    place, one = next((place, one) for place, offers in found.items() for one in offers if one.value is not None)
    assert one.relation in ("equal", "covers", "covered_by")
    taken = deeds.take_offer(
        case=new, question=place[0], site=place[1], key=one.key, by=programme.trader(case.operator), at=programme.tick()
    )
    assert taken is not None
    said = one.relation.replace("_", " ")
    assert taken.source.startswith(f"offer: safe-2025 {one.item} by {one.crosswalk}, answered {one.at.date()}, {said}")
    assert taken.source.endswith(f"in {case.reference}")
    assert not Answer.objects.filter(case=case, at__gte=programme.now).exists()  # the held case stays as it is


def test_a_held_case_speaks_before_a_later_one_that_came_to_nothing(programme: Programme) -> None:
    first = programme.case(Stage.WITHDRAWN, small=False, catalogue=EU)
    case = programme.case(Stage.MONITORED, small=False, operator=first.operator)
    other = programme.draft(operator=case.operator, catalogue=EU, answered=False)
    on = day_of(programme.now, "UTC")
    every = [one for offers in offered(other, self_assessment(other, on=on), on=on).values() for one in offers]
    assert {one.case for one in every} == {case.reference}


def test_beside_a_status_there_is_no_second_one_under_the_same_catalogue_and_no_second_application(
    programme: Programme,
) -> None:
    case = held(programme)
    with pytest.raises(OpenCaseExists, match=case.reference):
        programme.draft(operator=case.operator, answered=False)
    new = programme.draft(operator=case.operator, catalogue=EU, answered=False)
    with pytest.raises(OpenCaseExists, match=new.reference):
        programme.draft(operator=case.operator, catalogue=CTPAT, answered=False)


def test_it_is_granted_once_the_other_status_was_given_back(programme: Programme) -> None:
    case = held(programme)
    new = programme.case(Stage.DECISION_PENDING, operator=case.operator, catalogue=EU, small=False)
    with pytest.raises(OpenCaseExists, match=case.reference):
        programme.do("grant", new)
    assert Case.objects.get(pk=new.pk).stage == Stage.DECISION_PENDING
    trader = programme.trader(case.operator)
    deeds.give_back(case=case, reason="The other one takes its place.", by=trader, at=programme.tick())
    programme.do("grant", new)
    assert Case.objects.get(pk=new.pk).stage == Stage.GRANTED
    later = day_of(programme.tick(days=30), "UTC")
    says = Standing.objects.filter(
        operator=case.operator, known_to__isnull=True, state="valid", valid__contains=later
    ).values_list("source", flat=True)
    assert {source.rpartition(", ")[2] for source in says} == {new.reference}


def test_a_suspended_holder_appeals_though_it_applies_beside_its_status(programme: Programme) -> None:
    case = programme.case(Stage.SUSPENDED, small=False)
    programme.draft(operator=case.operator, catalogue=EU, answered=False)
    trader = programme.trader(case.operator)
    deeds.appeal(case=case, reason="The fence stands.", by=trader, at=programme.tick())
    assert Case.objects.get(pk=case.pk).stage == Stage.SUSPENSION_APPEALED


def test_a_holder_is_shown_its_status_first_and_the_way_to_apply_by_other_criteria(
    programme: Programme, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = held(programme)
    monkeypatch.setattr("django.utils.timezone.now", lambda: programme.tick(seconds=1))
    client = Client(raise_request_exception=False)
    client.force_login(programme.trader(case.operator), backend="django.contrib.auth.backends.ModelBackend")
    home = reverse("portal:status")
    assert "Apply by other criteria" not in client.get(home).content.decode()
    settings.TRUSTLANE_CATALOGUES = ("safe-2025", EU)
    assert "Apply by other criteria" in client.get(home).content.decode()
    given = {"roles": ["exporter"], "scope": ["security"], "small": "no"}
    begun = client.post(reverse("portal:begin"), given)
    new = Case.objects.exclude(pk=case.pk).get()
    assert begun.headers["Location"] == reverse("portal:questions", args=[new.reference])
    assert new.catalogue == EU
    page = client.get(home)
    assert page.context["case"].row.reference == case.reference
    assert "Apply by other criteria" not in page.content.decode()
    assert f"in {case.reference}" in client.get(reverse("portal:section", args=[new.reference, "3"])).content.decode()
