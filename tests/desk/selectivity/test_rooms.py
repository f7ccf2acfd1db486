"""How full each look of a day is: in words as well, and on a closed day without a share of nothing."""

from datetime import date

import pytest

from trustlane.desk.selectivity.figures import rooms
from trustlane.selectivity.queries.overview import Use


@pytest.mark.parametrize(
    ("expected", "capacity", "state"),
    [(5.0, 40.0, "room"), (40.0, 40.0, "full"), (60.0, 40.0, "over"), (0.0, 0.0, "closed"), (4.0, 0.0, "over")],
)
def test_what_there_is_is_told_in_words(expected: float, capacity: float, state: str) -> None:
    (room,) = rooms([Use("goods", "red", expected, capacity, "hours")], lambda **_: "#", date(2026, 3, 1))
    assert room.state == state
    assert (room.share is None) == (capacity == 0.0)
