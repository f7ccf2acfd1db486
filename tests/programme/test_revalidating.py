"""A holder is validated again: in a round of its own, while its status stays in force; closed by fresh eyes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.programme.cases import CLOCKS, STEPS, Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.clocks.house import FOLLOW_UP, NEXT_VALIDATION
from trustlane.programme.models import Assignment, Case, Event, Terms
from trustlane.programme.queries import casefile
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.figures import figures
from trustlane.programme.queries.risks import leaf_sections
from trustlane.programme.queries.worklist import Wanted, chosen
from trustlane.programme.refusals import NotRevalidated, VisitNeeded
from trustlane.programme.risk.mapping import Judged, Risk
from trustlane.programme.stages import HOLDING, REVALIDATION, Stage
from trustlane.standing.models import Standing

pytestmark = pytest.mark.django_db
ROUND = ("begin_revalidation", "plan_validation", "begin_validation", "rate all", "end_validation", "report")


def said(case: Case) -> list[tuple[str, Any]]:
    """What the register says of the holder, with its period."""
    return list(Standing.objects.filter(operator=case.operator).order_by("pk").values_list("state", "valid"))


def stage(case: Case) -> str:
    return Case.objects.values_list("stage", flat=True).get(pk=case.pk)


def ends(case: Case, term: str) -> list[date]:
    """The days on which open clocks of that term end."""
    return [run.due for run in running(case) if run.term.id == term and run.ended is None]  # type: ignore[misc]


def test_a_whole_round_leaves_the_standing_as_it_is_and_begins_the_clock_anew(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    before, terms = said(case), Terms.objects.filter(case=case).count()
    assert before
    first = ends(case, NEXT_VALIDATION)
    programme.tick(days=900)
    for step in ROUND:
        programme.do(step, case)
        assert stage(case) in REVALIDATION <= HOLDING
        assert said(case) == before
    programme.do("revalidate", case)
    assert stage(case) == Stage.MONITORED
    assert said(case) == before
    assert Terms.objects.filter(case=case).count() == terms
    closed = Event.objects.filter(case=case).latest("number")
    assert (closed.data["outcome"], closed.data["mode"]) == ("keep", "on_site")
    (again,) = ends(case, NEXT_VALIDATION)
    assert again > first[0]
    assert Assignment.objects.filter(case=case, round=2).count() == 2


def test_the_team_of_the_round_and_who_handled_it_close_nothing(programme: Programme) -> None:
    case = programme.case(Stage.REVALIDATION_PENDING)
    for person in (programme.officer, *programme.validators):
        with pytest.raises(Refused):
            programme.do("revalidate", case, by=person)


@pytest.mark.parametrize("again", sorted(REVALIDATION))
def test_a_freeze_that_lapses_leads_back_into_the_round(programme: Programme, again: Stage) -> None:
    case = programme.case(again)
    before = said(case)
    programme.do("freeze", case)
    assert said(case) != before
    programme.tick(days=4)
    deeds.lapse_freeze(case=case, by=CLOCKS, at=programme.tick())
    assert stage(case) == again


def test_a_freeze_that_is_ratified_breaks_the_round_off(programme: Programme) -> None:
    case = programme.case(Stage.REVALIDATING)
    for step in ("freeze", "ratify", "propose_reinstatement", "reinstate"):
        programme.do(step, case)
    assert stage(case) == Stage.MONITORED
    programme.do("begin_revalidation", case)


def test_a_hearing_that_is_dropped_leads_back_into_the_round(programme: Programme) -> None:
    case = programme.case(Stage.REVALIDATION_PENDING)
    for step in ("intend_revocation", "drop_hearing"):
        programme.do(step, case)
    assert stage(case) == Stage.REVALIDATION_PENDING


def test_at_the_desk_only_where_the_preset_allows_it(programme: Programme) -> None:
    programme.preset = "us-2026"
    case = programme.case(Stage.REVALIDATION_REVIEW)
    with pytest.raises(VisitNeeded):
        programme.do("conclude_at_desk", case)
    programme.preset = "eu-2026"
    case = programme.case(Stage.REVALIDATION_AT_DESK)
    programme.do("revalidate", case)
    assert Event.objects.filter(case=case).latest("number").data["mode"] == "desk"


def test_what_a_revalidation_calls_for_is_begun_in_thirty_days(programme: Programme) -> None:
    case = programme.case(Stage.REVALIDATION_AT_DESK)
    deeds.revalidate(
        case=case, outcome="measures", reason="The fence is gone.", by=programme.decider, at=programme.tick()
    )
    assert ends(case, FOLLOW_UP) == [programme.now.date() + timedelta(days=30)]
    programme.do("propose_amendment", case)
    assert ends(case, FOLLOW_UP) == []


def test_it_is_called_off_and_stays_due(programme: Programme) -> None:
    case = programme.case(Stage.REVALIDATION_PLANNED)
    due = ends(case, NEXT_VALIDATION)
    programme.do("call_off_revalidation", case)
    assert (stage(case), ends(case, NEXT_VALIDATION)) == (Stage.MONITORED, due)
    assert not Assignment.objects.filter(case=case, ended_in__isnull=True).exists()


def test_a_high_risk_that_is_left_halves_the_time(programme: Programme) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    (section, *_) = leaf_sections(case)
    risk = Risk(section, Judged(5, 5), Judged(5, 5), "take", why="Nothing helps.")
    deeds.judge_risk(case=case, risk=risk, by=programme.officer, at=programme.tick())
    programme.do("grant", case)
    told = Event.objects.get(case=case, move="grant").data
    assert (told["months"], told["next"]["longest"]) == (18, 36)
    assert [one["rule"] for one in told["next"]["reasons"]] == ["high"]


def test_a_certificate_is_renewed_after_a_new_validation_or_it_is_said_why_not(programme: Programme) -> None:
    programme.preset = "korea-2026"
    case = programme.case(Stage.MONITORED)
    terms = {"security": True, "compliance": True, "roles": ["exporter"], "renew": True}

    def propose(**more: Any) -> None:
        given = deeds.Granted(**(terms | more))
        at = programme.tick()
        deeds.propose_amendment(case=case, terms=given, reason="Five years.", by=programme.officer, at=at)

    with pytest.raises(NotRevalidated):
        propose()
    propose(unvisited="The whole team was ill for months.")
    programme.do("decline_amendment", case)
    for step in (*ROUND, "revalidate"):
        programme.do(step, case)
    propose()
    before = ends(case, "revalidation")
    programme.tick(days=30)
    programme.do("amend", case)
    assert ends(case, "revalidation") > before


def test_a_late_revalidation_is_counted_beside_a_later_report(programme: Programme) -> None:
    programme.preset = "us-2026"
    case = programme.case(Stage.MONITORED)
    at = datetime(2031, 6, 1, tzinfo=UTC)
    counted = {one.term: one for one in figures(programme.decider, at=at, since=date(2030, 1, 1)).clocks}
    assert counted["annual_report"].late == counted["revalidation"].late == counted["validation"].late == 1
    wanted = Wanted(kind="all", term="revalidation", late=True)
    assert [one.pk for one in chosen(programme.decider, wanted, at=at)] == [case.pk]


def test_cases_that_nobody_reckoned_are_reckoned_by_the_clock(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    kept = Case.objects.values_list("ends", flat=True).get(pk=case.pk)
    Case.objects.filter(pk=case.pk).update(ends=None)
    assert deeds.run_out(at=programme.tick()) == {"reckoned": 1}
    assert Case.objects.values_list("ends", flat=True).get(pk=case.pk) == kept


PRESETS = ("eu-2026", "us-2026", "korea-2026", "india-2026", "indonesia-2026", "national-2026")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_term_that_begins_can_be_ended_by_a_move_that_is_reachable(programme: Programme, preset: str) -> None:
    """Each preset through real deeds to the end of a period, with a visit to the holder and a gap mended there."""
    programme.preset = preset
    case = programme.case(Stage.MONITORED)
    ends_on = Terms.objects.filter(case=case).values_list("expires", flat=True)[0]
    until = ends_on - programme.now.date() if ends_on else timedelta(days=5 * 365)
    programme.tick(days=until.days - 30)
    visit = ("begin_revalidation", "plan_validation", "begin_validation", "rate all", "find a gap", "end_validation")
    mended = ("ask_correction", "answer_correction", "settle each", "settle_corrections", "report", "report_yearly")
    began = {(run.term.id, run.begun.at) for run in running(case) if run.ended is None}
    for step in (*visit, *mended, "revalidate"):
        programme.do(step, case)
    left = {run.term.id for run in running(case) if (run.term.id, run.begun.at) in began and run.ended is None}
    # A certificate is renewed by a deed of its own, below.
    unended = {one for one in left if not _by_itself(case, one)} - {"revalidation"}
    assert unended == set()
    if "revalidation" in left:
        terms = deeds.Granted(security=True, compliance=True, roles=["exporter"], renew=True, tier=_tier(case))
        deeds.propose_amendment(case=case, terms=terms, reason="On.", by=programme.officer, at=programme.tick())
        before = {run.begun.at for run in running(case) if run.term.id == "revalidation" and run.ended is None}
        programme.do("amend", case)
        after = {run.begun.at for run in running(case) if run.term.id == "revalidation" and run.ended is None}
        assert not before & after


def _tier(case: Case) -> str:
    return Terms.objects.filter(case=case).values_list("tier", flat=True)[0]


def _by_itself(case: Case, term: str) -> bool:
    return any(run.term.id == term and run.term.runs_out for run in running(case))


def test_a_holder_reads_how_it_stands(programme: Programme) -> None:
    case = programme.case(Stage.REVALIDATION_PENDING)
    file = casefile.case_file(case, programme.trader(case.operator), at=programme.tick())
    assert "comment_report" in {move.name for move in file.moves}
    assert {"give_back", "report_yearly", "request_suspension"} <= {move.name for move in file.moves}
    assert STEPS["comment_report"]
