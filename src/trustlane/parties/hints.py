"""Who of the register may be meant, or be one and the same: hints with their reasons, never a benefit."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from trustlane.parties.among import Frequencies, Register, closest, keys, worth_a_look
from trustlane.parties.knowing import known_at
from trustlane.parties.matching import LIKELY, Likeness, Party, Seen, compare, points_of, seen
from trustlane.parties.models import OperatorName, Site
from trustlane.parties.names import taken_apart

ENOUGH = 2_000  # firms that one key may bring up to be asked at all, and that all together may
NEAR = 80  # names of those that are looked at
CLOSE = 12
SITES = 8  # of one operator that are compared

SIZES = """
SELECT key, (SELECT count(*) FROM (SELECT FROM parties_namekeys WHERE keys @> ARRAY[key] LIMIT %s) AS few)
FROM unnest(%s::text[]) AS key
"""

SHARING = """
SELECT name_id, ARRAY(SELECT unnest(keys) INTERSECT SELECT unnest(%(asked)s::text[]))
FROM parties_namekeys WHERE keys && %(asked)s::text[]
"""


@dataclass(frozen=True, slots=True)
class Hint:
    """An operator that may be meant: under which of its names, where, how alike, and its share of the chance."""

    operator: int
    reference: str
    name: str
    likeness: Likeness
    share: float


class Shared(NamedTuple):
    """What two operators share besides likeness: an address or a person to meet, in the words of one of them."""

    operator: int
    reference: str
    kind: str  # "address" or "person"
    what: str


class _Candidate(NamedTuple):
    operator: int
    reference: str
    name: str


def who_may_be_meant(
    party: Party, *, known: datetime | None = None, besides: Collection[int] = (), inside: bool = False, limit: int = 10
) -> list[Hint]:
    """Operators that a name, with what is known of its address, may mean, the likeliest first; bounded.

    `besides` are row numbers of operators not asked about; `inside` says that the party itself is in the register.
    """
    candidates = _sharing(party, known, besides)
    if not candidates:
        return []
    name = taken_apart(party.name)
    names = [taken_apart(each.name) for each in candidates]
    close = closest(name, [each.core for each in names], ["".join(each.words) for each in names], CLOSE)
    rarity = _rarity({word for each in (name, *(names[place] for place in close)) for word in each.words}, inside)
    places = _places({candidates[place].operator for place in close}, known)
    best: dict[int, tuple[float, int, list[Seen]]] = {}
    for place in close:
        them = candidates[place]
        for site in places.get(them.operator, [Party("")]):
            things = seen(name, names[place], party, site, rarity)
            if (points := points_of(things)) > best.get(them.operator, (-math.inf,))[0]:
                best[them.operator] = (points, place, things)
    found = worth_a_look((place, things) for _, place, things in best.values())
    return [Hint(*candidates[each.place], each.likeness, each.share) for each in found][:limit]


def doubles_of(operator: int, *, known: datetime | None = None, limit: int = 10) -> list[Hint]:
    """Other operators that may be the same firm as one, by any of its names and sites, the likeliest first."""
    best: dict[int, Hint] = {}
    for party in _parties(operator, known):
        for hint in who_may_be_meant(party, known=known, besides=[operator], inside=True, limit=limit):
            if hint.share > (best[hint.operator].share if hint.operator in best else 0.0):
                best[hint.operator] = hint
    return sorted(best.values(), key=lambda hint: (-hint.share, hint.reference))[:limit]


def all_doubles(*, known: datetime | None = None) -> Iterator[tuple[str, str, Likeness]]:
    """Every pair in the register that may be one firm, by reference; long work, for a job: the register is read whole.

    Each pair is judged by itself: of three entries of one firm all three pairs are told.
    """
    rows = list(
        OperatorName.objects.filter(known_at(known))
        .order_by("pk")
        .values_list("operator", "operator__reference", "name")
    )
    sites = _places({operator for operator, _, _ in rows}, known)
    parties, owners = [], []
    for operator, reference, name in rows:
        for site in sites.get(operator, [Party("")])[:1]:
            parties.append(Party(name, site.country, site.city, site.street))
            owners.append(reference)
    register = Register(parties, own=1)
    told: set[tuple[str, str]] = set()
    for place, party in enumerate(parties):
        for other in register.compared(party, register.names[place]):
            pair = (min(owners[place], owners[other]), max(owners[place], owners[other]))
            if pair[0] == pair[1] or pair in told:
                continue
            told.add(pair)
            if (likeness := compare(party, parties[other], register.rarity)).score >= LIKELY:
                yield (*pair, likeness)


def sharing_with(operator: int, *, known: datetime | None = None) -> list[Shared]:
    """Other operators with a site at an address of this one, or with the same person to meet; names do not matter."""
    mine = list(Site.objects.filter(known_at(known), operator=operator))
    keys_of_mine = {site.address_key for site in mine if site.street}
    people = {taken_apart(site.contact).words for site in mine if site.contact.strip()}
    others = Site.objects.filter(known_at(known)).exclude(operator=operator).select_related("operator")
    found: dict[tuple[int, str], Shared] = {}
    for site in others.filter(Q(address_key__among=keys_of_mine) | (~Q(contact="") if people else Q(pk__in=[]))):
        if site.address_key in keys_of_mine:
            told = Shared(site.operator_id, site.operator.reference, "address", f"{site.street}, {site.city}")
            found.setdefault((site.operator_id, "address"), told)
        if site.contact and sorted(taken_apart(site.contact).words) in [sorted(each) for each in people]:
            told = Shared(site.operator_id, site.operator.reference, "person", site.contact)
            found.setdefault((site.operator_id, "person"), told)
    return sorted(found.values(), key=lambda each: (each.reference, each.kind))


def _sharing(party: Party, known: datetime | None, besides: Collection[int]) -> list[_Candidate]:
    """Names that share the most telling keys with a party's, among those that rare keys bring up."""
    sizes = _sizes(keys(taken_apart(party.name)))
    asked: list[str] = []
    spent = 0
    for size, key in sorted((size, key) for key, size in sizes.items() if 0 < size <= ENOUGH):
        spent += size
        if spent > 2 * ENOUGH and asked:
            break
        asked.append(key)
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SHARING, {"asked": asked})
        shared = {name: sum(1 / (1 + math.log(sizes[key])) for key in among) for name, among in cursor.fetchall()}
    rows = OperatorName.objects.filter(known_at(known), pk__among=list(shared)).exclude(operator__in=list(besides))
    found = [
        (shared[number], _Candidate(operator, reference, name))
        for number, operator, reference, name in rows.values_list("pk", "operator", "operator__reference", "name")
    ]
    return [each for _, each in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:NEAR]]


