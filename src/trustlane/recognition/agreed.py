"""Terms of a feed as they are kept, in the words of the law: keys, caps, ages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from trustlane.recognition.feed import ages, bodies
from trustlane.recognition.feed.ages import Ages
from trustlane.recognition.feed.believing import Keys
from trustlane.recognition.feed.folding import Terms
from trustlane.recognition.feed.notes import Key, read_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What an agreement says of a feed: keys in one line each, fields of a body, scope, preset of ages, caps."""

    signers: tuple[str, ...]
    heartbeats: tuple[str, ...]
    witnesses: tuple[str, ...] = ()
    profile: tuple[str, ...] = tuple(sorted(bodies.ALL))
    scope: tuple[str, ...] = ("security",)
    preset: str = "prompt"
    period: timedelta | None = None  # of lists by file
    live: int
    in_a_day: int

    @property
    def keys(self) -> Keys:
        """Whose signatures count; refused (KeyUnfit) where a line is no key, or a key stands in two roles."""
        return Keys(*(_keys(each) for each in (self.signers, self.heartbeats, self.witnesses)))

    @property
    def terms(self) -> Terms:
        """Caps and fields."""
        return Terms(self.live, self.in_a_day, frozenset(self.profile))

    @property
    def ages(self) -> Ages:
        """Up to which age the feed gives what was agreed."""
        return ages_of(self.preset, self.period)


def ages_of(preset: str, period: timedelta | None) -> Ages:
    """The ages of a preset; the period is that of lists by file."""
    if preset == "periodic":
        if period is None or period <= timedelta(0):
            raise ValueError("Lists by file need the period after which the next is owed.")
        return ages.periodic(period)
    return {"prompt": ages.PROMPT, "patient": ages.PATIENT}[preset]


def _keys(written: Sequence[str]) -> tuple[Key, ...]:
    return tuple(map(read_key, written))
