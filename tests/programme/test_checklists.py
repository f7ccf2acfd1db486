"""What is asked site by site is looked at at each site of the plan; everything else once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trustlane.criteria import queries as catalogues
from trustlane.programme.checklists import Line, criteria_for, left_of, lines_for

CATALOGUE = "safe-2025"
ROLES = ("exporter",)
_items = catalogues.catalogue(CATALOGUE).items
APART = [item for item in criteria_for(CATALOGUE, ROLES) if _items[item].sites]
ONCE = [item for item in criteria_for(CATALOGUE, ROLES) if not _items[item].sites]


def test_both_kinds_are_there() -> None:
    assert APART
    assert ONCE


def test_several_sites_make_several_lines_of_what_is_asked_at_each() -> None:
    lines = lines_for(CATALOGUE, ROLES, [7, 9])
    assert [line for line in lines if line.item in ONCE] == [Line(item) for item in ONCE]
    assert {line for line in lines if line.item in APART} == {Line(item, site) for item in APART for site in (7, 9)}
    assert len(lines) == len(set(lines))


def test_one_site_or_none_makes_one_line_each() -> None:
    for sites in ([], [7]):
        assert lines_for(CATALOGUE, ROLES, sites) == [Line(item) for item in criteria_for(CATALOGUE, ROLES)]


def test_a_criterion_is_left_until_each_site_was_seen() -> None:
    lines = lines_for(CATALOGUE, ROLES, [7, 9])
    first = APART[0]
    assert Line(first, 9) in left_of(lines, {(first, 7)})
    assert Line(first, 7) not in left_of(lines, {(first, 7)})
    assert first not in {line.item for line in left_of(lines, {(first, 7), (first, 9)})}
    assert first not in {line.item for line in left_of(lines, {(first, None)})}
    assert ONCE[0] not in {line.item for line in left_of(lines, {(ONCE[0], 9)})}


@given(st.sets(st.tuples(st.sampled_from([*APART[:3], *ONCE[:3]]), st.sampled_from([None, 7, 9, 11]))))
def test_rating_more_never_leaves_more(rated: set[tuple[str, int | None]]) -> None:
    lines = lines_for(CATALOGUE, ROLES, [7, 9])
    left = left_of(lines, rated)
    assert set(left) <= set(lines)
    for one in [(line.item, line.site) for line in left]:
        assert set(left_of(lines, rated | {one})) < set(left)
    assert left_of(lines, {(line.item, line.site) for line in lines}) == []
