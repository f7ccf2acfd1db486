"""The entries of a feed: what an issuer says of a subject, of the agreement, or of what it said before.

An entry bears the number of its place, counted from 1, so that a tree of size 17 ends with entry 17. It names a
subject by the pseudonym of this agreement only; who that is stands in the body, apart and erasable (`bodies`). A
removal counts as soon as it is read, needs no body, and is believed with a reason this reader does not know. What an
issuer wants to take away by an update it sends as a removal, then an addition: an update waits for its body, a
removal waits for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from types import MappingProxyType

from trustlane.recognition.feed.canonical import Json
from trustlane.recognition.feed.canonical import read as read_json
from trustlane.recognition.feed.canonical import write as write_json
from trustlane.recognition.feed.fields import (
    Reader,
    check_names,
    digest,
    instant,
    like,
    number,
    one_of,
    several,
    written_instant,
)
from trustlane.recognition.feed.notes import encoded
from trustlane.recognition.feed.refusals import EntryRefused, FieldUnfit, SequenceBroken

VERSION = 1
LONGEST = 2048  # bytes of an entry
MOST_ERASED = 150  # entries that one entry can name as erased and stay within its limit

ADDITIONS = frozenset({"valid", "updated"})
REMOVALS = frozenset({"suspended", "revoked", "expired", "withdrawn"})

# Why, in one word: no detail of a case leaves an administration (derived from what agreements exchange).
REASONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "valid": frozenset({"granted", "reinstated", "renewed", "consented", "agreement_began", "succession"}),
        "updated": frozenset({"particulars", "identifiers", "roles", "scope", "tier", "period"}),
        "suspended": frozenset({"by_customs", "own_request", "told_by_other_means"}),
        "revoked": frozenset({"by_customs", "annulled"}),
        "expired": frozenset({"period_over", "not_revalidated"}),
        "withdrawn": frozenset(
            {"own_request", "consent_withdrawn", "agreement_ended", "ceased", "narrowed", "succession"}
        ),
        "correction": frozenset({"typing_error", "wrong_subject", "wrong_instant", "wrong_reason"}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry has: its number in the feed, from 1, its own name, and from when what it says is so."""

    seq: int
    id: str  # a UUID of version 7
    effective: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Entry):
    """What has become of a subject; ``body`` is the commitment to who that is."""

    subject: str  # 128 bits in hexadecimal
    to: str
    reason: str
    supersedes: int | None = None
    body: bytes | None = None

    @property
    def adds(self) -> bool:
        """Whether it gives something; otherwise it takes away."""
        return self.to in ADDITIONS

    @property
    def reason_known(self) -> bool:
        """Whether the reason is one of the list; of a removal it need not be."""
        return self.reason in REASONS[self.to]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Entry):
    """Profile or limits changed; it takes effect here by a deed of two persons only, never by having arrived."""

    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyset(Entry):
    """A keyset of this version, with this SHA-256, is offered; it is believed by its own signatures only."""

    version: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Entry):
    """The bodies of these entries are gone."""

    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Entry):
    """An earlier entry was wrong; it stays, and what is right is said by an entry of its own."""

    refers: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An entry of a kind or version that this reader does not know."""

    seq: int
    id: str
    version: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """What stands in the feed at a place where no entry can be read, why, and of whom it spoke if that can be seen."""

    seq: int
    refused: EntryRefused
    subject: str | None = None


Known = Status | Agreement | Keyset | Erased | Correction
Leaf = Known | Unknown

KINDS: Mapping[str, type[Known]] = MappingProxyType(
    {"status": Status, "agreement": Agreement, "keyset": Keyset, "erased": Erased, "correction": Correction}
)
_NAMES: Mapping[type[Known], str] = {kind: name for name, kind in KINDS.items()}
_OPTIONAL = frozenset({"supersedes", "body"})  # of a status

_id = like(
    "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "a UUID of version 7 in small letters"
)
_subject = like("[0-9a-f]{32}", "128 bits in small hexadecimal digits")
_kind = like("[a-z][a-z0-9_]{0,31}", "the name of a kind")
_READERS: Mapping[str, Reader] = {
    "seq": number,
    "id": _id,
    "effective": instant,
    "subject": _subject,
    "to": one_of(ADDITIONS | REMOVALS),
    "reason": like("[a-z][a-z0-9_]{0,31}", "the code of a reason"),
    "supersedes": number,
    "body": digest,
    "version": number,
    "digest": digest,
    "seqs": several(number, MOST_ERASED),
    "refers": number,
}


def write(leaf: Known) -> bytes:
    """The canonical bytes of an entry; refused where a reader would refuse them."""
    place = f"entry {leaf.seq}"
    raw: dict[str, Json] = {"v": VERSION, "kind": _NAMES[type(leaf)]}
    for field in fields(leaf):
        value = getattr(leaf, field.name)
        if value is not None:
            raw[field.name] = _plain(value, place)
    data = write_json(raw, limit=LONGEST, place=place)
    read(data)
    return data


def _plain(value: str | int | bytes | datetime | tuple[int, ...], place: str) -> Json:
    if isinstance(value, datetime):
        return written_instant(value, place)
    if isinstance(value, tuple):
        return list(value)
    return encoded(value) if isinstance(value, bytes) else value


def read(data: bytes, *, place: str = "entry") -> Leaf:
    """The entry these bytes write. An unknown kind or version is one; anything else that is not is refused by name."""
    raw = read_json(data, limit=LONGEST, place=place)
    check_names(raw, needed=("v", "seq", "id", "kind"), allowed=raw, place=place)
    seq, version = number(raw["seq"], f"{place}, seq"), number(raw["v"], f"{place}, v")
    name, kind = str(_id(raw["id"], f"{place}, id")), str(_kind(raw["kind"], f"{place}, kind"))
    if version != VERSION or kind not in KINDS:
        return Unknown(seq=seq, id=name, version=version, kind=kind)
    leaf = _made(KINDS[kind], raw, place)
    _check(leaf, place)
    return leaf


def _made(kind: type[Known], raw: Mapping[str, Json], place: str) -> Known:
    names = {field.name for field in fields(kind)}
    optional = _OPTIONAL if kind is Status else frozenset()
    check_names(raw, needed=(names - optional) | {"v", "kind"}, allowed=optional, place=place)
    return kind(**{name: _READERS[name](raw[name], f"{place}, {name}") for name in names & raw.keys()})  # type: ignore[arg-type]


def _check(leaf: Known, place: str) -> None:
    """What the fields of one entry cannot say together."""
    if isinstance(leaf, Status):
        if leaf.adds and leaf.body is None:
            raise FieldUnfit(f"{place}, body", "an addition commits to a body")
        if leaf.adds and not leaf.reason_known:
            raise FieldUnfit(f"{place}, reason", f"{leaf.reason!r} is no reason to be {leaf.to}")
        if leaf.supersedes is not None and leaf.supersedes >= leaf.seq:
            raise FieldUnfit(f"{place}, supersedes", "an entry supersedes an earlier one")
    elif isinstance(leaf, Erased):
        if any(later <= seq for seq, later in zip(leaf.seqs, (*leaf.seqs[1:], leaf.seq), strict=True)):
            raise FieldUnfit(f"{place}, seqs", "earlier entries are named, in rising order")
    elif isinstance(leaf, Correction):
        if leaf.refers >= leaf.seq:
            raise FieldUnfit(f"{place}, refers", "a correction refers to an earlier entry")
        if leaf.reason not in REASONS["correction"]:
            raise FieldUnfit(f"{place}, reason", f"{leaf.reason!r} is no reason of a correction")


def at(seq: int, data: bytes) -> Leaf | Unreadable:
    """What stands at this place of a verified feed: an entry that bears this number, or what cannot be read there.

    One entry that cannot be read must not stop the removals behind it, so it is a value and no refusal.
    """
    place = f"entry {seq}"
    try:
        leaf = read(data, place=place)
        if leaf.seq != seq:
            raise SequenceBroken(place, f"it bears the number {leaf.seq}")
    except EntryRefused as refused:
        return Unreadable(seq=seq, refused=refused, subject=_spoken_of(data))
    return leaf


def _spoken_of(data: bytes) -> str | None:
    """The subject of a status that cannot be read otherwise."""
    try:
        raw = read_json(data, limit=LONGEST, place="")
        return str(_subject(raw.get("subject"), "")) if raw.get("kind") == "status" else None
    except EntryRefused:
        return None
