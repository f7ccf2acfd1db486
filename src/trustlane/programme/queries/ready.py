"""Whether this node can run its programme: what the settings name is there, can be read, and fits what is kept."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from datetime import date

import yaml

from trustlane.clock.editions import CalendarRefused
from trustlane.criteria import queries as catalogues
from trustlane.programme.models import Case
from trustlane.programme.papers import words
from trustlane.programme.papers.refusals import UnknownWord
from trustlane.programme.presets import calendar, catalogues_named, preset_in_force, presets
from trustlane.programme.queries.staffed import profile_in_force
from trustlane.written import WrittenRefused


def lacking(*, on: date) -> tuple[str, ...]:
    """What keeps the programme from running as the settings say, a sentence or more lines each; nothing if all is well.

    Files are read once a process: what is changed in one counts after the next start.
    """
    return (*_presets(), *_words(), *_read("programme.staffing_file", profile_in_force), *_calendar(), *_catalogues(on))


def _presets() -> Iterator[str]:
    yield from (unread := tuple(_read("programme.clocks_folder", presets)))
    if unread:
        return
    names = presets()
    if preset_in_force() not in names:
        yield _not_there("programme.preset", "preset of clocks", preset_in_force(), list(names))
    begun = set(Case.objects.order_by().values_list("preset", flat=True).distinct())
    for name in sorted(begun - names.keys()):
        yield f"programme.clocks_folder: cases run by the clocks of {name}, whose file is gone; put it back."


def _words() -> Iterator[str]:
    def read() -> None:
        for language in words.languages():
            words.words(language)

    yield from _read("programme.words_folder", read)


def _calendar() -> Iterator[str]:
    yield from _read("programme.calendar_file", calendar)


def _catalogues(on: date) -> Iterator[str]:
    named, place = catalogues_named(), "programme.catalogues"
    there = [name for name in named if catalogues.known(name)]
    for name in named:
        if name not in there:
            yield _not_there(place, "catalogue", name, [*catalogues.relatable()])
        elif catalogues.phase_of(name, on=on) is None:
            yield f"{place}: {name} is not adopted; adopt it first, or name another."
    families = [catalogues.catalogue(name).id for name in there]
    for family in sorted({one for one in families if families.count(one) > 1}):
        yield f"{place}: {family} is named twice; name one edition, the one in force counts."
    if not catalogues.in_use(named, on=on):
        yield f"{place}: no catalogue is in force on {on}, so that nobody can apply; name one that is."


def _read(setting: str, read: Callable[[], object]) -> Iterator[str]:
    try:
        read()
    except (WrittenRefused, UnknownWord, CalendarRefused, OSError, yaml.YAMLError) as refusal:
        yield f"{setting}: {refusal}"


def _not_there(setting: str, kind: str, name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    meant = f" Do you mean {close[0]!r}?" if close else ""
    return f"{setting}: there is no {kind} {name!r}; there are {', '.join(sorted(known))}.{meant}"
