"""What can be wrong with a preset whose shape is right: each fault with its place and the mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from trustlane.programme.clocks.house import FREEZE, LONGEST_FREEZE
from trustlane.programme.clocks.lengths import Length, Unit, fits, length_of
from trustlane.programme.clocks.terms import Preset, Term
from trustlane.written import Fault

HOURS_FROZEN = LONGEST_FREEZE // timedelta(hours=1)
LONGEST = {
    Unit.CALENDAR_DAYS: 3_660,
    Unit.WORKING_DAYS: 2_500,
    Unit.HOURS: 8_760,
    Unit.MONTHS: 600,
    Unit.YEARS: 50,
}


def of_preset(preset: Preset) -> Iterator[Fault]:
    """Terms that stand twice, that nobody can end, that have no length or two, or that contradict themselves."""
    seen: set[str] = set()
    for place, term in enumerate(preset.terms):
        where = f"terms[{place}]"
        if term.id in seen:
            yield f"{where}.id", f"{term.id} stands there twice; keep one."
        seen.add(term.id)
        yield from _length(where, term, preset)
        yield from _end(where, term)
        yield from _stops(where, term)
        yield from _extensions(where, term)
        if term.id == FREEZE and length_of(term.length or 0, term.unit) != Length(hours=HOURS_FROZEN):
            yield f"{where}.length", f"{term.id} is {HOURS_FROZEN} hours; write length: {HOURS_FROZEN}, unit: hours."
        if term.id == "reapplication_ban" and term.unit is not Unit.YEARS:
            yield f"{where}.unit", "reapplication_ban is counted in years; write unit: years."


def _length(where: str, term: Term, preset: Preset) -> Iterator[Fault]:
    if term.length is None and not (term.stated or term.as_validity):
        yield where, f"{term.id} has no length; write length, or stated: true where events tell it."
    if term.as_validity and (term.length is not None or term.stated):
        yield f"{where}.as_validity", f"{term.id} has two lengths; leave out as_validity, or length and stated."
    if term.as_validity and (preset.validity is None or preset.validity.of_tier(None) is None):
        yield f"{where}.as_validity", f"{term.id} is as long as certificates are valid, and validity tells no years."
    if term.as_validity and term.unit is not Unit.YEARS:
        yield f"{where}.unit", f"{term.id} is as long as certificates are valid; write unit: years."
    if term.length is not None and term.length > LONGEST[term.unit]:
        yield f"{where}.length", f"{term.length} {_words(term.unit)} is too long; at most {LONGEST[term.unit]:,}."


def _end(where: str, term: Term) -> Iterator[Fault]:
    if not term.ends and not term.runs_out:
        yield where, f"{term.id} never ends; write ends, or runs_out: true."
    if term.turn == "nobody" and not term.runs_out:
        yield f"{where}.turn", f"{term.id} is nobody's turn, so it runs out by itself; write runs_out: true."
    if term.holds == "on_last_day" and (term.unit is Unit.HOURS or not term.runs_out):
        what = "while somebody may still act, silence means nothing; write after_last_day."
        yield f"{where}.holds", f"{term.id}: {what}"


def _stops(where: str, term: Term) -> Iterator[Fault]:
    for place, stop in enumerate(term.stops):
        if stop.stopped_by in stop.started_by:
            yield f"{where}.stops[{place}]", f"{stop.stopped_by} stops the clock and starts it; name another event."


def _extensions(where: str, term: Term) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, rule in enumerate(term.extensions):
        here, unit = f"{where}.extensions[{place}]", rule.unit or term.unit
        if rule.asked_by in seen:
            yield f"{here}.asked_by", f"extensions asked for by {rule.asked_by} stand there twice; keep one."
        seen.add(rule.asked_by)
        if not fits(term.unit, length_of(1, unit)):
            yield f"{here}.unit", f"{term.id} is counted in {_words(term.unit)}; it is not extended by {_words(unit)}."
        if rule.longest is not None and rule.longest > LONGEST[unit]:
            yield f"{here}.longest", f"{rule.longest} {_words(unit)} is too long; at most {LONGEST[unit]:,}."


def _words(unit: Unit) -> str:
    return unit.replace("_", " ")
