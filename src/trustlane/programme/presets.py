"""What a case begins under: catalogues of criteria, the preset of its periods, and what the calendar makes of days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from trustlane.clock.calendars import Calendar
from trustlane.clock.editions import calendar_of
from trustlane.programme.clocks.heard import heard
from trustlane.programme.clocks.house import with_house_rules
from trustlane.programme.clocks.lengths import Unit
from trustlane.programme.clocks.library import known
from trustlane.programme.clocks.terms import Preset, Validity
from trustlane.programme.refusals import PresetUnknown

_IN_DAYS = (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS)


def preset_named(name: str) -> Preset:
    """The preset of that name and edition, with the rules of the house; PresetUnknown where there is none."""
    try:
        return presets()[name]
    except KeyError:
        raise PresetUnknown(f"{name!r} is no preset of clocks; there are {', '.join(sorted(presets()))}.") from None


def presets() -> dict[str, Preset]:
    """Every preset, those that ship and our own, by name, each with the clocks that every case has."""
    return _presets(str(settings.TRUSTLANE_CLOCKS))


@cache
def _presets(folder: str) -> dict[str, Preset]:
    return {name: with_house_rules(preset) for name, preset in known(folder).items()}


def preset_in_force() -> str:
    """The preset that a new case begins under."""
    return str(settings.TRUSTLANE_PRESET)


def catalogues_named() -> tuple[str, ...]:
    """The catalogues by which firms may apply, as the settings name them: an edition each, for its whole family."""
    return tuple(settings.TRUSTLANE_CATALOGUES)


def office_in_force() -> str:
    """The office that every new case goes to; "" where the settings name none."""
    return str(settings.TRUSTLANE_OFFICE)


def administration() -> str:
    """Who grants the status: the code of this node's administration, which also is the office where none is named."""
    return str(settings.TRUSTLANE_ADMINISTRATION)


def causes(name: str, move: str) -> tuple[str, ...]:
    """Why a move is made, as far as clocks of the preset go by it: what who makes it is asked, beside the reason."""
    terms = (term for term in preset_named(name).terms if move in term.begins)
    return tuple(dict.fromkeys(cause for term in terms for cause in term.only_where.get("cause", ())))


def left_to_say(name: str, move: str) -> bool:
    """Whether a clock that the move begins has no length but what who makes the move tells."""
    preset = preset_named(name)
    begun = [(event, told) for event, told in heard(move)]
    return any(
        term.stated and term.length is None and term.begun_by(event, told)
        for term in preset.terms
        for event, told in begun
    )


def longest_said(name: str, move: str) -> int | None:
    """The most days that who makes the move can tell; None where no clock that the move begins goes by that."""
    preset = preset_named(name)
    lengths = [
        term.length
        for term in preset.terms
        for event, told in heard(move)
        if term.stated and term.length and term.unit in _IN_DAYS and term.begun_by(event, told)
    ]
    return min(lengths, default=None)


def suspensive(name: str) -> bool:
    """An appeal suspends what it is against, until it is decided."""
    rule = preset_named(name).appeal_suspends
    return rule is not None and rule.holds


def desk_allowed(name: str) -> bool:
    """A holder may be validated again at the desk, without a visit; where that is not known, it may not."""
    rule = preset_named(name).desk_revalidation
    return rule is not None and rule.holds


def effective_day(name: str, decided: date) -> date:
    """The day from which a decision of that day is in force: the end of the term of effect, else the day itself."""
    term = preset_named(name).by_id.get("effect")
    return decided if term is None or term.length is None else decided + timedelta(days=term.length)


def last_day(name: str, tier: str, effective: date) -> date | None:
    """The last day of a certificate in force from that day; None where the preset knows no end."""
    validity = preset_named(name).validity or Validity(reference="none")
    years = validity.of_tier(tier or None)
    return None if years is None else _years_on(effective, years) - timedelta(days=1)


@cache
def calendar() -> Calendar:
    """The working days of this administration: of the file its settings name, else all but Saturdays and Sundays."""
    file = settings.TRUSTLANE_CALENDAR
    if not file:
        return Calendar(settings.TRUSTLANE_ADMINISTRATION, "weekends only")
    return calendar_of(yaml.safe_load(Path(file).expanduser().read_text("utf-8")))


def _years_on(day: date, years: int) -> date:
    """The same day so many years on; the 29th of February becomes the 1st of March, so that no day is lost."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
