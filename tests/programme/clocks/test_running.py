"""Events in, clocks out; nothing recorded later changes what was due before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme.clocks.administration import XA, ZONE, at, event, one, ran
from trustlane.clock.deadlines import Deadline
from trustlane.clock.deadlines import Unit as Counted
from trustlane.programme.clocks.events import Event
from trustlane.programme.clocks.lengths import Length, Unit, add_months
from trustlane.programme.clocks.library import shipped
from trustlane.programme.clocks.running import NotYetBegun, Reading, Running, clocks, holds_from, silent
from trustlane.programme.clocks.terms import MEANS, MOVES, ExtensionRule, Preset, Silence, StopRule, Term

OWN = Preset(
    id="own",
    edition="1",
    title="Our own",
    about="For tests.",
    ends_on_working_day=False,
    terms=(
        Term(
            id="call",
            title="Customs calls back",
            turn="customs",
            begins=("submit",),
            ends=("accept",),
            unit=Unit.HOURS,
            length=10,
            stops=(StopRule("consult", ("answer_consultation",), 1), StopRule("ask_information", ("hear",))),
            extensions=(ExtensionRule("customs"),),
            warnings=(6, 2),
            reference="our own law",
        ),
        Term(
            id="told",
            title="As long as is told",
            turn="holder",
            begins=("freeze",),
            ends=("ratify",),
            unit=Unit.HOURS,
            stated=True,
            reference="our own law",
        ),
        Term(
            id="validity",
            title="As long as valid",
            turn="holder",
            begins=("grant",),
            ends=("revoke",),
            unit=Unit.YEARS,
            as_validity=True,
            reference="our own law",
        ),
        Term(
            id="site",
            title="In working days",
            turn="customs",
            begins=("plan_validation",),
            ends=("end_validation",),
            unit=Unit.WORKING_DAYS,
            length=5,
            stated=True,
            reference="our own law",
        ),
    ),
)


def own(*events: Event) -> Running:
    (run,) = clocks(OWN, events, XA, ZONE)
    return run


def stop(name: str, words: str, term: str = "decision", **data: str) -> Event:
    return event(name, words, term=term, reason="Proceedings.", **data)


DECISION = event("accept", "2026-04-02")


def test_a_reading_tells_date_days_left_and_the_nearest_warning() -> None:
    decision = one("eu-2026", "decision", DECISION)
    # Due on 2 August; July has 31 days.
    read = decision.read(at("2026-06-30"))
    assert read == Reading(date(2026, 8, 2), 33, Unit.CALENDAR_DAYS, False, False, None, False)
    assert [decision.read(at(day)).warning for day in ("2026-07-03", "2026-07-25", "2026-07-26")] == [30, 30, 7]
    late = decision.read(at("2026-08-03"))
    assert (late.left, late.late, late.warning) == (-1, True, None)


def test_working_days_are_left_in_working_days_and_months_in_calendar_days() -> None:
    # From Sunday 8 March, due on Wednesday 11; Tuesday is Founders' Day.
    read = one("indonesia-2026", "acceptance", event("submit", "2026-03-08")).read(at("2026-03-08 23:00"))
    assert (read.left, read.unit, read.warning) == (2, Unit.WORKING_DAYS, None)
    read = one("indonesia-2026", "corrective_action", event("ask_correction", "2026-08-31")).read(at("2027-02-01"))
    assert (read.left, read.unit) == (27, Unit.CALENDAR_DAYS)


def test_a_clock_stopped_by_hand_has_no_date_until_it_is_started() -> None:
    stopped = one("eu-2026", "decision", DECISION, stop("stop_clock", "2026-06-01"))
    assert stopped.due is None
    assert holds_from(stopped) is None
    read = stopped.read(at("2026-07-30"))
    # 60 of 120 days have run: 28 in April, 31 in May, 1 in June.
    assert read == Reading(None, 60, Unit.CALENDAR_DAYS, True, False, None, False)
    assert silent(stopped, at("2028-01-01")) is None
    assert [pause.reason for pause in stopped.pauses] == ["Proceedings."]
    # Read before it was stopped, it reads as it did.
    assert stopped.read(at("2026-05-30")).due == date(2026, 8, 2)


def test_a_clock_that_may_stand_only_so_long_tells_its_latest_end_while_it_stands() -> None:
    asked = event("ask_information", "2026-03-12")
    stands = one("eu-2026", "acceptance", event("submit", "2026-03-02"), asked)
    read = stands.read(at("2026-03-20"))
    # Ten days have run; the end, 1 May, is a Friday, so two more days are left than the 20 of the period.
    assert (read.due, read.left, read.stopped, read.warning) == (date(2026, 5, 3), 22, True, None)
    assert stands.pauses[0].reason == "ask_information"
    # Nobody is warned of a clock that stands, however few days are left.
    soon = one("eu-2026", "acceptance", event("submit", "2026-03-02"), event("ask_information", "2026-03-29"))
    assert [soon.read(at(day)).warning for day in ("2026-03-28", "2026-03-30")] == [7, None]
    assert stands.read(at("2026-04-11")).stopped is False


def test_an_answer_after_the_longest_stop_changes_nothing_any_more() -> None:
    story = (event("submit", "2026-03-02"), event("ask_information", "2026-03-12"))
    answered = one("eu-2026", "acceptance", *story, event("answer_information", "2026-04-20"))
    assert answered.due == one("eu-2026", "acceptance", *story).due == date(2026, 5, 3)


def test_each_request_has_a_clock_and_its_own_answer_ends_it() -> None:
    asked = [event("ask_information", "2026-03-12", about=about) for about in ("accounts", "seals")]
    answer = event("answer_information", "2026-03-15", about="seals")
    accounts, seals = ran("eu-2026", "information", *asked, answer)
    assert (accounts.ended, seals.ended) == (None, answer)
    assert all(run.ended for run in ran("eu-2026", "information", *asked, event("answer_information", "2026-03-15")))


def test_the_clock_stands_until_every_request_is_answered() -> None:
    story = (
        event("submit", "2026-03-02"),
        event("ask_information", "2026-03-12", about="accounts"),
        event("ask_information", "2026-03-12", about="seals"),
        event("answer_information", "2026-03-15", about="seals"),
    )
    assert one("india-2026", "acceptance", *story).due is None
    last = event("answer_information", "2026-03-20", about="accounts")
    # As if there had been one request from 12 to 20 March.
    assert one("india-2026", "acceptance", *story, last).due == date(2026, 4, 9)


def test_who_acted_late_is_told_to_have_been_late_and_the_reading_stands_still() -> None:
    granted = one("eu-2026", "decision", DECISION, event("grant", "2026-08-05"))
    assert granted.read(at("2030-01-01")) == Reading(
        date(2026, 8, 2), -3, Unit.CALENDAR_DAYS, stopped=False, late=True, warning=None, ended=True
    )
    assert granted.read(at("2026-08-04")).ended is False
    assert silent(granted, at("2030-01-01")) is None
    assert silent(granted, at("2026-08-04")) is Silence.NOTHING


def test_a_clock_that_stood_when_it_ended_stands_no_more() -> None:
    gone = one("eu-2026", "decision", DECISION, stop("stop_clock", "2026-06-01"), event("withdraw", "2026-06-10"))
    read = gone.read(at("2026-07-01"))
    assert (read.due, read.stopped, read.ended) == (None, False, True)


def test_what_runs_out_is_over_after_its_last_day_and_nobody_is_late() -> None:
    appeal = one("us-2026", "appeal", event("revoke", "2026-03-02"))
    assert appeal.read(at("2026-05-31")).ended is False
    over = appeal.read(at("2026-06-01"))
    assert (over.ended, over.late, over.left) == (True, False, 0)
    appealed = one("us-2026", "appeal", event("revoke", "2026-03-02"), event("appeal", "2026-03-09"))
    assert silent(appealed, at("2026-07-01")) is None


def test_an_appeal_after_the_last_day_is_late_but_a_ban_never_is() -> None:
    revoked = event("revoke", "2026-03-02")
    appealed = one("us-2026", "appeal", revoked, event("appeal", "2026-06-02"))
    assert (appealed.read(at("2026-07-01")).late, appealed.read(at("2026-07-01")).left) == (True, -2)
    assert one("us-2026", "appeal", revoked, event("appeal", "2026-05-31")).read(at("2026-07-01")).late is False
    ban = one("eu-2026", "reapplication_ban", revoked, event("allow_appeal", "2030-01-01"))
    assert (ban.read(at("2031-01-01")).late, ban.read(at("2031-01-01")).ended) == (False, True)


def test_the_same_event_ends_a_clock_and_begins_the_next() -> None:
    first, second = ran(
        "korea-2026", "annual_report", event("grant", "2026-08-31"), event("report_yearly", "2027-08-01")
    )
    assert first.ended is not None
    assert first.read(at("2028-01-01")).late is False
    assert (second.ended, second.due) == (None, date(2028, 8, 1))


def test_a_clock_is_not_read_before_it_began() -> None:
    with pytest.raises(NotYetBegun, match="decision: expected an instant from 2026-04-02"):
        one("eu-2026", "decision", DECISION).read(at("2026-04-01"))


def test_a_clock_is_started_again_only_by_name() -> None:
    story = (DECISION, stop("stop_clock", "2026-06-01"), stop("start_clock", "2026-06-15", "sharing"))
    assert one("eu-2026", "decision", *story).due is None
    assert one("eu-2026", "decision", *story, stop("start_clock", "2026-06-15")).due == date(2026, 8, 16)


def test_every_meaning_of_silence_has_a_sentence() -> None:
    assert set(MEANS) == set(Silence)


def test_an_extension_lengthens_only_what_it_is_about() -> None:
    asked = [event("ask_information", "2026-03-12", about=about) for about in ("accounts", "seals")]
    extend = event("extend", "2026-03-20", term="information", about="seals", days="10", reason="Illness.")
    accounts, seals = ran("indonesia-2026", "information", *asked, extend)
    # 12 + 40 = 52, less 31: 21 April, a Tuesday.
    assert (accounts.due, seals.due) == (date(2026, 4, 12), date(2026, 4, 21))
    elsewhere = event("extend", "2026-03-20", term="decision", days="10")
    assert one("eu-2026", "information", asked[0], elsewhere).extensions == ()


def test_before_an_extension_a_clock_reads_as_it_did() -> None:
    extended = one("eu-2026", "decision", DECISION, event("extend", "2026-07-20", term="decision", days="60"))
    reads = [extended.read(at(day)).due for day in ("2026-07-19", "2026-07-21")]
    assert reads == [date(2026, 8, 2), date(2026, 9, 29)]


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-40, 5_000), st.sampled_from([False, True]))
def test_a_clock_without_stops_reads_as_if_every_day_were_walked(begun: date, later: int, worked: bool) -> None:
    grant = Event("grant", at(f"{begun} 09:00"), {"tier": "t3"})
    (run,) = [run for run in clocks(shipped()["india-2026"], [grant], XA, ZONE) if run.term.id == "revalidation"]
    run = replace(run, last_day_is_worked=worked)
    on = begun + timedelta(days=max(0, later))
    walked = Deadline(begun, (add_months(begun, 60) - begun).days, Counted.CALENDAR_DAYS, XA, (), worked).read(on)
    read = run.read(at(f"{on} 12:00"))
    assert (read.due, read.left, read.late, read.stopped) == (walked.due, walked.days_left, walked.late, False)
    assert run.due == walked.due


def test_an_extension_in_what_a_clock_does_not_count_lengthens_nothing() -> None:
    wrong = event("extend", "2026-03-02 10:00", term="call", months="1")
    assert own(event("submit", "2026-03-02"), wrong).extensions == ()


def test_hours_are_counted_over_the_change_to_summer_time() -> None:
    begun = Event("submit", datetime(2026, 3, 28, 20, tzinfo=UTC))
    (run,) = clocks(OWN, [begun], XA, "Europe/Berlin")
    assert run.due == datetime(2026, 3, 29, 6, tzinfo=UTC)


def test_a_clock_of_hours_reads_in_whole_hours() -> None:
    call = own(event("submit", "2026-03-02 09:00"))
    reads = [call.read(at(f"2026-03-02 {hour}")) for hour in ("09:00", "13:30", "18:59", "19:00", "19:01", "23:00")]
    assert [read.left for read in reads] == [10, 5, 0, 0, -1, -4]
    assert [read.late for read in reads] == [False, False, False, False, True, True]
    assert [read.warning for read in reads] == [None, 6, 2, 2, None, None]


def test_a_clock_of_hours_stands_from_instant_to_instant() -> None:
    story = (event("submit", "2026-03-02 09:00"), stop("stop_clock", "2026-03-02 12:00", "call"))
    stands = own(*story)
    assert stands.due is None
    assert stands.read(at("2026-03-04 12:00")) == Reading(None, 7, Unit.HOURS, True, False, None, False)
    started = own(*story, stop("start_clock", "2026-03-02 14:30", "call"))
    assert started.due == at("2026-03-02 21:30")
    assert started.read(at("2026-03-02 14:00")).left == 7
    extended = event("extend", "2026-03-02 15:00", term="call", days="1")
    assert own(*story, stop("start_clock", "2026-03-02 14:30", "call"), extended).due == at("2026-03-03 21:30")


def test_a_clock_of_hours_stands_no_longer_than_it_may() -> None:
    begun, asked = event("submit", "2026-03-02 09:00"), event("consult", "2026-03-02 12:00")
    assert own(begun, asked).due == at("2026-03-03 19:00")
    assert own(begun, asked).read(at("2026-03-02 22:00")).left == 7
    assert own(begun, asked, event("answer_consultation", "2026-03-02 13:00")).due == at("2026-03-02 20:00")
    # Another kind of event starts nothing.
    assert own(begun, asked, event("hear", "2026-03-02 13:00")).due == at("2026-03-03 19:00")


def test_a_clock_of_hours_that_ended_reads_as_it_did() -> None:
    ended = own(event("submit", "2026-03-02 09:00"), event("accept", "2026-03-02 11:00"))
    read = ended.read(at("2026-05-01"))
    assert (read.left, read.late, read.ended) == (8, False, True)


def test_where_nobody_tells_how_long_there_is_no_date() -> None:
    for run in (own(event("freeze", "2026-03-02")), own(event("grant", "2026-03-02"))):
        read = run.read(at("2026-03-09"))
        assert (run.due, read.due, read.left, read.late, read.ended) == (None, None, None, False, False)
        assert silent(run, at("2026-03-09")) is None


def test_where_nobody_told_how_long_an_extension_gives_no_date_either() -> None:
    extended = event("extend", "2026-03-02 12:00", term="told", hours="5")
    assert own(event("freeze", "2026-03-02"), extended).due is None


def test_what_an_event_tells_counts_up_to_the_length_of_the_term() -> None:
    def planned(**data: str) -> Running:
        return own(event("plan_validation", "2026-03-02", **data))

    assert planned(days="2").length == Length(days=2)
    assert planned(days="9").length == planned(months="1").length == planned().length == Length(days=5)


NAMES = [name for name in MOVES if name not in ("extend", "stop_clock", "start_clock")]
INSTANTS = st.integers(0, 364 * 24 * 4).map(lambda quarters: at("2026-01-01") + timedelta(minutes=15 * quarters))
ABOUT = st.sampled_from([{}, {}, {"about": "1"}, {"about": "2"}])


@st.composite
def events(draw: st.DrawFn) -> Event:
    if draw(st.booleans()):
        name = draw(st.sampled_from(NAMES))
        told = draw(st.sampled_from([{}, {"cause": "own_request"}, {"days": "12"}, {"hours": "30"}, {"tier": "t3"}]))
        on = draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)))
        told = told if on is None else told | {"on": on.isoformat()}
    else:
        name = draw(st.sampled_from(["extend", "stop_clock", "start_clock"]))
        term = draw(st.sampled_from(["acceptance", "decision", "information", "freeze", "revalidation", "appeal"]))
        told = {"term": term, "reason": "x"}
        if name == "extend":
            told = told | draw(st.sampled_from([{"days": "9"}, {"months": "2"}, {"hours": "5"}]))
    return Event(name, draw(INSTANTS), told | draw(ABOUT))


# Something runs from the first quarter on, so that what happens later finds it.
BEGINNINGS = st.lists(
    st.sampled_from(["submit", "accept", "ask_information", "consult", "freeze", "suspend", "grant", "revoke"]).flatmap(
        lambda name: st.integers(0, 90).map(lambda day: Event(name, at("2026-01-01") + timedelta(days=day)))
    ),
    max_size=6,
)
STORIES = st.tuples(BEGINNINGS, st.lists(events(), max_size=25)).map(lambda both: both[0] + both[1])
PRESETS = st.sampled_from(sorted(shipped())).map(lambda name: shipped()[name])


@settings(deadline=None)
@given(PRESETS, STORIES, INSTANTS)
def test_what_is_recorded_later_changes_nothing_that_was_known_before(
    preset: Preset, story: list[Event], then: datetime
) -> None:
    known = clocks(preset, [past for past in story if past.at <= then], XA, ZONE)
    now = [run for run in clocks(preset, story, XA, ZONE) if run.begun.at <= then]
    assert tuple(run.as_of(then) for run in now) == known
    for before, after in zip(known, now, strict=True):
        assert before.due == after.as_of(then).due
        assert before.read(then) == after.read(then)
        assert silent(before, then) == silent(after, then)


@settings(deadline=None)
@given(PRESETS, STORIES, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_given_changes_nothing(
    preset: Preset, story: list[Event], random: object
) -> None:
    once = list({past.at: past for past in story}.values())
    mixed = list(once)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert clocks(preset, once, XA, ZONE) == clocks(preset, mixed, XA, ZONE)


@settings(deadline=None)
@given(PRESETS, STORIES, INSTANTS)
def test_a_clock_is_late_only_after_it_was_due_and_means_something_only_when_open(
    preset: Preset, story: list[Event], then: datetime
) -> None:
    for run in clocks(preset, [past for past in story if past.at <= then], XA, ZONE):
        read = run.read(then)
        if read.late:
            assert read.due is not None
            assert read.left is not None
            assert read.left < 0
        if read.due is None:
            assert not read.late
        if silent(run, then) is not None:
            assert run.ended is None
            assert read.late or read.ended or read.left == 0


@settings(deadline=None)
@given(PRESETS, STORIES, st.integers(1, 90))
def test_an_extension_never_brings_an_end_nearer(preset: Preset, story: list[Event], days: int) -> None:
    for run in clocks(preset, story, XA, ZONE):
        if isinstance(run.due, date):
            extend = Event("extend", run.begun.at, {"term": run.term.id, "days": str(days)})
            longer = replace(run, extensions=(*run.extensions, extend)).due
            # A stop that came after the end and stopped nothing may lie before it now.
            assert longer is None or longer >= run.due