def _sizes(asked: Iterable[str]) -> dict[str, int]:
    """How many names have each key, counted to a little more than enough."""
    with connection.cursor() as cursor:
        cursor.execute(SIZES, [ENOUGH + 1, list(asked)])
        return dict(cursor.fetchall())


def _rarity(words: Collection[str], inside: bool) -> Frequencies:
    """How rare words are, by how many names bear them."""
    sizes = _sizes({f"_{word}" for word in words})
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'parties_namekeys'::regclass")
        (rows,) = cursor.fetchone()
    return Frequencies(max(1, rows), {word: sizes.get(f"_{word}", 0) for word in words}, own=int(inside))


def _places(operators: Collection[int], known: datetime | None) -> dict[int, list[Party]]:
    """Where operators sit, some sites of each, the first known first."""
    found: dict[int, list[Party]] = defaultdict(list)
    rows = Site.objects.filter(known_at(known), operator__among=list(operators)).order_by("operator", "number")
    for operator, country, city, street in rows.values_list("operator", "country", "city", "street"):
        if len(found[operator]) < SITES:
            found[operator].append(Party("", country, city, street))
    return found


def _parties(operator: int, known: datetime | None) -> list[Party]:
    names = (
        OperatorName.objects.filter(known_at(known), operator=operator).order_by("pk").values_list("name", flat=True)
    )
    sites = _places([operator], known).get(operator, [Party("")])
    return [Party(name, site.country, site.city, site.street) for name in dict.fromkeys(names) for site in sites]
