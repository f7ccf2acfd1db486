"""The clocks of the house: every preset has a freeze and a hearing, its own or these; counted by hand."""

import pytest

from tests.programme.clocks.administration import XA, ZONE, at, event
from trustlane.programme.clocks.house import FOLLOW_UP, FREEZE, HEARING, NEXT_VALIDATION, OF_OFFICERS, with_house_rules
from trustlane.programme.clocks.library import shipped
from trustlane.programme.clocks.running import Running, clocks, silent
from trustlane.programme.clocks.terms import Silence


def ran(preset: str, term: str, *events: object) -> Running:
    (run,) = [
        one
        for one in clocks(with_house_rules(shipped()[preset]), events, XA, ZONE)  # type: ignore[arg-type]
        if one.term.id == term
    ]
    return run


@pytest.mark.parametrize("preset", sorted(shipped()))
def test_every_preset_has_them_once_and_keeps_its_own(preset: str) -> None:
    own, whole = shipped()[preset], with_house_rules(shipped()[preset])
    ids = [term.id for term in whole.terms]
    assert ids.count(FREEZE) == ids.count(HEARING) == 1
    assert whole.terms[: len(own.terms)] == own.terms
    assert with_house_rules(whole) is whole


@pytest.mark.parametrize("preset", sorted(shipped()))
def test_a_freeze_is_72_hours_to_the_minute(preset: str) -> None:
    # Thursday 5 March 22:30, over the free Friday and Saturday, to Sunday 8 March 22:30.
    run = ran(preset, FREEZE, event("freeze", "2026-03-05 22:30"))
    assert run.due == at("2026-03-08 22:30")
    assert run.read(at("2026-03-07 22:31")).warning == 24
    assert silent(run, at("2026-03-08 22:31")) is Silence.LAPSED


@pytest.mark.parametrize("preset", ["us-2026", "korea-2026", "india-2026", "indonesia-2026"])
def test_a_hearing_is_30_days_where_the_preset_has_none(preset: str) -> None:
    # 3 + 30 = 33, less the 31 days of August: 2 September, a Wednesday.
    run = ran(preset, HEARING, event("intend_revocation", "2026-08-03"))
    assert str(run.due) == "2026-09-02"
    assert silent(run, at("2026-09-03")) is Silence.PROCEEDS
    # 2 + 30 = 32, less 31: 1 April, Harbour Day; so Thursday 2 April.
    assert str(ran(preset, HEARING, event("intend_annulment", "2026-03-02")).due) == "2026-04-02"


def test_a_holder_is_validated_again_in_the_months_that_the_decision_tells() -> None:
    # 36 months from 2 March 2026 are over on 2 March 2029; half of them, 18, on 2 September 2027.
    assert str(ran("eu-2026", NEXT_VALIDATION, event("grant", "2026-03-02")).due) == "2029-03-02"
    assert str(ran("eu-2026", NEXT_VALIDATION, event("grant", "2026-03-02", months="18")).due) == "2027-09-02"
    # Five years, less the half year before the certificate ends: 54 months, on 2 September 2030.
    assert str(ran("korea-2026", NEXT_VALIDATION, event("grant", "2026-03-02")).due) == "2030-09-02"
    # The law counts four years from the end of the visit, at most; by risk two: 2 March 2028.
    visited = event("end_validation", "2026-03-02", months="24")
    (run,) = clocks(with_house_rules(shipped()["us-2026"]), [visited], XA, ZONE)
    assert (run.term.id, str(run.due)) == ("revalidation", "2028-03-02")


def test_what_a_revalidation_calls_for_is_begun_in_30_days() -> None:
    # 2 + 30 = 32, less the 31 days of March: 1 April, Harbour Day; so Thursday 2 April.
    closed = event("close_revalidation", "2026-03-02", cause="measures")
    for preset in shipped():
        due = ran(preset, FOLLOW_UP, closed).due
        assert str(due) == ("2026-04-02" if shipped()[preset].ends_on_working_day else "2026-04-01")
    assert ran("eu-2026", FOLLOW_UP, closed, event("suspend", "2026-03-20")).ended is not None


def test_what_is_dropped_is_heard_no_more() -> None:
    dropped = event("drop_hearing", "2026-08-10")
    assert ran("us-2026", HEARING, event("intend_revocation", "2026-08-03"), dropped).ended == dropped


def test_a_look_at_a_holder_has_the_days_that_the_rules_tell() -> None:
    # 2 + 30 = 32, less the 31 days of March: 1 April; it is Harbour Day, which this clock does not ask about.
    called, answered = event("call_review", "2026-03-02", days="30"), event("answer_review", "2026-03-20")
    (run,) = clocks(OF_OFFICERS, [called], XA, ZONE)
    assert str(run.due) == "2026-04-01"
    (run,) = clocks(OF_OFFICERS, [called, answered], XA, ZONE)
    assert run.ended == answered


@pytest.mark.parametrize("preset", sorted(shipped()))
def test_no_clock_that_both_sides_read_hears_what_officers_do_among_themselves(preset: str) -> None:
    whole, words = with_house_rules(shipped()[preset]), {"call_review", "answer_review"}
    assert not any(words.intersection(term.begins + term.ends) for term in whole.terms)
    assert not whole.by_id.keys() & OF_OFFICERS.by_id.keys()
