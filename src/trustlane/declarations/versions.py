"""How the original, the amendments and the cancellation of one reference follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["open", "amended", "cancelled"]
Note = Literal["original_unknown", "late"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that is kept already."""

    number: int
    message: str  # original, amendment, cancellation
    lodged: datetime | None
    received: datetime
    digest: bytes  # of everything the message says


@dataclass(frozen=True, slots=True)
class Arriving:
    """A message that came in under a reference, with the number it gives itself."""

    number: int
    message: str
    lodged: datetime | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """It becomes this version; the note says what is out of order about it, if anything is."""

    number: int
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """It is this version already, word for word; nothing is added."""

    number: int


@dataclass(frozen=True, slots=True)
class Clash:
    """It cannot follow what is kept: why not, and what to do instead."""

    reason: str
    mend: str


def place(kept: Sequence[Kept], arriving: Arriving) -> Placed | Repeated | Clash:
    """Where an arriving message stands among the versions kept under its reference."""
    same = _the_same_message_is_kept_once(kept, arriving)
    if same is not None:
        return same
    if arriving.message == "original":
        return _an_original_comes_once(kept, arriving)
    closed = cancellation_of(kept)
    if closed is not None:
        return _a_cancellation_closes(kept, closed, arriving)
    return _what_follows_takes_the_next_number(kept, arriving)


def _the_same_message_is_kept_once(kept: Sequence[Kept], arriving: Arriving) -> Repeated | None:
    """A message that says word for word what a kept version of its kind says is that version."""
    twin = next((k for k in kept if k.digest == arriving.digest and k.message == arriving.message), None)
    return Repeated(twin.number) if twin is not None else None


def _an_original_comes_once(kept: Sequence[Kept], arriving: Arriving) -> Placed | Clash:
    """A reference has one original; a second one that says something else is refused, for it would edit the past."""
    if any(k.message == "original" for k in kept):
        return Clash(
            "This reference is already declared, with other content.",
            "Send the change as an amendment, or lodge under a new reference.",
        )
    if any(k.number == arriving.number for k in kept):
        return Clash(
            f"Version {arriving.number} of this reference is already kept.",
            "Give the original the number below its amendments.",
        )
    return Placed(arriving.number)


def _a_cancellation_closes(kept: Sequence[Kept], closed: Kept, arriving: Arriving) -> Placed | Clash:
    """A cancellation closes the declaration: only what was lodged before it is still taken up, and reopens nothing."""
    if (
        arriving.message == "amendment"
        and arriving.lodged is not None
        and closed.lodged is not None
        and arriving.lodged < closed.lodged
    ):
        return Placed(_next(kept, arriving), "late")
    return Clash(
        "This declaration was cancelled; a cancelled declaration is closed.",
        "Lodge anew under a new reference.",
    )


def _what_follows_takes_the_next_number(kept: Sequence[Kept], arriving: Arriving) -> Placed:
    """An amendment or cancellation keeps its own number if that comes after all others, else it takes the next."""
    unknown = not any(k.message == "original" for k in kept) and not any(k.number < arriving.number for k in kept)
    return Placed(_next(kept, arriving), "original_unknown" if unknown else None)


def _next(kept: Sequence[Kept], arriving: Arriving) -> int:
    last = max((k.number for k in kept), default=0)
    # Version 1 is left free for the original, which may still come.
    return max(arriving.number, last + 1, 2)


def cancellation_of(kept: Iterable[Kept]) -> Kept | None:
    """The cancellation, if there is one."""
    return next((k for k in sorted(kept, key=lambda k: k.number) if k.message == "cancellation"), None)


def known_at(kept: Iterable[Kept], known: datetime) -> list[Kept]:
    """The versions that had been received at that instant, oldest first."""
    return sorted((k for k in kept if k.received <= known), key=lambda k: k.number)


def latest(kept: Iterable[Kept], known: datetime) -> Kept | None:
    """What was declared, as known at that instant: the last version that says anything, cancelled or not."""
    said = [k for k in known_at(kept, known) if k.message != "cancellation"]
    return said[-1] if said else None


def state_of(messages: Iterable[str]) -> State:
    """Open, amended or cancelled, by the kinds of message known."""
    said = set(messages)
    if "cancellation" in said:
        return "cancelled"
    return "amended" if "amendment" in said else "open"


def state(kept: Iterable[Kept], known: datetime) -> State | None:
    """Open, amended or cancelled as known at that instant; None where nothing was known yet."""
    versions = known_at(kept, known)
    return state_of(v.message for v in versions) if versions else None
