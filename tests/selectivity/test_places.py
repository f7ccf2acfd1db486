"""Claims about finding whole numbers in a sorted column: the same places as a search by halves."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trustlane.selectivity.places import Places

NUMBERS = st.integers(0, 2**62 - 1)


@given(keys=st.sets(NUMBERS | st.integers(0, 50)), others=st.lists(NUMBERS | st.integers(0, 50)))
def test_every_key_stands_where_a_search_finds_it_and_no_other_number_stands_anywhere(
    keys: set[int], others: list[int]
) -> None:
    column = np.array(sorted(keys), np.int64)
    wanted = np.array([*others, *keys, *keys], np.int64)

    found = Places.of(column).find(wanted, -7)

    where = {key: place for place, key in enumerate(column.tolist())}
    assert found.tolist() == [where.get(one, -7) for one in wanted.tolist()]


def test_keys_that_all_follow_one_another_are_found() -> None:
    column = np.arange(5_000, 105_000)

    found = Places.of(column).find(np.arange(200_000), -1)

    assert (found[5_000:105_000] == np.arange(100_000)).all()
    assert (found[:5_000] == -1).all()
    assert (found[105_000:] == -1).all()
