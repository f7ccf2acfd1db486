"""Who a subject is: what stands apart from the feed, is bound to it by a salted digest, and can be erased.

Whoever has neither salt nor body learns nothing from the digest, so the feed may stay whole when the body is gone.
Only what the agreement's profile names is let out or in. Refusals of a body name the place, never what stood there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType

from trustlane.parties.identifiers import SCHEMES, Identifier
from trustlane.parties.roles import ROLES
from trustlane.recognition.feed.canonical import Json
from trustlane.recognition.feed.canonical import read as read_json
from trustlane.recognition.feed.canonical import write as write_json
from trustlane.recognition.feed.fields import Reader, check_names, day, like, one_of, several, text
from trustlane.recognition.feed.refusals import BodyDiffers, EntryRefused, FieldUnfit
from trustlane.standing.facts import SCOPES

LONGEST = 16 * 1024  # bytes of a body
SALT_BYTES = 32
ALWAYS = frozenset({"tin", "scope", "valid_from"})  # without these an addition says nothing that could be applied
MOST = 20  # identifiers, addresses or roles of one operator


@dataclass(frozen=True, slots=True)
class Address:
    """A place of the operator; the country by ISO 3166-1."""

    country: str
    city: str = ""
    postcode: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What one administration tells another of an operator; what is not told is empty. Both days are inclusive."""

    tin: str  # WCO trader identification number: country and national number, at most 17 characters
    scope: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None
    identifiers: tuple[Identifier, ...] = ()
    legal_name: str = ""
    trade_name: str = ""
    addresses: tuple[Address, ...] = ()
    roles: tuple[str, ...] = ()
    programme: str = ""
    tier: str = ""
    contact: str = ""  # a mailbox


ALL = frozenset(field.name for field in fields(Body))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A body as it is sent and kept: the salt, and the canonical bytes."""

    salt: bytes
    content: bytes

    @property
    def commitment(self) -> bytes:
        """What the entry holds of it: SHA-256 of salt and content."""
        return hashlib.sha256(self.salt + self.content).digest()


def seal(body: Body, *, salt: bytes, profile: Collection[str] = ALL) -> Sealed:
    """The body as it is sent; refused where it tells more than the profile lets out. The salt is 32 random bytes."""
    raw = {field.name: _plain(getattr(body, field.name)) for field in fields(body) if getattr(body, field.name)}
    found = Sealed(_salt(salt, "body"), write_json(raw, limit=LONGEST, place="body"))
    opened(found.commitment, found, profile=profile)
    return found


def opened(commitment: bytes, sealed: Sealed, *, profile: Collection[str] = ALL, place: str = "body") -> Body:
    """The body an entry committed to; refused if it is another one, or not written as bodies of this agreement are."""
    _salt(sealed.salt, place)
    if len(sealed.content) <= LONGEST and sealed.commitment != commitment:
        raise BodyDiffers(place, "it is not the one the entry committed to")
    try:
        return _read(read_json(sealed.content, limit=LONGEST, place=place), profile, place)
    except EntryRefused as refused:
        raise type(refused)(refused.place, f"it cannot be read ({type(refused).__name__})") from None


def _read(raw: Mapping[str, Json], profile: Collection[str], place: str) -> Body:
    check_names(raw, needed=ALWAYS, allowed=set(profile) & ALL, place=place)
    body = Body(**{name: _READERS[name](value, f"{place}, {name}") for name, value in raw.items()})  # type: ignore[arg-type]
    if body.valid_to is not None and body.valid_to < body.valid_from:
        raise FieldUnfit(f"{place}, valid_to", "it ends before it begins")
    return body


def _salt(salt: bytes, place: str) -> bytes:
    if len(salt) != SALT_BYTES:
        raise FieldUnfit(f"{place}, salt", f"{len(salt)} bytes; a salt has {SALT_BYTES}")
    return salt


def _plain(value: object) -> Json:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Identifier | Address):
        return {field.name: str(told) for field in fields(value) if (told := getattr(value, field.name))}
    return value.isoformat() if isinstance(value, date) else str(value)


def _identifier(raw: Json, place: str) -> Identifier:
    found = _object(raw, {"scheme": one_of(SCHEMES), "value": text(35)}, ("scheme", "value"), place)
    return Identifier(**found)


def _address(raw: Json, place: str) -> Address:
    readers = {"country": like("[A-Z]{2}", "a country of ISO 3166-1"), "city": text(128), "postcode": text(32)}
    return Address(**_object(raw, readers | {"street": text(256)}, ("country",), place))


def _object(raw: Json, readers: Mapping[str, Reader], needed: Collection[str], place: str) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise FieldUnfit(place, "it is no object of names and values")
    check_names(raw, needed=needed, allowed=readers, place=place)
    return {name: str(readers[name](value, f"{place}, {name}")) for name, value in raw.items()}


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "tin": like("[A-Z]{2}[A-Z0-9]{1,15}", "a trader identification number"),
        "scope": several(one_of(SCOPES), len(SCOPES)),
        "valid_from": day,
        "valid_to": day,
        "identifiers": several(_identifier, MOST),
        "legal_name": text(256),
        "trade_name": text(256),
        "addresses": several(_address, MOST),
        "roles": several(one_of(ROLES), len(ROLES)),
        "programme": text(64),
        "tier": text(64),
        "contact": like(r"[^@\s]{1,64}@[^@\s]{1,189}", "a mailbox"),
    }
)
