"""A clock says how far off a day is, and when it is near."""

from datetime import date

import pytest

from trustlane.pages.days import between, urgency


@pytest.mark.parametrize(
    ("due", "word"),
    [(date(2026, 3, 1), "late"), (date(2026, 3, 2), "soon"), (date(2026, 3, 9), "soon"), (date(2026, 3, 10), "calm")],
)
def test_the_last_week_is_near_and_yesterday_is_late(due: date, word: str) -> None:
    assert urgency(between(date(2026, 3, 2), due)) == word
