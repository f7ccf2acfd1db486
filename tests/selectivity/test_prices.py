"""Price tables: a day that has no price takes a usual one, unless it is a day on which nobody looks."""

from datetime import date

import msgspec
import polars as pl

from trustlane.selectivity import policy, prices
from trustlane.selectivity.capacity import Capacity

TRACK = policy.default().tracks["goods"]
LOOKS = list(TRACK.looks)


def by_hand(office: str, day: date, price: int) -> pl.DataFrame:
    """A price table of one office and day, as an officer would set it."""
    rows = [
        {
            "track": "goods",
            "office": office,
            "day": day,
            "look": look,
            "price": price,
            "capacity_milli": -1,
            "expected_milli": 0,
        }
        for look in LOOKS
    ]
    return pl.DataFrame(rows, schema=prices.SCHEMA)


def test_a_day_without_a_price_takes_the_usual_one_of_its_office_or_of_all() -> None:
    table = pl.concat([by_hand("A1", date(2026, 1, day), price) for day, price in ((1, 100), (2, 200), (3, 300))])
    asked = pl.DataFrame(
        {"office": ["A1", "A1", "B9", None], "day": [date(2026, 1, 3), date(2026, 5, 1), date(2026, 1, 1), None]}
    )
    found = prices.Prices(table).of("goods", TRACK, asked)
    assert found[:, 0].tolist() == [300.0, 200.0, 200.0, 200.0]


def test_a_day_on_which_there_was_none_left_does_not_tell_what_is_usual() -> None:
    table = pl.concat([by_hand("A1", date(2026, 1, 1), 100), by_hand("A1", date(2026, 1, 2), prices.NONE_LEFT)])
    asked = pl.DataFrame({"office": ["A1", "A1", "B9"], "day": [date(2026, 1, 2), date(2026, 1, 3), date(2026, 1, 2)]})
    found = prices.Prices(table).of("goods", TRACK, asked)
    assert found[:, 0].tolist() == [prices.NONE_LEFT, 100.0, 100.0]


def test_on_a_closed_day_without_a_price_there_is_none() -> None:
    looks = dict(TRACK.looks)
    looks["red"] = msgspec.structs.replace(looks["red"], capacity=Capacity(share=0.03, weekdays={"sun": 0.0}))
    track = msgspec.structs.replace(TRACK, looks=looks)
    sunday, monday = date(2026, 3, 1), date(2026, 3, 2)
    asked = pl.DataFrame({"office": ["A1", "A1"], "day": [sunday, monday]})
    found = prices.Prices(by_hand("A1", date(2026, 1, 1), 100)).of("goods", track, asked)
    red = LOOKS.index("red")
    assert found[:, red].tolist() == [prices.NONE_LEFT, 100.0]
    assert (found[0, :red] == 100.0).all()
