"""Every clock of every preset that ships, counted by hand for an invented administration.

Friday and Saturday are free; holidays are 10 March, 1 April and 28 June. In 2026, 1 March is a Sunday, 1 April a
Wednesday, 1 June a Monday, 1 August a Saturday, 1 October a Thursday. The day of the event does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from tests.programme.clocks.administration import XA, ZONE, at, event, one, ran
from trustlane.programme.clocks.checks import check
from trustlane.programme.clocks.events import Event
from trustlane.programme.clocks.library import shipped
from trustlane.programme.clocks.running import clocks, holds_from, silent
from trustlane.programme.clocks.terms import Silence


@dataclass(frozen=True)
class Worked:
    """A story, when the clock ends by the hand's count, and what it means that nobody did anything."""

    preset: str
    term: str
    story: tuple[Event, ...]
    due: str
    means: Silence
    holds: str = ""  # the day from which on it means that; the day after, where nothing is said

    def __str__(self) -> str:
        return f"{self.preset} {self.term} {self.due}"


def extend(term: str, on: str, **data: str) -> Event:
    return event("extend", on, term=term, reason="The expert was ill.", legal_basis="art. 1", **data)


NOTHING, ACCEPTED, PROCEEDS, EXPIRED, FINAL = (
    Silence.NOTHING,
    Silence.ACCEPTED,
    Silence.PROCEEDS,
    Silence.EXPIRED,
    Silence.FINAL,
)
SUBMITTED, ACCEPTED_2_APRIL = event("submit", "2026-03-02"), event("accept", "2026-04-02")
ASKED, ANSWERED = event("ask_information", "2026-03-12"), event("answer_information", "2026-03-20")
ANNULLED = event("annul", "2028-02-29")
GRANTED = event("grant", "2026-09-27")
APPEALED = event("appeal", "2026-03-04")

