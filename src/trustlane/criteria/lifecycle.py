"""From draft to retired: every move of an edition in one table, and where an adopted one stands on a day; pure.

What people decide is a stage; what days do is a phase. An adopted edition comes into force, goes over into transition
when the next one comes into force, and is retired, by its own dates alone: no job has to run for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from trustlane.criteria.refusals import WrongStage


class Stage(StrEnum):
    """Where an edition stands; its docstring is what people read beside its name."""

    DRAFT = "draft"
    """Words are being written; only those who draft and adopt see them."""
    CONSULTATION = "consultation"
    """Named bodies comment, item by item; the words stand still."""
    SETTLING = "settling"
    """Each comment is answered, and the words are revised."""
    ADOPTED = "adopted"
    """Adopted by somebody who did not draft it; its days say when it is in force."""
    DROPPED = "dropped"
    """Given up before it was adopted."""


class Phase(StrEnum):
    """Where an adopted edition stands on a day."""

    COMING = "coming"
    """Adopted; not in force yet."""
    IN_FORCE = "in_force"
    """New applications are assessed by it."""
    TRANSITION = "transition"
    """A newer edition is in force; open applications may still be submitted under this one."""
    RETIRED = "retired"
    """A newer edition is in force; only what was submitted or issued under this one stays on it."""


class Hand(StrEnum):
    """Who makes a move; the permits say which person of that kind may."""

    DRAFTER = "drafter"
    ADOPTER = "adopter"


STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table; ``says`` is the sentence that the history of an edition prints."""

    name: str
    sources: frozenset[Stage]
    target: Stage | str
    hand: Hand
    says: str
    reasoned: bool = False


_S = Stage
_ROWS = (
    Move("revise", frozenset({_S.DRAFT, _S.SETTLING}), STAYS, Hand.DRAFTER, "The words were revised."),
    Move("consult", frozenset({_S.DRAFT, _S.SETTLING}), _S.CONSULTATION, Hand.DRAFTER, "Bodies were asked to comment."),
    Move("close", frozenset({_S.CONSULTATION}), _S.SETTLING, Hand.DRAFTER, "The consultation was closed."),
    Move("adopt", frozenset({_S.SETTLING}), _S.ADOPTED, Hand.ADOPTER, "The edition was adopted.", reasoned=True),
    Move("send_back", frozenset({_S.SETTLING}), _S.DRAFT, Hand.ADOPTER, "It went back to be drafted.", reasoned=True),
    Move(
        "drop",
        frozenset({_S.DRAFT, _S.CONSULTATION, _S.SETTLING}),
        _S.DROPPED,
        Hand.DRAFTER,
        "The edition was given up.",
        reasoned=True,
    ),
)
MOVES: Mapping[str, Move] = MappingProxyType({move.name: move for move in _ROWS})
LOAD = "load"  # the first event of an edition, which leads from nowhere to a draft
LOAD_SAYS = "A draft was loaded."
# Who made one of these drafted the edition, and does not adopt it.
DRAFTING = (LOAD, "revise", "consult", "close")


def target_of(name: str, stage: Stage) -> Stage:
    """The stage a move leads to from this one; WrongStage where it cannot be made there, or is no move."""
    move = MOVES.get(name)
    if move is None or stage not in move.sources:
        raise WrongStage(name, stage, sorted(move.sources) if move else ())
    return stage if move.target == STAYS else Stage(move.target)


def paths() -> list[str]:
    """Every way in the table, as the database keeps it: ``close:consultation>settling``."""
    ways = [f"{name}:{source}>{target_of(name, source)}" for name, move in MOVES.items() for source in move.sources]
    return sorted([*ways, f"{LOAD}:>{Stage.DRAFT}"])


@dataclass(frozen=True, slots=True)
class Adopted:
    """An adopted edition: in force from ``begins``, while one may submit under the edition before it to ``until``."""

    name: str
    begins: date
    until: date  # the last day on which applications may be submitted under the edition that this one follows


def phases(of: Iterable[Adopted], on: date) -> dict[str, Phase]:
    """Where each edition of one catalogue stands on a day; the one that came into force last is in force.

    Of two that begin on one day the one that is given later goes on.
    """
    order = sorted(of, key=lambda one: one.begins)
    begun = [one for one in order if one.begins <= on]
    found = {one.name: Phase.COMING for one in order[len(begun) :]}
    for one, following in pairwise(begun):
        found[one.name] = Phase.TRANSITION if on <= following.until else Phase.RETIRED
    if begun:
        found[begun[-1].name] = Phase.IN_FORCE
    return found


def successors(words: str) -> dict[str, str]:
    """Which item follows which, a pair a line: ``A.O1 = A.O2``. Raises ValueError with the number of the line."""
    found: dict[str, str] = {}
    for number, line in enumerate(words.splitlines(), 1):
        if not line.strip():
            continue
        old, sign, new = (part.strip() for part in line.partition("="))
        if not (old and sign and new):
            raise ValueError(f"Line {number}: write the old item, =, and the new one, such as A.O1 = A.O2.")
        if old in found:
            raise ValueError(f"Line {number}: {old[:40]} stands there twice; keep one.")
        found[old] = new
    return found
