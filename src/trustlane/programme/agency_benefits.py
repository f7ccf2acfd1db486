"""What other agencies agreed to grant, withheld and ended: read out of the events of a case; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from trustlane.programme.benefits.reading import shipped
from trustlane.programme.clocks.house import LONGEST_FREEZE

AGREED, WITHHELD, ENDED = "agreed", "withheld", "ended"
AGREEING = frozenset({"answer_consultation", "grant_benefits"})
OWN_DEEDS = frozenset({"grant_benefits", "withhold_benefits", "end_benefits"})


class Happened(Protocol):
    """An event, as far as benefits go by it."""

    move: str
    by: str
    at: datetime
    reason: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """A benefit of another agency: as which agency of the catalogue, of which office, and how it stands."""

    benefit: str
    title: str
    granting: str
    agency: str
    state: str
    by: str
    at: datetime
    reason: str = ""
    until: datetime | None = None  # of one that is withheld
    by_deed: bool = False  # agreed to by a deed of its own, after the status was granted


def given_of(events: Iterable[Happened], *, at: datetime) -> dict[str, Given]:
    """How each benefit of another agency stands at an instant, by its id.

    What one officer withheld is back after 72 hours unless a second one ended it.
    """
    found: dict[str, Given] = {}
    for event in events:
        for name in event.data.get("benefits", ()) if event.move in AGREEING | OWN_DEEDS else ():
            found[name] = _after(event, name, found.get(name))
    return {name: replace(one, state=AGREED, until=None) if _is_back(one, at) else one for name, one in found.items()}


def in_effect(granted: Collection[str], given: Mapping[str, Given]) -> tuple[str, ...]:
    """The benefits that count, in the order of the catalogue: of those granted, without what its agency took back,
    and with what an agency granted by a deed of its own."""
    return tuple(name for name in shipped().by_id if _counts(name, granted, given.get(name)))


def not_agreed(wanted: Iterable[str], given: Mapping[str, Given], held: Collection[str] = ()) -> tuple[str, ...]:
    """Those of other agencies that these have not agreed to; what was held before anybody asked them stays."""
    return tuple(name for name in wanted if not _may_be_granted(name, given.get(name), held))


def offered_by(granting: Collection[str], roles: Sequence[str]) -> tuple[str, ...]:
    """The benefits of the catalogue that these agencies can grant to a holder in some of these roles."""
    return tuple(
        one.id
        for one in shipped().benefits
        if one.agency in granting and any(one.is_for(role) for role in roles)  # type: ignore[arg-type]
    )


def _after(event: Happened, name: str, before: Given | None) -> Given:
    benefit = shipped().by_id.get(name)
    state = {"withhold_benefits": WITHHELD, "end_benefits": ENDED}.get(event.move, AGREED)
    return Given(
        name,
        benefit.title if benefit else name,
        str(event.data.get("granting", "")),
        str(event.data.get("agency", "")),
        state,
        event.by,
        event.at,
        event.reason if state != AGREED else "",
        event.at + LONGEST_FREEZE if state == WITHHELD else None,
        event.move == "grant_benefits" or (before is not None and before.by_deed),
    )


def _is_back(one: Given, at: datetime) -> bool:
    return one.until is not None and at >= one.until


def _counts(name: str, granted: Collection[str], one: Given | None) -> bool:
    if one is None:
        return name in granted
    return one.state == AGREED and (name in granted or one.by_deed)


def _may_be_granted(name: str, one: Given | None, held: Collection[str]) -> bool:
    benefit = shipped().by_id.get(name)
    if benefit is None or benefit.agency == "customs":
        return True
    return name in held if one is None else one.state == AGREED