EU = (
    # 2 + 30 = 32, less the 31 days of March: 1 April, Harbour Day; so Thursday 2 April.
    Worked("eu-2026", "acceptance", (SUBMITTED,), "2026-04-02", ACCEPTED, "2026-03-02"),
    # It stood from 13 to 20 March, 8 days: 1 + 8 = 9 April, a Thursday.
    Worked("eu-2026", "acceptance", (SUBMITTED, ASKED, ANSWERED), "2026-04-09", ACCEPTED, "2026-03-02"),
    # Never answered, it stands 30 days at most: 1 + 30 = 1 May, Friday; so Sunday 3 May.
    Worked("eu-2026", "acceptance", (SUBMITTED, ASKED), "2026-05-03", ACCEPTED, "2026-03-02"),
    # 12 + 30 = 42, less 31: 11 April, Saturday; so Sunday 12 April.
    Worked("eu-2026", "information", (ASKED,), "2026-04-12", NOTHING),
    # Ten days only: Sunday 22 March.
    Worked("eu-2026", "information", (event("ask_information", "2026-03-12", days="10"),), "2026-03-22", NOTHING),
    # 2 + 7 = 9 April, Thursday.
    Worked("eu-2026", "sharing", (ACCEPTED_2_APRIL,), "2026-04-09", NOTHING),
    # 9 + 80 = 89, less 30 (April) and 31 (May): 28 June, Long Night; so Monday 29 June.
    Worked("eu-2026", "consultation", (event("consult", "2026-04-09"),), "2026-06-29", Silence.FULFILLED),
    # 2 + 120 = 122, less 30, 31, 30: 31 July, Friday; so Sunday 2 August.
    Worked("eu-2026", "decision", (ACCEPTED_2_APRIL,), "2026-08-02", NOTHING),
    # Accepted by silence and recorded later: it counts from the day of receipt. 2 March + 120 = 122, less 31, 30, 31:
    # Tuesday 30 June.
    Worked("eu-2026", "decision", (event("accept", "2026-04-03", on="2026-03-02"),), "2026-06-30", NOTHING),
    # And 60 more: 2 + 180 = 182, less 30, 31, 30, 31, 31: 29 September, Tuesday.
    Worked(
        "eu-2026", "decision", (ACCEPTED_2_APRIL, extend("decision", "2026-07-20", days="60")), "2026-09-29", NOTHING
    ),
    # It stood from 2 to 15 June, 14 days, then 60 more: 29 September + 14 = 13 October, Tuesday.
    Worked(
        "eu-2026",
        "decision",
        (
            ACCEPTED_2_APRIL,
            event("stop_clock", "2026-06-01", term="decision", reason="Criminal proceedings."),
            event("start_clock", "2026-06-15", term="decision", reason="They are over."),
            extend("decision", "2026-07-20", days="60"),
        ),
        "2026-10-13",
        NOTHING,
    ),
    # 3 + 30 = 33, less 31: 2 September, Wednesday.
    Worked("eu-2026", "hearing", (event("intend_refusal", "2026-08-03"),), "2026-09-02", PROCEEDS),
    # 27 + 5 = 32, less 30: 2 October, Friday; it takes effect on a free day too.
    Worked("eu-2026", "effect", (GRANTED,), "2026-10-02", Silence.EFFECTIVE, "2026-10-02"),
    # 4 + 30 = 34, less 31: 3 November, Tuesday.
    Worked("eu-2026", "suspension", (event("suspend", "2026-10-04"),), "2026-11-03", NOTHING),
    # 45 days as the holder said, and 10: 4 + 55 = 59, less 31: 28 November, Saturday; so Sunday 29 November.
    Worked(
        "eu-2026",
        "requested_suspension",
        (
            event("suspend", "2026-10-04", cause="own_request", days="45"),
            extend("requested_suspension", "2026-11-10", days="10"),
        ),
        "2026-11-29",
        NOTHING,
    ),
    # Three years from 29 February: 2031 has none, so 28 February, a Friday; no ban waits for a working day.
    Worked("eu-2026", "reapplication_ban", (ANNULLED,), "2031-02-28", Silence.MAY_APPLY),
)
US = (
    # 2 + 90 = 92, less 31, 30: 31 May, Sunday.
    Worked("us-2026", "decision", (SUBMITTED,), "2026-05-31", NOTHING),
    # 31 May of the next year, a Monday.
    Worked("us-2026", "validation", (event("grant", "2026-05-31"),), "2027-05-31", NOTHING),
    # 4 + 90 = 94, less 31, 30, 31: 2 June, Tuesday.
    Worked("us-2026", "corrective_action", (event("ask_correction", "2026-03-04"),), "2026-06-02", NOTHING),
    # From one leap day to the next, a Sunday.
    Worked("us-2026", "revalidation", (event("end_validation", "2028-02-29"),), "2032-02-29", NOTHING),
    # 1 April 2028 is a Saturday and Harbour Day; so Sunday 2 April.
    Worked("us-2026", "annual_report", (event("report_yearly", "2027-04-01"),), "2028-04-02", NOTHING),
    # As the decision: 31 May.
    Worked("us-2026", "appeal", (event("revoke", "2026-03-02"),), "2026-05-31", FINAL),
    # 4 + 180 = 184, less 31, 30, 31, 30, 31: 31 August, Monday.
    Worked("us-2026", "appeal_decision", (APPEALED,), "2026-08-31", NOTHING),
    Worked(
        "us-2026",
        "reapplication_ban",
        (event("revoke", "2026-03-02", cause="false_information"),),
        "2031-03-02",
        Silence.MAY_APPLY,
    ),
)
KOREA = (
    Worked("korea-2026", "revalidation", (event("grant", "2026-08-31"),), "2031-08-31", EXPIRED),
    # 2029 has no 29 February: the 28th, a Wednesday.
    Worked("korea-2026", "annual_report", (event("grant", "2028-02-29"),), "2029-02-28", NOTHING),
)
INDIA = (
    # 2 + 30: 1 April, Harbour Day; so Thursday 2 April. With 8 days stood: 1 + 8 = Thursday 9 April.
    Worked("india-2026", "acceptance", (SUBMITTED,), "2026-04-02", NOTHING),
    Worked("india-2026", "acceptance", (SUBMITTED, ASKED, ANSWERED), "2026-04-09", NOTHING),
    # Three years for T1, five for T3; where no tier is told, the shortest.
    Worked("india-2026", "revalidation", (event("grant", "2026-03-02", tier="t1"),), "2029-03-02", EXPIRED),
    Worked("india-2026", "revalidation", (event("grant", "2026-03-02", tier="t3"),), "2031-03-02", EXPIRED),
    Worked("india-2026", "revalidation", (event("grant", "2026-03-02"),), "2029-03-02", EXPIRED),
)
INDONESIA = (
    # From Sunday 8 March: Monday 9 is one, Tuesday 10 is Founders' Day, Wednesday 11 is two, Thursday 12 three.
    Worked("indonesia-2026", "acceptance", (event("submit", "2026-03-08"),), "2026-03-11", ACCEPTED),
    Worked(
        "indonesia-2026",
        "acceptance_on_paper",
        (event("submit", "2026-03-08", channel="paper"),),
        "2026-03-12",
        ACCEPTED,
    ),
    # 8 + 30 = 38, less 31: 7 April, Tuesday.
    Worked("indonesia-2026", "presentation", (event("submit", "2026-03-08"),), "2026-04-07", NOTHING),
    # 12 + 30 = 42, less 31: 11 April, Saturday, so Sunday 12. And 30 more: 42 + 30 = 72, less 31, 30: Monday 11 May.
    Worked("indonesia-2026", "information", (ASKED,), "2026-04-12", NOTHING),
    Worked(
        "indonesia-2026", "information", (ASKED, extend("information", "2026-04-09", days="30")), "2026-05-11", NOTHING
    ),
    # February has no 31st: 28 February 2027, a Sunday. Nine months in all: 31 May 2027, a Monday.
    Worked("indonesia-2026", "corrective_action", (event("ask_correction", "2026-08-31"),), "2027-02-28", NOTHING),
    Worked(
        "indonesia-2026",
        "corrective_action",
        (event("ask_correction", "2026-08-31"), extend("corrective_action", "2027-02-01", months="3")),
        "2027-05-31",
        NOTHING,
    ),
)
NATIONAL = (
    # From Sunday 1 March: 2-5 are 4 days, 8, 9, 11, 12 make 8, 15-19 make 13, 22-26 make 18, 29 and 30 make 20.
    Worked("national-2026", "acceptance", (event("submit", "2026-03-01"),), "2026-03-30", NOTHING),
    # By Wednesday 11 March 7 days have run; it stands until Sunday 22; 23-26 make 11, 29-31 make 14, 1 April is
    # Harbour Day, 2 makes 15, 5-9 make 20: Thursday 9 April.
    Worked(
        "national-2026",
        "acceptance",
        (
            event("submit", "2026-03-01"),
            event("ask_information", "2026-03-11"),
            event("answer_information", "2026-03-22"),
        ),
        "2026-04-09",
        NOTHING,
    ),
    # As in Indonesia.
    Worked("national-2026", "information", (ASKED,), "2026-04-12", PROCEEDS),
    # From Thursday 2 April: 5-9, 12-16, 19-23, 26-30 are four weeks of five days: Thursday 30 April.
    Worked("national-2026", "consultation", (event("consult", "2026-04-02"),), "2026-04-30", PROCEEDS),
    # As in the European Union; one request that took 14 days, 2 to 15 June, makes 31 July + 14 = 14 August, Friday; so
    # Sunday 16 August.
    Worked("national-2026", "decision", (ACCEPTED_2_APRIL,), "2026-08-02", NOTHING),
    Worked(
        "national-2026",
        "decision",
        (ACCEPTED_2_APRIL, event("ask_information", "2026-06-01"), event("answer_information", "2026-06-15")),
        "2026-08-16",
        NOTHING,
    ),
    # 2 + 60 = 62, less 31, 30: 1 May, Friday; so Sunday 3 May.
    Worked("national-2026", "validation", (event("plan_validation", "2026-03-02"),), "2026-05-03", NOTHING),
    # 90 days: 2 June. With three months more, months first: 4 June + 90 = 94, less 30, 31, 31: 2 September, Wednesday.
    Worked("national-2026", "corrective_action", (event("ask_correction", "2026-03-04"),), "2026-06-02", NOTHING),
    Worked(
        "national-2026",
        "corrective_action",
        (event("ask_correction", "2026-03-04"), extend("corrective_action", "2026-05-30", months="3")),
        "2026-09-02",
        NOTHING,
    ),
    Worked("national-2026", "hearing", (event("intend_revocation", "2026-08-03"),), "2026-09-02", PROCEEDS),
    Worked("national-2026", "effect", (GRANTED,), "2026-10-02", Silence.EFFECTIVE, "2026-10-02"),
    Worked("national-2026", "suspension", (event("suspend", "2026-10-04"),), "2026-11-03", NOTHING),
    # 31 August 2027 is a Tuesday.
    Worked("national-2026", "annual_report", (event("grant", "2026-08-31"),), "2027-08-31", NOTHING),
    Worked("national-2026", "revalidation", (event("grant", "2026-08-31"),), "2031-08-31", EXPIRED),
    # One month from 31 January: 28 February 2027, Sunday. Three from 30 November: the same day.
    Worked("national-2026", "appeal", (event("refuse", "2027-01-31"),), "2027-02-28", FINAL),
    Worked("national-2026", "appeal_decision", (event("appeal", "2026-11-30"),), "2027-02-28", NOTHING),
    Worked("national-2026", "reapplication_ban", (ANNULLED,), "2031-02-28", Silence.MAY_APPLY),
)
ALL = (*EU, *US, *KOREA, *INDIA, *INDONESIA, *NATIONAL)
# Counted in hours, so it has a test of its own below.
IN_HOURS = {("national-2026", "freeze")}


