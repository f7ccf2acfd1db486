"""What two administrations sign, one direction at a time: whose operators get what, and how it is told; pure.

A direction goes from the administration that tells to the one that recognises. What is written is read strictly: what
is missing, unknown, or cannot be carried out is refused with its place and the mend. Read and written again, terms are
the same to the letter, so that their digest names them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from trustlane.parties.roles import ROLES
from trustlane.recognition.feed import ages, bodies
from trustlane.recognition.refusals import TermMissing, TermTwice, TermUnfit, TermUnknown, shown
from trustlane.standing.facts import SCOPES

# Which way: their operators are recognised by us, or ours by them.
INWARD, OUTWARD = "inward", "outward"
DIRECTIONS = (INWARD, OUTWARD)
# What an operator of the other side gets.
BENEFITS = (
    "fewer_examinations",
    "priority_examination",
    "fewer_documents",
    "reduced_data",
    "priority_release",
    "contact_point",
    "recovery_priority",
    "validation_counts",
)
PRESETS = ("prompt", "patient", "periodic")
MOST_ADDITIONS = 100_000  # operators a day
LONGEST_PERIOD = 366  # days
MOST_MINUTES = 24 * 60
NUMBERS = ("TIN", "EORI", "LEI", "AEO", "MID")
# Who makes the one's number fit for the other's system.
TRANSLATES = ("sender", "receiver", "nobody")
DECLARED = ("exporter", "consignor", "manufacturer", "consignee", "carrier", "declarant")
WHATS = ("list", "figures", "removal_notice", "incident_notice", "programme_notice", "visit_report", "meeting")
EVERY = ("event", "month", "quarter", "year")
_MOST_WITHIN = {"event": 24 * 30, "month": 90, "quarter": 180, "year": 366}  # hours after an event, else days
_SIGN = r"[A-Z0-9]|\[(?:0-9|A-Z|A-Z0-9|0-9A-Z)\]"
_PATTERN = re.compile(rf"(?:(?:{_SIGN})(?:\{{[0-9]{{1,2}}(?:,[0-9]{{1,2}})?\}})?){{1,20}}", re.ASCII)
_LONGEST_PATTERN = 80


@dataclass(frozen=True, slots=True)
class Numbers:
    """By which number an operator is known in declarations, how it is written, where, and who translates it."""

    kind: str
    pattern: str  # such as AEOCN[0-9]{10}
    declared_as: str
    translates: str

    def fits(self, number: str) -> bool:
        """The number is written as agreed."""
        return re.fullmatch(self.pattern, number, re.ASCII) is not None


@dataclass(frozen=True, slots=True)
class Debt:
    """What the administration that tells owes the other, and when.

    ``within``: hours after an event, or days after the end of a month, quarter or year.
    """

    what: str
    every: str
    within: int

    def due(self, after: date) -> date | None:
        """The first day after this one on which it is owed; None for what is owed upon an event."""
        if self.every == "event":
            return None
        ended = _period_end(after - timedelta(days=self.within), self.every)
        while ended + timedelta(days=self.within) <= after:
            ended = _period_end(ended + timedelta(days=1), self.every)
        return ended + timedelta(days=self.within)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed for one direction."""

    scope: tuple[str, ...]
    roles: tuple[str, ...]
    benefits: tuple[str, ...]
    fields: tuple[str, ...]
    preset: str
    days: int  # of the period, where the preset is periodic and counts in days; else 0
    additions: int  # that the other takes on one day; more are held back
    numbers: Numbers
    owes: tuple[Debt, ...]
    minutes: int = 0  # of the period, where it is periodic and counts in minutes: for trials, where one looks on

    @property
    def ages(self) -> ages.Ages:
        """What silence does to a benefit under these terms."""
        known = {"prompt": ages.PROMPT, "patient": ages.PATIENT}
        period = timedelta(days=self.days, minutes=self.minutes)
        return known[self.preset] if self.preset in known else ages.periodic(period)

    @property
    def profile(self) -> frozenset[str]:
        """The fields of a body that may be told: those agreed, and those without which nothing can be applied."""
        return bodies.ALWAYS | set(self.fields)

    @property
    def digest(self) -> str:
        """A name for exactly these terms."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()


def read(raw: object, *, place: str = "terms") -> Terms:
    """The terms that are written; raises TermsRefused for the first thing that cannot be taken as it stands."""
    given = _table(raw, place, ("scope", "roles", "benefits", "fields", "ages", "additions", "numbers", "owes"))
    scope = _several(given["scope"], f"{place}.scope", SCOPES, least=1)
    preset, days, minutes = _ages(given["ages"], f"{place}.ages")
    fields = _several(given["fields"], f"{place}.fields", sorted(bodies.ALL))
    debts = _list(given["owes"], f"{place}.owes", _debt)
    for number, one in enumerate(debts):
        if any(one.what == other.what for other in debts[:number]):
            raise TermTwice(f"{place}.owes[{number}]", f"{one.what} is owed twice")
    return Terms(
        scope=scope,
        roles=_several(given["roles"], f"{place}.roles", ROLES, least=1),
        benefits=_several(given["benefits"], f"{place}.benefits", BENEFITS, least=1),
        fields=tuple(one for one in fields if one not in bodies.ALWAYS),
        preset=preset,
        days=days,
        minutes=minutes,
        additions=_whole(given["additions"], f"{place}.additions", 1, MOST_ADDITIONS),
        numbers=_numbers(given["numbers"], f"{place}.numbers"),
        owes=debts,
    )


def written(terms: Terms) -> dict[str, Any]:
    """The terms as they are kept; `read` gives the same terms back."""
    periodic = {name: many for name in ("days", "minutes") if (many := getattr(terms, name))}
    numbers = terms.numbers
    return {
        "scope": list(terms.scope),
        "roles": list(terms.roles),
        "benefits": list(terms.benefits),
        "fields": list(terms.fields),
        "ages": {"preset": terms.preset, **periodic},
        "additions": terms.additions,
        "numbers": {
            "kind": numbers.kind,
            "pattern": numbers.pattern,
            "declared_as": numbers.declared_as,
            "translates": numbers.translates,
        },
        "owes": [{"what": one.what, "every": one.every, "within": one.within} for one in terms.owes],
    }


def canonical(terms: Terms) -> str:
    """The one way to write these terms down."""
    return json.dumps(written(terms), sort_keys=True, separators=(",", ":"))


def differences(old: Terms | None, new: Terms | None) -> tuple[str, ...]:
    """The names of the terms that are not the same in both, in the order in which they are written."""
    one, other = (written(each) if each else {} for each in (old, new))
    return tuple(name for name in {**one, **other} if one.get(name) != other.get(name))


def _period_end(day: date, every: str) -> date:
    """The last day of the month, quarter or year in which a day lies."""
    last = {"month": day.month, "quarter": (day.month + 2) // 3 * 3, "year": 12}[every]
    following = date(day.year + last // 12, last % 12 + 1, 1)
    return following - timedelta(days=1)


def _table(raw: object, place: str, names: Collection[str]) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise TermUnfit(place, f"{shown(raw)} is no table of names")
    for name in raw:
        if name not in names:
            raise TermUnknown(place, f"{shown(name)} is no term; there are {', '.join(names)}")
    for name in names:
        if name not in raw:
            raise TermMissing(place, f"{name} is not said")
    return raw


def _list(raw: object, place: str, each: Callable[[object, str], Debt]) -> tuple[Debt, ...]:
    if not isinstance(raw, list) or len(raw) > len(WHATS):
        raise TermUnfit(place, f"{shown(raw)} is no list of at most {len(WHATS)}")
    return tuple(each(one, f"{place}[{number}]") for number, one in enumerate(raw))


def _several(raw: object, place: str, words: Collection[str], least: int = 0) -> tuple[str, ...]:
    """Some of these words, put into their order; a word stands there once."""
    if not isinstance(raw, list):
        raise TermUnfit(place, f"{shown(raw)} is no list")
    for one in raw:
        if not isinstance(one, str) or one not in words:
            raise TermUnknown(place, f"{shown(one)} is none of {', '.join(words)}")
    if len(set(raw)) != len(raw):
        raise TermTwice(place, "something stands there twice")
    if len(raw) < least:
        raise TermMissing(place, "nothing is chosen")
    return tuple(one for one in words if one in raw)


def _one(raw: object, place: str, words: Collection[str]) -> str:
    if not isinstance(raw, str) or raw not in words:
        raise TermUnknown(place, f"{shown(raw)} is none of {', '.join(words)}")
    return raw


def _whole(raw: object, place: str, least: int, most: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
        raise TermUnfit(place, f"{shown(raw)} is no whole number from {least} to {most:,}")
    return raw


def _ages(raw: object, place: str) -> tuple[str, int, int]:
    """The preset, and of a period its days or its minutes."""
    if not (isinstance(raw, Mapping) and raw.get("preset") == "periodic"):
        return _one(_table(raw, place, ("preset",))["preset"], f"{place}.preset", PRESETS), 0, 0
    if "minutes" in raw:
        given = _table(raw, place, ("preset", "minutes"))
        return "periodic", 0, _whole(given["minutes"], f"{place}.minutes", 1, MOST_MINUTES)
    given = _table(raw, place, ("preset", "days"))
    return "periodic", _whole(given["days"], f"{place}.days", 1, LONGEST_PERIOD), 0


def _numbers(raw: object, place: str) -> Numbers:
    given = _table(raw, place, ("kind", "pattern", "declared_as", "translates"))
    pattern = given["pattern"]
    if not isinstance(pattern, str) or len(pattern) > _LONGEST_PATTERN or not _PATTERN.fullmatch(pattern):
        raise TermUnfit(
            f"{place}.pattern",
            f"{shown(pattern)} is no pattern of capital letters, digits, [0-9], [A-Z], [A-Z0-9] and {{counts}}",
        )
    try:
        re.compile(pattern)
    except re.error as wrong:
        raise TermUnfit(f"{place}.pattern", f"{shown(pattern)}: {wrong.msg}") from None
    return Numbers(
        kind=_one(given["kind"], f"{place}.kind", NUMBERS),
        pattern=pattern,
        declared_as=_one(given["declared_as"], f"{place}.declared_as", DECLARED),
        translates=_one(given["translates"], f"{place}.translates", TRANSLATES),
    )


def _debt(raw: object, place: str) -> Debt:
    given = _table(raw, place, ("what", "every", "within"))
    every = _one(given["every"], f"{place}.every", EVERY)
    return Debt(
        what=_one(given["what"], f"{place}.what", WHATS),
        every=every,
        within=_whole(given["within"], f"{place}.within", 0, _MOST_WITHIN[every]),
    )
