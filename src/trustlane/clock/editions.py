"""Reads an edition of a calendar from its data, and says what is wrong with it and where."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from trustlane.clock.calendars import SATURDAY_SUNDAY, Calendar, Holiday, Observed, Weekend
from trustlane.clock.holidays import Announced, Easter, Fixed, NthWeekday, Rule

T = TypeVar("T")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CalendarRefused(ValueError):
    """The data is no calendar; the message names the place, what was expected and what came."""


def calendar_of(data: Mapping[str, Any]) -> Calendar:
    """A calendar from plain data, as a YAML or JSON file gives it (docs/reference/calendars.md)."""
    _only(data, {"administration", "edition", "weekends", "holidays", "worked"}, "the calendar")
    return Calendar(
        administration=_text(data, "administration", "the calendar"),
        edition=_text(data, "edition", "the calendar"),
        weekends=tuple(_each(data, "weekends", _weekend)) or (SATURDAY_SUNDAY,),
        holidays=tuple(_each(data, "holidays", _holiday)),
        worked=frozenset(_each(data, "worked", _day)),
    )


def _weekend(data: object, place: str) -> Weekend:
    known = _mapping(data, place)
    _only(known, {"days", "from", "to"}, place)
    days = [_weekday(name, f"{place}.days") for name in _list(known.get("days"), f"{place}.days")]
    return _made(
        place, lambda: Weekend(frozenset(days), _maybe_day(known, "from", place), _maybe_day(known, "to", place))
    )


def _holiday(data: object, place: str) -> Holiday:
    known = _mapping(data, place)
    ways = {"date": _fixed, "nth": _nth, "easter": _easter, "orthodox_easter": _orthodox, "days": _announced}
    _only(known, {"name", "observed", "from", "to", *ways}, place)
    given = [way for way in ways if way in known]
    if len(given) != 1:
        raise CalendarRefused(f"{place}: expected exactly one of {', '.join(ways)}, found {given or 'none'}.")
    return Holiday(
        name=_text(known, "name", place),
        rule=ways[given[0]](known[given[0]], f"{place}.{given[0]}"),
        observed=_observed(known.get("observed", Observed.SAME_DAY.value), f"{place}.observed"),
        valid_from=_maybe_day(known, "from", place),
        valid_to=_maybe_day(known, "to", place),
    )


def _fixed(data: object, place: str) -> Rule:
    parts = str(data).split("-")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise CalendarRefused(f"{place}: expected month and day such as '05-01', found {data!r}.")
    return _made(place, lambda: Fixed(int(parts[0]), int(parts[1])))


def _nth(data: object, place: str) -> Rule:
    parts = _list(data, place)
    if len(parts) != 3 or not isinstance(parts[0], int) or not isinstance(parts[2], int):
        raise CalendarRefused(f"{place}: expected [which, weekday, month] such as [-1, monday, 5], found {data!r}.")
    weekday = _weekday(parts[1], place)
    return _made(place, lambda: NthWeekday(parts[0], weekday, parts[2]))


def _easter(data: object, place: str) -> Rule:
    return Easter(_days(data, place))


def _orthodox(data: object, place: str) -> Rule:
    return Easter(_days(data, place), julian=True)


def _announced(data: object, place: str) -> Rule:
    return Announced(frozenset(_day(day, place) for day in _list(data, place)))


def _days(data: object, place: str) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise CalendarRefused(f"{place}: expected a whole number of days from Easter Sunday, found {data!r}.")
    return data


def _observed(data: object, place: str) -> Observed:
    try:
        return Observed(str(data))
    except ValueError:
        raise CalendarRefused(f"{place}: expected one of {', '.join(Observed)}, found {data!r}.") from None


def _weekday(data: object, place: str) -> int:
    if str(data) not in WEEKDAYS:
        raise CalendarRefused(f"{place}: expected a weekday such as 'friday', found {data!r}.")
    return WEEKDAYS.index(str(data))


def _day(data: object, place: str) -> date:
    if type(data) is date:
        return data
    try:
        return date.fromisoformat(str(data))
    except ValueError:
        raise CalendarRefused(f"{place}: expected a day such as 2026-05-01, found {data!r}.") from None


def _maybe_day(data: Mapping[str, Any], key: str, place: str) -> date | None:
    return None if data.get(key) is None else _day(data[key], f"{place}.{key}")


def _made(place: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except ValueError as error:
        raise CalendarRefused(f"{place}: {error}.") from error


def _each(data: Mapping[str, Any], key: str, read: Callable[[object, str], T]) -> list[T]:
    return [read(member, f"{key}[{place}]") for place, member in enumerate(_list(data.get(key, []), key))]


def _list(data: object, place: str) -> Sequence[Any]:
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise CalendarRefused(f"{place}: expected a list, found {data!r}.")
    return data


def _mapping(data: object, place: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise CalendarRefused(f"{place}: expected names with values, found {data!r}.")
    return data


def _text(data: Mapping[str, Any], key: str, place: str) -> str:
    found = data.get(key)
    if not isinstance(found, str) or not found.strip():
        raise CalendarRefused(f"{place}: expected {key!r} with a text, found {found!r}.")
    return found


def _only(data: Mapping[str, Any], known: set[str], place: str) -> None:
    if unknown := sorted(set(map(str, data)) - known):
        raise CalendarRefused(f"{place}: {', '.join(unknown)} is not known; expected {', '.join(sorted(known))}.")
