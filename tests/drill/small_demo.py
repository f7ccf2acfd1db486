"""`trustlane demo` with a small house in place of the invented country: for drills of what runs beside the pages.

Called with a state and numbers of firms, the two of the register's list say that of these firms.
"""

import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from trustlane.cli import demo_data, main
from trustlane.cli.demo_exchange import lay_house, say
from trustlane.config import migrate
from trustlane.config.demonstration import Neighbour

HOUSE = Neighbour("XA", "Demonstration Customs", ("Gull Foods", "Harbour Steel", "Cliff Wool"))


def load(*_given: Any, **_more: Any) -> None:
    """A list of three operators is all there is."""
    lay_house(HOUSE, at=datetime.now(UTC))  # noqa: TID251 - a drill runs in real time


if __name__ == "__main__":
    if sys.argv[1] == "demo":
        demo_data.load = load
        begun: Any = nullcontext
        demo_data.begun_early = begun
        main()
    else:
        migrate.django_ready()
        now = datetime.now(UTC)  # noqa: TID251 - a drill runs in real time
        say(HOUSE, [int(number) for number in sys.argv[2:]], sys.argv[1], at=now)
