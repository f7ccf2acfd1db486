"""Written values as the frame keeps them: whole numbers in small units, moments in UTC, nothing guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.readers import xml_values as values

UTC_ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", "12"), (" 1.5 ", "1.5"), ("-.5", "-0.5"), ("1.23E2", "123"), ("1,234,567.8", "1234567.8"), ("7.", "7")],
)
def test_a_number_as_messages_write_it(text: str, number: str) -> None:
    assert values.decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "1,5", "1,23", "0x1F", "NaN", "Infinity", "١٢", "1e999", "9" * 41, None]
)
def test_what_is_no_number(text: str | None) -> None:
    assert values.decimal(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "grams"),
    [("1.5", "KGM", 1500), ("2", "TNE", 2_000_000), ("0.0004", "KGM", 0), ("0.0005", "KGM", 1), ("7", "KGM#G", 7000)],
)
def test_masses_in_grams(text: str, unit: str, grams: int) -> None:
    assert values.grams(text, unit) == grams


@pytest.mark.parametrize(("text", "unit"), [("-1", "KGM"), ("1", "NAR"), ("1e20", "KGM"), ("x", "KGM")])
def test_what_is_no_mass(text: str, unit: str) -> None:
    assert values.grams(text, unit) is None


@pytest.mark.parametrize(
    ("currency", "minor"), [("EUR", 1234), ("JPY", 12), ("KWD", 12_340), ("RSD", 1234), (None, None)]
)
def test_amounts_in_minor_units(currency: str | None, minor: int | None) -> None:
    assert values.minor("12.34", currency) == minor


def test_counts_rates_and_quantities() -> None:
    assert values.count("3.0") == 3
    assert values.count("3.5") is None and values.count("-1") is None and values.count("99999999999") is None
    assert values.ppm("12.5") == 125_000 and values.ppm("1e10") is None
    assert values.milli("1.0005") == 1001 and values.milli("-1.5") == -1500


def test_codes() -> None:
    assert values.currency_code("usd") == "USD" and values.currency_code("US") is None
    assert values.country_code("xb") == "XB" and values.country_code("XBA") is None
    assert values.heading("6205.20 00") == "62052000"
    assert values.heading("1234") is None and values.heading("62052A") is None and values.heading(None) is None
    assert values.heading("٦٢٠٥٢٠") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260304101500+01", datetime(2026, 3, 4, 9, 15, tzinfo=UTC)),
        ("20260304101500-0530", datetime(2026, 3, 4, 15, 45, tzinfo=UTC)),
        ("20260304101500Z", datetime(2026, 3, 4, 10, 15, tzinfo=UTC)),
        ("202603041015", datetime(2026, 3, 4, 10, 15, tzinfo=UTC)),
        ("20260304", datetime(2026, 3, 4, tzinfo=UTC)),
        ("2026-03-04", datetime(2026, 3, 4, tzinfo=UTC)),
        ("2026-03-04T10:15:30.123+01:00", datetime(2026, 3, 4, 9, 15, 30, tzinfo=UTC)),
        ("2026-03-04 10:15:30", datetime(2026, 3, 4, 10, 15, 30, tzinfo=UTC)),
        ("2026-03-04T10:15Z", datetime(2026, 3, 4, 10, 15, tzinfo=UTC)),
    ],
)
def test_moments_in_utc(text: str, moment: datetime) -> None:
    assert values.instant(text, UTC_ZONE) == moment


@pytest.mark.parametrize("text", ["", None, "20260230", "20261301000000Z", "tomorrow", "20260304101500+99", "00010101"])
def test_what_is_no_moment(text: str | None) -> None:
    assert values.instant(text, ZoneInfo("Asia/Tokyo")) is None


def test_the_day_a_moment_falls_on_where_the_office_is() -> None:
    evening = datetime(2026, 3, 4, 20, tzinfo=UTC)
    assert str(values.day_in(evening, ZoneInfo("Asia/Tokyo"))) == "2026-03-05"
    assert values.day_in(None, UTC_ZONE) is None
    assert values.day_in(datetime(9999, 12, 31, 23, tzinfo=UTC), ZoneInfo("Asia/Tokyo")) is None


def test_lines_keep_their_numbers_unless_one_is_missing_or_used_twice() -> None:
    assert values.numbered([3, 1, 2]) == [3, 1, 2]
    assert values.numbered([1, 1]) == values.numbered([None, 1]) == values.numbered([0, 1]) == [1, 2]
    assert values.numbered([]) == []


def test_a_zone_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="Nowhere/Land"):
        values.zone_of("Nowhere/Land")


def test_parts_and_distinct_values() -> None:
    assert values.joined(["a", None, "", "b"]) == "a, b" and values.joined([None]) is None
    assert values.distinct(["b", None, "a", "b"]) == ["b", "a"]


@given(st.text(max_size=50))
def test_no_text_raises(text: str) -> None:
    values.instant(text, UTC_ZONE)
    values.heading(text)
    for read in (values.grams, values.milli, values.ppm, values.count):
        found = read(text)
        assert found is None or abs(found) < 2**63


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_kilograms_to_grams_and_back(mass: Decimal) -> None:
    grams = values.grams(str(mass))
    assert grams is not None and Decimal(grams) / 1000 == mass
