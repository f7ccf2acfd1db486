"""What is usual is counted from a history, and answers the same alone and among others."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.selectivity.declared import lines
from trustlane.selectivity import references
from trustlane.selectivity.coded import Coded
from trustlane.selectivity.references import ANSWERS, ENOUGH, KEYS

CODES = st.sampled_from([None, "", "62", "620342", "620343", "870899"])
PLACES = st.sampled_from([None, "CN", "VN", "DE"])
PARTIES = st.sampled_from([None, "A", "B", "é", "A B"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "hs": CODES,
            "origin": PLACES,
            "departure": PLACES,
            "importer": PARTIES,
            "exporter": PARTIES,
            "declarant": PARTIES,
            "value_minor": st.sampled_from([None, 0, 100, 900]),
            "net_mass_g": st.sampled_from([None, 0, 1000]),
            "tax_rate_ppm": st.sampled_from([None, 0, 50_000, 80_000]),
        }
    ),
    max_size=25,
)


def answered(history: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    return references.fit(history).answers(Coded(asked))


def counted(history: list[dict[str, object]], row: dict[str, object], keys: tuple[str, ...]) -> int | None:
    """By hand: how many rows of a history share these readings with a row."""

    def reading(of: dict[str, object], key: str) -> object:
        code = of["hs"]
        if key in ("hs4", "hs6"):
            return str(code)[: int(key[2])] if code is not None else None
        return of[key]

    mine = [reading(row, key) for key in keys]
    if None in mine:
        return None
    return sum([reading(other, key) for key in keys] == mine for other in history) or None


@given(ROWS, ROWS)
def test_counts_are_those_of_the_history(history: list[dict[str, object]], asked: list[dict[str, object]]) -> None:
    told = answered(lines(*history), lines(*asked))
    for name in references.COUNTS:
        assert told[f"{name}_seen"].to_list() == [counted(history, row, KEYS[name]) for row in asked]


@given(ROWS, ROWS)
def test_a_line_alone_is_answered_as_among_others(
    history: list[dict[str, object]], asked: list[dict[str, object]]
) -> None:
    known, whole = references.fit(lines(*history)), lines(*asked)
    among = known.answers(Coded(whole))
    for place in range(whole.height):
        assert known.answers(Coded(whole[place])).equals(among[place])
        assert known.answers(Coded(whole).some(slice(place, place + 1))).equals(among[place])


def test_a_usual_price_is_the_median_of_enough_cases() -> None:
    prices = [{"value_minor": value, "net_mass_g": 1000} for value in (100, 200, 300, 400, 900)]
    assert answered(lines(*prices), lines({}))["usual_price"].to_list() == [300.0]
    assert answered(lines(*prices[: ENOUGH - 1]), lines({}))["usual_price"].to_list() == [None]


def test_the_highest_rate_of_a_heading_is_that_of_its_dearest_commodity() -> None:
    cheap = [{"hs": "620342", "tax_rate_ppm": 10_000}] * ENOUGH
    dear = [{"hs": "620343", "tax_rate_ppm": 120_000}] * ENOUGH
    told = answered(lines(*cheap, *dear), lines({"hs": "620342"}, {"hs": "870899"}))
    assert told["highest_rate"].to_list() == [120_000.0, None]
    assert told["usual_rate"].to_list() == [10_000.0, None]


def test_of_nothing_nothing_is_known() -> None:
    told = answered(lines().clear(), lines({}))
    assert told.columns == [column for name in KEYS for column in ANSWERS[name]]
    assert all(value is None for value in told.row(0))


def test_the_digest_names_exactly_these_references() -> None:
    known = references.fit(lines({}, {"importer": "B"}))
    assert references.fit(lines({}, {"importer": "B"})).digest == known.digest
    assert references.fit(lines({})).digest != known.digest


@pytest.mark.parametrize(
    ("importers", "surprise"),
    [
        (["A", "B", "C", "D"], 0.0),  # everybody is new: that says nothing
        (["A", "A", "B", "C"], 0.693),  # half are
        (["A"] * 99 + ["B"], 1.0),  # hardly anybody is
        (["A", "A"], 1.0),  # nobody is: the first would be a surprise
        ([None, None], 1.0),
    ],
)
def test_what_is_rare_surprises_only_where_it_is_rare(importers: list[str | None], surprise: float) -> None:
    usual = references.fit(lines(*({"importer": one} for one in importers)))
    assert usual.surprise("importer", 1) == pytest.approx(surprise, abs=0.001)
