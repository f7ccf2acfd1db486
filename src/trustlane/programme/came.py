"""What the operator of a case sent on paper or by e-mail, and an officer entered for it: how and when it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trustlane.programme.moves import Hand, Move


@dataclass(frozen=True, slots=True)
class Came:
    """``channel`` is one of RECEIVED, ``on`` the day it came to the office, ``evidence`` its scans by number."""

    channel: str
    on: date
    evidence: Sequence[int] = ()


def is_the_operators(move: Move) -> bool:
    """Only who acts for the operator makes this move; an officer enters it for one that has no account."""
    return move.hands == frozenset({Hand.APPLICANT})