@pytest.mark.parametrize("worked", ALL, ids=str)
def test_a_clock_ends_on_the_day_the_hand_counts(worked: Worked) -> None:
    assert one(worked.preset, worked.term, *worked.story).due == date.fromisoformat(worked.due)


@pytest.mark.parametrize("worked", ALL, ids=str)
def test_silence_means_what_the_preset_says_and_not_a_day_sooner(worked: Worked) -> None:
    running = one(worked.preset, worked.term, *worked.story)
    due = date.fromisoformat(worked.due)
    after = due + timedelta(days=1)
    on_last_day = worked.holds == worked.due
    assert silent(running, at(f"{due - timedelta(days=1)} 23:59")) is None
    assert silent(running, at(f"{due} 23:59")) is (worked.means if on_last_day else None)
    assert silent(running, at(f"{after} 00:00")) is worked.means
    assert holds_from(running) == date.fromisoformat(worked.holds or after.isoformat())


@pytest.mark.parametrize("worked", ALL, ids=str)
def test_replaying_gives_the_same_clocks(worked: Worked) -> None:
    preset = shipped()[worked.preset]
    told = clocks(preset, worked.story, XA, ZONE)
    assert told == clocks(preset, reversed(worked.story), XA, ZONE)
    assert [run.due for run in told] == [run.due for run in clocks(preset, worked.story, XA, ZONE)]


