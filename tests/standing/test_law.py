"""When a standing holds, and what an issuer cannot say at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.standing.test_compare import fact
from trustlane.standing.law import as_of, contradict, periods_meet

LEARNT = datetime(2026, 3, 2, 9, tzinfo=UTC)
REPLACED = LEARNT + timedelta(days=10)
DAY = date(2026, 3, 2)


def test_the_first_and_the_last_day_are_included() -> None:
    each = replace(fact(), valid_from=DAY, valid_to=DAY, known_from=LEARNT)
    assert as_of([each], valid=DAY, known=LEARNT) == [each]
    assert as_of([each], valid=DAY - timedelta(days=1), known=LEARNT) == []
    assert as_of([each], valid=DAY + timedelta(days=1), known=LEARNT) == []


def test_what_was_known_then_counts_and_not_what_is_known_now() -> None:
    was = replace(fact(), known_from=LEARNT, known_to=REPLACED)
    now = replace(fact(state="revoked"), known_from=REPLACED)
    assert as_of([was, now], valid=DAY, known=LEARNT - timedelta(seconds=1)) == []
    assert as_of([was, now], valid=DAY, known=LEARNT) == [was]
    assert as_of([was, now], valid=DAY, known=REPLACED) == [now]


dates = st.none() | st.dates(date(2020, 1, 1), date(2020, 3, 1))


@given(dates, dates, dates, dates)
def test_two_periods_meet_when_a_day_lies_in_both(
    a: date | None, b: date | None, c: date | None, d: date | None
) -> None:
    if (a and b and b < a) or (c and d and d < c):
        return
    one, other = fact(valid_from=a, valid_to=b), fact(valid_from=c, valid_to=d)
    window = [date(2019, 12, 31) + timedelta(days=n) for n in range(64)]
    shared = any((not a or a <= x) and (not b or x <= b) and (not c or c <= x) and (not d or x <= d) for x in window)
    assert periods_meet(one, other) == periods_meet(other, one) == shared


def test_another_role_issuer_scope_or_time_is_no_contradiction() -> None:
    one = fact(scope=frozenset({"security"}), valid_to=date(2025, 1, 1))
    assert contradict(one, one)
    assert not contradict(one, replace(one, role="exporter"))
    assert not contradict(one, replace(one, issuer="XB"))
    assert not contradict(one, replace(one, scope=frozenset({"compliance"})))
    assert not contradict(one, replace(one, valid_from=date(2025, 1, 2), valid_to=None))
    assert not contradict(one, replace(one, known_to=REPLACED))
