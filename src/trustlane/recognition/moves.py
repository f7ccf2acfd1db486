"""Every move of an arrangement, in one table: from which stages, to which, by whose hand.

What gives something away takes two persons: one proposes, another agrees. What withholds takes one, for 72 hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from trustlane.recognition.refusals import MoveUnknown, WrongStage
from trustlane.recognition.stages import BEFORE, PREPARING, PROPOSED, Stage

HOLD = timedelta(hours=72)  # the longest that one person withholds


class Hand(StrEnum):
    """Who makes a move; the permits say which person of that kind may."""

    DESK = "desk"
    """Somebody of the desk that keeps agreements with partners."""
    SECOND = "second"
    """A decision maker, or another person of that desk, who did not begin what is settled."""
    ANYBODY = "anybody"
    """A decision maker, or somebody of that desk."""
    SYSTEM = "system"
    """A clock that ran out; the system says so by itself."""


STAYS = "stays"  # a move that leaves the arrangement where it is
BACK = "back"  # one that leads back to where it came from


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table; ``says`` is the sentence that the timeline and the manual print."""

    name: str
    sources: frozenset[Stage]
    target: Stage | str
    hands: frozenset[Hand]
    says: str
    reasoned: bool = False
    """A reason has to be given."""


S = Stage


def _move(
    name: str,
    sources: frozenset[Stage] | Stage,
    target: Stage | str,
    hands: Hand | tuple[Hand, ...],
    says: str,
    *,
    reasoned: bool = False,
) -> Move:
    return Move(
        name,
        frozenset({sources}) if isinstance(sources, Stage) else sources,
        target,
        frozenset(hands if isinstance(hands, tuple) else (hands,)),
        says,
        reasoned,
    )


_DESK, _SECOND, _ANYBODY, _SYSTEM = Hand.DESK, Hand.SECOND, Hand.ANYBODY, Hand.SYSTEM

_ROWS = (
    # The way to a signature.
    _move("begin_plan", S.FEASIBILITY, S.WORK_PLAN, _DESK, "Recognition was found feasible.", reasoned=True),
    _move("begin_comparison", S.WORK_PLAN, S.COMPARISON, _DESK, "The joint work plan was agreed.", reasoned=True),
    _move("begin_visits", S.COMPARISON, S.VISITS, _DESK, "The comparison of the programmes was completed."),
    _move("begin_procedures", S.VISITS, S.PROCEDURES, _DESK, "The joint validation visits ended.", reasoned=True),
    _move(
        "complete_procedures",
        S.PROCEDURES,
        S.SIGNATURE,
        _DESK,
        "The operating procedures were agreed, and the exchange was piloted.",
        reasoned=True,
    ),
    _move(
        "reopen_comparison",
        frozenset({S.VISITS, S.PROCEDURES, S.SIGNATURE}),
        S.COMPARISON,
        _DESK,
        "The arrangement went back to the comparison.",
        reasoned=True,
    ),
    _move("propose_signature", S.SIGNATURE, S.SIGNING, _DESK, "Signing these terms was proposed.", reasoned=True),
    _move("sign", S.SIGNING, S.OPERATION, _SECOND, "The arrangement was signed.", reasoned=True),
    # In force.
    _move("evaluate", S.OPERATION, STAYS, _DESK, "The arrangement was evaluated.", reasoned=True),
    _move("propose_change", S.OPERATION, S.CHANGING, _DESK, "Other terms were proposed.", reasoned=True),
    _move("agree_change", S.CHANGING, S.OPERATION, _SECOND, "The terms were changed.", reasoned=True),
    # Withholding: one hand, for a limited time.
    _move(
        "hold",
        frozenset({S.OPERATION, S.CHANGING}),
        S.HELD,
        _ANYBODY,
        "Recognition was withheld for at most 72 hours.",
        reasoned=True,
    ),
    _move("ratify_hold", S.HELD, S.SUSPENDED, _SECOND, "The arrangement was suspended.", reasoned=True),
    _move("end_hold", S.HELD, S.OPERATION, (_SECOND, _SYSTEM), "Withholding ended without being ratified."),
    _move("propose_resumption", S.SUSPENDED, S.RESUMING, _DESK, "Ending the suspension was proposed.", reasoned=True),
    _move("resume", S.RESUMING, S.OPERATION, _SECOND, "The suspension ended.", reasoned=True),
    # The end.
    _move(
        "propose_termination",
        frozenset({S.OPERATION, S.SUSPENDED}),
        S.TERMINATING,
        _DESK,
        "Ending the arrangement was proposed.",
        reasoned=True,
    ),
    _move("terminate", S.TERMINATING, S.TERMINATED, _SECOND, "The arrangement was ended.", reasoned=True),
    # Whoever proposed may drop it as well: it gives nothing away.
    _move("drop_proposal", PROPOSED, BACK, _ANYBODY, "What was proposed was dropped.", reasoned=True),
    _move("abandon", frozenset(PREPARING), S.ABANDONED, _DESK, "The arrangement was given up.", reasoned=True),
    _move(
        "give_owner",
        BEFORE | {S.OPERATION, S.CHANGING, S.HELD, S.SUSPENDED, S.RESUMING, S.TERMINATING},
        STAYS,
        _DESK,
        "Somebody was made the owner of the arrangement.",
    ),
)