@pytest.mark.parametrize("worked", ALL, ids=str)
def test_what_the_hand_tells_might_be_recorded(worked: Worked) -> None:
    for place, now in enumerate(worked.story):
        check(shipped()[worked.preset], worked.story[:place], now, XA, ZONE)


def test_every_clock_that_ships_is_worked_out_here() -> None:
    there = {(name, term.id) for name, preset in shipped().items() for term in preset.terms}
    assert {(worked.preset, worked.term) for worked in ALL} | IN_HOURS == there


def test_a_freeze_is_exactly_seventy_two_hours_over_a_weekend() -> None:
    frozen = one("national-2026", "freeze", event("freeze", "2026-03-05 22:30"))
    assert frozen.due == at("2026-03-08 22:30")
    assert silent(frozen, at("2026-03-08 22:30")) is None
    assert silent(frozen, at("2026-03-08 22:31")) is Silence.LAPSED
    assert holds_from(frozen) == at("2026-03-08 22:30")
    shorter = one("national-2026", "freeze", event("freeze", "2026-03-05 22:30", hours="24"))
    assert shorter.due == at("2026-03-06 22:30")


def test_no_ban_follows_a_revocation_that_the_holder_asked_for() -> None:
    assert not ran("eu-2026", "reapplication_ban", event("revoke", "2026-03-02", cause="own_request"))
    assert not ran("us-2026", "reapplication_ban", event("revoke", "2026-03-02"))


