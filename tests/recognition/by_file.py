"""A partner without a node: an arrangement with it in operation, and lists as it mails them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.recognition.arranged import House
from trustlane.recognition.actions.by_file import apply_received, bring_list
from trustlane.recognition.models import ReceivedList
from trustlane.recognition.queries.received import looked
from trustlane.recognition.stages import Stage
from trustlane.standing import queries as standing
from trustlane.standing.rows import Applied

HEAD = "Name;TIN;Role;Scope;Status;Valid from;Valid to\n"
MONTHLY: dict[str, Any] = {"ages": {"preset": "periodic", "days": 30}}


def row(number: int, *, state: str = "valid", scope: str = "both", name: str = "") -> str:
    """One operator of the partner, as its list names it."""
    return f"{name or f'Firm {number}'};XB{number:06};exporter;{scope};{state};2024-01-01;\n"


def listed(*numbers: int, **more: Any) -> str:
    """A list of these operators, all alike."""
    return HEAD + "".join(row(number, **more) for number in numbers)


class ByFile:
    """The desk of a house that is in operation with XB, whose terms say a list each 30 days, for security."""

    def __init__(self, house: House, **terms: Any) -> None:
        self.house = house
        self.one = house.at_stage(Stage.PROCEDURES)
        for direction in ("inward", "outward"):
            house.draft(self.one, direction=direction, **{**MONTHLY, **terms})
        house.move("complete_procedures", self.one)
        house.move("propose_signature", self.one)
        house.move("sign", self.one, by=house.decider)

    def brings(self, text: str | bytes, *, by: Any = None, at: datetime | None = None, **more: Any) -> ReceivedList:
        at = at or self.house.later()
        given: dict[str, Any] = {
            "partner": "XB",
            "file_name": "northport.csv",
            "data": text.encode() if isinstance(text, str) else text,
            "speaks_of": at.date(),
            "received_on": at.date(),
            "came_by": "email",
            "sender": "aeo@northport.example",
            "complete": True,
        }
        return bring_list(**{**given, **more}, by=by or self.house.desk, at=at)

    def applies(self, received: ReceivedList, *, by: Any = None, seen: str = "", **more: Any) -> Applied:
        at = more.pop("at", None) or self.house.later()
        found = looked(received.upload, at=at)
        digest = seen or found.preview.digest
        if found.missing and not more:
            more = {"confirmed": ["missing"], "reason": "They hold no longer, they said."}
        return apply_received(received=received, seen=digest, by=by or self.house.other, at=at, **more)

    def month(self, *numbers: int, at: datetime | None = None, **more: Any) -> ReceivedList:
        """A list brought and applied."""
        received = self.brings(listed(*numbers), at=at, **more)
        self.applies(received, at=at)
        return received

    def valid(self, day: date | None = None) -> set[str]:
        """Whom the register holds as valid by the partner's word on a day."""
        return {
            each.fact.operator
            for each in standing.register(valid=day or self.house.at.date(), state="valid", issuer="XB", size=500)
        }


def refs(*numbers: int) -> set[str]:
    """What these operators are called here."""
    return {f"XB{number:06}" for number in numbers}