MOVES: Mapping[str, Move] = MappingProxyType({move.name: move for move in _ROWS})
OPEN = "open"  # the first event, which leads from nowhere to the first stage
OPEN_SAYS = "The arrangement was opened."
# What a second person settles, with the moves that began it; whoever made the last of these does not settle it.
SETTLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sign": ("propose_signature",),
        "agree_change": ("propose_change",),
        "ratify_hold": ("hold",),
        "end_hold": ("hold",),
        "resume": ("propose_resumption",),
        "terminate": ("propose_termination",),
    }
)
# The moves that put terms before a second person, and those by which they count.
PROPOSING = frozenset({"propose_signature", "propose_change"})
AGREEING = frozenset({"sign", "agree_change"})
# What each stage waits for; the one filled button of an arrangement, for who may.
NEXT: Mapping[Stage, str] = MappingProxyType(
    {
        S.FEASIBILITY: "begin_plan",
        S.WORK_PLAN: "begin_comparison",
        S.COMPARISON: "begin_visits",
        S.VISITS: "begin_procedures",
        S.PROCEDURES: "complete_procedures",
        S.SIGNATURE: "propose_signature",
        S.SIGNING: "sign",
        S.OPERATION: "evaluate",
        S.CHANGING: "agree_change",
        S.HELD: "ratify_hold",
        S.SUSPENDED: "propose_resumption",
        S.RESUMING: "resume",
        S.TERMINATING: "terminate",
    }
)


def move_named(name: str) -> Move:
    """The move of that name; MoveUnknown where there is none."""
    try:
        return MOVES[name]
    except KeyError:
        raise MoveUnknown("move", f"there is no move {name[:40]!r}") from None


def target_of(name: str, stage: Stage, came_from: Stage | None = None) -> Stage:
    """The stage a move leads to from this one; WrongStage where it cannot be made there.

    ``came_from`` is the stage before this one; a move that leads back leads there.
    """
    move = move_named(name)
    if stage not in move.sources or (move.target == BACK and came_from is None):
        raise WrongStage(name, stage, sorted(move.sources))
    if move.target == STAYS:
        return stage
    if move.target == BACK:
        assert came_from is not None
        return came_from
    return Stage(move.target)


def moves_from(stage: Stage) -> tuple[Move, ...]:
    """The moves that can be made from a stage, in the order of the table."""
    return tuple(move for move in _ROWS if stage in move.sources)


def returns(name: str, source: Stage) -> tuple[Stage, ...]:
    """Every stage a move may lead to from a source: where it leads back, all stages the source is reached from."""
    move = MOVES[name]
    if move.target != BACK:
        return (target_of(name, source),)
    came = {one for other in _ROWS if other.target == source for one in other.sources}
    return tuple(sorted(came))


def paths() -> list[str]:
    """Every way the table allows, as the database keeps it: ``sign:signing>operation``."""
    ways = [f"{OPEN}:>{Stage.FEASIBILITY}"]
    for name, move in MOVES.items():
        ways += [f"{name}:{source}>{target}" for source in sorted(move.sources) for target in returns(name, source)]
    return ways


def hold_ends(held_at: datetime) -> datetime:
    """The instant from which a hold that nobody ratified is over."""
    return held_at + HOLD


def standing(stage: Stage, since: datetime, at: datetime) -> Stage:
    """The stage as it counts at an instant: a hold is over after its 72 hours, even before somebody wrote that down."""
    return Stage.OPERATION if stage is Stage.HELD and at >= hold_ends(since) else stage


def gives(stage: Stage, came_from: Stage | None, since: datetime, at: datetime) -> bool:
    """Whether operators of a partner get what the terms say at an instant."""
    counts = standing(stage, since, at)
    if counts is Stage.TERMINATING:
        return came_from is Stage.OPERATION
    return counts in (Stage.OPERATION, Stage.CHANGING)