def test_an_application_on_paper_has_one_clock_for_acceptance() -> None:
    assert not ran("indonesia-2026", "acceptance", event("submit", "2026-03-08", channel="paper"))
    assert not ran("indonesia-2026", "acceptance_on_paper", event("submit", "2026-03-08"))


def test_the_letter_on_the_last_site_begins_the_clock_anew() -> None:
    letters = (event("ask_correction", "2026-08-31", about="1"), event("ask_correction", "2026-09-15", about="2"))
    first, last = ran("indonesia-2026", "corrective_action", *letters)
    assert first.ended == letters[1]
    # 15 March 2027, a Monday.
    assert (last.due, last.ended) == (date(2027, 3, 15), None)


def test_a_validation_in_a_later_round_begins_the_next_four_years() -> None:
    first, second = ran(
        "us-2026", "revalidation", event("end_validation", "2026-03-02"), event("end_validation", "2030-01-10")
    )
    assert first.ended is not None
    # 10 January 2034 is a Tuesday.
    assert second.due == date(2034, 1, 10)


@pytest.mark.parametrize(
    ("preset", "years", "ban"),
    [
        ("eu-2026", None, 3),
        ("korea-2026", 5, None),
        ("india-2026", 3, None),
        ("national-2026", 5, 3),
    ],
)
def test_presets_tell_validity_and_ban(preset: str, years: int | None, ban: int | None) -> None:
    found = shipped()[preset]
    assert found.validity is not None
    assert found.validity.of_tier(None) == years
    assert found.reapplication_ban_years == ban


def test_nothing_that_was_not_seen_in_a_source_is_marked_as_confirmed() -> None:
    confirmed = {(preset.id, term.id) for preset in shipped().values() for term in preset.terms if term.confirmed}
    assert confirmed == {
        ("us", "decision"),
        ("us", "validation"),
        ("us", "revalidation"),
        ("india", "acceptance"),
        ("india", "revalidation"),
        ("indonesia", "acceptance"),
        ("indonesia", "acceptance_on_paper"),
        ("indonesia", "presentation"),
        ("indonesia", "information"),
        ("indonesia", "corrective_action"),
    }
    rules = [
        rule
        for preset in shipped().values()
        for rule in (preset.validity, preset.appeal_suspends, preset.hearing_before_revocation)
        if rule is not None
    ]
    assert [rule.reference[:15] for rule in rules if rule.confirmed] == ["Circular 33/201"]
    for preset in shipped().values():
        for term in preset.terms:
            said = term.confirmed or "not confirmed" in term.reference or term.reference == "no law named yet"
            assert said, f"{preset.id} {term.id}"
