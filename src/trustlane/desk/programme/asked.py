"""What an address asks of the worklist: which cases, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.pages.tables import Column
from trustlane.programme.moves import DECISIONS
from trustlane.programme.queries.worklist import Wanted
from trustlane.programme.stages import Stage

COLUMNS = (
    Column("name", _("Operator"), sorts=True),
    Column("stage", _("Stage"), sorts=True),
    Column("turn", _("Waits for")),
    Column("due", _("Next deadline"), sorts=True, of=datetime),
    Column("since", _("At this stage since"), sorts=True, of=datetime),
    Column("officer", _("Case officer")),
)
KINDS: Mapping[str, str | Promise] = {
    "open": _("Going on"),
    "applications": _("Applications"),
    "deciding": _("Awaiting a decision"),
    "holders": _("Holders"),
    "revalidation": _("Validated again"),
    "ended": _("Ended"),
    "alive": _("All that have not ended"),
    "all": _("All"),
}
TURNS = ("customs", "applicant", "holder", "agency")
_LONGEST = 200


@dataclass(frozen=True)
class Filters:
    """The filters as they stand in the address, what is not offered left out."""

    kind: str = "open"
    stage: str = ""
    turn: str = ""
    mine: bool = False
    late: bool = False
    soon: bool = False
    decide: bool = False
    wants_time: bool = False
    small: str = ""
    short: bool = False
    term: str = ""
    visited_by: int | None = None
    decided_by: int | None = None
    decision: str = ""
    since: date | None = None
    search: str = ""

    @property
    def wanted(self) -> Wanted:
        """As the worklist's questions take them; a stage that is asked for stands above the kind."""
        return Wanted(
            kind="" if self.stage else self.kind,
            stage=self.stage,
            turn=self.turn,
            mine=self.mine,
            late=self.late,
            soon=self.soon,
            decide=self.decide,
            wants_time=self.wants_time,
            small=None if not self.small else self.small == "yes",
            short=self.short,
            term=self.term,
            visited_by=self.visited_by,
            decided_by=self.decided_by,
            decision=self.decision,
            since=self.since,
            search=self.search,
        )

    @property
    def narrowed(self) -> bool:
        """Something is asked for beside what the page opens with."""
        return self != Filters()

    @property
    def from_figures(self) -> bool:
        """A figure led here, by what the form does not ask."""
        return bool(self.term or self.visited_by or self.decided_by or self.short)


def read_filters(query: Mapping[str, str]) -> Filters:
    """Reads the filters; a value that is not offered counts as none, so that an old link still shows a list."""

    def one_of(name: str, offered: Mapping[str, object] | tuple[str, ...]) -> str:
        value = query.get(name, "")
        return value if value in offered else ""

    return Filters(
        kind=one_of("kind", KINDS) or "open",
        stage=one_of("stage", tuple(Stage)),
        turn=one_of("turn", TURNS),
        mine=query.get("mine") == "yes",
        late=query.get("late") == "yes",
        soon=query.get("soon") == "yes",
        decide=query.get("decide") == "yes",
        wants_time=query.get("wants_time") == "yes",
        small=one_of("small", ("yes", "no")),
        short=query.get("short") == "yes",
        term=_text(query.get("term", ""))[:60],
        visited_by=_number(query.get("visited_by", "")),
        decided_by=_number(query.get("decided_by", "")),
        decision=one_of("decision", DECISIONS),
        since=_day(query.get("since", "")),
        search=_text(query.get("search", "")),
    )


def _text(written: str) -> str:
    return " ".join(written.replace("\x00", " ").split())[:_LONGEST]


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else None


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9998 else None
