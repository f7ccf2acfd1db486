"""What an issuer says of an operator: from its standing on a day, its consent and the agreement's profile; pure.

A body says one scope and one list of roles, so it says never more than is held: the widest scope that every role it
names is held in. What should be said is compared with what was said last; the difference is said, and nothing twice.
Whatever takes something away is a removal, which a reader applies without waiting for a body; an addition follows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from trustlane.parties.identifiers import Identifier
from trustlane.parties.roles import ROLES
from trustlane.recognition.feed.bodies import ALL, ALWAYS, MOST, Address, Body
from trustlane.recognition.feed.leaves import ADDITIONS
from trustlane.standing.facts import SCOPES, StandingFact
from trustlane.standing.law import valid_on

LONGEST = {
    "legal_name": 256,
    "trade_name": 256,
    "programme": 64,
    "tier": 64,
    "city": 128,
    "postcode": 32,
    "street": 256,
}
LONGEST_NUMBER = 35
LONGEST_TIN = 17
UNSTATED = date(1, 1, 1)  # the first day of a standing whose issuer states none
# Of several states on one day the one that takes most away is told.
WEIGHTIEST = ("revoked", "suspended", "withdrawn", "expired")
ENDINGS: Mapping[str, str] = {
    "revoked": "by_customs",
    "suspended": "by_customs",
    "withdrawn": "own_request",
    "expired": "period_over",
}


class Occasion(StrEnum):
    """Why one looks at what is to be said."""

    OPENING = "opening"
    STANDING = "standing"
    CONSENT = "consent"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the agreement lets out: fields of a body, risks, roles; no role named is every role."""

    fields: frozenset[str] = ALL
    scope: frozenset[str] = frozenset(SCOPES)
    roles: frozenset[str] = frozenset()

    @property
    def told(self) -> frozenset[str]:
        """The fields a body of this agreement has; a period without its end would promise more than is held."""
        return self.fields | ALWAYS | {"valid_to"}

    @property
    def universe(self) -> frozenset[str]:
        """Every role the agreement is about."""
        return self.roles or frozenset(ROLES)


