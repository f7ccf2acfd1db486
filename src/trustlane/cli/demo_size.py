"""How much of a country the demonstration invents. Apart from the country, whose modules take seconds to load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustlane.simulate.scenario import Scenario

SEED = 20_260_401


@dataclass(frozen=True)
class Size:
    """How much is invented; smaller for tests and weak machines."""

    days: int = 92  # screened, and laid in
    before: int = 427  # under the plain policy: a year to learn from, and before it two months to find a balance
    changed: tuple[tuple[str, str], ...] = ()  # parameters of the scenario

    def first(self, last: date) -> date:
        """The first day that is screened, where `last` is the last."""
        return last - timedelta(days=self.days - 1)

    def scenario(self, last: date) -> Scenario:
        """The demonstration's scenario, begun so that its last day is `last`."""
        from trustlane.simulate.scenario import read_scenario

        begins = self.first(last) - timedelta(days=self.before)
        return read_scenario("demonstration", {"begins": begins.isoformat(), **dict(self.changed)})


SMALL = Size(
    before=240,
    changed=(
        ("trade.declarations_a_day", "280"),
        ("ecommerce.parcels_a_day", "40"),
        ("operators.regular", "320"),
        ("operators.occasional", "1200"),
        ("operators.senders", "1200"),
    ),
)
