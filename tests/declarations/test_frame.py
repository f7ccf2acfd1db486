"""Claims about the shape every reader produces."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.frame import once_each


@given(st.lists(st.none() | st.text(max_size=3)))
def test_references_stand_once_each_where_none_is_there_twice(references: list[str | None]) -> None:
    assert once_each(pl.Series(references, dtype=pl.String)) == (len(set(references)) == len(references))
