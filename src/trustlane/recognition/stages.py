"""Where an arrangement with partner administrations stands, from first soundings to its end; pure."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """The stage of an arrangement; its docstring is what people read beside its name."""

    FEASIBILITY = "feasibility"
    """Both sides look whether recognition can be had: legal basis, maturity of the programmes, trade between them."""
    WORK_PLAN = "work_plan"
    """A joint work plan is agreed: scope, contact points, timetable, languages, confidentiality."""
    COMPARISON = "comparison"
    """The programmes are compared item by item, in each direction."""
    VISITS = "visits"
    """Each side joins validations of the other and says what it saw."""
    PROCEDURES = "procedures"
    """Operating procedures are agreed and the exchange of data is piloted."""
    SIGNATURE = "signature"
    """The terms are complete; nobody has proposed to sign them yet."""
    SIGNING = "signing"
    """Signing these terms is proposed; a second person agrees."""
    OPERATION = "operation"
    """In force: data are exchanged, benefits given, and both are evaluated."""
    CHANGING = "changing"
    """In force; other terms are proposed, and a second person agrees."""
    HELD = "held"
    """One person withholds recognition for at most 72 hours; a second ratifies that, or it ends by itself."""
    SUSPENDED = "suspended"
    """Suspended; no operator of a partner gets a benefit by it."""
    RESUMING = "resuming"
    """Suspended; going on again is proposed, and a second person agrees."""
    TERMINATING = "terminating"
    """Ending it is proposed; a second person agrees. Until then it is as it was."""
    TERMINATED = "terminated"
    """Ended."""
    ABANDONED = "abandoned"
    """Given up before it was signed."""


FIRST = Stage.FEASIBILITY
# The way to a signature, in its order.
PREPARING = (
    Stage.FEASIBILITY,
    Stage.WORK_PLAN,
    Stage.COMPARISON,
    Stage.VISITS,
    Stage.PROCEDURES,
    Stage.SIGNATURE,
)
BEFORE = frozenset({*PREPARING, Stage.SIGNING})
ENDED = frozenset({Stage.TERMINATED, Stage.ABANDONED})
# Where something is proposed that a second person agrees to.
PROPOSED = frozenset({Stage.SIGNING, Stage.CHANGING, Stage.RESUMING, Stage.TERMINATING})
# Where terms are drafted: before they are proposed, and once they are in force, for the next ones.
DRAFTING = frozenset({*PREPARING, Stage.OPERATION, Stage.SUSPENDED})