@dataclass(frozen=True, slots=True)
class Trust:
    """What is held on a day: scope and roles, its period (None: without end), and in which programme and tier."""

    scope: frozenset[str]
    roles: frozenset[str]
    valid_from: date
    valid_to: date | None
    programme: str = ""
    tier: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who an operator is, in what a body can hold."""

    tin: str
    identifiers: tuple[Identifier, ...] = ()
    trade_name: str = ""
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """That nothing is given any more, in which word and for which reason."""

    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class Last:
    """What was said last of a subject; the body of an addition, unless it was erased."""

    to: str
    reason: str
    body: Body | None = None

    @property
    def adds(self) -> bool:
        """Whether the reader gives something by it."""
        return self.to in ADDITIONS


@dataclass(frozen=True, slots=True)
class Saying:
    """One entry to be: what has become of the subject, why, and who it is where that adds something."""

    to: str
    reason: str
    body: Body | None = None


NO_CONSENT = Ending("withdrawn", "consent_withdrawn")
AGREEMENT_ENDED = Ending("withdrawn", "agreement_ended")
CEASED = Ending("withdrawn", "ceased")
NARROWED = Saying("withdrawn", "narrowed")

_Cell = tuple[str, str]  # a risk and a role


def should_say(
    facts: Sequence[StandingFact], who: Particulars | None, *, consents: bool, profile: Profile, on: date
) -> Body | Ending:
    """What the feed should say of an operator on a day; ``facts`` are all that is known of it by our issuer now."""
    if not consents:
        return NO_CONSENT
    trust = trusted(facts, profile, on)
    if trust is None:
        return ending(facts, profile, on)
    return CEASED if who is None else body_of(trust, who, profile)


def trusted(facts: Sequence[StandingFact], profile: Profile, on: date) -> Trust | None:
    """The widest trust held on a day of what the agreement is about; within one programme and tier where it is told."""
    groups = {_group(fact, profile) for fact in facts if fact.state == "valid" and valid_on(fact, on)}
    found = [trust for group in sorted(groups) if (trust := _of_group(facts, group, profile, on)) is not None]
    return max(found, key=_width, default=None)


def _width(trust: Trust) -> tuple[int, bool, date]:
    return len(trust.scope) * len(trust.roles), "security" in trust.scope, trust.valid_to or date.max


def _group(fact: StandingFact, profile: Profile) -> tuple[str, str]:
    """What of a fact a body can say once only."""
    return (
        fact.programme if "programme" in profile.fields else "",
        fact.tier if "tier" in profile.fields else "",
    )


def _of_group(facts: Sequence[StandingFact], group: tuple[str, str], profile: Profile, on: date) -> Trust | None:
    held = _cells(facts, group, profile, on)
    chosen = _widest(frozenset(held), profile)
    if chosen is None:
        return None
    scope, roles = chosen
    used = [fact for scope_, role in held if scope_ in scope and role in roles for fact in held[scope_, role]]
    first = max(fact.valid_from or UNSTATED for fact in used)
    last = _last_day(facts, group, profile, scope, roles, on)
    return Trust(scope, roles, first, last, *group, name=used[0].name)


def _cells(
    facts: Sequence[StandingFact], group: tuple[str, str], profile: Profile, on: date
) -> dict[_Cell, list[StandingFact]]:
    """Which risk is covered in which role on a day, and by which facts; what the same programme denies is not."""
    held: dict[_Cell, list[StandingFact]] = {}
    denied: set[tuple[str, _Cell]] = set()
    today = [fact for fact in facts if valid_on(fact, on)]
    for fact in today:
        if fact.state != "valid":
            denied.update((fact.programme, cell) for cell in _spoken(fact, profile))
    for fact in today:
        if fact.state == "valid" and _group(fact, profile) == group:
            for cell in _spoken(fact, profile):
                if (fact.programme, cell) not in denied:
                    held.setdefault(cell, []).append(fact)
    return held


def _spoken(fact: StandingFact, profile: Profile) -> Iterator[_Cell]:
    roles = [fact.role] if fact.role else sorted(profile.universe)
    for scope in sorted(fact.scope & profile.scope):
        yield from ((scope, role) for role in roles if role in profile.universe)


def _widest(held: Collection[_Cell], profile: Profile) -> tuple[frozenset[str], frozenset[str]] | None:
    """The risks and roles, each risk in each role, that cover most of what is held."""
    risks = sorted({scope for scope, _ in held}, key=SCOPES.index)
    best: tuple[frozenset[str], frozenset[str]] | None = None
    for many in range(len(risks), 0, -1):
        for scope in combinations(risks, many):
            roles = frozenset(role for role in profile.universe if all((risk, role) in held for risk in scope))
            if not roles or ("roles" not in profile.fields and roles != profile.universe):
                continue
            if best is None or len(scope) * len(roles) > len(best[0]) * len(best[1]):
                best = frozenset(scope), roles
    return best


def _last_day(
    facts: Sequence[StandingFact],
    group: tuple[str, str],
    profile: Profile,
    scope: frozenset[str],
    roles: frozenset[str],
    on: date,
) -> date | None:
    """The last day of the unbroken time from a day on in which no less is held."""
    wanted = {(risk, role) for risk in scope for role in roles}
    changes = sorted(_changes(facts, on))
    for day in changes:
        if not wanted <= _cells(facts, group, profile, day).keys():
            return day - timedelta(days=1)
    return None


def _changes(facts: Iterable[StandingFact], on: date) -> set[date]:
    """The days after this one on which a period begins, or the first on which it is over."""
    begins = {fact.valid_from for fact in facts if fact.valid_from}
    over = {fact.valid_to + timedelta(days=1) for fact in facts if fact.valid_to and fact.valid_to < date.max}
    return {day for day in begins | over if day > on}


def ending(facts: Sequence[StandingFact], profile: Profile, on: date) -> Ending:
    """In which word nothing is given: what is said of it today, else that its time is over, else that it ceased."""
    ours = [fact for fact in facts if any(True for _ in _spoken(fact, profile))]
    today = {fact.state for fact in ours if valid_on(fact, on)}
    past = [fact for fact in ours if fact.valid_to is not None and fact.valid_to < on]
    if not today and past:
        newest = max(past, key=lambda fact: fact.valid_to or date.max)
        today = {"expired" if newest.state == "valid" else newest.state}
    return next((Ending(state, ENDINGS[state]) for state in WEIGHTIEST if state in today), CEASED)


def body_of(trust: Trust, who: Particulars, profile: Profile) -> Body:
    """The body that says this much, with no field the agreement does not let out."""
    everything = Body(
        tin=who.tin,
        scope=tuple(sorted(trust.scope)),
        valid_from=trust.valid_from,
        valid_to=trust.valid_to,
        identifiers=who.identifiers,
        legal_name=written(trust.name, "legal_name"),
        trade_name=who.trade_name,
        addresses=who.addresses,
        roles=() if trust.roles == frozenset(ROLES) else tuple(sorted(trust.roles)),
        programme=written(trust.programme, "programme"),
        tier=written(trust.tier, "tier"),
    )
    hidden = {field.name: field.default for field in fields(Body) if field.name not in profile.told}
    return replace(everything, **hidden)  # type: ignore[arg-type]


def written(text: str, field: str) -> str:
    """A text as a body can hold it: normal form C, no control characters, no blanks around, cut to its length."""
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(each for each in plain if not _no_character(each))
    return kept.strip()[: LONGEST.get(field, LONGEST_NUMBER)].strip()


def _no_character(each: str) -> bool:
    return unicodedata.category(each) in ("Cc", "Cs") or ord(each) & 0xFFFE == 0xFFFE or "\ufdd0" <= each <= "\ufdef"


def particulars(
    identifiers: Sequence[Identifier], *, administration: str, trade_name: str = "", addresses: Iterable[Address] = ()
) -> Particulars | None:
    """Who an operator is; None where none of its numbers can stand as a trader identification number.

    That is its TIN, else its EORI number, else its national number behind the code of the administration.
    """
    tin = next(filter(None, (_tin(each, administration) for each in sorted(identifiers, key=_rank))), None)
    if tin is None:
        return None
    told = {replace(one, value=value) for one in identifiers if (value := written(one.value, "")) == one.value}
    places = {
        Address(
            one.country, written(one.city, "city"), written(one.postcode, "postcode"), written(one.street, "street")
        )
        for one in addresses
    }
    return Particulars(
        tin,
        tuple(sorted(told - {Identifier("TIN", tin)}))[:MOST],
        written(trade_name, "trade_name"),
        tuple(sorted(places, key=lambda one: (one.country, one.city, one.postcode, one.street)))[:MOST],
    )


_SCHEMES = ("TIN", "EORI", "NATIONAL")


def _rank(identifier: Identifier) -> int:
    return _SCHEMES.index(identifier.scheme) if identifier.scheme in _SCHEMES else len(_SCHEMES)


def _tin(identifier: Identifier, administration: str) -> str | None:
    if identifier.scheme not in _SCHEMES:
        return None
    number = administration + identifier.value if identifier.scheme == "NATIONAL" else identifier.value
    fit = number.isascii() and number.isalnum() and number.upper() == number and number[:2].isalpha()
    return number if fit and 2 < len(number) <= LONGEST_TIN else None


def sayings(last: Last | None, should: Body | Ending, *, on: date, occasion: Occasion) -> tuple[Saying, ...]:
    """What is to be said after what was said last: nothing, a removal, an addition, or the one and then the other."""
    if isinstance(should, Ending):
        if last is None or (last.to, last.reason) == (should.to, should.reason):
            return ()
        return (Saying(should.to, should.reason),)
    if last is None or not last.adds:
        return (Saying("valid", _why_valid(last, occasion), should),)
    if last.body == should:
        return ()
    update = Saying("updated", _why_updated(last.body, should), should)
    return (NARROWED, update) if last.body is None or narrows(last.body, should, on) else (update,)


def _why_valid(last: Last | None, occasion: Occasion) -> str:
    if last is not None:
        again = {"suspended": "reinstated", "expired": "renewed"}
        if last.reason in ("narrowed", "consent_withdrawn"):
            return "consented" if last.reason == "consent_withdrawn" else "granted"
        return again.get(last.to, "granted")
    return {Occasion.OPENING: "agreement_began", Occasion.CONSENT: "consented"}.get(occasion, "granted")


def _why_updated(before: Body | None, now: Body) -> str:
    if before is None:
        return "particulars"
    told: tuple[str, ...] = ("scope", "roles", "tier", "identifiers")
    if (before.valid_from, before.valid_to) != (now.valid_from, now.valid_to):
        told = ("scope", "roles", "period", "tier", "identifiers")
    for name in told:
        if name == "period" or getattr(before, name) != getattr(now, name):
            return name
    return "identifiers" if before.tin != now.tin else "particulars"


def narrows(before: Body, now: Body, on: date) -> bool:
    """Whether something that was told is taken away: a risk, a role, days to come, a number, another programme or tier.

    The order of tiers is not known here, so every other tier counts.
    """
    every = set(ROLES)
    return (
        not set(before.scope) <= set(now.scope)
        or not set(before.roles or every) <= set(now.roles or every)
        or now.valid_from > max(before.valid_from, on)
        or (now.valid_to or date.max) < (before.valid_to or date.max)
        or before.tin != now.tin
        or not set(before.identifiers) <= set(now.identifiers)
        or (before.programme, before.tier) != (now.programme, now.tier)
    )


def uuid7(at: datetime, chance: bytes) -> str:
    """A UUID of version 7 (RFC 9562 section 5.7) of an instant and ten random bytes."""
    milliseconds = round(at.timestamp() * 1000)
    number = milliseconds << 80 | int.from_bytes(chance[:10], "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=number))


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """An entry that has no number yet: its row, of whom it speaks, whether it takes away, and who wrote it."""

    id: int
    subject: str
    removes: bool
    xid: int


def ready(rows: Iterable[Unnumbered], *, below: int, most: int) -> list[int]:
    """Which rows are numbered now, in this order: those of finished transactions, and every removal at once.

    ``rows`` come in the order of their ids, ``below`` is the oldest running transaction. What is said of one subject is
    numbered in the order it was said: nothing overtakes an earlier row of its subject, and a removal takes the earlier
    ones along. At most ``most`` additions go at once, so that a removal never waits behind a whole register.
    """
    known = list(rows)
    urgent = {row.subject: row.id for row in known if row.removes}
    waiting: set[str] = set()
    chosen: list[int] = []
    additions = 0
    for row in known:
        if row.id <= urgent.get(row.subject, 0):
            chosen.append(row.id)
        elif row.xid < below and row.subject not in waiting and additions < most:
            chosen.append(row.id)
            additions += 1
        else:
            waiting.add(row.subject)
    return chosen
