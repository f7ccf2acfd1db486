"""What has to be met before a suspension is lifted: read out of the events of a case; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

MET, WAIVED = "met", "waived"
MOST = 20
# Of these the last says whether a suspension with conditions goes on. A freeze that ends has found none, but where an
# appeal keeps in force what was suspended before.
_BEGINS, _ENDS = "ratify", frozenset({"request_suspension", "reinstate", "allow_status_appeal"})
_APPEAL_OVER = frozenset({"dismiss_suspension_appeal", "allow_appeal_of_suspended"})


class Happened(Protocol):
    """An event, as far as conditions go by it."""

    move: str
    by: str
    at: datetime
    reason: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be met, and until when."""

    what: str
    due: date


@dataclass(frozen=True, slots=True)
class Said:
    """How the holder says that a condition is met: in words, and with documents by number."""

    text: str
    evidence: tuple[int, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether officers hold a condition for met or waive it; the latter with a reason."""

    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One condition of a suspension that goes on: by its number from 1, what was said to it and how it was settled."""

    number: int
    what: str
    due: date
    said: tuple[Said, ...]
    settled: Settled | None = None


def conditions_of(events: Iterable[Happened]) -> tuple[Held, ...]:
    """The conditions of the suspension that goes on after these events, in their order; none where none goes on.

    How each was settled is as the last proposal to lift the suspension has it. Where the status was suspended once
    more while an appeal against the suspension went on, the conditions of both hold until that appeal is allowed, and
    the later ones are numbered on.
    """
    kept: dict[int, Condition] = {}
    appealed: frozenset[int] | None = None  # those of the suspension that is under appeal
    said: dict[int, list[Said]] = {}
    settled: dict[int, Settled] = {}
    for event in events:
        if event.move == _BEGINS:
            if appealed is None:
                kept, said, settled = {}, {}, {}
            kept |= dict(enumerate(_asked(event), max(kept, default=0) + 1))
        elif event.move in _ENDS:
            kept, appealed = {}, None
        elif event.move == "appeal_suspension":
            appealed = frozenset(kept)
        elif event.move in _APPEAL_OVER:
            fallen = appealed if event.move != "dismiss_suspension_appeal" else None
            kept, appealed = {number: one for number, one in kept.items() if number not in (fallen or ())}, None
        elif event.move == "meet_condition":
            one = Said(event.reason, tuple(event.data.get("evidence", ())), event.by, event.at)  # type: ignore[arg-type]
            said.setdefault(int(str(event.data["condition"])), []).append(one)
        elif event.move == "propose_reinstatement":
            settled = _settled(event)
    return tuple(
        Held(number, one.what, one.due, tuple(said.get(number, ())), settled.get(number))
        for number, one in kept.items()
    )


def _asked(event: Happened) -> list[Condition]:
    rows = event.data.get("conditions", [])
    return [Condition(row["what"], date.fromisoformat(row["due"])) for row in rows]  # type: ignore[attr-defined]


def _settled(event: Happened) -> dict[int, Settled]:
    rows = event.data.get("conditions", [])
    return {row["number"]: Settled(row["outcome"], row["reason"]) for row in rows}  # type: ignore[attr-defined]
