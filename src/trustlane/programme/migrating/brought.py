"""One case as it was elsewhere: frozen, with what is known of its days and what is known not to be known; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from trustlane.clock.calendars import Calendar, is_working_day
from trustlane.parties.identifiers import Identifier
from trustlane.programme.clocks.lengths import Unit
from trustlane.programme.stages import OF_A_STATUS, REVALIDATION, Stage

ONE_DAY = timedelta(days=1)
# Stages a case comes to only where there was a status: what was granted is asked for.
HELD = OF_A_STATUS | {Stage.REVOKED, Stage.ANNULLED, Stage.SUCCEEDED}
# What the register says at each stage of a status; of one that was given up or ran out, where there was one.
SAYS: Mapping[Stage, str] = {
    **dict.fromkeys((Stage.GRANTED, Stage.MONITORED, Stage.AMENDING, Stage.DOWNGRADE_APPEALED, *REVALIDATION), "valid"),
    **dict.fromkeys((Stage.REVOCATION_HEARING, Stage.ANNULMENT_HEARING), "valid"),
    **dict.fromkeys((Stage.FROZEN, Stage.SUSPENDED, Stage.SUSPENSION_APPEALED, Stage.REINSTATING), "suspended"),
    **dict.fromkeys((Stage.REVOKED, Stage.REVOCATION_APPEALED, Stage.ANNULLED, Stage.ANNULMENT_APPEALED), "revoked"),
    **dict.fromkeys((Stage.WITHDRAWN, Stage.SUCCEEDED), "withdrawn"),
    Stage.LAPSED: "expired",
}


# Who looked at the sites there is nobody's team here: a validation that was under way is planned anew.
ANEW: Mapping[Stage, Stage] = {
    **dict.fromkeys((Stage.VALIDATING, Stage.REPORTING, Stage.CORRECTING), Stage.VALIDATION_PLANNED),
    # A new validation of a holder is begun here with its reading, under a commitment to who will be drawn.
    **dict.fromkeys(REVALIDATION, Stage.REVALIDATION_REVIEW),
}
# The day from which the register says so, by the move that tells it.
_SINCE = {
    Stage.SUSPENDED: "ratify",
    Stage.SUSPENSION_APPEALED: "ratify",
    Stage.REINSTATING: "ratify",
    Stage.REVOKED: "revoke",
    Stage.REVOCATION_APPEALED: "revoke",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """What the register says from one day to another; without a day, without end on that side."""

    state: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class PartRun:
    """A clock that ran elsewhere: since when, where known, and how many of its days were used, where told."""

    term: str
    begun: date | None
    used: int | None


@dataclass(frozen=True, slots=True)
class Brought:
    """One row: a case, its operator, and where it stands."""

    row: int
    number: str  # of the case in the system it comes from
    name: str
    identifiers: tuple[Identifier, ...]
    stage: Stage
    office: str
    roles: tuple[str, ...]
    security: bool
    compliance: bool
    small: bool = False
    tier: str = ""
    certificate: str = ""
    dates: Mapping[str, date] = field(default_factory=dict)  # by move
    effective: date | None = None
    expires: date | None = None
    clock: PartRun | None = None
    unknown: tuple[str, ...] = ()  # columns that say that their day is not known
    remark: str = ""
    stage_there: str = ""  # where it is not the stage it has here
    known_as: str = ""  # the reference of the operator that has one of the numbers here already

    @property
    def operator(self) -> str:
        """The reference of its operator: the one it has here, else its first number."""
        return self.known_as or self.identifiers[0].value

    @property
    def numbers(self) -> tuple[Identifier, ...]:
        """All numbers by which declarations may name the operator, that of its certificate too."""
        return (*self.identifiers, Identifier("AEO", self.certificate)) if self.certificate else self.identifiers

    def states(self, on: date) -> tuple[Stated, ...]:
        """What the register says of the holder; where the day of a change is not known, from the day ``on`` on.

        Nothing without a certificate. A status that was annulled was never valid.
        """
        if not self.certificate or self.stage not in SAYS:
            return ()
        state = SAYS[self.stage]
        if state == "valid":
            return (Stated("valid", self.effective, self.expires),)
        if self.stage in (Stage.ANNULLED, Stage.ANNULMENT_APPEALED):
            return (Stated(state, self.effective, None),)
        since = self.dates.get(_SINCE.get(self.stage, ""), on)
        if state == "expired" and self.expires is not None:
            since = min(on, self.expires + ONE_DAY)
        since = max(since, self.effective or since)
        last = self.expires if state == "suspended" and self.expires and self.expires >= since else None
        said = Stated(state, since, last)
        if self.effective is not None and self.effective >= since:
            return (said,)
        return (Stated("valid", self.effective, since - ONE_DAY), said)


def counted_from(begun: date | None, used: int | None, unit: Unit, on: date, calendar: Calendar) -> date:
    """The day a clock is to be counted from here, so that as many of its days are used on the day ``on`` as were there.

    Where the used days are not told, it is the day it began, and it is taken to have run without a stop.
    """
    if used is None:
        return begun or on
    if unit is not Unit.WORKING_DAYS:
        return on - ONE_DAY * used
    day = on
    while used > 0:
        used -= is_working_day(calendar, day)
        day -= ONE_DAY
    return day


def hash_total(cases: Iterable[tuple[str, str, str, str]]) -> str:
    """A sum over cases, each (number there, operator, stage, certificate), that any lost or altered case changes.

    The first eight bytes of each SHA-256, added without regard to their order, modulo 2^64; in hexadecimal.
    """
    total = 0
    for case in cases:
        digest = hashlib.sha256("\x1f".join(case).encode()).digest()
        total += int.from_bytes(digest[:8])
    return f"{total % 2**64:016x}"


def totalled(rows: Iterable[Brought]) -> str:
    """The hash total of rows."""
    return hash_total((row.number, row.operator, row.stage, row.certificate) for row in rows)
