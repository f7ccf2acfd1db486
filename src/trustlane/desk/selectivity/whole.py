"""One declaration as its page tells it: reasons by where they come from, parties with their standing, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from trustlane.declarations.facts import Event, Story, Treatment, Version
from trustlane.parties import queries as parties
from trustlane.parties.identifiers import match_key
from trustlane.parties.profiles import shipped
from trustlane.selectivity.labels import SOURCE
from trustlane.selectivity.queries.decisions import Counted, Reason, Seen

# The harshest last; outcomes of entry summaries have an order of their own.
STRICTNESS = {"green": 0, "blue": 1, "yellow": 2, "orange": 3, "red": 4}
HEAD_ROLES = ("importer", "exporter", "declarant", "carrier", "representative")


@dataclass(frozen=True)
class Sentence:
    """A reason as people read it; `foreign` where it stands in English on a page of another language."""

    text: str
    foreign: bool
    weight: float  # in log-odds
    share: float  # of the weightiest reason


@dataclass(frozen=True)
class Group:
    """Reasons of one source."""

    source: str
    label: str | Promise
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class PartyLine:
    """Somebody the declaration names; `operator` is its reference here, where its number is known."""

    role: str
    identifier: str
    name: str
    country: str
    operator: str
    counted: tuple[Counted, ...]


@dataclass(frozen=True)
class Moment:
    """Something that happened, for the timeline."""

    at: datetime
    kind: str  # event, decided, rerouted, examined, released
    event: Event | None = None
    decision: Seen | None = None
    treatment: Treatment | None = None


@dataclass(frozen=True)
class Done:
    """What the declaration system and officers really did, and how it compares with what was advised."""

    treatment: Treatment
    followed: str  # same, stricter, milder, or empty where they cannot be compared
    hours: float | None  # from lodging to release


def groups(reasons: Sequence[Reason]) -> list[Group]:
    """Reasons by source, in the order in which they were stored: the lot, rules, signals, the model."""
    most = max((abs(reason.weight) for reason in reasons), default=0.0)
    english = (get_language() or "en") == "en"
    found: dict[str, list[Sentence]] = {}
    for reason in reasons:
        text = gettext(reason.text) if reason.text else reason.name
        share = abs(reason.weight) / most if most else 0.0
        foreign = not english and text == (reason.text or reason.name)
        found.setdefault(reason.source, []).append(Sentence(text, foreign, reason.weight, share))
    return [Group(source, SOURCE.get(source, source), tuple(told)) for source, told in found.items()]


def party_lines(version: Version | None, decision: Seen | None) -> list[PartyLine]:
    """Everybody the declaration names, each once a role, with the standings that counted in the decision."""
    named = _named(version)
    references = _operators({identifier for _role, identifier, _name, _country in named if identifier})
    counted = decision.standing or () if decision is not None else ()
    lines = []
    for role, identifier, name, country in named:
        lines.append(
            PartyLine(
                role,
                identifier,
                name,
                country,
                references.get(identifier, ""),
                tuple(each for each in counted if each.role == role),
            )
        )
    return lines


def _named(version: Version | None) -> list[tuple[str, str, str, str]]:
    if version is None:
        return []
    named = [
        (party.role, party.identifier or "", party.name or "", party.country or "")
        for party in version.parties
        if party.identifier or party.name
    ]
    there = {(role, identifier) for role, identifier, _name, _country in named}
    head = [(role, getattr(version.head, role) or "", "", "") for role in HEAD_ROLES]
    named += [row for row in head if row[1] and (row[0], row[1]) not in there]
    order = {role: place for place, role in enumerate(HEAD_ROLES)}
    return sorted(dict.fromkeys(named), key=lambda row: order.get(row[0], len(order)))


def _operators(identifiers: Iterable[str]) -> dict[str, str]:
    """The operator each declared number belongs to, where it is anybody's."""
    book = shipped()
    keys = {written: match_key(book.common(book.guess(written))) for written in identifiers}
    owners = parties.owners(keys.values())
    return {written: owners[key] for written, key in keys.items() if key in owners}


def known_holders(decision: Seen | None) -> frozenset[str]:
    """The holders of counted standings that have a page of their own."""
    counted = decision.standing or () if decision is not None else ()
    return frozenset(parties.numbers(each.holder for each in counted))


def done(story: Story | None, decision: Seen | None) -> Done | None:
    """The last report on what was really done, beside what was advised."""
    if story is None or not story.observed:
        return None
    last = story.observed[-1]
    lodged = story.versions[0].head.lodged
    hours = (last.released_at - lodged) / timedelta(hours=1) if last.released_at and lodged else None
    applied = last.rerouted_to or last.lane
    return Done(last, _compared(decision.lane if decision is not None else None, applied), hours)


def _compared(advised: str | None, applied: str | None) -> str:
    if not advised or not applied:
        return ""
    if advised == applied:
        return "same"
    if advised in STRICTNESS and applied in STRICTNESS:
        return "stricter" if STRICTNESS[applied] > STRICTNESS[advised] else "milder"
    return "other"


def moments(story: Story | None, decisions: Sequence[Seen], *, treatment: bool) -> list[Moment]:
    """All that happened, the newest first."""
    found = [Moment(each.decided_at, "decided", decision=each) for each in decisions]
    if story is not None:
        found += [Moment(each.at or each.received, "event", event=each) for each in story.events]
        if treatment:
            found += _treated(story)
    return sorted(found, key=lambda each: each.at, reverse=True)


def _treated(story: Story) -> list[Moment]:
    if not story.observed:
        return []
    last = story.observed[-1]
    told = {each.event for each in story.events}
    found = []
    if last.examined_at is not None:
        found.append(Moment(last.examined_at, "examined", treatment=last))
    if last.released_at is not None and "released" not in told:
        found.append(Moment(last.released_at, "released", treatment=last))
    return found
