"""What a node of the demonstration sees of the firm of the walk, as its page tells it to the first node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trustlane.selectivity.labels import Outcome


@dataclass(frozen=True, slots=True)
class Consignment:
    """What a node decided of the last consignment that named the firm of the walk."""

    reference: str
    lane: str
    before: str  # the lane it had before it was decided again; empty where it was not
    twin: str  # the lane of the same goods from a sender nobody knows
    credit: str  # whole, half, or empty for none
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What a node sees of the firm of the walk."""

    operator: str
    state: str
    since: datetime | None
    whole_until: datetime | None
    half_until: datetime | None
    consignment: Consignment | None

    @classmethod
    def of(cls, told: dict[str, Any]) -> Seen:
        """Out of what `seen` says."""
        states = sorted(told["states"], key=lambda one: str(one["since"]))
        last = states[-1] if states else {"state": "", "since": ""}
        one = told["consignment"]
        return cls(
            told["operator"],
            last["state"],
            instant(last["since"]),
            instant(told["whole_until"]),
            instant(told["half_until"]),
            Consignment(
                one["reference"],
                str(Outcome(one["lane"]).label),
                str(Outcome(one["before"]).label) if one["before"] else "",
                str(Outcome(one["twin"]).label) if one["twin"] else "",
                one["credit"],
                datetime.fromisoformat(one["decided_at"]),
            )
            if one
            else None,
        )


def instant(written: str) -> datetime | None:
    """The instant as it was written; None where nothing was."""
    return datetime.fromisoformat(written) if written else None
