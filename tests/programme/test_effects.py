"""What a decision makes of the standing of a holder: in the same transaction, from the right day, in both times."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.programme.cases import CLOCKS, Programme
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Terms
from trustlane.programme.queries.bans import ban_on
from trustlane.programme.refusals import HearingNotOver, OpenCaseExists, ReapplicationBarred
from trustlane.programme.stages import Stage
from trustlane.standing import queries as standing

pytestmark = pytest.mark.django_db


def says(case: Case, on: date, known: datetime | None = None) -> list[str]:
    """What the register says of the holder on a day, as known at an instant."""
    rows = standing.of_operator(case.operator.reference, valid=on, known=known)
    return [row.fact.state for row in rows]


def effective(case: Case) -> date:
    return Terms.objects.filter(case=case).order_by("pk")[0].effective


def test_a_grant_is_in_force_from_its_day_of_effect_and_not_before(programme: Programme) -> None:
    case = programme.case(Stage.GRANTED)
    first = effective(case)
    assert first == programme.now.date() + timedelta(days=5)  # the EU preset: the fifth day after the decision
    assert says(case, first - timedelta(days=1)) == []
    assert says(case, first) == ["valid"]


def test_a_grant_that_fails_leaves_no_standing(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustlane.programme.actions import deciding

    def broken(*given: Any, **more: Any) -> None:
        raise RuntimeError("the line is down")

    case = programme.case(Stage.DECISION_PENDING)
    monkeypatch.setattr(deciding, "_number_to_operator", broken)
    with pytest.raises(RuntimeError):
        programme.do("grant", case)
    assert Case.objects.get(pk=case.pk).stage == Stage.DECISION_PENDING
    assert says(case, programme.now.date() + timedelta(days=30)) == []


def test_the_number_of_the_certificate_finds_its_holder(programme: Programme) -> None:
    from trustlane.parties import queries as parties
    from trustlane.parties.identifiers import Identifier

    case = programme.case(Stage.GRANTED)
    number = Terms.objects.get(case=case).number
    assert parties.holder_of(Identifier("AEO", number), issuer="XA") == case.operator.reference


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        (Stage.MONITORED, "valid"),
        (Stage.AMENDING, "valid"),
        (Stage.FROZEN, "suspended"),
        (Stage.SUSPENDED, "suspended"),
        (Stage.REINSTATING, "suspended"),
        (Stage.REVOCATION_HEARING, "valid"),
        (Stage.REVOKED, "revoked"),
        (Stage.ANNULLED, "revoked"),
        (Stage.SUCCEEDED, "withdrawn"),
    ],
)
def test_the_register_says_what_the_stage_does(programme: Programme, stage: Stage, state: str) -> None:
    case = programme.case(stage)
    assert says(case, max(programme.now.date(), effective(case)) + timedelta(days=1)) == [state]


def test_what_was_known_before_a_freeze_stays_known_as_it_was(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    on = effective(case) + timedelta(days=60)
    programme.now = datetime(on.year, on.month, on.day, 9, 0, tzinfo=UTC)
    before = programme.tick()
    programme.do("freeze", case)
    assert says(case, on) == ["suspended"]
    assert says(case, on, known=before) == ["valid"]
    assert says(case, on - timedelta(days=1)) == ["valid"]


def test_a_freeze_lapses_after_72_hours_to_the_minute_and_the_status_is_back(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    programme.tick(days=30)
    event = programme.do("freeze", case)
    assert deeds.run_out(at=event.at + timedelta(hours=71, minutes=59)) == {}
    assert deeds.run_out(at=event.at + timedelta(hours=72)) == {"lapse_freeze": 1}
    assert Case.objects.get(pk=case.pk).stage == Stage.MONITORED
    assert says(case, event.at.date() + timedelta(days=3)) == ["valid"]
    assert says(case, event.at.date() + timedelta(days=1)) == ["suspended"]
    assert deeds.run_out(at=event.at + timedelta(hours=73)) == {}


def test_a_freeze_before_the_day_of_effect_gives_nothing_early(programme: Programme) -> None:
    case = programme.case(Stage.GRANTED)
    programme.do("freeze", case)
    first = effective(case)
    assert says(case, first - timedelta(days=1)) == []
    assert says(case, first) == ["valid"]
    programme.do("ratify", case)
    assert says(case, first) == ["suspended"]


def test_one_case_that_cannot_be_moved_stops_no_other_clock(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.programme.actions import timing
    from trustlane.programme.refusals import CaseChanged

    first, second = programme.case(Stage.FROZEN), programme.case(Stage.FROZEN)
    whole = timing.lapse_freeze

    def broken(*, case: Case, **more: Any) -> Any:
        if case.pk == first.pk:
            raise CaseChanged("somebody was quicker")
        return whole(case=case, **more)

    monkeypatch.setattr(timing, "lapse_freeze", broken)
    assert deeds.run_out(at=programme.tick(hours=80)) == {"refused": 1, "lapse_freeze": 1}
    assert Case.objects.get(pk=second.pk).stage == Stage.MONITORED


def test_an_agency_that_is_silent_stops_no_case_that_went_on(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    for step in ("plan_validation", "begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    assert deeds.run_out(at=programme.now + timedelta(days=90)) == {"answer_consultation": 1}


def test_silence_accepts_from_the_day_the_law_says(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    received = case.since.date()
    deeds.run_out(at=case.since + timedelta(days=45))
    assert Case.objects.get(pk=case.pk).events.get(move="accept").data["on"] == received.isoformat()


def test_a_renewal_is_decided_by_a_second_officer_and_moves_the_last_day(world: Any) -> None:
    programme = Programme(world, preset="korea-2026")
    case = programme.case(Stage.MONITORED)
    before = Terms.objects.get(case=case).expires
    assert before is not None
    programme.now = datetime(before.year, before.month, before.day, 9, 0, tzinfo=UTC) - timedelta(days=30)
    terms = deeds.Granted(security=True, compliance=True, roles=["exporter"], renew=True, unvisited="Ill.")
    deeds.propose_amendment(case=case, terms=terms, reason="Revalidated.", by=programme.officer, at=programme.tick())
    kept = programme.do("amend", case)
    assert kept.expires is not None
    assert kept.expires > before + timedelta(days=4 * 365)
    assert says(case, before + timedelta(days=10)) == ["valid"]
    assert deeds.run_out(at=datetime(before.year, before.month, before.day, tzinfo=UTC) + timedelta(days=10)) == {}


def test_an_appeal_comes_in_time_or_not_at_all(world: Any) -> None:
    from trustlane.programme.refusals import AppealTooLate

    programme = Programme(world, preset="national-2026")
    case = programme.case(Stage.REFUSED)
    programme.tick(days=900)
    with pytest.raises(AppealTooLate):
        programme.do("appeal_refusal", case)


def test_a_freeze_is_not_ratified_after_its_72_hours(programme: Programme) -> None:
    case = programme.case(Stage.FROZEN)
    programme.tick(hours=72)
    with pytest.raises(Exception, match="72 hours are over"):
        programme.do("ratify", case)


def test_an_annulment_reaches_back_to_the_first_day(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    first = effective(case)
    programme.now = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    before = programme.tick()
    for step in ("intend_annulment", "hear", "annul"):
        programme.do(step, case)
    assert says(case, first) == ["revoked"]
    assert says(case, first, known=before) == ["valid"]


def test_an_annulment_that_falls_gives_the_status_back_from_the_first_day(programme: Programme) -> None:
    case = programme.case(Stage.ANNULMENT_APPEALED)
    programme.do("allow_status_appeal", case)
    assert says(case, effective(case)) == ["valid"]


def test_nobody_is_taken_a_status_from_unheard(programme: Programme) -> None:
    case = programme.case(Stage.REVOCATION_HEARING)
    with pytest.raises(HearingNotOver):
        programme.do("revoke", case)
    programme.tick(days=40)  # the EU preset: 30 days to be heard
    programme.do("revoke", case)
    assert Case.objects.get(pk=case.pk).stage == Stage.REVOKED


def test_who_was_revoked_applies_again_only_after_the_ban(programme: Programme) -> None:
    case = programme.case(Stage.REVOKED)
    with pytest.raises(ReapplicationBarred, match="may apply again"):
        programme.draft(operator=case.operator)
    programme.tick(days=3 * 366)
    assert programme.draft(operator=case.operator).stage == Stage.DRAFT


def test_an_operator_has_one_case_at_a_time(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    with pytest.raises(OpenCaseExists, match=case.reference):
        programme.draft(operator=case.operator)


def test_silence_of_customs_accepts_an_application(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    sent = case.since
    assert deeds.run_out(at=sent + timedelta(days=29)) == {}
    assert deeds.run_out(at=sent + timedelta(days=35)) == {"accept": 1}
    accepted = Case.objects.get(pk=case.pk)
    assert accepted.stage == Stage.ACCEPTED
    assert accepted.events.get(move="accept").by == CLOCKS.id


def test_an_agency_that_does_not_answer_is_taken_to_agree(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    consultation = programme.do("consult", case)
    assert deeds.run_out(at=programme.now + timedelta(days=79)) == {}
    assert deeds.run_out(at=programme.now + timedelta(days=90)) == {"answer_consultation": 1}
    consultation.refresh_from_db()
    assert consultation.opinion == "silent"


def test_other_terms_hold_from_the_day_they_are_decided(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    programme.now = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
    programme.do("propose_amendment", case)
    kept = programme.do("amend", case)
    row, *more = standing.of_operator(case.operator.reference, valid=kept.effective)
    assert not more
    assert row.fact.scope == {"compliance"}
    before, *_ = standing.of_operator(case.operator.reference, valid=kept.effective - timedelta(days=1))
    assert before.fact.scope == {"security", "compliance"}


def test_the_next_declaration_is_decided_by_the_new_standing(programme: Programme) -> None:
    """Selectivity asks the register by identifier on the day: it sees the freeze at once."""
    from trustlane.selectivity.trust import Register

    case = programme.case(Stage.MONITORED)
    programme.now = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)

    def trusted() -> int:
        facts = list(standing.export(valid=programme.now.date()))
        return sum(row["state"] == "valid" for row in Register.of(facts, ("XA",)).rows.iter_rows(named=True))

    assert trusted() > 0
    programme.do("freeze", case)
    assert trusted() == 0


def test_a_freeze_ends_in_the_register_even_if_no_clock_is_kept(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    programme.tick(days=30)
    event = programme.do("freeze", case)
    last = (event.at + timedelta(hours=72)).date()
    assert says(case, last) == ["suspended"]
    assert says(case, last + timedelta(days=1)) == ["valid"]
    programme.do("ratify", case)
    assert says(case, last + timedelta(days=1)) == ["suspended"]


def test_a_status_in_force_waits_no_more_for_its_day_of_effect(programme: Programme) -> None:
    waiting, in_force = programme.case(Stage.GRANTED), programme.case(Stage.MONITORED)
    assert waiting.due_term == "effect"
    assert in_force.due_term != "effect"


def test_a_suspension_that_customs_orders_has_its_clock(programme: Programme) -> None:
    from trustlane.programme.queries.clocks import running

    case = programme.case(Stage.SUSPENDED)
    (clock,) = [run for run in running(case) if run.term.id == "suspension"]
    assert clock.begun.at == case.since
    for step in ("propose_reinstatement", "reinstate"):
        programme.do(step, case)
    (clock,) = [run for run in running(case) if run.term.id == "suspension"]
    assert clock.ended is not None


def test_a_status_takes_effect_by_the_clock_on_its_day(programme: Programme) -> None:
    case = programme.case(Stage.GRANTED)
    first = effective(case)
    assert deeds.run_out(at=datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(minutes=1)) == {}
    assert deeds.run_out(at=datetime(first.year, first.month, first.day, tzinfo=UTC)) == {"take_effect": 1}
    assert Case.objects.get(pk=case.pk).stage == Stage.MONITORED


def test_a_certificate_that_ran_out_lapses_by_the_clock(world: Any) -> None:
    programme = Programme(world, preset="india-2026")
    case = programme.case(Stage.MONITORED)
    last = Terms.objects.get(case=case).expires
    assert last is not None
    assert deeds.run_out(at=datetime(last.year, last.month, last.day, 23, 0, tzinfo=UTC)) == {}
    after = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    assert deeds.run_out(at=after) == {"expire": 1}
    assert Case.objects.get(pk=case.pk).stage == Stage.LAPSED


def _year(programme: Programme, year: int, month: int = 1) -> None:
    programme.now = datetime(year, month, 1, 9, 0, tzinfo=UTC)


def _periods(case: Case) -> list[tuple[date, date | None, str, bool, bool]]:
    """What the register says now, period by period."""
    from trustlane.parties.periods import first_and_last
    from trustlane.standing.models import Standing

    rows = Standing.objects.filter(operator=case.operator, known_to__isnull=True)
    told = [(*first_and_last(row.valid), row.state, row.security, row.compliance) for row in rows]
    return sorted((one for one in told if one[0] is not None), key=lambda one: one[0])


def _annulled_after_a_life(programme: Programme) -> tuple[Case, list[Any]]:
    """In force for both risks, suspended for a while, later for compliance alone; then annulled."""
    case = programme.case(Stage.MONITORED)
    for year, steps in {
        2027: ("freeze", "ratify", "propose_reinstatement", "reinstate"),
        2028: ("propose_amendment", "amend"),
    }.items():
        for month, step in enumerate(steps, 1):
            if step != "ratify":
                _year(programme, year, month)
            programme.do(step, case)
    before = _periods(case)
    _year(programme, 2029)
    for step in ("intend_annulment", "hear", "annul"):
        programme.do(step, case)
    return case, before


def test_an_annulment_that_falls_gives_back_the_terms_of_each_period(programme: Programme) -> None:
    case, before = _annulled_after_a_life(programme)
    assert {(state, security) for _first, _last, state, security, _compliance in before} == {
        ("valid", True),
        ("suspended", True),
        ("valid", False),
    }
    (revoked,) = _periods(case)
    assert revoked[2] == "revoked"
    for step in ("appeal_annulment", "allow_status_appeal"):
        _year(programme, 2029, 3)
        programme.do(step, case)
    assert _periods(case) == before


def test_an_annulment_of_a_suspended_status_that_falls_gives_back_the_years_before_it(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    _year(programme, 2027)
    for step in ("freeze", "ratify"):
        programme.do(step, case)
    before = _periods(case)
    _year(programme, 2028)
    for step in ("intend_annulment", "hear", "annul", "appeal_annulment"):
        programme.do(step, case)
    deeds.allow_appeal(case=case, reason="It was too hard.", by=programme.other_decider, at=programme.tick())
    assert Case.objects.get(pk=case.pk).stage == Stage.SUSPENDED
    assert _periods(case) == before
    assert says(case, date(2026, 6, 1)) == ["valid"]
    assert says(case, date(2028, 6, 1)) == ["suspended"]


def test_who_told_false_things_is_barred_where_the_law_says_so_and_nobody_else(world: Any) -> None:
    programme = Programme(world, preset="us-2026")
    told, other = programme.case(Stage.REVOCATION_HEARING), programme.case(Stage.REVOCATION_HEARING)
    for case, cause in ((told, "false_information"), (other, "")):
        programme.do("hear", case)
        deeds.revoke(case=case, reason="So it is.", by=programme.decider, at=programme.tick(), cause=cause)
    with pytest.raises(ReapplicationBarred, match="6 USC 967"):
        programme.draft(operator=told.operator)
    assert programme.draft(operator=other.operator).stage == Stage.DRAFT


def test_who_was_refused_for_false_information_is_barred_for_five_years_whatever_else_ended_since(world: Any) -> None:
    programme = Programme(world, preset="us-2026")
    told, other = programme.case(Stage.REFUSAL_HEARING), programme.case(Stage.REFUSAL_HEARING)
    for case, cause in ((told, "false_information"), (other, "")):
        programme.do("hear", case)
        deeds.refuse(case=case, reason="So it is.", by=programme.decider, at=programme.tick(), cause=cause)
    with pytest.raises(ReapplicationBarred, match=rf"{told.reference} was refused on .* \(6 USC 967"):
        programme.draft(operator=told.operator)
    assert programme.draft(operator=other.operator).stage == Stage.DRAFT
    programme.tick(days=4 * 365)
    with pytest.raises(ReapplicationBarred):
        programme.draft(operator=told.operator)
    programme.tick(days=370)
    assert programme.draft(operator=told.operator).stage == Stage.DRAFT


def test_an_appeal_that_is_allowed_against_a_refusal_ends_the_ban_and_one_that_is_dismissed_does_not(
    world: Any,
) -> None:
    programme = Programme(world, preset="us-2026")
    freed, held = programme.case(Stage.REFUSAL_HEARING), programme.case(Stage.REFUSAL_HEARING)
    for case in (freed, held):
        programme.do("hear", case)
        deeds.refuse(
            case=case, reason="So it is.", by=programme.decider, at=programme.tick(), cause="false_information"
        )
        programme.do("appeal_refusal", case)
    programme.do("allow_refusal_appeal", freed)
    programme.do("dismiss_refusal_appeal", held)
    assert ban_on(freed.operator.reference, at=programme.now) is None
    ban = ban_on(held.operator.reference, at=programme.now)
    assert ban is not None
    assert (ban.case, ban.until.year) == (held.reference, 2031)


def test_a_cause_that_no_clock_goes_by_is_refused(programme: Programme) -> None:
    from trustlane.programme.refusals import ChoiceUnknown

    case = programme.case(Stage.REVOCATION_HEARING)
    programme.do("hear", case)
    with pytest.raises(ChoiceUnknown):
        deeds.revoke(case=case, reason="So.", by=programme.decider, at=programme.tick(), cause="false_information")


def test_the_review_tells_that_the_other_states_know(programme: Programme) -> None:
    from trustlane.programme.queries.clocks import running

    case = programme.case(Stage.ACCEPTED)
    (sharing,) = [run for run in running(case) if run.term.id == "sharing"]
    assert sharing.ended is None
    programme.do("begin_review", case)
    (sharing,) = [run for run in running(case) if run.term.id == "sharing"]
    assert sharing.ended is not None


@pytest.mark.parametrize("preset", ["us-2026", "korea-2026", "india-2026", "indonesia-2026"])
def test_who_is_to_lose_something_is_heard_thirty_days_whatever_the_preset_knows(world: Any, preset: str) -> None:
    """From Thursday 1 October 2026, 30 days end on Saturday 31 October; so on Monday 2 November."""
    programme = Programme(world, preset=preset)
    case = programme.case(Stage.MONITORED)
    programme.now = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    programme.do("intend_revocation", case)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.due_term, kept.turn) == ("hearing", "applicant")
    assert kept.due == datetime(2026, 11, 3, tzinfo=UTC)
    programme.now = datetime(2026, 11, 2, 22, 0, tzinfo=UTC)
    with pytest.raises(HearingNotOver):
        programme.do("revoke", case)
    programme.now = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    programme.do("revoke", case)


@pytest.mark.parametrize("preset", ["eu-2026", "us-2026", "national-2026"])
def test_a_freeze_has_its_72_hours_whatever_the_preset_knows(world: Any, preset: str) -> None:
    programme = Programme(world, preset=preset)
    case = programme.case(Stage.MONITORED)
    programme.now = datetime(2026, 10, 2, 8, 0, tzinfo=UTC)
    frozen = programme.do("freeze", case)
    kept = Case.objects.get(pk=case.pk)
    # Friday at nine, and three days of 24 hours: Monday at nine, over the weekend.
    assert frozen.at == datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
    assert (kept.due, kept.due_term, kept.turn) == (datetime(2026, 10, 5, 9, 0, tzinfo=UTC), "freeze", "customs")
    assert kept.wakes == kept.due
