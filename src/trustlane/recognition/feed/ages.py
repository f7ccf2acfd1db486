"""What silence does to a benefit: the age of a feed, its five states, and what each leaves of a credit.

The age counts from the newest time the issuer's heartbeat key signed, never from a fetch and never from a witness's
time, so that an old checkpoint sent again cannot look fresh. As it grows a benefit only fades, down to an ordinary
trader's treatment and never below. The random share is decided before and is no part of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from trustlane.recognition.feed.refusals import TimeAhead

AHEAD = timedelta(seconds=60)  # as far as two clocks may differ


class Freshness(StrEnum):
    """How much the age of a feed leaves of what its issuer granted."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    EXPIRED = "expired"
    QUARANTINED = "quarantined"


# What is left of an agreed credit. A quarantined addition gives nothing; what was good before fades by its age.
LEFT: Mapping[Freshness, Fraction] = MappingProxyType(
    {
        Freshness.FRESH: Fraction(1),
        Freshness.AGEING: Fraction(1),
        Freshness.STALE: Fraction(1, 2),
        Freshness.EXPIRED: Fraction(0),
        Freshness.QUARANTINED: Fraction(0),
    }
)


@dataclass(frozen=True, slots=True)
class Ages:
    """Up to which age, inclusive, a feed is fresh, ageing and stale; beyond, it is expired. Part of the agreement."""

    name: str
    fresh: timedelta
    ageing: timedelta
    stale: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.fresh <= self.ageing <= self.stale:
            raise ValueError(f"Ages {self.name}: fresh, ageing and stale rise in this order, from above nothing.")


PROMPT = Ages("prompt", timedelta(minutes=15), timedelta(hours=4), timedelta(hours=24))
PATIENT = Ages("patient", timedelta(hours=4), timedelta(hours=72), timedelta(days=14))


def periodic(period: timedelta) -> Ages:
    """For lists that come every so often: fresh for the agreed period, expired after the period and a half."""
    return Ages("periodic", period, period * 5 / 4, period * 3 / 2)


def check_clock(signed: datetime, at: datetime) -> None:
    """Refuse a signed time that is more than 60 seconds ahead of our clock."""
    if signed - at > AHEAD:
        raise TimeAhead("heartbeat", f"signed at {signed.isoformat()}; our clock says {at.isoformat()}")


def age(signed: datetime | None, at: datetime) -> timedelta | None:
    """How old the newest heartbeat is; None where none was ever heard, nothing where it is a little ahead of us."""
    if signed is None:
        return None
    check_clock(signed, at)
    return max(at - signed, timedelta(0))


def freshness(ages: Ages, old: timedelta | None, *, quarantined: bool = False) -> Freshness:
    """The state of what a feed says at this age; `quarantined` of an addition after the last good point."""
    if quarantined:
        return Freshness.QUARANTINED
    if old is None or old > ages.stale:
        return Freshness.EXPIRED
    if old > ages.ageing:
        return Freshness.STALE
    return Freshness.AGEING if old > ages.fresh else Freshness.FRESH


def changes_at(ages: Ages, signed: datetime) -> tuple[tuple[datetime, Freshness], ...]:
    """The last instants of fresh, ageing and stale, each with the state that follows at once after it."""
    following = (Freshness.AGEING, Freshness.STALE, Freshness.EXPIRED)
    limits = (ages.fresh, ages.ageing, ages.stale)
    return tuple((signed + limit, state) for limit, state in zip(limits, following, strict=True))


def credit(agreed: Fraction, state: Freshness) -> Fraction:
    """What is left of an agreed credit, exactly; a credit is between 0 and 1."""
    if not 0 <= agreed <= 1:
        raise ValueError(f"A credit is between 0 and 1, not {agreed}.")
    return agreed * LEFT[state]


def burden(ordinary: Fraction, left: Fraction) -> Fraction:
    """The share of looks that remains for whoever has this credit, out of an ordinary trader's: never more than it."""
    return ordinary * (1 - left)
