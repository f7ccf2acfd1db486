"""Whether a clock may be extended, stopped or started again, asked before that is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from trustlane.clock.calendars import Calendar
from trustlane.programme.clocks.events import ClockRefused, Event
from trustlane.programme.clocks.lengths import Length, Unit, fits, length_of, reach
from trustlane.programme.clocks.running import Pause, Running, clocks, concerns
from trustlane.programme.clocks.terms import ExtensionRule, Preset, Term

BY_LAW = "law"
"""Who asks where a legal act extends clocks of many cases at once, as after a storm; no bound of the term holds it."""


class UnknownTerm(ClockRefused):
    """The preset has no such clock."""


class ClockDoesNotRun(ClockRefused):
    """No clock of the term runs."""


class ClockStandsAlready(ClockRefused):
    """The clock has been stopped before."""


class ClockDoesNotStand(ClockRefused):
    """Nobody has stopped the clock."""


class NoExtension(ClockRefused):
    """The term cannot be extended, or not by who asks."""


class ExtensionInAnotherUnit(ClockRefused):
    """The extension is counted in what the term is not."""


class ExtensionTooLong(ClockRefused):
    """The extension, with those before it, is beyond the longest."""


class TooManyExtensions(ClockRefused):
    """The clock has been extended as often as it may."""


class ExtensionTooLate(ClockRefused):
    """The period is over and had to be extended before."""


class ReasonMissing(ClockRefused):
    """No reason, or no legal basis, is told."""


class LongerThanTheTerm(ClockRefused):
    """An event tells a longer period than its term allows."""


def check(preset: Preset, events: Iterable[Event], event: Event, calendar: Calendar, zone: str) -> None:
    """May the event be recorded, as far as clocks go? Raises a ClockRefused that says what was expected."""
    if event.name == "extend":
        check_extend(preset, events, event, calendar, zone)
    elif event.name in ("stop_clock", "start_clock"):
        check_stop(preset, events, event, calendar, zone)
    else:
        check_stated(preset, event, zone)


def check_extend(preset: Preset, events: Iterable[Event], event: Event, calendar: Calendar, zone: str) -> None:
    """May the clock be extended as `event` (`extend`) says, after `events`?

    Raises UnknownTerm, ClockDoesNotRun, ExtensionInAnotherUnit, ReasonMissing, NoExtension, ExtensionTooLate,
    TooManyExtensions or ExtensionTooLong. Of an extension by law (`asked_by` law) only its legal basis is asked.
    """
    term = _term(preset, event)
    for run in _open(term, preset, events, event, calendar, zone):
        amount = event.amount or Length()
        if not fits(term.unit, amount):
            raise ExtensionInAnotherUnit(f"{term.id} is counted in {term.unit.replace('_', ' ')}; extend it by these.")
        if event.told.get("asked_by") == BY_LAW:
            _expect_told(event, "legal_basis")
            continue
        rule = _rule(term, event)
        if rule.reason_needed:
            _expect_told(event, "reason")
        _expect_in_time(run, rule, event)
        _expect_within(run, rule, event, amount)


def check_stop(preset: Preset, events: Iterable[Event], event: Event, calendar: Calendar, zone: str) -> None:
    """May the clock be stopped, or started again, as `event` says, after `events`?

    Raises UnknownTerm, ClockDoesNotRun, ReasonMissing, ClockStandsAlready or ClockDoesNotStand.
    """
    term = _term(preset, event)
    runs = _open(term, preset, events, event, calendar, zone)
    _expect_told(event, "reason")
    stood = [run for run in runs if any(_by_hand(pause) for pause in run.pauses)]
    if event.name == "stop_clock" and stood:
        raise ClockStandsAlready(f"{term.id}: expected a clock that runs; it has been stopped by hand. Start it first.")
    if event.name == "start_clock" and not stood:
        raise ClockDoesNotStand(f"{term.id}: expected a clock that was stopped by hand; nobody has stopped it.")


def check_stated(preset: Preset, event: Event, zone: str) -> None:
    """Does the event tell no longer period than the terms it begins allow? Raises LongerThanTheTerm."""
    for term in preset.terms:
        if not (term.stated and term.length and event.amount and term.begun_by(event.name, event.told)):
            continue
        day, longest = event.day(zone), length_of(term.length, term.unit)
        if not fits(term.unit, event.amount) or reach(day, event.amount) > reach(day, longest):
            raise LongerThanTheTerm(
                f"{term.id}: expected at most {_many(term.length, term.unit)}, found {_told(event.amount)}."
            )


def _term(preset: Preset, event: Event) -> Term:
    name = event.told["term"]
    if name not in preset.by_id:
        raise UnknownTerm(f"{preset.name} has no clock {name[:40]!r}; it has: {', '.join(preset.by_id)}.")
    return preset.by_id[name]


def _open(
    term: Term, preset: Preset, events: Iterable[Event], event: Event, calendar: Calendar, zone: str
) -> list[Running]:
    before = (one for one in events if one.at <= event.at)
    runs = [run for run in clocks(preset, before, calendar, zone) if concerns(run, event) and not _over(run, event)]
    if not runs:
        raise ClockDoesNotRun(
            f"{term.id}: expected a clock that runs on {event.day(zone)}; "
            f"it begins with {' or '.join(term.begins)} and none is open."
        )
    return runs


def _over(run: Running, event: Event) -> bool:
    """Is the run over, or for a stop its time up?"""
    read = run.read(event.at)
    return read.ended or (read.late and event.name == "stop_clock")


def _rule(term: Term, event: Event) -> ExtensionRule:
    asked_by = _asker(term, event)
    for rule in term.extensions:
        if rule.asked_by == asked_by:
            return rule
    known = " or ".join(rule.asked_by for rule in term.extensions) or "nobody, except by law"
    raise NoExtension(f"{term.id}: expected an extension asked for by {known}, found {asked_by or 'none'}.")


def _asker(term: Term, event: Event) -> str | None:
    """Who asks; where nobody is named, who may by the term's first rule."""
    return event.told.get("asked_by") or next((rule.asked_by for rule in term.extensions), None)


