"""The menu: what may be opened from every page, laid down as data by the faces and cut to what a person may open.

A face declares its entries in its own `menu.py`; `config/menus.py` lists them in order; pages only draw them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Section:
    """A group of entries under one heading; the empty label stands on top without a heading."""

    key: str
    label: Words = ""


WORK = Section("work")
REGISTER = Section("register", _("Trusted operators"))
RECORD = Section("record", _("Record"))
HOUSE = Section("house", _("Administration"))
PORTAL = Section("portal", _("Your company"))


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `shows` answers, for the person and the permits at hand, whether the line is theirs."""

    label: Words
    url: str
    icon: str
    section: Section
    shows: Callable[["Viewer"], bool]
    # Addresses below these names light the entry up; its own address always does.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Viewer:
    """Who looks at the page, as far as the menu needs to know."""

    may: Callable[[StrEnum], bool]
    officer: bool
    operator: bool


@dataclass(frozen=True)
class Line:
    label: Words
    href: str
    icon: str
    here: bool


@dataclass(frozen=True)
class Group:
    label: Words
    entries: tuple[Line, ...]


def entries() -> Sequence[Entry]:
    """All entries of the house, in the order in which config lists them."""
    laid_down: Sequence[Entry] = import_string(settings.MENU)
    return laid_down


def drawn(entries: Iterable[Entry], viewer: Viewer, *, path: str) -> tuple[Group, ...]:
    """The menu of one person on one page: only what they may open, the entry they are in marked."""
    mine = [(entry, href) for entry in entries if entry.shows(viewer) and (href := _address(entry.url)) is not None]
    lit = _lit(mine, path)
    groups: dict[Section, list[Line]] = {}
    for entry, href in mine:
        groups.setdefault(entry.section, []).append(Line(entry.label, href, entry.icon, here=entry.url == lit))
    return tuple(Group(section.label, tuple(lines)) for section, lines in groups.items())


def _lit(mine: Iterable[tuple[Entry, str]], path: str) -> str:
    """The entry with the longest address that the path begins with: /desk/ must not light up on /desk/standing/."""
    starts = [(start, entry.url) for entry, href in mine for start in (href, *filter(None, map(_address, entry.also)))]
    return max(((len(start), url) for start, url in starts if path.startswith(start)), default=(0, ""))[1]


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def with_permission(permission: StrEnum) -> Callable[[Viewer], bool]:
    """Shown to whoever has the permission in general."""
    return lambda viewer: viewer.may(permission)
