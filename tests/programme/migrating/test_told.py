"""What the old system counts itself, in its own words, and what that makes of what was read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.migrating.told import Count, ToldRefused, differs, read_told, reconciled
from trustlane.programme.stages import Stage

counts = st.dictionaries(st.sampled_from([str(stage) for stage in Stage]), st.integers(0, 10**8), max_size=6)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("active: 16,000", {"monitored": 16_000}),
        ("Active\t16 000\n\nsuspended;12", {"monitored": 16_000, "suspended": 12}),
        ("valid = 3\nin force - 4", {"monitored": 7}),
        ("Total: 20.000", {"total": 20_000}),
        ("under review 5", {"desk_review": 5}),
        ("", {}),
    ],
)
def test_lines_are_read_as_people_write_them(text: str, told: dict[str, int]) -> None:
    assert read_told(text) == told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("active", "Line 1 tells no number"),
        ("active: 1\nwell: 3", "Line 2 says 'well'"),
        (": 5", "Line 1 says ''"),
        ("active: 12345678901", "more cases than there can be"),
        ("active: 1\n" * 101, "101 lines"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(ToldRefused, match=said):
        read_told(text)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        told = read_told(text)
    except ToldRefused as refusal:
        assert str(refusal)
    else:
        assert all(number >= 0 for number in told.values())


@given(counts)
def test_what_is_told_as_it_was_read_does_not_differ(read: dict[str, int]) -> None:
    assert not differs({}, read)
    assert not differs({"total": sum(read.values())}, read)
    assert not differs(read, read)
    written = "\n".join(f"{stage.replace('_', ' ')}: {number:,}" for stage, number in read.items())
    assert read_told(written) == read


def test_each_status_is_held_against_what_was_read() -> None:
    found = reconciled({"monitored": 5, "suspended": 1}, {"monitored": 4, "revoked": 2})
    assert found == (
        Count("monitored", 5, 4),
        Count("revoked", 0, 2),
        Count("suspended", 1, 0),
        Count("total", 6, 6),
    )
    assert [count.difference for count in found] == [-1, 2, -1, 0]
    assert reconciled({"total": 3}, {"monitored": 4}) == (Count("monitored", None, 4), Count("total", 3, 4))
    assert reconciled({}, {"monitored": 4})[-1] == Count("total", None, 4)