def _expect_in_time(run: Running, rule: ExtensionRule, event: Event) -> None:
    # What was asked for in time is not too late because who grants it took its time.
    asked = event.told.get("asked_at")
    read = run.read(event.at if asked is None else datetime.fromisoformat(asked))
    if rule.before_expiry and read.late:
        raise ExtensionTooLate(f"{run.term.id}: expected the extension before the end, {read.due}, found {event.at}.")


def _expect_within(run: Running, rule: ExtensionRule, event: Event, amount: Length) -> None:
    before = [one for one in run.extensions if _asker(run.term, one) == rule.asked_by]
    if rule.times is not None and len(before) >= rule.times:
        raise TooManyExtensions(f"{run.term.id}: expected at most {rule.times} extensions, found one more.")
    if rule.longest is None or run.length is None:
        return
    unit = rule.unit or run.term.unit
    whole = sum((one.amount for one in before if one.amount), amount)
    if reach(run.first_day, run.length + whole) > reach(run.first_day, run.length + length_of(rule.longest, unit)):
        raise ExtensionTooLong(
            f"{run.term.id}: expected extensions of at most {_many(rule.longest, unit)} together, found {_told(whole)}."
        )


def _expect_told(event: Event, key: str) -> None:
    if not event.told.get(key, "").strip():
        raise ReasonMissing(f"{event.name}: expected a {key.replace('_', ' ')}, found none.")


def _by_hand(pause: Pause) -> bool:
    return pause.stopped_by.name == "stop_clock" and pause.started_by is None


def _many(many: int, unit: Unit) -> str:
    return f"{many} {unit.replace('_', ' ')}"


def _told(length: Length) -> str:
    parts = {"months": length.months, "days": length.days, "hours": length.hours}
    return " and ".join(f"{many} {unit}" for unit, many in parts.items() if many)
