"""Agreement: as published examples have it, whatever names and order are given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.consistency.agreement import alpha, alpha_between, by_item, coincidences, share_of_pairs
from trustlane.programme.consistency.ratings import Rating, RatingsRefused, Table, table

SEED = bytes(range(32))
tables = st.dictionaries(
    st.text(max_size=3), st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3), max_size=5), max_size=10
).map(Table)


def of_rows(*rows: str) -> Table:
    """One row for each validator, one column for each item, a point where nothing was rated."""
    columns = list(zip(*(row.split() for row in rows), strict=True))
    return Table(
        {
            f"i{n:02}": {f"v{who}": int(on) for who, on in enumerate(column) if on != "."}
            for n, column in enumerate(columns)
        }
    )


# Krippendorff, "Computing Krippendorff's alpha-reliability": example C, four observers, twelve units, gaps.
PUBLISHED = of_rows(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def test_alpha_is_as_published_for_ordered_levels_with_gaps() -> None:
    assert alpha(PUBLISHED) == pytest.approx(0.815, abs=0.0005)


def test_alpha_is_as_published_for_two_levels() -> None:
    # The same text, example A: two observers, ten units.
    assert alpha(of_rows("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")) == pytest.approx(0.095, abs=0.0005)


def test_coincidences_are_as_published() -> None:
    # The published matrix of example C, 40 pairable ratings: 9, 13, 10, 5 and 3 of each level.
    together = coincidences(PUBLISHED).sum(0)
    assert together.sum(1).tolist() == pytest.approx([0, 9, 13, 10, 5, 3])
    assert together[1, 1] == pytest.approx(7)
    assert together[2, 2] == pytest.approx(10)
    assert together[1, 2] == pytest.approx(4 / 3)


def test_disagreement_across_the_scale_weighs_more_than_between_neighbours() -> None:
    near = of_rows("0 1 2 3 0 1 2 3 0", "0 1 2 3 0 1 2 3 1")
    far = of_rows("0 1 2 3 0 1 2 3 0", "0 1 2 3 0 1 2 3 3")
    assert alpha(far) < alpha(near) < 1


@given(tables)
def test_alpha_is_at_most_one_and_one_only_where_all_agree(of) -> None:
    found = alpha(of)
    pairs = share_of_pairs(of)
    if found is None:
        assert pairs in (None, 1.0)
    else:
        assert found <= 1
        assert (found == pytest.approx(1)) == (pairs == 1.0)


@given(tables)
def test_names_and_what_one_alone_rated_are_of_no_account(of) -> None:
    renamed = Table({f"x{item}": {f"y{who}": on for who, on in rated.items()} for item, rated in of.levels.items()})
    alone = Table({**renamed.levels, "alone": {"z": 3}})
    assert alpha(alone) == alpha(of)
    assert share_of_pairs(alone) == share_of_pairs(of)


@given(tables)
def test_turning_the_scale_round_keeps_alpha(of) -> None:
    turned = Table({item: {who: 3 - on for who, on in rated.items()} for item, rated in of.levels.items()})
    found = alpha(of)
    assert alpha(turned) == (None if found is None else pytest.approx(found))


def test_the_interval_holds_alpha_and_is_the_same_again() -> None:
    low, high = alpha_between(PUBLISHED, SEED) or (2, 2)
    assert low < 0.815 < high <= 1
    assert alpha_between(PUBLISHED, SEED) == (low, high)
    assert alpha_between(PUBLISHED, bytes(16)) != (low, high)


def test_without_pairs_or_without_differences_there_is_no_interval() -> None:
    assert alpha_between(of_rows("0 1", ". ."), SEED) is None
    assert alpha_between(of_rows("1 1 1", "1 1 1"), SEED) is None


def test_items_least_agreed_on_come_first() -> None:
    found = by_item(of_rows("0 0 1 3 0", "0 1 1 0 .", "1 0 1 1 ."))
    assert [(one.item, one.raters, one.mildest, one.severest) for one in found] == [
        ("i03", 3, 0, 3),
        ("i00", 3, 0, 1),
        ("i01", 3, 0, 1),
        ("i02", 3, 1, 1),
    ]
    assert [one.same for one in found] == pytest.approx([0, 1 / 3, 1 / 3, 1])


def test_ratings_become_a_table_without_what_does_not_apply() -> None:
    rated = [Rating("b", "v2", "major"), Rating("a", "v1", "met"), Rating("a", "v2", "not_applicable")]
    assert table(rated) == Table({"a": {"v1": 0}, "b": {"v2": 3}})
    assert table(rated).validators == ("v1", "v2")
    assert table(rated).without(["v2"]) == Table({"a": {"v1": 0}, "b": {}})


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (Rating("a", "v1", "met"), "v1 rated a twice; keep the rating that counts."),
        (Rating("a", "v2", "bad"), "v2 rated a 'bad'; ratings are: met, recommendation, minor, major, not_applicable."),
    ],
)
def test_ratings_that_cannot_be_compared_are_refused(second, said) -> None:
    with pytest.raises(RatingsRefused, match=said):
        table([Rating("a", "v1", "not_applicable"), second])
