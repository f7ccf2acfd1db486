"""Audits that are owed: for each separation that was given up in a case and is replaced by one, within its days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.staffing.owing import Done, owed
from trustlane.programme.staffing.profile import shipped

DUTIES = [duty.id for duty in shipped().duties]
DAY = date(2026, 5, 4)


def test_who_validated_and_handled_owes_an_audit_within_thirty_days() -> None:
    found = owed(shipped(), [Done("XA-1", DAY, {"handle": {"ana"}, "validate-lead": {"ana", "bo"}})])
    assert [(one.case, one.separation.one, one.separation.other, one.people) for one in found] == [
        ("XA-1", "handle", "validate-lead", ("ana",))
    ]
    assert found[0].due == date(2026, 6, 3)
    assert not found[0].is_overdue(date(2026, 6, 3))
    assert found[0].is_overdue(date(2026, 6, 4))


def test_what_nothing_may_replace_owes_no_audit() -> None:
    assert owed(shipped(), [Done("XA-1", DAY, {"decide": {"ana"}, "audit": {"ana"}, "freeze": {"bo"}})]) == ()


@given(st.lists(st.dictionaries(st.sampled_from(DUTIES), st.sets(st.sampled_from("abc"))), max_size=4))
def test_nothing_is_owed_where_everybody_held_one_duty(held: list[dict[str, set[str]]]) -> None:
    found = owed(shipped(), [Done(f"XA-{place}", DAY + timedelta(place), one) for place, one in enumerate(held)])
    for one in found:
        case = held[int(one.case.removeprefix("XA-"))]
        assert set(one.people) == case[one.separation.one] & case[one.separation.other]
    alone = {
        f"XA-{place}"
        for place, one in enumerate(held)
        if sum(map(len, one.values())) == len(set().union(*one.values()))
    }
    assert not alone & {one.case for one in found}
    assert list(found) == sorted(found, key=lambda one: one.due)
