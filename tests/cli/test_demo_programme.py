"""The cases of the demonstration: all stages, told by deeds, and the register says what they say."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from tests.cli.test_demo_country import LAST
from trustlane.access.models import User
from trustlane.cli import demo_data, demo_programme
from trustlane.cli.demo_country import History
from trustlane.cli.demo_stories import OPENED, Firm, Story, instants, stories
from trustlane.criteria.models import Edition
from trustlane.parties.identifiers import Identifier
from trustlane.programme.conditions import conditions_of
from trustlane.programme.models import (
    Assignment,
    Case,
    ConsistencyRating,
    ConsistencyRound,
    Consultation,
    Correction,
    CorrectionStep,
    Event,
    Look,
    MigrationFile,
    RiskJudged,
    Sample,
    Terms,
)
from trustlane.programme.moves import MOVES, target_of
from trustlane.programme.queries.agency_benefits import given
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.drawing import repeated, review_began
from trustlane.programme.queries.freezes import freeze_ends
from trustlane.programme.queries.measures import agreed
from trustlane.programme.queries.migrating import preview_of
from trustlane.programme.queries.risks import leaf_sections, legs_of
from trustlane.programme.stages import APPEALED, HOLDING, REVALIDATION, Stage
from trustlane.simulate.parties import Operator
from trustlane.standing.facts import StandingFact
from trustlane.standing.models import Standing

TODAY = LAST + timedelta(days=1)
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)


def identifiers(number: int) -> tuple[Identifier, ...]:
    return (Identifier("TIN", f"XA1{number:08d}"),)


def fact(number: int, **said: object) -> StandingFact:
    given: dict[str, object] = {
        "operator": f"XA1{number:08d}",
        "name": f"Member {number} Ltd",
        "identifiers": (*identifiers(number), Identifier("AEO", f"XAAEOF{number:07d}")),
        "scope": frozenset({"security", "compliance"}),
        "role": "importer",
        "tier": "",
        "issuer": "XA",
        "state": "valid",
        "valid_from": LAST - timedelta(days=900),
        "valid_to": None,
        "known_from": NOW - timedelta(days=900),
    }
    return StandingFact(**(given | said))  # type: ignore[arg-type]


def history(members: int = 16, firms: int = 45) -> History:
    operators = tuple(
        Operator(f"XA-{number:06d}", f"Firm {number} Ltd", "1 Crumpet Lane", "XA", "importer", identifiers(number))
        for number in range(firms)
    )
    facts = tuple(fact(number) for number in range(500, 500 + members))
    return History(facts, operators, facts[-1].operator, operators[7].identifiers[0].value)


@pytest.fixture
def laid(db: None) -> History:
    """The cases in a database of their own, without the country's declarations."""
    told = history()
    applying, holding = demo_programme.applicants(told), demo_programme.members(told)
    opened = demo_programme.opening(TODAY)
    users = demo_data.enrol(opened, {"otto": told.busiest, "tess": applying[0].reference})
    demo_programme.enter([*applying, *holding.values()], opened)
    begun = time.perf_counter()
    programme = demo_programme.Laying(users, TODAY)
    programme.applications(applying)
    between = time.perf_counter()
    programme.holders(list(holding.values()))
    programme.beside()
    print(f"{between - begun:.1f} s for applications, {time.perf_counter() - between:.1f} s for holders")
    return told


def test_there_are_sixty_and_every_stage_is_among_them() -> None:
    assert len(stories()) == 60
    assert {story.stage for story in stories()} == set(Stage)


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.stage)
def test_a_story_is_told_in_the_order_of_days_and_ends_before_today(story: Story) -> None:
    when = instants(story.steps, TODAY, Random(1))
    assert when == sorted(set(when))
    assert when[0] > NOW - OPENED
    assert when[-1] < NOW


def test_a_member_is_whoever_the_register_says_one_thing_of() -> None:
    told = history(members=2)
    others = (fact(600, state="suspended"), fact(601, role="broker"), fact(602, issuer="XB"), fact(603), fact(603))
    found = demo_programme.members(History((*told.standing, *others), told.operators, others[0].operator, ""))
    assert set(found) == {one.operator for one in told.standing}


def test_the_firm_otto_acts_for_is_the_first_member() -> None:
    told = history()
    assert next(iter(demo_programme.members(told))) == told.busiest


def test_whoever_has_a_status_or_is_watched_does_not_apply() -> None:
    told = history()
    known = History((*told.standing, fact(2)), told.operators, told.busiest, told.doubtful)
    chosen = {one.reference for one in demo_programme.applicants(known)}
    assert len(chosen) == sum(story.firm is Firm.APPLICANT for story in stories())
    assert not chosen & {told.doubtful, "XA100000002"}


