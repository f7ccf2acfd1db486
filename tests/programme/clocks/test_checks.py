"""Extensions, stops and stated lengths are refused with what was expected."""

from __future__ import annotations

import pytest

from tests.programme.clocks.administration import XA, ZONE, event
from trustlane.programme.clocks import checks
from trustlane.programme.clocks.checks import check
from trustlane.programme.clocks.events import ClockRefused, Event
from trustlane.programme.clocks.library import shipped

ACCEPTED = event("accept", "2026-04-02")  # decided by 2 August in the European Union
CORRECTION = event("ask_correction", "2026-08-31")  # carried out by 28 February in Indonesia


def extend(on: str, term: str = "decision", **data: str) -> Event:
    return event("extend", on, term=term, **({"reason": "The expert was ill."} | data))


def by_hand(name: str, on: str, term: str = "decision", **data: str) -> Event:
    return event(name, on, term=term, **({"reason": "Proceedings."} | data))


def refused(kind: type[ClockRefused], preset: str, story: list[Event], now: Event) -> str:
    with pytest.raises(kind) as told:
        check(shipped()[preset], story, now, XA, ZONE)
    return str(told.value)


def test_an_extension_up_to_the_longest_may_be_recorded() -> None:
    check(shipped()["eu-2026"], [ACCEPTED], extend("2026-07-20", days="60"), XA, ZONE)
    once = extend("2026-07-20", days="40")
    check(shipped()["eu-2026"], [ACCEPTED, once], extend("2026-08-20", days="20"), XA, ZONE)


def test_an_extension_beyond_the_longest_is_refused_also_in_two_steps() -> None:
    said = refused(checks.ExtensionTooLong, "eu-2026", [ACCEPTED], extend("2026-07-20", days="61"))
    assert said == "decision: expected extensions of at most 60 calendar days together, found 61 days."
    once = extend("2026-07-20", days="40")
    said = refused(checks.ExtensionTooLong, "eu-2026", [ACCEPTED, once], extend("2026-08-20", days="21"))
    assert said.endswith("found 61 days.")
    said = refused(
        checks.ExtensionTooLong, "indonesia-2026", [CORRECTION], extend("2026-12-01", "corrective_action", months="4")
    )
    assert said.endswith("at most 3 months together, found 4 months.")


def test_an_extension_after_expiry_is_refused() -> None:
    check(shipped()["eu-2026"], [ACCEPTED], extend("2026-08-02 23:59", days="10"), XA, ZONE)
    said = refused(checks.ExtensionTooLate, "eu-2026", [ACCEPTED], extend("2026-08-03 00:00", days="10"))
    assert said.startswith("decision: expected the extension before the end, 2026-08-02, found 2026-08-03")


def test_an_extension_is_granted_as_often_as_the_term_says() -> None:
    once = extend("2026-12-01", "corrective_action", months="1")
    again = extend("2027-01-10", "corrective_action", months="1")
    said = refused(checks.TooManyExtensions, "indonesia-2026", [CORRECTION, once], again)
    assert said == "corrective_action: expected at most 1 extensions, found one more."


def test_who_may_not_ask_is_told_who_may() -> None:
    said = refused(checks.NoExtension, "eu-2026", [ACCEPTED], extend("2026-07-20", days="10", asked_by="agency"))
    assert said == "decision: expected an extension asked for by customs or applicant, found agency."
    said = refused(checks.NoExtension, "eu-2026", [ACCEPTED], extend("2026-04-05", "sharing", days="1"))
    assert said == "sharing: expected an extension asked for by nobody, except by law, found none."


def test_what_one_asker_was_given_does_not_count_for_another() -> None:
    once = extend("2026-07-20", days="60")
    check(shipped()["eu-2026"], [ACCEPTED, once], extend("2026-08-20", days="300", asked_by="applicant"), XA, ZONE)
    refused(checks.ExtensionTooLong, "eu-2026", [ACCEPTED, once], extend("2026-08-20", days="1"))


def test_an_extension_needs_a_reason() -> None:
    said = refused(checks.ReasonMissing, "eu-2026", [ACCEPTED], extend("2026-07-20", days="10", reason=" "))
    assert said == "extend: expected a reason, found none."


def test_no_reason_is_asked_where_the_term_asks_none() -> None:
    eu = shipped()["eu-2026"]
    decision = eu.by_id["decision"]
    (rule, _) = decision.extensions
    free = type(rule)("customs", None, None, None, False, False)
    loose = type(eu)(**_fields(eu) | {"terms": (type(decision)(**_fields(decision) | {"extensions": (free,)}),)})
    check(loose, [ACCEPTED], extend("2027-01-01", days="500", reason=""), XA, ZONE)


def _fields(of: object) -> dict[str, object]:
    return {name: getattr(of, name) for name in of.__struct_fields__}  # type: ignore[attr-defined]


