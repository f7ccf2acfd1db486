"""Say in our feeds what has become of operators, inside the deed that made it so; the entries are the outbox."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.parties import queries as parties
from trustlane.parties.identifiers import Identifier
from trustlane.recognition.feed.bodies import SALT_BYTES, Address, Body, Sealed, opened, seal
from trustlane.recognition.issuing import (
    AGREEMENT_ENDED,
    Last,
    Occasion,
    Particulars,
    Profile,
    Saying,
    particulars,
    sayings,
    should_say,
    uuid7,
)
from trustlane.recognition.models import Consent, Feed, Pseudonym
from trustlane.standing import queries as standing
from trustlane.standing.rows import StandingChanged

BY = "system:feeds"

NEWEST = """
SELECT DISTINCT ON (entry.subject) entry.subject, entry.to, entry.reason, entry.commitment, body.salt, body.content
FROM recognition_feedentry entry
LEFT JOIN recognition_feedbody body ON body.entry_id = entry.id
WHERE entry.subject = ANY(%s) AND entry.kind = 'status'
ORDER BY entry.subject, entry.id DESC
"""

# All rows in one parameter, in their order: the entries of one subject are numbered in the order of their ids.
SAY = """
WITH said AS (
    SELECT * FROM json_to_recordset(%(said)s::json) AS said (
        place int, name text, subject text, "to" text, reason text, commitment text, salt text, content text)
), put AS (
    INSERT INTO recognition_feedentry (
        feed_id, name, kind, subject, "to", reason, effective, commitment, recorded_in_id)
    SELECT %(feed)s, name, 'status', subject, "to", reason, %(effective)s, decode(commitment, 'hex'), %(row)s
    FROM said ORDER BY place RETURNING id, name
)
INSERT INTO recognition_feedbody (entry_id, salt, content)
SELECT put.id, decode(said.salt, 'hex'), decode(said.content, 'hex')
FROM put JOIN said USING (name) WHERE said.content IS NOT NULL
"""

ERASE = """
UPDATE recognition_feedbody body SET salt = NULL, content = NULL, erased_at = %(at)s, erased_in_id = %(row)s
FROM recognition_feedentry entry, recognition_pseudonym pseudonym
WHERE body.entry_id = entry.id AND entry.subject = pseudonym.subject AND body.erased_at IS NULL
  AND pseudonym.operator_id = ANY(%(operators)s)
"""


@dataclass(frozen=True, slots=True)
class _Known:
    """An operator by its number in the register and by its reference, and whether it lets its data go."""

    number: int
    reference: str
    consents: bool


def publish_changed(fact: StandingChanged) -> None:
    """Told that the standing of operators changed: say what follows of it, in the same transaction."""
    if fact.issuer != settings.TRUSTLANE_ADMINISTRATION:
        return
    lock_feeds()
    for feed in open_feeds():
        publish(feed, operators=fact.operators, occasion=Occasion.STANDING, at=fact.at)


def lock_feeds() -> None:
    """One transaction at a time says something, until it ends: so what is said of a subject is said in one order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('trustlane feeds'))")


def feeds_locked() -> bool:
    """The same without waiting: whether this transaction has the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('trustlane feeds'))")
        return bool((cursor.fetchone() or (False,))[0])


def open_feeds() -> list[Feed]:
    """The feeds that are open; to be asked after the feeds are locked, else one that is being opened is missed."""
    return list(Feed.objects.filter(opened_at__isnull=False, closed_at__isnull=True).order_by("pk"))


def today(at: datetime) -> date:
    """The day of this administration at an instant."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def publish(feed: Feed, *, operators: Collection[str] | None, occasion: Occasion, at: datetime) -> int:
    """Say what should be said of these operators and was not; of everybody without a choice. How many entries.

    Called with the feeds locked, in the transaction of the deed that made it so.
    """
    facts = standing.said_by(settings.TRUSTLANE_ADMINISTRATION, operators)
    known = _known(_spoken_of(feed) | facts.keys() if operators is None else operators)
    subjects = _subjects(feed, [each.number for each in known])
    before = newest(subjects.values())
    who = _particulars(known, facts, feed.profile)
    said: list[tuple[_Known, Saying]] = []
    for each in known:
        should = should_say(
            facts.get(each.reference, ()),
            who.get(each.number),
            consents=each.consents,
            profile=feed.profile,
            on=today(at),
        )
        last = before.get(subjects.get(each.number, ""))
        said += [(each, saying) for saying in sayings(last, should, on=today(at), occasion=occasion)]
    return _say(feed, said, subjects, at)


def end(feed: Feed, *, at: datetime) -> int:
    """Say of everybody who is told as valid that the agreement ended. How many entries."""
    known = _known(_spoken_of(feed))
    subjects = _subjects(feed, [each.number for each in known])
    before = newest(subjects.values())
    said = [
        (each, saying)
        for each in known
        if (last := before.get(subjects[each.number])) is not None and last.adds
        for saying in sayings(last, AGREEMENT_ENDED, on=today(at), occasion=Occasion.STANDING)
    ]
    return _say(feed, said, subjects, at)


