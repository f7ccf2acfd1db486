"""What happened in a case, as its clocks need to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trustlane.clock.zones import day_of
from trustlane.programme.clocks.lengths import Length

LONGEST_TOLD = {"days": 3_660, "hours": 8_760, "months": 600}
"""How long an event can tell a period to be, in each of the ways it can."""


class ClockRefused(Exception):
    """Something about a clock cannot be done; the message says what was expected and what came."""


class EventRefused(ClockRefused):
    """An event does not tell what an event of its name has to."""


@dataclass(frozen=True, slots=True)
class Event:
    """A move of the case, the instant at which it was recorded, and what it tells.

    Of what it tells, clocks read: `on` (the day that counts where it is not the day of `at`, as 2026-03-02), `about`
    (which request, finding or office it is about, where several are open), `cause` (such as own_request), `channel`
    (such as paper), `tier`, `term`, `reason`, `legal_basis`, `asked_by`, `asked_at` (the instant of the
    request that an extension answers), and how long: `days`, `hours` or `months`.
    Days are working days where the term counts these. Raises EventRefused.
    """

    name: str
    at: datetime
    data: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise EventRefused(f"{self.name}: expected an instant with its zone, found {self.at.isoformat()}.")
        for key in LONGEST_TOLD:
            self._expect_amount(key)
        if "on" in self.told and _day(self.told["on"]) is None:
            raise EventRefused(f"{self.name}: expected `on` as a day such as 2026-03-02, found {self.told['on']!r}.")
        if self.name in ("extend", "stop_clock", "start_clock") and not self.told.get("term"):
            raise EventRefused(f"{self.name}: expected `term`, the clock it is about, found none.")
        given = [key for key in LONGEST_TOLD if key in self.told]
        if self.name == "extend" and len(given) != 1:
            raise EventRefused(
                f"extend: expected one of {', '.join(LONGEST_TOLD)}, found {', '.join(given) or 'none'}."
            )

    @property
    def told(self) -> Mapping[str, str]:
        """What it tells; empty where it tells nothing."""
        return self.data or {}

    @property
    def amount(self) -> Length | None:
        """How long, where it tells so."""
        lengths = {key: int(self.told[key]) for key in LONGEST_TOLD if key in self.told}
        return Length(**lengths) if lengths else None

    def day(self, zone: str) -> date:
        """The day that counts: the one it tells, else the day of its instant in that zone."""
        return _day(self.told.get("on", "")) or day_of(self.at, zone)

    def meant_by(self, other: Event) -> bool:
        """Are the two about the same thing? Where one of them does not say what it is about, they are."""
        about = self.told.get("about"), other.told.get("about")
        return None in about or about[0] == about[1]

    def _expect_amount(self, key: str) -> None:
        found = self.told.get(key)
        if found is None:
            return
        longest = LONGEST_TOLD[key]
        if not (found.isascii() and found.isdecimal() and len(found) < 6 and 1 <= int(found) <= longest):
            what = f"a whole number of {key} from 1 to {longest:,}"
            raise EventRefused(f"{self.name}: expected {what}, found {found[:40]!r}.")


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