def test_what_the_demonstration_shows_of_the_programme(laid: History) -> None:
    assert Case.objects.count() == 60
    stages = Counter(Case.objects.values_list("stage", flat=True))
    assert stages == Counter(story.stage for story in stories())
    _events_lead_where_the_case_is()
    _the_register_says_what_the_cases_say()
    _something_of_everything_is_under_way()
    _who_can_log_in_finds_a_case(laid)
    _every_team_was_drawn_and_can_be_drawn_again()
    _risks_are_mapped()
    _what_is_done_about_all_cases_together()
    _suspensions_have_conditions()
    _incidents_are_told_both_ways(laid)
    _agencies_grant_and_withhold_benefits(laid)
    _some_measures_are_there_for_all()


def _suspensions_have_conditions() -> None:
    held = {
        stage: conditions_of(list(Event.objects.filter(case__stage=stage, case=case).order_by("number")))
        for stage in ("suspended", "reinstating")
        for case in Case.objects.filter(stage=stage, events__move="ratify")
    }
    assert [(bool(one.said), one.settled) for one in held["suspended"]] == [(True, None), (False, None)]
    assert [one.settled is not None and one.settled.outcome for one in held["reinstating"]] == ["met", "met"]


def _incidents_are_told_both_ways(told: History) -> None:
    ours = Event.objects.filter(case__operator__reference=told.busiest, move__in=("tell_incident", "report_incident"))
    first, answer = ours.order_by("number")
    assert (first.move, answer.move, answer.data["answers"]) == ("tell_incident", "report_incident", first.number)
    own = Event.objects.filter(move="report_incident").exclude(pk=answer.pk)
    assert own.filter(data__answers__isnull=True).exists()


def _agencies_grant_and_withhold_benefits(told: History) -> None:
    states = Counter(
        one.state for case in Case.objects.filter(stage__in=HOLDING) for one in given(case, at=NOW).values()
    )
    assert states == {"agreed": 2, "withheld": 1}
    otto = Terms.objects.filter(case__operator__reference=told.busiest).latest("pk")
    assert "food-fewer-samples" in otto.benefits


def _some_measures_are_there_for_all() -> None:
    found = agreed(at=NOW)
    assert found is not None
    assert found.letters == ["d"]
    assert found.proposed_by != found.agreed_by


def _events_lead_where_the_case_is() -> None:
    for case in Case.objects.all():
        stage, came = Stage.DRAFT, None
        events = list(case.events.order_by("number"))
        assert events[0].move == "open"
        for event in events[1:]:
            target = target_of(event.move, stage, came)
            stage, came = (target, stage) if target != stage else (stage, came)
        assert stage == case.stage
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert events[-1].at < NOW
    first = Event.objects.order_by("at").values_list("at", flat=True)[0]
    assert NOW - timedelta(days=800) < first < NOW - timedelta(days=700)
    said = Event.objects.filter(move__in=[name for name, move in MOVES.items() if move.reasoned])
    assert not said.filter(reason="").exists()


SAYS = {
    **dict.fromkeys((Stage.GRANTED, Stage.MONITORED, Stage.AMENDING, Stage.DOWNGRADE_APPEALED, *REVALIDATION), "valid"),
    **dict.fromkeys((Stage.REVOCATION_HEARING, Stage.ANNULMENT_HEARING), "valid"),
    **dict.fromkeys((Stage.FROZEN, Stage.SUSPENDED, Stage.SUSPENSION_APPEALED, Stage.REINSTATING), "suspended"),
    **dict.fromkeys((Stage.REVOKED, Stage.REVOCATION_APPEALED, Stage.ANNULLED, Stage.ANNULMENT_APPEALED), "revoked"),
    Stage.WITHDRAWN: "withdrawn",
    Stage.SUCCEEDED: "withdrawn",
}


def _the_register_says_what_the_cases_say() -> None:
    for case in Case.objects.all():
        rows = Standing.objects.filter(operator=case.operator, known_to__isnull=True)
        held = Terms.objects.filter(case=case).order_by("pk").last()
        if held is None:
            assert not rows.exists()
            continue
        day = max(TODAY, held.effective)
        said = rows.filter(valid__contains=day).values_list("state", flat=True)
        assert set(said) == {SAYS[Stage(case.stage)]}, case.stage


