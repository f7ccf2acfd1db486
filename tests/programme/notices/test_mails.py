"""A mail goes out when its reader wants it, is tried again at growing intervals, and is given up in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.notices import mails
from trustlane.programme.notices.mails import AT_ONCE, CHOICES, DAILY, NEVER, TRIES, chosen, digest_due, next_try

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@given(st.sampled_from(CHOICES), st.booleans(), st.sampled_from(["", "a@b.example"]))
def test_what_the_law_has_known_is_mailed_at_once_and_nothing_is_without_an_address(
    choice: str, legal: bool, address: str
) -> None:
    how = chosen(choice, legal=legal, address=address)
    if not address:
        assert how == NEVER
    elif legal:
        assert how == AT_ONCE
    else:
        assert how == choice


@pytest.mark.parametrize(
    ("at", "last", "zone", "due"),
    [
        (datetime(2026, 3, 2, 6, 59, tzinfo=UTC), None, "UTC", False),
        (datetime(2026, 3, 2, 7, 0, tzinfo=UTC), None, "UTC", True),
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), datetime(2026, 3, 2, 7, 0, tzinfo=UTC), "UTC", False),
        (datetime(2026, 3, 3, 7, 0, tzinfo=UTC), datetime(2026, 3, 2, 23, 0, tzinfo=UTC), "UTC", True),
        # Seven in the morning of the third of March at Tongatapu, thirteen hours ahead.
        (datetime(2026, 3, 2, 18, 0, tzinfo=UTC), datetime(2026, 3, 1, 18, 0, tzinfo=UTC), "Pacific/Tongatapu", True),
        (datetime(2026, 3, 2, 17, 59, tzinfo=UTC), None, "Pacific/Tongatapu", False),
    ],
)
def test_the_mail_of_the_day_goes_out_once_a_day_of_the_office(
    at: datetime, last: datetime | None, zone: str, due: bool
) -> None:
    assert digest_due(at, last, zone) is due


def test_waits_grow_and_end() -> None:
    waits = [next_try(tries, AT) for tries in range(1, TRIES + 1)]
    gone = [wait - AT for wait in waits if wait is not None]
    assert gone[:5] == [timedelta(minutes=m) for m in (1, 4, 16, 64, 256)]
    assert gone[5:] == [timedelta(hours=6)] * 2
    assert waits[-1] is None
    assert (AT_ONCE, DAILY, NEVER) == mails.CHOICES
