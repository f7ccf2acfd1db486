"""Reasons speak in the units people use."""

import numpy as np
import polars as pl

from tests.selectivity.declared import lines
from trustlane.selectivity.model.sentences import sentences

ROWS = lines(
    {"value_minor": 123_456, "currency": "USD", "net_mass_g": 2_500, "tax_rate_ppm": 65_000},
    {"value_minor": 123_456, "currency": "JPY"},
    {"value_minor": None, "currency": None, "net_mass_g": None},
)


def said(name: str, value: list[float] | None = None, found: list[str | None] | None = None) -> list[str]:
    values = np.array(value if value is not None else [0.0, 0.0, 0.0])
    before = pl.Series(found, dtype=pl.String) if found is not None else None
    return sentences(name, ROWS, np.arange(3), values, np.array([np.log(2.0)] * 3), before).to_list()


def test_money_has_the_decimals_of_its_currency() -> None:
    assert said("log_value") == [
        "Declared value of 1230 USD: odds × 2.",
        "Declared value of 123000 JPY: odds × 2.",
        "Declared value of an unknown amount: odds × 2.",
    ]
    assert said("log_price")[0] == "Price of 494 USD per kilogram: odds × 2."


def test_mass_and_rate_are_said_in_kilograms_and_per_cent() -> None:
    assert said("log_mass")[0] == "Net mass of exactly 2.5 kg: odds × 2."
    assert said("rate")[0] == "Tax rate 6.5 %: odds × 2."


def test_a_measure_is_held_against_the_usual_of_its_like() -> None:
    told = said("log_price against currency×hs6×origin", [np.log10(0.4), 0.0, np.nan])
    assert told[0] == "Price per kilogram 0.4× the usual for commodity 620342, origin CN; odds × 2."
    assert (
        said("rate against hs6", [-6.5, 1.0, 0.0])[0]
        == "Tax rate 6.5 points below the usual for commodity 620342; odds × 2."
    )


def test_a_share_names_what_is_rare_and_where() -> None:
    told = said("share hs6×origin in hs6", [np.log(0.02), 0.0, 0.0])
    assert told[0] == "Origin CN: 2 % of the cases with commodity 620342; odds × 2."


def test_a_profile_tells_how_much_the_odds_rise() -> None:
    assert said("profile hs4×price_band")[0] == (
        "Heading 6203, this price per kilogram: more often found wrong than others, odds × 2."
    )


FOUND = "31 % of 412 earlier inspected cases were found wrong; of all: 22 %"


def test_a_count_tells_what_was_found_before_and_else_how_rare_it_is() -> None:
    assert said("count hs6", [np.log1p(76), 0.0, 0.0], [FOUND, None, None])[:2] == [
        f"Commodity 620342: {FOUND}.",
        "Commodity 620342: seen in 0 earlier cases, odds × 2.",
    ]
    assert said("count hs6", [np.log1p(76), 0.0, 0.0])[0] == "Commodity 620342: seen in 76 earlier cases, odds × 2."


def test_a_share_and_a_profile_tell_what_was_found_before_too() -> None:
    told = said("share hs6×origin in hs6", [np.log(0.02), 0.0, 0.0], [FOUND, None, None])
    assert told[0] == f"Origin CN: 2 % of the cases with commodity 620342; {FOUND}."
    assert said("profile hs2", found=[FOUND, None, None])[0].endswith(f": {FOUND}.")
    assert said("profile hs2", found=[FOUND, None, None])[1].endswith("found wrong than others, odds × 2.")
