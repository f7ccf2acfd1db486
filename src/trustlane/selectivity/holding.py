"""Covert holds: an officers' measure that withdraws credit or demands a look, for a time, in selectivity only; pure.

One officer places it, and it lapses after 72 hours unless a second one ratifies it. It changes what is decided and
nothing else: no page of an operator, a partner or the public says it, for they show what was declared and really done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trustlane.selectivity.policy import Policy
from trustlane.selectivity.rules.compiled import Compiled
from trustlane.selectivity.rules.rule import LANES, Effect, Rule, RuleSet
from trustlane.selectivity.rules.schema import FieldType
from trustlane.selectivity.rules.tree import All, Any, Condition, Node, Not, Op

ALONE_FOR = timedelta(hours=72)  # so long one officer's word is enough
LONGEST = timedelta(days=90)
PARTS = ("importer", "exporter", "declarant", "carrier", "representative")
OWNER = "covert hold"
LONGEST_TITLE = 200


class About(StrEnum):
    """What a hold is about."""

    OPERATOR = "operator"
    DECLARATION = "declaration"


class State(StrEnum):
    """Where a hold stands at an instant."""

    ALONE = "alone"
    """In force by one officer's word, for 72 hours."""
    RATIFIED = "ratified"
    """In force until its end, by two."""
    LAPSED = "lapsed"
    """Nobody ratified it in time."""
    OVER = "over"
    """Its time is over."""
    ENDED = "ended"
    """An officer ended it."""


@dataclass(frozen=True, slots=True)
class Held:
    """One hold with all its dates; `numbers` are what declarations may call its subject."""

    number: int
    about: About
    subject: str
    numbers: tuple[str, ...]
    withdraws_credit: bool
    demands_look: bool
    placed_at: datetime
    until: datetime
    ratified_at: datetime | None = None
    ended_at: datetime | None = None
    agency: str = ""  # whose stop of a consignment it is; "" for a covert hold of customs
    asked: str = ""  # what an agency wants looked for

    @property
    def lapses_at(self) -> datetime:
        """When it lapses, if nobody ratifies it."""
        return min(self.placed_at + ALONE_FOR, self.until)

    def state(self, at: datetime) -> State:
        """Where it stands at an instant not before it was placed."""
        if self.ended_at is not None and self.ended_at <= at:
            return State.ENDED
        ratified = self.ratified_at is not None and self.ratified_at <= at
        if not ratified:
            return State.ALONE if at < self.lapses_at else State.LAPSED
        return State.RATIFIED if at < self.until else State.OVER

    def counts(self, at: datetime) -> bool:
        """Whether it changes what is decided at an instant."""
        return self.placed_at <= at and self.state(at) in (State.ALONE, State.RATIFIED)


def with_holds(policy: Policy, rules: Compiled | None, holds: Iterable[Held]) -> Compiled | None:
    """Officers' rules with the holds as further rules, which no credit softens; the same rules where there is none."""
    made = [rule for hold in sorted(holds, key=lambda hold: hold.number) for rule in _rules(policy, hold)]
    if not made:
        return rules
    before = rules.rules if rules is not None else RuleSet((), {})
    fields = {**before.fields, **dict.fromkeys((*PARTS, "declaration", "regime"), FieldType.TEXT)}
    lanes = before.lanes if rules is not None else LANES
    named = dict.fromkeys((*lanes, *(track.random_look for track in policy.tracks.values())))
    return Compiled(RuleSet((*before.rules, *made), fields, before.lists, tuple(named)))


def _rules(policy: Policy, hold: Held) -> list[Rule]:
    """One rule a track: the look a hold demands is the one lots demand there."""
    family, kind = next(
        ((str(kind.family), name) for name, kind in policy.kinds.items() if kind.family == "security"),
        next((str(kind.family), name) for name, kind in policy.kinds.items()),
    )
    looks = {name: track.random_look for name, track in policy.tracks.items()} if hold.demands_look else {"": None}
    return [
        Rule(
            id=f"hold-{hold.number}" + (f"-{track}" if track else ""),
            title=_title(hold),
            family=family,
            kind=kind,
            owner=hold.agency or OWNER,
            when=_in_track(policy, track, _about(hold)),
            effect=Effect(mandatory=look, intelligence=hold.withdraws_credit),
        )
        for track, look in looks.items()
    ]


def _title(hold: Held) -> str:
    if hold.agency:
        # Inspectors read it: they have to know what the agency wants looked for.
        return f"Stopped by {hold.agency}: {hold.asked}"[:LONGEST_TITLE]
    return "Held by officers; no credit counts" if hold.withdraws_credit else "Held by officers"


def _in_track(policy: Policy, track: str, about: Node) -> Node:
    """Of one track only; what states no regime is left in."""
    others = tuple(sorted(regime for name, one in policy.tracks.items() if name != track for regime in one.regimes))
    if not track or not others:
        return about
    return All((Not(Condition("regime", Op.IN, others, frozenset(others))), about))


def _about(hold: Held) -> Node:
    fields = ("declaration",) if hold.about is About.DECLARATION else PARTS
    members = frozenset(hold.numbers)
    tests = tuple(Condition(field, Op.IN, tuple(sorted(members)), members) for field in fields)
    return tests[0] if len(tests) == 1 else Any(tests)