def test_a_law_may_extend_any_clock_at_any_time_and_names_itself() -> None:
    storm = extend("2026-09-20", days="90", asked_by="law", legal_basis="Decree after the storm, art. 1")
    check(shipped()["eu-2026"], [ACCEPTED], storm, XA, ZONE)
    nameless = extend("2026-09-20", days="90", asked_by="law")
    said = refused(checks.ReasonMissing, "eu-2026", [ACCEPTED], nameless)
    assert said == "extend: expected a legal basis, found none."
    # It takes nothing from what customs itself may give.
    early = extend("2026-05-20", days="90", asked_by="law", legal_basis="Decree, art. 1")
    check(shipped()["eu-2026"], [ACCEPTED, early], extend("2026-07-20", days="60"), XA, ZONE)


def test_an_extension_is_counted_as_the_term_is() -> None:
    story = [event("submit", "2026-03-08")]
    wrong = extend("2026-03-09", "acceptance", months="1")
    said = refused(checks.ExtensionInAnotherUnit, "indonesia-2026", story, wrong)
    assert said == "acceptance is counted in working days; extend it by these."


def test_an_extension_of_a_length_that_somebody_stated_has_no_longest() -> None:
    story = [event("suspend", "2026-10-04", cause="own_request", days="45")]
    check(shipped()["eu-2026"], story, extend("2026-10-20", "requested_suspension", days="400"), XA, ZONE)


def test_an_unknown_clock_is_told_with_those_there_are() -> None:
    for now in (extend("2026-07-20", "decison", days="1"), by_hand("stop_clock", "2026-07-20", "decison")):
        said = refused(checks.UnknownTerm, "korea-2026", [], now)
        assert said == "korea-2026 has no clock 'decison'; it has: revalidation, annual_report."


def test_a_clock_that_does_not_run_is_neither_extended_nor_stopped() -> None:
    granted = [ACCEPTED, event("grant", "2026-05-01")]
    for story in ([], granted):
        for now in (extend("2026-07-20", days="10"), by_hand("stop_clock", "2026-07-20")):
            said = refused(checks.ClockDoesNotRun, "eu-2026", story, now)
            assert said == (
                "decision: expected a clock that runs on 2026-07-20; it begins with accept and none is open."
            )


def test_a_clock_whose_time_is_up_is_not_stopped_any_more() -> None:
    check(shipped()["eu-2026"], [ACCEPTED], by_hand("stop_clock", "2026-08-02"), XA, ZONE)
    refused(checks.ClockDoesNotRun, "eu-2026", [ACCEPTED], by_hand("stop_clock", "2026-08-03"))


def test_what_ran_out_by_itself_is_not_extended() -> None:
    revoked = [event("revoke", "2026-03-02")]
    refused(checks.ClockDoesNotRun, "us-2026", revoked, extend("2026-06-01", "appeal", days="10"))


def test_what_happens_later_does_not_count() -> None:
    later = [event("accept", "2026-07-21")]
    refused(checks.ClockDoesNotRun, "eu-2026", later, extend("2026-07-20", days="10"))


def test_a_clock_is_stopped_once_and_started_once() -> None:
    stopped, started = by_hand("stop_clock", "2026-05-01"), by_hand("start_clock", "2026-05-20")
    check(shipped()["eu-2026"], [ACCEPTED, stopped], started, XA, ZONE)
    check(shipped()["eu-2026"], [ACCEPTED, stopped, started], by_hand("stop_clock", "2026-06-01"), XA, ZONE)
    said = refused(checks.ClockStandsAlready, "eu-2026", [ACCEPTED, stopped], by_hand("stop_clock", "2026-05-02"))
    assert "it has been stopped by hand. Start it first." in said
    refused(checks.ClockDoesNotStand, "eu-2026", [ACCEPTED], started)
    refused(checks.ClockDoesNotStand, "eu-2026", [ACCEPTED, stopped, started], by_hand("start_clock", "2026-06-01"))


def test_a_clock_that_an_event_stopped_is_not_started_by_hand() -> None:
    story = [event("submit", "2026-03-02"), event("ask_information", "2026-03-12")]
    refused(checks.ClockDoesNotStand, "india-2026", story, by_hand("start_clock", "2026-03-20", "acceptance"))


def test_a_stop_needs_a_reason() -> None:
    refused(checks.ReasonMissing, "eu-2026", [ACCEPTED], by_hand("stop_clock", "2026-05-01", reason=""))


def test_nobody_states_a_longer_period_than_the_term_has() -> None:
    check(shipped()["eu-2026"], [], event("ask_information", "2026-03-12", days="30"), XA, ZONE)
    said = refused(checks.LongerThanTheTerm, "eu-2026", [], event("ask_information", "2026-03-12", days="31"))
    assert said == "information: expected at most 30 calendar days, found 31 days."
    said = refused(checks.LongerThanTheTerm, "eu-2026", [], event("ask_information", "2026-03-12", hours="31"))
    assert said.endswith("found 31 hours.")
    said = refused(checks.LongerThanTheTerm, "national-2026", [], event("freeze", "2026-03-12", hours="73"))
    assert said == "freeze: expected at most 72 hours, found 73 hours."


def test_other_events_may_tell_what_they_like() -> None:
    check(shipped()["eu-2026"], [], event("grant", "2026-03-12", days="3000"), XA, ZONE)
    check(shipped()["eu-2026"], [], event("ask_information", "2026-03-12"), XA, ZONE)
    check(shipped()["eu-2026"], [], event("suspend", "2026-03-12", cause="own_request", days="3000"), XA, ZONE)