def erase_bodies(operators: Sequence[int], *, row: Row, at: datetime) -> int:
    """Erase what was told of operators in all feeds, by their numbers in the register. How many bodies.

    Readers are told of it by an entry that the sequencer writes once the erased ones have numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute(ERASE, {"at": at, "row": row.pk, "operators": list(operators)})
        return int(cursor.rowcount)


def newest(subjects: Iterable[str]) -> dict[str, Last]:
    """What was said last of subjects."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [list(subjects)])
        return {row[0]: Last(row[1], row[2], _body(*row[3:])) for row in cursor.fetchall()}


def _body(commitment: bytes | None, salt: bytes | None, content: bytes | None) -> Body | None:
    if commitment is None or salt is None or content is None:
        return None
    return opened(bytes(commitment), Sealed(bytes(salt), bytes(content)))


def _spoken_of(feed: Feed) -> set[str]:
    return set(Pseudonym.objects.filter(feed=feed).values_list("operator__reference", flat=True))


def _known(operators: Collection[str]) -> list[_Known]:
    numbers = parties.numbers(operators)
    rows = Consent.objects.filter(operator__among=set(numbers.values())).order_by("operator", "-pk")
    given = dict(rows.distinct("operator").values_list("operator_id", "given"))
    return [_Known(numbers[one], one, given.get(numbers[one], False)) for one in sorted(numbers)]


def _subjects(feed: Feed, operators: Collection[int]) -> dict[int, str]:
    rows = Pseudonym.objects.filter(feed=feed, operator__among=set(operators))
    return dict(rows.values_list("operator_id", "subject"))


def _particulars(
    known: Sequence[_Known], facts: Mapping[str, Sequence[Any]], profile: Profile
) -> dict[int, Particulars | None]:
    """Who those are of whom something could be said; nothing is read that the agreement does not let out."""
    chosen = {each.number: each.reference for each in known if each.consents and each.reference in facts}
    sites = parties.sites_of_each(chosen) if "addresses" in profile.fields else {}
    trade_names = parties.trade_names_of_each(chosen) if "trade_name" in profile.fields else {}
    found = {}
    for number, reference in chosen.items():
        identifiers: tuple[Identifier, ...] = facts[reference][0].identifiers
        places = [Address(site.country, site.city, site.postcode, site.street) for site in sites.get(number, ())]
        found[number] = particulars(
            identifiers,
            administration=settings.TRUSTLANE_ADMINISTRATION,
            trade_name=trade_names.get(number, ""),
            addresses=places,
        )
    return found


def _say(feed: Feed, said: Sequence[tuple[_Known, Saying]], subjects: dict[int, str], at: datetime) -> int:
    if not said:
        return 0
    named = {each.number: each.reference for each, _ in said}
    new = {number: secrets.token_hex(16) for number in named if number not in subjects}
    Pseudonym.objects.bulk_create(
        [Pseudonym(feed=feed, operator_id=number, subject=subject) for number, subject in new.items()],
        batch_size=5_000,
    )
    subjects.update(new)
    row = record(
        verb="recognition.say",
        actor=BY,
        subjects=[Subject("feed", feed.origin), *(Subject("operator", one) for one in sorted(named.values()))],
        at=at,
        after={"said": [[each.reference, saying.to, saying.reason] for each, saying in said]},
    )
    return say(feed, [(subjects[each.number], saying) for each, saying in said], row, at)


def say(feed: Feed, said: Sequence[tuple[str, Saying]], row: Row, at: datetime) -> int:
    """Put entries into the outbox, by subject, in this order; ``row`` is the record of the deed. How many."""
    rows = [_entry(place, subject, saying, feed.profile, at) for place, (subject, saying) in enumerate(said)]
    with connection.cursor() as cursor:
        cursor.execute(
            SAY, {"said": json.dumps(rows), "feed": feed.pk, "effective": at.replace(microsecond=0), "row": row.pk}
        )
    return len(rows)


def _entry(place: int, subject: str, saying: Saying, profile: Profile, at: datetime) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "place": place,
        "name": uuid7(at, secrets.token_bytes(10)),
        "subject": subject,
        "to": saying.to,
        "reason": saying.reason,
    }
    if saying.body is not None:
        sealed = seal(saying.body, salt=secrets.token_bytes(SALT_BYTES), profile=profile.told)
        raw |= {
            "commitment": sealed.commitment.hex(),
            "salt": sealed.salt.hex(),
            "content": sealed.content.hex(),
        }
    return raw


def turned(*, after: date, until: date) -> list[str]:
    """Of whom something begins, or is over, on one of these days, the first not among."""
    return standing.turning(settings.TRUSTLANE_ADMINISTRATION, after=after, until=until)
