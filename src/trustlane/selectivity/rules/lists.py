"""Officers' lists: named sets of values, each with an owner, a version, and the days on which an entry counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Window:
    """From one day to another, both included; an end left open is none."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date | None) -> bool:
        """Whether a day lies in the window; an unknown day lies only in one that is open at both ends."""
        if day is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALWAYS = Window()


@dataclass(frozen=True, slots=True)
class Entry:
    """One value on a list, and when it counts."""

    value: str
    window: Window = ALWAYS


@dataclass(frozen=True, slots=True)
class OfficersList:
    """A list that rules name. A value may stand on it more than once, each time for other days."""

    name: str
    version: str
    owner: str
    entries: tuple[Entry, ...]


# What evaluation needs of lists: name → value → when it counts.
Windows: TypeAlias = "Mapping[str, Mapping[str, tuple[Window, ...]]]"


def windows_of(lists: Iterable[OfficersList]) -> dict[str, dict[str, tuple[Window, ...]]]:
    """Lists as look-ups from value to the windows in which it counts."""
    found: dict[str, dict[str, tuple[Window, ...]]] = {}
    for one in lists:
        values = found.setdefault(one.name, {})
        for entry in one.entries:
            values[entry.value] = (*values.get(entry.value, ()), entry.window)
    return found
