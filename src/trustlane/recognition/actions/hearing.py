"""From subjects of a feed to the register: who each is by exact identifier, and what the partner makes of its standing.

An operator of ours that carries the same number is the same operator; likeness of names never makes two one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from trustlane.ledger.models import Row
from trustlane.parties import actions as parties
from trustlane.parties import queries as known
from trustlane.parties.facts import Entry
from trustlane.parties.identifiers import Identifier, match_key
from trustlane.parties.profiles import shipped
from trustlane.recognition import heard
from trustlane.recognition.actions.keeping import put_said
from trustlane.recognition.feed.bodies import Body
from trustlane.recognition.feed.folding import ERASED, Last
from trustlane.recognition.feed.leaves import ADDITIONS
from trustlane.recognition.models import FollowedFeed, ReadSubject
from trustlane.standing.actions.asserting_many import Heard, assert_heard

NUMBER_UNFIT = "its trader identification number cannot be right"
TWO_OPERATORS = "its numbers belong to several operators of the register"
OF_ANOTHER = "another subject of this feed is this operator"
NO_SCOPE = "it speaks for no risk that was agreed"


@dataclass(frozen=True, slots=True)
class Who:
    """An operator as the register will call it, with what a body adds to it."""

    reference: str
    identifiers: tuple[Identifier, ...]


@dataclass(slots=True)
class Resolved:
    """Who the subjects of bodies are; and of whom it cannot be said, and why."""

    who: dict[str, Who] = field(default_factory=dict)
    why_not: dict[str, str] = field(default_factory=dict)


def say_removals(feed: FollowedFeed, lasts: Mapping[str, Last], *, row: Row, at: datetime) -> int:
    """Leave the operators of these subjects in the state of their removal, at once; how many changed."""
    rows = _linked(feed, lasts)
    zone = ZoneInfo(settings.TIME_ZONE)
    told = [
        Heard(
            operator=each.operator_id or 0,
            reference=each.operator.reference if each.operator else "",
            source=f"{feed.origin} {lasts[each.subject].seq}",
            since=heard.ends(lasts[each.subject].effective, at=at, zone=zone),
            ends=heard.state_of(lasts[each.subject].to),
        )
        for each in rows
        if each.said
    ]
    assert_heard(heard=told, issuer=feed.issuer, recorded_in=row, at=at)
    for each in rows:
        each.said = heard.state_of(lasts[each.subject].to) if each.said else ""
        if lasts[each.subject].to == ERASED:
            each.operator, each.said = None, ""  # who it was is not kept
    put_said(rows)
    return len(told)


def say_quarantined(feed: FollowedFeed, *, from_seq: int, row: Row, at: datetime) -> list[str]:
    """Suspend whoever rests on an addition from this entry on; the subjects."""
    rows = list(
        ReadSubject.objects.filter(feed=feed, seq__gte=from_seq, to__in=ADDITIONS, said="valid").select_related(
            "operator"
        )
    )
    zone = ZoneInfo(settings.TIME_ZONE)
    told = [
        Heard(
            operator=each.operator_id or 0,
            reference=each.operator.reference if each.operator else "",
            source=f"{feed.origin} {each.seq}, quarantined",
            since=heard.ends(at, at=at, zone=zone),
            ends=heard.QUARANTINED,
        )
        for each in rows
    ]
    assert_heard(heard=told, issuer=feed.issuer, recorded_in=row, at=at)
    for each in rows:
        each.said = heard.QUARANTINED
    put_said(rows)
    return [each.subject for each in rows]


def say_additions(
    feed: FollowedFeed,
    lasts: Mapping[str, Last],
    *,
    scope: Sequence[str],
    who: Resolved,
    actor: str,
    row: Row,
    at: datetime,
) -> None:
    """Say of the operators of these subjects what the partner says; of whom it cannot be said, nothing any more."""
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = list(ReadSubject.objects.filter(feed=feed, subject__among=sorted(lasts)).select_related("operator"))
    numbers = _entered(feed, lasts, who, actor=actor, at=at)
    told: dict[int, Heard] = {}
    for each in rows:
        last = lasts[each.subject]
        if last.body is None or last.effective is None:
            continue
        named = who.who.get(each.subject)
        says = heard.says(last.body, scope) if named else ()
        each.why_not = who.why_not.get(each.subject, "" if says else NO_SCOPE)
        operator = numbers[named.reference] if named and says else None
        source = f"{feed.origin} {last.seq}"
        if each.operator and each.said and each.operator_id != operator:
            today = heard.ends(at, at=at, zone=zone)
            over = Heard(each.operator.pk, each.operator.reference, source, today, ends="withdrawn")
            told.setdefault(each.operator.pk, over)
            each.said = ""
        if named and operator is not None:
            since = heard.begins(last.body, last.effective, at=at, zone=zone)
            told[operator] = Heard(
                operator=operator,
                reference=named.reference,
                source=source,
                since=since,
                says=says,
                name=heard.name_of(last.body),
                programme=last.body.programme,
            )
            each.operator_id, each.said = operator, "valid"
        else:
            each.operator = None
    assert_heard(heard=list(told.values()), issuer=feed.issuer, recorded_in=row, at=at)
    put_said(rows)


def resolved(feed: FollowedFeed, bodies: Mapping[str, Body]) -> Resolved:
    """Who the subjects of these bodies are, by exact identifier only."""
    found = Resolved()
    numbers: dict[str, tuple[Identifier, ...]] = {}
    for subject, body in bodies.items():
        numbers[subject], _ = heard.numbers_of(body, shipped())
        if not numbers[subject]:
            found.why_not[subject] = NUMBER_UNFIT
    keys = {subject: _keys(each, feed.issuer) for subject, each in numbers.items()}
    owners = known.owners({key for each in keys.values() for key in each})
    taken = set(known.numbers({each[0].value for each in numbers.values() if each}))
    live = dict(
        ReadSubject.objects.filter(feed=feed, to__in=ADDITIONS, operator__isnull=False).values_list(
            "operator__reference", "subject"
        )
    )
    new: dict[str, str] = {}  # from the keys of those we meet here first to what they are called
    for subject, each in numbers.items():
        if not each:
            continue
        theirs = {owners[key] for key in keys[subject] if key in owners}
        theirs |= {new[key] for key in keys[subject] if key in new}
        if len(theirs) > 1:
            found.why_not[subject] = TWO_OPERATORS
            continue
        reference = next(iter(theirs), None) or (
            each[0].value if each[0].value not in taken else match_key(each[0], feed.issuer)
        )
        if live.setdefault(reference, subject) != subject:
            found.why_not[subject] = OF_ANOTHER
            continue
        taken.add(reference)
        new.update((key, reference) for key in keys[subject] if key not in owners)
        found.who[subject] = Who(reference, each)
    return found


def _keys(identifiers: Iterable[Identifier], issuer: str) -> list[str]:
    return [match_key(each, issuer) for each in identifiers if each.scheme != "MID"]


def _entered(
    feed: FollowedFeed, lasts: Mapping[str, Last], who: Resolved, *, actor: str, at: datetime
) -> dict[str, int]:
    """The row numbers of the operators, by reference; those the register does not know yet are registered."""
    entries = [
        Entry(each.reference, heard.name_of(last.body), each.identifiers)
        for subject, each in who.who.items()
        if (last := lasts[subject]).body is not None
    ]
    if not entries:
        return {}
    return parties.enter(entries=entries, actor=actor, at=at, source=feed.origin, issuer=feed.issuer)


def _linked(feed: FollowedFeed, subjects: Iterable[str]) -> list[ReadSubject]:
    rows = ReadSubject.objects.filter(feed=feed, subject__among=sorted(subjects), operator__isnull=False)
    return list(rows.select_related("operator"))
