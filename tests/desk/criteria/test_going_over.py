"""A case goes over to the new edition on the desk and in the portal, once each line is said; benefits are shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.programme.cases import Programme
from tests.programme.test_changing_edition import NEW, OLD, in_force, way_of
from tests.world import World
from trustlane.access.roles import Role
from trustlane.programme.benefits.reading import shipped
from trustlane.programme.models import Case
from trustlane.programme.queries import benefits
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(world: World) -> Programme:
    today = desk_clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    return Programme(world, now=today - timedelta(days=10))


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def confirmed(way: Any) -> dict[str, str]:
    return {"seen": way.digest, "unchanged": "keep"} | {f"line-{line.key}": line.ways[0] for line in way.changed}


def test_an_officer_and_an_applicant_take_a_case_over_by_the_lines_they_confirmed(programme: Programme) -> None:
    submitted, draft = programme.case(Stage.SUBMITTED, catalogue=OLD), programme.draft(catalogue=OLD)
    in_force(programme)
    hands = (
        (signed_in(programme.officer), submitted, f"/desk/cases/{submitted.reference}/"),
        (signed_in(programme.trader(draft.operator)), draft, f"/portal/status/{draft.reference}/"),
    )
    for client, case, home in hands:
        assert f"{home}edition/" in client.get(home).content.decode()
        page = client.get(f"{home}edition/")
        assert "The words of the criterion" in page.content.decode() or "words of the question" in page.content.decode()
        refused = client.post(f"{home}edition/", {"seen": way_of(programme, case).digest, "unchanged": "keep"})
        assert refused.status_code == 422
        assert "A.O1.1" in refused.content.decode()
        assert client.post(f"{home}edition/", confirmed(way_of(programme, case)) | {"seen": "x"}).status_code == 422
        assert client.post(f"{home}edition/", confirmed(way_of(programme, case))).status_code == 302
        assert Case.objects.get(pk=case.pk).catalogue == NEW
        assert client.get(f"{home}edition/").status_code == 404
    stranger = signed_in(programme.world.trader("XA-OP-OTHER"))
    assert stranger.get(f"/portal/status/{draft.reference}/edition/").status_code == 404
    assert signed_in(programme.person("auditor")).get(f"/desk/cases/{submitted.reference}/edition/").status_code == 403


def test_benefits_are_granted_for_the_roles_held_and_told_to_the_holder(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    decider = signed_in(programme.decider)
    page = f"/desk/cases/{case.reference}/moves/grant/"
    offered = [one.id for one in benefits.fitting(["exporter"]) if one.agency == "customs"]
    form = decider.get(page).context["form"]
    assert [value for value, _label in form.fields["benefits"].choices] == offered
    given = {"scope": ["security"], "roles": ["exporter"], "reason": "All is met.", "conditions": ""}
    seen = {"seen": form["seen"].value()} if "seen" in form.fields else {}
    other = next(one.id for one in shipped().benefits if not one.is_for("exporter"))
    assert decider.post(page, given | seen | {"benefits": [other]}).status_code == 422
    assert decider.post(page, given | seen | {"benefits": ["fast-release", "fewer-documents"]}).status_code == 302
    terms = Case.objects.get(pk=case.pk).terms.get()
    assert terms.benefits == ["fewer-documents", "fast-release"]
    told = decider.get(f"/desk/cases/{case.reference}/?tab=status").content.decode()
    assert "exporter: (a), (c) of (a) to (g); 1 more needed" in told
    mine = signed_in(programme.trader(case.operator)).get(f"/portal/status/{case.reference}/").content.decode()
    assert "What you may expect" in mine
    assert "Median and 90th percentile" in mine


def test_the_page_of_benefits_says_of_each_role_whether_three_measures_are_met(world: World) -> None:
    client = signed_in(world.user(Role.AUDITOR))
    page = "/desk/programme/benefits/"
    assert all(met.is_enough for met in client.get(page).context["verdict"])
    none = client.get(f"{page}?tried=1&grants=nonsense")
    assert none.context["chosen"] == set()
    assert not any(met.is_enough for met in none.context["verdict"])
    assert "Not enough" in none.content.decode()
    assert signed_in(world.trader("XA-OP-1")).get(page).status_code == 403
