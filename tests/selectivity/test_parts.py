"""Parts cover every row once, in order, and an error in one of them is not lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.selectivity.parts import SIZE, begun, in_parts, side_by_side


@given(st.integers(0, 50), st.integers(1, 7), st.integers(1, 3))
def test_parts_cover_every_row_once_in_order(rows: int, size: int, threads: int) -> None:
    parts = in_parts(rows, lambda part: list(range(rows))[part], size=size, threads=threads)
    assert [row for part in parts for row in part] == list(range(rows))
    assert all(len(part) == size for part in parts[:-1])


def test_what_fails_in_one_part_is_told() -> None:
    def work(one: int) -> int:
        return 1 // one

    with pytest.raises(ZeroDivisionError):
        side_by_side([1, 0, 2], work)


@pytest.mark.parametrize("rows", [1, SIZE])
def test_what_is_begun_gives_its_result_or_its_fault_when_asked(rows: int) -> None:
    with begun(rows, lambda: 7, lambda: 1 // 0) as (seven, fault):
        assert seven() == 7
        with pytest.raises(ZeroDivisionError):
            fault()