def _something_of_everything_is_under_way() -> None:
    open_cases = Case.objects.exclude(due__isnull=True)
    late = open_cases.filter(due__lte=NOW).count()
    soon = open_cases.filter(due__gt=NOW, due__lte=NOW + timedelta(days=4)).count()
    assert late >= 3
    assert soon >= 2
    frozen = Case.objects.get(stage="frozen")
    ends = freeze_ends(frozen)
    assert ends is not None
    assert NOW < ends <= NOW + timedelta(hours=72)
    assert Consultation.objects.filter(answered_in__isnull=True).exists()
    joint = Assignment.objects.filter(duty="guest", ended_in__isnull=True, case__stage="validating")
    assert set(joint.values_list("person__username", flat=True)) == {"gita", "fern"}
    assert Correction.objects.exclude(steps__settled__in=["mended", "not_mended"]).count() >= 6
    assert CorrectionStep.objects.filter(settled="").exists()
    assert Case.objects.filter(stage__in=APPEALED).count() == 6
    for case in Case.objects.filter(stage="submitted"):
        assert any(run.term.id == "acceptance" for run in running(case))


def _who_can_log_in_finds_a_case(told: History) -> None:
    otto, tess = (User.objects.get(username=name) for name in ("otto", "tess"))
    assert Case.objects.get(operator__reference=otto.operator).stage == "monitored"
    assert otto.operator == told.busiest
    assert Case.objects.get(operator__reference=tess.operator).stage == "correcting"
    for person in User.objects.filter(username__startswith="trader"):
        assert not person.has_usable_password()
    decided = Event.objects.filter(move="grant").values_list("person__username", flat=True)
    assert set(decided) == set(demo_programme.DECIDERS)
    handled = set(Case.objects.exclude(officer=None).values_list("officer__username", flat=True))
    assert handled == set(demo_programme.OFFICERS)


@pytest.mark.drill
def test_a_country_with_few_firms_has_sixty_cases_too(db: None) -> None:
    told = history(members=1, firms=9)
    applying, holding = demo_programme.applicants(told), demo_programme.members(told)
    opened = demo_programme.opening(TODAY)
    users = demo_data.enrol(opened, {"otto": told.busiest, "tess": applying[0].reference})
    programme = demo_programme.Laying(users, TODAY)
    programme.applications(applying)
    programme.holders(list(holding.values()))
    assert {Stage(stage) for stage in Case.objects.values_list("stage", flat=True)} == set(Stage)


def _every_team_was_drawn_and_can_be_drawn_again() -> None:
    plans = Event.objects.filter(move="plan_validation")
    assert plans.count() >= 40
    for plan in plans:
        again = repeated(plan.data, review_began(plan.case, plan.number))
        assert again is not None
        assert again.same, again.differences
        assert again.shown_before is not None
    kept_away = [rules for plan in plans for _, rules in _refused(plan)]
    assert {"declared_no_conflict", "is_not_absent"} <= {rule for rules in kept_away for rule in rules}
    assert any(len(plan.data["draw"]["drawn"]["rounds"]) == 2 for plan in plans), "somebody fell ill"


def _refused(plan: Event) -> list[tuple[int, tuple[str, ...]]]:
    again = repeated(plan.data)
    assert again is not None
    return [(stand.person, stand.rules) for _, stands in again.rounds for stand in stands if stand.rules]


def _risks_are_mapped() -> None:
    maps = Counter(RiskJudged.objects.values_list("case", flat=True))
    assert len(maps) >= 9
    whole = [case for case in Case.objects.filter(pk__in=maps) if maps[case.pk] == len(leaf_sections(case))]
    assert len(whole) == len(maps) - 1, "one map was only begun"
    for case in whole:
        assert len(legs_of(case)) == 4


def _what_is_done_about_all_cases_together() -> None:
    closed, running = ConsistencyRound.objects.order_by("pk")
    assert closed.closed_at is not None
    assert ConsistencyRating.objects.filter(round=closed).count() == 4 * len(closed.items)
    left = set(running.raters) - set(ConsistencyRating.objects.filter(round=running).values_list("person", flat=True))
    assert [User.objects.get(pk=one).username for one in left] == ["vera"]
    stages = dict(Edition.objects.values_list("name", "stage"))
    assert stages == {"national-2027": "consultation", "port-firms-2027": "draft"}
    sample = Sample.objects.get()
    assert Look.objects.filter(sampled__sample=sample).count() == 4
    waiting = MigrationFile.objects.filter(applied_at__isnull=True).order_by("pk")
    assert [preview_of(file, at=NOW).counts["refused"] for file in waiting] == [1, 0]
