"""The signal that a trusted operator departs from its own habits in several ways at once."""

from __future__ import annotations

import polars as pl
import pytest

from trustlane.selectivity.signals.signal import REGISTER

USUAL = {
    "importer_trusted": True,
    "importer_seen": 200,
    "importer_heading_seen": 40,
    "importer_exporter_seen": 40,
    "declarant": "D",
    "importer_declarant_seen": 150,
    "departure": "DE",
    "route_seen": 90,
    "price": 100.0,
    "usual_price": 100.0,
    "usual_price_any": 110.0,
}
# Of what may be missing, so that a column of nothing has a type.
KINDS = {
    **dict.fromkeys(("importer_heading_seen", "importer_declarant_seen", "route_seen"), pl.Int64),
    **dict.fromkeys(("declarant", "departure"), pl.String),
    **dict.fromkeys(("price", "usual_price", "usual_price_any"), pl.Float64),
}
NEW_GOODS = {"importer_heading_seen": None}
NEW_SENDER = {"importer_exporter_seen": 0}
NEW_DECLARANT = {"importer_declarant_seen": 1}
NEW_WAY = {"route_seen": 1}
ODD_PRICE = {"price": 20.0}


def strength(**changed: object) -> float:
    frame = pl.DataFrame([USUAL | changed], schema_overrides=KINDS)
    return float(frame.select(REGISTER["trusted_number_unlike_itself"].strength()).item())


def test_its_usual_trade_says_nothing() -> None:
    assert strength() == 0


@pytest.mark.parametrize("one", [NEW_GOODS, NEW_SENDER, NEW_DECLARANT, NEW_WAY, ODD_PRICE])
def test_one_departure_is_trade(one: dict[str, object]) -> None:
    assert strength(**one) == 0


def test_two_at_once_are_worth_noticing() -> None:
    assert strength(**NEW_GOODS, **NEW_SENDER) == 0.5


def test_three_at_once_speak_fully() -> None:
    assert strength(**NEW_DECLARANT, **NEW_WAY, **ODD_PRICE) == 1
    assert strength(**NEW_GOODS, **NEW_SENDER, **NEW_DECLARANT, **NEW_WAY) == 1


def test_only_the_trusted_can_be_unlike_a_trusted_self() -> None:
    assert strength(importer_trusted=False, **NEW_GOODS, **NEW_SENDER, **NEW_DECLARANT) == 0


def test_who_is_hardly_known_has_no_habits_yet() -> None:
    assert strength(importer_seen=9, **NEW_GOODS, **NEW_SENDER, **NEW_DECLARANT) == 0


def test_what_cannot_be_told_is_no_departure() -> None:
    assert strength(departure=None, route_seen=None, declarant=None, importer_declarant_seen=None, **NEW_GOODS) == 0
    assert strength(price=None, usual_price=None, usual_price_any=None, **NEW_GOODS) == 0
