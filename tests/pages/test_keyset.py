"""Paging by key loses no row and repeats none, forwards and backwards, whatever the keys are."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.pages.keyset import BadCursor, Place, page_of, read_cursor, read_place, write_cursor

part = st.one_of(
    st.none(), st.text(), st.integers(), st.dates(), st.decimals(allow_nan=False, allow_infinity=False), st.booleans()
)


@given(st.lists(part, min_size=1, max_size=4).map(tuple))
def test_a_cursor_reads_back_as_the_key_it_was_written_from(key: tuple[object, ...]) -> None:
    assert read_cursor(write_cursor(key), length=len(key)) == key


def test_days_instants_and_amounts_keep_their_kind() -> None:
    key = (date(2026, 3, 1), datetime(2026, 3, 1, 9, tzinfo=UTC), Decimal("1.50"))
    assert [type(part) for part in read_cursor(write_cursor(key), length=3)] == [date, datetime, Decimal]


@pytest.mark.parametrize("text", ["", "x", "%%%", "bnVsbA", write_cursor(("one",)), "eyJhIjoxfQ", "W3sicSI6MX0sMV0"])
def test_a_place_nobody_wrote_is_refused_and_starts_the_list_anew(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, length=2)
    assert read_place(text, "", length=2) == Place()


@given(
    st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 3)), st.integers()), unique_by=lambda row: row[1]),
    st.integers(1, 7),
    st.booleans(),
)
def test_walking_there_and_back_shows_every_row_once(
    rows: list[tuple[int | None, int]], size: int, descending: bool
) -> None:
    def key(row: tuple[int | None, int]) -> tuple[object, ...]:
        return row

    pages = [page_of(rows, key, Place(), size=size, descending=descending)]
    assert pages[0].previous == ""
    while pages[-1].next:
        place = read_place(pages[-1].next, "", length=2)
        pages.append(page_of(rows, key, place, size=size, descending=descending))
    walked = [row for page in pages for row in page.rows]
    assert sorted(walked, key=repr) == sorted(rows, key=repr)
    assert walked == sorted(rows, key=lambda row: (row[0] is None, row[0] or 0, row[1]), reverse=descending)
    for earlier, later in pairwise(pages):
        place = read_place("", later.previous, length=2)
        assert page_of(rows, key, place, size=size, descending=descending).rows == earlier.rows
