"""How a validation is made is held to the rules by the deed itself, whoever plans and from wherever."""

from datetime import timedelta
from typing import Any

import pytest

from tests.programme.cases import Programme
from trustlane.programme import actions as deeds
from trustlane.programme.models import Assignment, Case, Event
from trustlane.programme.queries.suiting import NOTHING_AGAINST, Told
from trustlane.programme.refusals import ModeUnfit, TextUnfit
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(programme: Programme) -> Case:
    """A firm that no validator ever saw: in person at least in part."""
    return programme.case(Stage.DESK_REVIEW)


def plan(programme: Programme, case: Case, mode: str, verb: str = "plan_validation", **particulars: Any) -> Event:
    day = programme.now.date() + timedelta(7)
    asked: dict[str, Any] = {"plan": deeds.Plan(mode=mode, sites=(), begins=day, ends=day, **particulars)}
    if verb == "plan_validation":
        asked["team"] = [person.pk for person in programme.validators]
    else:
        assert programme.validators
    event: Event = getattr(deeds, verb)(case=case, by=programme.officer, at=programme.tick(), reason="", **asked)
    return event


@pytest.mark.parametrize("verb", ["plan_validation", "plan_by_lot"])
@pytest.mark.parametrize(
    ("mode", "told", "rule"),
    [
        ("hybrid", Told(), "Without a line nothing is validated from afar."),
        ("remote", NOTHING_AGAINST, "no validator ever saw in person"),
    ],
)
def test_a_way_that_the_rules_do_not_leave_is_refused_by_name(
    programme: Programme, case: Case, verb: str, mode: str, told: Told, rule: str
) -> None:
    with pytest.raises(ModeUnfit, match=rule) as refused:
        plan(programme, case, mode, verb, told=told)
    assert mode not in refused.value.modes
    assert "on_site" in refused.value.modes
    assert not Event.objects.filter(case=case, move="plan_validation").exists()
    assert not Assignment.objects.filter(case=case).exists()


def test_what_a_caller_says_was_proposed_opens_no_other_way(programme: Programme, case: Case) -> None:
    """The deed asks the rules itself: words that come with the plan do not answer for them."""
    with pytest.raises(ModeUnfit):
        plan(programme, case, "remote", proposal={"modes": ["remote"], "overruled": "As the form said."})
    with pytest.raises(ModeUnfit):
        plan(programme, case, "remote", overrule="  ")
    with pytest.raises(TextUnfit):
        plan(programme, case, "remote", overrule="a\x00b")


def test_who_says_why_takes_it_all_the_same_and_that_is_kept(programme: Programme, case: Case) -> None:
    kept = plan(programme, case, "remote", told=NOTHING_AGAINST, overrule="The border is closed.").data["proposal"]
    assert kept["overruled"] == "The border is closed."
    assert kept["modes"] == ["on_site", "hybrid"]
    assert "site_was_seen_before" in kept["rules"]
    assert kept["told"]["operator_consents"] is True


def test_a_way_that_the_rules_leave_needs_no_reason(programme: Programme, case: Case) -> None:
    kept = plan(programme, case, "hybrid", told=NOTHING_AGAINST, overrule="Not needed.").data["proposal"]
    assert kept["modes"] == ["on_site", "hybrid"]
    assert "overruled" not in kept


def test_on_site_it_may_always_be(programme: Programme, case: Case) -> None:
    assert plan(programme, case, "on_site").data["mode"] == "on_site"
